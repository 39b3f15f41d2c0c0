//! What a connection may be linked with: which koppelvlak, which product, which DigiD.

use super::raw::{RawAansluiting, RawDigidKind};
use crate::{
    checklist::mistake::{Mistake, SourceFile},
    evidence::{
        certificate::Product,
        run::{Koppelvlak, Omgeving},
    },
};

/// What cannot be tested, or not in this way.
pub(super) fn mistakes(file: &SourceFile, raw: &RawAansluiting) -> Vec<Mistake> {
    let mut mistakes: Vec<Mistake> = digid(file, raw).err().into_iter().collect();
    if *raw.koppelvlak.get_ref() == Koppelvlak::Cgi {
        let title = "the simulated DigiD speaks SAML only; testing CGI is not possible yet";
        mistakes.push(file.mistake(raw.koppelvlak.span(), title));
    }
    if let Some(product) = &raw.product
        && !matches!(product.get_ref(), Product::Digid | Product::Machtigen)
    {
        let mistake = file.mistake(product.span(), "nobody logs in with this product over SAML");
        mistakes.push(mistake.help("write one of: digid, machtigen; or leave the line out for DigiD"));
    }
    mistakes
}

/// Only the simulated DigiD can be used, and never with a production service: that must never trust our key. Without a
/// DigiD any service can be looked at.
fn digid(file: &SourceFile, raw: &RawAansluiting) -> Result<(), Mistake> {
    let refused = match raw.digid.get_ref() {
        RawDigidKind::Simulator if *raw.omgeving.get_ref() == Omgeving::Productie => {
            "a production service must never trust the simulated DigiD: its key stands on this machine"
        }
        RawDigidKind::Geen | RawDigidKind::Simulator => return Ok(()),
        RawDigidKind::Preproductie => "running against DigiD preproductie is not possible yet",
        RawDigidKind::Productie => "running against the real DigiD is not possible yet",
    };
    let at =
        if matches!(raw.digid.get_ref(), RawDigidKind::Simulator) { raw.omgeving.span() } else { raw.digid.span() };
    Err(file.mistake(at, refused).help(
        "link a test version of the service to the simulated DigiD: digid = \"simulator\"; or test only what comes \
             before DigiD, which is never contacted then: digid = \"geen\"",
    ))
}
