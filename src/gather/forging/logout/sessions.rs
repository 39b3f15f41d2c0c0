//! The three sessions that a forged question may end: of the citizen, of the same in a second browser, of another citizen.

use std::time::Instant;

use crate::{
    checklist::ForgedLogout,
    digid::{Digid, LogoutOf, LogoutTold, Provider},
    evidence::{Blame, Bsn, Gap, Reason, logout_attempt::Whose},
    gather::{forging::visitor::Visitor, leg::Leg},
    saml::forging::Forged,
    target::Person,
};

/// One session.
struct Session<'a> {
    visitor: Visitor<'a>,
    person: Person,
    /// Its login at DigiD.
    transaction: String,
    since: Instant,
}

/// Those that are alive, by whose they are. That of the citizen is always among them when a question is made.
pub(super) struct Sessions<'a> {
    leg: &'a Leg<'a>,
    digid: &'a Digid,
    provider: &'a Provider,
    person: &'a Person,
    nobody: Bsn,
    /// Whose are kept: a service may let a citizen have one session at a time, and a target may have one test person.
    kept: Vec<(Whose, Person)>,
    alive: Vec<(Whose, Session<'a>)>,
}

impl<'a> Session<'a> {
    /// Logs in, and sees that the session is alive.
    async fn log_in(leg: &'a Leg<'a>, person: &Person) -> Result<Self, Gap> {
        let failed = |gap: Gap| Gap { reason: Reason::ControlFailed, ..gap };
        let digid = leg.world.digid()?;
        let mut visitor = Visitor::new(leg).await?;
        let transaction = visitor.ask(leg).await.map_err(failed)?;
        visitor.press_login(leg, digid, &transaction, person).await.map_err(failed)?;
        let session = Self { visitor, person: person.clone(), transaction, since: Instant::now() };
        if session.is_alive(leg).await? {
            return Ok(session);
        }
        Err(Gap::new(Reason::ControlFailed, Blame::Target, "a genuine login did not log in"))
    }

    async fn is_alive(&self, leg: &Leg<'_>) -> Result<bool, Gap> {
        self.visitor.knock(leg, &self.person).await.map(|knock| knock.alive)
    }

    /// Has DigiD end it by a genuine question, which must succeed for what a forged one does to mean something.
    async fn end(self, leg: &Leg<'_>) -> Result<String, Gap> {
        let asked = leg.world.digid()?.end_session(&self.transaction).await;
        let asked = asked.ok_or_else(|| {
            Gap::new(Reason::Impossible, Blame::Us, "this login is in no session of eenmalig inloggen at DigiD")
        })?;
        let alive = self.is_alive(leg).await?;
        self.visitor.close().await;
        if let (true, Some(gap)) = (alive, leg.world.digid()?.not_asked(&self.transaction)) {
            return Err(gap);
        }
        if alive {
            let why = "a genuine question of DigiD did not end the session, so that refusing a forged one says nothing";
            return Err(Gap::new(Reason::LogoutIgnored, Blame::Target, why));
        }
        Ok(asked)
    }
}

/// A session that ends by a genuine question.
pub(super) async fn control(leg: &Leg<'_>, person: &Person) -> Result<(), Gap> {
    Session::log_in(leg, person).await?.end(leg).await.map(drop)
}

impl<'a> Sessions<'a> {
    /// Logs in three times, that of the citizen last.
    pub(super) async fn begin(leg: &'a Leg<'a>, provider: &'a Provider, person: &'a Person) -> Result<Self, Gap> {
        let other = leg.persons.other_than(person).map(|other| (Whose::Other, other.clone()));
        let second = (Whose::SecondBrowser, person.clone());
        let kept: Vec<_> = other.into_iter().chain([second, (Whose::Named, person.clone())]).collect();
        let digid = leg.world.digid()?;
        let nobody = leg.persons.nobody();
        let mut sessions = Self { leg, digid, provider, person, nobody, kept, alive: Vec::new() };
        sessions.restore().await?;
        // Logging in once more may have ended one that was there: that is no work of a question.
        let ended = sessions.over().await?;
        sessions.kept.retain(|(whose, _)| !ended.contains(whose));
        sessions.restore().await?;
        Ok(sessions)
    }

    /// Logs in again where a session is over, or could soon be over by its age: then no question has ended it.
    pub(super) async fn restore(&mut self) -> Result<(), Gap> {
        let oldest = self.leg.world.waits.federation.renew / 3;
        for (_, session) in self.alive.extract_if(.., |(_, session)| session.since.elapsed() > oldest) {
            session.visitor.close().await;
        }
        for (whose, person) in &self.kept {
            if !self.alive.iter().any(|(alive, _)| alive == whose) {
                self.alive.push((*whose, Session::log_in(self.leg, person).await?));
            }
        }
        Ok(())
    }

    /// The forged question, beside the genuine one.
    pub(super) async fn question(&mut self, forgery: &ForgedLogout) -> Result<Forged, Gap> {
        let lost = || Gap::new(Reason::ControlFailed, Blame::Us, "the session of the citizen is not there");
        if forgery.again {
            let nth = self.alive.iter().position(|(whose, _)| *whose == Whose::Named).ok_or_else(lost)?;
            let genuine = self.alive.remove(nth).1.end(self.leg).await?;
            // A service may end every session of the citizen by it.
            self.over().await?;
            self.restore().await?;
            return Ok(Forged { sent: genuine.clone().into_bytes(), genuine });
        }
        let named = self.alive.iter().find(|(whose, _)| *whose == Whose::Named).ok_or_else(lost)?;
        let other = self.kept.iter().find(|(whose, _)| *whose == Whose::Other).map(|(_, person)| &person.bsn);
        if other.is_none() && forgery.names_another() {
            let why = "this question names another citizen, and there is one test person; add another [[aansluiting.testpersoon]]";
            return Err(Gap::new(Reason::Impossible, Blame::Us, why));
        }
        let of = LogoutOf { transaction: &named.1.transaction, person: &self.person.bsn, other, nobody: &self.nobody };
        let forged = self.digid.forge_logout(self.provider, forgery, of);
        let forged = forged.map_err(|error| Gap::new(Reason::Impossible, Blame::Us, error.to_string()))?;
        forged.ok_or_else(|| Gap::new(Reason::Impossible, Blame::Us, "this DigiD does not lie"))
    }

    /// Sends a question.
    pub(super) async fn tell(&self, sent: Vec<u8>, certificate: bool) -> LogoutTold {
        self.digid.tell_logout(self.provider, sent, certificate).await
    }

    /// Which of them are over now; they are forgotten.
    pub(super) async fn over(&mut self) -> Result<Vec<Whose>, Gap> {
        let (mut over, mut alive) = (Vec::new(), Vec::new());
        for (whose, session) in std::mem::take(&mut self.alive) {
            if session.is_alive(self.leg).await? {
                alive.push((whose, session));
            } else {
                over.push(whose);
                session.visitor.close().await;
            }
        }
        self.alive = alive;
        over.sort();
        Ok(over)
    }

    /// Leaves them.
    pub(super) async fn close(self) {
        for (_, session) in self.alive {
            session.visitor.close().await;
        }
    }
}
