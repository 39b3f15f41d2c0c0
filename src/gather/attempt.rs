//! An observation that means something only between two genuine logins that succeed (invariant 3 of the crate).

use jiff::Timestamp;

use crate::evidence::Gap;

/// What was seen in between. It can only be made by [`between_controls`], so there is none without its controls.
pub struct Attempt<T> {
    seen: T,
    controls: [Timestamp; 2],
}

impl<T> Attempt<T> {
    /// What was seen.
    pub fn into_inner(self) -> T {
        self.seen
    }

    /// When the genuine logins before and after it had succeeded.
    pub fn controls(&self) -> [Timestamp; 2] {
        self.controls
    }
}

/// Makes a genuine login, then acts, then makes a genuine login again.
///
/// # Errors
/// The gap of the control that failed, or that ended the act. What was seen in between is dropped with it: it tells nothing.
pub async fn between_controls<T, A: Future<Output = Result<T, Gap>>>(
    control: impl AsyncFn() -> Result<(), Gap>,
    act: impl FnOnce() -> A,
) -> Result<Attempt<T>, Gap> {
    control().await?;
    let before = Timestamp::now();
    let seen = act().await?;
    control().await?;
    Ok(Attempt { seen, controls: [before, Timestamp::now()] })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::evidence::{Blame, Reason};

    #[tokio::test]
    async fn a_failed_control_leaves_no_value() {
        let logins = Cell::new(0);
        let control = async || {
            logins.set(logins.get() + 1);
            if logins.get() == 2 { Err(Gap::new(Reason::ControlFailed, Blame::Target, "no")) } else { Ok(()) }
        };
        assert!(between_controls(control, async || Ok(7)).await.is_err());
    }
}
