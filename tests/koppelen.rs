//! Every command in docs/koppelen.md works, and what it says of names, ports and settings is so.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};
use toetssteen::{checklist::SourceFile, target::Desk};

use crate::readme::{blocks, call, commands, desk};

/// How a command is run.
#[derive(Clone, Copy)]
enum Way {
    /// To its end: exit status, and words from what it says.
    Ends(i32, &'static str),
    /// With further arguments, until it says these words; then it is stopped as with Ctrl-C.
    Runs(&'static [&'static str], &'static str),
}

const FREE: &[&str] = &["--luister", "127.0.0.1:0", "--achterkanaal", "127.0.0.1:0"];

/// Every command of the document.
const COMMANDS: [(&str, Way); 8] = [
    ("toetssteen digid metadata", Way::Ends(0, "EntityDescriptor")),
    ("toetssteen digid ca", Way::Ends(0, "BEGIN CERTIFICATE")),
    ("toetssteen digid client-certificate --out certificaat", Way::Ends(0, "chain.pem and key.pem are in certificaat")),
    ("toetssteen digid check aansluiting.toml", Way::Ends(1, "lacks    port-silent: ")),
    ("toetssteen digid --config aansluiting.toml", Way::Runs(&[], "the metadata at https://mijn.voorbeeld.test")),
    ("toetssteen digid --metadata sp-metadata.xml --niveau midden", Way::Runs(FREE, "single sign-on")),
    (
        "toetssteen digid --metadata dienst-a.xml --metadata dienst-b.xml --eenmalig-inloggen --config digid.toml",
        Way::Runs(FREE, "single logout"),
    ),
    // Not run with its passphrase: that would listen where others can reach it.
    (
        "toetssteen digid --config digid.toml --metadata sp-metadata.xml --luister 0.0.0.0:7443 --achterkanaal 0.0.0.0:7444 --passphrase-file wachtwoordzin.txt",
        Way::Ends(2, "error: wachtwoordzin.txt: "),
    ),
];

fn document() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/koppelen.md")).unwrap()
}

/// The README's own target file with nothing listening where it says, free ports for DigiD, and a CA.
fn prepare(desk: &Path) {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let path = desk.join("aansluiting.toml");
    let target = fs::read_to_string(&path).unwrap().replace("127.0.0.1:8443", &silent);
    let free = "\n[digid]\nluister = \"127.0.0.1:0\"\nachterkanaal = \"127.0.0.1:0\"\nstaat = \"keys\"\n";
    fs::write(path, target + free).unwrap();
    fs::write(desk.join("digid.toml"), "[digid]\n").unwrap();
    let ca = rcgen::generate_simple_self_signed(["mijn.voorbeeld.test".to_owned()]).unwrap().cert.pem();
    fs::write(desk.join("ca.pem"), ca).unwrap();
    // Named by a command; there is no service behind these.
    for name in ["sp-metadata.xml", "dienst-a.xml", "dienst-b.xml"] {
        fs::write(desk.join(name), "<x/>").unwrap();
    }
}

fn until(line: &str, further: &[&str], words: &str, desk: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_toetssteen"));
    command.args(line.split(' ').skip(1)).args(further).current_dir(desk);
    command.env("HOME", desk).env_remove("XDG_STATE_HOME").stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut seen = Vec::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let said = lines.by_ref().any(|said| {
        let found = said.contains(words);
        seen.push(said);
        found
    });
    let _ = kill_process(Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap(), Signal::INT);
    seen.extend(lines);
    let status = child.wait().unwrap();
    assert!(said, "{line}: {seen:?}");
    assert_eq!(status.code(), Some(0), "{line}: {seen:?}");
}

#[test]
fn every_command_works() {
    let desk = desk();
    prepare(desk.path());
    for line in commands(&document()) {
        let row = COMMANDS.iter().find(|(known, _)| *known == line);
        match row.unwrap_or_else(|| panic!("docs/koppelen.md says `{line}`, and no row says how to run that")).1 {
            Way::Ends(exit, says) => {
                let output = call(&line, &[], desk.path());
                let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
                assert_eq!(output.status.code(), Some(exit), "{line}: {said}");
                assert!(said.contains(says), "{line}: {said}");
            }
            Way::Runs(further, words) => until(&line, further, words, desk.path()),
        }
    }
}

#[test]
fn no_row_without_a_command() {
    let commands = commands(&document());
    for (line, _) in COMMANDS {
        assert!(commands.iter().any(|known| known == line), "docs/koppelen.md no longer says `{line}`");
    }
}

#[test]
fn its_settings_are_read_and_its_names_are_those_of_digid() {
    let settings = blocks(&document(), "toml");
    assert_eq!(settings.len(), 2);
    for text in settings {
        Desk::read(&SourceFile::new("digid.toml", &text), Path::new(".")).unwrap_or_else(|error| panic!("{error}"));
    }
    let text = document();
    let digid = Desk::standard().unwrap().digid;
    let names = &digid.names;
    for said in [
        format!("| `{}` | de browser, om in te loggen | {} |", names.front_host(), digid.front),
        format!("| `{}` | de server van uw dienst, om het artifact op te halen | {} |", names.back_host(), digid.back),
        format!("| `{}` |", names.entity_id),
        format!("| `{}` |", names.sso()),
        format!("| `{}` |", names.artifact_resolution()),
    ] {
        assert!(text.contains(&said), "docs/koppelen.md does not say {said}");
    }
}
