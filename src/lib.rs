//! Toetssteen.
pub mod checklist;
pub mod digid;
pub mod evidence;
pub mod facts;
pub mod gather;
pub mod judge;
pub mod saml;
pub mod target;
