//! Whether the issuer of a certificate is the right one for what it is used for.

use super::{
    Chains,
    issued::{self, RULES},
    x509::Der,
};
use crate::{
    evidence::{
        certificate::{Product, Usage},
        run::Koppelvlak,
    },
    facts::{NotSeen, Seen},
};

/// Who issued it, and under which name.
pub(super) fn issued(ders: &[Der], seen: &Seen<'_>) -> Result<(&'static str, String), NotSeen> {
    issued::issued(ders, &seen.texts.pkioverheid).ok_or(NotSeen::Missing("het certificaat is niet te lezen"))
}

/// Which of [`RULES`] holds for the product, the environment and the purpose.
pub(super) fn standing(
    seen: &Seen<'_>,
    ders: &[Der],
    product: Option<Product>,
    usage: Option<Usage>,
) -> Result<(&'static str, Option<String>), NotSeen> {
    let aansluiting = seen.aansluiting().ok_or(NotSeen::Missing("de aansluiting is niet bekend"))?;
    let product = product.or(aansluiting.product).unwrap_or(match aansluiting.koppelvlak {
        Koppelvlak::Cgi => Product::Cgi,
        Koppelvlak::Saml => Product::Digid,
    });
    let Some(rule) = seen.texts.pkioverheid.rule(product, aansluiting.omgeving, usage) else {
        return Err(NotSeen::Impossible("voor dit certificaat is er geen regel"));
    };
    let (word, name) = issued(ders, seen)?;
    let standing = match word {
        _ if rule.good.contains(&word) => RULES[0],
        _ if rule.doubt.contains(&word) => RULES[1],
        _ => RULES[2],
    };
    Ok((standing, Some(format!("{word}, van ‘{name}’ ({})", rule.source))))
}

/// Whether it signed itself, and may.
pub(super) fn may_be_own(seen: &Seen<'_>, ders: &[Der], chains: &Chains<'_>) -> bool {
    let own = issued(ders, seen).is_ok_and(|(word, _)| word == "zelfondertekend");
    own && standing(seen, ders, chains.product, chains.usage).is_ok_and(|(word, _)| word == RULES[0])
}
