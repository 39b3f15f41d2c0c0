//! Takes what may not be kept out of what others wrote, once and when a run is sealed: by then every secret of the run is
//! known, so that equal texts are still equal wherever and whenever they were read.
//!
//! Every reason and every part of an observation is named here, so that a new one does not compile before somebody has
//! decided about it. Pictures are covered where they are taken.

mod address;
mod attempt;
mod dns;
mod exchange;
mod message;
mod page;
mod parts;
#[cfg(test)]
mod tests;

use crate::evidence::{
    certificate::{Asked, CertificateSighting, ChainSeen},
    gap::{Gap, Reason},
    level::Betrouwbaarheidsniveau,
    message::{MINIMUM, RSA_SHA1, RSA_SHA256},
    observation::{Observation, Outcome},
    redaction::Redactor,
    redirects::{End, Redirects},
    session::Knock,
    tls::{Known, Support, TlsAddress},
};

/// Longest text of others that is kept, and longest detail of a gap, in bytes. A name of a service has at most 1024 characters
/// (SAML 2.0 core §8.3.6), so that two of them never become equal by being cut.
const LONGEST_TEXT: usize = 4096;
const LONGEST_DETAIL: usize = 300;

/// What a fact compares with besides levels: a cookie that happens to hold such a word must not change a verdict.
const SPECIFIED: [&str; 3] = [MINIMUM, RSA_SHA1, RSA_SHA256];

impl Redactor {
    /// Redacts how a place ended.
    pub(super) fn outcome(&self, outcome: &mut Outcome) {
        match outcome {
            Outcome::Gap(gap) => self.gap(gap),
            Outcome::Observed(Observation::Attempt(attempt)) => self.attempt(attempt),
            Outcome::Observed(Observation::Certificate(sighting)) => {
                let CertificateSighting { at: _, usage: _, product: _, chain, elsewhere } = &mut **sighting;
                self.chain(chain);
                elsewhere.iter_mut().for_each(|der| self.der(der));
            }
            Outcome::Observed(Observation::Dns(name)) => self.dns(name),
            Outcome::Observed(Observation::Exchange(exchange)) => self.exchange(exchange),
            Outcome::Observed(Observation::Knock(knock)) => {
                let Knock { at: _, agent: _, alive: _, passed_digid: _, hops, idle: _ } = &mut **knock;
                hops.iter_mut().for_each(|hop| self.exchange(hop));
            }
            Outcome::Observed(Observation::LogoutAttempt(attempt)) => self.logout_attempt(attempt),
            Outcome::Observed(Observation::Metadata(metadata)) => self.metadata(metadata),
            Outcome::Observed(Observation::Moment(moment)) => self.moment(moment),
            Outcome::Observed(Observation::Redirects(redirects)) => {
                let Redirects { hops, end } = &mut **redirects;
                hops.iter_mut().for_each(|hop| self.exchange(hop));
                match end {
                    End::Broken(why) => *why = self.detail(why),
                    End::Arrived | End::Closed | End::Endless | End::Outside | End::Silent => {}
                }
            }
            // All of it is our own.
            Outcome::Observed(Observation::Sign(_)) => {}
            Outcome::Observed(Observation::Tls(tls)) => {
                // What it does within a version has names of our tables, and reasons of our own.
                let TlsAddress { at: _, apart: _, versions, settings: _, certificates, connections: _, took_ms: _ } =
                    &mut **tls;
                for chain in certificates.iter_mut().flat_map(|certificates| &mut certificates.shown.found) {
                    self.chain(chain);
                }
                for support in versions.values_mut() {
                    match support {
                        Support::Accepted => {}
                        Support::Refused(how) | Support::Unknown(how) => self.written(how),
                    }
                }
            }
        }
    }

    fn chain(&self, chain: &mut ChainSeen) {
        let ChainSeen { certificates, staple, asked } = chain;
        certificates.iter_mut().chain(staple).for_each(|der| self.der(der));
        for Asked { nth: _, way: _, address, answer } in asked {
            self.written(address);
            match answer {
                Known::Seen(der) => self.der(der),
                // Reasons of our own, and what a library says of a connection.
                Known::Moot(why) | Known::Unseen(why) => *why = self.detail(why),
            }
        }
    }

    fn gap(&self, gap: &mut Gap) {
        let Gap { reason, blame: _, detail } = gap;
        match reason {
            Reason::ControlAmbiguous { control: text }
            | Reason::ControlMissing { control: text }
            | Reason::NameUnresolved { host: text }
            | Reason::OutsideTarget { host: text } => self.written(text),
            Reason::BrowserLeftOut
            | Reason::BrowserLost
            | Reason::BrowserMissing
            | Reason::CertificateRefused
            | Reason::CertificateUnreadable
            | Reason::ControlFailed
            | Reason::DigidNotReached
            | Reason::EntityIdShared
            | Reason::FrontBlocks
            | Reason::Impossible
            | Reason::IdleOutsideWindow { .. }
            | Reason::Interrupted
            | Reason::LogoutIgnored
            | Reason::MetadataUnreadable
            | Reason::NeverSettled { .. }
            | Reason::NotReached { .. }
            | Reason::PersonUnknown
            | Reason::RedirectLoop
            | Reason::ResolverFailed
            | Reason::ResolverUnfit
            | Reason::ServerError { .. }
            | Reason::SessionOver
            | Reason::SignUnfit
            | Reason::TlsFailed
            | Reason::TooLarge
            | Reason::Unreachable
            | Reason::LongLeftOut
            | Reason::WaitLeftOut => {}
        }
        *detail = self.detail(detail);
    }

    /// What a gap says to the one who mends it.
    pub fn detail(&self, detail: &str) -> String {
        shortened(self.foreign(detail), LONGEST_DETAIL)
    }

    fn written(&self, text: &mut String) {
        if !SPECIFIED.contains(&text.as_str()) && Betrouwbaarheidsniveau::from_uri(text).is_none() {
            *text = shortened(self.foreign(text), LONGEST_TEXT);
        }
    }
}

/// The same as [`cut`]; an ellipsis shows that it was longer.
fn shortened(text: String, most: usize) -> String {
    if text.len() > most { cut(text, most) + "…" } else { text }
}

/// The beginning of a text, in bytes. Cut after its secrets are out: half a secret is not recognised.
fn cut(mut text: String, most: usize) -> String {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}
