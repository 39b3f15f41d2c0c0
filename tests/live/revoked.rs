//! A certificate in the metadata of a service that its issuer revoked, in a whole run: only an issuer that the target file names is asked.

use std::fs;

use axum::routing::get;

use super::{
    bare::{self, Pages},
    browser::site::Site,
    called::Desk,
};
use crate::probes::revocation::Authority;

const HOST: &str = "mijn.voorbeeld.test";

fn target(site: &Site, asked: &str) -> String {
    format!(
        r#"[afnemer]
naam = "Intrekking"
[[aansluiting]]
naam = "ingetrokken"
koppelvlak = "saml"
omgeving = "preproductie"
digid = "geen"
betrouwbaarheidsniveau = "midden"
aangevraagd = "2022-06-01"
metadata = "https://{HOST}/van"
[aansluiting.paginas]
start = "https://{HOST}/inloggen"
[aansluiting.bediening]
inloggen = {{ tekst = "Inloggen met DigiD" }}
[hosts."{HOST}"]
connect = {{ 443 = "{}" }}
[vertrouwen]
ca = ["ca.pem"]
{asked}"#,
        site.to
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_issuer_of_a_certificate_in_metadata_is_asked_where_it_is_named() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let authority = Authority::new().await;
    let signing = authority.website("signing", "asked");
    let body: String = signing.pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let key = format!(
        "<md:KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data>\
         <ds:X509Certificate>{body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    );
    let described = bare::described("https://ingetrokken.voorbeeld.test/metadata", &key);
    let router = bare::router(Pages::default()).route("/van", get(async || described));
    let site = Site::secure(HOST, router).await;
    let named = format!("intrekking = [\"{}\"]\n", authority.at);
    let run = async |asked: &str| {
        let desk = Desk::with(&target(&site, asked));
        let issuers = ["issuer.pem", "root.pem"].map(|file| fs::read_to_string(authority.issuer().path(file)).unwrap());
        fs::write(desk.path("ca.pem"), [&site.ca[..], issuers.concat().as_bytes()].concat()).unwrap();
        let called = desk.run(&["metadata/certificaat-geldig"]).await;
        let report = fs::read_to_string(desk.path("out/testrapport.html")).unwrap();
        (called, report)
    };

    let (called, report) = run("").await;
    assert!(!called.stderr.contains("issuers"), "{}", called.stderr);
    assert!(report.contains(&format!("noemt daarvoor {}", authority.at)), "the report says whom to name");
    assert_eq!((called.status, authority.times_asked()), (Some(0), 0), "{}", called.stdout);

    let (called, report) = run(&named).await;
    assert!(
        called.stderr.contains(&format!("issuers asked about certificates: {}\n", authority.at)),
        "{}",
        called.stderr
    );
    assert!(report.contains("er kwam een antwoord") && !report.contains("noemt daarvoor"));
    assert_eq!((called.status, authority.times_asked()), (Some(0), 1), "{}", called.stdout);

    authority.issuer().revoke("signing");
    let (called, _) = run(&named).await;
    assert_eq!(called.status, Some(1), "{}", called.stdout);
    assert!(called.stdout.contains("ingetrokken"), "{}", called.stdout);
}
