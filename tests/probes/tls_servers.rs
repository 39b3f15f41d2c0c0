//! What is found with servers of real software, beside what they were set up to do and beside what sslscan says of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    process::Command,
    sync::Mutex,
};

use futures_util::stream::{self, StreamExt as _};
use rustls::crypto::aws_lc_rs;
use serde::Deserialize;
use serde_json::Value;
use toetssteen::{
    checklist::Checklist,
    evidence::tls::{Known, Support, TlsAddress},
    facts::guideline::{GUIDELINES, Subject},
    gather::probes::tls,
};

use super::{
    peers::{analysed_settings, analysed_suites, scanned_groups, scanned_settings, scanned_suites, sslscan, sslyze},
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

/// The same as we see them; those of fields stand apart before TLS 1.3.
fn our_groups(seen: &TlsAddress) -> BTreeSet<(String, String)> {
    let groups = &seen.settings.as_ref().unwrap().groups;
    let all = groups.iter().flat_map(|(version, listed)| listed.found.iter().map(move |group| (version, group)));
    all.map(|(version, group)| (version.name().to_owned(), group.clone())).collect()
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
