//! Asking over HTTP, without a browser.

mod agent;
mod call;
mod control;
mod exchange;
mod follow;
mod form;
mod form_action;
mod html;
mod jar;
mod knock;
mod network;
mod referrer;
mod resolve;
mod restless;
mod sign;
mod trust;

pub(crate) use self::call::Call;
pub use self::{
    agent::{HttpAgent, Seen},
    call::{Answer, Body},
    knock::{Ask, knock},
    network::{Limits, Network, Settings},
    resolve::resolver,
    sign::{BadSign, Sign},
};
pub use super::route::Route;
