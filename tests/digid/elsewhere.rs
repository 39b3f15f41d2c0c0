//! Pages of somebody else, which use an address of a service.

use toetssteen::digid::{Lure, Manner};

use super::world::World;

async fn shown(world: &World, page: url::Url) -> (u16, String, String) {
    let answer = world.browser.get(page).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    (answer.status().as_u16(), policy, answer.text().await.unwrap())
}

#[tokio::test]
async fn an_address_is_shown_as_it_is_and_nothing_of_it_becomes_markup() {
    let world = World::new(Manner::Strict).await;
    let address: url::Url = "https://mijn.voorbeeld.test/uit?a=\"><b>&c='".parse().unwrap();
    let fields = vec![("csrf\"><b>".to_owned(), "'\"><script>".to_owned())];
    for (lure, begins) in [
        (Lure::Image(address.clone()), "<img src=\"https:"),
        (Lure::Link(address.clone()), "<a class=\"first\" href=\"https:"),
        (Lure::Form(address, fields), "<form method=\"post\" action=\"https:"),
    ] {
        let (status, policy, html) = shown(&world, world.digid.elsewhere(lure)).await;
        assert!(status == 200 && html.contains(begins), "{html}");
        assert!(!html.contains("<b>") && !html.contains("<script"), "{html}");
        assert!(policy.contains("default-src 'none'") && policy.contains("img-src https:"), "{policy}");
    }
}

#[tokio::test]
async fn nobody_leads_anywhere_by_a_name_of_their_own() {
    let world = World::new(Manner::Strict).await;
    let mut page = world.digid.elsewhere(Lure::Link("https://mijn.voorbeeld.test/uit".parse().unwrap()));
    page.set_path("/elders/00000000000000000000000000000000");
    let (status, policy, html) = shown(&world, page).await;
    assert!(status == 404 && !html.contains("voorbeeld.test") && !policy.contains("https:"), "{html}");
}
