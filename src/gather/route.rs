//! Where a host is reached when its name does not say.

use std::net::SocketAddr;

/// One host and port, and the address where it is reached (`connect` of the target file).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Route {
    /// Lower-case host name as it stands in addresses.
    pub host: String,
    /// Port as it stands in addresses (443 for https without a port).
    pub port: u16,
    /// Where it really listens.
    pub to: SocketAddr,
}
