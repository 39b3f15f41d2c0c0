//! Against real programs on loopback.

mod browser;
