//! What one control is read as. Where words could mean more than one thing it is doubt: a control that was guessed wrongly
//! costs more than a question.

use std::sync::LazyLock;

use regex::Regex;

use crate::gather::browser::{Leads, Offer};

/// A means to log in with.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Means {
    Digid,
    Machtigen,
    Eherkenning,
    Eidas,
}

/// What a control is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Reading {
    /// It logs in with this means.
    Sure(Means),
    /// It may log in with DigiD; why that is not certain.
    Doubt(String),
    /// It is something else.
    Other,
}

struct Words {
    digid: Regex,
    verb: Regex,
    only_verb: Regex,
    phrase: Regex,
    title: Regex,
    machtigen: Regex,
    eherkenning: Regex,
    eidas: Regex,
    either: Regex,
    explains: Regex,
    address: Regex,
    leaves: Regex,
}

static WORDS: LazyLock<Option<Words>> = LazyLock::new(|| {
    const VERB: &str = r"(?:inloggen|log ?in|login|aanmelden|sign ?in|identificeren)";
    let regex = |text: &str| Regex::new(&format!("(?i){}", text.replace("VERB", VERB))).ok();
    Some(Words {
        digid: regex(r"\bdigi-?d\b")?,
        verb: regex(r"\bVERB\b")?,
        only_verb: regex(r"^VERB$")?,
        phrase: regex(
            r"\b(?:VERB|verder|doorgaan|ga verder|continue)\b.{0,40}?\b(?:met|via|with|using) (?:uw |je |your )?digid\b",
        )?,
        title: regex(r"^(?:logo )?digid(?: logo)?[ :–-]*(?:VERB)?$|^VERB[ :–-]*digid$")?,
        machtigen: regex(r"machtig|\bnamens\b|representative|on behalf")?,
        eherkenning: regex(r"e-?herkenning|bedrijf of instelling")?,
        eidas: regex(r"\beidas\b|european (?:login|id)|europees")?,
        either: regex(r"\b(?:of|or|en|and)\b|/")?,
        explains: regex(
            r"\?|\b(?:wat|over|meer|lees|hulp|help|vraag|vragen|problemen|probleem|hoe|uitleg|informatie|information|about|what|how|apply|request|forgot|vergeten|geen|zonder|niet|without|no|not|nog|app|installeren|activeren|wijzigen|opheffen|veilig|learn|read)\b",
        )?,
        address: regex(
            r"/(?:[\w-]*(?:faq|veelgesteld|veel-gesteld|uitleg|nieuws|news|help|hulp|informatie|information|artikel|article|blog|over-|about|wat-is|what-is|hoe-|how-)[\w-]*)|\.pdf$",
        )?,
        leaves: regex(r"\b(?:uitloggen|afmelden|log ?out|logout|sign ?out|registreren|register|aanvragen)\b")?,
    })
});

/// Reads a control on a page of this host.
pub(super) fn read(offer: &Offer, host: &str) -> Reading {
    let Some(words) = WORDS.as_ref() else { return Reading::Other };
    let any = |regex: &Regex, texts: &[String]| texts.iter().any(|text| regex.is_match(text));
    let names = &offer.names;
    let orange = offer.signs.iter().any(|sign| sign == "#e17000");
    let in_names = any(&words.digid, names);
    let logo = any(&words.digid, &offer.signs) || orange;
    let headed = offer.beside.iter().any(|text| words.title.is_match(text) || words.phrase.is_match(text));
    let verb = any(&words.verb, names);
    let everything: Vec<String> = names.iter().chain(&offer.signs).chain(&offer.beside).cloned().collect();
    if let Some(means) = another(words, offer, in_names || logo) {
        let away = offer.leads.as_ref().is_some_and(|leads| leads.jumps || elsewhere(offer, host));
        if in_names && any(&words.either, names) {
            return Reading::Doubt("it names more than one means to log in with".to_owned());
        }
        let plain = verb && !away && !any(&words.explains, names) && !any(&words.leaves, names);
        return if plain { Reading::Sure(means) } else { Reading::Other };
    }
    if !(in_names || logo || headed) || no_login(offer) {
        return Reading::Other;
    }
    let phrase = any(&words.phrase, names);
    // “DigiD” alone is as often an explanation: it needs a form, or a heading that says what for.
    let title = any(&words.title, names) && (verb || posts(offer) || any(&words.verb, &offer.beside));
    let pictured = names.iter().any(|name| words.only_verb.is_match(name)) && (logo || headed);
    if !(phrase || title || pictured) {
        let perhaps = verb || in_names && (posts(offer) || offer.leads.is_none());
        return if perhaps && !any(&words.explains, names) && !any(&words.leaves, names) {
            Reading::Doubt("its words do not say plainly that it logs in with DigiD".to_owned())
        } else {
            Reading::Other
        };
    }
    let doubt = |why: &str| Reading::Doubt(why.to_owned());
    if any(&words.explains, names) || any(&words.leaves, names) {
        doubt("its words may be those of an explanation")
    } else if any(&words.eherkenning, &everything) || any(&words.eidas, &everything) {
        doubt("it names more than one means to log in with")
    } else if elsewhere(offer, host) {
        doubt("it leads to another host")
    } else if offer.leads.as_ref().is_some_and(|leads| words.address.is_match(&leads.path)) {
        doubt("its address looks like that of an explanation")
    } else {
        Reading::Sure(Means::Digid)
    }
}

/// Another means than DigiD itself, if it is that. A heading counts for a control that does not say itself what it is.
fn another(words: &Words, offer: &Offer, digid: bool) -> Option<Means> {
    let beside: &[String] = if digid { &[] } else { &offer.beside };
    let said = |regex: &Regex| offer.names.iter().chain(&offer.signs).chain(beside).any(|text| regex.is_match(text));
    match () {
        () if said(&words.machtigen) => Some(Means::Machtigen),
        () if digid => None,
        () if said(&words.eherkenning) => Some(Means::Eherkenning),
        () if said(&words.eidas) => Some(Means::Eidas),
        () => None,
    }
}

fn posts(offer: &Offer) -> bool {
    offer.leads.as_ref().is_some_and(|leads| leads.posts)
}

/// A jump in the page, a letter, or DigiD's own pages without a question for them.
fn no_login(offer: &Offer) -> bool {
    offer.leads.as_ref().is_some_and(|leads| {
        let web = matches!(leads.scheme.as_str(), "http" | "https");
        leads.jumps || !web || (is_digid(&leads.host) && !leads.saml)
    })
}

fn is_digid(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == "digid.nl" || host.ends_with(".digid.nl")
}

fn elsewhere(offer: &Offer, host: &str) -> bool {
    let here = |leads: &Leads| leads.host.eq_ignore_ascii_case(host) || is_digid(&leads.host) && leads.saml;
    !offer.leads.as_ref().is_none_or(here)
}
