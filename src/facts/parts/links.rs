//! Where a page leads at DigiD (`criteria.md` A2 C3, A3 1): to the start of its two sites, or further in.

use std::collections::BTreeSet;

use super::page;
use crate::{
    evidence::{Address, parts::Link},
    facts::{
        NotSeen, Read, Seen, Texts, Value,
        texts::{collapse, sentences, shown},
    },
};

/// What is odd about a link: to a server of an application, further in than the start, without TLS, or any of these while
/// the link is hidden.
pub(super) const DEEP: &[&str] = &["applicatieserver", "dieper", "onversleuteld", "verborgen"];

/// The sites that a service may lead to for more information.
const STARTS: [&str; 3] = ["digid.nl", "www.digid.nl", "machtigen.digid.nl"];

/// Parts of the names of servers that run an application. Preproductie has more of them, numbered.
const SERVERS: [&str; 3] = ["app", "mijn", "was"];
const PREPRODUCTIE: &str = "preprod";

pub(super) fn deep(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let (page, parts) = page(seen)?;
    let odd: Vec<(&'static str, &Link)> = parts
        .links
        .iter()
        // Whoever follows it asks to log in, and no more information.
        .filter(|link| link.control.is_none() && !carries_question(&link.address))
        .filter(|link| !is_mandatory(link, &page.text, seen.texts))
        .filter_map(|link| Some((oddity(link)?, link)))
        .collect();
    let found: BTreeSet<&'static str> = odd.iter().map(|(word, _)| *word).collect();
    let unknown = if parts.complete { BTreeSet::new() } else { DEEP.iter().copied().collect() };
    let named: Vec<String> = odd.iter().map(|(_, link)| format!("“{}”: {}", link.words, link.address)).collect();
    let value = Value::Words { unknown: unknown.difference(&found).copied().collect(), seen: found };
    Ok(Read::from(value).noting((!named.is_empty()).then(|| named.join("; "))))
}

fn oddity(link: &Link) -> Option<&'static str> {
    let Address { scheme, host, port, path, query, fragment } = &link.address;
    let host = host.trim_end_matches('.');
    let below = host.strip_suffix("digid.nl")?;
    if !(below.is_empty() || below.ends_with('.')) {
        return None;
    }
    let mut names = below.split(['.', '-']);
    let word = if names.any(|name| SERVERS.contains(&name) || name.starts_with(PREPRODUCTIE)) {
        "applicatieserver"
    } else if scheme != "https" {
        "onversleuteld"
    } else if !STARTS.contains(&host) || port.is_some() || path != "/" || query.is_some() || fragment.is_some() {
        "dieper"
    } else {
        return None;
    };
    Some(if link.shown { word } else { "verborgen" })
}

fn carries_question(address: &Address) -> bool {
    address.query.as_deref().is_some_and(|query| query.split('&').any(|part| part.starts_with("SAMLRequest=")))
}

/// Whether a link stands within a sentence of the text that the page must show to the letter.
fn is_mandatory(link: &Link, page: &str, texts: &Texts) -> bool {
    let (name, _) = shown(texts, page);
    let Some(text) = texts.foutmelding.get(name).map(|text| collapse(text)) else { return false };
    let (words, paragraph) = (collapse(&link.words), collapse(&link.paragraph));
    !words.is_empty() && sentences(&text).any(|sentence| sentence.contains(&words) && paragraph.contains(sentence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::parts::testing::{read, screen};

    const NEW: &str = "Lukt het nog steeds niet? Log in bij Mijn DigiD.";

    fn link(address: &str) -> Link {
        let address = Address::from(&address.parse().unwrap());
        Link { address, words: "Meer".to_owned(), paragraph: "Meer weten?".to_owned(), shown: true, control: None }
    }

    fn of(links: &[Link]) -> String {
        let mut page = screen("Welkom");
        page.parts.as_mut().unwrap().links = links.to_vec();
        read(deep, page, &[]).unwrap().value.to_string()
    }

    #[test]
    fn links_to_the_start_and_to_others_are_fine() {
        let fine = [
            "https://digid.nl",
            "https://www.digid.nl/",
            "https://machtigen.digid.nl",
            "https://voorbeelddigid.nl/meer",
            "http://digid.nl.voorbeeld.test/",
            "https://www.logius.nl/digid",
        ];
        assert_eq!(of(&fine.map(link)), "geen");
    }

    #[test]
    fn a_link_further_in_is_told_from_one_to_a_server_and_one_without_tls() {
        for (address, word) in [
            ("https://www.digid.nl/aanvragen-en-activeren", "dieper"),
            ("https://digid.nl/?taal=en", "dieper"),
            ("https://digid.nl/#app", "dieper"),
            ("https://digid.nl:8443/", "dieper"),
            ("https://help.digid.nl/", "dieper"),
            ("https://machtigen.digid.nl/machtigen", "dieper"),
            ("http://digid.nl/", "onversleuteld"),
            ("http://WWW.DigiD.nl./", "onversleuteld"),
            ("https://mijn.digid.nl/", "applicatieserver"),
            ("http://app.digid.nl/x", "applicatieserver"),
            ("https://was-preprod1.digid.nl/", "applicatieserver"),
            ("https://preprod1.digid.nl/", "applicatieserver"),
            ("https://mijn.preprod2.digid.nl/", "applicatieserver"),
        ] {
            assert_eq!(of(&[link(address)]), word, "{address}");
        }
        assert_eq!(of(&[link("http://digid.nl/"), link("https://digid.nl/x")]), "dieper, onversleuteld");
    }

    #[test]
    fn what_a_citizen_does_not_see_is_doubted_only() {
        assert_eq!(of(&[Link { shown: false, ..link("http://mijn.digid.nl/") }]), "verborgen");
    }

    #[test]
    fn a_control_and_whatever_asks_to_log_in_is_no_deeplink() {
        let control = Link { control: Some("inloggen".parse().unwrap()), ..link("https://mijn.digid.nl/in") };
        let asks = link("https://digid.nl/saml/idp/request_authentication?SAMLRequest=x&RelayState=y");
        assert_eq!(of(&[control, asks]), "geen");
    }

    #[test]
    fn the_mandatory_text_may_lead_wherever_it_says() {
        let within = Link {
            words: "Mijn DigiD".to_owned(),
            paragraph: format!("Let op! {NEW}"),
            ..link("https://mijn.digid.nl/")
        };
        let shown = |links: &[Link], text: &str| {
            let mut page = screen(text);
            page.parts.as_mut().unwrap().links = links.to_vec();
            read(deep, page, &[("oud", "Er ging iets mis."), ("nieuw", NEW)]).unwrap().value.to_string()
        };
        assert_eq!(shown(std::slice::from_ref(&within), NEW), "geen");
        assert_eq!(shown(std::slice::from_ref(&within), "Iets anders"), "applicatieserver");
        let beside = Link { paragraph: "Mijn DigiD".to_owned(), ..within };
        assert_eq!(shown(&[beside], NEW), "applicatieserver");
    }

    #[test]
    fn of_a_page_that_was_not_read_to_its_end_only_what_was_seen_is_known() {
        let mut page = screen("Welkom");
        let parts = page.parts.as_mut().unwrap();
        parts.complete = false;
        parts.links = vec![link("https://digid.nl/x")];
        let Value::Words { seen, unknown } = read(deep, page, &[]).unwrap().value else { panic!("words") };
        assert!(seen.contains("dieper") && unknown.contains("onversleuteld"));
    }
}
