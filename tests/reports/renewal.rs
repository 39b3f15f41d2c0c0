//! Going to DigiD to let a session go on.

use toetssteen::{
    evidence::{Observation, Outcome, session::Knock},
    judge::Weight,
};

use super::{sound::knock, synthetic::Scenario};

/// With eenmalig inloggen a service may send the citizen to DigiD to go on (koppelvlak 3.7 Herauthenticatie).
#[test]
fn going_to_digid_in_time_is_no_short_session_with_eenmalig_inloggen() {
    let weight = |federated: bool| {
        let mut scenario = Scenario::sound();
        scenario.run.subject.aansluitingen[0].eenmalig_inloggen = federated;
        for place in scenario.places().into_keys().filter(|place| place.mark.to_string() == "alive") {
            let renewed = Knock { alive: false, passed_digid: true, ..knock(&place) };
            scenario.outcomes.insert(place, Outcome::Observed(Observation::Knock(Box::new(renewed))));
        }
        let judged = scenario.judged();
        let finding = judged.judgement.findings().find(|finding| finding.criterion == "sessie/sessieduur");
        finding
            .unwrap()
            .expectations
            .iter()
            .map(|one| one.outcome)
            .filter(|weight| *weight > Weight::Holds)
            .collect::<Vec<_>>()
    };
    assert_eq!((weight(false), weight(true)), (vec![Weight::Remark], vec![]));
}
