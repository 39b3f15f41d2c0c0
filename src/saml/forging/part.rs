//! Parts of a message by name: `assertion/Conditions/@NotOnOrAfter`, `before response/Status`.

use std::{collections::BTreeMap, fmt};

use serde::Deserialize;
use uppsala::{Document, NodeId};

use super::ForgeError;
use crate::saml::xml;

/// A part of a message: a layer or a copy by its name, children of it by their local names (the first of each, or the one of
/// a number: `Audience[2]`), and maybe an attribute.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(try_from = "String")]
pub struct Part {
    start: String,
    below: Vec<(String, usize)>,
    attribute: Option<String>,
}

/// A place beside or inside a part.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(try_from = "String")]
pub struct Spot {
    side: Side,
    part: Part,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Side {
    After,
    Before,
    Into,
}

/// Why a text names no part.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotAPart {
    /// Its form.
    #[error("`{0}` names no part of a message; write for example `assertion/Conditions/@NotBefore`")]
    Form(String),
    /// The word before it.
    #[error("`{0}` names no spot; write `before`, `after` or `into` and a part")]
    Spot(String),
}

/// The parts that have a name of their own.
pub(super) type Names = BTreeMap<String, NodeId>;

impl Part {
    /// Its attribute, where it is one.
    pub(super) fn attribute(&self) -> Option<&str> {
        self.attribute.as_deref()
    }

    /// Whether it is this child of this layer, or in it.
    pub(super) fn is_in(&self, layer: &str, child: &str) -> bool {
        self.start == layer && self.below.first().is_some_and(|(name, _)| name == child)
    }

    /// The element it is, or is an attribute of.
    pub(super) fn element(&self, doc: &Document<'_>, names: &Names) -> Result<NodeId, ForgeError> {
        let none = || ForgeError::NoPart(self.to_string());
        let mut node = *names.get(&self.start).ok_or_else(none)?;
        for (name, nth) in &self.below {
            let mut children = doc.children_iter(node).filter(|child| xml::local_name(doc, *child) == *name);
            node = children.nth(*nth - 1).ok_or_else(none)?;
        }
        Ok(node)
    }
}

impl Spot {
    /// The part it is at.
    pub(super) fn part(&self) -> &Part {
        &self.part
    }

    /// Puts a node there that stands nowhere yet.
    pub(super) fn put(&self, doc: &mut Document<'_>, names: &Names, node: NodeId) -> Result<(), ForgeError> {
        let at = self.part.element(doc, names)?;
        if self.side == Side::Into {
            doc.append_child(at, node);
            return Ok(());
        }
        let parent = doc.parent(at).ok_or_else(|| ForgeError::NoPart(self.part.to_string()))?;
        if self.side == Side::Before {
            doc.insert_before(parent, node, at);
        } else {
            doc.insert_after(parent, node, at);
        }
        Ok(())
    }
}

impl TryFrom<String> for Part {
    type Error = NotAPart;

    fn try_from(text: String) -> Result<Self, NotAPart> {
        let form = || NotAPart::Form(text.clone());
        let mut steps: Vec<&str> = text.split('/').collect();
        let attribute = steps.last().and_then(|last| last.strip_prefix('@')).map(str::to_owned);
        if attribute.is_some() {
            steps.pop();
        }
        let name = |text: &str| {
            let named = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b':');
            (named && !text.is_empty()).then(|| text.to_owned()).ok_or_else(form)
        };
        let (start, below) = steps.split_first().ok_or_else(form)?;
        let child = |step: &&str| match step.split_once('[') {
            None => Ok((name(step)?, 1)),
            Some((child, nth)) => {
                let nth = nth.strip_suffix(']').and_then(|nth| nth.parse().ok()).filter(|nth| *nth > 0);
                Ok((name(child)?, nth.ok_or_else(form)?))
            }
        };
        let below = below.iter().map(child).collect::<Result<_, _>>()?;
        Ok(Self { start: name(start)?, below, attribute: attribute.map(|text| name(&text)).transpose()? })
    }
}

impl TryFrom<String> for Spot {
    type Error = NotAPart;

    fn try_from(text: String) -> Result<Self, NotAPart> {
        let spot = || NotAPart::Spot(text.clone());
        let (side, part) = text.split_once(' ').ok_or_else(spot)?;
        let side = match side {
            "after" => Side::After,
            "before" => Side::Before,
            "into" => Side::Into,
            _ => return Err(spot()),
        };
        Ok(Self { side, part: part.to_owned().try_into()? })
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.start)?;
        for (name, nth) in &self.below {
            write!(f, "/{name}")?;
            if *nth > 1 {
                write!(f, "[{nth}]")?;
            }
        }
        self.attribute.as_ref().map_or(Ok(()), |attribute| write!(f, "/@{attribute}"))
    }
}
