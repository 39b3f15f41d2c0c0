//! The one place that writes to the terminal.
#![expect(clippy::print_stderr, clippy::print_stdout, reason = "this is the place where it is done")]

use std::io::IsTerminal;

use rustix::termios::tcgetwinsize;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::{gather::events::Event, report::terminal::Screen};

/// A rendering whose text from the tested site was made harmless before it was coloured.
pub(super) fn show(rendering: &str) {
    println!("{rendering}");
}

/// News and complaints, which are no result.
pub(super) fn tell(text: &str) {
    eprintln!("{}", plain(text));
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

/// Text of the tested site must not steer the terminal.
fn plain(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}
