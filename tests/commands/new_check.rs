//! `script/new-check` begins a criterion that is refused until it is filled in, and loads when it is.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;
use toetssteen::checklist::{Checklist, Files};

/// A copy of the script, its template and a small sound checklist.
fn desk() -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir(desk.path().join("script")).unwrap();
    for name in ["script/new-check", "script/new-check.toml"] {
        fs::copy(root.join(name), desk.path().join(name)).unwrap();
    }
    fs::rename(crate::mistakes::sound().keep(), desk.path().join("checks")).unwrap();
    desk
}

fn call(desk: &TempDir, arguments: &[&str]) -> Output {
    Command::new(desk.path().join("script/new-check")).args(arguments).output().unwrap()
}

fn load(desk: &TempDir) -> Result<Checklist, String> {
    let files = Files::from_folder(&desk.path().join("checks")).map_err(|mistake| mistake.to_string())?;
    Checklist::load(&files).map_err(|mistakes| mistakes.to_string())
}

/// What a developer writes in the place of what stands between … ….
fn filled_in(template: &str) -> String {
    let answers = [
        ("confidence", "letterlijk"),
        ("at     ", "cancel/returned"),
        ("fact   ", "control.inloggen"),
        ("is     ", "zichtbaar"),
    ];
    let fill = |line: &str| {
        let (Some(from), Some(to)) = (line.find('…'), line.rfind('…')) else { return line.to_owned() };
        let answer = answers.iter().find(|(key, _)| line.starts_with(key)).map_or("Dit klopt.", |(_, answer)| answer);
        format!("{}{answer}{}", &line[..from], &line[to + '…'.len_utf8()..])
    };
    template.lines().map(|line| fill(line) + "\n").collect()
}

#[test]
fn a_new_criterion_is_refused_until_it_is_filled_in() {
    let desk = desk();
    let output = call(&desk, &["sessie/nieuw-begin"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = load(&desk).expect_err("what is not filled in is refused");
    assert!(said.contains("sessie/nieuw-begin.toml:4:14"), "{said}");

    let path = desk.path().join("checks/sessie/nieuw-begin.toml");
    let text = filled_in(&fs::read_to_string(&path).unwrap());
    assert!(!text.contains('…'), "{text}");
    fs::write(&path, text).unwrap();
    let checklist = load(&desk).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert!(checklist.criteria.contains_key("sessie/nieuw-begin"));
}

#[test]
fn a_wrong_call_makes_nothing() {
    let desk = desk();
    let wrong: [(&[&str], &str); 7] = [
        (&[], "name one criterion"),
        (&["a/b", "c/d"], "name one criterion"),
        (&["nieuw"], "is no SUBJECT/NAME"),
        (&["../weg/nieuw"], "is no SUBJECT/NAME"),
        (&["Sessie/Nieuw"], "is no SUBJECT/NAME"),
        (&["journeys/nieuw"], "holds something else than criteria"),
        (&["antwoord/annuleren"], "is there already"),
    ];
    for (arguments, why) in wrong {
        let output = call(&desk, arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(why), "{arguments:?}: {said}");
    }
    assert_eq!(load(&desk).unwrap().criteria.len(), 2);
}

#[test]
fn the_script_can_be_run() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("script/new-check");
    assert!(fs::metadata(script).unwrap().permissions().mode() & 0o111 != 0);
}
