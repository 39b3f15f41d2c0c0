//! What a page that came over https brings in over http, or sends there (W3C Mixed Content). Read from its elements and from what
//! its scripts asked for; what a style sheet brings in is not seen.

use std::collections::BTreeSet;

use super::page;
use crate::{
    evidence::{
        Address,
        exchange::ShownIn,
        parts::{Role, Unguarded},
    },
    facts::{NotSeen, Read, Seen, Value, headers, page::moment},
};

/// What goes over http.
pub(super) const ROLES: &[&str] = &["actief", "formulier", "passief"];

/// Examples named in a note.
const MOST_NAMED: usize = 5;

/// What goes over http, with examples.
pub(super) fn read(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let (page, parts) = page(seen)?;
    let parts =
        parts.unguarded.as_ref().ok_or(NotSeen::Missing("er is niet gekeken wat de pagina over http ophaalt"))?;
    if page.address.scheme == "https" && headers::answer(seen).is_ok_and(upgrades) {
        let note = "Een kopregel (upgrade-insecure-requests) maakt van elk verzoek een verzoek over https.".to_owned();
        return Ok(found(&[]).noting(Some(note)));
    }
    let named = parts.iter().map(|Unguarded { role, address }| (*role, address));
    // What a script asks for can change the page as a script can.
    let asked = moment(seen)?.exchanges.iter().filter(|one| one.shown_in != Some(ShownIn::Window));
    let asked = asked.map(|one| (Role::Active, &one.address)).filter(|_| page.address.scheme == "https");
    let all: Vec<(Role, &Address)> =
        named.chain(asked).filter(|(_, address)| address.scheme == "http" && !is_here(&address.host)).collect();
    Ok(found(&all))
}

fn found(all: &[(Role, &Address)]) -> Read {
    let seen: BTreeSet<&'static str> = all.iter().map(|(role, _)| word(*role)).collect();
    let named = all.iter().take(MOST_NAMED).map(|(role, address)| format!("{address} ({})", word(*role)));
    let note = (!all.is_empty()).then(|| format!("Het gaat om {}", named.collect::<Vec<_>>().join("; ")));
    Read::from(Value::Words { seen, unknown: BTreeSet::new() }).noting(note)
}

fn word(role: Role) -> &'static str {
    match role {
        Role::Active => "actief",
        Role::Form => "formulier",
        Role::Passive => "passief",
    }
}

fn upgrades(answer: &crate::evidence::exchange::Exchange) -> bool {
    let mut policies = headers::values(answer, "content-security-policy").flat_map(|line| line.split([',', ';']));
    policies.any(|directive| directive.trim().eq_ignore_ascii_case("upgrade-insecure-requests"))
}

/// A browser trusts its own machine without TLS (W3C Secure Contexts §3.1).
fn is_here(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || host.starts_with("127.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::parts::testing::{read as read_of, screen};

    fn over_http(parts: &[(Role, &str)]) -> Read {
        let mut page = screen("Inloggen");
        let address = |text: &str| Address::from(&text.parse().unwrap());
        let parts = parts.iter().map(|(role, at)| Unguarded { role: *role, address: address(at) });
        page.parts.as_mut().unwrap().unguarded = Some(parts.collect());
        read_of(read, page, &[]).unwrap()
    }

    #[test]
    fn each_role_has_its_word() {
        let words =
            |words: &[&'static str]| Value::Words { seen: words.iter().copied().collect(), unknown: BTreeSet::new() };
        assert_eq!(over_http(&[]).value, words(&[]));
        let read = over_http(&[(Role::Passive, "http://a.test/x.png"), (Role::Active, "http://a.test/x.js")]);
        assert_eq!(read.value, words(&["actief", "passief"]));
        assert_eq!(
            read.note.as_deref(),
            Some("Het gaat om http://a.test/x.png (passief); http://a.test/x.js (actief)")
        );
        assert_eq!(
            over_http(&[(Role::Form, "http://127.0.0.1:80/"), (Role::Form, "http://x.localhost/")]).value,
            words(&[])
        );
    }

    #[test]
    fn where_nobody_looked_nothing_is_said() {
        assert!(matches!(read_of(read, screen("Inloggen"), &[]), Err(NotSeen::Missing(_))));
    }
}
