//! Against real programs on loopback.

mod bad_input;
mod bad_metadata;
mod bad_service;
mod bare;
mod browser;
mod called;
mod canary;
mod desk;
mod faults;
mod federated;
mod front;
mod hosts;
mod init;
mod kills;
mod kills_logout;
mod linked;
mod linking;
mod lying;
mod mellon;
mod names;
mod peers;
mod progress;
mod quick;
mod record;
mod renewal;
mod replay;
mod restless;
mod revoked;
mod sign;
mod sound;
mod stage;
mod stored;
mod terminal;
mod tour;
mod trouble;
mod two_services;
mod website;
mod without_browser;
mod without_digid;

pub(crate) use self::{
    faults::{complaints, finds_nothing, table},
    stage::{afnemer, checklist},
};
