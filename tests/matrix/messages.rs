//! What the messages and the way to DigiD come to, one deviation at a time, from evidence made up here.

use toetssteen::{
    evidence::{
        exchange::{Exchange, ShownIn},
        message::{Binding, Message, MessageKind, SignatureSeen},
        objection::{Objection, ObjectionCode, Severity},
        page::Moment,
    },
    judge::{Verdict, Weight},
};

use crate::reports::{
    messages::{answered, fetched, question, sent_back},
    sound::{address, asking, exchange, screen, signing_in},
    synthetic::Scenario,
};

/// What a criterion came to with this moment at a place, and the sentences that did not hold.
fn came_to(criterion: &str, place: &str, moment: Moment) -> (Verdict, Vec<(String, Weight)>) {
    let mut scenario = Scenario::sound();
    scenario.see(place, moment);
    let judgement = scenario.judged().judgement;
    let finding = judgement.findings().find(|finding| finding.criterion == criterion).unwrap();
    let failing = finding.expectations.iter().filter(|one| one.outcome >= Weight::Remark);
    (finding.verdict.clone(), failing.map(|one| (one.that.clone(), one.outcome)).collect())
}

fn fetching(messages: Vec<Message>) -> Moment {
    Moment { messages, ..screen("Welkom") }
}

#[test]
fn an_artifact_is_fetched_once_and_at_once() {
    let judged = |messages| came_to("antwoord/artifact", "login/in-session", fetching(messages));
    assert_eq!(judged(vec![sent_back(), fetched(), answered()]), (Verdict::Akkoord, vec![]));
    let (verdict, failing) = judged(vec![sent_back(), fetched(), fetched()]);
    assert_eq!((verdict, failing[0].1), (Verdict::TeBeoordelen, Weight::Doubt));
    let mut late = fetched();
    late.at = "2026-11-20T09:04:11Z".parse().unwrap();
    let (verdict, failing) = judged(vec![sent_back(), late]);
    assert_eq!((verdict, failing[0].1), (Verdict::Akkoord, Weight::Remark));
    assert_eq!(failing[0].0, "De dienst doet dat binnen een minuut.");
}

#[test]
fn of_several_questions_each_must_be_signed_and_show_a_certificate() {
    let signed = |messages| came_to("antwoord/artifact-ondertekend", "login/in-session", fetching(messages));
    let weak = |algorithm: &str| {
        let signature = SignatureSeen::Valid { algorithm: algorithm.to_owned(), certificate_sha256: "ab".repeat(32) };
        Message { signature, ..fetched() }
    };
    let unsigned = Message { signature: SignatureSeen::Absent, ..fetched() };
    assert_eq!(signed(vec![sent_back(), fetched(), unsigned]).0, Verdict::NietAkkoord);
    assert_eq!(signed(vec![sent_back(), weak("http://www.w3.org/2000/09/xmldsig#rsa-sha1")]).0, Verdict::NietAkkoord);
    assert_eq!(signed(vec![sent_back(), fetched()]).0, Verdict::Akkoord);

    let shown = |messages| came_to("antwoord/client-certificaat", "login/in-session", fetching(messages)).0;
    let mut bare = fetched();
    if let MessageKind::ArtifactResolve(resolve) = &mut bare.kind {
        resolve.client_certificate = None;
    }
    assert_eq!(shown(vec![sent_back(), fetched(), bare]), Verdict::NietAkkoord);
    assert!(matches!(shown(vec![sent_back()]), Verdict::NietVastgesteld(_)), "nobody asked");
}

fn document(at: &str, next: Option<&str>) -> Exchange {
    let (status, location) = if next.is_some() { (303, next.map(address)) } else { (200, None) };
    Exchange { location, shown_in: Some(ShownIn::Window), ..exchange(at, status) }
}

const DIGID: &str = "https://digid.toetssteen.test/saml/idp/request_authentication?SAMLRequest=fZHLasMwEEV";

#[test]
fn the_artifact_comes_back_to_the_host_that_asked() {
    let asked = |exchanges: Vec<Exchange>| {
        came_to("antwoord/zelfde-subdomein", "login/asked", Moment { exchanges, ..screen("DigiD") }).0
    };
    let posted = || Exchange {
        method: "POST".to_owned(),
        ..document("https://digid.toetssteen.test/saml/idp/request_authentication", None)
    };
    let scripted = |at: &str| exchange(at, 200);
    for (what, exchanges, verdict) in [
        ("a redirect of the host itself", asking(), Verdict::Akkoord),
        (
            "a redirect after one of another host",
            vec![
                document("https://www.voorbeeld.test/digid", Some("https://mijn.voorbeeld.test/digid")),
                document("https://mijn.voorbeeld.test/digid", Some(DIGID)),
                document(DIGID, None),
            ],
            Verdict::Akkoord,
        ),
        (
            "a redirect of another host",
            vec![document("https://www.voorbeeld.test/digid", Some(DIGID)), document(DIGID, None)],
            Verdict::NietAkkoord,
        ),
        (
            "a form in a page of the host",
            vec![document("https://mijn.voorbeeld.test/digid", None), posted()],
            Verdict::Akkoord,
        ),
        (
            "a form in a page of another host",
            vec![document("https://broker.voorbeeld.test/digid", None), posted()],
            Verdict::NietAkkoord,
        ),
        ("a link on the page with the control", vec![document(DIGID, None)], Verdict::Akkoord),
        (
            "a script that asked its own host",
            vec![scripted("https://mijn.voorbeeld.test/api"), document(DIGID, None)],
            Verdict::Akkoord,
        ),
    ] {
        assert_eq!(asked(exchanges), verdict, "{what}");
    }
    let elsewhere = vec![scripted("https://api.voorbeeld.test/login"), document(DIGID, None)];
    assert!(matches!(asked(elsewhere), Verdict::NietVastgesteld(_)), "nobody can tell");

    let mut returned = fetching(vec![sent_back(), fetched()]);
    let elsewhere = Exchange { address: address("https://www.voorbeeld.test/acs?SAMLart=AAQ"), ..signing_in() };
    returned.exchanges = vec![elsewhere, signing_in()];
    assert_eq!(came_to("antwoord/zelfde-subdomein", "login/in-session", returned).0, Verdict::NietAkkoord);
}

#[test]
fn digid_stands_in_the_window_and_in_no_frame() {
    let judged = |exchanges: Vec<Exchange>| {
        came_to("authenticatievraag/geen-frame", "login/asked", Moment { exchanges, ..screen("DigiD") }).0
    };
    let framed = || Exchange { shown_in: Some(ShownIn::Frame), ..document(DIGID, None) };
    assert_eq!(judged(asking()), Verdict::Akkoord);
    assert_eq!(judged(vec![framed()]), Verdict::NietAkkoord);
    assert_eq!(judged([vec![framed()], asking()].concat()), Verdict::NietAkkoord);
    assert!(matches!(judged(vec![]), Verdict::NietVastgesteld(_)), "what did not happen is not akkoord");
    let own = Exchange { shown_in: Some(ShownIn::Frame), ..document("https://mijn.voorbeeld.test/kader", None) };
    assert_eq!(judged([vec![own], asking()].concat()), Verdict::Akkoord, "a frame of the service itself");
    // A script that only asks whether DigiD is there shows nothing.
    let asked = Exchange { shown_in: None, ..document(DIGID, None) };
    assert_eq!(judged([vec![asked], asking()].concat()), Verdict::Akkoord);
}

#[test]
fn what_a_question_must_say_depends_on_how_it_comes() {
    let judged = |criterion: &str, change: &dyn Fn(&mut Message)| {
        let mut message = question("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
        change(&mut message);
        let moment = Moment { messages: vec![message], exchanges: asking(), ..screen("DigiD") };
        came_to(criterion, "login/asked", moment).0
    };
    let destination = |binding: Binding, there: bool, wrong: bool| {
        judged("authenticatievraag/destination", &|message| {
            message.binding = binding;
            if let (MessageKind::AuthnRequest(request), false) = (&mut message.kind, there) {
                request.destination = None;
            }
            if wrong {
                let code = ObjectionCode::DestinationWrong;
                message.objections = vec![Objection { code, severity: Severity::Refuse, text: "other".to_owned() }];
            }
        })
    };
    assert_eq!(destination(Binding::Redirect, false, false), Verdict::Akkoord);
    assert_eq!(destination(Binding::Post, false, false), Verdict::NietAkkoord);
    assert_eq!(destination(Binding::Post, true, false), Verdict::Akkoord);
    assert_eq!(destination(Binding::Redirect, true, true), Verdict::NietAkkoord);

    let weak = |binding: Binding| {
        judged("authenticatievraag/handtekening", &|message| {
            *message = Message { binding, ..question("http://www.w3.org/2000/09/xmldsig#rsa-sha1") };
        })
    };
    assert_eq!(weak(Binding::Redirect), Verdict::Akkoord, "a remark");
    assert_eq!(weak(Binding::Post), Verdict::NietAkkoord);

    let relay_state = |length: Option<u32>| {
        judged("authenticatievraag/relaystate", &|message| {
            if let MessageKind::AuthnRequest(request) = &mut message.kind {
                request.relay_state_length = length;
            }
        })
    };
    assert_eq!([relay_state(None), relay_state(Some(80))], [Verdict::Akkoord, Verdict::Akkoord]);
    assert_eq!(relay_state(Some(81)), Verdict::NietAkkoord);
}
