//! `toetssteen cert` with certificates of PKIoverheid, with what only has its name, and with every file that holds one.

use std::{fs, path::Path};

use serde_json::Value;
use toetssteen::saml::SpMetadata;

use super::{
    certificates::cert,
    issuer::{Asked, Issued, Issuer, text},
};

const RULE: &str = "De uitgever is voor deze aansluiting";
const BESIDE: &str = "Aantal certificaten dat in de CPA naast het eigen certificaat staat";
const ELSEWHERE: &str = "Naast het certificaat van de andere omgeving is dit";

/// What was read of each certificate in one call, in order of the places.
fn read(arguments: &[&str], criterion: &str, says: &str) -> Vec<String> {
    let output = cert(&[arguments, &["--json"]].concat());
    let document: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)));
    let expectations = document["criteria"][criterion]["finding"]["expectations"].as_array().unwrap().clone();
    let asked = expectations.iter().find(|one| one["says"] == says).unwrap();
    let places = asked["places"].as_array().unwrap();
    places.iter().map(|place| place["actual"].as_str().unwrap_or("-").to_owned()).collect()
}

fn rule(arguments: &[&str]) -> Vec<String> {
    read(arguments, "metadata/certificaat", RULE)
}

fn signing(issuer: &Issuer, name: &str, by: &str) -> Issued {
    let subject = "/C=NL/serialNumber=00000001001234567000/CN=dienst";
    issuer.issue(name, Some(by), Asked { subject, section: "server", key: &["rsa:2048"], ..Asked::default() })
}

/// Every issuer of PKIoverheid that is known to the byte was issued by another of them: G4 by RSASSA-PSS.
#[test]
fn a_hierarchy_is_proved_by_the_keys_of_its_issuers() {
    let desk = tempfile::tempdir().unwrap();
    for (hierarchy, verdict) in [("g1", "de gevraagde"), ("g4", "te beoordelen")] {
        let text = fs::read_to_string(format!("checks/pkioverheid/{hierarchy}.toml")).unwrap();
        let table: toml::Table = text.parse().unwrap();
        let issuers = table["ca"].as_array().unwrap();
        // The first is the root, which nobody issued.
        assert!(issuers.len() > 5);
        for ca in &issuers[1..] {
            let path = desk.path().join("ca.pem");
            fs::write(&path, ca["pem"].as_str().unwrap()).unwrap();
            let output = std::process::Command::new("openssl")
                .args(["x509", "-noout", "-fingerprint", "-sha256", "-in"])
                .arg(&path)
                .output()
                .unwrap();
            let print = String::from_utf8(output.stdout).unwrap().replace(':', "").to_lowercase();
            assert!(print.contains(ca["sha256"].as_str().unwrap()), "{print}");
            assert_eq!(rule(&[path.to_str().unwrap()]), [verdict], "{}", ca["naam"]);
        }
    }
}

#[test]
fn a_name_alone_proves_nothing_and_is_enough_to_refuse_what_is_over() {
    for (name, verdict) in [
        ("KPN PKIoverheid Private Services CA - G1", "te beoordelen"),
        ("KPN - G4 PKIo Priv G-TLS SYS - 2025", "te beoordelen"),
        ("QuoVadis PKIoverheid Organisatie Server CA - G3", "een verkeerde"),
        ("KPN PKIoverheid EV CA", "een verkeerde"),
        ("TRIAL KPN PKIoverheid Server CA", "een verkeerde"),
        ("Zomaar een CA", "een verkeerde"),
    ] {
        let issuer = Issuer::new();
        let subject = format!("/C=NL/CN={name}");
        let authority = Asked { subject: &subject, section: "authority", ..Asked::default() };
        issuer.issue("named", None, authority);
        let shown = signing(&issuer, "shown", "named");
        assert_eq!(rule(&[text(&shown.path)]), [verdict], "{name}");
        // Nor does it, where the one with the name comes along.
        let both = issuer.path("both.pem");
        fs::write(&both, format!("{}{}", shown.pem, issuer.pem("named"))).unwrap();
        assert_eq!(rule(&[text(&both)]), [verdict], "{name}, with its issuer");
    }
}

#[test]
fn what_is_right_depends_on_the_product_and_the_environment() {
    let issuer = Issuer::new();
    let own = issuer.issue("own", None, Asked { section: "server", key: &["rsa:2048"], ..Asked::default() });
    for (product, omgeving, verdict) in [
        ("digid", "preproductie", "een verkeerde"),
        ("digid", "productie", "een verkeerde"),
        ("machtigen", "preproductie", "de gevraagde"),
        ("machtigen", "productie", "een verkeerde"),
        ("cgi", "preproductie", "de gevraagde"),
        ("bsnk", "preproductie", "een verkeerde"),
        ("mijnoverheid", "productie", "een verkeerde"),
    ] {
        let how = ["--gebruik", "ondertekenen", "--product", product, "--omgeving", omgeving];
        assert_eq!(rule(&[&[text(&own.path)], &how[..]].concat()), [verdict], "{product}, {omgeving}");
    }
    // What may be self-signed has no issuer that checked an OIN, or said what it is for.
    let how = [text(&own.path), "--gebruik", "ondertekenen", "--product", "machtigen", "--omgeving", "preproductie"];
    assert_eq!(read(&how, "metadata/certificaat", "Het OIN in het certificaat is"), ["niet nodig"]);
    assert_eq!(read(&how, "metadata/certificaat", "Het certificaat is uitgegeven voor een"), ["eigen doel"]);
    let wrong = issuer.issue(
        "wrong",
        None,
        Asked { subject: "/serialNumber=1/CN=dienst", section: "server", ..Asked::default() },
    );
    let how = [&[text(&wrong.path)], &how[1..]].concat();
    assert_eq!(read(&how, "metadata/certificaat", "Het OIN in het certificaat is"), ["onjuist"]);
}

#[test]
fn every_environment_has_a_certificate_of_its_own() {
    let issuer = Issuer::new();
    let shown = signing(&issuer, "shown", "issuer");
    let other = signing(&issuer, "other", "issuer");
    let own = issuer.issue("own", None, Asked { section: "server", ..Asked::default() });
    let beside = |elsewhere: &Path| {
        let arguments = [text(&shown.path), "--andere-omgeving", text(elsewhere)];
        read(&arguments, "metadata/certificaat-per-omgeving", ELSEWHERE)
    };
    assert_eq!(beside(&other.path), ["een ander certificaat van dezelfde soort"]);
    assert_eq!(beside(&shown.path), ["hetzelfde certificaat"]);
    assert_eq!(beside(&own.path), ["een certificaat van een andere soort"]);
    // The same key in another certificate.
    let again = issuer.path("again.pem");
    issuer.again("shown", "again");
    assert_eq!(beside(&again), ["een certificaat met dezelfde sleutel"]);
}

fn base64(issued: &Issued) -> String {
    issued.pem.lines().filter(|line| !line.starts_with('-')).collect()
}

#[test]
fn certificates_are_found_in_metadata_and_in_a_cpa() {
    let issuer = Issuer::new();
    let (one, two) = (signing(&issuer, "one", "issuer"), signing(&issuer, "two", "issuer"));
    let key = |usage: &str, issued: &Issued| {
        format!(
            "<md:KeyDescriptor{usage}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data>\
             </ds:KeyInfo></md:KeyDescriptor>",
            base64(issued)
        )
    };
    let names = "xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"";
    let entity = format!(
        "<md:EntityDescriptor><md:SPSSODescriptor>{}{}</md:SPSSODescriptor></md:EntityDescriptor>",
        key(" use=\"signing\"", &one),
        key(" use=\"encryption\"", &two)
    );
    let metadata = issuer.path("metadata.xml");
    fs::write(&metadata, format!("<md:EntitiesDescriptor {names}>{entity}{entity}</md:EntitiesDescriptor>")).unwrap();
    assert_eq!(rule(&[text(&metadata)]).len(), 4);
    // Those of a network are large.
    let many = format!("<md:EntitiesDescriptor {names}>{}{entity}</md:EntitiesDescriptor>", "<!-- -->".repeat(200_000));
    let large = issuer.path("large.xml");
    fs::write(&large, many).unwrap();
    assert_eq!(rule(&[text(&large)]).len(), 2);
    // One that cannot be read keeps nobody from the others.
    let broken = format!(
        "<md:EntitiesDescriptor {names}>{entity}{}</md:EntitiesDescriptor>",
        entity.replace(&base64(&two), "AAAA")
    );
    fs::write(&large, broken).unwrap();
    let output = cert(&[text(&large)]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("Dit certificaat is niet te lezen."), "{said}");
    assert_eq!(rule(&[text(&large)]).iter().filter(|said| *said == "een verkeerde").count(), 3);
    // As the metadata of the network of BSNk are.
    let of_network = [text(&metadata), "--product", "bsnk", "--omgeving", "preproductie"];
    assert_eq!(rule(&of_network), ["een verkeerde"; 4]);
    // Its issuer may stand beside a certificate, before it or behind it, and is none of the service's own.
    let certificate = |issued: &Issued| format!("<ds:X509Certificate>{}</ds:X509Certificate>", base64(issued));
    let authority = Issued { pem: issuer.pem("issuer"), key: String::new(), path: metadata.clone() };
    for together in [[&one, &authority], [&authority, &one]] {
        let data = together.map(certificate).concat();
        let service = format!(
            "<md:EntityDescriptor {names} entityID=\"urn:een\"><md:SPSSODescriptor><md:KeyDescriptor><ds:KeyInfo><ds:X509Data>{data}\
             </ds:X509Data></ds:KeyInfo></md:KeyDescriptor></md:SPSSODescriptor></md:EntityDescriptor>"
        );
        fs::write(&metadata, &service).unwrap();
        assert_eq!(rule(&[text(&metadata)]).len(), 1);
        let read = SpMetadata::parse(service.as_bytes()).unwrap();
        let [seen] = &read.seen().certificates[..] else { panic!("{:?}", read.seen().certificates) };
        assert_eq!((&seen.der, &seen.issuers[..]), (&base64(&one), &[base64(&authority)][..]));
        assert_eq!(read.signing().len(), 1);
    }
    let cpa = issuer.path("cpa.xml");
    let chain = base64(&Issued { pem: issuer.pem("issuer"), key: String::new(), path: cpa.clone() });
    let agreement = |more: &str| {
        format!(
            "<tp:CollaborationProtocolAgreement xmlns:tp=\"http://www.oasis-open.org/committees/ebxml-cppa/schema/cpp-cpa-2_0.xsd\" \
             xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><tp:PartyInfo><tp:Certificate tp:certId=\"a\"><ds:KeyInfo><ds:X509Data>\
             <ds:X509Certificate>{}</ds:X509Certificate>{more}</ds:X509Data></ds:KeyInfo></tp:Certificate></tp:PartyInfo>\
             </tp:CollaborationProtocolAgreement>",
            base64(&one)
        )
    };
    let beside = |text: String| {
        fs::write(&cpa, text).unwrap();
        read(&[cpa.to_str().unwrap(), "--product", "mijnoverheid"], "metadata/certificaat", BESIDE)
    };
    // An issuer in an element of its own is none of the party's own certificates either.
    let apart = "</ds:X509Data></ds:KeyInfo></tp:Certificate><tp:Certificate tp:certId=\"b\"><ds:KeyInfo><ds:X509Data>";
    assert_eq!(beside(agreement(&format!("{apart}<ds:X509Certificate>{chain}</ds:X509Certificate>"))), ["1"]);
    // Nor is one that stands first in a file.
    let upside_down = issuer.path("upside-down.pem");
    fs::write(&upside_down, format!("{}{}", issuer.pem("issuer"), one.pem)).unwrap();
    assert_eq!(rule(&[text(&upside_down)]).len(), 1);
    assert_eq!(beside(agreement("")), ["0"]);
    assert_eq!(beside(agreement(&format!("<ds:X509Certificate>{chain}</ds:X509Certificate>"))), ["1"]);
}

#[test]
fn what_holds_no_certificate_is_said_to() {
    let desk = tempfile::tempdir().unwrap();
    let issuer = Issuer::new();
    let key = issuer.path("root.key");
    let write = |name: &str, text: &str| {
        fs::write(desk.path().join(name), text).unwrap();
        desk.path().join(name)
    };
    let doctype = write("doctype.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>");
    let cut = write("cut.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n");
    let rubbish = write("rubbish.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let empty = write("empty.xml", "<a/>");
    for (path, said) in [
        (text(&key), "private key and no certificate"),
        (text(&doctype), "not acceptable XML"),
        (text(&cut), "cut.pem: "),
        (text(&rubbish), "a certificate in it cannot be read"),
        (text(&empty), "there is no certificate in it"),
        ("nergens.pem", "there is no file nergens.pem"),
        ("een/weg", "there is no file een/weg"),
        ("https://mijn.voorbeeld.nl/", "write: mijn.voorbeeld.nl"),
    ] {
        let output = cert(&[path]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{path}: {error}");
        assert!(error.contains(said), "{path}: {error}");
    }
}
