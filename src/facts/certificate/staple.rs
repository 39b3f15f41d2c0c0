//! The answer of OCSP that a server sends along (RFC 6066 §8).

use jiff::Timestamp;

use super::{
    authority::Authority,
    ocsp,
    x509::{self, Der},
};

/// What a server does about it, as a table of the NCSC names it.
///
/// # Errors
/// Why that cannot be said.
pub(super) fn standing(chain: &[Der], staple: Option<&[u8]>, at: Timestamp) -> Result<&'static str, &'static str> {
    let leaf = chain.first().and_then(Der::read).ok_or("een certificaat is niet te lezen")?;
    let Some(staple) = staple else {
        let named = !x509::ocsp(&leaf).is_empty();
        return Ok(if named { "niet meegestuurd" } else { "niet van toepassing" });
    };
    let issuer = Authority::of(&leaf, chain.get(1..).unwrap_or_default(), &[]);
    Ok(match issuer {
        // Without the certificate of the issuer nobody can tell, and no table grades that.
        None => "niet te controleren",
        // What it says of the certificate is judged with what its issuers say.
        Some(issuer) if ocsp::status(&leaf, &issuer, staple, at).is_ok() => "geldig",
        Some(_) => "ongeldig",
    })
}
