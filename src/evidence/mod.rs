//! The nouns: what was seen, with no opinion about it.

pub mod message;
