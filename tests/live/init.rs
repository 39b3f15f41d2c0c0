//! `toetssteen init`: the right control of a page or a question, and a target file that says what is still to be answered.

use std::{collections::BTreeMap, fs, path::Path};

use axum::{
    Router,
    extract::{self, Request},
    http::StatusCode,
    middleware::{Next, from_fn},
    response::{Html, IntoResponse as _, Response},
    routing::{any, get},
};
use serde::Deserialize;
use toetssteen::{
    checklist::SourceFile,
    gather::acquaint::{Digid, Login, login},
    target::{Locator, Target},
};
use url::Url;

use super::{
    browser::site::{Site, browser, redactor},
    called::Desk,
};

const HOST: &str = "mijn.voorbeeld.test";

/// What is expected of a page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    finds: Option<Locator>,
    #[serde(default)]
    others: BTreeMap<String, Locator>,
    kept: Option<Locator>,
    doubt: Option<Vec<String>>,
    nowhere: Option<bool>,
}

/// A page by its name, and a place where DigiD would be.
fn pages() -> Router {
    let page = async |extract::Path(name): extract::Path<String>| -> Response {
        match fs::read_to_string(format!("fixtures/pages/{name}.html")) {
            Ok(html) => Html(html).into_response(),
            Err(_) => StatusCode::NOT_FOUND.into_response(),
        }
    };
    Router::new().route("/p/{name}", get(page)).route("/digid", any(async || Html("<title>DigiD</title>DigiD")))
}

fn others(login: &Login) -> BTreeMap<String, Locator> {
    login.others.iter().map(|(name, locator)| ((*name).to_owned(), locator.clone())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_gives_its_control_or_a_question() {
    let table: BTreeMap<String, Expected> =
        toml::from_str(&fs::read_to_string("fixtures/pages/pages.toml").unwrap()).unwrap();
    let files = fs::read_dir("fixtures/pages").unwrap().filter(|file| {
        Path::new(&file.as_ref().unwrap().file_name()).extension().is_some_and(|extension| extension == "html")
    });
    assert_eq!(files.count(), table.len(), "a page without an answer, or an answer without a page");
    let site = Site::plain(HOST, pages()).await;
    let browser = browser(&[&site]).await;
    let mut wrong = Vec::new();
    for (name, expected) in &table {
        let context = browser.context().await.unwrap();
        context.open(&site.url(&format!("/p/{name}"))).await.unwrap();
        let offers = context.offers().await.unwrap();
        let found = login(&offers, HOST, &redactor());
        let fits = match &found.digid {
            Digid::Known(locator) => {
                context.press(locator).await.unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(context.url().await.unwrap().path(), "/digid", "{name}: the wrong control");
                expected.finds.as_ref() == Some(locator)
            }
            Digid::Kept { control: locator, why } => {
                assert!(why.contains("covered by another element"), "{name}: {why}");
                expected.kept.as_ref() == Some(locator)
            }
            Digid::Doubt(choices) => {
                let says: Vec<String> = choices.iter().map(|choice| choice.says.clone()).collect();
                assert!(choices.iter().all(|choice| choice.control.is_some()), "{name}: {choices:?}");
                expected.doubt.as_ref() == Some(&says)
            }
            Digid::Nowhere => expected.nowhere == Some(true),
        };
        if !fits || others(&found) != expected.others {
            wrong.push(format!("{name}: {found:#?}\n{offers:#?}"));
        }
        context.close().await;
    }
    browser.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The service of a page, with its metadata; what is asked of it is written down.
async fn service(metadata: &'static str, asked: &std::sync::Arc<std::sync::Mutex<Vec<String>>>) -> Site {
    let asked = std::sync::Arc::clone(asked);
    let note = from_fn(move |request: Request, next: Next| {
        asked.lock().unwrap().push(format!("{} {}", request.method(), request.uri().path()));
        next.run(request)
    });
    Site::secure(HOST, pages().route("/saml/metadata", get(async move || metadata)).layer(note)).await
}

const METADATA: &str = r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:mijn"><md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="https://inloggen.elders.test/acs" index="0"/></md:SPSSODescriptor></md:EntityDescriptor>"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_file_is_begun_and_asks_for_the_rest() {
    let asked = std::sync::Arc::default();
    let site = service(METADATA, &asked).await;
    let desk = Desk::with("");
    fs::write(desk.path("ca.pem"), &site.ca).unwrap();
    let (url, connect, driver) = (site.url("/p/two-means"), format!("443={}", site.to), desk.driver());
    let fixed = ["--connect", &connect, "--ca", "ca.pem", "--chromedriver", &driver];
    let called = desk.call(&[&["init", url.as_str(), "--out", "nieuw.toml"], fixed.as_slice()].concat()).await;
    assert_eq!(called.status, Some(0), "{}", called.stderr);
    assert!(called.stderr.contains("the DigiD control is { tekst = \"Inloggen met DigiD\" }"), "{}", called.stderr);

    let text = fs::read_to_string(desk.path("nieuw.toml")).unwrap();
    assert!(text.contains("\ninloggen = { tekst = \"Inloggen met DigiD\" }\n"), "{text}");
    assert!(text.contains("inloggen.elders.test. That was not contacted"), "{text}");
    assert!(!text.contains("TODO"), "{text}");
    // Only read: the page, and metadata at the usual places.
    let asked = asked.lock().unwrap().clone();
    assert!(
        asked.iter().all(|line| line.starts_with("GET ")) && !asked.contains(&"GET /digid".to_owned()),
        "{asked:?}"
    );

    // Each question is refused with its words, and answering them all makes a target file.
    let refused = Target::read(&SourceFile::new("nieuw.toml", &text), Path::new(".")).unwrap_err();
    assert_eq!(refused.0.len(), text.matches("\"?\"").count() - 1, "{refused}");
    assert!(refused.to_string().contains("error: Which level is registered: \"basis\", \"midden\""), "{refused}");
    assert!(refused.to_string().contains("help: write the answer instead of \"?\""), "{refused}");
    let mut answered = text.clone();
    for (question, answer) in [
        ("naam = \"?\"", "naam = \"Gemeente Voorbeeld\""),
        ("omgeving = \"?\"", "omgeving = \"ontwikkel\""),
        ("betrouwbaarheidsniveau = \"?\"", "betrouwbaarheidsniveau = \"midden\""),
        ("aangevraagd = \"?\"", "aangevraagd = \"2022-06-01\""),
        ("achter-inloggen = [\"?\"]", "achter-inloggen = [\"https://mijn.voorbeeld.test/mijn\"]"),
        ("uitloggen = { tekst = \"?\" }", "uitloggen = { tekst = \"Uitloggen\" }"),
        ("bsn = \"?\"", "bsn = \"999900006\""),
        ("herkenning = \"?\"", "herkenning = \"A. Jansen\""),
    ] {
        assert_eq!(answered.matches(question).count(), 1, "{question}");
        answered = answered.replace(question, answer);
    }
    let target = Target::read(&SourceFile::new("nieuw.toml", &answered), Path::new(".")).unwrap();
    let one = &target.aansluitingen[0];
    assert_eq!((one.metadata.as_ref().map(Url::path), one.controls.len()), (Some("/saml/metadata"), 4));
    assert_eq!(one.pages.values().collect::<Vec<_>>(), [&Url::parse(url.as_str()).unwrap()]);
    assert_eq!(target.routes.values().collect::<Vec<_>>(), [&site.to]);

    // What is there is not written over.
    let again = desk.call(&[&["init", url.as_str(), "--out", "nieuw.toml"], fixed.as_slice()].concat()).await;
    assert_eq!((again.status, fs::read_to_string(desk.path("nieuw.toml")).unwrap()), (Some(2), text));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_control_behind_a_banner_is_asked_for_or_pressed_free() {
    let site = service("geen", &std::sync::Arc::default()).await;
    let desk = Desk::with("");
    fs::write(desk.path("ca.pem"), &site.ca).unwrap();
    let (url, connect, driver) = (site.url("/p/cookie-banner"), format!("443={}", site.to), desk.driver());
    let call = ["init", url.as_str(), "--connect", &connect, "--ca", "ca.pem", "--chromedriver", &driver, "--out"];
    let called = desk.call(&[call.as_slice(), &["een.toml"]].concat()).await;
    assert_eq!(called.status, Some(3), "{}", called.stderr);
    assert!(called.stderr.contains("is covered by another element"), "{}", called.stderr);
    let text = fs::read_to_string(desk.path("een.toml")).unwrap();
    assert!(text.contains("\ninloggen = [{ tekst = \"?\" }, { tekst = \"Inloggen met DigiD\" }]\n"), "{text}");
    let refused = Target::read(&SourceFile::new("een.toml", &text), Path::new(".")).unwrap_err();
    assert!(refused.to_string().contains("error: Which control has to be pressed first"), "{refused}");
    assert!(refused.to_string().contains("error: At which address does the service publish its SAML"), "{refused}");

    let called = desk.call(&[call.as_slice(), &["twee.toml", "--press", "Cookies weigeren"]].concat()).await;
    assert_eq!(called.status, Some(0), "{}", called.stderr);
    let text = fs::read_to_string(desk.path("twee.toml")).unwrap();
    let both = "\ninloggen = [{ tekst = \"Cookies weigeren\" }, { tekst = \"Inloggen met DigiD\" }]\n";
    assert!(text.contains(both), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_cannot_be_looked_at_writes_nothing() {
    let desk = Desk::with("");
    let driver = desk.driver();
    for (url, says) in [
        ("mijn.voorbeeld.test", "this is no address"),
        ("http://mijn.voorbeeld.test/", "over https"),
        ("https://jan:geheim@mijn.voorbeeld.test/", "no name or password"),
        ("https://mijn.voorbeeld.test/", "does not resolve"),
    ] {
        let call = ["init", url, "--out", "nieuw.toml", "--chromedriver", &driver, "--connect", "80=127.0.0.1:9"];
        let called = desk.call(&call).await;
        assert_eq!(called.status, Some(2), "{}", called.stderr);
        assert!(called.stderr.contains(says) && !called.stderr.contains("geheim"), "{}", called.stderr);
        assert!(!desk.path("nieuw.toml").exists());
    }
}
