//! Which control logs in with DigiD, or what is asked of whoever writes the target file because that is not certain.

use std::collections::BTreeMap;

use super::reading::{Means, Reading, read};
use crate::{evidence::redaction::Redactor, gather::browser::Offer, target::Locator};

/// More choices than this are no help.
const MOST_CHOICES: usize = 8;

/// How to log in on a page.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Login {
    /// The control of DigiD.
    pub digid: Digid,
    /// Controls of other means, under the names that they get in the target file.
    pub others: BTreeMap<&'static str, Locator>,
}

/// The control of DigiD.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Digid {
    /// This one.
    Known(Locator),
    /// This one, but something keeps a person from pressing it.
    Kept {
        /// The control.
        control: Locator,
        /// What keeps it.
        why: String,
    },
    /// One of these, or none.
    Doubt(Vec<Choice>),
    /// Nothing on the page speaks of logging in with DigiD.
    Nowhere,
}

/// What may be the control.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Choice {
    /// What it says, redacted.
    pub says: String,
    /// What names it alone, where something does.
    pub control: Option<Locator>,
    /// Why it is not certain.
    pub why: String,
}

/// Reads what a page of this host offers.
pub fn login(offers: &[Offer], host: &str, redactor: &Redactor) -> Login {
    let read: Vec<(&Offer, Reading)> = offers.iter().map(|offer| (offer, read(offer, host))).collect();
    let sure = |means: Means| -> Vec<&Offer> {
        let found = read.iter().filter(|(_, reading)| *reading == Reading::Sure(means)).map(|(offer, _)| *offer);
        let mut once: Vec<&Offer> = Vec::new();
        // Two that lead to the same place are one. A closed menu often holds a control again that is on the page too.
        for offer in found {
            match once.iter_mut().find(|known| same(known, offer)) {
                Some(known) if known.kept.is_some() && offer.kept.is_none() => *known = offer,
                Some(_) => {}
                None => once.push(offer),
            }
        }
        once
    };
    let others = [
        (Means::Machtigen, "inloggen-machtigen"),
        (Means::Eherkenning, "inloggen-eherkenning"),
        (Means::Eidas, "inloggen-eidas"),
    ];
    let others = others.into_iter().filter_map(|(means, name)| match sure(means).as_slice() {
        [one] => Some((name, named(one, redactor)?)),
        _ => None,
    });
    let doubts = read.iter().filter_map(|(offer, reading)| match reading {
        Reading::Doubt(why) => Some(choice(offer, why, redactor)),
        _ => None,
    });
    let digid = match sure(Means::Digid).as_slice() {
        [] => Digid::Doubt(doubts.take(MOST_CHOICES).collect()),
        [one] => match (named(one, redactor), &one.kept) {
            (Some(control), None) => Digid::Known(control),
            (Some(control), Some(why)) => Digid::Kept { control, why: why.clone() },
            (None, _) => Digid::Doubt(vec![choice(one, "no words or selector name it alone", redactor)]),
        },
        more => {
            let why = "another control says the same and leads elsewhere";
            Digid::Doubt(more.iter().take(MOST_CHOICES).map(|offer| choice(offer, why, redactor)).collect())
        }
    };
    let digid = if digid == Digid::Doubt(Vec::new()) { Digid::Nowhere } else { digid };
    Login { digid, others: others.collect() }
}

fn same(one: &Offer, other: &Offer) -> bool {
    matches!((&one.leads, &other.leads), (Some(one), Some(other)) if one.key == other.key)
}

fn choice(offer: &Offer, why: &str, redactor: &Redactor) -> Choice {
    let says = offer.names.first().or_else(|| offer.signs.first()).map_or(offer.kind.as_str(), String::as_str);
    Choice { says: redactor.text(says), control: named(offer, redactor), why: why.to_owned() }
}

/// What names it, unless that says something that is not to be kept.
fn named(offer: &Offer, redactor: &Redactor) -> Option<Locator> {
    offer.name.clone().filter(|locator| {
        let text = locator.bare();
        redactor.text(text) == text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gather::browser::Leads;

    fn offer(name: &str, path: &str) -> Offer {
        let leads = Leads {
            scheme: "https".into(),
            host: "a.test".into(),
            path: path.into(),
            key: path.into(),
            ..Leads::default()
        };
        let name = name.to_owned();
        Offer { names: vec![name.clone()], name: Some(Locator::Tekst(name)), leads: Some(leads), ..Offer::default() }
    }

    fn digid(offers: &[Offer]) -> Digid {
        login(offers, "a.test", &Redactor::new([1; 32], [])).digid
    }

    #[test]
    fn plain_words_are_sure() {
        for words in [
            "Inloggen met DigiD",
            "Inloggen met digid",
            "Log in with DigiD",
            "Log in met uw DigiD",
            "Verder met DigiD",
            "DigiD: inloggen",
            "Logo DigiD Inloggen",
            "Inloggen in Mijn Gemeente met DigiD",
        ] {
            assert_eq!(digid(&[offer(words, "/in")]), Digid::Known(Locator::Tekst(words.to_owned())), "{words}");
        }
    }

    #[test]
    fn what_is_about_digid_is_no_login() {
        for words in [
            "DigiD",
            "DigiD aanvragen",
            "Wat is DigiD?",
            "Zonder DigiD verder",
            "Inloggen",
            "Inloggen met eHerkenning",
            "Veilig gebruik van DigiD",
            "Uitloggen bij DigiD",
        ] {
            assert_eq!(digid(&[offer(words, "/in")]), Digid::Nowhere, "{words}");
        }
        let mut information = offer("Inloggen met DigiD", "/");
        information.leads.as_mut().unwrap().host = "www.digid.nl".into();
        assert_eq!(digid(&[information.clone()]), Digid::Nowhere);
        information.leads.as_mut().unwrap().saml = true;
        assert!(matches!(digid(&[information]), Digid::Known(_)), "a request that goes straight to DigiD");
    }

    #[test]
    fn what_could_be_both_is_asked() {
        let mut elsewhere = offer("Inloggen met DigiD", "/");
        elsewhere.leads.as_mut().unwrap().host = "pensioen.test".into();
        let doubtful = [
            vec![elsewhere],
            vec![offer("Hoe werkt inloggen met DigiD?", "/in")],
            vec![offer("Inloggen met DigiD", "/veelgestelde-vragen/digid")],
            vec![offer("Inloggen zonder of met DigiD", "/in")],
            vec![offer("Inloggen met DigiD of eHerkenning", "/in")],
            vec![offer("Inloggen met DigiD", "/een"), offer("Inloggen met DigiD", "/twee")],
        ];
        for offers in doubtful {
            assert!(matches!(digid(&offers), Digid::Doubt(_)), "{offers:?}");
        }
        let again = [offer("Inloggen met DigiD", "/een"), offer("Inloggen met DigiD", "/een")];
        assert!(matches!(digid(&again), Digid::Known(_)), "two that lead to the same place are one");
    }

    #[test]
    fn a_name_with_a_citizens_number_in_it_is_not_kept() {
        let found = digid(&[offer("Inloggen met DigiD 999999047", "/in")]);
        let Digid::Doubt(choices) = found else { panic!("{found:?}") };
        assert!(choices[0].control.is_none() && !choices[0].says.contains("999999047"), "{choices:?}");
    }
}
