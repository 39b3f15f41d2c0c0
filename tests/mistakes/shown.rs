//! A small sound checklist and a small sound target file, each with one thing changed, and what is said about it.

use std::{fs, path::Path};

use tempfile::TempDir;
use toetssteen::{
    checklist::{Checklist, Files, SourceFile},
    target::Target,
};

/// The files of a checklist in which nothing is wrong.
const SOUND: [(&str, &str); 11] = [
    (
        "journeys/cancel.toml",
        r#"title = "Annuleren"
steps = [
  { open = "start" },
  { mark = "start" },
  { press = "inloggen" },
  { digid = "annuleren" },
  { mark = "returned" },
  { knock = { mark = "after" } },
]
"#,
    ),
    (
        "journeys/failed.toml",
        r#"title = "Een fout"
each = ["requester", "responder"]
steps = [{ press = "inloggen" }, { digid = "each" }, { mark = "returned" }]
"#,
    ),
    ("antwoord/annuleren.toml", SOUND_CRITERION),
    ("antwoord/bijzaak.toml", OUTSIDE),
    (
        "editions/lijst-1.toml",
        r#"title = "Lijst 1"
source = "logius.nl"
requested-from = "2020-01-01"

[[line]]
code = "T1"
title = "Annuleren"
source = "logius.nl"
confidence = "letterlijk"
criteria = ["antwoord/annuleren"]
"#,
    ),
    ("ncsc/2.1.toml", GUIDELINE),
    ("ncsc/2025-05.toml", GUIDELINE),
    ("texts/foutmelding.toml", "oud = \"Er ging iets mis.\"\nnieuw = \"Het is niet gelukt.\"\n"),
    ("texts/testgegevens.toml", "in-aanbouw = [\"aanbouw\"]\nopvultekst = []\ntesttekst = [\"test\"]\ntestlink = []\n"),
    ("timing/real.toml", WAITS),
    ("timing/scaled.toml", WAITS),
];

const SOUND_CRITERION: &str = r#"title = "Annuleren"
norm = "Wie annuleert, kan opnieuw inloggen."
source = "logius.nl"
confidence = "letterlijk"

[[expect]]
that = "De knop is er nog."
at = "cancel/returned"
fact = "control.inloggen"
is = "zichtbaar"
"#;

const OUTSIDE: &str = r#"title = "Bijzaak"
norm = "Het kan netter."
source = "wij"
confidence = "afgeleid"
buiten-checklist = true

[[expect]]
that = "De knop is er nog."
at = "cancel/returned"
fact = "control.inloggen"
is = "zichtbaar"
"#;

const GUIDELINE: &str = r#"title = "Richtlijn"

[anders]
suite = "onvoldoende"

[[rij]]
over = "versie"
oordeel = "goed"
richtlijn = "tabel 1"
waarden = ["TLS 1.3"]
"#;

const WAITS: &str = "limit = 9\nsilence = 6\nsettle = 3\nslow = 1\nevery = 1\n\n\
    [federation]\nidle = 9\nabsolute = 9\nrenew = 6\n\n[wait]\nexpired = { from = 1, until = 2 }\n\n[use]\n";

/// A target file in which nothing is wrong.
pub(crate) const TARGET: &str = r#"[afnemer]
naam = "Gemeente Voorbeeld"

[[aansluiting]]
naam = "mijn"
koppelvlak = "saml"
omgeving = "ontwikkel"
digid = "simulator"
betrouwbaarheidsniveau = "midden"
aangevraagd = "2022-06-01"
metadata = "https://mijn.voorbeeld.test/metadata"

[aansluiting.paginas]
start = "https://mijn.voorbeeld.test/inloggen"
achter-inloggen = ["https://mijn.voorbeeld.test/mijn"]

[aansluiting.bediening]
inloggen = { tekst = "Inloggen met DigiD" }
uitloggen = { tekst = "Uitloggen" }

[[aansluiting.testpersoon]]
bsn = "999900006"
herkenning = "A. Jansen"
"#;

/// A folder with the sound checklist.
pub(crate) fn sound() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in SOUND {
        put(folder.path(), path, text.as_bytes());
    }
    folder
}

/// Writes a file below a folder.
pub(super) fn put(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// What is said about the checklist in this folder; its path, which differs each time, is left out.
pub(super) fn refused_folder(folder: &Path) -> String {
    let loaded = Files::from_folder(folder).map_err(Into::into).and_then(|files| Checklist::load(&files));
    loaded.expect_err("this checklist must be refused").to_string().replace(&folder.display().to_string(), "checks")
}

/// What is said when this file takes the place of a sound one or stands beside them.
pub(super) fn refused(path: &str, text: &str) -> String {
    let folder = sound();
    put(folder.path(), path, text.as_bytes());
    refused_folder(folder.path())
}

/// What is said about a sound file with one piece of it replaced.
pub(super) fn changed(path: &str, from: &str, to: &str) -> String {
    let (_, text) = SOUND.iter().find(|(known, _)| *known == path).unwrap();
    refused(path, &replaced(text, from, to))
}

/// What is said about the sound target file with one piece of it replaced.
pub(super) fn changed_target(from: &str, to: &str) -> String {
    refused_target(&replaced(TARGET, from, to))
}

/// What is said about a target file.
pub(super) fn refused_target(text: &str) -> String {
    let read = Target::read(&SourceFile::new("aansluiting.toml", text), Path::new("."));
    read.expect_err("this target file must be refused").to_string()
}

pub(super) fn replaced(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from:?} must stand once in the sound file");
    text.replace(from, to)
}

#[test]
fn what_is_changed_was_sound_before() {
    let folder = sound();
    let checklist = Checklist::load(&Files::from_folder(folder.path()).unwrap()).unwrap();
    assert_eq!(checklist.criteria.len(), 2);
    let target = Target::read(&SourceFile::new("aansluiting.toml", TARGET), Path::new(".")).unwrap();
    assert_eq!(target.aansluitingen.len(), 1);
}
