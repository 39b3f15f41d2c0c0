//! Sessions of eenmalig inloggen: who is logged in with DigiD in which browser, and which services take part (koppelvlak 3.7
//! Eenmalig inloggen).

use std::{collections::HashMap, sync::Arc, time::Duration};

use http::{HeaderMap, header};
use jiff::Timestamp;
use tokio::time::Instant;

use super::{
    logins::Login,
    settings::{Provider, SessionTimers},
    shared::random_hex,
};
use crate::evidence::{Betrouwbaarheidsniveau, Bsn, message::Renewal};

/// Names the session to a browser.
const COOKIE: &str = "digid-sessie";

/// More sessions than this are not kept at a time.
const MOST: usize = 10_000;

/// A session in one browser.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) person: Bsn,
    pub(super) level: Betrouwbaarheidsniveau,
    /// When the citizen last gave credentials.
    pub(super) authenticated_at: Timestamp,
    /// The services that take part, each with the login that its assertion names.
    pub(super) members: Vec<Member>,
    began: Instant,
    renewed: Instant,
}

/// A service that takes part in a session.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) provider: Arc<Provider>,
    pub(super) transaction: String,
    /// When that login was.
    since: Instant,
}

/// A login that succeeded, with credentials or without.
pub(super) struct Entry<'a> {
    pub(super) person: &'a Bsn,
    pub(super) level: Betrouwbaarheidsniveau,
    pub(super) at: Timestamp,
    pub(super) provider: &'a Arc<Provider>,
    pub(super) transaction: &'a str,
}

/// Every session, by what its browser has in a cookie.
#[derive(Debug, Default)]
pub(super) struct Federation {
    /// How long they last.
    pub(super) timers: SessionTimers,
    sessions: HashMap<String, Session>,
}

impl Session {
    /// The login of this service in it.
    pub(super) fn member(&self, entity_id: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.provider.metadata.entity_id() == entity_id)
    }

    fn join(&mut self, provider: &Arc<Provider>, transaction: &str) {
        let entity_id = provider.metadata.entity_id();
        self.members.retain(|member| member.provider.metadata.entity_id() != entity_id);
        let (transaction, since) = (transaction.to_owned(), Instant::now());
        self.members.push(Member { provider: Arc::clone(provider), transaction, since });
        self.renewed = since;
    }
}

impl Federation {
    /// The session of a browser, where that is not over.
    pub(super) fn live(&mut self, browser: Option<&str>) -> Option<&mut Session> {
        let timers = self.timers;
        self.sessions
            .retain(|_, session| session.renewed.elapsed() < timers.idle && session.began.elapsed() < timers.absolute);
        self.sessions.get_mut(browser?)
    }

    /// Takes a login with credentials into the session of a browser, where that is of the same person, or begins one; gives what
    /// the browser has to keep. Nothing where there are too many.
    pub(super) fn enter(&mut self, browser: Option<&str>, entry: &Entry<'_>) -> Option<String> {
        let known = self.live(browser).filter(|session| session.person == *entry.person).is_some();
        // Whoever knew the cookie before the citizen logged in must not know it afterwards.
        let before = browser.and_then(|browser| self.sessions.remove(browser));
        if self.sessions.len() >= MOST {
            return None;
        }
        let now = Instant::now();
        let mut session = before.filter(|_| known).unwrap_or_else(|| Session {
            person: entry.person.clone(),
            level: entry.level,
            authenticated_at: entry.at,
            members: Vec::new(),
            began: now,
            renewed: now,
        });
        session.level = entry.level;
        session.authenticated_at = entry.at;
        session.join(entry.provider, entry.transaction);
        let browser = random_hex::<16>();
        self.sessions.insert(browser.clone(), session);
        Some(browser)
    }

    /// Takes a login into a session without credentials, and gives whose session that is; nothing where it is over, or was never
    /// offered for this login.
    pub(super) fn again(&mut self, login: &Login, transaction: &str) -> Option<Session> {
        let session = self.live(login.browser.as_deref())?;
        if !login.again || session.level < login.asked {
            return None;
        }
        session.join(&login.provider, transaction);
        Some(session.clone())
    }

    /// How long ago a service that asks again had its last answer in this browser, where that session is not over.
    pub(super) fn renewal(&mut self, browser: Option<&str>, entity_id: &str) -> Option<Renewal> {
        let SessionTimers { idle, renew, .. } = self.timers;
        let since = self.live(browser)?.member(entity_id)?.since;
        let [age_ms, from_ms, until_ms] = [since.elapsed(), renew, idle].map(millis);
        Some(Renewal { age_ms, from_ms, until_ms })
    }

    /// Ends the session in which a service has this login; gives whose it is, and the service.
    pub(super) fn end_of(&mut self, transaction: &str) -> Option<(Bsn, Member)> {
        let is = |member: &&Member| member.transaction == transaction;
        let found = self.sessions.iter().find_map(|(browser, session)| {
            let member = session.members.iter().find(is)?;
            Some((browser.clone(), session.person.clone(), member.clone()))
        });
        let (browser, person, member) = found?;
        self.sessions.remove(&browser);
        Some((person, member))
    }

    /// Ends the session of a browser.
    pub(super) fn end(&mut self, browser: &str) {
        self.sessions.remove(browser);
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// What a browser has in its cookie.
pub(super) fn browser_of(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut own = pairs.filter(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned());
    own.next()
}

/// The line that gives a browser its cookie. A question by POST comes from another site, and brings it only so.
pub(super) fn cookie(browser: &str) -> String {
    format!("{COOKIE}={browser}; Path=/; Secure; HttpOnly; SameSite=None")
}
