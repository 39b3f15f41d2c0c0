//! The names of login hosts in a whole run: who is asked, what is judged, and what the reader is told of a trust anchor.

use std::fs;

use toetssteen::{
    evidence::{Observation, Outcome, dns::Security},
    judge::{self, Verdict},
};

use super::{
    bare::{self, Pages},
    browser::site::Site,
    called::{Called, Desk},
    stage::checklist,
};
use crate::probes::zones::{Named, Tree};
use axum::routing::get;

/// A target file for a service where logging in begins at this host. Nothing answers there, and nobody else is asked where it is.
fn target(omgeving: &str, start: &str, metadata: &str, resolver: &Named) -> String {
    format!(
        r#"[afnemer]
naam = "Namen"
[[aansluiting]]
naam = "namen"
koppelvlak = "saml"
omgeving = "{omgeving}"
digid = "geen"
betrouwbaarheidsniveau = "midden"
aangevraagd = "2022-06-01"
{metadata}
[aansluiting.paginas]
start = "https://{start}/inloggen"
[aansluiting.bediening]
inloggen = {{ tekst = "Inloggen met DigiD" }}
[hosts."{start}"]
connect = {{ 443 = "127.0.0.1:1" }}
[dns]
resolver = "{}"
vertrouwensanker = "root.ds"
"#,
        resolver.at
    )
}

async fn judged(tree: &Tree, target: &str) -> (Desk, Called, Verdict) {
    let desk = Desk::with(target);
    fs::copy(&tree.anchor_file, desk.path("root.ds")).unwrap();
    let called = desk.run(&["domeinnaam"]).await;
    let judgement = judge::judge(checklist(), &desk.evidence());
    let verdict = judgement.findings().next().unwrap().verdict.clone();
    (desk, called, verdict)
}

/// The names that were looked up, and whether they are signed.
fn looked_up(desk: &Desk) -> Vec<(String, bool)> {
    let evidence = desk.evidence();
    let names = evidence.places().filter_map(|(place, _, outcome)| match outcome {
        Outcome::Observed(Observation::Dns(name)) => {
            Some((place.to_string(), matches!(name.security, Security::Secure { .. })))
        }
        _ => None,
    });
    names.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_are_judged_and_the_report_says_whom_it_trusted() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let tree = Tree::grow();
    let resolver = tree.serve();
    for (host, expected, status) in [
        ("mijn.voorbeeld.nl", Verdict::Akkoord, 0),
        ("mijn.onbeveiligd.nl", Verdict::NietAkkoord, 1),
        ("mijn.verlopen.nl", Verdict::NietAkkoord, 1),
        ("naar-buiten.voorbeeld.nl", Verdict::TeBeoordelen, 0),
        ("mijn.voorbeeld.example", Verdict::TeBeoordelen, 0),
    ] {
        let (desk, called, verdict) = judged(&tree, &target("productie", host, "", &resolver)).await;
        assert_eq!((&verdict, called.status), (&expected, Some(status)), "{host}: {}{}", called.stdout, called.stderr);
        assert!(called.stdout.contains("Eigen vertrouwensanker: "), "{}", called.stdout);
        assert!(called.stderr.contains(&format!("resolvers asked for names: {}", resolver.at)), "{}", called.stderr);
        assert_eq!(looked_up(&desk).len(), 1, "{host}");
        assert!(desk.evidence().run().own_trust_anchor);
        assert_eq!(desk.browsers(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn return_addresses_are_looked_up_where_the_target_file_names_their_host() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let tree = Tree::grow();
    let resolver = tree.serve();
    let returns = |host: &str| {
        format!(
            "<md:AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact\" \
             Location=\"https://{host}/acs\" index=\"1\"/>"
        )
    };
    // Another is named by the metadata alone: it is not asked about.
    let described = bare::described("https://eigen.voorbeeld.nl/metadata", &returns("mijn.onbeveiligd.nl"));
    let router = bare::router(Pages::default()).route("/van", get(async || described));
    let site = Site::secure("mijn.onbeveiligd.nl", router).await;
    let text = target("preproductie", "mijn.voorbeeld.nl", "metadata = \"https://mijn.onbeveiligd.nl/van\"", &resolver);
    let text = format!(
        "{text}[hosts.\"mijn.onbeveiligd.nl\"]\nconnect = {{ 443 = \"{}\" }}\n[vertrouwen]\nca = [\"ca.pem\"]\n",
        site.to
    );
    let desk = Desk::with(&text);
    fs::copy(&tree.anchor_file, desk.path("root.ds")).unwrap();
    fs::write(desk.path("ca.pem"), &site.ca).unwrap();
    let called = desk.run(&["domeinnaam"]).await;
    assert_eq!(called.status, Some(1), "{}{}", called.stdout, called.stderr);
    let expected =
        [("dns/mijn.onbeveiligd.nl/name".to_owned(), false), ("dns/mijn.voorbeeld.nl/name".to_owned(), true)];
    assert_eq!(looked_up(&desk), expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_of_a_development_machine_are_told_to_nobody() {
    let tree = Tree::grow();
    let resolver = tree.serve();
    let desk = Desk::with(&target("ontwikkel", "mijn.voorbeeld.nl", "", &resolver));
    fs::copy(&tree.anchor_file, desk.path("root.ds")).unwrap();
    let called = desk.call(&["plan", "aansluiting.toml"]).await;
    assert_eq!(called.status, Some(0), "{}", called.stderr);
    assert!(!called.stdout.contains("dns") && !called.stdout.contains("resolvers"), "{}", called.stdout);
    let called = desk.edit("\"ontwikkel\"", "\"preproductie\"").call(&["plan", "aansluiting.toml"]).await;
    assert!(called.stdout.contains(&format!("resolvers asked for names: {}\n", resolver.at)), "{}", called.stdout);
}
