//! Typed SAML messages.
pub mod answers;
