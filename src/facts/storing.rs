//! Whether a browser may keep what only somebody who is logged in gets (RFC 9111 §5.2.2.5). Read where it is certain that the
//! answer showed that person: from a request whose answer bore the mark.

use super::{NotSeen, Read, Seen, Value, headers::values};
use crate::evidence::{
    Observation,
    exchange::{Exchange, ShownIn},
    session::{Agent, Knock},
};

/// What a browser may do.
pub(super) const STORING: &[&str] = &["niet", "alleen na navraag", "wel"];

pub(super) fn read(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let Observation::Knock(knock) = seen.observation else {
        return Err(NotSeen::Missing("er is niet naar de beveiligde pagina gevraagd"));
    };
    if !knock.alive {
        return Err(NotSeen::Missing("er was niemand meer ingelogd"));
    }
    let answer = personal(knock).ok_or(NotSeen::Missing("het antwoord met de gegevens is niet gezien"))?;
    let lines: Vec<&str> = values(answer, "cache-control").collect();
    let said = if lines.is_empty() {
        "er is geen Cache-Control".to_owned()
    } else {
        format!("Cache-Control: {}", lines.join(", "))
    };
    Ok(Read::from(Value::Choice(rule(&lines))).noting(Some(format!("Bij {}: {said}", answer.address))))
}

/// The answer that bore the person. In a browser a script may have fetched that: then the strictest of its calls is taken, because
/// it cannot be told which of them it was.
fn personal(knock: &Knock) -> Option<&Exchange> {
    let shown =
        |one: &&Exchange| one.location.is_none() && one.status.is_some_and(|status| (200..300).contains(&status));
    match knock.agent {
        Agent::Http => knock.hops.last(),
        Agent::Browser => {
            let document = knock.hops.iter().rev().filter(shown).find(|one| one.shown_in == Some(ShownIn::Window));
            let calls = knock.hops.iter().filter(shown).filter(|one| one.shown_in.is_none() && is_data(one));
            let strictness = |one: &&Exchange| {
                STORING.iter().position(|word| *word == rule(&values(one, "cache-control").collect::<Vec<_>>()))
            };
            calls.min_by_key(strictness).or(document)
        }
    }
}

fn is_data(one: &Exchange) -> bool {
    one.header("content-type")
        .is_some_and(|kind| kind.contains("json") || kind.contains("html") || kind.contains("xml"))
}

/// By the directives of every line. Nothing but `no-store` keeps an answer from being kept; `no-cache` only asks before it is used
/// again, and not by the button that goes back.
fn rule(lines: &[&str]) -> &'static str {
    let names: Vec<String> = lines.iter().flat_map(|line| directives(line)).collect();
    let any = |wanted: &str| names.iter().any(|name| name == wanted);
    match () {
        () if any("no-store") => "niet",
        () if any("no-cache") => "alleen na navraag",
        () => "wel",
    }
}

/// The names of the directives, lower case. A comma in quotes separates nothing; `no-cache="Set-Cookie"` is about that header only.
fn directives(line: &str) -> Vec<String> {
    let mut quoted = false;
    let parts = line.split(|c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    let bare =
        parts.map(str::trim).filter(|part| !(part.to_ascii_lowercase().starts_with("no-cache") && part.contains('=')));
    bare.map(|part| part.split('=').next().unwrap_or_default().trim().to_ascii_lowercase()).collect()
}

/// For the tests of headers.
#[cfg(test)]
pub(super) mod testing {
    use crate::evidence::{Address, exchange::Exchange};

    /// An answer with these headers.
    pub(crate) fn answered(address: &str, headers: &[(&str, &str)]) -> Exchange {
        Exchange {
            method: "GET".to_owned(),
            address: Address::from(&address.parse().unwrap()),
            status: Some(200),
            location: None,
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            cookies: Vec::new(),
            shown_in: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{testing::answered, *};

    #[test]
    fn only_no_store_keeps_an_answer_out() {
        for strict in
            ["no-store", "No-Store", "private, no-store", "max-age=0,no-store", "no-cache=\"Set-Cookie\", no-store"]
        {
            assert_eq!(rule(&[strict]), "niet", "{strict}");
        }
        assert_eq!(rule(&["private", "no-store"]), "niet");
        assert_eq!(rule(&["no-cache, private"]), "alleen na navraag");
        for lax in [
            "",
            "private",
            "max-age=0, must-revalidate",
            "no-cache=\"no-store, x\"",
            "x-no-store",
            "ext=\"a, no-store\"",
        ] {
            assert_eq!(rule(&[lax]), "wel", "{lax}");
        }
        assert_eq!(rule(&[]), "wel");
    }

    #[test]
    fn in_a_browser_the_call_counts_and_not_the_shell() {
        let shell = Exchange {
            shown_in: Some(ShownIn::Window),
            ..answered("https://a.test/mijn", &[("content-type", "text/html")])
        };
        let call =
            answered("https://a.test/api/mij", &[("content-type", "application/json"), ("cache-control", "no-store")]);
        let words = answered("https://a.test/nl.json", &[("content-type", "application/json")]);
        let knock = |agent, hops: &[&Exchange]| Knock {
            at: "2026-03-01T10:05:00Z".parse().unwrap(),
            agent,
            alive: true,
            passed_digid: false,
            hops: hops.iter().copied().cloned().collect(),
            idle: None,
        };
        let personal = |agent, hops: &[&Exchange]| personal(&knock(agent, hops)).map(|one| one.address.path.clone());
        assert_eq!(personal(Agent::Browser, &[&shell, &words, &call]).as_deref(), Some("/api/mij"));
        assert_eq!(personal(Agent::Browser, &[&shell]).as_deref(), Some("/mijn"));
        assert_eq!(personal(Agent::Http, &[&shell, &words]).as_deref(), Some("/nl.json"));
    }
}
