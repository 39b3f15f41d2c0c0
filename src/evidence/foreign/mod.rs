//! Takes what may not be kept out of what others wrote, when a run is sealed: by then every secret of the run is known, and
//! equal texts are still equal wherever they stand.
//!
//! Pages, headers and queries were redacted where they were read. Every reason and every part of a message is named here, so
//! that a new one does not compile before somebody has decided about it.

mod message;
#[cfg(test)]
mod tests;

use std::mem::take;

use crate::evidence::{
    address::Address,
    exchange::Exchange,
    gap::{Gap, Reason},
    level::Betrouwbaarheidsniveau,
    message::{MINIMUM, RSA_SHA1, RSA_SHA256},
    observation::{Observation, Outcome},
    redaction::Redactor,
    tls::Support,
};

/// What a fact compares with besides levels: a cookie that happens to hold such a word must not change a verdict.
const SPECIFIED: [&str; 3] = [MINIMUM, RSA_SHA1, RSA_SHA256];

impl Redactor {
    /// Redacts how a place ended.
    pub(super) fn outcome(&self, outcome: &mut Outcome) {
        match outcome {
            Outcome::Gap(gap) => self.gap(gap),
            Outcome::Observed(Observation::Exchange(exchange)) => self.exchange(exchange),
            Outcome::Observed(Observation::Knock(knock)) => knock.hops.iter_mut().for_each(|hop| self.exchange(hop)),
            Outcome::Observed(Observation::Metadata(metadata)) => self.metadata(metadata),
            Outcome::Observed(Observation::Moment(moment)) => {
                self.address(&mut moment.page.address);
                moment.exchanges.iter_mut().for_each(|exchange| self.exchange(exchange));
                moment.messages.iter_mut().for_each(|message| self.message(message));
            }
            Outcome::Observed(Observation::Sign(_)) => {}
            Outcome::Observed(Observation::Tls(tls)) => {
                for support in tls.versions.values_mut() {
                    match support {
                        Support::Accepted => {}
                        Support::Refused(how) | Support::Unknown(how) => self.written(how),
                    }
                }
            }
        }
    }

    fn gap(&self, gap: &mut Gap) {
        let Gap { reason, blame: _, detail } = gap;
        match reason {
            Reason::ControlMissing { control: text }
            | Reason::NameUnresolved { host: text }
            | Reason::OutsideTarget { host: text } => self.written(text),
            Reason::BrowserLost
            | Reason::BrowserMissing
            | Reason::ControlFailed
            | Reason::DigidNotReached
            | Reason::Impossible
            | Reason::IdleOutsideWindow { .. }
            | Reason::Interrupted
            | Reason::MetadataUnreadable
            | Reason::NeverSettled { .. }
            | Reason::NotReached { .. }
            | Reason::RedirectLoop
            | Reason::ServerError { .. }
            | Reason::SessionOver
            | Reason::SignUnfit
            | Reason::TlsFailed
            | Reason::TooLarge
            | Reason::Unreachable => {}
        }
        self.written(detail);
    }

    fn exchange(&self, exchange: &mut Exchange) {
        self.written(&mut exchange.method);
        self.address(&mut exchange.address);
        exchange.location.iter_mut().for_each(|location| self.address(location));
        exchange.cookies.iter_mut().for_each(|cookie| self.written(&mut cookie.host));
    }

    fn address(&self, address: &mut Address) {
        self.written(&mut address.scheme);
        self.written(&mut address.host);
    }

    fn written(&self, text: &mut String) {
        if !SPECIFIED.contains(&text.as_str()) && Betrouwbaarheidsniveau::from_uri(text).is_none() {
            *text = self.foreign(&take(text));
        }
    }
}
