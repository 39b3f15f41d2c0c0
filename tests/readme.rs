//! Every command in README.md is one that works, and is run here, or is one of the scripts, which are run by hand and by CI.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
};

use regex::Regex;
use serde_json::json;
use tempfile::TempDir;
use toetssteen::{
    checklist::SourceFile,
    cli::store,
    evidence::{BlobId, Evidence, itinerary::Itinerary, redaction::Redactor},
    target::Target,
};

/// How a command is run.
#[derive(Clone, Copy)]
enum Way {
    /// Here only its file is looked at: `.ci/run` is one of them, and the demo is run by `tests/live` as a program.
    Script,
    /// With further arguments that keep it cheap; its exit status, and words from what it says.
    Program { further: &'static [&'static str], exit: i32, says: &'static str },
}

/// Every command of the README.
const COMMANDS: [(&str, Way); 29] = [
    ("script/demo", Way::Script),
    ("script/demo -- --fault cancel-silent", Way::Script),
    ("script/test", Way::Script),
    // The target file is read and accepted; then the run is refused before anything starts.
    (
        "toetssteen run aansluiting.toml",
        Way::Program {
            further: &["--only", "geen/criterium"],
            exit: 2,
            says: "there is no criterion `geen/criterium`",
        },
    ),
    // Looked at in docs/koppelen.md too; here the target file is accepted, and its CA is not there.
    ("toetssteen digid check aansluiting.toml", Way::Program { further: &[], exit: 2, says: "ca.pem: " }),
    // In this run nothing was seen.
    ("toetssteen judge testrapport", Way::Program { further: &[], exit: 3, says: "" }),
    ("toetssteen report testrapport", Way::Program { further: &[], exit: 3, says: "" }),
    ("toetssteen plan aansluiting.toml", Way::Program { further: &[], exit: 0, says: "takes about 16 min" }),
    (
        "toetssteen run aansluiting.toml --snel --out snel",
        Way::Program { further: &["--only", "geen-eis"], exit: 2, says: "there is no criterion `geen-eis`" },
    ),
    (
        "toetssteen run aansluiting.toml --without-browser --snel --out http",
        Way::Program { further: &["--only", "geen-eis"], exit: 2, says: "there is no criterion `geen-eis`" },
    ),
    // The criteria are known; the CA is not there.
    (
        "toetssteen run aansluiting.toml --only annuleren uitloggen --out deel",
        Way::Program { further: &[], exit: 2, says: "ca.pem: " },
    ),
    (
        "toetssteen gather aansluiting.toml --only annuleren --out bewijs",
        Way::Program { further: &[], exit: 2, says: "ca.pem: " },
    ),
    (
        "toetssteen run aansluiting.toml --snel --only valse-antwoorden --rate 20 --out vals",
        Way::Program { further: &[], exit: 2, says: "ca.pem: " },
    ),
    ("toetssteen judge bewijs", Way::Program { further: &[], exit: 3, says: "" }),
    ("toetssteen explain annuleren", Way::Program { further: &[], exit: 0, says: "Wat wordt gevraagd" }),
    ("toetssteen explain checklist-testen-7.0 T7", Way::Program { further: &[], exit: 0, says: "T7 · " }),
    ("toetssteen list criteria", Way::Program { further: &[], exit: 0, says: "antwoord/annuleren" }),
    ("toetssteen list editions --json", Way::Program { further: &[], exit: 0, says: "\"checklist-testen-7-0\"" }),
    (
        "toetssteen cert certificaat.pem --omgeving preproductie",
        Way::Program { further: &[], exit: 0, says: "Certificaat in een bestand" },
    ),
    (
        "toetssteen cert metadata.xml --andere-omgeving certificaat.pem",
        Way::Program { further: &[], exit: 1, says: "hetzelfde certificaat" },
    ),
    // Nobody answers there.
    (
        "toetssteen cert mijn.voorbeeld.test --json",
        Way::Program { further: &["--connect", "443=127.0.0.1:1"], exit: 3, says: "\"gap\"" },
    ),
    (
        "toetssteen tls mijn.voorbeeld.test",
        Way::Program { further: &["--connect", "443=127.0.0.1:1"], exit: 3, says: "Op dit adres antwoordde niets." },
    ),
    (
        "toetssteen tls mijn.voorbeeld.test --json",
        Way::Program { further: &["--connect", "443=127.0.0.1:1"], exit: 3, says: "\"not_tested\"" },
    ),
    ("toetssteen list forgeries", Way::Program { further: &[], exit: 0, says: "signature/none" }),
    // No shell is between, so that `~` is a folder of this name.
    (
        "toetssteen man ~/.local/share/man/man1",
        Way::Program { further: &[], exit: 0, says: "~/.local/share/man/man1/toetssteen.1" },
    ),
    ("toetssteen completions bash", Way::Program { further: &[], exit: 0, says: "complete -F _toetssteen" }),
    // The run beside it is an hour older.
    ("toetssteen report testrapport --hertest-van eerder", Way::Program { further: &[], exit: 3, says: "" }),
    ("toetssteen --help", Way::Program { further: &[], exit: 0, says: "Usage: toetssteen <COMMAND>" }),
    ("toetssteen run --help", Way::Program { further: &[], exit: 0, says: "--edities" }),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The blocks of code in this language.
pub(crate) fn blocks(text: &str, language: &str) -> Vec<String> {
    let block = Regex::new(&format!(r"(?ms)^```{language}\n(.*?)^```$")).unwrap();
    block.captures_iter(text).map(|found| found[1].to_owned()).collect()
}

pub(crate) fn commands(text: &str) -> Vec<String> {
    let lines = blocks(text, "(?:sh|shell|bash|console)");
    lines
        .iter()
        .flat_map(|block| block.lines())
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A folder with the README's own target file and a stored run.
pub(crate) fn desk() -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("aansluiting.toml"), target()).unwrap();
    let certificate = include_str!("reports/certificates/saml.pem");
    fs::write(desk.path().join("certificaat.pem"), certificate).unwrap();
    let der: String = certificate.lines().filter(|line| !line.starts_with('-')).collect();
    let metadata = format!(
        "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\"><SPSSODescriptor><KeyDescriptor>\
         <KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data><X509Certificate>{der}</X509Certificate></X509Data></KeyInfo>\
         </KeyDescriptor></SPSSODescriptor></EntityDescriptor>"
    );
    fs::write(desk.path().join("metadata.xml"), metadata).unwrap();
    let run = json!({
        "tool": "0.1.0",
        "started": "2026-03-01T10:00:00Z",
        "ended": "2026-03-01T10:16:00Z",
        "digid": "simulator",
        "digid_hosts": [],
        "timing": "real",
        "checks": BlobId::of(b""),
        "target_file": BlobId::of(target().as_bytes()),
        "interrupted": false,
        "only": [],
        "subject": {
            "kenmerk": null,
            "afnemer": "Gemeente Voorbeeld",
            "tester": null,
            "hertest_van": null,
            "routes": [],
            "aansluitingen": [{
                "naam": "mijn",
                "aansluitnummer": null,
                "koppelvlak": "saml",
                "omgeving": "ontwikkel",
                "betrouwbaarheidsniveau": "midden",
                "eenmalig_inloggen": false,
                "aangevraagd": "2026-03-01",
                "edities": ["aansluiten-1-0"],
                "dienst": null,
                "startpagina": "https://mijn.voorbeeld.test/inloggen",
                "adressen": [],
                "paginas": ["start"],
                "accounts": [],
            }],
        },
    });
    let redactor = Redactor::new([0; 32], []);
    let evidence = Evidence::seal(serde_json::from_value(run).unwrap(), Itinerary::default(), &redactor).unwrap();
    for folder in ["testrapport", "bewijs"] {
        store::write(&desk.path().join(folder), &evidence, &BTreeMap::new()).unwrap();
    }
    let mut earlier = evidence.run().clone();
    earlier.started = "2026-03-01T09:00:00Z".parse().unwrap();
    earlier.ended = "2026-03-01T09:16:00Z".parse().unwrap();
    let earlier = Evidence::seal(earlier, Itinerary::default(), &redactor).unwrap();
    store::write(&desk.path().join("eerder"), &earlier, &BTreeMap::new()).unwrap();
    desk
}

fn target() -> String {
    let found = blocks(&readme(), "toml");
    assert_eq!(found.len(), 1, "README.md has one example of a target file");
    found.into_iter().next().unwrap()
}

pub(crate) fn call(line: &str, further: &[&str], desk: &Path) -> Output {
    let arguments = line.split(' ').skip(1).chain(further.iter().copied());
    let mut command = Command::new(env!("CARGO_BIN_EXE_toetssteen"));
    command.args(arguments).current_dir(desk).env("HOME", desk).env_remove("XDG_STATE_HOME").output().unwrap()
}

#[test]
fn every_command_works() {
    for line in commands(&readme()) {
        let (_, way) = COMMANDS
            .iter()
            .find(|(known, _)| *known == line)
            .unwrap_or_else(|| panic!("README.md says `{line}`, and no row of COMMANDS says how to run that"));
        match way {
            Way::Script => {
                let script = root().join(line.split(' ').next().unwrap());
                assert!(fs::metadata(&script).unwrap().permissions().mode() & 0o111 != 0, "{line} cannot be run");
            }
            Way::Program { further, exit, says } => {
                let desk = desk();
                let output = call(&line, further, desk.path());
                let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
                assert_eq!(output.status.code(), Some(*exit), "{line}: {said}");
                assert!(said.contains(says), "{line}: {said}");
            }
        }
    }
}

#[test]
fn a_run_is_compared_with_an_earlier_one_only() {
    for (line, why) in [
        ("toetssteen report testrapport --hertest-van testrapport", "this is the run that is reported"),
        ("toetssteen report eerder --hertest-van testrapport", "this run was not made before"),
        ("toetssteen report testrapport --hertest-van nergens", "nergens/evidence.json"),
    ] {
        let desk = desk();
        let output = call(line, &[], desk.path());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{line}: {said}");
        assert!(said.contains(why), "{line}: {said}");
        assert!(!desk.path().join("testrapport/testrapport.html").exists(), "{line} wrote a report");
    }
}

#[test]
fn every_form_that_the_readme_names_is_written() {
    let desk = desk();
    call("toetssteen report testrapport", &[], desk.path());
    let named = Regex::new(r"`(testrapport\.[a-z.]+)`").unwrap();
    let text = readme();
    let named: std::collections::BTreeSet<&str> =
        named.captures_iter(&text).map(|found| found.extract::<1>().1[0]).collect();
    assert_eq!(named.len(), toetssteen::report::RENDERINGS.len(), "{named:?}");
    for name in named {
        assert!(desk.path().join("testrapport").join(name).exists(), "{name}");
    }
}

#[test]
fn no_row_without_a_command() {
    let commands = commands(&readme());
    for (line, _) in COMMANDS {
        assert!(commands.iter().any(|known| known == line), "README.md no longer says `{line}`");
    }
}

#[test]
fn a_fault_that_is_shown_is_there() {
    let faults = fs::read_to_string(root().join("fixtures/afnemer/src/faults.rs")).unwrap();
    for line in commands(&readme()) {
        if let Some((_, fault)) = line.split_once("--fault ") {
            assert!(faults.contains(&format!("\"{fault}\"")), "`{line}`: the reference afnemer has no such fault");
        }
    }
}

#[test]
fn the_example_of_a_target_file_is_accepted() {
    let target = Target::read(&SourceFile::new("aansluiting.toml", &target()), Path::new(".")).unwrap();
    assert_eq!(target.routes.len(), 2);
    // What is written about the simulated DigiD is what it does when nothing else is asked.
    let text = readme();
    for said in [
        format!("`{}`", target.digid.names.entity_id),
        format!("`{}`", target.digid.names.artifact_resolution()),
        format!("`{}` to {}", target.digid.names.front_host(), target.digid.front),
        format!("`{}` to {}", target.digid.names.back_host(), target.digid.back),
    ] {
        assert!(text.contains(&said), "README.md does not say {said}");
    }
}

#[test]
fn commands_are_found() {
    assert_eq!(commands("```sh\nscript/a\n\nscript/b c\n```\n```toml\nx = 1\n```\n"), ["script/a", "script/b c"]);
}
