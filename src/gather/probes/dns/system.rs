//! The resolvers of this machine.

use std::{fs, net::SocketAddr};

use crate::target::{DnsSettings, dns::PORT};

/// How many of them are asked; the C library stops there too (resolv.conf(5)).
const MOST: usize = 3;

/// Whom a run asks: the resolver that the target file names, or those of this machine. Empty where it has none.
pub fn resolvers(settings: &DnsSettings) -> Vec<SocketAddr> {
    settings.resolver.map_or_else(
        || fs::read_to_string("/etc/resolv.conf").map(|text| named(&text)).unwrap_or_default(),
        |one| vec![one],
    )
}

/// The `nameserver` lines of a resolv.conf(5). An address of a link (`fe80::1%eth0`) is left out: it is no address elsewhere.
fn named(text: &str) -> Vec<SocketAddr> {
    let lines = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        (words.next() == Some("nameserver")).then(|| words.next())?
    });
    lines.filter_map(|at| Some(SocketAddr::new(at.parse().ok()?, PORT))).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_servers_are_read_as_the_c_library_does() {
        let text = "# nameserver 192.0.2.1\nsearch example\nnameserver 192.0.2.2\n\tnameserver\t2001:db8::1 # home\n\
                    nameserver fe80::1%eth0\nnameserver\nnameservers 192.0.2.3\nnameserver 192.0.2.4\nnameserver 192.0.2.5\n";
        let found: Vec<String> = named(text).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["192.0.2.2:53", "[2001:db8::1]:53", "192.0.2.4:53"]);
        assert!(named("").is_empty());
    }
}
