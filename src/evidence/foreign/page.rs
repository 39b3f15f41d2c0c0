//! The same for what a citizen sees.

use super::cut;
use crate::evidence::{
    page::{Moment, Page, Picture, SHOWS_SECRET},
    redaction::Redactor,
};

/// Longest text of a page, and longest passing line, in bytes.
const LONGEST_PAGE: usize = 64 << 10;
const LONGEST_PASSING: usize = 1_000;

impl Redactor {
    pub(super) fn moment(&self, moment: &mut Moment) {
        let Moment { at: _, agent: _, page, windows: _, popup: _, exchanges, messages, at_digid: _ } = moment;
        self.page(page);
        exchanges.iter_mut().for_each(|exchange| self.exchange(exchange));
        messages.iter_mut().for_each(|message| self.message(message));
    }

    fn page(&self, page: &mut Page) {
        // The controls are those of the target file.
        let Page { address, status: _, title, lang, text, passing, controls: _, parts, picture } = page;
        // Pixels cannot be redacted: a picture taken before a secret was known goes when it is known.
        if matches!(picture, Picture::Taken(_)) && self.shows_secret(text) {
            *picture = Picture::Withheld(SHOWS_SECRET.to_owned());
        }
        if let Picture::Withheld(why) = picture {
            self.written(why);
        }
        parts.iter_mut().for_each(|parts| self.closer(parts));
        self.address(address);
        [title].into_iter().chain(lang).for_each(|text| *text = self.text(text));
        *text = cut(self.text(text), LONGEST_PAGE);
        // Together, because a private key takes more than one line.
        let lines = self.text(&passing.join("\n"));
        *passing = lines.lines().map(|line| cut(line.to_owned(), LONGEST_PASSING)).collect();
    }
}
