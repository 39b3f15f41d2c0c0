//! A forged answer brought by hand: what `by_hand` of a forgery says, typed into curl. Nothing of ours but DigiD's page takes part.

use toetssteen::checklist::{Forgery, delivery::Delivery};

use super::curl::{Came, Session, Shell, form, who};

/// Who logs in, and somebody else.
pub(super) const PERSON: &str = "999900006";
pub(super) const OTHER: &str = "999905405";

const LOGIN: &str = "https://mijn.mellon.test/saml/login?ReturnTo=/mijn/";
const BEHIND: &str = "https://mijn.mellon.test/mijn/";

/// The browser that begins, and another.
pub(super) const BURGER: &str = "burger";
pub(super) const ANDER: &str = "ander";

/// What was typed and came back, and who was logged in at the end.
pub(super) struct Tried {
    pub(super) transcript: String,
    pub(super) inside: Option<String>,
}

/// A login as it should be, and a look without one.
pub(super) async fn genuine(shell: &Shell) -> Tried {
    let mut session = shell.session("genuine");
    let asked = session.ask(BURGER).await;
    session.log_in(BURGER, &asked, PERSON).await;
    let inside = session.look(BURGER).await;
    let stranger = session.look(ANDER).await;
    assert_eq!(stranger, None, "who has not logged in is nobody");
    Tried { transcript: session.transcript, inside }
}

pub(super) async fn forged(shell: &Shell, forgery: &Forgery) -> Tried {
    let id = forgery.id();
    let mut session = shell.session(&id);
    let jar = match forgery.delivery {
        Delivery::Artifact | Delivery::ArtifactByPost => {
            let asked = session.ask(BURGER).await;
            if forgery.asks("other-request-id") {
                session.ask(ANDER).await;
            }
            session.lie(BURGER, &asked, &id).await;
            BURGER
        }
        Delivery::SecondLogin => {
            let asked = session.ask(BURGER).await;
            session.log_in(BURGER, &asked, PERSON).await;
            let asked = session.ask(BURGER).await;
            session.lie(BURGER, &asked, &id).await;
            BURGER
        }
        // DigiD's page always begins with a question; a browser that did not ask it brings the answer.
        Delivery::OtherBrowser | Delivery::Unsolicited => {
            let asked = session.ask(BURGER).await;
            session.lie(ANDER, &asked, &id).await;
            ANDER
        }
        Delivery::OtherBrowserAsking => {
            let asked = session.ask(BURGER).await;
            session.ask(ANDER).await;
            session.lie(ANDER, &asked, &id).await;
            ANDER
        }
        Delivery::OtherBrowserLoggedIn => {
            let asked = session.ask(BURGER).await;
            let own = session.ask(ANDER).await;
            session.log_in(ANDER, &own, OTHER).await;
            session.lie(ANDER, &asked, &id).await;
            ANDER
        }
        other => panic!("{id}: nobody has written down how {other:?} is done by hand"),
    };
    let inside = session.look(jar).await;
    Tried { transcript: session.transcript, inside }
}

impl Session<'_> {
    /// Presses the control of the service; gives DigiD's page.
    pub(super) async fn ask(&mut self, jar: &str) -> String {
        let came = self.follow(jar, LOGIN).await;
        assert_eq!((came.status, came.url.host_str()), (200, Some("digid.localhost")), "{}", came.page);
        came.url.into()
    }

    pub(super) async fn log_in(&mut self, jar: &str, asked: &str, bsn: &str) {
        let came = self.send(jar, &[("bsn", bsn), ("handeling", "inloggen")], asked).await;
        assert_eq!((came.status, came.url.as_str()), (200, BEHIND), "{}", came.page);
    }

    /// Has DigiD give this answer, and goes where it leads.
    async fn lie(&mut self, jar: &str, asked: &str, forgery: &str) -> Came {
        let fields = [("bsn", PERSON), ("ander", OTHER), ("vervalsing", forgery), ("handeling", "vals")];
        let came = self.send(jar, &fields, asked).await;
        if came.url.as_str() != asked {
            return came;
        }
        // The form that a browser posts.
        self.submit(jar, &came).await
    }

    /// Sends the form of a page as it is.
    pub(super) async fn submit(&mut self, jar: &str, came: &Came) -> Came {
        let (action, fields) = form(came);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.send(jar, &fields, &action).await
    }

    /// Who is logged in.
    pub(super) async fn look(&mut self, jar: &str) -> Option<String> {
        let came = self.open(jar, BEHIND).await;
        assert!(matches!(came.status, 200 | 303), "{}: {}", came.status, came.page);
        who(&came.page)
    }
}
