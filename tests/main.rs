//! Tests of what matters to a user, in one binary so that it links once.

mod architecture;
mod digid;
mod live;
mod matrix;
mod mistakes;
mod probes;
mod readme;
mod reports;
mod saml;
