//! One test binary: what a user of the harness relies on.

mod probes;
