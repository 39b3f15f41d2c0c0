//! Facts about being logged in and about the cookies that carry it.

use std::collections::BTreeSet;

use super::{Fact, NotSeen, Read, Seen, Type, Value, page::moment};
use crate::evidence::{Kind, Observation, Outcome, Place, exchange::SetCookie, page::Moment};

const FLAGS: &[&str] = &["HttpOnly", "SameSite", "Secure"];

/// What makes a cookie go further than the host that set it, and prefixes that a cookie has no right to (RFC 6265bis §4.1.3).
const REACH: &[&str] = &["Domain", "__Host-", "__Secure-"];

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "cookies.bereik",
        says: "Waardoor een cookie van de sessie verder gaat dan de host, of door browsers wordt geweigerd",
        on: &[Kind::Moment],
        gives: Type::Words(REACH),
        from_start: false,
        read: cookies_reach,
    },
    Fact {
        name: "cookies.lack",
        says: "Kenmerken die ontbreken bij een cookie van de sessie",
        on: &[Kind::Moment],
        gives: Type::Words(FLAGS),
        from_start: false,
        read: cookies_lack,
    },
    Fact {
        name: "session.alive",
        says: "Nog ingelogd",
        on: &[Kind::Knock],
        gives: Type::Bool,
        from_start: false,
        read: session_alive,
    },
    Fact {
        name: "session.idle",
        says: "Gemeten tijd zonder activiteit, in seconden",
        on: &[Kind::Knock],
        gives: Type::Number,
        from_start: false,
        read: |seen| match seen.observation {
            Observation::Knock(knock) => {
                let idle = knock.idle.ok_or(NotSeen::Missing("er is niet gewacht"))?;
                Ok(i64::try_from(idle.monotonic_ms / 1000).unwrap_or(i64::MAX).into())
            }
            _ => Err(NotSeen::Missing("er is niet gewacht")),
        },
    },
    Fact {
        name: "session.renews",
        says: "De dienst stuurt de gebruiker naar DigiD, misschien om de sessie te verlengen",
        on: &[Kind::Knock],
        gives: Type::Bool,
        from_start: false,
        read: |seen| match seen.observation {
            // With eenmalig inloggen a service sends a citizen to DigiD to go on, too (koppelvlak 3.7 Herauthenticatie).
            Observation::Knock(knock) => {
                let within =
                    knock.idle.is_some_and(|idle| idle.limit_ms.is_some_and(|limit| idle.monotonic_ms < limit));
                let federated = seen.aansluiting().is_some_and(|aansluiting| aansluiting.eenmalig_inloggen);
                Ok((knock.passed_digid && within && federated).into())
            }
            _ => Err(NotSeen::Missing("er is niet naar de beveiligde pagina gevraagd")),
        },
    },
    Fact {
        name: "sign.fit",
        says: "Te zien of iemand is ingelogd",
        on: &[Kind::Sign],
        gives: Type::Bool,
        from_start: false,
        read: |seen| match seen.observation {
            Observation::Sign(sign) => Ok(sign.is_fit().into()),
            _ => Err(NotSeen::Missing("het kenmerk van ingelogd zijn is niet gemeten")),
        },
    },
];

fn session_alive(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let Observation::Knock(knock) = seen.observation else {
        return Err(NotSeen::Missing("er is niet naar de beveiligde pagina gevraagd"));
    };
    let keeper = knock.hops.iter().map(|hop| hop.address.host.as_str()).collect::<BTreeSet<_>>();
    let note =
        knock.alive.then(|| format!("Wie de sessie vasthoudt: {}", keeper.into_iter().collect::<Vec<_>>().join(", ")));
    Ok(Read::from(knock.alive).noting(note))
}

/// The cookies that the service set while logging in, as it wrote them.
fn of_the_login<'a>(seen: &Seen<'a>) -> Result<Vec<&'a SetCookie>, NotSeen> {
    let here = moment(seen)?;
    let mut cookies: Vec<&SetCookie> = set_at(seen, here).collect();
    if cookies.is_empty() {
        // A service may go on with a cookie it gave before it sent the citizen to DigiD.
        cookies = earlier(seen, here).flat_map(|moment| set_at(seen, moment)).collect();
    }
    if cookies.is_empty() && !seen_throughout(seen) {
        return Err(NotSeen::Missing("er is bij het inloggen geen cookie gezien"));
    }
    Ok(cookies)
}

/// How far a cookie that was set while logging in goes.
fn cookies_reach(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let cookies = of_the_login(seen)?;
    let reach = cookies.iter().flat_map(|cookie| reach(cookie)).collect();
    let lines: Vec<String> = cookies.iter().map(|cookie| written(cookie)).collect();
    let note = (!lines.is_empty()).then(|| format!("Gezet: {}", lines.join(" | ")));
    Ok(Read::from(Value::Words { seen: reach, unknown: BTreeSet::new() }).noting(note))
}

fn reach(cookie: &SetCookie) -> impl Iterator<Item = &'static str> {
    let begins = |prefix: &str| cookie.name.get(..prefix.len()).is_some_and(|name| name.eq_ignore_ascii_case(prefix));
    let domain = cookie.domain.as_deref().is_some_and(|domain| !domain.is_empty());
    let whole = cookie.secure && !domain && cookie.path.as_deref() == Some("/");
    let held = [domain, begins("__Host-") && !whole, begins("__Secure-") && !cookie.secure];
    REACH.iter().copied().zip(held).filter(|(_, held)| *held).map(|(word, _)| word)
}

/// The line that set a cookie, without its value.
fn written(cookie: &SetCookie) -> String {
    let with = |name: &str, value: &Option<String>| value.as_ref().map(|value| format!("{name}={value}"));
    let flag = |name: &str, there: bool| there.then(|| name.to_owned());
    let parts = [
        Some(format!("{}=…", cookie.name)),
        with("Path", &cookie.path),
        with("Domain", &cookie.domain),
        cookie.max_age.map(|seconds| format!("Max-Age={seconds}")),
        flag("Secure", cookie.secure),
        flag("HttpOnly", cookie.http_only),
        with("SameSite", &cookie.same_site),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The flags that a cookie of the service lacks which was set while logging in.
fn cookies_lack(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let cookies = of_the_login(seen)?;
    let mut lacking = BTreeSet::new();
    let mut notes = Vec::new();
    if cookies.is_empty() {
        notes.push("Er is bij het inloggen geen cookie gezet.".to_owned());
    }
    for cookie in &cookies {
        let without = [("HttpOnly", cookie.http_only), ("SameSite", has_same_site(cookie)), ("Secure", cookie.secure)];
        let without: Vec<&str> = without.into_iter().filter(|(_, there)| !there).map(|(flag, _)| flag).collect();
        if !without.is_empty() {
            notes.push(format!("{} ({}): zonder {}", cookie.name, cookie.host, without.join(", ")));
            lacking.extend(without);
        }
    }
    let note = (!notes.is_empty()).then(|| notes.join("; "));
    Ok(Read::from(Value::Words { seen: lacking, unknown: BTreeSet::new() }).noting(note))
}

/// A cookie that is being removed does not count, nor one of DigiD.
fn set_at<'a>(seen: &Seen<'a>, moment: &'a Moment) -> impl Iterator<Item = &'a SetCookie> {
    let hosts = &seen.evidence.run().digid_hosts;
    let cookies = moment.exchanges.iter().flat_map(|exchange| &exchange.cookies);
    cookies.filter(|cookie| !cookie.token.is_empty() && !hosts.contains(&cookie.host))
}

/// The moments before this one, in the same browser of the same journey.
pub(super) fn earlier<'a>(seen: &Seen<'a>, here: &'a Moment) -> impl Iterator<Item = &'a Moment> {
    let of = |place: &'a Place| (&place.aansluiting, &place.journey, &place.variant, &place.context);
    let own = of(seen.place);
    seen.evidence.places().filter_map(move |(place, _, outcome)| match outcome {
        Outcome::Observed(Observation::Moment(moment)) if moment.at < here.at && of(place) == own => Some(&**moment),
        _ => None,
    })
}

/// Whether nothing of this journey was missed.
fn seen_throughout(seen: &Seen<'_>) -> bool {
    let own = (&seen.place.aansluiting, &seen.place.journey);
    let mut journey = seen.evidence.places().filter(|(place, ..)| (&place.aansluiting, &place.journey) == own);
    journey.all(|(.., outcome)| matches!(outcome, Outcome::Observed(_)))
}

/// `SameSite=None` gives no protection, so it counts as lacking.
fn has_same_site(cookie: &SetCookie) -> bool {
    cookie.same_site.as_deref().is_some_and(|value| value != "none")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_must_be_earned_and_a_domain_reaches_further() {
        let cookie = |name: &str, secure, path: Option<&str>, domain: Option<&str>| SetCookie {
            name: name.to_owned(),
            token: "⟦cookie:sid·1⟧".to_owned(),
            host: "mijn.voorbeeld.test".to_owned(),
            secure,
            http_only: true,
            same_site: Some("lax".to_owned()),
            max_age: None,
            persistent: false,
            path: path.map(str::to_owned),
            domain: domain.map(str::to_owned),
        };
        let of = |one: &SetCookie| reach(one).collect::<Vec<_>>();
        let none: [&str; 0] = [];
        assert_eq!(of(&cookie("__Host-sid", true, Some("/"), None)), none);
        assert_eq!(of(&cookie("sid", false, None, Some(""))), none);
        assert_eq!(of(&cookie("__host-sid", true, Some("/app"), None)), ["__Host-"]);
        assert_eq!(of(&cookie("__Host-sid", true, Some("/"), Some("voorbeeld.test"))), ["Domain", "__Host-"]);
        assert_eq!(of(&cookie("__Secure-sid", false, None, None)), ["__Secure-"]);
        let line = "sid=…; Path=/app; Domain=voorbeeld.test; Secure; HttpOnly; SameSite=lax";
        assert_eq!(written(&cookie("sid", true, Some("/app"), Some("voorbeeld.test"))), line);
    }
}
