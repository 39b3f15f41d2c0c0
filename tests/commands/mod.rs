//! The commands that look and explain, called as a user calls them: none of them opens a port, a browser or a connection.

mod catalogue;
mod generated;
mod new_check;
mod plan;
mod publiccode;
mod shell;
mod tls;

use std::{
    path::Path,
    process::{Command, Output},
};

/// Calls the program in this folder, without a browser, a home or a terminal.
fn call(at: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_toetssteen"));
    command.args(arguments).current_dir(at).env_clear().env("PATH", at).env("HOME", at).output().unwrap()
}

/// What it showed, having ended well.
#[track_caller]
fn shown(at: &Path, arguments: &[&str]) -> String {
    let output = call(at, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
