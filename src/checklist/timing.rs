//! How long is waited, as tables: the limits of the checklist, and short ones for a service that forgets sooner.

use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;
use toml::Spanned;

use super::mistake::{Mistake, SourceFile};
use crate::evidence::Word;

/// One table of waits.
#[derive(Clone, Debug)]
pub struct Waits {
    /// The longest a session may last without activity.
    pub limit: Duration,
    /// How long DigiD keeps silent when it plays dead, at most.
    pub silence: Duration,
    /// How late a slow answer of DigiD comes.
    pub slow: Duration,
    /// How long a page may take to come to rest.
    pub settle: Duration,
    /// How often somebody does something who goes on using the service.
    pub every: Duration,
    /// The sessions of eenmalig inloggen at DigiD.
    pub federation: Federation,
    /// Each wait by name.
    pub points: BTreeMap<Word, Window>,
    /// Until when somebody goes on using the service, by name.
    pub uses: BTreeMap<Word, Window>,
}

/// How long DigiD's sessions of eenmalig inloggen last (koppelvlak 3.7 Eenmalig inloggen, K64 and K65).
#[derive(Clone, Copy, Debug)]
pub struct Federation {
    /// Without a login at any service.
    pub idle: Duration,
    /// In all.
    pub absolute: Duration,
    /// A service may ask again after this, only to let it last.
    pub renew: Duration,
}

/// When a wait ends, in measured idle time, or how long after the login; outside it there is nothing to read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Window {
    /// The knock is made as soon as this has passed.
    pub from: Duration,
    /// A knock later than this tells nothing.
    pub until: Duration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    limit: Spanned<f64>,
    silence: Spanned<f64>,
    slow: Spanned<f64>,
    settle: Spanned<f64>,
    every: Spanned<f64>,
    federation: RawFederation,
    wait: BTreeMap<Word, Spanned<RawWindow>>,
    r#use: BTreeMap<Word, Spanned<RawWindow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFederation {
    idle: Spanned<f64>,
    absolute: Spanned<f64>,
    renew: Spanned<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWindow {
    from: Spanned<f64>,
    until: Spanned<f64>,
}

impl Waits {
    /// Reads a table of waits; times are in seconds.
    ///
    /// # Errors
    /// The first [`Mistake`] in it.
    pub(super) fn load(file: &SourceFile) -> Result<Self, Mistake> {
        let raw: Raw = file.parse()?;
        let seconds = |seconds: &Spanned<f64>| {
            Duration::try_from_secs_f64(*seconds.get_ref())
                .map_err(|_| file.mistake(seconds.span(), "this is no number of seconds"))
        };
        let window = |(name, window): (Word, Spanned<RawWindow>)| {
            let (from, until) = (seconds(&window.get_ref().from)?, seconds(&window.get_ref().until)?);
            if from >= until {
                return Err(file.mistake(window.span(), "`from` must come before `until`"));
            }
            Ok((name, Window { from, until }))
        };
        Ok(Self {
            limit: seconds(&raw.limit)?,
            silence: seconds(&raw.silence)?,
            slow: seconds(&raw.slow)?,
            settle: seconds(&raw.settle)?,
            every: seconds(&raw.every)?,
            federation: Federation {
                idle: seconds(&raw.federation.idle)?,
                absolute: seconds(&raw.federation.absolute)?,
                renew: seconds(&raw.federation.renew)?,
            },
            points: raw.wait.into_iter().map(window).collect::<Result<_, _>>()?,
            uses: raw.r#use.into_iter().map(window).collect::<Result<_, _>>()?,
        })
    }
}
