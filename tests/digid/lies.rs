//! A DigiD that lies: its page offers every forgery, and what comes over the back channel is that one.

use std::sync::Arc;

use toetssteen::{
    checklist::delivery::WrongCertificate,
    digid::{Forgeries, Manner},
};

use super::{
    service::{BSN, parameter},
    world::{World, client, send},
};

const OTHER: &str = "999990020";

async fn lying() -> World {
    let checklist = crate::live::checklist();
    let known = Arc::new(checklist.forgeries().clone());
    World::with(Manner::Strict, |settings| {
        settings.forgeries = Forgeries { known, slow: std::time::Duration::ZERO };
    })
    .await
}

impl World {
    /// Has DigiD lie, and gives where the browser is sent.
    async fn lie(&self, forgery: &str) -> (String, url::Url) {
        let transaction = self.ask(Some("terug")).await;
        let form = [("bsn", BSN), ("ander", OTHER), ("vervalsing", forgery), ("handeling", "vals")];
        let answer = self.submit(&transaction, &form).await;
        assert_eq!(answer.status(), 303, "{forgery}");
        let to = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        (transaction, to)
    }

    /// The message behind the artifact of a lie.
    async fn told(&self, forgery: &str) -> (String, u16, String) {
        let (transaction, back) = self.lie(forgery).await;
        let artifact = parameter(&back, "SAMLart").unwrap();
        let (status, xml) = self.resolve(self.service.signed_resolve(&artifact)).await.unwrap();
        (transaction, status, xml)
    }
}

#[tokio::test]
async fn a_page_of_digid_offers_each_forgery_and_sends_it() {
    let world = lying().await;
    let transaction = world.ask(None).await;
    let page = world.browser.get(format!("https://digid.toetssteen.test/inloggen/{transaction}")).send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains(r#"<option value="signature/none">"#) && page.contains("Geef een vals antwoord"));

    let (_, status, xml) = world.told("audience/other").await;
    assert!(status == 200 && xml.contains("<saml:Audience>https://kwaad.test/saml/metadata</saml:Audience>"), "{xml}");
    let (_, _, xml) = world.told("signature/none").await;
    assert!(xml.contains("<saml:Assertion") && !xml.contains("<ds:Signature"));
    let (transaction, _, xml) = world.told("signature/stale-assertion").await;
    assert!(xml.contains(OTHER) && !xml.contains(BSN));
    let told = world.digid.told(&transaction).unwrap();
    assert!(told.genuine.contains(BSN) && told.sent == xml.as_bytes());
    for (forgery, status) in
        [("back-channel/http-404", 404), ("back-channel/message-with-500", 500), ("back-channel/empty", 200)]
    {
        assert_eq!(world.told(forgery).await.1, status, "{forgery}");
    }
}

#[tokio::test]
async fn an_artifact_is_given_in_the_form_of_the_forgery_and_once() {
    let world = lying().await;
    let (_, back) = world.lie("artifact/absent").await;
    assert_eq!(parameter(&back, "SAMLart"), None);
    let (_, back) = world.lie("relay-state/foreign-address").await;
    assert_eq!(parameter(&back, "RelayState").as_deref(), Some("https://kwaad.test/"));
    let (_, back) = world.lie("correlation/again-elsewhere").await;
    let resolve = |artifact: String| world.resolve(world.service.signed_resolve(&artifact));
    let artifact = parameter(&back, "SAMLart").unwrap();
    assert!(resolve(artifact.clone()).await.unwrap().1.contains("<saml:Assertion"));
    assert!(resolve(artifact).await.unwrap().1.contains("RequestDenied"));
    let (_, back) = world.lie("correlation/again-elsewhere-answered").await;
    let artifact = parameter(&back, "SAMLart").unwrap();
    for _ in 0..2 {
        assert!(resolve(artifact.clone()).await.unwrap().1.contains("<saml:Assertion"));
    }
    let answer = world
        .submit(&world.ask(None).await, &[("bsn", BSN), ("vervalsing", "artifact/by-post"), ("handeling", "vals")])
        .await;
    assert!(answer.text().await.unwrap().contains(r#"name="SAMLart""#));
}

#[tokio::test]
async fn what_cannot_be_forged_is_said() {
    let world = lying().await;
    for (forgery, status) in [("signature/bestaat-niet", 400), ("signature/stale-assertion", 422)] {
        let transaction = world.ask(None).await;
        let answer = world.submit(&transaction, &[("bsn", BSN), ("vervalsing", forgery), ("handeling", "vals")]).await;
        assert_eq!(answer.status(), status, "{forgery}");
    }
    let honest = World::new(Manner::Strict).await;
    let transaction = honest.ask(None).await;
    let page =
        honest.browser.get(format!("https://digid.toetssteen.test/inloggen/{transaction}")).send().await.unwrap();
    assert!(!page.text().await.unwrap().contains("vervalsing"));
}

#[tokio::test]
async fn whoever_asks_for_the_address_in_a_message_is_seen_to() {
    let world = lying().await;
    let (transaction, _, xml) = world.told("xml/external-entity").await;
    let (_, rest) = xml.split_once("SYSTEM \"").unwrap();
    let (address, _) = rest.split_once('"').unwrap();
    assert_eq!(world.digid.canary(&transaction), Vec::<String>::new());
    let plain = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(plain.get(address).send().await.unwrap().text().await.unwrap(), BSN);
    assert_eq!(world.digid.canary(&transaction), [BSN]);
}

#[tokio::test]
async fn a_wrong_certificate_is_shown_and_taken_away_again() {
    let world = lying().await;
    let refused = async || {
        let client = client(&world.digid, Some(&world.service.bundle));
        send(&client, world.service.signed_resolve("AAQAAA==")).await.is_err()
    };
    for wrong in [WrongCertificate::Expired, WrongCertificate::OtherName, WrongCertificate::Untrusted] {
        world.digid.show_on_back_channel(Some(wrong));
        assert!(refused().await, "{wrong:?}");
    }
    world.digid.show_on_back_channel(None);
    assert!(!refused().await);
}
