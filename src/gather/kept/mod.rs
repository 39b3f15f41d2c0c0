//! What is kept of a request and its answer: nothing that opens a session, and no number of a person.
//!
//! The browser and the HTTP agent keep the same, so that a criterion reads the same whoever saw it.

mod address;
mod cookie_attributes;
mod cookie_date;
mod percent;
mod secrets;
mod set_cookie;

pub(super) use self::{
    address::address,
    secrets::{learn, learn_header, learn_query},
    set_cookie::{learn_set_cookie, set_cookie},
};
