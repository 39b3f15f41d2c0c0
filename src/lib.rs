//! Toetssteen.
pub mod checklist;
pub mod evidence;
pub mod facts;
pub mod judge;
pub mod report;
pub mod saml;
pub mod target;
