//! The names of login hosts in a testrapport: what is made of each outcome, and the head of a run with a root of its own.

use toetssteen::{
    evidence::{
        Blame, Observation, Outcome, Reason,
        dns::{DnsName, Flaw, Security, Unsigned},
        run::Omgeving,
    },
    judge::{Unseen, Verdict},
};

use super::{sound::dns_name, synthetic::Scenario};

#[test]
fn a_name_is_judged_by_its_end_and_its_signatures() {
    const NAMES: &str = "transport/domeinnaam";
    let judged = |name: DnsName| {
        let mut scenario = Scenario::sound();
        let seen = Outcome::Observed(Observation::Dns(Box::new(name)));
        scenario.outcomes.insert("dns/mijn.voorbeeld.nl/name".parse().unwrap(), seen);
        let reported = scenario.judged();
        let finding = reported.judgement.findings().find(|finding| finding.criterion == NAMES).unwrap();
        (finding.verdict.clone(), reported.render("testrapport.html"))
    };
    let of = |names: &[&str], security: Security| DnsName {
        names: names.iter().map(ToString::to_string).collect(),
        security,
        ..dns_name()
    };
    let (nl, com) = ("mijn.voorbeeld.nl".to_owned(), "mijn.voorbeeld.com".to_owned());
    let zone = "voorbeeld".to_owned();
    let secure = Security::Secure { zone: zone.clone() };
    let insecure =
        |name: &str| Security::Insecure { name: name.to_owned(), zone: zone.clone(), why: Unsigned::Delegation };
    let bogus = |name: &str| Security::Bogus { name: name.to_owned(), zone: zone.clone(), flaw: Flaw::Wrong };
    let outside = "mijn.voorbeeld.example".to_owned();
    for (name, expected, says) in [
        (of(&[&nl], secure.clone()), Verdict::Akkoord, "heeft de naam geldig ondertekend"),
        (of(&[&nl], insecure(&nl)), Verdict::NietAkkoord, "is niet ondertekend"),
        (of(&[&nl], bogus(&nl)), Verdict::NietAkkoord, "klopt de handtekening niet"),
        (of(&[&nl, &outside], insecure(&outside)), Verdict::TeBeoordelen, "Bij mijn.voorbeeld.example"),
        (of(&[&nl, &outside], bogus(&outside)), Verdict::NietAkkoord, "klopt de handtekening niet"),
        (of(&[&com], secure), Verdict::TeBeoordelen, "heeft de naam geldig ondertekend"),
        (of(&[&com], insecure(&com)), Verdict::TeBeoordelen, "is niet ondertekend"),
        (of(&[&com], bogus(&com)), Verdict::NietAkkoord, "klopt de handtekening niet"),
    ] {
        let (verdict, page) = judged(name.clone());
        assert_eq!(verdict, expected, "{name:?}");
        assert!(page.contains(says), "{says}: {name:?}");
        assert!(page.contains("0 issue &quot;ca.example&quot; (bij voorbeeld.nl)"), "CAA is shown");
    }
    // Names of a development machine are no matter.
    let mut scenario = Scenario::sound();
    scenario.run.subject.aansluitingen[0].omgeving = Omgeving::Ontwikkel;
    let reported = scenario.judged();
    let finding = reported.judgement.findings().find(|finding| finding.criterion == NAMES).unwrap();
    assert_eq!(finding.verdict, Verdict::NietVanToepassing("Dit geldt niet voor deze omgeving.".to_owned()));
    for reason in [Reason::ResolverFailed, Reason::ResolverUnfit] {
        let mut scenario = Scenario::sound();
        scenario.lose("dns/mijn.voorbeeld.nl/name", reason, Blame::Us);
        let reported = scenario.judged();
        let finding = reported.judgement.findings().find(|finding| finding.criterion == NAMES).unwrap();
        assert_eq!(finding.verdict, Verdict::NietVastgesteld(Unseen::Mislukt));
        assert!(reported.render("testrapport.html").contains("DNS-server"));
    }
}

#[test]
fn a_root_of_ones_own_stands_in_the_head() {
    const HEADED: &str = "Eigen vertrouwensanker";
    let mut scenario = Scenario::sound();
    assert!(!Scenario::sound().judged().render("testrapport.md").contains(HEADED));
    scenario.run.own_trust_anchor = true;
    let reported = scenario.judged();
    for name in ["testrapport.html", "testrapport.md"] {
        assert!(reported.render(name).contains(HEADED), "{name}");
    }
}
