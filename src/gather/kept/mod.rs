//! What is kept of a request and its answer: nothing that opens a session, and no number of a person.
//!
//! The browser and the HTTP agent keep the same, so that a criterion reads the same whoever saw it.

mod address;
mod cookie_attributes;
mod cookie_date;
mod exchange;
mod headers;
mod percent;
mod secrets;
mod set_cookie;

pub(super) use self::{
    address::address,
    exchange::RawExchange,
    secrets::{learn, learn_header},
};
