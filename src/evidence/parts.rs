//! What a closer look at a page takes in beside its text: where it leads, what it pictures, what only a screen reader says, and
//! what stands around a control.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{address::Address, trace::Trace, word::Word};

/// What a closer look takes in.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Parts {
    /// Where the page leads over http or https, in order; the same link once.
    pub links: Vec<Link>,
    /// Other documents that it shows within itself.
    pub frames: Vec<Frame>,
    /// Pictures in and beside the controls.
    pub images: Vec<Image>,
    /// Texts that are said, or shown by hovering: `alt`, `title`, `aria-label`, `placeholder`.
    pub names: Vec<String>,
    /// The visible text that is code: an example, the name of a field.
    pub code: Vec<String>,
    /// Around each control that the page shows.
    pub around: BTreeMap<Word, Around>,
    /// Numbers reserved for testing that the page shows.
    pub test_numbers: TestNumbers,
    /// How many fields for a password show.
    pub passwords: u32,
    /// What of a login is left in the browser, and in the addresses since the mark before.
    pub traces: Vec<Trace>,
    /// What the page, come over https, brings in over http or sends there; left out where nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unguarded: Option<Vec<Unguarded>>,
    /// Whether the page shows the person who had logged in; left out where nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shows_person: Option<bool>,
    /// Whether all of it is here; what is missing where it is not, may not be called absent.
    pub complete: bool,
}

/// A link.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Where it leads.
    pub address: Address,
    /// Its words, hidden ones included.
    pub words: String,
    /// The words around it in its paragraph, its own included.
    pub paragraph: String,
    /// Whether it shows without an act.
    pub shown: bool,
    /// The control that the target file means by it, if it does.
    pub control: Option<Word>,
}

/// A frame, object or embedded document.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Its element: `iframe`, `frame`, `object`, `embed`.
    pub kind: String,
    /// Where its document is, when it comes over http or https.
    pub address: Option<Address>,
    /// Whether it shows without an act.
    pub shown: bool,
}

/// A part of a page that goes over http.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Unguarded {
    /// Which part it plays.
    pub role: Role,
    /// Its address.
    pub address: Address,
}

/// What a part of a page can do to it (W3C Mixed Content §3).
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It can change the page: a script, style sheet or frame.
    Active,
    /// A form is sent there.
    Form,
    /// It is only shown or heard: a picture, sound or film.
    Passive,
}

/// A picture in or beside a control.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// The controls it belongs to.
    pub near: Vec<Word>,
    /// What it is called: `alt`, `aria-label`, `title`, the symbol it uses.
    pub names: Vec<String>,
    /// The name of its file, without the folders; none for one that is in the page itself.
    pub file: Option<String>,
    /// The colours that it is filled with as `#rrggbb`, where that can be read.
    pub colours: Vec<String>,
    /// Width and height as drawn, in CSS pixels.
    pub drawn: (u32, u32),
    /// Width and height that it has by itself, where it has one.
    pub natural: Option<(u32, u32)>,
    /// Whether it shows without an act.
    pub shown: bool,
}

/// What stands around a control.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Around {
    /// The heading above it and those above that, the nearest first.
    pub headings: Vec<String>,
    /// Text from the heading above it to the next one, the control included.
    pub passage: String,
    /// Text of the section, fieldset or article it stands in, if it does.
    pub section: String,
    /// Text of the header of the page.
    pub header: String,
    /// What is only said, or shown by hovering, in that section and that header.
    pub names: Vec<String>,
}

/// How many different numbers that are reserved for testing a page shows.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TestNumbers {
    /// Of the test persons of this run.
    pub own: u32,
    /// Of others; these are not kept.
    pub others: u32,
}
