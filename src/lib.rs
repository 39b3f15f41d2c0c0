//! Toetssteen.
pub mod checklist;
pub mod cli;
pub mod digid;
pub mod evidence;
pub mod facts;
pub mod gather;
pub mod judge;
pub mod report;
pub mod saml;
pub mod target;
