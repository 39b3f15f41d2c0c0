//! From `aansluiting.toml` to a [`Target`]: everything that can be wrong in one is refused here, before anything is contacted.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    path::Path,
};

use jiff::civil::Date;
use toml::Spanned;
use url::Url;

use super::{
    Aansluiting, Locator, Person, Target,
    digid::{self, Reach},
    dns, issuer, linked, person,
    questions::answered,
    raw::{Raw, RawAansluiting, RawDigidKind, RawHost},
};
use crate::{
    checklist::mistake::{Mistake, Mistakes, SourceFile},
    evidence::{BlobId, Word, run::DigidKind},
};

/// The control that every target names.
const LOG_IN: &str = "inloggen";
/// The control of the page in another language, where that is named.
const LOG_IN_TRANSLATED: &str = "inloggen-vertaald";
/// The control that is named where a DigiD takes part.
const LOG_OUT: &str = "uitloggen";

impl Target {
    /// Reads a target file; paths in it are relative to `folder`.
    ///
    /// # Errors
    /// Every mistake in it.
    pub fn read(file: &SourceFile, folder: &Path) -> Result<Self, Mistakes> {
        answered(file)?;
        let raw: Raw = file.parse()?;
        let mut mistakes = Vec::new();
        let mut aansluitingen = Vec::new();
        let mut names = BTreeSet::new();
        let kind = raw.aansluiting.first().map(|one| *one.digid.get_ref());
        for one in raw.aansluiting {
            if kind.is_some_and(|kind| kind != *one.digid.get_ref()) {
                let mistake = file.mistake(one.digid.span(), "another aansluiting in this file has another DigiD");
                mistakes.push(mistake.help("a run has one DigiD, or none: write two target files"));
            }
            if !names.insert(one.naam.get_ref().clone()) {
                mistakes.push(file.mistake(one.naam.span(), "two aansluitingen have this name"));
            }
            match aansluiting(file, one) {
                Ok(one) => {
                    let elsewhere = one.elsewhere.iter().map(|path| folder.join(path)).collect();
                    aansluitingen.push(Aansluiting { elsewhere, ..one });
                }
                Err(found) => mistakes.extend(found.0),
            }
        }
        if aansluitingen.is_empty() && mistakes.is_empty() {
            mistakes.push(file.whole("no [[aansluiting]] is described"));
        }
        let routes = routes(file, raw.hosts, &mut mistakes);
        if let Some(kenmerk) = &raw.hertest_van
            && kenmerk.get_ref().trim().is_empty()
        {
            let mistake = file.mistake(kenmerk.span(), "an empty `hertest-van` refers to no earlier test");
            mistakes.push(mistake.help("write the kenmerk of the earlier test, or leave the line out"));
        }
        if let Some(supplier) = &raw.afnemer.leverancier
            && [String::new(), raw.afnemer.naam.trim().to_lowercase()]
                .contains(&supplier.get_ref().trim().to_lowercase())
        {
            let mistake = file.mistake(supplier.span(), "this `leverancier` is no other organisation than the afnemer");
            mistakes.push(mistake.help("write the name of the supplier of the software, or leave the line out"));
        }
        let digid = keep(digid::read(file, raw.digid, folder, Reach::Loopback), |mistake| mistakes.push(mistake));
        let mut issuers = BTreeSet::new();
        for host in &raw.vertrouwen.intrekking {
            let named = issuer(host.get_ref()).map_err(|error| file.mistake(host.span(), error.to_string()));
            issuers.extend(keep(named, |mistake| mistakes.push(mistake)));
        }
        let dns = dns::read(file, raw.dns, folder, |mistake| mistakes.push(mistake));
        let (Some(digid), Some(dns), true) = (digid, dns, mistakes.is_empty()) else {
            return Err(Mistakes(mistakes));
        };
        Ok(Self {
            kenmerk: raw.kenmerk,
            afnemer: raw.afnemer.naam,
            leverancier: raw.afnemer.leverancier.map(|supplier| supplier.into_inner().trim().to_owned()),
            tester: raw.tester,
            hertest_van: raw.hertest_van.map(Spanned::into_inner),
            linked: if kind == Some(RawDigidKind::Geen) { DigidKind::Geen } else { DigidKind::Simulator },
            aansluitingen,
            routes,
            trust: raw.vertrouwen.ca.iter().map(|path| folder.join(path)).collect(),
            issuers,
            digid,
            dns,
            digest: BlobId::of(file.text.as_bytes()),
        })
    }
}

/// Where hosts are reached, by name and port.
pub(super) fn routes(
    file: &SourceFile,
    raw: BTreeMap<Spanned<String>, RawHost>,
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<(String, u16), SocketAddr> {
    let mut routes = BTreeMap::new();
    for (host, routed) in raw {
        for (port, to) in routed.connect {
            match port.get_ref().parse::<u16>() {
                Ok(number) => drop(routes.insert((host.get_ref().to_ascii_lowercase(), number), to.into_inner())),
                Err(_) => mistakes.push(file.mistake(port.span(), "this is no port number")),
            }
        }
    }
    routes
}

fn aansluiting(file: &SourceFile, raw: RawAansluiting) -> Result<Aansluiting, Mistakes> {
    let mut mistakes = Vec::new();
    let mut note = |mistake: Mistake| mistakes.push(mistake);
    linked::mistakes(file, &raw).into_iter().for_each(&mut note);
    let name: Option<Word> =
        keep(raw.naam.get_ref().parse(), |error| note(file.mistake(raw.naam.span(), format!("{error}"))));
    let start = keep(address(file, &raw.paginas.start), &mut note);
    let translated = raw.paginas.vertaald.as_ref().and_then(|at| keep(address(file, at), &mut note));
    // Nobody logs in where no DigiD takes part; then nothing behind it need be named.
    let logs_in = *raw.digid.get_ref() != RawDigidKind::Geen;
    let metadata = raw.metadata.as_ref().and_then(|at| keep(address(file, at), &mut note));
    if logs_in && raw.metadata.is_none() {
        let mistake = file.mistake(raw.naam.span(), "there is no `metadata`, from which DigiD knows the service");
        note(mistake.help("add to [[aansluiting]]: metadata = \"https://…\""));
    }
    let mut behind_login = Vec::new();
    for page in raw.paginas.achter_inloggen.iter().flat_map(Spanned::get_ref) {
        behind_login.extend(keep(address(file, page), &mut note));
    }
    match &raw.paginas.achter_inloggen {
        Some(pages) if pages.get_ref().is_empty() => {
            note(file.mistake(pages.span(), "name at least one page behind the login"));
        }
        None if logs_in => {
            let mistake = file.mistake(raw.naam.span(), "no page behind the login is named");
            note(mistake.help("add to [aansluiting.paginas]: achter-inloggen = [\"https://…\"]"));
        }
        _ => {}
    }
    let protected = match &raw.paginas.beschermd {
        Some(page) => keep(address(file, page), &mut note),
        None => behind_login.first().cloned(),
    };
    let date = |day: &Spanned<String>| {
        day.get_ref()
            .parse::<Date>()
            .map_err(|_| file.mistake(day.span(), "this is no date; write it as \"2022-12-01\""))
    };
    let requested = raw.aangevraagd.as_ref().and_then(|day| keep(date(day), &mut note));
    let mut edities: Vec<Word> = Vec::new();
    for edition in raw.editie.iter().flat_map(|named| names(file, named)) {
        edities.extend(keep(edition, &mut note).filter(|edition| !edities.contains(edition)));
    }
    if raw.aangevraagd.is_none() && raw.editie.is_none() {
        let mistake =
            file.mistake(raw.naam.span(), "it is not clear which edition of the checklist judges this aansluiting");
        note(mistake.help("add `aangevraagd = \"JJJJ-MM-DD\"`, or name an `editie`"));
    }
    let mut controls = BTreeMap::new();
    for (key, control) in raw.bediening {
        let name = keep(key.get_ref().parse::<Word>(), |error| note(file.mistake(key.span(), format!("{error}"))));
        if control.is_empty() {
            note(file.mistake(key.span(), "an empty text or selector names every control"));
        }
        controls.extend(name.map(|name| (name, control)));
    }
    let abroad = raw.paginas.vertaald.as_ref().map(|_| LOG_IN_TRANSLATED);
    let needed = [LOG_IN].into_iter().chain(logs_in.then_some(LOG_OUT)).chain(abroad);
    for needed in needed {
        if !controls.keys().any(|name| name.as_str() == needed) {
            let mistake = file.mistake(raw.naam.span(), format!("the control `{needed}` is not named"));
            note(mistake.help(format!(
                "add to [aansluiting.bediening]: {needed} = {{ tekst = \"…\" }} or {{ selector = \"…\" }}"
            )));
        }
    }
    let all_shown = !raw.testpersoon.is_empty() && raw.testpersoon.iter().all(|person| person.herkenning.is_some());
    let mut persons: Vec<Person> = Vec::new();
    for one in raw.testpersoon {
        persons.extend(keep(person::known(file, one, &persons), &mut note));
    }
    if raw.ingelogd.as_ref().is_some_and(Locator::is_empty) {
        note(file.mistake(raw.naam.span(), "an empty `ingelogd` is on every page"));
    }
    if logs_in && raw.ingelogd.is_none() && !all_shown {
        let mistake = file.mistake(raw.naam.span(), "nothing tells a logged-in page from another");
        note(
            mistake
                .help("add `ingelogd = { tekst = \"…\" }`, or give every [[aansluiting.testpersoon]] a `herkenning`"),
        );
    }
    let (Some(naam), Some(start), true) = (name, start, mistakes.is_empty()) else {
        return Err(Mistakes(mistakes));
    };
    Ok(Aansluiting {
        naam,
        dienst: raw.dienst,
        aansluitnummer: raw.aansluitnummer,
        koppelvlak: raw.koppelvlak.into_inner(),
        product: raw.product.map(Spanned::into_inner),
        omgeving: raw.omgeving.into_inner(),
        betrouwbaarheidsniveau: raw.betrouwbaarheidsniveau,
        eenmalig_inloggen: raw.eenmalig_inloggen,
        aangevraagd: requested,
        richtlijn_tls: raw.richtlijn_tls,
        edities,
        metadata,
        pages: named_pages([("start", Some(start)), ("vertaald", translated)]),
        protected,
        behind_login,
        controls,
        logged_in: raw.ingelogd,
        elsewhere: raw.certificaat_andere_omgeving,
        persons,
    })
}

pub(super) fn named_pages(pages: [(&str, Option<Url>); 2]) -> BTreeMap<Word, Url> {
    pages.into_iter().filter_map(|(name, page)| Some((name.parse().ok()?, page?))).collect()
}

/// The editions that `editie` names: one, or a list.
fn names(file: &SourceFile, named: &Spanned<toml::Value>) -> Vec<Result<Word, Mistake>> {
    let one = |value: &toml::Value| match value {
        toml::Value::String(name) => name.replace('.', "-").parse::<Word>().map_err(|error| error.to_string()),
        _ => Err("an edition is named by a text, such as \"checklist-testen-7.0\"".to_owned()),
    };
    let all = match named.get_ref() {
        toml::Value::Array(all) if all.is_empty() => vec![Err("name at least one edition".to_owned())],
        toml::Value::Array(all) => all.iter().map(one).collect(),
        value => vec![one(value)],
    };
    all.into_iter().map(|name| name.map_err(|title| file.mistake(named.span(), title))).collect()
}

/// Takes the value, or hands the mistake on.
fn keep<T, E>(result: Result<T, E>, note: impl FnOnce(E)) -> Option<T> {
    result.map_err(note).ok()
}

fn address(file: &SourceFile, text: &Spanned<String>) -> Result<Url, Mistake> {
    let url = Url::parse(text.get_ref())
        .map_err(|error| file.mistake(text.span(), format!("this is no address: {error}")))?;
    if url.scheme() != "https" {
        return Err(
            file.mistake(text.span(), "write the address with https://; whether http leads there is tested apart")
        );
    }
    if url.host_str().is_none() || !url.username().is_empty() || url.password().is_some() {
        return Err(file.mistake(text.span(), "an address has a host, and no name or password in it").covered());
    }
    Ok(url)
}
