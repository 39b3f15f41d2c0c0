//! The one place that writes to the terminal.

use std::{
    fmt::Write as _,
    io::{self, ErrorKind, IsTerminal, Write as _},
    sync::{Mutex, MutexGuard, PoisonError},
};

use rustix::termios::tcgetwinsize;
use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use super::CliError;
use crate::report::{
    json,
    terminal::Screen,
    text::{fit, visible},
};

/// What stands on standard error, which every thread of the program shares.
static ERR: Mutex<Shown> = Mutex::new(Shown { quiet: false, block: Vec::new() });

struct Shown {
    /// Whether only what goes wrong is told.
    quiet: bool,
    /// The lines below everything that was told, each within the width of the terminal when they were drawn.
    block: Vec<String>,
}

/// What standard error is shown on, where lines on it can be drawn again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Canvas {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// A rendering whose text from the tested site was made harmless before it was coloured. Whoever reads no further, as
/// `head` does, wants no complaint about it.
pub(super) fn show(rendering: &str) -> Result<(), CliError> {
    match writeln!(io::stdout().lock(), "{rendering}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(CliError::Other(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// A text in which something may steer the terminal: checks and target files can come from others.
pub(super) fn show_plain(text: &str) -> Result<(), CliError> {
    show(&visible(text))
}

/// A document for programs.
pub(super) fn show_json(document: &impl Serialize) -> Result<(), CliError> {
    let json = serde_json::to_string_pretty(document).map_err(|error| CliError::Other(error.to_string()))?;
    show(&json::escaped(&json))
}

/// From now on only what goes wrong is told.
pub(super) fn be_quiet(quiet: bool) {
    err().quiet = quiet;
}

/// Complaints, and what a command says besides its result. Text of the tested site in them must not steer the terminal.
pub(super) fn tell(text: &str) {
    err().write(&(visible(text) + "\n"));
}

/// What is going on, for whoever did not ask for quiet.
pub(super) fn news(text: &str) {
    let err = err();
    if !err.quiet {
        err.write(&(visible(text) + "\n"));
    }
}

/// Where a block of lines can be drawn and redrawn: a terminal that steers, and nobody asked for quiet.
pub(super) fn canvas() -> Option<Canvas> {
    let stderr = io::stderr();
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if err().quiet || dumb || !stderr.is_terminal() {
        return None;
    }
    let size = tcgetwinsize(stderr).ok().map(|size| (size.ws_col.into(), size.ws_row.into()));
    let (columns, rows) = size.filter(|(columns, rows)| *columns > 0 && *rows > 0).unwrap_or((80, 24));
    Some(Canvas { columns, rows })
}

/// Draws these lines below everything else, in place of those that are there.
pub(super) fn draw(lines: &[String], canvas: Canvas) {
    let mut err = err();
    let gone = err.erased();
    err.block = lines.iter().map(|line| row(line, canvas.columns)).collect();
    let drawn = err.drawn();
    put(&(gone + &drawn));
}

/// As much of a line as fits in one row. What fills a row may already have put the cursor on the next one.
fn row(line: &str, columns: usize) -> String {
    fit(&visible(line).replace(['\n', '\t'], " "), columns.saturating_sub(1))
}

/// Warnings of the program itself are told like everything else, past the block that may be drawn.
pub(super) fn listen_to_warnings() {
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).without_time();
    // Whoever set one before, in the same process, hears them instead.
    let _ = subscriber.with_writer(|| Warning).try_init();
}

struct Warning;

impl io::Write for Warning {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        tell(String::from_utf8_lossy(line).trim_end());
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shown {
    /// Writes above the block.
    fn write(&self, text: &str) {
        put(&(self.erased() + text + &self.drawn()));
    }

    /// What takes the block away. A terminal that has become narrower since shows a line of it on several rows.
    fn erased(&self) -> String {
        let columns = tcgetwinsize(io::stderr()).ok().map(|size| usize::from(size.ws_col)).filter(|width| *width > 0);
        let high = |line: &String| columns.map_or(1, |columns| line.width().div_ceil(columns).max(1));
        match self.block.iter().map(high).sum::<usize>() {
            0 => String::new(),
            rows => format!("\x1b[{rows}A\r\x1b[J"),
        }
    }

    /// What draws the block: the first line in bold, where colour is wanted.
    fn drawn(&self) -> String {
        let mut out = String::new();
        for (nth, line) in self.block.iter().enumerate() {
            // Writing to a string does not fail.
            let _ = if nth == 0 && !plain() { writeln!(out, "\x1b[1m{line}\x1b[0m") } else { writeln!(out, "{line}") };
        }
        out
    }
}

fn err() -> MutexGuard<'static, Shown> {
    ERR.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All at once, so that nothing comes in between. Whoever has closed standard error wants to hear nothing.
fn put(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Whether no colour is wanted (no-color.org).
fn plain() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// What results are shown on. Colour only on a terminal.
pub(super) fn screen() -> Screen {
    let stdout = io::stdout();
    Screen {
        colour: stdout.is_terminal() && !plain(),
        width: tcgetwinsize(stdout).ok().map(|size| size.ws_col).filter(|columns| *columns > 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_never_wraps_and_nothing_in_it_steers() {
        assert_eq!(row("  idle     waits", 80), "  idle     waits");
        assert_eq!(row("a\u{1b}[2J\nb", 80), "a⟨U+001B⟩[2J b");
        for columns in 0..12 {
            assert!(row("日本語 and more", columns).width() <= columns.saturating_sub(1).max(1), "{columns}");
        }
    }
}
