//! What of a login is left in a browser, and ways to log in beside DigiD (`criteria.md` A2 D2). Signals only: absence proves
//! nothing.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use super::page;
use crate::{
    evidence::trace::{KeptIn, Trace},
    facts::{NotSeen, Read, Seen, Value, texts::collapse},
};

/// Where the number of a citizen can be.
pub(super) const PLACES: &[&str] = &["adres", "blijvende-cookie", "cookie", "localStorage", "sessionStorage"];

/// How else somebody could log in.
pub(super) const OTHERWISE: &[&str] = &["link", "wachtwoord"];

/// Examples named in a note.
const MOST_NAMED: usize = 5;

/// Words of a link that logs in with something else than DigiD.
#[expect(clippy::expect_used, reason = "the expression is a constant, and a test uses it")]
static OTHER_MEANS: LazyLock<Regex> = LazyLock::new(|| {
    let account = "gebruikersnaam|wachtwoord|e-?mail(adres)?|mijn account|google|facebook|apple|microsoft";
    Regex::new(&format!(r"(?i)\b(inloggen|log ?in|aanmelden)\b.*\b({account})\b")).expect("well-formed")
});

/// Where the number of a test person is.
pub(super) fn number(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let traces: Vec<&Trace> = page(seen)?.1.traces.iter().filter(|trace| trace.number).collect();
    let seen = traces.iter().map(|trace| word(trace.kept_in)).collect();
    let value = Value::Words { seen, unknown: BTreeSet::new() };
    Ok(Read::from(value).noting(named(&traces)))
}

/// For how many seconds the longest token is valid; 0 where there is none.
pub(super) fn valid(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let traces: Vec<&Trace> = page(seen)?.1.traces.iter().filter(|trace| trace.valid.is_some()).collect();
    let longest = traces.iter().filter_map(|trace| trace.valid).max().unwrap_or_default();
    Ok(Read::from(longest).noting(named(&traces)))
}

/// How else somebody could log in on this page.
pub(super) fn otherwise(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let parts = page(seen)?.1;
    let links = parts.links.iter().filter(|link| link.shown && link.control.is_none());
    let links: Vec<String> =
        links.map(|link| collapse(&link.words)).filter(|words| OTHER_MEANS.is_match(words)).collect();
    let link = (!links.is_empty()).then_some("link");
    let seen: BTreeSet<&'static str> = link.into_iter().chain((parts.passwords > 0).then_some("wachtwoord")).collect();
    let unknown = if parts.complete { BTreeSet::new() } else { OTHERWISE.iter().copied().collect() };
    let value = Value::Words { unknown: unknown.difference(&seen).copied().collect(), seen };
    let quoted: Vec<String> = links.iter().take(MOST_NAMED).map(|words| format!("“{words}”")).collect();
    Ok(Read::from(value).noting((!quoted.is_empty()).then(|| quoted.join("; "))))
}

fn word(kept_in: KeptIn) -> &'static str {
    match kept_in {
        KeptIn::Address => "adres",
        KeptIn::Cookie => "cookie",
        KeptIn::LastingCookie => "blijvende-cookie",
        KeptIn::LocalStorage => "localStorage",
        KeptIn::SessionStorage => "sessionStorage",
    }
}

fn named(traces: &[&Trace]) -> Option<String> {
    let named = traces.iter().take(MOST_NAMED).map(|trace| format!("{} ({})", trace.name, word(trace.kept_in)));
    (!traces.is_empty()).then(|| named.collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        evidence::{Address, page::Page, parts::Link},
        facts::parts::testing::{read, screen},
    };

    fn link(words: &str) -> Link {
        let url = url::Url::parse("https://mijn.voorbeeld.test/anders").unwrap();
        Link {
            address: Address::from(&url),
            words: words.to_owned(),
            paragraph: String::new(),
            shown: true,
            control: None,
        }
    }

    fn seen(change: impl FnOnce(&mut Page)) -> Read {
        let mut one = screen("Inloggen");
        change(&mut one);
        read(otherwise, one, &[]).unwrap()
    }

    #[test]
    fn another_way_in_is_seen() {
        let of =
            |words: &[&'static str]| Value::Words { seen: words.iter().copied().collect(), unknown: BTreeSet::new() };
        assert_eq!(seen(|_| {}).value, of(&[]));
        let told = seen(|page| page.parts.as_mut().unwrap().links.push(link("Inloggen met gebruikersnaam")));
        assert_eq!((told.value, told.note.as_deref()), (of(&["link"]), Some("“Inloggen met gebruikersnaam”")));
        assert_eq!(seen(|page| page.parts.as_mut().unwrap().passwords = 1).value, of(&["wachtwoord"]));
        for sound in ["Inloggen met eHerkenning", "E-mail ons", "Wachtwoord van uw wifi"] {
            assert_eq!(seen(|page| page.parts.as_mut().unwrap().links.push(link(sound))).value, of(&[]), "{sound}");
        }
    }
}
