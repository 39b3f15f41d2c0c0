//! Eenmalig inloggen: two services, one login, and logging out everywhere.

use std::time::Duration;

use toetssteen::{
    digid::SessionTimers,
    evidence::{Reason, logout::Named, message::MessageKind},
    saml::{LogoutRequest, XmlText},
};

use super::{
    service::{BSN, NAME, OTHER_NAME, Service, deflated, digid_certificate, parameter, xmlsec1_accepts},
    two_services::{Federation, SLO, SUCCESS, Says, answered, location},
    world::{client, send},
};

#[tokio::test]
async fn whoever_is_logged_in_needs_no_credentials_at_another_service() {
    let federation = Federation::new(SessionTimers::default()).await;
    let (cookie, first) = federation.enter().await;
    let (page, second) = federation.ask(&federation.other, Some(&cookie), ("", "")).await;
    assert!(page.contains("U bent al ingelogd") && page.contains("value=\"verder\""), "{page}");
    assert!(page.contains(&federation.world.service.entity_id()) && page.contains(&federation.other.entity_id()));
    let back = federation.world.press(&second, "verder", "midden").await;
    let artifact = parameter(&back, "SAMLart").unwrap();
    let resolve = federation.other.signed_resolve(&artifact);
    let (_, xml) = send(&client(&federation.world.digid, Some(&federation.other.bundle)), resolve).await.unwrap();
    assert!(xml.contains(&format!("s00000000:{BSN}")) && xml.contains(&format!("SessionIndex=\"{second}\"")), "{xml}");
    assert_ne!(first, second);
    // It was pressed, and cannot be pressed again.
    for button in ["verder", "inloggen"] {
        let form = [("bsn", "999999047"), ("niveau", "midden"), ("handeling", button)];
        let again = federation.world.submit(&second, &form).await;
        assert_eq!((again.status().as_u16(), again.headers().get("set-cookie")), (410, None), "{button}");
    }
    let (page, _) = federation.ask(&federation.other, Some(&cookie), ("", "")).await;
    assert!(page.contains("U bent al ingelogd"), "the session is as it was");
}

#[tokio::test]
async fn the_age_of_a_login_is_known_when_its_service_asks_again() {
    let federation = Federation::new(SessionTimers::default()).await;
    let (cookie, _) = federation.enter().await;
    let renewal = async |service: &Service| {
        let (_, transaction) = federation.ask(service, Some(&cookie), ("", "")).await;
        let asked = federation.world.digid.ledger().messages(&transaction);
        asked[0].authn_request().unwrap().renewal
    };
    let own = renewal(&federation.world.service).await.unwrap();
    assert!(own.age_ms < 60_000 && (own.from_ms, own.until_ms) == (600_000, 900_000), "{own:?}");
    assert_eq!(renewal(&federation.other).await, None, "it was not there before");
    federation.world.digid.sessions_last(SessionTimers { idle: Duration::ZERO, ..SessionTimers::default() });
    assert_eq!(renewal(&federation.world.service).await, None, "that session is over");
}

#[tokio::test]
async fn credentials_are_asked_again_where_they_must_be() {
    let federation = Federation::new(SessionTimers::default()).await;
    let (cookie, _) = federation.enter().await;
    let asks = async |service: &Service, cookie: Option<&str>, change: (&str, &str)| {
        !federation.ask(service, cookie, change).await.0.contains("value=\"verder\"")
    };
    let other = &federation.other;
    assert!(!asks(other, Some(&cookie), ("", "")).await);
    assert!(asks(other, None, ("", "")).await, "another browser");
    assert!(asks(other, Some("digid-sessie=00000000000000000000000000000000"), ("", "")).await, "a cookie of nobody");
    assert!(asks(other, Some(&cookie), ("ForceAuthn=\"false\"", "ForceAuthn=\"true\"")).await);
    let (midden, hoog) = ("MobileTwoFactorContract", "SmartcardPKI");
    assert!(asks(other, Some(&cookie), (midden, hoog)).await, "a higher level");
    let alone = other.provider(toetssteen::evidence::Betrouwbaarheidsniveau::Midden);
    federation.world.digid.set_providers(vec![federation.world.service.federated(), alone]);
    assert!(asks(other, Some(&cookie), ("", "")).await, "a service outside the federation");

    for timers in [
        SessionTimers { idle: Duration::ZERO, ..SessionTimers::default() },
        SessionTimers { absolute: Duration::ZERO, ..SessionTimers::default() },
    ] {
        let over = Federation::new(timers).await;
        let (cookie, _) = over.enter().await;
        assert!(!over.ask(&over.other, Some(&cookie), ("", "")).await.0.contains("value=\"verder\""), "{timers:?}");
    }
}

#[tokio::test]
async fn logging_out_ends_the_session_everywhere() {
    let federation = Federation::new(SessionTimers::default()).await;
    let (cookie, first, second) = federation.both().await;
    let answer = federation.leave(Some(&cookie), &first, ("", "")).await;
    let page = location(&answer);
    let shown = federation.world.browser.get(page.clone()).send().await.unwrap().text().await.unwrap();
    assert!(shown.contains(&federation.world.service.entity_id()) && shown.contains(&federation.other.entity_id()));
    let back = federation.confirm(&page, "uitloggen").await;
    assert_eq!(answered(&back), ("_l".to_owned(), vec!["Success".to_owned()]));

    let asked = federation.asked.lock().unwrap().clone();
    let [asked] = &asked[..] else { panic!("asked once: {asked:?}") };
    assert!(xmlsec1_accepts(asked, &digid_certificate(federation.world.digid.metadata_xml()), "LogoutRequest"));
    let inside = &asked[asked.find("<samlp:LogoutRequest").unwrap()..asked.find("</SOAP-ENV:Body>").unwrap()];
    let request = LogoutRequest::parse(XmlText::new(inside.as_bytes()).unwrap()).unwrap();
    assert!(request.names(&BSN.parse().unwrap()));
    assert_eq!(request.session_indexes, [second.as_str()]);
    assert_eq!(request.destination.as_deref(), Some(&*format!("https://{OTHER_NAME}/soap")));

    let (shown, _) = federation.ask(&federation.other, Some(&cookie), ("", "")).await;
    assert!(shown.contains("name=\"bsn\""), "the session is over");
    let of_first = federation.messages(&first);
    let seen = of_first.iter().find_map(|message| match &message.kind {
        MessageKind::LogoutRequest(seen) => Some((seen.clone(), message)),
        _ => None,
    });
    let (seen, message) = seen.unwrap();
    assert!(message.signature.is_valid() && message.objections.is_empty(), "{message:?}");
    assert_eq!((seen.name_id, seen.session_index, seen.session_known), (Named::Own, Named::Own, true));
    let of_second = federation.messages(&second);
    let confirmed = of_second.iter().find_map(|message| match &message.kind {
        MessageKind::LogoutConfirmed(seen) => Some((seen.clone(), message)),
        _ => None,
    });
    let (seen, message) = confirmed.unwrap();
    assert!(seen.counts && seen.answers_this == Some(true) && message.signature.is_valid(), "{message:?}");
    assert!(message.objections.is_empty(), "{message:?}");
    // No message that is kept names the person.
    let written = serde_json::to_string(&[of_first, of_second].concat()).unwrap();
    assert!(!written.contains(BSN), "{written}");
    // The page is used up.
    let again = federation.world.browser.post(page).form(&[("handeling", "uitloggen")]).send().await.unwrap();
    assert_eq!(again.status(), 410);
}

#[tokio::test]
async fn a_service_that_was_not_really_asked_is_told_from_one_that_does_not_answer() {
    let federation = Federation::new(SessionTimers::default()).await;
    let digid = &federation.world.digid;
    let ended = async |second: &str| {
        digid.end_session(second).await.unwrap();
        digid.not_asked(second).map(|gap| gap.reason)
    };
    let (_, _, second) = federation.both().await;
    assert_eq!(ended(&second).await, None);
    *federation.reply.lock().unwrap() = Box::new(|_| None);
    let (_, _, second) = federation.both().await;
    assert_eq!(ended(&second).await, None, "that it hangs up is its own doing");
    federation.reach(|reach| reach.hosts.clear());
    let (_, _, second) = federation.both().await;
    assert_eq!(ended(&second).await, Some(Reason::OutsideTarget { host: OTHER_NAME.to_owned() }));
    let nobody = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    federation.reach(|reach| reach.routes.values_mut().for_each(|to| *to = nobody));
    let (_, _, second) = federation.both().await;
    assert_eq!(ended(&second).await, Some(Reason::Unreachable));
    federation.reach(|reach| reach.roots.clear());
    let (_, _, second) = federation.both().await;
    let r = ended(&second).await;
    assert_eq!(r, Some(Reason::TlsFailed), "{:#?}", digid.ledger().messages(&second));
}

#[tokio::test]
async fn a_service_that_does_not_confirm_makes_the_logout_partial() {
    let responder = "urn:oasis:names:tc:SAML:2.0:status:Responder";
    let federation = Federation::new(SessionTimers::default()).await;
    let other = Federation::saying(&federation.other, responder);
    let denied = move |xml: &str| (other.lock().unwrap())(xml);
    let right = Federation::saying(&federation.other, SUCCESS);
    let broken = move |xml: &str| (right.lock().unwrap())(xml).map(|(_, body)| (500, body));
    let replies: [Says; 5] = [
        Box::new(denied),
        Box::new(broken),
        Box::new(|_| Some((200, "<html>".to_owned()))),
        Box::new(|_| Some((200, "x".repeat(300_000)))),
        Box::new(|_| None),
    ];
    for (nth, reply) in replies.into_iter().enumerate() {
        *federation.reply.lock().unwrap() = reply;
        let (cookie, first, _) = federation.both().await;
        let page = location(&federation.leave(Some(&cookie), &first, ("", "")).await);
        let back = federation.confirm(&page, "uitloggen").await;
        assert_eq!(answered(&back).1, ["Responder", "PartialLogout"], "{nth}");
        let (shown, _) = federation.ask(&federation.other, Some(&cookie), ("", "")).await;
        assert!(shown.contains("name=\"bsn\""), "{nth}: the session with DigiD is over all the same");
    }
}

#[tokio::test]
async fn a_logout_can_be_cancelled_and_asked_for_without_a_session() {
    let federation = Federation::new(SessionTimers::default()).await;
    let (cookie, first, _) = federation.both().await;
    let page = location(&federation.leave(Some(&cookie), &first, ("", "")).await);
    let back = federation.confirm(&page, "annuleren").await;
    assert_eq!(answered(&back).1, ["Responder", "RequestDenied"]);
    let (shown, _) = federation.ask(&federation.other, Some(&cookie), ("", "")).await;
    assert!(shown.contains("U bent al ingelogd"), "the session goes on");
    assert_eq!(federation.asked.lock().unwrap().len(), 0);
    let back = location(&federation.leave(None, &first, ("", "")).await);
    assert_eq!(answered(&back).1, ["Success"], "nothing is left to end");
}

#[tokio::test]
async fn a_wrong_question_to_log_out_ends_nothing() {
    let federation = Federation::new(SessionTimers::default()).await;
    let (cookie, first, _) = federation.both().await;
    for change in [(BSN, "999999047"), (&*first, "0000000000000000")] {
        let back = location(&federation.leave(Some(&cookie), &first, change).await);
        assert_eq!(answered(&back).1, ["Requester", "RequestDenied"], "{change:?}");
    }
    let stranger = federation.leave(Some(&cookie), &first, (NAME, "vreemd.test")).await;
    assert_eq!(stranger.status(), 404, "somebody that nobody knows");
    let query = format!("SAMLRequest={}", deflated(b"<x/>"));
    for query in [query.as_str(), "", "SAMLRequest=%00"] {
        let answer = federation.world.browser.get(format!("{SLO}?{query}")).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{query}");
    }
    assert_eq!(federation.asked.lock().unwrap().len(), 0);
    let (shown, _) = federation.ask(&federation.other, Some(&cookie), ("", "")).await;
    assert!(shown.contains("U bent al ingelogd"), "the session goes on");
}
