//! Who is tested, for the head of the testrapport.

use super::plan::Plan;
use crate::{
    evidence::run::{Aansluiting, Subject},
    target::Target,
};

/// What the target file says of who is tested.
pub(super) fn describe(target: &Target, plan: &Plan<'_>) -> Subject {
    let aansluitingen = plan.aansluitingen.iter().map(|planned| {
        let one = planned.aansluiting;
        Aansluiting {
            naam: one.naam.clone(),
            aansluitnummer: one.aansluitnummer.clone(),
            koppelvlak: one.koppelvlak,
            omgeving: one.omgeving,
            betrouwbaarheidsniveau: one.betrouwbaarheidsniveau,
            eenmalig_inloggen: one.eenmalig_inloggen,
            aangevraagd: one.aangevraagd,
            edities: planned.edities.clone(),
            dienst: one.dienst.clone(),
            startpagina: one.pages.values().next().map(ToString::to_string).unwrap_or_default(),
        }
    });
    Subject {
        kenmerk: target.kenmerk.clone(),
        afnemer: target.afnemer.clone(),
        tester: target.tester.clone(),
        aansluitingen: aansluitingen.collect(),
        routes: target.routes.iter().map(|((host, port), to)| format!("{host}:{port} at {to}")).collect(),
    }
}
