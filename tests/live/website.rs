//! nginx as it comes and as it should be set up: HSTS, and the way from http to https.

use std::fs;

use toetssteen::judge::{self, Weight};

use super::{called::Desk, stage::checklist};
use crate::probes::{
    servers::{HOST, Identity},
    websites::Website,
};

fn target(secure: &Website, plain: &Website) -> String {
    format!(
        r#"[afnemer]
naam = "Website"
[[aansluiting]]
naam = "website"
koppelvlak = "saml"
omgeving = "ontwikkel"
digid = "geen"
betrouwbaarheidsniveau = "midden"
aangevraagd = "2022-06-01"
[aansluiting.paginas]
start = "https://{HOST}/"
[aansluiting.bediening]
inloggen = {{ tekst = "Inloggen met DigiD" }}
[vertrouwen]
ca = ["ca.pem"]
[hosts."{HOST}"]
connect = {{ 443 = "{}", 80 = "{}" }}
"#,
        secure.at, plain.at
    )
}

/// What each of the two makes of the front door.
async fn weights(secure: &str, plain: &str) -> [Weight; 2] {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let identity = Identity::new();
    let page = "default_type text/html; return 200 '<a href=\"/\">Inloggen met DigiD</a>';";
    let (secure, plain) = (Website::nginx(&format!("{secure} {page}"), &identity), Website::plain(&identity, plain));
    let desk = Desk::with(&target(&secure, &plain));
    fs::write(desk.path("ca.pem"), &identity.pem).unwrap();
    let called = desk.run(&["hsts", "omleiding"]).await;
    let judgement = judge::judge(checklist(), &desk.evidence());
    ["transport/hsts", "transport/omleiding"].map(|id| {
        let finding = judgement.findings().find(|one| one.criterion == id).unwrap();
        let door = finding.expectations[0].places.first();
        door.unwrap_or_else(|| panic!("{}{}", called.stdout, called.stderr)).outcome
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_website_that_leads_to_https_and_stays_there_gets_no_remark() {
    let hsts = "add_header Strict-Transport-Security \"max-age=31536000\" always;";
    assert_eq!(weights(hsts, &format!("return 301 https://{HOST}$request_uri;")).await, [Weight::Holds; 2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_website_as_it_comes_is_told_what_it_lacks() {
    assert_eq!(weights("", "return 200 hallo;").await, [Weight::Remark; 2]);
    let short = "add_header Strict-Transport-Security \"max-age=86400\" always;";
    assert_eq!(weights(short, "return 301 https://elders.voorbeeld.test/;").await, [Weight::Remark; 2]);
}
