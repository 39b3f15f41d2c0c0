//! The steps by which a message is forged, as a file writes them.

use serde::Deserialize;

use super::{
    blank::Text,
    part::{Part, Spot},
};

/// One step.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Step {
    /// Puts XML in; the usual prefixes are known in it.
    Add(Add),
    /// Puts a text before the whole message. No later step can name a part.
    Begin(Text),
    /// Puts a copy of an element somewhere, under a name of its own.
    Copy(Copy),
    /// Writes the message in another encoding. No later step can name a part.
    Encode(Encoding),
    /// Puts many elements into one, beside each other or inside each other.
    Grow(Grow),
    /// Puts an element elsewhere.
    Move(Move),
    /// Takes an element or attribute out.
    Remove(Part),
    /// Replaces a piece of the message as it is written, wherever it stands.
    Replace(Replace),
    /// Gives an element another text, or an attribute another value.
    Set(Set),
    /// Fills a signature now, so that what comes later is not covered by it.
    Sign(Sign),
    /// Gives a layer an empty signature, to be filled.
    SignatureFor(Layer),
}

/// See [`Step::Add`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Add {
    pub(super) xml: Text,
    pub(super) at: Spot,
}

/// See [`Step::Copy`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copy {
    pub(super) from: Part,
    #[serde(rename = "as")]
    pub(super) name: String,
    pub(super) at: Spot,
}

/// How a message is written.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// ISO 8859-1, with a declaration that says so.
    #[serde(rename = "latin-1")]
    Latin1,
    /// Cut off in the middle.
    Half,
    /// UTF-16 with a byte order mark and a declaration.
    #[serde(rename = "utf-16")]
    Utf16,
    /// UTF-8 with a byte order mark.
    #[serde(rename = "utf-8-with-mark")]
    Utf8WithMark,
}

/// See [`Step::Grow`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grow {
    pub(super) into: Part,
    #[serde(default)]
    pub(super) deep: u32,
    #[serde(default)]
    pub(super) wide: u32,
}

/// See [`Step::Move`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    pub(super) from: Part,
    pub(super) at: Spot,
}

/// See [`Step::Replace`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replace {
    pub(super) text: Text,
    pub(super) by: Text,
}

/// See [`Step::Set`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    pub(super) at: Part,
    pub(super) to: Text,
}

/// See [`Step::Sign`].
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// Which signature.
    pub layer: Layer,
    /// Whose key.
    #[serde(default)]
    pub with: With,
}

/// What can be signed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// The outer answer.
    ArtifactResponse,
    /// What it says of a person.
    Assertion,
    /// The question to log out.
    LogoutRequest,
    /// The answer to the question.
    Response,
}

/// What is signed with.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum With {
    /// DigiD's key.
    #[default]
    Digid,
    /// DigiD's public key, as if it were a secret.
    PublicKey,
    /// A key that no metadata names.
    Stranger,
}

impl Layer {
    /// Its name as a part.
    pub fn name(self) -> &'static str {
        match self {
            Self::ArtifactResponse => "artifact-response",
            Self::Assertion => "assertion",
            Self::LogoutRequest => "logout-request",
            Self::Response => "response",
        }
    }
}

impl Step {
    pub(super) fn needs_signed_assertion(&self) -> bool {
        let signature = |part: &Part| part.is_in("assertion", "Signature");
        match self {
            Self::Add(add) => signature(add.at.part()),
            Self::Copy(copy) => signature(&copy.from) || signature(copy.at.part()),
            Self::Grow(grow) => signature(&grow.into),
            Self::Move(moved) => signature(&moved.from) || signature(moved.at.part()),
            Self::Remove(part) => signature(part),
            Self::Set(set) => signature(&set.at),
            Self::Sign(sign) => sign.layer == Layer::Assertion,
            Self::SignatureFor(_) | Self::Begin(_) | Self::Encode(_) | Self::Replace(_) => false,
        }
    }

    /// Every text with blanks in it.
    pub fn texts(&self) -> Vec<&Text> {
        match self {
            Self::Add(add) => vec![&add.xml],
            Self::Begin(text) => vec![text],
            Self::Replace(replace) => vec![&replace.text, &replace.by],
            Self::Set(set) => vec![&set.to],
            Self::Copy(_) | Self::Encode(_) | Self::Grow(_) | Self::Move(_) => Vec::new(),
            Self::Remove(_) | Self::Sign(_) | Self::SignatureFor(_) => Vec::new(),
        }
    }
}
