//! A pseudo-terminal, and what a person sees on it.

use std::{fs::File, io::Read as _, os::fd::OwnedFd, process::Stdio};

use rustix::{
    fs::{Mode, OFlags, open},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{Winsize, tcsetwinsize},
};

/// The end of it where the person sits.
pub(super) struct Terminal {
    ours: OwnedFd,
    name: std::ffi::CString,
}

impl Terminal {
    pub(super) fn new(columns: u16, rows: u16) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        tcsetwinsize(&ours, Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        Self { ours, name }
    }

    /// The end that a program writes to.
    pub(super) fn theirs(&self) -> Stdio {
        open(&self.name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).unwrap().into()
    }

    /// Hands everything that is written to `see`, until every program has closed its end.
    pub(super) fn watch(self, mut see: impl FnMut(&[u8])) {
        let mut ours = File::from(self.ours);
        let mut bytes = [0; 4096];
        // Linux says EIO when nobody holds the other end any more.
        while let Ok(count @ 1..) = ours.read(&mut bytes) {
            see(&bytes[..count]);
        }
    }
}

/// The rows that a person can see or scroll back to, of a terminal that knows only what Toetssteen may use.
pub(super) struct Screen {
    columns: usize,
    height: usize,
    rows: Vec<Vec<char>>,
    row: usize,
    column: usize,
    /// A character or an instruction that is not whole yet.
    begun: Vec<u8>,
    pub(super) coloured: bool,
}

impl Screen {
    pub(super) fn new(columns: usize, height: usize) -> Self {
        Self { columns, height, rows: vec![Vec::new()], row: 0, column: 0, begun: Vec::new(), coloured: false }
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.rows.iter().map(|row| row.iter().collect::<String>().trim_end().to_owned()).collect()
    }

    /// Takes what is written in; what stood there before something is taken away goes to `shown`.
    pub(super) fn write(&mut self, bytes: &[u8], mut shown: impl FnMut(Vec<String>)) {
        for byte in bytes {
            self.begun.push(*byte);
            if let Ok(text) = std::str::from_utf8(&self.begun) {
                let text = text.to_owned();
                let whole = !text.starts_with('\u{1b}') || text.ends_with(|last: char| last.is_ascii_alphabetic());
                if whole {
                    self.begun.clear();
                    if text.ends_with('A') && text.len() > 1 {
                        shown(self.lines());
                    }
                    self.take(&text);
                }
            }
        }
    }

    fn take(&mut self, text: &str) {
        match text {
            "\r" => self.column = 0,
            "\n" => self.go_to(self.row + 1),
            "\u{1b}[J" => {
                self.rows.truncate(self.row + 1);
                self.rows[self.row].truncate(self.column);
            }
            _ => match text.strip_prefix("\u{1b}[") {
                Some(steers) if steers.ends_with('m') => self.coloured = true,
                Some(steers) => {
                    let up = steers.strip_suffix('A').and_then(|up| up.parse::<usize>().ok());
                    let up = up.unwrap_or_else(|| panic!("{text:?} steers the terminal"));
                    assert!(up < self.height, "{up} rows up is above the top of the terminal");
                    self.row = self.row.checked_sub(up).expect("only rows that were written are taken away");
                }
                None => text.chars().for_each(|c| self.show(c)),
            },
        }
    }

    fn show(&mut self, c: char) {
        assert!(!c.is_control(), "{c:?} steers the terminal");
        if self.column == self.columns {
            self.go_to(self.row + 1);
            self.column = 0;
        }
        let row = &mut self.rows[self.row];
        row.resize(row.len().max(self.column + 1), ' ');
        row[self.column] = c;
        self.column += 1;
    }

    fn go_to(&mut self, row: usize) {
        self.row = row;
        self.rows.resize(self.rows.len().max(row + 1), Vec::new());
    }
}
