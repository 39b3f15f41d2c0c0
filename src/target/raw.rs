//! A target file as it is written, before anything in it is believed. Its keys are described in [`super`].

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::{Control, Locator};
use crate::evidence::{
    Betrouwbaarheidsniveau,
    certificate::Product,
    run::{Koppelvlak, Omgeving, Richtlijn},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    pub(super) kenmerk: Option<String>,
    pub(super) tester: Option<String>,
    #[serde(rename = "hertest-van")]
    pub(super) hertest_van: Option<Spanned<String>>,
    pub(super) afnemer: RawAfnemer,
    pub(super) aansluiting: Vec<RawAansluiting>,
    #[serde(default)]
    pub(super) hosts: BTreeMap<Spanned<String>, RawHost>,
    #[serde(default)]
    pub(super) vertrouwen: RawTrust,
    #[serde(default)]
    pub(super) digid: RawDigid,
    #[serde(default)]
    pub(super) dns: RawDns,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAfnemer {
    pub(super) naam: String,
    pub(super) leverancier: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawAansluiting {
    pub(super) naam: Spanned<String>,
    pub(super) dienst: Option<String>,
    pub(super) aansluitnummer: Option<String>,
    pub(super) koppelvlak: Spanned<Koppelvlak>,
    /// `digid` or `machtigen`.
    pub(super) product: Option<Spanned<Product>>,
    pub(super) omgeving: Spanned<Omgeving>,
    pub(super) digid: Spanned<RawDigidKind>,
    pub(super) betrouwbaarheidsniveau: Betrouwbaarheidsniveau,
    #[serde(default)]
    pub(super) eenmalig_inloggen: bool,
    pub(super) aangevraagd: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) richtlijn_tls: Richtlijn,
    /// One name, or a list of them.
    pub(super) editie: Option<Spanned<toml::Value>>,
    pub(super) metadata: Option<Spanned<String>>,
    pub(super) paginas: RawPages,
    pub(super) bediening: BTreeMap<Spanned<String>, Control>,
    pub(super) ingelogd: Option<Locator>,
    /// Files, relative to the folder of the target file.
    #[serde(default)]
    pub(super) certificaat_andere_omgeving: Vec<PathBuf>,
    #[serde(default)]
    pub(super) testpersoon: Vec<RawPerson>,
}

#[derive(Clone, Copy, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawDigidKind {
    Geen,
    Preproductie,
    Productie,
    Simulator,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawPages {
    pub(super) start: Spanned<String>,
    pub(super) vertaald: Option<Spanned<String>>,
    pub(super) beschermd: Option<Spanned<String>>,
    pub(super) achter_inloggen: Option<Spanned<Vec<Spanned<String>>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPerson {
    pub(super) bsn: Spanned<String>,
    pub(super) herkenning: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHost {
    pub(super) connect: BTreeMap<Spanned<String>, Spanned<SocketAddr>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTrust {
    #[serde(default)]
    pub(super) ca: Vec<PathBuf>,
    /// `HOST` or `HOST:PORT` of issuers.
    #[serde(default)]
    pub(super) intrekking: Vec<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawDigid {
    pub(super) luister: Option<Spanned<SocketAddr>>,
    pub(super) achterkanaal: Option<Spanned<SocketAddr>>,
    pub(super) staat: Option<PathBuf>,
    pub(super) adres: Option<Spanned<String>>,
    pub(super) adres_achterkanaal: Option<Spanned<String>>,
    pub(super) entity_id: Option<Spanned<String>>,
    pub(super) certificaten_van: Vec<PathBuf>,
    pub(super) paden: RawPaths,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawPaths {
    pub(super) inloggen: Option<Spanned<String>>,
    pub(super) uitloggen: Option<Spanned<String>>,
    pub(super) artifact: Option<Spanned<String>>,
    pub(super) metadata: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDns {
    pub(super) resolver: Option<Spanned<String>>,
    pub(super) vertrouwensanker: Option<Spanned<String>>,
}
