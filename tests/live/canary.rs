//! What may not be kept is planted in the pages of a service, and looked for in everything that a run leaves behind.

use axum::{
    Router,
    response::{Html, Redirect},
    routing::get,
};
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use http::header;
use scraper::{Html as Document, Selector};
use toetssteen::evidence::{Evidence, Observation, Outcome, Reason, message::AuthnRequestSeen, page::Picture};
use url::form_urlencoded::byte_serialize;

use super::{
    bare::{self, HOST, Pages},
    browser::site::Site,
    called::{Called, Desk},
};

const ONLY: &[&str] =
    &["antwoord/annuleren", "authenticatievraag/afzender", "sessie/cookies", "sessie/uitloggen", "transport/hsts"];

/// Numbers that pass the eleven-test and are of no test person.
const STRANGERS: [&str; 2] = ["111222333", "123456782"];

const PASSWORD: &str = "kanarie-wachtwoord/9f2c&7";
const SESSION: &str = "kanarie-zitting+77a1/b0c4";
const BEARER: &str = "kanarie.toegang.5d3e9c01~x/y+z";
const API_KEY: &str = "kanarie-sleutel-84b6/20e1";
/// A key as it is exported: only the body is secret, and of that each line.
const PEM: [&str; 3] = [
    "MC4CAQAwBQYDK2VwBCIEIEthbmFyaWVLYW5hcmllS2FuYXJpZUthbmFy",
    "aWVLYW5hcmllS2FuYXJpZUthbmFyaWVLYW5hcmllS2FuYXJpZUthbmFy",
    "S2FuYXJpZQ==",
];

/// Every form in which a secret may stand.
fn forms(secret: &str) -> Vec<String> {
    let percent: String = byte_serialize(secret.as_bytes()).collect();
    let json = serde_json::to_string(secret).unwrap();
    let html = secret.replace('&', "&amp;");
    let base64 = BASE64_STANDARD.encode(secret);
    let percent_64: String = byte_serialize(base64.as_bytes()).collect();
    let hex: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let mut forms = vec![
        secret.to_owned(),
        json.trim_matches('"').to_owned(),
        html,
        percent.to_lowercase(),
        percent,
        hex.to_lowercase(),
        hex,
        base64.trim_end_matches('=').to_owned(),
        percent_64,
        BASE64_URL_SAFE_NO_PAD.encode(secret),
    ];
    forms.sort();
    forms.dedup();
    forms
}

/// Everything that the run has left, but for pictures: what they show is tested with the browser.
fn left(desk: &Desk, called: &Called) -> Vec<(String, String)> {
    let text = |(name, bytes): (String, Vec<u8>)| (name, String::from_utf8_lossy(&bytes).into_owned());
    let written = desk.written().into_iter().filter(|(name, _)| !name.contains("/blobs/")).map(text);
    let said =
        [("stdout", &called.stdout), ("stderr", &called.stderr)].map(|(name, said)| (name.to_owned(), said.clone()));
    written.chain(said).collect()
}

#[track_caller]
fn no_secret_in(left: &[(String, String)]) {
    let mut found = Vec::new();
    for secret in [PASSWORD, SESSION, BEARER, API_KEY].iter().chain(&STRANGERS).chain(&PEM) {
        for form in forms(secret) {
            for (name, text) in left {
                if let Some(at) = text.find(&form) {
                    let around: String = text[..at].chars().rev().take(120).collect();
                    found.push(format!("{name}: {form} after {}", around.chars().rev().collect::<String>()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What the service asked DigiD first, and how it is named in its metadata.
fn asked(evidence: &Evidence) -> (AuthnRequestSeen, String) {
    let (mut asked, mut name) = (None, None);
    for (_, _, outcome) in evidence.places() {
        match outcome {
            Outcome::Observed(Observation::Moment(moment)) => {
                asked = asked.or_else(|| moment.messages.iter().find_map(|message| message.authn_request().cloned()));
            }
            Outcome::Observed(Observation::Metadata(metadata)) => name = Some(metadata.entity_id.clone()),
            _ => {}
        }
    }
    (asked.expect("DigiD was asked"), name.expect("the metadata was read"))
}

fn moments(evidence: &Evidence) -> usize {
    evidence.places().filter(|(_, _, end)| matches!(end, Outcome::Observed(Observation::Moment(_)))).count()
}

/// The pictures of the places that a criterion looks at; elsewhere none is taken.
fn pictures(evidence: &Evidence) -> Vec<Picture> {
    let unwanted = Picture::Withheld("no criterion looks at this place".to_owned());
    let picture = |outcome: &Outcome| match outcome {
        Outcome::Observed(Observation::Moment(moment)) if !moment.at_digid => Some(moment.page.picture.clone()),
        _ => None,
    };
    let pictures: Vec<Picture> = evidence
        .places()
        .filter_map(|(_, _, outcome)| picture(outcome))
        .filter(|picture| *picture != unwanted)
        .collect();
    assert!(!pictures.is_empty(), "no place is pictured");
    pictures
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_and_no_stranger_is_left_behind() {
    let [one, other] = STRANGERS;
    let pem = format!("-----BEGIN PRIVATE KEY-----<br>{}<br>-----END PRIVATE KEY-----", PEM.join("<br>"));
    let text: String = byte_serialize(PASSWORD.as_bytes()).collect();
    let shown = format!(
        r#"<title>Van {one}</title><h1 title="{other}">Dossier {one}</h1>
        <p data-bsn="{one}">Nummer {other}, {}.{}.{}</p>
        <input value="{other}" aria-label="{one}"><input type=password value="{}">
        <pre>{pem}</pre><p>{}</p><textarea>-----BEGIN RSA PRIVATE KEY-----
{}</textarea>
        <iframe srcdoc="<p>Ook {one}</p>"></iframe><iframe src="/kader/{other}?bsn={one}"></iframe>
        <img alt="{other}">
        <p id=zien></p>
        <script>
          const toegang = "{BEARER}";
          fetch("/api/{one}?wachtwoord={text}", {{ headers: {{ Authorization: "Bearer " + toegang, "X-Api-Key": "{API_KEY}" }} }})
            .then(() => {{ zien.textContent = [toegang, encodeURIComponent(toegang), btoa(toegang), "{API_KEY}"].join(" | "); }});
          document.cookie = "bsn={one}; Secure; path=/";
          document.cookie = "{other}=ja; Secure; path=/";
        </script>"#,
        &one[..3],
        &one[3..6],
        &one[6..],
        PASSWORD.replace('&', "&amp;"),
        pem.replace("<br>", " "),
        PEM.join("\n"),
    );
    let inside = format!(
        "{shown}<p>Zitting: {SESSION}-0 en {}, {}",
        byte_serialize(format!("{SESSION}-1").as_bytes()).collect::<String>(),
        BASE64_STANDARD.encode(format!("{SESSION}-0")),
    );
    let pages = Pages {
        start: shown,
        inside,
        onward: format!("/langs/{one}?wachtwoord={text}&bsn={other}#/{one}"),
        session: SESSION.to_owned(),
        said: format!("/{one} {}", pem.replace("<br>", " ")),
    };
    let frame = get(async || Html(format!("<p>Kader {}</p>", STRANGERS[0])));
    let pass = get(async || {
        let [one, other] = STRANGERS;
        let cookie = format!("{other}=ja-{one}; Path=/; Secure; HttpOnly");
        let to = format!("/mijn?code={}#bsn={other}", BASE64_STANDARD.encode(SESSION));
        ([(header::SET_COOKIE, cookie)], Redirect::to(&to))
    });
    let hidden: String = one.bytes().map(|digit| format!("%{digit:02X}")).collect();
    let away = format!("/gang/{hidden};nummer={other}");
    let router = bare::router(pages)
        .route("/langs/{bsn}", pass)
        .route("/kluis", get(async move || Redirect::to(&away)))
        .route("/gang/{bsn}", get(async || Redirect::to("/mijn")))
        .route("/kader/{bsn}", frame)
        .route("/api/{bsn}", get(async || "ja"));
    let site = Site::secure(HOST, router).await;
    let vault = format!("beschermd = \"https://{HOST}/kluis\"\nachter-inloggen");
    let desk = Desk::for_service(&site).edit("achter-inloggen", &vault);
    let called = desk.run(ONLY).await;
    assert!(moments(&desk.evidence()) >= 8, "the pages were seen: {}", called.stderr);
    let left = left(&desk, &called);
    assert!(left.iter().any(|(_, text)| text.contains("Dossier ⟦")), "what stands beside it is kept");
    assert!(left.iter().any(|(_, text)| text.contains("\"path\": \"/gang/⟦")), "the knock went this way");
    no_secret_in(&left);
    let (asked, name) = asked(&desk.evidence());
    let [id, issuer, acs] = [asked.id, asked.issuer, asked.acs].map(Option::unwrap);
    // The number is the value of a cookie too, and was learnt as that.
    assert!(id.contains("/⟦cookie:bsn·") && id.contains("⟦sleutel·") && id.contains("⟦cookie:sid·"), "{id}");
    assert!(issuer.contains("metadata/⟦cookie:bsn·") && issuer == name, "{issuer} is still known as {name}");
    assert!(acs.contains("/acs?van=⟦waarde:van·"), "{acs}");
    for picture in pictures(&desk.evidence()) {
        assert_eq!(picture, Picture::Withheld("the page shows a secret".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_in_the_name_of_a_host_is_not_left_behind() {
    let onward = format!("https://{}.voorbeeld.test/?bsn={}", STRANGERS[0], STRANGERS[1]);
    let site = Site::secure(HOST, bare::router(Pages { onward, ..Pages::default() })).await;
    let desk = Desk::for_service(&site);
    let called = desk.run(&["antwoord/annuleren", "sessie/uitloggen"]).await;
    let outside = |reason: &Reason| matches!(reason, Reason::OutsideTarget { host } if host.starts_with("⟦bsn·"));
    let gaps = desk.gaps();
    assert!(gaps.iter().any(|(_, gap)| outside(&gap.reason)), "{gaps:?}");
    no_secret_in(&left(&desk, &called));
}

const ATTACKS: [&str; 4] = [
    "</script><script>document.title='pwned'</script>",
    "\u{1b}[31mrood\u{1b}]0;titel\u{7}\u{9b}2J",
    "\u{202e}gnp.exe\u{202c}\u{2066}\u{200f}",
    "{{ tera }} {% raw %}",
];

fn steers(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_service_does_not_write_its_own_report() {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let all = ATTACKS.join(" ");
    // Nearly as long as a text may be that is kept.
    let long = "x".repeat(60_000);
    let page = format!("<title>{0}</title><h1>{0}</h1><p>{long}</p><script>x = \"{long}</script>", escaped(&all));
    let path: String = byte_serialize(all.as_bytes()).collect::<String>().replace('+', "%20");
    let onward = format!("/langs/{path}?{path}={path}#{path}");
    let pages = Pages { start: page.clone(), inside: page, onward, ..Pages::default() };
    let onto = format!("/mijn?{path}#{path}");
    let router: Router = bare::router(pages).route("/langs/{rest}", get(async move || Redirect::to(&onto)));
    let site = Site::secure(HOST, router).await;
    let desk = Desk::for_service(&site);
    let called = desk.run(ONLY).await;
    assert!(matches!(called.status, Some(0 | 1 | 3)), "{}", called.stderr);
    assert!(moments(&desk.evidence()) >= 8, "the pages were seen: {}", called.stderr);
    for said in [&called.stdout, &called.stderr] {
        assert_eq!(said.chars().find(|c| steers(*c)), None, "{said}");
    }
    assert!(pictures(&desk.evidence()).iter().all(|picture| matches!(picture, Picture::Taken(_))));
    let html = std::fs::read_to_string(desk.path("out/testrapport.html")).unwrap();
    assert_eq!(html.chars().find(|c| steers(*c)), None);
    let page = Document::parse_document(&html);
    let count = |selector: &str| page.select(&Selector::parse(selector).unwrap()).count();
    assert_eq!(count("script, iframe, object, embed, base, form, [onload], [onerror]"), 0);
    assert_eq!(count("title"), 1);
    assert!(!html.contains("<script"));
    let shown: String = page.root_element().text().collect();
    for attack in [ATTACKS[0], ATTACKS[3], "⟨U+202E⟩gnp.exe"] {
        assert!(shown.contains(attack), "{attack} is shown as it is");
    }
    let longest = page.root_element().text().filter(|text| !text.contains("--ink")).map(str::len).max().unwrap();
    assert!(longest < 10_000, "a text of {longest} bytes");
}
