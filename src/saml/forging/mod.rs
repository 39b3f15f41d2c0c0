//! Forging: a genuine answer of DigiD, changed step by step in the way that a forgery says, and in no other way. A step acts
//! on parts that it names; what a run fills in stands between braces.

mod blank;
mod difference;
mod fill;
mod part;
mod step;
mod work;

pub use self::{
    blank::{Blank, NAMES, Text},
    difference::difference,
    fill::Values,
    part::{Part, Spot},
    step::{Encoding, Layer, Sign, Step, With},
};

use super::{logout_request::Logout, response::ArtifactResponse, signing::SigningKey, template::TemplateError};

/// The keys a forgery can sign with.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a> {
    /// DigiD's own.
    pub digid: &'a SigningKey,
    /// One that no metadata names.
    pub stranger: &'a SigningKey,
}

/// A forged message and the genuine one it was made from: the same identifiers, moments and person.
#[derive(Clone, Debug)]
pub struct Forged {
    /// As DigiD would have sent it.
    pub genuine: String,
    /// As it is sent.
    pub sent: Vec<u8>,
}

/// Why a message cannot be forged.
#[derive(Debug, thiserror::Error)]
pub enum ForgeError {
    /// A blank that this run has nothing for.
    #[error("there is nothing to fill in for {{{0}}}")]
    Nothing(Blank),
    /// A part.
    #[error("the message has no part `{0}`")]
    NoPart(String),
    /// A text that is to be replaced.
    #[error("the message does not hold the text `{0}`")]
    NoText(String),
    /// XML.
    #[error("this is not XML: {0}")]
    NotXml(String),
    /// A signature.
    #[error(transparent)]
    Sign(#[from] super::signing::SignError),
    /// A template.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A step that comes too late.
    #[error("after `begin` and `encode` no step can name a part")]
    TooLate,
}

/// Makes a message by these steps; signatures that they leave empty are DigiD's own, the innermost first.
///
/// # Errors
/// [`ForgeError`]; of a forgery that was tried when it was loaded only where this run has nothing to fill in.
pub fn forge(
    genuine: &ArtifactResponse<'_>,
    steps: &[Step],
    values: &Values,
    keys: Keys<'_>,
) -> Result<Forged, ForgeError> {
    forge_from(&genuine.unsigned(&keys.digid.name())?, steps, values, keys)
}

/// The same of a question to log out.
///
/// # Errors
/// As [`forge`].
pub fn forge_logout(
    genuine: &Logout<'_>,
    steps: &[Step],
    values: &Values,
    keys: Keys<'_>,
) -> Result<Forged, ForgeError> {
    forge_from(&genuine.unsigned(&keys.digid.name())?, steps, values, keys)
}

fn forge_from(unsigned: &str, steps: &[Step], values: &Values, keys: Keys<'_>) -> Result<Forged, ForgeError> {
    let mut work = work::Work::new(unsigned)?;
    for step in steps {
        work.take(step, values, Some(keys))?;
    }
    Ok(Forged { sent: work.finish(keys)?, genuine: keys.digid.sign(unsigned)? })
}

/// Tries steps without signing anything: whether every part they name is there and every text they replace.
///
/// # Errors
/// [`ForgeError`] of the step with this number, counted from nought.
pub fn rehearse(steps: &[Step]) -> Result<(), (usize, ForgeError)> {
    let values = Values::sample();
    rehearse_on(values.sample_message(), steps, &values)
}

/// The same of a question to log out.
///
/// # Errors
/// As [`rehearse`].
pub fn rehearse_logout(steps: &[Step]) -> Result<(), (usize, ForgeError)> {
    let values = Values { level: None, artifact: None, other_request_id: None, ..Values::sample() };
    rehearse_on(values.sample_logout(), steps, &values)
}

fn rehearse_on(
    message: Result<String, ForgeError>,
    steps: &[Step],
    values: &Values,
) -> Result<(), (usize, ForgeError)> {
    let mut work = message.and_then(|xml| work::Work::new(&xml)).map_err(|error| (0, error))?;
    for (nth, step) in steps.iter().enumerate() {
        work.take(step, values, None).map_err(|error| (nth, error))?;
    }
    Ok(())
}

/// Whether the assertion is signed by itself, whatever the service asks: these steps do something with its signature.
pub fn needs_signed_assertion(steps: &[Step]) -> bool {
    steps.iter().any(Step::needs_signed_assertion)
}
