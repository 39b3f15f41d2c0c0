//! `toetssteen tls`, called as a user calls it, with servers on this machine.

use std::{
    net::SocketAddr,
    process::{Command, Output},
};

use serde_json::Value;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::servers::{Identity, LOOPBACK, OpenSsl, Served};

const HOST: &str = "mijn.voorbeeldstad.test";

fn tls(arguments: &[&str]) -> Output {
    let desk = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_toetssteen")).arg("tls").args(arguments).current_dir(desk.path()).output().unwrap()
}

fn routed(to: SocketAddr, further: &[&str]) -> Output {
    let connect = format!("443={to}");
    tls(&[&[HOST, "--connect", &connect], further].concat())
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_weak_server_is_shown_graded_and_judged() {
    let server = OpenSsl::with(&Identity::rsa(), &["-tls1_2", "-cipher", "AES128-SHA:@SECLEVEL=0", "-www"]);
    let output = routed(server.at, &[]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    for line in [
        "mijn.voorbeeldstad.test:443 op 127.0.0.1: ",
        "  TLS 1.3  uit\n",
        "  TLS 1.2  aan  voldoende\n",
        "Algoritmeselecties van TLS 1.2\n  TLS_RSA_WITH_AES_128_CBC_SHA  2.1: uit te faseren, 2025-05: onvoldoende\n",
        "  Compressie                          uit     goed\n",
        "  0-RTT                               n.v.t.\n",
        "Niet getest: ROBOT, Heartbleed, CCS injection.",
        "? K35  te beoordelen    Algoritmen van TLS",
        "+ K35  akkoord          TLS-versies",
        "Algoritmen van TLS: Te beoordelen. Verwacht:",
    ] {
        assert!(said.contains(line), "`{line}` is missing from\n{said}");
    }
}

#[test]
fn for_programs_everything_is_in_one_document() {
    let server = OpenSsl::with(&Identity::rsa(), &["-cipher", "AES128-SHA256:ECDHE:@SECLEVEL=0", "-tls1_2", "-www"]);
    let output = routed(server.at, &["--json"]);
    let document: Value = serde_json::from_str(&said(&output)).unwrap();
    let address = &document["addresses"][0];
    assert_eq!((&address["host"], &address["port"]), (&HOST.into(), &443.into()));
    assert_eq!(address["address"], LOOPBACK.to_string());
    assert_eq!(address["seen"]["versions"]["TLS 1.2"], "accepted");
    assert!(address["seen"]["took_ms"].as_u64().is_some(), "{document:#}");
    let graded = address["grades"].as_array().unwrap();
    let graded = graded.iter().find(|one| one["value"] == "TLS_RSA_WITH_AES_128_CBC_SHA256").unwrap();
    assert_eq!(graded["about"], "suite");
    assert_eq!(graded["grades"]["2.1"]["grade"], "uit te faseren");
    assert_eq!(graded["grades"]["2025-05"]["grade"], "onvoldoende");
    let judged = &document["criteria"]["transport/algoritmen"];
    assert_eq!(judged["lines"][0], "koppelvlak-saml-3-7 K35");
    assert!(judged["finding"]["expectations"].as_array().unwrap().len() > 3, "{judged:#}");
    assert_eq!(document["not_tested"].as_array().unwrap().len(), 3);
}

#[test]
fn the_exit_status_is_that_of_a_run() {
    let broken = OpenSsl::with(&Identity::rsa(), &["-tls1_2", "-cipher", "NULL:@SECLEVEL=0", "-www"]);
    assert_eq!(routed(broken.at, &[]).status.code(), Some(1));
    let nowhere = tls(&["bestaat.niet.invalid"]);
    assert_eq!(nowhere.status.code(), Some(3));
    assert!(said(&nowhere).contains("De naam bestaat.niet.invalid is niet te vinden in DNS."), "{}", said(&nowhere));
    let closed = { std::net::TcpListener::bind((LOOPBACK, 0)).unwrap().local_addr().unwrap() };
    let closed = tls(&[&closed.to_string()]);
    assert_eq!(closed.status.code(), Some(3));
    assert!(said(&closed).contains("Op dit adres antwoordde niets."), "{}", said(&closed));
}

/// Nothing is known of a server that speaks no version: it is not called sound for the versions that it does not have.
#[tokio::test]
async fn a_server_that_says_no_to_everything_was_not_seen() {
    let server = Served::with(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(&[21, 3, 1, 0, 2, 2, 40]).await;
    })
    .await;
    let output = tokio::task::spawn_blocking(move || routed(server.at, &[])).await.unwrap();
    let said = said(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("! K35  niet vastgesteld TLS-versies\n                        De server nam geen enkele versie van TLS aan.\n"), "{said}");
    assert!(!said.contains("akkoord  "), "{said}");
}

/// Only OpenSSL renegotiates: without it that is a gap, and the rest is seen.
#[test]
fn without_openssl_one_thing_is_not_seen() {
    let server = OpenSsl::with(&Identity::rsa(), &["-tls1_2", "-www"]);
    let (desk, connect) = (tempfile::tempdir().unwrap(), format!("443={}", server.at));
    let mut command = Command::new(env!("CARGO_BIN_EXE_toetssteen"));
    command.args(["tls", HOST, "--connect", &connect]).current_dir(desk.path()).env("PATH", desk.path());
    let output = command.output().unwrap();
    let said = said(&output);
    assert!(said.contains("  Heronderhandelen op verzoek         niet gezien ("), "{said}");
    assert!(said.contains("Instellingen van TLS: Niet gezien, telt niet mee."), "{said}");
    assert!(said.contains("  Compressie                          uit     goed\n"), "{said}");
}

#[test]
fn an_address_of_ipv6_is_a_host_like_any_other() {
    let server = OpenSsl::with(&Identity::new(), &["-tls1_3", "-accept", "[::1]:0", "-www"]);
    let output = tls(&[&server.at.to_string()]);
    let said = said(&output);
    assert!(said.contains(&format!("{} op ::1: ", server.at)), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("  TLS 1.3  aan  goed\n"), "{said}");
}
