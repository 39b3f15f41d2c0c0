//! The same for what a closer look takes in.

use super::cut;
use crate::evidence::{
    parts::{Around, Frame, Image, Link, Parts, Unguarded},
    redaction::Redactor,
    trace::Trace,
};

/// Longest name or heading, and longest text around a control, in bytes.
const LONGEST_NAME: usize = 1_000;
const LONGEST_AROUND: usize = 8 << 10;

impl Redactor {
    pub(super) fn closer(&self, parts: &mut Parts) {
        // Which controls there are says the target file; of numbers and fields there is only a count.
        let Parts {
            links,
            frames,
            images,
            names,
            code,
            around,
            traces,
            unguarded,
            test_numbers: _,
            passwords: _,
            shows_person: _,
            complete: _,
        } = parts;
        for Unguarded { role: _, address } in unguarded.iter_mut().flatten() {
            self.address(address);
        }
        for Trace { kept_in: _, name, number: _, valid: _ } in traces {
            self.name(name);
        }
        for Link { address, words, paragraph, shown: _, control: _ } in links {
            self.address(address);
            [words, paragraph].into_iter().for_each(|text| self.name(text));
        }
        for Frame { kind, address, shown: _ } in frames {
            self.name(kind);
            address.iter_mut().for_each(|address| self.address(address));
        }
        for Image { near: _, names, file, colours, drawn: _, natural: _, shown: _ } in images {
            names.iter_mut().chain(file).chain(colours).for_each(|text| self.name(text));
        }
        names.iter_mut().chain(code).for_each(|text| self.name(text));
        for Around { headings, passage, section, header, names } in around.values_mut() {
            headings.iter_mut().chain(names).for_each(|text| self.name(text));
            for text in [passage, section, header] {
                *text = cut(self.text(text), LONGEST_AROUND);
            }
        }
    }

    fn name(&self, text: &mut String) {
        *text = cut(self.foreign(text), LONGEST_NAME);
    }
}
