//! Texts that a service must show to the letter, and how a page is compared with them.

use std::collections::BTreeMap;

use rustls_pki_types::TrustAnchor;

use super::{certificate::pkioverheid::Pkioverheid, guideline::Guideline};

/// What a service is compared with: the mandatory error texts by name (`criteria.md` A1 T6, A2), lists of words, guidelines, and
/// issuers of certificates.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// Name to text.
    pub foutmelding: BTreeMap<String, String>,
    /// What tells of test data, by the signal that it is.
    pub testgegevens: BTreeMap<String, Vec<String>>,
    /// How TLS is graded, by the name of the guideline.
    pub guidelines: BTreeMap<String, Guideline>,
    /// What is known of PKIoverheid.
    pub pkioverheid: Pkioverheid,
    /// The roots that browsers trust for websites.
    pub browsers: Vec<TrustAnchor<'static>>,
}

/// The names that the texts can have, and the two ways of not showing one.
pub const FOUTMELDING: &[&str] = &["oud", "nieuw", "gedeeltelijk", "geen"];

/// White space collapsed to single spaces; case and punctuation stay.
pub fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which mandatory text a page shows; for a part of one, what is missing.
pub fn shown(texts: &Texts, page: &str) -> (&'static str, Option<String>) {
    let page = collapse(page);
    for name in ["oud", "nieuw"] {
        if texts.foutmelding.get(name).is_some_and(|text| page.contains(&collapse(text))) {
            return (name, None);
        }
    }
    let missing = texts.foutmelding.values().filter_map(|text| missing_sentences(&collapse(text), &page));
    match missing.min_by_key(|(missing, _)| *missing) {
        Some((_, sentences)) => ("gedeeltelijk", Some(format!("Dit ontbreekt of wijkt af: “{sentences}”"))),
        None => ("geen", None),
    }
}

/// The sentences of a collapsed text. A dot within an address ends none: every page may name that site.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = text.match_indices(". ").chain(text.match_indices("? ")).map(|(at, _)| at + 1);
    let mut ends: Vec<usize> = ends.chain([text.len()]).collect();
    ends.sort_unstable();
    let mut from = 0;
    ends.into_iter().map(move |end| text[std::mem::replace(&mut from, end)..end].trim()).filter(|one| one.len() > 3)
}

/// The sentences of a text that the page lacks, when it has at least one of them.
fn missing_sentences(text: &str, page: &str) -> Option<(usize, String)> {
    let sentences: Vec<&str> = sentences(text).collect();
    let missing: Vec<&str> = sentences.iter().copied().filter(|sentence| !page.contains(sentence)).collect();
    (missing.len() < sentences.len()).then(|| (missing.len(), missing.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Texts {
        let pair = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        Texts {
            foutmelding: [("oud", "Er is een fout. Kijk op de site."), ("nieuw", "Het is niet gelukt. Log in.")]
                .map(pair)
                .into(),
            ..Texts::default()
        }
    }

    #[test]
    fn white_space_does_not_matter_and_case_does() {
        assert_eq!(shown(&texts(), "Let op!\n Er is  een\nfout. Kijk op de site. Meer").0, "oud");
        assert_eq!(shown(&texts(), "er is een fout. kijk op de site.").0, "geen");
    }

    #[test]
    fn the_address_of_a_site_is_no_part_of_a_text() {
        let mut texts = texts();
        texts.foutmelding.insert("oud".to_owned(), "Er is een fout. Kijk op https://www.site.nl voor meer.".to_owned());
        assert_eq!(shown(&texts, "Meer op https://www.site.nl.").0, "geen");
        let (name, missing) = shown(&texts, "Er is een fout.");
        assert_eq!((name, missing.unwrap().contains("https://www.site.nl voor meer.")), ("gedeeltelijk", true));
    }

    #[test]
    fn a_part_is_shown_with_what_is_missing() {
        let (name, missing) = shown(&texts(), "Het is niet gelukt.");
        assert_eq!(name, "gedeeltelijk");
        assert!(missing.unwrap().contains("Log in."));
    }
}
