//! Which guideline for TLS decides, and that the report says so.

use toetssteen::{
    evidence::{
        Observation, Outcome,
        run::Richtlijn,
        tls::{Known, Order, Support, TlsVersion},
    },
    judge::Verdict,
};

use super::{
    sound::tls,
    synthetic::{Reported, Scenario},
};

/// A run with a server that still speaks TLS 1.1, and has a suite that only the newest guideline refuses.
fn judged(richtlijn: Richtlijn) -> Reported {
    let mut address = tls();
    address.versions.insert(TlsVersion::Tls11, Support::Accepted);
    let settings = address.settings.as_mut().unwrap();
    settings.suites.get_mut(&TlsVersion::Tls12).unwrap().found.push("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA".to_owned());
    settings.order.insert(TlsVersion::Tls12, Known::Seen(Order::Server));
    let mut scenario = Scenario::sound();
    scenario.run.subject.aansluitingen[0].richtlijn_tls = richtlijn;
    let seen = Outcome::Observed(Observation::Tls(Box::new(address)));
    scenario.outcomes.insert("tls/mijn.voorbeeld.test:443/[::1]".parse().unwrap(), seen);
    scenario.judged()
}

fn verdicts(reported: &Reported) -> [&Verdict; 2] {
    ["transport/tls-versies", "transport/algoritmen"]
        .map(|id| &reported.judgement.aansluitingen[0].findings[id].verdict)
}

#[test]
fn what_only_the_newest_guideline_refuses_is_doubt_until_it_is_chosen() {
    let koppelvlak = judged(Richtlijn::Koppelvlak);
    assert_eq!(verdicts(&koppelvlak), [&Verdict::TeBeoordelen; 2]);
    assert!(koppelvlak.render("testrapport.html").contains("NCSC 2.1, die het koppelvlak noemt"));
    let newest = judged(Richtlijn::Nieuwste);
    assert_eq!(verdicts(&newest), [&Verdict::NietAkkoord; 2]);
    let page = newest.render("testrapport.html");
    assert!(page.contains("NCSC 2025-05, gekozen in het aansluitingsbestand"), "{page}");
    assert!(page.contains("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"));
}

#[test]
fn a_stored_run_from_before_the_choice_is_still_read() {
    let run = serde_json::to_value(judged(Richtlijn::Koppelvlak).evidence.run()).unwrap();
    let one = &run["subject"]["aansluitingen"][0];
    assert!(one.get("richtlijn_tls").is_none(), "{one:#}");
}
