//! A DigiD that lies: its page offers the forgeries of the checklist, and what it then sends is one of them.

mod asked;
mod back;
mod canary;
mod certificates;
mod compose;
mod front;
mod logout;

use std::{
    collections::{BTreeMap, HashMap},
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

pub use self::logout::{LogoutOf, LogoutTold};
pub(super) use self::{back::answer, canary::Canary, certificates::BackCertificates, front::send_back};
use crate::{
    checklist::Forgery,
    evidence::{Betrouwbaarheidsniveau, Bsn},
    saml::{SigningKey, forging::Forged},
};

/// More lies than this are not remembered at a time.
const MOST_TOLD: usize = 200;

/// The forgeries a DigiD can make, by id; none where it only tells the truth.
#[derive(Clone, Debug, Default)]
pub struct Forgeries {
    /// By `class/name`.
    pub known: Arc<BTreeMap<String, Forgery>>,
    /// How late a slow answer comes.
    pub slow: Duration,
}

/// What a lying DigiD has beside an honest one.
#[derive(Debug)]
pub(super) struct Liar {
    pub(super) forgeries: Forgeries,
    /// A key that no metadata names.
    pub(super) stranger: SigningKey,
    /// Where nobody may ask for anything.
    pub(super) canary: SocketAddr,
    pub(super) asked: Canary,
    told: Mutex<HashMap<String, Forged>>,
}

/// A lie that is being told in one login.
#[derive(Clone, Debug)]
pub(super) struct Lie {
    pub(super) forgery: Forgery,
    pub(super) person: Bsn,
    pub(super) other_person: Option<Bsn>,
    pub(super) other_request_id: Option<String>,
    pub(super) level: Betrouwbaarheidsniveau,
    pub(super) at: Timestamp,
    pub(super) address: String,
}

impl Liar {
    pub(super) fn new(forgeries: Forgeries, stranger: SigningKey, canary: SocketAddr, asked: Canary) -> Self {
        Self { forgeries, stranger, canary, asked, told: Mutex::default() }
    }

    pub(super) fn knows(&self, id: &str) -> Option<&Forgery> {
        self.forgeries.known.get(id)
    }

    /// Remembers what was sent in a login.
    fn tell(&self, transaction: &str, forged: Forged) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        // Where nobody takes them they must not fill the memory.
        if told.len() >= MOST_TOLD {
            told.clear();
        }
        told.insert(transaction.to_owned(), forged);
    }

    /// What was sent in a login, once.
    pub(super) fn take_told(&self, transaction: &str) -> Option<Forged> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).remove(transaction)
    }
}
