//! The one place that writes to the terminal.
#![expect(clippy::print_stderr, reason = "this is the place where it is done")]

use std::io::{ErrorKind, IsTerminal, Write as _};

use rustix::termios::tcgetwinsize;
use serde::Serialize;
use tokio::sync::mpsc::UnboundedReceiver;

use super::CliError;
use crate::{
    gather::events::Event,
    report::{json, terminal::Screen, text::visible},
};

/// A rendering whose text from the tested site was made harmless before it was coloured. Whoever reads no further, as
/// `head` does, wants no complaint about it.
pub(super) fn show(rendering: &str) -> Result<(), CliError> {
    match writeln!(std::io::stdout().lock(), "{rendering}") {
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

/// News and complaints, which are no result. Text of the tested site in them must not steer the terminal.
pub(super) fn tell(text: &str) {
    eprintln!("{}", visible(text));
}

/// What results are shown on. Colour only on a terminal, unless `NO_COLOR` says otherwise (no-color.org).
pub(super) fn screen() -> Screen {
    let stdout = std::io::stdout();
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    Screen {
        colour: stdout.is_terminal() && !plain,
        width: tcgetwinsize(stdout).ok().map(|size| size.ws_col).filter(|columns| *columns > 0),
    }
}

/// Shows the news of a run until there is no more.
pub(super) async fn follow(mut news: UnboundedReceiver<Event>) {
    while let Some(event) = news.recv().await {
        match event {
            Event::Ended { name, gaps: 0 } => tell(&format!("  done     {name}")),
            Event::Ended { name, gaps } => tell(&format!("  done     {name}, {gaps} places not seen")),
            Event::Started(name) => tell(&format!("  started  {name}")),
            Event::Waiting { name, wait } => tell(&format!("  waiting  {name}, {:.0} s", wait.as_secs_f64())),
        }
    }
}
