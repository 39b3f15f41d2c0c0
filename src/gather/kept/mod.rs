//! What is learnt of a request and its answer, and what is kept. The value of a cookie is never kept; what else may not be
//! is taken out when the run is sealed, because only then every secret is known.
//!
//! The browser and the HTTP agent keep the same, so that a criterion reads the same whoever saw it.

mod cookie_attributes;
mod cookie_date;
mod exchange;
mod headers;
mod kept_back;
mod secrets;
mod set_cookie;

pub use self::kept_back::KeptBack;
pub(super) use self::{
    exchange::RawExchange,
    secrets::{learn, learn_header},
};
