//! Against real programs on loopback.
