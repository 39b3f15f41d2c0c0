//! What may not be kept, in each place where others can write it.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, from_value, json};

use super::*;
use crate::evidence::page::{Picture, SHOWS_SECRET};

const KEY: &str = "-----BEGIN PRIVATE KEY----- MC4C -----END PRIVATE KEY-----";

fn redactor() -> Redactor {
    let redactor = Redactor::new([7; 32], ["999990019".parse().unwrap()]);
    redactor.learn("cookie", "sid", "zit'ting\"0815");
    redactor.learn("cookie", "stand", "Zit'ting\"0815");
    redactor.learn("cookie", "keuze", "minimum");
    redactor
}

/// Everything in it, as it would be written.
fn kept(outcome: Value) -> (Outcome, String) {
    let mut outcome = from_value(outcome).unwrap();
    redactor().outcome(&mut outcome);
    let text = serde_json::to_string(&outcome).unwrap();
    (outcome, text)
}

fn moment(messages: &[Value]) -> Value {
    let address = json!({
        "scheme": "https", "host": "111222333.test", "port": null, "path": "/", "query": null, "fragment": null,
    });
    let exchange = json!({
        "method": "GET", "address": address, "status": 302, "location": address, "headers": [], "cookies": [],
        "shown_in": null,
    });
    json!({ "observed": { "moment": {
        "at": "2026-11-20T09:03:11Z",
        "page": {
            "address": address, "status": 200, "title": "", "lang": null, "text": "", "passing": [],
            "controls": {}, "picture": { "withheld": "" },
        },
        "windows": 1, "popup": false, "exchanges": [exchange], "messages": messages, "at_digid": false,
    } } })
}

fn question(written: &str) -> Value {
    json!({
        "at": "2026-11-20T09:03:11Z", "transaction": "00112233445566aa", "binding": "redirect",
        "signature": { "invalid": { "reason": written, "algorithm": written } },
        "objections": [{ "code": "destination-wrong", "severity": "refuse", "text": format!("it is {written:?}") }],
        "kind": { "authn-request": {
            "id": written, "version": written, "issuer": written, "destination": written,
            "issue-instant": { "written": written, "utc": false, "at": null }, "force-authn": null,
            "comparison": "minimum", "levels": [written, Betrouwbaarheidsniveau::Midden.uri()],
            "acs-index": written, "acs-url": written, "acs": written, "relay-state-length": 3,
            "protocol-binding": written, "signature-in-xml": false,
        } },
    })
}

#[test]
fn a_message_keeps_no_secret_wherever_it_holds_one() {
    for secret in
        ["_111222333", "x%31%31%31222333", "zit'ting\"0815", KEY, "https://a.test/b?token=geheim-7#c=geheim-7"]
    {
        let (_, text) = kept(moment(&[question(secret)]));
        for left in ["111222333", "%31%31%31", "zit'ting", "MC4C", "geheim-7"] {
            assert!(!text.contains(left), "{left} of {secret}: {text}");
        }
        assert!(text.matches("·").count() >= 11, "{text}");
        assert!(text.contains("\"minimum\"") && text.contains("MobileTwoFactorContract"), "{text}");
    }
}

#[test]
fn a_page_and_its_requests_keep_no_secret() {
    let secret = "zit'ting\"0815";
    let mut seen = moment(&[]);
    let moment = &mut seen["observed"]["moment"];
    for part in ["title", "lang", "text"] {
        moment["page"][part] = format!("{secret} en 111222333").into();
    }
    moment["page"]["passing"] = json!(["-----BEGIN PRIVATE KEY-----", "MC4C", "-----END PRIVATE KEY----- weg"]);
    moment["page"]["picture"] = json!({ "taken": "0".repeat(64) });
    let exchange = &mut moment["exchanges"][0];
    exchange["headers"] = json!([["server", secret], ["date", "nu"]]);
    exchange["cookies"] = json!([{
        "name": secret, "token": "⟦cookie:sid·0a1b2c3d4e5f⟧", "host": secret, "secure": true, "http_only": true,
        "same_site": "Zit'ting\"0815", "max_age": null, "persistent": false, "path": secret, "domain": secret,
    }]);
    let (outcome, text) = kept(seen);
    for left in ["111222333", "0815", "MC4C", "taken"] {
        assert!(!text.contains(left), "{left}: {text}");
    }
    let Outcome::Observed(Observation::Moment(seen)) = outcome else { panic!("it was a moment") };
    assert_eq!(seen.page.picture, Picture::Withheld(SHOWS_SECRET.to_owned()));
    assert!(matches!(&seen.page.passing[..], [line] if line.ends_with(" weg")), "{:?}", seen.page.passing);
    assert_eq!(seen.exchanges[0].header("date"), Some("nu"));
    assert_eq!(seen.exchanges[0].cookies[0].token, "⟦cookie:sid·0a1b2c3d4e5f⟧");
}

#[test]
fn a_closer_look_keeps_no_secret() {
    let secret = "zit'ting\"0815 en 111222333";
    let address = json!({
        "scheme": "https", "host": "a.test", "port": null, "path": "/111222333", "query": "bsn=111222333", "fragment": null,
    });
    let mut seen = moment(&[]);
    seen["observed"]["moment"]["page"]["parts"] = json!({
        "links": [{ "address": address, "words": secret, "paragraph": secret, "shown": true, "control": null }],
        "frames": [{ "kind": secret, "address": address, "shown": true }],
        "images": [{
            "near": [], "names": [secret], "file": secret, "colours": [secret], "drawn": [1, 1], "natural": null,
            "shown": true,
        }],
        "names": [secret], "code": [secret],
        "around": { "inloggen": {
            "headings": [secret], "passage": secret, "section": secret, "header": secret, "names": [secret],
        } },
        "test_numbers": { "own": 0, "others": 1 }, "passwords": 0, "complete": true,
        "traces": [{ "kept_in": "local-storage", "name": secret, "number": true, "valid": null }],
    });
    let (outcome, text) = kept(seen);
    assert!(!text.contains("0815") && !text.contains("111222333"), "{text}");
    let Outcome::Observed(Observation::Moment(seen)) = outcome else { panic!("it was a moment") };
    assert!(seen.page.parts.unwrap().around.values().all(|around| around.passage.contains("⟦cookie:sid·")));
}

#[test]
fn what_was_equal_is_equal_and_what_is_harmless_stays() {
    let (Outcome::Observed(Observation::Moment(seen)), _) =
        kept(moment(&["_a111222333", "_a111222333", "_a123456782", "_b 999990019"].map(question)))
    else {
        panic!("it was a moment");
    };
    let ids: Vec<_> = seen.messages.iter().map(|message| message.authn_request().unwrap().id.clone()).collect();
    assert!(ids[0] == ids[1] && ids[1] != ids[2], "{ids:?}");
    assert_eq!(ids[3].as_deref(), Some("_b 999990019"));
    let joined = seen.messages.iter().all(|message| message.transaction.as_deref() == Some("00112233445566aa"));
    assert!(joined, "a login is still known by its transaction");
}

#[test]
fn what_is_cut_is_cut_after_its_secrets_are_out() {
    let token = "geheim-".repeat(200);
    let redactor = redactor();
    redactor.learn("cookie", "lang", &token);
    for secret in [token.as_str(), "111222333"] {
        for most in [LONGEST_TEXT, LONGEST_DETAIL] {
            for before in (most.saturating_sub(secret.len())..most).step_by(1 + secret.len() / 100) {
                let text = format!("{}_{secret}{}", "x".repeat(before), "y".repeat(most));
                let mut written = text.clone();
                if most == LONGEST_TEXT {
                    redactor.written(&mut written)
                } else {
                    written = redactor.detail(&text)
                }
                assert!(!written.contains("geheim") && !written.contains("111"), "{before}: {written}");
                assert!(written.ends_with('…') && written.len() <= most + '…'.len_utf8(), "{before}: {written}");
            }
        }
    }
}

#[test]
fn names_of_the_longest_length_are_still_told_apart_and_recognised() {
    let longest = |end: char| format!("https://a.test/{}{end}", "é".repeat(1008));
    let [one, other] = ['1', '2'].map(longest);
    let metadata = |name: &str| {
        let (outcome, _) = kept(json!({ "observed": { "metadata": {
            "entity-id": name, "acs": [], "certificates": [], "single-logout": [], "authn-requests-signed": null,
            "want-assertions-signed": null, "signature": "absent", "cache-duration": null, "valid-until": null,
        } } }));
        let Outcome::Observed(Observation::Metadata(metadata)) = outcome else { panic!("it was metadata") };
        metadata.entity_id.clone()
    };
    let issuer = |name: &str| {
        let (outcome, _) = kept(moment(&[question(name)]));
        let Outcome::Observed(Observation::Moment(seen)) = outcome else { panic!("it was a moment") };
        seen.messages[0].authn_request().unwrap().issuer.clone().unwrap()
    };
    assert_eq!(one.chars().count(), 1024);
    for longer in ["", &"x".repeat(LONGEST_TEXT)] {
        let [one, other] = [&one, &other].map(|name| format!("{name}{longer}"));
        assert_eq!(metadata(&one), issuer(&one));
        assert_ne!(metadata(&one), issuer(&other));
    }
}

#[test]
fn metadata_and_certificates_keep_no_secret() {
    let der = BASE64_STANDARD.encode("CN=111222333");
    let endpoint = json!({ "binding": "111222333", "location": "https://a.test/acs?code=geheim-7" });
    let certificate = json!({ "usage": "111222333", "sha256": "ab", "der": der });
    let (_, text) = kept(json!({ "observed": { "metadata": {
        "entity-id": "https://a.test/111222333",
        "acs": [{ "index": 0, "binding": "111222333", "location": "https://a.test/?code=geheim-7", "default": true }],
        "certificates": [certificate], "single-logout": [endpoint],
        "authn-requests-signed": null, "want-assertions-signed": null, "signature": "absent",
        "cache-duration": "111222333", "valid-until": "111222333",
    } } }));
    assert!(!text.contains("111222333") && !text.contains("geheim-7") && !text.contains(&der), "{text}");
}

#[test]
fn a_gap_keeps_no_secret_and_says_where_it_was() {
    let (_, text) = kept(json!({ "gap": {
        "reason": { "outside-target": { "host": "111222333.test" } }, "blame": "target",
        "detail": "111222333.test (145.100.101.5:443) is not there: zit'ting\\\"0815",
    } }));
    assert!(!text.contains("111222333") && !text.contains("zit'ting"), "{text}");
    assert!(text.contains(".test (145.100.101.5:443) is not there"), "{text}");
}

#[test]
fn names_and_records_of_the_dns_are_redacted() {
    let written = "111222333.voorbeeld.nl";
    let name = |security: Value| {
        json!({ "observed": { "dns": {
            "at": "2026-11-20T09:03:11Z", "names": [written, written], "addresses": ["192.0.2.1"],
            "security": security, "caa": { "seen": { "at": written, "records": [written] } },
            "resolver": "192.0.2.53:53", "queries": 3,
        } } })
    };
    for security in [
        json!({ "secure": { "zone": written } }),
        json!({ "insecure": { "name": written, "zone": written, "why": "delegation" } }),
        json!({ "bogus": { "name": written, "zone": written, "flaw": "wrong" } }),
    ] {
        let (_, text) = kept(name(security));
        assert!(!text.contains("111222333") && text.contains(".voorbeeld.nl"), "{text}");
    }
}
