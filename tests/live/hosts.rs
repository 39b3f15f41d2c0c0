//! Every host of a service is looked at: where logging in begins, where DigiD sends citizens back to, and where its metadata are.

use std::fs;

use axum::{Router, response::Html, routing::get};
use toetssteen::{
    evidence::{Observation, Outcome},
    judge,
};

use super::{bare, browser::site::Site, called::Desk, stage::checklist};

const START: &str = "mijn.voorbeeld.test";
const BACK: &str = "terug.voorbeeld.test";
const PUBLISHED: &str = "bestanden.voorbeeld.test";
/// Named to be reached, and by no address.
const BESIDE: &str = "plaatjes.voorbeeld.test";

const BY_TARGET: &str = "alleen de uitgevers uit het doelbestand";

/// A target file for a service at three hosts.
fn target(sites: &[&Site]) -> String {
    let hosts = sites.iter().map(|site| format!("[hosts.\"{}\"]\nconnect = {{ 443 = \"{}\" }}\n", site.host, site.to));
    format!(
        r#"[afnemer]
naam = "Hosts"
[[aansluiting]]
naam = "hosts"
koppelvlak = "saml"
omgeving = "preproductie"
digid = "geen"
betrouwbaarheidsniveau = "midden"
aangevraagd = "2022-06-01"
metadata = "https://{PUBLISHED}/metadata"
[aansluiting.paginas]
start = "https://{START}/inloggen"
[aansluiting.bediening]
inloggen = {{ tekst = "Inloggen met DigiD" }}
[vertrouwen]
ca = ["ca.pem"]
{}"#,
        hosts.collect::<String>()
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_host_that_the_target_file_names_is_asked_once() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let page = || Router::new().route("/", get(async || Html("<h1>Gemeente</h1>")));
    let service = |host: &str| {
        format!(
            "<md:AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact\" \
             Location=\"https://{host}/acs\" index=\"1\"/>"
        )
    };
    // The second is named by the metadata alone: nobody goes there.
    let described = bare::described("urn:hosts", &format!("{}{}", service(BACK), service("elders.voorbeeld.test")));
    let start = Site::secure(START, page()).await;
    let back = Site::secure(BACK, page()).await;
    let published = Site::secure(PUBLISHED, page().route("/metadata", get(async || described))).await;
    let beside = Site::secure(BESIDE, page()).await;
    let sites = [&start, &back, &published, &beside];
    let desk = Desk::with(&target(&sites));
    fs::write(desk.path("ca.pem"), sites.map(|site| &site.ca[..]).concat()).unwrap();
    let called = desk.run(&["tls-versies", "transport/certificaat", "hsts"]).await;
    let evidence = desk.evidence();
    let asked: Vec<(String, bool)> = evidence
        .places()
        .filter_map(|(place, _, outcome)| match outcome {
            Outcome::Observed(Observation::Tls(tls)) => Some((place.to_string(), tls.apart)),
            Outcome::Observed(Observation::Exchange(_)) => Some((place.to_string(), false)),
            _ => None,
        })
        .collect();
    let expected = [
        (format!("http/{START}:443/root"), false),
        (format!("http/{BACK}:443/root"), false),
        (format!("tls/{PUBLISHED}:443/[127.0.0.1]"), true),
        (format!("tls/{START}:443/[127.0.0.1]"), false),
        (format!("tls/{BESIDE}:443/[127.0.0.1]"), true),
        (format!("tls/{BACK}:443/[127.0.0.1]"), false),
    ];
    assert_eq!(asked, expected, "{}{}", called.stdout, called.stderr);
    // Citizens' browsers must trust the two, and no address leads a citizen to the others.
    let judgement = judge::judge(checklist(), &evidence);
    let finding = judgement.findings().find(|one| one.criterion == "transport/certificaat").unwrap();
    let trusted = &finding.expectations[0];
    let trusted: Vec<_> = trusted.places.iter().map(|place| place.actual.as_deref().unwrap_or_default()).collect();
    assert_eq!(trusted, ["niet gevraagd", BY_TARGET, "niet gevraagd", BY_TARGET]);
}
