//! What goes wrong outside us ends as a gap with its reason, in a whole report, and leaves nothing behind.

use tokio::{io::AsyncWriteExt as _, net::TcpListener};
use toetssteen::evidence::{Blame, Reason};

use super::{
    bare::{self, HOST, Pages},
    called::{Called, Desk, assert_gaps, target},
};

const ANNULEREN: &[&str] = &["antwoord/annuleren"];

fn place(text: &str) -> Box<toetssteen::evidence::Place> {
    Box::new(text.parse().unwrap())
}

fn after(text: &str) -> Reason {
    Reason::NotReached { stopped: *place(text) }
}

/// The run has ended in exit status 3 and a whole report.
#[track_caller]
fn failed(desk: &Desk, called: &Called) {
    assert_eq!(called.status, Some(3), "{}{}", called.stdout, called.stderr);
    assert!(called.stdout.contains("niet vastgesteld"), "{}", called.stdout);
    for name in ["testrapport.html", "testrapport.json", "evidence.json"] {
        assert!(desk.path("out").join(name).exists(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_does_not_resolve() {
    let desk = Desk::with(&target(""));
    let called = desk.run(&["transport/hsts", "transport/tls-versies", "antwoord/annuleren"]).await;
    failed(&desk, &called);
    let unresolved = || Reason::NameUnresolved { host: HOST.to_owned() };
    assert_gaps(&desk.gaps(), &[
        ("cancel/again", unresolved(), Blame::Target),
        ("cancel/later", unresolved(), Blame::Target),
        ("cancel/returned", unresolved(), Blame::Target),
        ("cancel/start", unresolved(), Blame::Target),
        (&format!("http/{HOST}:443/root"), unresolved(), Blame::Target),
        (&format!("tls/{HOST}:443/no-address"), unresolved(), Blame::Target),
    ]);
    assert!(called.stderr.contains(&format!("problem  name {HOST}")), "{}", called.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_that_does_not_speak_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let desk = Desk::with(&target(&format!("[hosts.\"{HOST}\"]\nconnect = {{ 443 = \"{at}\" }}\n")));
    let called = desk.run(&["transport/hsts", "transport/tls-versies", "antwoord/annuleren"]).await;
    failed(&desk, &called);
    assert_gaps(&desk.gaps(), &[
        ("cancel/again", Reason::TlsFailed, Blame::Target),
        ("cancel/later", Reason::TlsFailed, Blame::Target),
        ("cancel/returned", Reason::TlsFailed, Blame::Target),
        ("cancel/start", Reason::TlsFailed, Blame::Target),
        (&format!("http/{HOST}:443/root"), Reason::TlsFailed, Blame::Target),
        (&format!("tls/{HOST}:443/[127.0.0.1]"), Reason::TlsFailed, Blame::Target),
    ]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_control_that_is_not_on_the_page() {
    let site = bare::service(Pages::default()).await;
    let desk = Desk::for_service(&site).edit("\"Inloggen met DigiD\"", "\"Naar de balie\"");
    let called = desk.run(ANNULEREN).await;
    failed(&desk, &called);
    let missing = Reason::ControlMissing { control: "text “Naar de balie”".to_owned() };
    assert_gaps(&desk.gaps(), &[
        ("cancel/again", after("cancel/returned"), Blame::Target),
        ("cancel/later", after("cancel/returned"), Blame::Target),
        ("cancel/returned", missing, Blame::Target),
    ]);
}
