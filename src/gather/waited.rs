//! How long nobody touched a session.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::error::{NetworkError, millis};
use crate::evidence::session::Idle;

/// The beginning of a wait, by both clocks, and how long it may have lasted.
#[derive(Clone, Copy, Debug)]
pub struct Waited {
    /// By the monotonic clock.
    pub since: Instant,
    /// By the wall clock, which goes on while a machine sleeps.
    pub wall: Timestamp,
    /// Shortest and longest idle time from which something follows.
    pub window: (Duration, Duration),
    /// After how long a session must end.
    pub limit: Duration,
}

impl Waited {
    /// The idle time up to now.
    ///
    /// # Errors
    /// `IdleOutsideWindow` where one of the clocks says that it does not lie in the window.
    pub fn measure(&self) -> Result<Idle, NetworkError> {
        let wall = Timestamp::now().duration_since(self.wall);
        let wall = Duration::try_from(wall).unwrap_or_default();
        let idle = Idle {
            monotonic_ms: millis(self.since.elapsed()),
            wall_ms: millis(wall),
            limit_ms: Some(millis(self.limit)),
        };
        let (from_ms, until_ms) = (millis(self.window.0), millis(self.window.1));
        for measured_ms in [idle.monotonic_ms, idle.wall_ms] {
            if !(from_ms..=until_ms).contains(&measured_ms) {
                return Err(NetworkError::IdleOutsideWindow { measured_ms, from_ms, until_ms });
            }
        }
        Ok(idle)
    }
}
