//! Where something is observed: `[aansluiting:]journey[/variant]/[context@]mark[/n]`.

use std::{fmt, net::IpAddr, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::word::Word;

/// One point of the run at which exactly one observation or gap is expected.
#[derive(Clone, Debug, Deserialize, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Place {
    /// Which connection, when the target names more than one.
    pub aansluiting: Option<Word>,
    /// The journey or probe that passes there.
    pub journey: Word,
    /// Which of the runs of that journey.
    pub variant: Option<Variant>,
    /// Which browser, when the journey uses more than one.
    pub context: Option<Word>,
    /// The named moment.
    pub mark: Mark,
    /// Counted from 1 where a mark is passed more than once.
    pub nth: Option<u32>,
}

/// What distinguishes two runs of one journey.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Variant {
    /// A network address of a probe.
    Address {
        /// Host name, lower case.
        host: String,
        /// TCP port.
        port: u16,
    },
    /// A forgery, `class/name`.
    Forgery {
        /// Folder below `checks/forgeries`.
        class: Word,
        /// File in that folder.
        name: Word,
    },
    /// A host without a port: a name with a dot in it, or an IPv6 address in brackets.
    Host(String),
    /// An entry point, an engine or an answer of DigiD.
    Named(Word),
}

/// The last part of a place: a named moment, or the address that a probe spoke to.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Mark {
    /// One of the addresses that a host name resolves to; written `[::1]` or `[127.0.0.1]`.
    Address(IpAddr),
    /// A moment that a journey marks.
    Named(Word),
}

/// Why a text is no [`Place`].
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{text}` is not a place ({why}); write `journey/mark`, for example `cancel/returned`")]
pub struct NotAPlace {
    pub(super) text: String,
    pub(super) why: &'static str,
}

impl Place {
    /// A place of a journey with nothing but a mark.
    pub fn new(journey: Word, mark: Word) -> Self {
        Self { aansluiting: None, journey, variant: None, context: None, mark: Mark::Named(mark), nth: None }
    }

    /// The same place in another variant.
    #[must_use]
    pub fn in_variant(mut self, variant: Option<Variant>) -> Self {
        self.variant = variant;
        self
    }

    /// The same place at its `n`th passing.
    #[must_use]
    pub fn nth(mut self, n: u32) -> Self {
        self.nth = Some(n);
        self
    }

    /// Another mark of the same journey, variant and connection, in its only browser.
    #[must_use]
    pub fn sibling(&self, mark: Word) -> Self {
        Self { context: None, mark: Mark::Named(mark), nth: None, ..self.clone() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(aansluiting) = &self.aansluiting {
            write!(f, "{aansluiting}:")?;
        }
        write!(f, "{}/", self.journey)?;
        if let Some(variant) = &self.variant {
            write!(f, "{variant}/")?;
        }
        if let Some(context) = &self.context {
            write!(f, "{context}@")?;
        }
        write!(f, "{}", self.mark)?;
        self.nth.map_or(Ok(()), |n| write!(f, "/{n}"))
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { host, port } => write!(f, "{host}:{port}"),
            Self::Forgery { class, name } => write!(f, "{class}/{name}"),
            Self::Host(host) => f.write_str(host),
            Self::Named(name) => write!(f, "{name}"),
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(ip) => write!(f, "[{ip}]"),
            Self::Named(name) => write!(f, "{name}"),
        }
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.to_string()
    }
}

impl FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let no = |why| NotAPlace { text: text.to_owned(), why };
        let parts = Parts::of(text, |last| last.parse().ok()).map_err(no)?;
        Ok(Self {
            aansluiting: parts.aansluiting,
            journey: parts.journey,
            variant: Variant::from_segments(&parts.variant).map_err(no)?,
            context: parts.context,
            mark: parts.mark.parse().map_err(no)?,
            nth: parts.counted,
        })
    }
}

/// What a place and a pattern over places share.
pub(super) struct Parts<'a, N> {
    pub(super) aansluiting: Option<Word>,
    pub(super) journey: Word,
    pub(super) variant: Vec<&'a str>,
    pub(super) context: Option<Word>,
    pub(super) mark: &'a str,
    pub(super) counted: Option<N>,
}

impl<'a, N> Parts<'a, N> {
    /// The parts of a text; what `count` reads at the end, after a journey and a mark, counts passings.
    pub(super) fn of(text: &'a str, count: impl Fn(&str) -> Option<N>) -> Result<Self, &'static str> {
        let (aansluiting, path) = split_aansluiting(text);
        let mut segments: Vec<&str> = path.split('/').collect();
        let counted = segments.get(2..).and_then(|rest| rest.last()).and_then(|last| count(last));
        if counted.is_some() {
            segments.pop();
        }
        let [journey, variant @ .., last] = segments.as_slice() else {
            return Err("a journey and a mark are needed");
        };
        let (context, mark) = last.split_once('@').map_or((None, *last), |(context, mark)| (Some(context), mark));
        Ok(Self {
            aansluiting: aansluiting.map(str::parse).transpose().map_err(|_| "the aansluiting is not a name")?,
            journey: journey.parse().map_err(|_| "the journey is not a name")?,
            variant: variant.to_vec(),
            context: context.map(str::parse).transpose().map_err(|_| "the context is not a name")?,
            mark,
            counted,
        })
    }
}

/// The part before the first `:` is an aansluiting only where it stands before the first `/`.
fn split_aansluiting(text: &str) -> (Option<&str>, &str) {
    match text.split_once(':') {
        Some((name, path)) if !name.contains('/') => (Some(name), path),
        _ => (None, text),
    }
}

/// A word has no dots, and an address with a port ends in digits.
fn is_bare_host(text: &str) -> bool {
    text.strip_prefix('[').is_some_and(|rest| rest.ends_with(']'))
        || (text.contains('.') && !text.contains(':') && !text.chars().any(char::is_whitespace))
}

impl Variant {
    /// A host without a port. One of a single label ends in a dot, or it would be a word.
    pub fn host(host: &str) -> Self {
        let lower = host.to_ascii_lowercase();
        Self::Host(if is_bare_host(&lower) { lower } else { lower + "." })
    }

    pub(super) fn from_segments(segments: &[&str]) -> Result<Option<Self>, &'static str> {
        match segments {
            [] => Ok(None),
            [host] if is_bare_host(host) => Ok(Some(Self::Host(host.to_ascii_lowercase()))),
            [one] => match one.rsplit_once(':') {
                Some((host, port)) => {
                    let port = port.parse().map_err(|_| "the port is not a number")?;
                    Ok(Some(Self::Address { host: host.to_ascii_lowercase(), port }))
                }
                None => Ok(Some(Self::Named(one.parse().map_err(|_| "the variant is not a name")?))),
            },
            [class, name] => Ok(Some(Self::Forgery {
                class: class.parse().map_err(|_| "the class of forgery is not a name")?,
                name: name.parse().map_err(|_| "the forgery is not a name")?,
            })),
            _ => Err("too many parts"),
        }
    }
}

impl FromStr for Mark {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(ip) => ip.parse().map(Self::Address).map_err(|_| "the address is not an IP address"),
            None => text.parse().map(Self::Named).map_err(|_| "the mark is not a name"),
        }
    }
}

impl TryFrom<String> for Place {
    type Error = NotAPlace;

    fn try_from(text: String) -> Result<Self, NotAPlace> {
        text.parse()
    }
}
