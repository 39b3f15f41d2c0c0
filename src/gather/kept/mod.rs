//! What is kept of a request and its answer: nothing that opens a session, and no number of a person.
//!
//! The browser and the HTTP agent keep the same, so that a criterion reads the same whoever saw it.

mod address;
mod percent;
mod secrets;

pub(super) use self::{
    address::address,
    percent::decoded,
    secrets::{learn, learn_cookie, learn_header, learn_query},
};
