//! Burgerservicenummers.

use std::fmt;

/// A number of nine digits that passes the eleven-test.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bsn(String);

/// Why a text is no BSN.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BsnError {
    /// The eleven-test fails.
    #[error("the number does not pass the eleven-test")]
    ElevenTest,
    /// Not nine digits.
    #[error("a BSN has nine digits")]
    NotNineDigits,
}

impl Bsn {
    /// Reads nine digits; white space around them is ignored.
    pub fn parse(text: &str) -> Result<Self, BsnError> {
        let text = text.trim();
        let digits: Vec<i32> = text
            .chars()
            .filter_map(|c| c.to_digit(10))
            .filter_map(|d| i32::try_from(d).ok())
            .collect();
        if text.len() != 9 || digits.len() != 9 {
            return Err(BsnError::NotNineDigits);
        }
        let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
        let sum: i32 = digits
            .iter()
            .zip(weights)
            .map(|(digit, weight)| digit * weight)
            .sum();
        if sum % 11 != 0 || digits.iter().all(|digit| *digit == 0) {
            return Err(BsnError::ElevenTest);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Bsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
