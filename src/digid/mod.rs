//! The simulated DigiD: a login page with buttons for every answer, artifact resolution over mutual TLS, and a record of
//! what services sent. It listens on loopback only and is no DigiD: its keys say SIMULATIE.

mod artifact_answer;
mod artifact_resolution;
mod asked;
mod authority;
mod back_judgement;
mod client_certificate;
mod elsewhere;
mod federation;
mod front_judgement;
mod ledger;
mod listener;
mod login;
mod logins;
mod logout_judgement;
mod logouts;
mod lying;
mod objections;
mod others;
mod pages;
mod passphrase;
mod running;
mod services;
mod sessions;
mod settings;
mod shared;
mod slo;
mod sso;
mod trouble;

pub use asked::kept_back;
pub use authority::{Authority, AuthorityError, PemBundle};
pub use elsewhere::Lure;
pub use ledger::{Channel, Entry, Ledger, Tail, Trouble, TroubleKind};
pub use listener::BackChannel;
pub use lying::{Forgeries, LogoutOf, LogoutTold};
pub use passphrase::{Passphrase, TooShort};
pub use running::{Digid, StartError, metadata_of};
pub use services::Reach;
pub use settings::{Manner, Names, Provider, SessionTimers, Settings};
pub use sso::{asks_to_log_out, transaction_of};
