//! What is known of PKIoverheid, and which certificate a product of Logius asks for: tables that stand in `checks/pkioverheid`.

use regex::Regex;

use super::x509::Der;
use crate::evidence::{
    certificate::{Product, Usage},
    run::Omgeving,
};

/// Who issued a certificate. What follows "naar naam" has the name of a hierarchy, and no signature that proves it.
pub const ISSUED: &[&str] = &[
    "PKIoverheid G1",
    "PKIoverheid G4",
    "PKIoverheid G3",
    "PKIoverheid EV of 2020",
    "PKIoverheid TRIAL",
    "PKIoverheid naar naam",
    "zelfondertekend",
    "een andere uitgever",
];

/// Of a certificate that may be self-signed: such a one has no issuer to say what it is for.
pub(super) const NO_POLICY_NEEDED: &str = "eigen doel";

/// What a certificate was issued for, best first.
pub const POLICIES: &[&str] = &["server", NO_POLICY_NEEDED, "proef", "een ander beleid", "geen beleid"];

/// The hierarchies and the rules.
#[derive(Clone, Debug, Default)]
pub struct Pkioverheid {
    /// Each hierarchy.
    pub hierarchies: Vec<Hierarchy>,
    /// What each product asks for.
    pub rules: Vec<Rule>,
    /// The number of a policy, and which of [`POLICIES`] it is.
    pub policies: Vec<(String, &'static str)>,
}

/// One hierarchy.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    /// One of [`ISSUED`].
    pub name: &'static str,
    /// The CN of its issuers.
    pub issuers: Vec<Regex>,
    /// Its issuers, as far as they are known to the byte; without them its name is all there is.
    pub authorities: Vec<Der>,
}

/// Which issuers are right for a certificate.
#[derive(Clone, Debug)]
pub struct Rule {
    /// For these products.
    pub products: Vec<Product>,
    /// In these environments.
    pub omgevingen: Vec<Omgeving>,
    /// For these purposes; empty where it is for any.
    pub usages: Vec<Usage>,
    /// These are right.
    pub good: Vec<&'static str>,
    /// Of these a person decides.
    pub doubt: Vec<&'static str>,
    /// Where that stands.
    pub source: String,
}

impl Pkioverheid {
    /// What a certificate with these policies was issued for.
    pub(super) fn policy(&self, numbers: &[String]) -> &'static str {
        let known = |number: &String| self.policies.iter().find(|(known, _)| known == number).map(|(_, is)| *is);
        match numbers.iter().find_map(known) {
            Some(is) => is,
            None if numbers.is_empty() => "geen beleid",
            None => "een ander beleid",
        }
    }

    /// The rule for a certificate.
    pub(super) fn rule(&self, product: Product, omgeving: Omgeving, usage: Option<Usage>) -> Option<&Rule> {
        self.rules.iter().find(|rule| {
            rule.products.contains(&product)
                && rule.omgevingen.contains(&omgeving)
                && (rule.usages.is_empty() || usage.is_none_or(|usage| rule.usages.contains(&usage)))
        })
    }
}
