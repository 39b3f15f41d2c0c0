//! What is found with servers of real software, beside what they were set up to do and beside what sslscan says of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    process::Command,
    sync::Mutex,
};

use futures_util::stream::{self, StreamExt as _};
use regex::Regex;
use rustls::crypto::aws_lc_rs;
use serde::Deserialize;
use serde_json::Value;
use tls_parser::TlsCipherSuite;
use toetssteen::{
    checklist::Checklist,
    evidence::tls::{Known, Support, TlsAddress},
    facts::guideline::{GUIDELINES, Subject},
    gather::probes::tls,
};

use super::{
    servers::{HOST, Identity, LOOPBACK, OpenSsl, Served, network, patient},
    websites::Website,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    server: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    nginx: Option<String>,
    openssl: Option<Vec<String>>,
    /// Settings of `ssl-conf-cmd`.
    lighttpd: Option<String>,
    /// Its groups, of TLS 1.3.
    rustls: Option<Vec<String>>,
    versions: Vec<String>,
    sslscan: Option<Missed>,
    sslyze: Option<Missed>,
    #[serde(default)]
    grades: BTreeMap<String, [BTreeSet<String>; 2]>,
    #[serde(default)]
    says: BTreeMap<String, Value>,
}

/// What another tool does not see.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Missed {
    /// The suites whose name has this, and no others; empty for all.
    suites: String,
    /// Why it does not.
    #[expect(dead_code, reason = "for who reads the table")]
    reason: String,
}

enum Running {
    Website(Website),
    OpenSsl(OpenSsl),
    Rustls(Served),
}

impl Running {
    async fn start(row: &Row, identity: &Identity, dh: &str) -> Self {
        match (&row.nginx, &row.openssl, &row.lighttpd, &row.rustls) {
            (Some(how), None, None, None) => Self::Website(Website::nginx(how, identity)),
            (None, Some(arguments), None, None) => {
                let given = arguments.iter().map(|argument| if argument == "dh1024.pem" { dh } else { argument });
                Self::OpenSsl(OpenSsl::with(identity, &given.collect::<Vec<_>>()))
            }
            (None, None, Some(how), None) => Self::Website(Website::lighttpd(how, identity)),
            (None, None, None, Some(groups)) => Self::Rustls(by_rustls(groups, identity).await),
            _ => panic!("{}: one of nginx, openssl, lighttpd and rustls", row.name),
        }
    }

    fn at(&self) -> SocketAddr {
        match self {
            Self::Website(server) => server.at,
            Self::OpenSsl(server) => server.at,
            Self::Rustls(server) => server.at,
        }
    }
}

/// A server of TLS 1.3 with these groups.
async fn by_rustls(groups: &[String], identity: &Identity) -> Served {
    let mut provider = aws_lc_rs::default_provider();
    let named = |group: &String| {
        aws_lc_rs::ALL_KX_GROUPS.iter().find(|one| format!("{:?}", one.name()).eq_ignore_ascii_case(group))
    };
    provider.kx_groups =
        groups.iter().map(|group| *named(group).unwrap_or_else(|| panic!("rustls has no {group}"))).collect();
    provider.cipher_suites.retain(|suite| !format!("{:?}", suite.suite()).contains("AES_128"));
    let acceptor = identity.acceptor_of(provider, &[&rustls::version::TLS13]);
    Served::with(move |stream| {
        let acceptor = acceptor.clone();
        async move { drop(acceptor.accept(stream).await) }
    })
    .await
}

/// What sslscan says of a server, in XML.
fn sslscan(at: SocketAddr) -> String {
    let output = Command::new("sslscan").args(["--xml=-", &at.to_string()]).output().expect("sslscan is installed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Version and suite, as it sees them.
fn scanned_suites(said: &str) -> BTreeSet<(String, String)> {
    let cipher = Regex::new(r#"<cipher [^>]*sslversion="(TLSv[0-9.]+)"[^>]* id="0x([0-9A-Fa-f]+)""#).unwrap();
    let found = cipher.captures_iter(said).map(|found| {
        let number = u16::from_str_radix(&found[2], 16).unwrap();
        let version = found[1].replace("TLSv", "TLS ");
        (version, TlsCipherSuite::from_id(number).unwrap().name.to_owned())
    });
    found.collect()
}

/// Version and group, as it sees them.
fn scanned_groups(said: &str) -> BTreeSet<(String, String)> {
    let group = Regex::new(r#"<group sslversion="(TLSv[0-9.]+)"[^>]* name="([^" ]+)"#).unwrap();
    group.captures_iter(said).map(|found| (found[1].replace("TLSv", "TLS "), found[2].to_owned())).collect()
}

/// The same as we see them; those of fields stand apart before TLS 1.3.
fn our_groups(seen: &TlsAddress) -> BTreeSet<(String, String)> {
    let groups = &seen.settings.as_ref().unwrap().groups;
    let all = groups.iter().flat_map(|(version, listed)| listed.found.iter().map(move |group| (version, group)));
    all.map(|(version, group)| (version.name().to_owned(), group.clone())).collect()
}

/// What sslyze says of the suites of a server and of its settings, where `script/bench` says which one: no package of Debian has
/// it. One after the other: some servers serve one client at a time.
fn sslyze(at: SocketAddr) -> Option<[Value; 2]> {
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
fn analysed_suites(result: &Value) -> BTreeSet<(String, String)> {
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
fn analysed_settings(result: &Value) -> BTreeMap<&'static str, bool> {
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

/// The same as we see them; nothing of what means nothing for the server.
fn our_settings(seen: &TlsAddress) -> BTreeMap<&'static str, bool> {
    let settings = seen.settings.as_ref().unwrap();
    let asked = match &settings.client_renegotiation {
        Some(Known::Seen(count)) => Known::Seen(*count > 0),
        other => Known::Unseen(format!("{other:?}")),
    };
    let all = [
        ("0-RTT", &settings.early_data),
        ("compression", &settings.compression),
        ("extended master secret", &settings.extended_master_secret),
        ("fallback refused", &settings.fallback_refused),
        ("renegotiation asked", &asked),
        ("resumption", &settings.resumption),
        ("safe renegotiation", &settings.safe_renegotiation),
    ];
    let seen = all.into_iter().filter_map(|(name, known)| match known {
        Known::Seen(on) => Some((name, *on)),
        Known::Moot(_) | Known::Unseen(_) => None,
    });
    seen.collect()
}

/// Whether renegotiation is safe, as sslscan says of a server that lets it ask.
fn scanned_settings(said: &str) -> BTreeMap<&'static str, bool> {
    let secure = Regex::new(r#"<renegotiation supported="1" secure="([01])""#).unwrap();
    secure.captures(said).map(|found| ("safe renegotiation", &found[1] == "1")).into_iter().collect()
}

/// What another tool says otherwise.
fn disagreements(row: &Row, tool: &str, ours: &BTreeMap<&str, bool>, theirs: &BTreeMap<&str, bool>) -> Vec<String> {
    let differing = theirs.iter().filter(|(name, on)| ours.get(*name).is_some_and(|ours| ours != *on));
    differing.map(|(name, on)| format!("{}: {name} is {on} by {tool} and not by us", row.name)).collect()
}

/// How the suites of another tool differ from ours, without a reason or with one that is none any more.
fn differences(
    row: &Row,
    tool: &str,
    ours: &BTreeSet<(String, String)>,
    theirs: &BTreeSet<(String, String)>,
) -> Vec<String> {
    let missed = if tool == "sslscan" { &row.sslscan } else { &row.sslyze };
    let expected =
        ours.iter().filter(|(_, suite)| !missed.as_ref().is_some_and(|missed| suite.contains(&missed.suites)));
    let expected: BTreeSet<_> = expected.cloned().collect();
    let differing = expected.symmetric_difference(theirs);
    let mut wrong: Vec<String> =
        differing.map(|suite| format!("{}: seen by {tool} or by us only: {suite:?}", row.name)).collect();
    if missed.is_some() && expected == *ours {
        wrong.push(format!("{}: it has no suites that {tool} would miss", row.name));
    }
    wrong
}

fn ours(seen: &TlsAddress) -> BTreeSet<(String, String)> {
    let suites = &seen.settings.as_ref().unwrap().suites;
    let all = suites.iter().flat_map(|(version, listed)| listed.found.iter().map(move |suite| (version, suite)));
    all.map(|(version, suite)| (version.name().to_owned(), suite.clone())).collect()
}

/// Every way in which what was seen is not what the row says.
fn wrong(row: &Row, seen: &TlsAddress, checklist: &Checklist) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut differs = |what: String, expected: String, found: String| {
        if expected != found {
            wrong.push(format!("{}: {what}: expected {expected}, found {found}", row.name));
        }
    };
    let accepted = seen.versions.iter().filter(|(_, said)| **said == Support::Accepted);
    let accepted: Vec<String> = accepted.map(|(version, _)| version.name().to_owned()).collect();
    differs("versions".to_owned(), format!("{:?}", row.versions), format!("{accepted:?}"));
    let settings = seen.settings.as_ref().unwrap();
    for (word, expected) in &row.grades {
        let subject = Subject::ALL.into_iter().find(|subject| subject.word() == word).unwrap();
        for (name, expected) in GUIDELINES.into_iter().zip(expected) {
            let guideline = &checklist.texts.guidelines[name];
            let does = guideline.does(subject, seen, settings);
            let grades = does.values.iter().filter_map(|value| guideline.grade(subject, value));
            let found: BTreeSet<String> = grades.map(|(grade, _)| grade.to_owned()).collect();
            differs(format!("{word} by {name}"), format!("{expected:?}"), format!("{found:?}"));
            differs(format!("{word} by {name}, unseen"), "None".to_owned(), format!("{:?}", does.unseen));
        }
    }
    let document = serde_json::to_value(settings).unwrap();
    for (name, expected) in &row.says {
        differs(name.clone(), expected.to_string(), document[name]["seen"].to_string());
    }
    wrong
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_server_is_seen_as_it_is_set_up_and_as_sslscan_sees_it() {
    let table: Table = toml::from_str(&std::fs::read_to_string("tests/probes/tls_servers.toml").unwrap()).unwrap();
    assert!(table.server.len() >= 14, "{}", table.server.len());
    let checklist = crate::live::checklist();
    let identity = Identity::rsa();
    let folder = tempfile::tempdir().unwrap();
    let dh = folder.path().join("dh1024.pem").display().to_string();
    let made = Command::new("openssl").args(["dhparam", "-dsaparam", "-out", &dh, "1024"]).output().unwrap();
    assert!(made.status.success());
    let compared = Mutex::new(BTreeSet::new());
    let complaints = stream::iter(&table.server).map(async |row| {
        let server = Running::start(row, &identity, &dh).await;
        let network = network(&[(HOST, 443, server.at())], &[], patient());
        let seen = tls::ask(&network, HOST, 443, LOOPBACK).await.unwrap();
        let mut complaints = wrong(row, &seen, checklist);
        let at = server.at();
        let (scanned, analysed) = tokio::task::spawn_blocking(move || (sslscan(at), sslyze(at))).await.unwrap();
        let ours = ours(&seen);
        complaints.extend(differences(row, "sslscan", &ours, &scanned_suites(&scanned)));
        if row.sslscan.is_none() {
            let (ours, theirs) = (our_groups(&seen), scanned_groups(&scanned));
            let differing = ours.symmetric_difference(&theirs);
            complaints.extend(differing.map(|group| format!("{}: seen by sslscan or by us only: {group:?}", row.name)));
        }
        let settings = our_settings(&seen);
        complaints.extend(disagreements(row, "sslscan", &settings, &scanned_settings(&scanned)));
        if let Some([suites, said]) = analysed {
            complaints.extend(differences(row, "sslyze", &ours, &analysed_suites(&suites)));
            let analysed = analysed_settings(&said);
            complaints.extend(disagreements(row, "sslyze", &settings, &analysed));
            compared.lock().unwrap().extend(analysed.into_keys().filter(|name| settings.contains_key(name)));
        }
        complaints
    });
    let complaints: Vec<String> = complaints.buffer_unordered(3).concat().await;
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
    let compared = compared.into_inner().unwrap();
    assert!(compared.is_empty() || compared.len() == 7, "sslyze says nothing of the rest: {compared:?}");
}
