//! The burgerservicenummer and its eleven-test.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Between these lie the numbers reserved for testing.
const FIRST_RESERVED: u32 = 999_900_006;
const LAST_RESERVED: u32 = 999_999_990;

/// A nine-digit number that passes the eleven-test.
#[derive(Clone, Debug, Deserialize, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Bsn(String);

/// Why a text is no [`Bsn`]. It does not repeat the text: that may be somebody's number with a slip in it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotABsn {
    /// The eleven-test fails.
    #[error("this is not a BSN: the number does not pass the eleven-test")]
    ElevenTest,
    /// Not nine digits.
    #[error("this is not a BSN: that has nine digits")]
    NotNineDigits,
}

impl Bsn {
    /// The numbers reserved for testing, those that pass the eleven-test from 999900006 to 999999990 (`criteria.md` B7).
    pub fn reserved_for_testing() -> impl Iterator<Item = Self> {
        (FIRST_RESERVED..=LAST_RESERVED).filter_map(|number| number.to_string().parse().ok())
    }

    /// Whether this is one of them.
    pub fn is_reserved_for_testing(&self) -> bool {
        self.0.parse().is_ok_and(|number| (FIRST_RESERVED..=LAST_RESERVED).contains(&number))
    }

    /// The nine digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether these nine digits pass the eleven-test of the BSN: weights 9 to 2, the last digit counts -1 (`criteria.md` B7).
pub fn passes_eleven_test(digits: &[u8]) -> bool {
    let [head @ .., last] = digits else { return false };
    if digits.len() != 9 || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let value = |digit: &u8| i32::from(digit - b'0');
    let sum: i32 =
        head.iter().zip((2..=9).rev()).map(|(digit, weight)| weight * value(digit)).sum::<i32>() - value(last);
    sum % 11 == 0 && digits.iter().any(|digit| *digit != b'0')
}

impl fmt::Display for Bsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Bsn> for String {
    fn from(bsn: Bsn) -> Self {
        bsn.0
    }
}

impl FromStr for Bsn {
    type Err = NotABsn;

    fn from_str(text: &str) -> Result<Self, NotABsn> {
        if text.len() != 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotABsn::NotNineDigits);
        }
        if passes_eleven_test(text.as_bytes()) { Ok(Self(text.to_owned())) } else { Err(NotABsn::ElevenTest) }
    }
}

impl TryFrom<String> for Bsn {
    type Error = NotABsn;

    fn try_from(text: String) -> Result<Self, NotABsn> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleven_test_tells_numbers_apart() {
        assert!("999999047".parse::<Bsn>().is_ok(), "the sample of ST-SAML");
        assert!("123456789".parse::<Bsn>().is_err(), "the sample of koppelvlak 3.7");
        assert!("000000000".parse::<Bsn>().is_err());
        assert!("99999904".parse::<Bsn>().is_err());
        assert!("९९९९९९०४७".parse::<Bsn>().is_err());
    }

    #[test]
    fn there_are_test_numbers_enough() {
        assert!(Bsn::reserved_for_testing().count() > 9_000);
    }
}
