//! A browser that sees what a citizen sees: headless Chromium under chromedriver.
//!
//! fantoccini opens and owns the WebDriver session; everything after that goes by WebDriver BiDi, because each of its
//! commands names the window it is meant for: classic commands act on the one current window of the session, so two
//! journeys would mix. Several clean contexts therefore live in one browser at once, each a BiDi user context.
//!
//! A script of ours (`page/`) looks at pages from within, in a world of its own that pages cannot reach.
//! It sees open and closed shadow roots and frames of the same origin; it reads no text in images and canvases.

mod activity;
mod ask;
mod bidi;
mod chromium;
mod closer;
mod context;
mod credentials;
mod driver;
mod error;
mod forms;
mod frames;
mod hub;
mod link;
mod look;
mod mapper;
mod offers;
mod picture;
mod popups;
mod programs;
mod raw_cookies;
mod record;
mod script;
mod session;
mod settings;
mod settle;
mod traces;
mod trail;
mod trust;
mod way;

pub use self::{
    chromium::Browser,
    context::Context,
    error::BrowserError,
    look::{Care, Seen},
    offers::{Leads, Offer},
    programs::driver,
    record::Traffic,
    settings::{Limits, Passive, Settings},
};
pub use super::{kept::KeptBack, route::Route};
