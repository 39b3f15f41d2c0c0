//! Forged messages: the genuine one is as DigiD's, and each forgery differs from it in the way it says and in no other.

pub(super) mod bench;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    process::Command,
    thread,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use tempfile::TempDir;
use toetssteen::{
    checklist::Forgery,
    evidence::attempt::{Side, Wanted},
    saml::forging::{Blank, Forged, Layer, NAMES, Values, difference},
};

use self::bench::Bench;

const SCHEMAS: &str = "/usr/share/xml/opensaml/saml-schema-protocol-2.0.xsd";
/// Where the schemas import others from, and where Debian keeps those.
const IMPORTED: [(&str, &str); 2] = [
    ("http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd", "xmldsig-core-schema.xsd"),
    ("http://www.w3.org/TR/2002/REC-xmlenc-core-20021210/xenc-schema.xsd", "xenc-schema.xsd"),
];

fn forgeries() -> BTreeMap<String, Forgery> {
    crate::live::checklist().forgeries().clone()
}

/// The ones that change the message.
fn of_messages() -> Vec<Forgery> {
    forgeries().into_values().filter(|forgery| !forgery.steps.is_empty()).collect()
}

#[test]
fn a_genuine_message_is_valid_by_the_schemas_and_verifies() {
    let bench = Bench::new();
    let home = TempDir::new().unwrap();
    let message = bench.forge(None, &bench.values(0));
    assert_eq!(message.sent, message.genuine.as_bytes());
    let from = message.genuine.find("<samlp:ArtifactResponse").unwrap();
    let until = message.genuine.find("</SOAP-ENV:Body>").unwrap();
    let path = home.path().join("message.xml");
    fs::write(&path, &message.genuine[from..until]).unwrap();
    let known = IMPORTED
        .map(|(from, name)| format!(r#"<system systemId="{from}" uri="file:///usr/share/xml/xmltooling/{name}"/>"#));
    let catalog = home.path().join("catalog.xml");
    let names = "urn:oasis:names:tc:entity:xmlns:xml:catalog";
    fs::write(&catalog, format!(r#"<catalog xmlns="{names}">{}</catalog>"#, known.concat())).unwrap();
    let output = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema", SCHEMAS])
        .arg(&path)
        .env("XML_CATALOG_FILES", &catalog)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(verified(&bench, &home, message.genuine.as_bytes()), [Layer::ArtifactResponse, Layer::Assertion].into());
}

/// The layers of the genuine message of which xmlsec1 finds a signature good, with DigiD's certificate.
fn verified(bench: &Bench, home: &TempDir, message: &[u8]) -> BTreeSet<Layer> {
    let name = format!("{:?}", thread::current().id()).replace(['(', ')'], "-");
    let (path, certificate) = (home.path().join(format!("{name}.xml")), home.path().join(format!("{name}.pem")));
    fs::write(&path, message).unwrap();
    let base64 = STANDARD.encode(bench.digid.certificate().der());
    fs::write(&certificate, format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n")).unwrap();
    let layers = signed_layers(message);
    let mut good = BTreeSet::new();
    for (nth, layer) in (1..).zip(layers) {
        let output = Command::new("xmlsec1")
            .args(["--verify", "--enabled-key-data", "key-name", "--pubkey-cert-pem"])
            .arg(&certificate)
            .args(["--id-attr:ID", "ArtifactResponse", "--id-attr:ID", "Response", "--id-attr:ID", "Assertion"])
            .args(["--id-attr:ID", "Status"])
            .arg("--node-xpath")
            .arg(format!("(//*[local-name()='Signature'])[{nth}]"))
            .arg(&path)
            .output()
            .unwrap();
        if output.status.success() {
            good.insert(layer);
        }
    }
    good
}

/// For each signature in order: the genuine layer that it refers to, or else the one it stands in.
fn signed_layers(message: &[u8]) -> Vec<Layer> {
    let text = match message {
        [0xfe, 0xff, rest @ ..] => {
            let units: Vec<u16> = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).unwrap()
        }
        other => String::from_utf8_lossy(other).trim_start_matches('\u{feff}').to_owned(),
    };
    let signatures = text.matches("<ds:Signature ").count();
    // What has a DTD, or is cut off, has its signatures where the genuine message has them.
    let Ok(doc) = uppsala::parse(&text) else {
        return [Layer::ArtifactResponse, Layer::Assertion][..signatures].to_vec();
    };
    let dsig = "http://www.w3.org/2000/09/xmldsig#";
    let layer = |signature| {
        let info = doc.first_child_element_by_name_ns(signature, dsig, "SignedInfo")?;
        let reference = doc.first_child_element_by_name_ns(info, dsig, "Reference");
        let known = reference.and_then(|reference| doc.get_attribute(reference, "URI")).and_then(|uri| match uri {
            "#_omslag" => Some(Layer::ArtifactResponse),
            "#_antwoord" => Some(Layer::Response),
            "#_verklaring" => Some(Layer::Assertion),
            _ => None,
        });
        let parent = doc.element(doc.parent(signature)?)?.name.local_name.clone();
        Some(known.unwrap_or(match &*parent {
            "ArtifactResponse" => Layer::ArtifactResponse,
            "Response" => Layer::Response,
            _ => Layer::Assertion,
        }))
    };
    let all = doc.get_elements_by_tag_name_ns(dsig, "Signature");
    all.into_iter().map(|signature| layer(signature).unwrap_or(Layer::Assertion)).collect()
}

#[test]
fn each_forgery_verifies_or_fails_as_it_says() {
    let bench = Bench::new();
    let home = TempDir::new().unwrap();
    let all = of_messages();
    let wrong = thread::scope(|scope| {
        let parts: Vec<_> = all
            .chunks(all.len().div_ceil(2))
            .map(|part| {
                let (bench, home) = (&bench, &home);
                scope.spawn(move || {
                    let tried = part.iter().map(|forgery| {
                        let found = verified(bench, home, &bench.forge(Some(forgery), &bench.values(0)).sent);
                        (forgery, found)
                    });
                    let wrong = tried.filter(|(forgery, found)| *found != forgery.verifies);
                    wrong.map(|(forgery, found)| format!("{}: {found:?}", forgery.id())).collect::<Vec<_>>()
                })
            })
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(wrong.is_empty(), "xmlsec1 finds these good:\n{}", wrong.join("\n"));
}

/// The lines in which a forgery differs, with the names of what was filled in.
fn declared(forged: &Forged, values: &Values) -> String {
    let mut text = String::new();
    for line in difference(&forged.genuine, &forged.sent) {
        let mark = match line.side {
            Side::Both => continue,
            Side::Forged => '+',
            Side::Genuine => '-',
        };
        let mut line = line.text;
        let mut known: Vec<(String, String)> = NAMES
            .iter()
            .filter_map(|(name, _)| Some(((*name).to_owned(), values.value(Blank::Named(name))?)))
            .filter(|(name, value)| value.len() > 5 && !name.contains("certificate") && name != "key-value")
            .collect();
        for offset in [
            "", "+1s", "-30s", "+30s", "-2m", "+2m", "+5m", "-5m", "-9m", "+9m", "-11m", "+11m", "-15m", "+15m",
            "-23h", "+1d", "-1d", "-2d",
        ] {
            let blank: Blank = format!("now{offset}").parse().unwrap();
            known.push((format!("now{offset}"), values.value(blank).unwrap()));
        }
        // The longest first: one value may be part of another.
        known.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
        for (name, value) in known {
            line = line.replace(&value, &format!("{{{name}}}"));
        }
        // What follows from the bytes that are signed is another in each message.
        if !["DigestValue", "KeyName", "SignatureValue", "X509Certificate", "Modulus"]
            .iter()
            .any(|name| line.contains(name))
        {
            text.push_str(&format!("{mark} {line}\n"));
        }
    }
    text
}

fn document(bench: &Bench) -> String {
    let mut text = "# Valse antwoorden\n\nWat een DigiD die liegt naar een dienst stuurt, en wat een goede dienst daarmee doet. \
        Een regel met `-` staat alleen in het echte bericht, een regel met `+` alleen in het valse; handtekeningen en digests \
        zijn weggelaten. De Assertion is hier ondertekend.\n\nDeze bladzijde is gemaakt uit `checks/forgeries` met \
        `UPDATE=1 cargo test declared`; verander haar niet met de hand.\n"
        .to_owned();
    for (id, forgery) in forgeries() {
        let wanted = match forgery.wanted(true) {
            Wanted::Accept => "aannemen",
            Wanted::AcceptRather => "liever aannemen",
            Wanted::Either => "beide goed",
            Wanted::Judge => "te beoordelen",
            Wanted::Refuse => "weigeren",
        };
        let described = &forgery.described;
        text.push_str(&format!(
            "\n## {id}\n\n**{}** – {wanted}. {} ({})\n",
            described.title, described.changed, described.source
        ));
        if !forgery.steps.is_empty() {
            let values = bench.values(0);
            let lines = declared(&bench.forge(Some(&forgery), &values), &values);
            text.push_str(&format!("\n```diff\n{lines}```\n"));
        }
    }
    text
}

#[test]
fn the_declared_differences_in_docs_are_true() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/vervalsingen.md");
    let now = document(&Bench::new());
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == now, "docs/vervalsingen.md is stale; run UPDATE=1 cargo test declared");
}

/// Whoever logs in, wherever and whenever: it is the same difference.
#[test]
fn each_forgery_differs_from_its_twin_in_exactly_the_declared_way() {
    let bench = Bench::new();
    for forgery in of_messages() {
        let of = |nth| {
            let values = bench.values(nth);
            let forged = bench.forge(Some(&forgery), &values);
            assert_ne!(forged.sent, forged.genuine.as_bytes(), "{} changes nothing", forgery.id());
            declared(&forged, &values)
        };
        let first = of(0);
        // The names of the levels are not as long in each.
        for nth in [2, 4] {
            assert_eq!(first, of(nth), "{}", forgery.id());
        }
    }
}
