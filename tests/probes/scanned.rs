//! Certificates as sslscan sees them, beside ours.

use std::{net::SocketAddr, process::Command};

use serde_json::Value;

use super::issuer::WEBSITE;

/// Name, issuer, hash, whether it is out of date and the day until which it may be used: of our own, in words of sslscan.
pub(super) fn as_scanned(seen: &Value) -> [String; 5] {
    let text = |name: &str| seen[name].as_str().unwrap().to_owned();
    let until: jiff::civil::Date = text("until").parse().unwrap();
    let over = until < jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let hash = text("hash").replace('-', "").to_lowercase();
    [text("subject"), text("issuer"), hash, over.to_string(), until.strftime("%b %e %Y").to_string()]
}

/// The same of each certificate that sslscan sees.
pub(super) fn scanned(at: SocketAddr) -> Vec<[String; 5]> {
    let name = format!("--sni-name={WEBSITE}");
    let only = ["--no-ciphersuites", "--no-groups", "--no-heartbleed", "--no-renegotiation", "--xml=-"];
    let output = Command::new("sslscan").args(only).arg(name).arg(at.to_string()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let of = |text: &str, pattern: &str| {
        let found = regex::Regex::new(pattern).unwrap().captures(text);
        found.unwrap_or_else(|| panic!("{pattern}: {text}"))[1].to_owned()
    };
    let one = |text: &str| {
        let until = of(text, "<not-valid-after>(.*) GMT<");
        let until: Vec<&str> = until.split_whitespace().collect();
        [
            of(text, r"<subject><!\[CDATA\[(.*?)\]\]>"),
            of(text, r"<issuer><!\[CDATA\[(.*?)\]\]>"),
            of(text, "(?i)<signature-algorithm>.*(sha[0-9]+)").to_lowercase(),
            of(text, "<expired>(.*?)</expired>"),
            format!("{} {:>2} {}", until[0], until[1], until[3]),
        ]
    };
    said.split("<certificate ").skip(1).map(one).collect()
}
