//! Who is tested, for the head of the testrapport.

use std::collections::BTreeSet;

use super::plan::Plan;
use crate::{
    evidence::run::{Aansluiting, Subject},
    target::{Person, Target},
};

/// What the target file says of who is tested.
pub(super) fn describe(target: &Target, plan: &Plan<'_>) -> Subject {
    let aansluitingen = plan.aansluitingen.iter().map(|planned| {
        let one = planned.aansluiting;
        let startpagina = one.pages.values().next().map(ToString::to_string).unwrap_or_default();
        let addresses: BTreeSet<String> = one.addresses().map(ToString::to_string).collect();
        Aansluiting {
            naam: one.naam.clone(),
            aansluitnummer: one.aansluitnummer.clone(),
            koppelvlak: one.koppelvlak,
            product: one.product,
            omgeving: one.omgeving,
            betrouwbaarheidsniveau: one.betrouwbaarheidsniveau,
            eenmalig_inloggen: one.eenmalig_inloggen,
            aangevraagd: one.aangevraagd,
            richtlijn_tls: one.richtlijn_tls,
            edities: planned.edities.clone(),
            dienst: one.dienst.clone(),
            paginas: one.pages.keys().cloned().collect(),
            adressen: addresses.into_iter().filter(|address| *address != startpagina).collect(),
            accounts: one.persons.iter().map(account).collect(),
            startpagina,
        }
    });
    Subject {
        kenmerk: target.kenmerk.clone(),
        afnemer: target.afnemer.clone(),
        leverancier: target.leverancier.clone(),
        tester: target.tester.clone(),
        hertest_van: target.hertest_van.clone(),
        aansluitingen: aansluitingen.collect(),
        routes: target.routes.iter().map(|((host, port), to)| format!("{host}:{port} at {to}")).collect(),
    }
}

fn account(person: &Person) -> String {
    person.mark.as_ref().map_or_else(|| person.bsn.to_string(), |mark| format!("{} ({mark})", person.bsn))
}
