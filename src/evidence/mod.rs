//! The nouns: what was seen, where, and what could not be seen. Nothing here acts or judges.

pub mod address;
pub mod attempt;
pub mod blob;
pub mod bsn;
pub mod certificate;
mod der;
pub mod dns;
pub mod exchange;
mod foreign;
pub mod gap;
pub mod itinerary;
pub mod level;
pub mod logout;
pub mod logout_attempt;
pub mod message;
pub mod metadata;
pub mod objection;
pub mod observation;
pub mod page;
pub mod parts;
pub mod pattern;
pub mod place;
pub mod probes;
pub mod redaction;
pub mod redirects;
pub mod run;
pub mod sealed;
mod secrets;
pub mod session;
pub mod tls;
pub mod trace;
pub mod word;
mod writing;

pub(crate) use self::writing::{decoded, hex};

pub use self::{
    address::Address,
    blob::BlobId,
    bsn::Bsn,
    gap::{Blame, Gap, Reason},
    level::Betrouwbaarheidsniveau,
    observation::{Kind, Observation, Outcome},
    pattern::Pattern,
    place::{Mark, Place, Variant},
    sealed::Evidence,
    word::Word,
};
