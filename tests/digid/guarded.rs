//! Where others can reach the simulated DigiD, its page asks for a passphrase.

use std::net::{Ipv4Addr, TcpListener};

use toetssteen::digid::{Digid, Manner, Passphrase, Settings};

use super::world::{World, authority};

const PASSPHRASE: &str = "vier rode fietsen <in> de regen";

async fn guarded() -> World {
    World::with(Manner::Strict, |settings| settings.passphrase = Some(Passphrase::new(PASSPHRASE).unwrap())).await
}

#[tokio::test]
async fn nobody_logs_in_without_the_passphrase() {
    let world = guarded().await;
    let transaction = world.ask(None).await;
    let page = format!("https://digid.toetssteen.test/inloggen/{transaction}");
    let page = world.browser.get(page).send().await.unwrap().text().await.unwrap();
    assert!(page.contains(r#"name="wachtwoordzin" type="password""#), "{page}");
    let person = [("bsn", "999990019"), ("niveau", "midden")];
    for button in ["inloggen", "annuleren", "no-authn-context"] {
        for tried in [None, Some("vier rode fietsen")] {
            let tried = tried.map(|text| ("wachtwoordzin", text));
            let form: Vec<_> = person.into_iter().chain([("handeling", button)]).chain(tried).collect();
            let answer = world.submit(&transaction, &form).await;
            assert_eq!(answer.status(), 403, "{button}");
            let page = answer.text().await.unwrap();
            assert!(page.contains("Deze wachtwoordzin is niet goed.") && !page.contains("rode fietsen"), "{page}");
        }
    }
    let form = [("bsn", "999990019"), ("handeling", "inloggen"), ("wachtwoordzin", PASSPHRASE)];
    assert_eq!(world.submit(&transaction, &form).await.status(), 303);
    let kept = serde_json::to_string(&world.digid.ledger().messages(&transaction)).unwrap();
    assert!(!kept.contains("fietsen"), "{kept}");
}

#[tokio::test]
async fn a_slip_in_the_number_asks_for_the_passphrase_again() {
    let world = guarded().await;
    let transaction = world.ask(None).await;
    let form = [("bsn", "123456789"), ("handeling", "inloggen"), ("wachtwoordzin", PASSPHRASE)];
    let answer = world.submit(&transaction, &form).await;
    assert_eq!(answer.status(), 422);
    let page = answer.text().await.unwrap();
    assert!(page.contains("elfproef") && page.contains("wachtwoordzin") && !page.contains("fietsen"), "{page}");
}

#[tokio::test]
async fn with_a_passphrase_it_may_be_reached_from_elsewhere() {
    let (_state, authority) = authority();
    let everywhere = || TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
    let settings = Settings {
        front: everywhere(),
        back: everywhere(),
        passphrase: Some(Passphrase::new(PASSPHRASE).unwrap()),
        ..Settings::on_free_ports().unwrap()
    };
    Digid::start(settings, &authority, Vec::new()).await.unwrap().shutdown().await;
}

#[tokio::test]
async fn without_one_nothing_is_asked() {
    let world = World::new(Manner::Strict).await;
    let transaction = world.ask(None).await;
    let page = format!("https://digid.toetssteen.test/inloggen/{transaction}");
    assert!(!world.browser.get(page).send().await.unwrap().text().await.unwrap().contains("wachtwoordzin"));
}
