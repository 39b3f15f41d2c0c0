//! What keeps strangers from logging in as anybody where the simulated DigiD can be reached from elsewhere.

use std::{fmt, time::Duration};

use hmac::{Hmac, Mac};
use sha2::Sha256;
use tokio::sync::Mutex;

/// Fewer characters than this can be guessed.
const SHORTEST: usize = 12;

/// How long everybody waits after a wrong one: one guess a second in all, however many guess.
const PENANCE: Duration = Duration::from_secs(1);

/// A passphrase, kept as a digest under a key of this process.
pub struct Passphrase {
    key: [u8; 32],
    digest: Vec<u8>,
    guessing: Mutex<()>,
}

/// Why a text is no passphrase. It does not repeat the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a passphrase has {SHORTEST} characters or more")]
pub struct TooShort;

impl Passphrase {
    /// A passphrase of this text; white space around it is left out.
    ///
    /// # Errors
    /// When it is too short to keep anybody out.
    pub fn new(text: &str) -> Result<Self, TooShort> {
        let text = text.trim();
        if text.chars().count() < SHORTEST {
            return Err(TooShort);
        }
        let key = rand::random();
        Ok(Self { key, digest: digest(&key, text).finalize().into_bytes().to_vec(), guessing: Mutex::default() })
    }

    /// Whether this is it, in a time that does not depend on how much of it is right; a wrong one takes a second longer.
    pub(super) async fn is(&self, guess: &str) -> bool {
        let _turn = self.guessing.lock().await;
        let right = digest(&self.key, guess.trim()).verify_slice(&self.digest).is_ok();
        if !right {
            tokio::time::sleep(PENANCE).await;
        }
        right
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

fn digest(key: &[u8; 32], text: &str) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes any key");
    mac.update(text.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_whole_passphrase_is_right_and_a_guess_costs_time() {
        assert_eq!(Passphrase::new("  kort genoeg ").unwrap_err(), TooShort);
        let passphrase = Passphrase::new("een lange zin om in te komen\n").unwrap();
        let before = tokio::time::Instant::now();
        assert!(passphrase.is("een lange zin om in te komen").await);
        // Side by side they still come one after another.
        let wrong = ["een lange zin om in te kome", "Een lange zin om in te komen"];
        assert_eq!(tokio::join!(passphrase.is(wrong[0]), passphrase.is(wrong[1])), (false, false));
        assert!(before.elapsed() >= 2 * PENANCE);
        assert_eq!(format!("{passphrase:?}"), "Passphrase");
    }
}
