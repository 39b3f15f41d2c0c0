//! Reads `checks/pkioverheid`: the hierarchies, one a file, and `regels.toml`.

use regex::Regex;
use rustls_pki_types::{CertificateDer, pem::PemObject};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::{
    files::Files,
    mistake::{Mistake, SourceFile, suggestion},
};
use crate::{
    evidence::{
        certificate::{Product, Usage},
        hex,
        run::Omgeving,
    },
    facts::certificate::{
        pkioverheid::{Hierarchy, ISSUED, POLICIES, Pkioverheid, Rule},
        x509::Der,
    },
};

const RULES: &str = "regels";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHierarchy {
    hierarchie: Spanned<String>,
    #[expect(dead_code, reason = "for whoever reads the file")]
    bron: String,
    namen: Vec<Spanned<String>>,
    #[serde(default)]
    ca: Vec<RawAuthority>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAuthority {
    #[expect(dead_code, reason = "for whoever reads the file")]
    naam: String,
    sha256: Spanned<String>,
    pem: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRules {
    beleid: Vec<RawPolicy>,
    regel: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPolicy {
    soort: Spanned<String>,
    nummers: Vec<String>,
    #[expect(dead_code, reason = "for whoever reads the file")]
    bron: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    product: Vec<Product>,
    omgeving: Vec<Omgeving>,
    #[serde(default)]
    gebruik: Vec<Usage>,
    goed: Vec<Spanned<String>>,
    #[serde(default)]
    beoordelen: Vec<Spanned<String>>,
    bron: String,
}

/// Everything that is known of PKIoverheid.
///
/// # Errors
/// A [`Mistake`] where a word means nothing, or a certificate is not the one whose digest stands beside it.
pub(super) fn read(files: &Files) -> Result<Pkioverheid, Mistake> {
    let mut known = Pkioverheid::default();
    for (name, file) in files.below("pkioverheid") {
        if name == RULES {
            let raw: RawRules = file.parse()?;
            for policy in raw.beleid {
                let is = one_of(file, &policy.soort, POLICIES, "no kind of policy")?;
                known.policies.extend(policy.nummers.into_iter().map(|number| (number, is)));
            }
            known.rules = raw.regel.into_iter().map(|rule| self::rule(file, rule)).collect::<Result<_, _>>()?;
        } else {
            known.hierarchies.push(hierarchy(file)?);
        }
    }
    Ok(known)
}

fn hierarchy(file: &SourceFile) -> Result<Hierarchy, Mistake> {
    let raw: RawHierarchy = file.parse()?;
    let issuer = |name: &Spanned<String>| {
        Regex::new(name.get_ref()).map_err(|error| file.mistake(name.span(), format!("this is no expression: {error}")))
    };
    Ok(Hierarchy {
        name: issued(file, &raw.hierarchie)?,
        issuers: raw.namen.iter().map(issuer).collect::<Result<_, _>>()?,
        authorities: raw.ca.iter().map(|ca| authority(file, ca)).collect::<Result<_, _>>()?,
    })
}

fn authority(file: &SourceFile, raw: &RawAuthority) -> Result<Der, Mistake> {
    let der = CertificateDer::from_pem_slice(raw.pem.get_ref().as_bytes()).ok();
    let der = der.and_then(|der| Der::new(der.to_vec()));
    let der = der.ok_or_else(|| file.mistake(raw.pem.span(), "this is no certificate in PEM"))?;
    let digest = hex(&Sha256::digest(der.bytes()));
    if digest != *raw.sha256.get_ref() {
        let mistake = file.mistake(raw.sha256.span(), "this is not the SHA-256 of the certificate below it");
        return Err(
            mistake.help(format!("that is {digest}; compare both with the issuer's own list before you change one"))
        );
    }
    Ok(der)
}

fn rule(file: &SourceFile, raw: RawRule) -> Result<Rule, Mistake> {
    let words = |all: &[Spanned<String>]| all.iter().map(|word| issued(file, word)).collect::<Result<Vec<_>, _>>();
    Ok(Rule {
        good: words(&raw.goed)?,
        doubt: words(&raw.beoordelen)?,
        products: raw.product,
        omgevingen: raw.omgeving,
        usages: raw.gebruik,
        source: raw.bron,
    })
}

fn issued(file: &SourceFile, word: &Spanned<String>) -> Result<&'static str, Mistake> {
    one_of(file, word, ISSUED, "no kind of issuer")
}

fn one_of(
    file: &SourceFile,
    word: &Spanned<String>,
    known: &'static [&'static str],
    what: &str,
) -> Result<&'static str, Mistake> {
    known.iter().copied().find(|known| known == word.get_ref()).ok_or_else(|| {
        let mistake = file.mistake(word.span(), format!("`{}` is {what}", word.get_ref()));
        match suggestion(word.get_ref(), known.iter().copied()) {
            Some(help) => mistake.help(help),
            None => mistake.help(format!("they are: {}", known.join(", "))),
        }
    })
}
