//! `toetssteen cert`, called as a user calls it: websites of OpenSSL with every kind of certificate, and files.

use std::process::{Command, Output};

use serde_json::Value;

use super::{
    issuer::{Asked, EC, Issued, Issuer, WEBSITE, text},
    scanned::{as_scanned, scanned},
    servers::OpenSsl,
};

pub(crate) fn cert(arguments: &[&str]) -> Output {
    let desk = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_toetssteen"))
        .arg("cert")
        .args(arguments)
        .current_dir(desk.path())
        .output()
        .unwrap()
}

/// What was read for the expectations of a criterion: `says: value` of each.
pub(crate) fn facts(document: &Value, criterion: &str) -> Vec<String> {
    let expectations = document["criteria"][criterion]["finding"]["expectations"].as_array();
    let expectations = expectations.unwrap_or_else(|| panic!("{criterion} is missing from {document:#}"));
    let of = |one: &Value| {
        let place = &one["places"][0];
        format!("{}: {}", one["says"].as_str().unwrap(), place["actual"].as_str().unwrap_or("-"))
    };
    expectations.iter().map(of).collect()
}

/// A website that shows this certificate, as the command sees it where the root is the target's own.
fn website(issuer: &Issuer, shown: &Issued, arguments: &[&str]) -> Value {
    let server = OpenSsl::showing(&shown.pem, &shown.key, arguments);
    let connect = format!("443={}", server.at);
    let root = issuer.path("root.pem");
    let output = cert(&[WEBSITE, "--connect", &connect, "--ca", text(&root), "--json"]);
    let document: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let shown = document["shown"][0]["chains"].as_array().unwrap();
    let seen: Vec<[String; 5]> = shown.iter().map(|chain| as_scanned(&chain[0])).collect();
    let scanned = scanned(server.at);
    assert!(!scanned.is_empty() && scanned.iter().all(|one| seen.contains(one)), "{scanned:?} and {seen:?}");
    document
}

fn assert_facts(document: &Value, criterion: &str, expected: &[&str]) {
    let found = facts(document, criterion);
    for one in expected {
        assert!(found.iter().any(|fact| fact == one), "`{one}` is missing from {found:#?}");
    }
}

const GOOD: [&str; 4] = [
    "De keten van het certificaat is: volledig",
    "Het certificaat wordt vertrouwd door: alleen de uitgevers uit het doelbestand",
    "Het certificaat is voor deze naam: ja",
    "Het certificaat en die van zijn uitgevers zijn: geldig",
];

#[test]
fn each_kind_of_website_is_told_from_the_others() {
    let issuer = Issuer::new();
    let chain = issuer.path("issuer.pem");
    let chained = ["-cert_chain", text(&chain)];
    let good = issuer.website("good", Asked::default());
    assert_facts(&website(&issuer, &good, &chained), "transport/certificaat", &GOOD);
    let fact = |shown: &Issued, arguments: &[&str], criterion: &str, expected: &[&str]| {
        assert_facts(&website(&issuer, shown, arguments), criterion, expected);
    };
    fact(
        &good,
        &[],
        "transport/certificaat",
        &["De keten van het certificaat is: onvolledig", "Het certificaat wordt vertrouwd door: niemand"],
    );
    let expired = issuer.website("expired", Asked { days: (-60, -2), ..Asked::default() });
    fact(
        &expired,
        &chained,
        "transport/certificaat",
        &[
            "Het certificaat en die van zijn uitgevers zijn: verlopen",
            "Dagen dat het certificaat nog geldig is: -2",
            "Het certificaat wordt vertrouwd door: alleen de uitgevers uit het doelbestand",
        ],
    );
    let soon = issuer.website("soon", Asked { days: (-60, 20), ..Asked::default() });
    fact(&soon, &chained, "transport/certificaat", &["Dagen dat het certificaat nog geldig is: 20"]);
    let early = issuer.website("early", Asked { days: (2, 60), ..Asked::default() });
    fact(
        &early,
        &chained,
        "transport/certificaat",
        &["Het certificaat en die van zijn uitgevers zijn: nog niet geldig"],
    );
    let elsewhere = issuer.website("elsewhere", Asked { section: "elsewhere", ..Asked::default() });
    fact(&elsewhere, &chained, "transport/certificaat", &["Het certificaat is voor deze naam: nee"]);
    let own = issuer.issue("own", None, Asked::default());
    fact(
        &own,
        &[],
        "transport/certificaat",
        &["De keten van het certificaat is: zelfondertekend", "Het certificaat wordt vertrouwd door: niemand"],
    );
    // Nobody verifies with such a key any more, and nobody else issued it.
    let small = issuer.issue("small-own", None, Asked { key: &["rsa:1024"], ..Asked::default() });
    fact(
        &small,
        &["-cipher", "ALL:@SECLEVEL=0"],
        "transport/certificaat",
        &["De keten van het certificaat is: zelfondertekend"],
    );
    let strange = Issuer::new().website("strange", Asked::default());
    fact(&strange, &chained, "transport/certificaat", &["De keten van het certificaat is: onvolledig"]);
}

#[test]
fn a_file_and_a_website_are_one_document() {
    let issuer = Issuer::new();
    let good = issuer.website("good", Asked::default());
    let server = OpenSsl::showing(&good.pem, &good.key, &[]);
    let connect = format!("443={}", server.at);
    let output = cert(&[text(&good.path), WEBSITE, "--connect", &connect, "--json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["shown"].as_array().unwrap().len(), 2, "{document:#}");
    for criterion in ["metadata/certificaat", "transport/certificaat"] {
        assert!(document["criteria"][criterion].is_object(), "{document:#}");
    }
}

#[test]
fn a_chain_out_of_order_is_called_that() {
    let issuer = Issuer::new();
    let good = issuer.website("good", Asked::default());
    let path = issuer.path("chain.pem");
    std::fs::write(&path, format!("{}{}", issuer.pem("root"), issuer.pem("issuer"))).unwrap();
    let document = website(&issuer, &good, &["-cert_chain", text(&path)]);
    assert_facts(&document, "transport/certificaat", &["De keten van het certificaat is: verkeerde volgorde"]);
}

/// What comes along beyond a known issuer, nobody rests on: a cross-signed root that is over, and weak.
#[test]
fn what_comes_along_besides_is_not_judged() {
    let issuer = Issuer::new();
    let good = issuer.website("good", Asked::default());
    let old = Asked { subject: "/CN=Oud", section: "authority", hash: "sha1", days: (-900, -2), ..Asked::default() };
    issuer.issue("old", None, old);
    let crossed =
        Asked { subject: "/CN=Wortel", section: "authority", hash: "sha1", days: (-900, -2), ..Asked::default() };
    let crossed = issuer.issue("crossed", Some("old"), crossed);
    let chain = issuer.path("chain.pem");
    std::fs::write(&chain, format!("{}{}", issuer.pem("issuer"), crossed.pem)).unwrap();
    let document = website(&issuer, &good, &["-cert_chain", text(&chain), "-cipher", "ALL:@SECLEVEL=0"]);
    assert_facts(&document, "transport/certificaat", &["Het certificaat en die van zijn uitgevers zijn: geldig"]);
    let hashes = "De hashes onder de certificaten zijn volgens de richtlijn die geldt: goed";
    assert_facts(&document, "transport/certificaat-sterkte", &[hashes]);
}

/// A key for RSASSA-PSS alone is RSA, and its size decides.
#[test]
fn a_key_for_pss_has_a_size() {
    let issuer = Issuer::new();
    let key = &["rsa-pss", "-pkeyopt", "rsa_keygen_bits:3072"];
    let subject = "/serialNumber=00000001001234567000/CN=dienst";
    let shown = issuer.issue("pss", Some("issuer"), Asked { subject, section: "server", key, ..Asked::default() });
    let document: Value = serde_json::from_slice(&cert(&[text(&shown.path), "--json"]).stdout).unwrap();
    let found = facts(&document, "metadata/certificaat-geldig");
    let key = "De sleutels van de certificaten zijn volgens de richtlijn die geldt: goed";
    assert!(found.iter().any(|fact| fact == key), "{found:#?}");
}

#[test]
fn weak_keys_and_hashes_are_graded() {
    let issuer = Issuer::new();
    let chain = issuer.path("issuer.pem");
    let grades = |shown: &Issued| {
        let document = website(&issuer, shown, &["-cert_chain", text(&chain), "-cipher", "ALL:@SECLEVEL=0"]);
        facts(&document, "transport/certificaat-sterkte")
    };
    let small = issuer.website("small", Asked { key: &["rsa:1024"], ..Asked::default() });
    let small = grades(&small);
    assert!(
        small.contains(
            &"De sleutels van de certificaten zijn volgens de richtlijn die geldt: goed, onvoldoende".to_owned()
        ),
        "{small:#?}"
    );
    let sha1 = issuer.website("sha1", Asked { hash: "sha1", ..Asked::default() });
    let sha1 = grades(&sha1);
    assert!(
        sha1.contains(
            &"De hashes onder de certificaten zijn volgens de richtlijn die geldt: goed, onvoldoende".to_owned()
        ),
        "{sha1:#?}"
    );
    let middle = issuer.website("middle", Asked { key: &["rsa:2048"], ..Asked::default() });
    let middle = grades(&middle);
    assert!(
        middle.contains(
            &"De sleutels van de certificaten zijn volgens de richtlijn die geldt: goed, voldoende".to_owned()
        ),
        "{middle:#?}"
    );
}

#[test]
fn both_certificates_of_a_server_are_seen() {
    let issuer = Issuer::new();
    let chain = issuer.path("issuer.pem");
    let (ecdsa, rsa) = (
        issuer.website("ecdsa", Asked { key: EC, ..Asked::default() }),
        issuer.website("rsa", Asked { key: &["rsa:2048"], days: (-60, -2), ..Asked::default() }),
    );
    let key = issuer.path("rsa.key");
    let second =
        ["-cert_chain", text(&chain), "-dcert", text(&rsa.path), "-dkey", text(&key), "-dcert_chain", text(&chain)];
    let document = website(&issuer, &ecdsa, &second);
    assert_eq!(document["shown"][0]["chains"].as_array().unwrap().len(), 2, "{document:#}");
    let found = facts(&document, "transport/certificaat");
    assert!(found.contains(&"Het certificaat en die van zijn uitgevers zijn: verlopen".to_owned()), "{found:#?}");
}

#[test]
fn an_answer_of_the_issuer_is_verified() {
    let issuer = Issuer::new();
    let chain = issuer.path("issuer.pem");
    let standing = |shown: &Issued, answer: &std::path::Path| {
        let arguments = ["-cert_chain", text(&chain), "-status_file", text(answer)];
        facts(&website(&issuer, shown, &arguments), "transport/certificaat-sterkte")
            .into_iter()
            .find(|fact| fact.starts_with("Een antwoord van OCSP meesturen is volgens NCSC 2025-05"))
    };
    let is = |word: &str| Some(format!("Een antwoord van OCSP meesturen is volgens NCSC 2025-05: {word}"));
    let good = issuer.website("good", Asked::default());
    let fresh = issuer.answer("good", false);
    assert_eq!(standing(&good, &fresh), is("goed"));
    let other = issuer.website("other", Asked::default());
    assert_eq!(standing(&other, &fresh), is("onvoldoende"), "of another certificate");
    assert_eq!(standing(&other, &issuer.answer("other", true)), is("goed"));
    let mut broken = std::fs::read(&fresh).unwrap();
    let at = broken.windows(8).position(|window| window == b"Uitgever").unwrap();
    broken[at] = b'u';
    let path = issuer.path("broken.ocsp");
    std::fs::write(&path, broken).unwrap();
    assert_eq!(standing(&good, &path), is("onvoldoende"), "not signed by the issuer");
}

#[test]
fn a_file_is_judged_without_a_network() {
    let issuer = Issuer::new();
    let saml = |name: &str, subject: &str| {
        issuer.website(name, Asked { subject, section: "server", key: &["rsa:2048"], ..Asked::default() })
    };
    let good = saml("good", "/C=NL/serialNumber=00000001001234567000/CN=dienst");
    let output = cert(&[text(&good.path), "--json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    // An issuer that nobody knows is no PKIoverheid.
    assert_facts(
        &document,
        "metadata/certificaat",
        &[
            "De uitgever is voor deze aansluiting: een verkeerde",
            "Het OIN in het certificaat is: goed",
            "Het certificaat is uitgegeven voor een: server",
        ],
    );
    assert_eq!(output.status.code(), Some(1));
    let refused = cert(&[text(&good.path), "--intrekking", "ocsp.voorbeeld.test"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("about those in a file nobody is asked"));
    for (name, subject, oin) in [
        ("none", "/CN=dienst", "ontbreekt"),
        ("short", "/serialNumber=0000000100123456700/CN=dienst", "onjuist"),
        ("register", "/serialNumber=00000077001234567000/CN=dienst", "onjuist"),
        ("end", "/serialNumber=00000001001234567001/CN=dienst", "onjuist"),
        ("kvk", "/serialNumber=00000003123456780000/CN=dienst", "goed"),
        ("kvk-of-nine", "/serialNumber=00000003123456789000/CN=dienst", "onjuist"),
        ("rsin-with-letters", "/serialNumber=0000000112345678X000/CN=dienst", "onjuist"),
        ("school", "/serialNumber=0000000701VQ00000000/CN=dienst", "goed"),
        ("insurer", "/serialNumber=00000011123456780000/CN=dienst", "goed"),
        ("not-given-out", "/serialNumber=00000005001234567000/CN=dienst", "onjuist"),
        ("trial", "/serialNumber=00000099000000001000/CN=dienst", "testnummer"),
    ] {
        let output = cert(&[text(&saml(name, subject).path), "--json"]);
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_facts(&document, "metadata/certificaat", &[&format!("Het OIN in het certificaat is: {oin}")]);
    }
    // The UZI-register has its own number there, and that of the organisation in subjectAltName.
    let authority =
        Asked { subject: "/CN=UZI-register Private Server CA G1", section: "authority", ..Asked::default() };
    issuer.issue("uzi-ca", None, authority);
    for (section, oin) in [("uzi", "goed"), ("server", "UZI-nummer")] {
        let subject = "/serialNumber=12345678/CN=dienst";
        let shown = issuer.issue(section, Some("uzi-ca"), Asked { subject, section, ..Asked::default() });
        let document: Value = serde_json::from_slice(&cert(&[text(&shown.path), "--json"]).stdout).unwrap();
        assert_facts(&document, "metadata/certificaat", &[&format!("Het OIN in het certificaat is: {oin}")]);
    }
}
