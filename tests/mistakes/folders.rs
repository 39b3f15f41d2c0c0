//! Folders and files that cannot be read.

use std::{fs, os::unix::fs::symlink};

use insta::assert_snapshot;

use super::shown::{put, refused_folder, sound};

#[test]
fn a_folder_that_is_not_there() {
    let folder = sound();
    assert_snapshot!(refused_folder(&folder.path().join("weg")), @r#"
    error: this cannot be read: No such file or directory (os error 2)
     --> checks
    "#);
}

#[test]
fn a_file_that_cannot_be_read() {
    let folder = sound();
    symlink("weg.toml", folder.path().join("journeys/login.toml")).unwrap();
    assert_snapshot!(refused_folder(folder.path()), @r#"
    error: this cannot be read: No such file or directory (os error 2)
     --> checks/journeys/login.toml
    "#);
}

#[test]
fn a_device_instead_of_a_file() {
    let folder = sound();
    symlink("/dev/zero", folder.path().join("journeys/login.toml")).unwrap();
    assert_snapshot!(refused_folder(folder.path()), @r#"
    error: this is no file
     --> checks/journeys/login.toml
    "#);
}

#[test]
fn a_file_that_is_no_text() {
    let folder = sound();
    put(folder.path(), "journeys/login.toml", b"title = \"Inloggen\"\n# caf\xe9\n");
    assert_snapshot!(refused_folder(folder.path()), @r#"
    error: line 2 is no UTF-8 text
     --> checks/journeys/login.toml
      = help: save the file as UTF-8
    "#);
}

#[test]
fn a_file_that_is_too_large() {
    let folder = sound();
    put(folder.path(), "journeys/login.toml", &vec![b'#'; 256 * 1024 + 1]);
    assert_snapshot!(refused_folder(folder.path()), @r#"
    error: this file is larger than 256 KiB
     --> checks/journeys/login.toml
    "#);
}

#[test]
fn a_table_that_is_missing() {
    let folder = sound();
    fs::remove_file(folder.path().join("timing/scaled.toml")).unwrap();
    assert_snapshot!(refused_folder(folder.path()), @r#"
    error: this file is missing
     --> checks/timing/scaled.toml
    "#);
}
