//! x

pub mod digid;
pub mod evidence;
pub mod saml;
