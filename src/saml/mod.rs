//! Typed SAML messages as DigiD speaks them (koppelvlak 3.7): reading, signing, verifying. No network, no clock.

mod level;
mod metadata;

pub use level::Level;
pub use metadata::SpMetadata;
