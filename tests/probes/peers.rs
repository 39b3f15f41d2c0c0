//! What sslscan and sslyze say of a server.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    process::Command,
};

use regex::Regex;
use serde_json::Value;
use tls_parser::TlsCipherSuite;

/// What sslscan says of a server, in XML.
pub(super) fn sslscan(at: SocketAddr) -> String {
    let output = Command::new("sslscan").args(["--xml=-", &at.to_string()]).output().expect("sslscan is installed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Version and suite, as it sees them.
pub(super) fn scanned_suites(said: &str) -> BTreeSet<(String, String)> {
    let cipher = Regex::new(r#"<cipher [^>]*sslversion="(TLSv[0-9.]+)"[^>]* id="0x([0-9A-Fa-f]+)""#).unwrap();
    let found = cipher.captures_iter(said).map(|found| {
        let number = u16::from_str_radix(&found[2], 16).unwrap();
        let version = found[1].replace("TLSv", "TLS ");
        (version, TlsCipherSuite::from_id(number).unwrap().name.to_owned())
    });
    found.collect()
}

/// Version and group, as it sees them.
pub(super) fn scanned_groups(said: &str) -> BTreeSet<(String, String)> {
    let group = Regex::new(r#"<group sslversion="(TLSv[0-9.]+)"[^>]* name="([^" ]+)"#).unwrap();
    group.captures_iter(said).map(|found| (found[1].replace("TLSv", "TLS "), found[2].to_owned())).collect()
}

/// What sslyze says of the suites of a server and of its settings, where `script/bench` says which one: no package of Debian has
/// it. One after the other: some servers serve one client at a time.
pub(super) fn sslyze(at: SocketAddr) -> Option<[Value; 2]> {
    let program = std::env::var_os("TOETSSTEEN_SSLYZE")?;
    let suites: &[&str] = &["--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3"];
    let settings = &["--compression", "--early_data", "--ems", "--fallback", "--reneg", "--resum"];
    Some([suites, settings].map(|asked| {
        let output = Command::new(&program).args(asked).args(["--json_out=-", &at.to_string()]).output();
        let mut said: Value = serde_json::from_slice(&output.expect("sslyze is installed").stdout).unwrap();
        said["server_scan_results"][0]["scan_result"].take()
    }))
}

/// Version and suite, as it sees them.
pub(super) fn analysed_suites(result: &Value) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (key, version) in
        [("tls_1_0", "TLS 1.0"), ("tls_1_1", "TLS 1.1"), ("tls_1_2", "TLS 1.2"), ("tls_1_3", "TLS 1.3")]
    {
        let accepted = result[format!("{key}_cipher_suites")]["result"]["accepted_cipher_suites"].as_array();
        let names = accepted.into_iter().flatten().map(|one| one["cipher_suite"]["name"].as_str().unwrap());
        found.extend(names.map(|name| (version.to_owned(), name.to_owned())));
    }
    found
}

/// Whether each of these is on, as sslyze says; nothing of what it could not tell.
pub(super) fn analysed_settings(result: &Value) -> BTreeMap<&'static str, bool> {
    let on = |part: &str, name: &str| result[part]["result"][name].as_bool();
    let resumed = &result["session_resumption"]["result"];
    let resumes = |how: &str| resumed[how].as_str().map(|resumed| resumed != "NOT_SUPPORTED");
    let asked = result["session_renegotiation"]["result"]["client_renegotiations_success_count"].as_u64();
    let all = [
        ("0-RTT", on("tls_1_3_early_data", "supports_early_data")),
        ("compression", on("tls_compression", "supports_compression")),
        ("extended master secret", on("tls_extended_master_secret", "supports_ems_extension")),
        ("fallback refused", on("tls_fallback_scsv", "supports_fallback_scsv")),
        ("renegotiation asked", asked.map(|asked| asked > 0)),
        ("resumption", resumes("session_id_resumption_result").max(resumes("tls_ticket_resumption_result"))),
        ("safe renegotiation", on("session_renegotiation", "supports_secure_renegotiation")),
    ];
    all.into_iter().filter_map(|(name, on)| Some((name, on?))).collect()
}

/// Whether renegotiation is safe, as sslscan says of a server that lets it ask.
pub(super) fn scanned_settings(said: &str) -> BTreeMap<&'static str, bool> {
    let secure = Regex::new(r#"<renegotiation supported="1" secure="([01])""#).unwrap();
    secure.captures(said).map(|found| ("safe renegotiation", &found[1] == "1")).into_iter().collect()
}
