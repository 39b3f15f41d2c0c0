//! Completions and man pages name what the program has, and are understood by what reads them.

use std::{fs, path::Path, process::Command};

use clap::CommandFactory as _;
use toetssteen::cli::args::Cli;

use super::shown;

/// The names of the commands.
fn commands() -> Vec<String> {
    Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

#[test]
fn every_shell_gets_every_command() {
    let desk = tempfile::tempdir().unwrap();
    for shell in ["bash", "fish", "zsh"] {
        let script = shown(desk.path(), &["completions", shell]);
        for command in commands() {
            assert!(script.contains(&command), "{shell} does not complete `{command}`");
        }
        fs::write(desk.path().join(shell), script).unwrap();
        // Where the shell is not installed, nobody here can say whether it understands.
        if let Ok(output) = Command::new(shell).arg("-n").arg(desk.path().join(shell)).output() {
            assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[test]
fn bash_completes_a_command_and_a_flag() {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("completions"), shown(desk.path(), &["completions", "bash"])).unwrap();
    let completed = |words: &str, at: usize| {
        let line = format!(
            "source completions; COMP_WORDS=({words}); COMP_CWORD={at}; \
             _toetssteen toetssteen \"${{COMP_WORDS[{at}]}}\" \"${{COMP_WORDS[{}]}}\"; echo \"${{COMPREPLY[@]}}\"",
            at - 1
        );
        let output = Command::new("bash").args(["-c", &line]).current_dir(desk.path()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(completed("toetssteen ex", 1).trim(), "explain");
    assert_eq!(completed("toetssteen run --sn", 2).trim(), "--snel");
    assert_eq!(completed("toetssteen list f", 2).trim(), "facts faults forgeries");
}

#[test]
fn every_command_has_a_man_page_with_all_its_flags() {
    let desk = tempfile::tempdir().unwrap();
    shown(desk.path(), &["man", "pages/man1"]);
    let page = |name: &str| {
        let path = desk.path().join("pages/man1").join(format!("{name}.1"));
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let whole = page("toetssteen");
    assert!(whole.contains(".TH toetssteen 1"), "{whole}");
    for command in Cli::command().get_subcommands() {
        let page = page(&format!("toetssteen-{}", command.get_name()));
        for flag in command.get_arguments().filter_map(|argument| argument.get_long()) {
            assert!(page.contains(&format!("\\-\\-{}", flag.replace('-', "\\-"))), "{flag} is missing from\n{page}");
        }
        assert!(whole.contains(&command.get_name().replace('-', "\\-")), "{}", command.get_name());
    }
    understood(&desk.path().join("pages/man1/toetssteen-run.1"));
}

/// Groff, where it is installed, has nothing to complain about.
fn understood(page: &Path) {
    if let Ok(output) = Command::new("groff").args(["-man", "-ww", "-Tutf8"]).arg(page).output() {
        assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
