//! The HTTP agent and the probes, against real servers on loopback.

mod agent;
mod http;
mod knock;
mod servers;
mod tls;
