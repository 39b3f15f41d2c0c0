//! Which product of Logius a connection is for decides which certificates are right.

use base64::{Engine, engine::general_purpose::STANDARD};
use toetssteen::{
    evidence::{
        Observation, Outcome,
        certificate::{ChainSeen, Product},
        run::Omgeving,
    },
    judge::Verdict,
};

use super::{
    certificates::{self, root},
    synthetic::{Reported, Scenario},
};

/// A run whose messages are signed with a certificate that signed itself.
fn judged(product: Option<Product>) -> Reported {
    let mut sighting = certificates::sighting();
    sighting.chain = ChainSeen { certificates: vec![STANDARD.encode(root())], ..ChainSeen::default() };
    let mut scenario = Scenario::sound();
    let aansluiting = &mut scenario.run.subject.aansluitingen[0];
    (aansluiting.product, aansluiting.omgeving) = (product, Omgeving::Preproductie);
    let seen = Outcome::Observed(Observation::Certificate(Box::new(sighting)));
    scenario.outcomes.insert("certificate/metadata/ondertekenen/1".parse().unwrap(), seen);
    scenario.judged()
}

#[test]
fn machtigen_may_be_tried_out_with_a_certificate_of_its_own_making() {
    for (product, verdict, head) in [
        (None, Verdict::NietAkkoord, "SAML"),
        (Some(Product::Digid), Verdict::NietAkkoord, "SAML, DigiD"),
        (Some(Product::Machtigen), Verdict::Akkoord, "SAML, DigiD Machtigen"),
    ] {
        let reported = judged(product);
        assert_eq!(
            reported.judgement.aansluitingen[0].findings["metadata/certificaat"].verdict, verdict,
            "{product:?}"
        );
        assert!(reported.render("testrapport.html").contains(&format!(">{head}<")), "{product:?}");
    }
}
