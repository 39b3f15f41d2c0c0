//! The words a criterion can end in, and what they make of the run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The outcome of a criterion.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Seen to be right, at every place.
    Akkoord,
    /// Seen to be broken.
    NietAkkoord,
    /// Could not be seen.
    NietVastgesteld(Unseen),
    /// Does not apply to this connection; why, in Dutch.
    NietVanToepassing(String),
    /// A person has to look.
    TeBeoordelen,
}

/// Why a criterion was not established.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unseen {
    /// This DigiD or this manner of running cannot show it.
    NietMogelijk,
    /// It was asked for and went wrong.
    Mislukt,
}

/// What the exit status says about a run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exit {
    /// Nothing niet akkoord.
    Fine = 0,
    /// Something niet akkoord.
    NietAkkoord = 1,
    /// A mistake in the call, the target file or a check file.
    Mistake = 2,
    /// Nothing failed, but something asked for went wrong.
    Mislukt = 3,
    /// Nothing was selected.
    Nothing = 4,
    /// Stopped by the person who started it.
    Interrupted = 130,
}

impl Verdict {
    /// How heavily it weighs where several criteria stand under one line; heavier is more.
    fn weight(&self) -> u8 {
        match self {
            Self::NietAkkoord => 5,
            Self::NietVastgesteld(Unseen::Mislukt) => 4,
            Self::NietVastgesteld(Unseen::NietMogelijk) => 3,
            Self::TeBeoordelen => 2,
            Self::Akkoord => 1,
            Self::NietVanToepassing(_) => 0,
        }
    }

    /// The heaviest of several.
    pub fn heaviest<'a>(verdicts: impl IntoIterator<Item = &'a Self>) -> Option<&'a Self> {
        verdicts.into_iter().max_by_key(|verdict| verdict.weight())
    }

    /// The word, as the report shows it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Akkoord => "akkoord",
            Self::NietAkkoord => "niet akkoord",
            Self::NietVanToepassing(_) => "n.v.t.",
            Self::NietVastgesteld(_) => "niet vastgesteld",
            Self::TeBeoordelen => "te beoordelen",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_wrong_is_not_hidden_by_what_cannot_be_seen() {
        let unseen = [Unseen::NietMogelijk, Unseen::Mislukt].map(Verdict::NietVastgesteld);
        let heaviest = Verdict::NietVastgesteld(Unseen::Mislukt);
        assert_eq!(Verdict::heaviest(&unseen), Some(&heaviest));
        assert_eq!(Verdict::heaviest(unseen.iter().rev()), Some(&heaviest));
    }
}
