//! From the name of a host to its addresses.

use std::{net::SocketAddr, sync::Arc};

use reqwest::dns;

use crate::gather::route::Route;

/// Resolves for the client of one port: its routes, else the system.
pub(super) struct Resolver {
    pub(super) routes: Vec<Route>,
}

/// The same for others who reach the hosts of a target on this port, with these routes.
pub fn resolver(routes: Vec<Route>, port: u16) -> Arc<dyn dns::Resolve> {
    Arc::new(Resolver { routes: routes.into_iter().filter(|route| route.port == port).collect() })
}

/// Found again in the chain of a failed request.
#[derive(Debug, thiserror::Error)]
#[error("{0} does not resolve")]
pub(super) struct Unresolved(pub(super) String);

impl dns::Resolve for Resolver {
    fn resolve(&self, name: dns::Name) -> dns::Resolving {
        let routes = self.routes.clone();
        Box::pin(async move {
            let found = look_up(&routes, name.as_str().to_owned()).await?;
            Ok(Box::new(found.into_iter()) as dns::Addrs)
        })
    }
}

/// The routes of a host, else what the system knows. Port 0 in what is found means: the port of the URL.
pub(super) async fn look_up(routes: &[Route], host: String) -> Result<Vec<SocketAddr>, Unresolved> {
    let routed: Vec<_> = routes.iter().filter(|route| route.host == host).map(|route| route.to).collect();
    if !routed.is_empty() {
        return Ok(routed);
    }
    let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let found: Vec<_> = match tokio::net::lookup_host((bare, 0)).await {
        Ok(found) => found.collect(),
        Err(_) => Vec::new(),
    };
    if found.is_empty() { Err(Unresolved(host)) } else { Ok(found) }
}
