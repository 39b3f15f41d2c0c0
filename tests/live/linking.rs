//! `toetssteen digid check` says what a link lacks, one cause at a time: every cause is shown by a service that lacks
//! only that.

mod service;

use std::{fs, path::Path};

use super::called::{Called, Desk};
use service::{HOST, Shape, Shows, keys, start};
use toetssteen::gather::linking::CAUSES;

/// A target file for the service of these tests.
fn target(to: Option<&str>) -> String {
    let hosts = to.map(|to| format!("[hosts.\"{HOST}\"]\nconnect = {{ 443 = \"{to}\" }}\n")).unwrap_or_default();
    format!(
        r#"[afnemer]
naam = "Koppel"
[[aansluiting]]
naam = "koppel"
koppelvlak = "saml"
omgeving = "ontwikkel"
digid = "simulator"
betrouwbaarheidsniveau = "midden"
aangevraagd = "2022-06-01"
metadata = "https://{HOST}/saml/metadata"
ingelogd = {{ tekst = "Uitloggen" }}
[aansluiting.paginas]
start = "https://{HOST}/inloggen"
achter-inloggen = ["https://{HOST}/mijn"]
[aansluiting.bediening]
inloggen = {{ tekst = "Inloggen met DigiD" }}
uitloggen = {{ tekst = "Uitloggen" }}
{hosts}[vertrouwen]
ca = ["ca.pem"]
[digid]
luister = "127.0.0.1:0"
achterkanaal = "127.0.0.1:0"
"#
    )
}

/// Checks the link of a service of this shape, with its target file changed.
async fn check(shape: Shape, from: &str, to: &str) -> Called {
    let running = start(shape).await;
    let desk = Desk::with(&target(Some(&running.site.to.to_string())));
    fs::write(desk.path("ca.pem"), &running.site.ca).unwrap();
    let desk = if from.is_empty() { desk } else { desk.edit(from, to) };
    let (driver, state) = (desk.driver(), keys().display().to_string());
    let arguments = ["digid", "check", "aansluiting.toml", "--state", &state, "--chromedriver", &driver];
    let folder = desk.path("");
    desk.call_until(&arguments, &folder, |line| {
        running.learn(line);
        false
    })
    .await
}

/// Asserts that this cause is found, and no other, with these words of what was seen.
#[track_caller]
fn lacks(called: &Called, name: &str, seen: &str) {
    let said = &called.stdout;
    assert_eq!(called.status, Some(1), "{name}: {said}{}", called.stderr);
    let cause = CAUSES.iter().find(|cause| cause.name == name).unwrap();
    assert_eq!(said.matches("\nlacks ").count() + usize::from(said.starts_with("lacks ")), 1, "{name}: {said}");
    assert!(said.contains(&format!("lacks    {name}: {}", cause.sentence)), "{name}: {said}");
    assert!(said.contains(&format!("  do     {}", cause.advice)), "{name}: {said}");
    let shown = said.lines().find(|line| line.starts_with("  seen ")).unwrap_or_default();
    assert!(shown.contains(seen), "{name}: {said}");
}

macro_rules! causes {
    ($($test:ident = $name:literal, $seen:literal, $shape:expr $(, $from:literal => $to:literal)?;)+) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $test() {
            #[allow(unused_mut, unused_assignments, reason = "most causes need no other target file")]
            let mut edit = ("", "");
            $(edit = ($from, $to);)?
            lacks(&check($shape, edit.0, edit.1).await, $name, $seen);
        })+

        #[test]
        fn every_cause_is_shown() {
            let shown = [$($name),+];
            let missing: Vec<_> = CAUSES.iter().filter(|cause| !shown.contains(&cause.name)).map(|cause| cause.name).collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
    };
}

fn sound() -> Shape {
    Shape::default()
}

causes! {
    a_name_without_an_address = "name-unresolved", "koppel.voorbeeld.test", sound(), "koppel.voorbeeld.test\"]" => "elders.voorbeeld.test\"]";
    a_port_where_nothing_is = "port-silent", "nothing answers", Shape { closed: true, ..sound() };
    an_authority_that_is_not_named = "tls", "TLS with koppel.voorbeeld.test failed", sound(), "[vertrouwen]\nca = [\"ca.pem\"]\n" => "";
    metadata_that_is_not_there = "metadata-unreachable", "status 404", sound(), "/saml/metadata\"" => "/elders\"";
    metadata_that_is_a_page = "metadata-unreadable", "not acceptable XML", sound(), "/saml/metadata\"" => "/inloggen\"";
    metadata_without_a_name = "metadata-entity-id", "entityID is empty", Shape { metadata: |xml| swap(xml, &format!("entityID=\"https://{HOST}/saml/metadata\""), "entityID=\" \""), ..sound() };
    metadata_without_a_key = "metadata-key", "no KeyDescriptor", Shape { metadata: |xml| swap(xml, "use=\"signing\"", "use=\"encryption\""), ..sound() };
    metadata_that_was_changed = "metadata-signature", "", Shape { signed_metadata: |xml| swap(xml, "isDefault=\"true\"", "isDefault=\"1\""), ..sound() };
    metadata_without_artifact = "metadata-acs", "HTTP-POST", Shape { metadata: |xml| swap(xml, "bindings:HTTP-Artifact", "bindings:HTTP-POST"), ..sound() };
    metadata_of_another_host = "metadata-host", "elders.voorbeeld.test", Shape { metadata: |xml| swap(xml, &format!("https://{HOST}/acs"), "https://elders.voorbeeld.test/acs"), ..sound() };
    a_page_that_is_not_there = "page-missing", "", sound(), "/inloggen\"" => "/stuk\"";
    a_control_that_is_not_there = "control-missing", "Naar DigiD", sound(), "\"Inloggen met DigiD\"" => "\"Naar DigiD\"";
    the_real_digid = "other-digid", "elders.digid.test", Shape { address: |address| swap(address, "digid.toetssteen.test", "elders.digid.test"), ..sound() };
    another_address_of_digid = "sso-address", "GET /saml/sso", Shape { address: |address| swap(address, "/saml/idp/request_authentication", "/saml/sso"), ..sound() };
    a_control_that_leads_nowhere = "digid-not-asked", "koppel.voorbeeld.test", Shape { address: |_| "/inloggen".to_owned(), ..sound() };
    a_question_that_is_no_xml = "request-unreadable", "", Shape { address: |address| address.split("SAMLRequest=").next().unwrap().to_owned() + "SAMLRequest=AAAA", ..sound() };
    a_question_of_another = "request-issuer", "urn:iemand:anders", Shape { question: |xml| swap(xml, &format!("<saml:Issuer>https://{HOST}/saml/metadata"), "<saml:Issuer>urn:iemand:anders"), ..sound() };
    a_question_that_was_changed = "request-signature", "", Shape { address: |address| swap(address, "RelayState=", "RelayState=x"), ..sound() };
    a_question_for_another_digid = "request-destination", "https://elders.test/", Shape { question: |xml| swap(xml, "Destination=\"https://digid.toetssteen.test/saml/idp/request_authentication\"", "Destination=\"https://elders.test/\""), ..sound() };
    a_question_with_another_way_back = "request-acs", "\"9\"", Shape { question: |xml| swap(xml, "ServiceIndex=\"1\"", "ServiceIndex=\"9\""), ..sound() };
    a_question_that_digid_refuses = "digid-refuses", "Version", Shape { question: |xml| swap(xml, "Version=\"2.0\"", "Version=\"1.1\""), ..sound() };
    our_authority_is_not_trusted = "digid-untrusted", "DecryptError", Shape { trusts: false, ..sound() };
    a_back_channel_without_tls = "back-channel-tls", "TLS failed", Shape { resolve_at: "http", ..sound() };
    another_address_to_fetch = "back-channel-address", "POST /saml/elders", Shape { resolve_at: "https://was.digid.toetssteen.test/saml/elders", ..sound() };
    an_artifact_that_is_left = "fetch-not-seen", "no connection was made", Shape { resolve_at: "", ..sound() };
    a_fetch_that_is_no_xml = "fetch-unreadable", "", Shape { fetch: |_| "artifact graag".to_owned(), ..sound() };
    no_certificate = "certificate-missing", "no client certificate", Shape { shows: Shows::Nothing, ..sound() };
    a_certificate_of_a_stranger = "certificate-untrusted", "", Shape { shows: Shows::Stranger, ..sound() };
    a_fetch_that_was_changed = "fetch-signature", "", Shape { fetch: |xml| swap(xml, "ID=\"_r\" Version=\"2.0\"", "ID=\"_r\" Version=\"2.0\" Consent=\"x\""), ..sound() };
    a_fetch_that_digid_refuses = "fetch-refused", "never given out", Shape { other_artifact: true, ..sound() };
    a_login_that_is_not_let_in = "login-not-seen", "does not show the sign", Shape { lets_in: false, ..sound() };
    a_sign_that_is_always_there = "sign-always-there", "without a cookie", Shape { open: true, ..sound() };
}

fn swap(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} is not in {text}");
    text.replace(from, to)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_link() {
    let called = check(sound(), "", "").await;
    assert_eq!(called.status, Some(0), "{}{}", called.stdout, called.stderr);
    assert!(called.stdout.ends_with("ok       the citizen is logged in\n"), "{}", called.stdout);
    assert!(!called.stdout.contains("lacks") && !called.stdout.contains("warning"), "{}", called.stdout);
}

/// What DigiD minds and does not refuse is said, and the link is whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_warning_is_no_cause() {
    let exact = Shape { question: |xml| swap(xml, "Comparison=\"minimum\"", "Comparison=\"exact\""), ..sound() };
    let called = check(exact, "", "").await;
    assert_eq!(called.status, Some(0), "{}{}", called.stdout, called.stderr);
    assert!(called.stdout.contains("warning  Comparison is \"exact\""), "{}", called.stdout);
}

/// A machine without a browser tells nothing about the link.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_is_not_there_is_no_cause() {
    let running = start(sound()).await;
    let desk = Desk::with(&target(Some(&running.site.to.to_string())));
    fs::write(desk.path("ca.pem"), &running.site.ca).unwrap();
    let state = keys().display().to_string();
    let arguments = ["digid", "check", "aansluiting.toml", "--state", &state, "--chromedriver", "/nergens/driver"];
    let called = desk.call(&arguments).await;
    assert_eq!(called.status, Some(3), "{}{}", called.stdout, called.stderr);
    assert!(called.stdout.contains("unseen   ") && called.stdout.contains("/nergens/driver"), "{}", called.stdout);
}

#[test]
fn the_document_explains_every_cause() {
    let document = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/koppelen.md")).unwrap();
    for cause in CAUSES {
        assert!(
            document.contains(&format!("| `{}` |", cause.name)),
            "docs/koppelen.md does not explain {}",
            cause.name
        );
    }
}
