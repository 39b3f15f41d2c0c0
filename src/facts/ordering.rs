//! Whether a server puts the better cipher suites first, as a guideline of the NCSC has it.

use super::guideline::{Does, Guideline, Subject};
use crate::evidence::tls::{Known, Order, TlsSettings};

/// As the tables name it.
const BEST_FIRST: &str = "betere eerst";
const CLIENT: &str = "de client kiest";
const MIXED: &str = "slechtere eerst";

/// What it does about it in each version; nothing where all of its suites are in the first layer of the guideline.
pub(super) fn of(guideline: &Guideline, settings: &TlsSettings) -> Does {
    let mut does = Does::default();
    for (version, suites) in &settings.suites {
        let layers: Vec<usize> = suites
            .found
            .iter()
            .filter_map(|suite| guideline.grade(Subject::Suite, suite))
            .map(|(grade, _)| guideline.layer(grade))
            .collect();
        if layers.iter().all(|layer| *layer == 0) && suites.unasked.is_none() {
            continue;
        }
        let value = match settings.order.get(version) {
            Some(Known::Seen(Order::Server)) if layers.is_sorted() => match &suites.unasked {
                Some(why) => Err(why.clone()),
                None => Ok(BEST_FIRST),
            },
            Some(Known::Seen(Order::Server)) => Ok(MIXED),
            // With more suites than those of the first layer the choice is not the client's.
            Some(Known::Seen(Order::Client)) if layers.iter().any(|layer| *layer > 0) => Ok(CLIENT),
            Some(Known::Seen(Order::Client)) => Err("niet alle algoritmeselecties zijn gezien".to_owned()),
            Some(Known::Moot(_)) => continue,
            Some(Known::Unseen(why)) => Err(why.clone()),
            None => Err("wiens volgorde beslist, is niet gezien".to_owned()),
        };
        match value {
            Ok(value) if !does.values.iter().any(|known| known == value) => does.values.push(value.to_owned()),
            Ok(_) => {}
            Err(why) => does.unseen = Some(format!("{}: {why}", version.name())),
        }
    }
    does
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        checklist::{Checklist, Files},
        evidence::tls::{Listed, TlsVersion},
    };

    fn does(name: &str, order: Known<Order>, suites: &[&str]) -> (Vec<String>, bool) {
        let checklist = Checklist::load(&Files::built_in()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let why = || "x".to_owned();
        let found = suites.iter().map(|suite| format!("TLS_{suite}")).collect();
        let settings = TlsSettings {
            suites: BTreeMap::from([(TlsVersion::Tls12, Listed { found, unasked: None })]),
            order: BTreeMap::from([(TlsVersion::Tls12, order)]),
            groups: BTreeMap::new(),
            fields: Known::Moot(why()),
            signatures: Known::Moot(why()),
            compression: Known::Moot(why()),
            safe_renegotiation: Known::Moot(why()),
            client_renegotiation: None,
            extended_master_secret: Known::Moot(why()),
            fallback_refused: Known::Moot(why()),
            tickets: Known::Moot(why()),
            early_data: Known::Moot(why()),
            resumption: Known::Moot(why()),
            protocol: Known::Moot(why()),
        };
        let does = of(&checklist.texts.guidelines[name], &settings);
        (does.values, does.unseen.is_some())
    }

    #[test]
    fn each_guideline_has_its_own_layers() {
        const GOOD: &str = "ECDHE_RSA_WITH_AES_128_GCM_SHA256";
        const CBC: &str = "ECDHE_RSA_WITH_AES_128_CBC_SHA256";
        const RSA: &str = "RSA_WITH_AES_128_GCM_SHA256";
        let seen = |value: &str| (vec![value.to_owned()], false);
        let nothing = || (Vec::new(), false);
        let server = || Known::Seen(Order::Server);
        let client = || Known::Seen(Order::Client);
        for (order, suites, old, new) in [
            (server(), &[GOOD, CBC, RSA][..], seen(BEST_FIRST), seen(BEST_FIRST)),
            (server(), &[CBC, GOOD], seen(MIXED), seen(MIXED)),
            // By 2.1 one is worse than the other; by 2025-05 they are alike.
            (client(), &[GOOD, "ECDHE_ECDSA_WITH_AES_128_CCM"], seen(CLIENT), nothing()),
            (client(), &[GOOD, CBC], seen(CLIENT), seen(CLIENT)),
            (client(), &[GOOD], nothing(), nothing()),
            (Known::Unseen("x".to_owned()), &[GOOD, CBC], (Vec::new(), true), (Vec::new(), true)),
        ] {
            assert_eq!(does("2.1", order.clone(), suites), old, "2.1 {suites:?}");
            assert_eq!(does("2025-05", order, suites), new, "2025-05 {suites:?}");
        }
    }
}
