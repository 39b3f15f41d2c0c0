//! What DigiD holds against an AuthnRequest: refused when it is strict, noted when it observes.

use toetssteen::{
    digid::Manner,
    evidence::objection::{ObjectionCode as Code, Severity},
};

use super::service::{Service, deflated, fresh_id};
use super::world::World;

const SSO: &str = "https://digid.toetssteen.test/saml/idp/request_authentication";

/// A fault in a question: how it is made, what is held against it, what the strict DigiD answers.
struct Fault {
    name: &'static str,
    address: fn(&World) -> String,
    code: Code,
    strict: u16,
}

const FAULTS: &[Fault] = &[
    Fault { name: "no request", address: |_| SSO.to_owned(), code: Code::Unparsable, strict: 404 },
    Fault { name: "not XML", address: |w| w.service.redirect("<a", None), code: Code::Unparsable, strict: 404 },
    Fault {
        name: "DTD",
        address: |w| {
            let dtd = r#"<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>"#;
            w.service.redirect(&format!("{dtd}{}", w.service.question(&fresh_id(), "&e;")), None)
        },
        code: Code::Unparsable,
        strict: 404,
    },
    Fault {
        name: "decompression bomb",
        address: |_| format!("{SSO}?SAMLRequest={}", deflated(&vec![b' '; 2_000_000])),
        code: Code::Unparsable,
        strict: 404,
    },
    Fault {
        name: "unsigned",
        address: |w| format!("{SSO}?SAMLRequest={}", deflated(w.service.question(&fresh_id(), "").as_bytes())),
        code: Code::SignatureMissing,
        strict: 404,
    },
    Fault {
        name: "another key",
        address: |w| Service::other(&w.authority).redirect(&w.service.question(&fresh_id(), ""), None),
        code: Code::SignatureInvalid,
        strict: 404,
    },
    Fault {
        name: "tampered",
        address: |w| {
            w.service.redirect(&w.service.question(&fresh_id(), ""), Some("a")).replace("RelayState=a", "RelayState=b")
        },
        code: Code::SignatureInvalid,
        strict: 404,
    },
    Fault {
        name: "unknown issuer",
        address: |w| w.service.redirect(&w.service.question(&fresh_id(), "").replace("/saml/metadata", "/ander"), None),
        code: Code::IssuerUnknown,
        strict: 404,
    },
    Fault {
        name: "unknown ACS index",
        address: |w| changed(w, r#"ServiceIndex="1""#, r#"ServiceIndex="7""#),
        code: Code::AcsUnknown,
        strict: 404,
    },
    Fault {
        name: "ACS elsewhere",
        address: |w| changed(w, r#"ServiceIndex="1""#, r#"ServiceURL="https://kwaad.test/acs""#),
        code: Code::AcsUnknown,
        strict: 404,
    },
    Fault {
        name: "unknown level",
        address: |w| changed(w, "MobileTwoFactorContract", "Kerberos"),
        code: Code::LevelUnknown,
        strict: 303,
    },
    Fault {
        name: "another destination",
        address: |w| changed(w, "https://digid.toetssteen", "https://preprod.toetssteen"),
        code: Code::DestinationWrong,
        strict: 303,
    },
    Fault { name: "comparison", address: |w| changed(w, "minimum", "exact"), code: Code::Comparison, strict: 303 },
    Fault {
        name: "another level than registered",
        address: |w| changed(w, "MobileTwoFactorContract", "Smartcard"),
        code: Code::LevelOther,
        strict: 303,
    },
    Fault {
        name: "no UTC",
        address: |w| changed(w, r#"Z" Dest"#, r#"+00:00" Dest"#),
        code: Code::InstantNotUtc,
        strict: 303,
    },
    Fault {
        name: "old",
        address: |w| {
            let question = w.service.question(&fresh_id(), "");
            let (_, rest) = question.split_once("IssueInstant=\"").unwrap();
            let now = rest.split_once('"').unwrap().0;
            w.service.redirect(&question.replace(now, "2020-01-01T00:00:00Z"), None)
        },
        code: Code::InstantOff,
        strict: 303,
    },
    Fault {
        name: "long RelayState",
        address: |w| w.service.redirect(&w.service.question(&fresh_id(), ""), Some(&"x".repeat(81))),
        code: Code::RelayStateLong,
        strict: 303,
    },
];

fn changed(world: &World, from: &str, to: &str) -> String {
    let question = world.service.question(&fresh_id(), "");
    assert!(question.contains(from), "{from} is not in {question}");
    world.service.redirect(&question.replace(from, to), None)
}

#[tokio::test]
async fn faults_in_questions() {
    for manner in [Manner::Strict, Manner::Observing] {
        let world = World::new(manner).await;
        for Fault { name, address, code, strict } in FAULTS {
            let answer = world.browser.get(address(&world)).send().await.unwrap();
            let status = answer.status().as_u16();
            let location =
                answer.headers().get("location").map(|value| url::Url::parse(value.to_str().unwrap()).unwrap());
            let expected = match manner {
                Manner::Observing if *code != Code::Unparsable => 303,
                Manner::Observing => 404,
                Manner::Strict => *strict,
            };
            assert_eq!(status, expected, "{name}");
            let ledger = world.digid.ledger();
            let objections = match location {
                None => ledger.unjoined().pop().unwrap().objections,
                Some(to) => match toetssteen::digid::transaction_of(&to) {
                    Some(transaction) => ledger.messages(transaction).remove(0).objections,
                    None => {
                        // Denied at once: back to the service without a login page.
                        assert!(to.as_str().starts_with(&world.service.acs()), "{name}");
                        assert_eq!(manner, Manner::Strict, "{name}");
                        let artifact = super::parameter(&to, "SAMLart").unwrap();
                        let (_, xml) = world.resolve(world.service.signed_resolve(&artifact)).await.unwrap();
                        assert!(xml.contains("<samlp:Response ") && xml.contains("status:RequestDenied"), "{name}");
                        continue;
                    }
                },
            };
            assert_eq!(objections.iter().map(|o| o.code).collect::<Vec<_>>(), [*code], "{name}");
            let refused = objections[0].severity == Severity::Refuse;
            assert_eq!(
                refused,
                *strict == 404 || matches!(code, Code::LevelUnknown | Code::DestinationWrong),
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn an_id_that_was_used_before_is_noted() {
    let world = World::new(Manner::Strict).await;
    let address = world.service.redirect(&world.service.question("_zelfde", ""), None);
    let mut codes = Vec::new();
    for _ in 0..2 {
        let answer = world.browser.get(&address).send().await.unwrap();
        let page = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        let transaction = toetssteen::digid::transaction_of(&page).unwrap();
        let message = world.digid.ledger().messages(transaction).remove(0);
        codes.push(message.objections.iter().map(|objection| objection.code).collect::<Vec<_>>());
    }
    assert_eq!(codes, [vec![], vec![Code::IdReused]]);
}

#[tokio::test]
async fn an_unregistered_address_never_gets_the_browser() {
    let world = World::new(Manner::Observing).await;
    let address = changed(&world, r#"ServiceIndex="1""#, r#"ServiceURL="https://kwaad.test/acs""#);
    let answer = world.browser.get(address).send().await.unwrap();
    let page = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let transaction = toetssteen::digid::transaction_of(&page).unwrap().to_owned();
    let back = world.press(&transaction, "annuleren", "midden").await;
    assert!(back.as_str().starts_with(&world.service.acs()));
}

#[tokio::test]
async fn a_foreign_text_stays_whole_until_its_secrets_are_out() {
    let world = World::new(Manner::Observing).await;
    let long = format!(r#"ID="_{}""#, "x".repeat(50_000));
    let question = world.service.question("_kort", "").replace(r#"ID="_kort""#, &long);
    let answer = world.browser.get(world.service.redirect(&question, None)).send().await.unwrap();
    let page = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let messages = world.digid.ledger().messages(toetssteen::digid::transaction_of(&page).unwrap());
    let id = messages[0].authn_request().unwrap().id.clone().unwrap();
    assert_eq!(id.len(), 50_001, "half a secret at a cut would not be recognised");
}
