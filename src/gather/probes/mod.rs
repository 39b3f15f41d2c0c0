//! Probes: short questions that need no journey.
