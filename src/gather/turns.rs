//! Who may act: so many at once in the browsers, and on DigiD's back channel all together or one alone. Whoever wakes goes
//! before everybody who has not begun, and whoever needs the back channel alone does not come last: nobody else acts then,
//! and a run is over when its last journey is.

use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard, Semaphore, SemaphorePermit};

/// The turns of one run.
pub(super) struct Turns {
    /// Turns to act in a browser.
    browser: Semaphore,
    /// Who has not begun queues here first, one behind the other, so that at most one of them is ahead of who wakes.
    door: Semaphore,
    /// DigiD's back channel: shared by those that need it, held alone by one that closes it.
    back_channel: RwLock<()>,
}

/// A turn to act in a browser, and a share in DigiD's back channel.
pub(super) struct Acting<'a> {
    _share: Option<RwLockReadGuard<'a, ()>>,
    _turn: Option<SemaphorePermit<'a>>,
}

/// How somebody comes to act.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Comes {
    /// Holding the back channel already.
    Alone,
    /// For the first time.
    First,
    /// Before a wait or after one.
    Waits,
}

impl Turns {
    pub(super) fn new(at_once: usize) -> Self {
        Self { browser: Semaphore::new(at_once.max(1)), door: Semaphore::new(1), back_channel: RwLock::default() }
    }

    /// Waits for a turn. The share comes first: whoever closes the back channel waits for all shares, and they need turns.
    pub(super) async fn act(&self, comes: Comes) -> Option<Acting<'_>> {
        let _door = if comes == Comes::First { Some(self.door.acquire().await.ok()?) } else { None };
        let share = if comes == Comes::Alone { None } else { Some(self.back_channel.read().await) };
        Some(Acting { _share: share, _turn: Some(self.browser.acquire().await.ok()?) })
    }

    /// Waits for a share in the back channel alone: who asks over HTTP needs no browser.
    pub(super) async fn share(&self) -> Option<Acting<'_>> {
        Some(Acting { _share: Some(self.back_channel.read().await), _turn: None })
    }

    /// Waits until nobody uses the back channel, and keeps everybody from it.
    pub(super) async fn alone(&self) -> RwLockWriteGuard<'_, ()> {
        self.back_channel.write().await
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn whoever_wakes_goes_before_those_who_have_not_begun() {
        let turns = Turns::new(1);
        let acting = turns.act(Comes::First).await;
        let [mut ahead, mut behind] = [Comes::First; 2].map(|comes| Box::pin(turns.act(comes)));
        let mut woken = Box::pin(turns.act(Comes::Waits));
        assert!(ahead.as_mut().now_or_never().is_none() && behind.as_mut().now_or_never().is_none());
        assert!(woken.as_mut().now_or_never().is_none());
        drop(acting);
        let acting = ahead.await;
        assert!(behind.as_mut().now_or_never().is_none() && woken.as_mut().now_or_never().is_none());
        drop(acting);
        assert!(behind.as_mut().now_or_never().is_none());
        assert!(woken.now_or_never().is_some());
        assert!(behind.now_or_never().is_some());
    }

    #[tokio::test]
    async fn whoever_closes_the_back_channel_is_alone_and_does_not_come_last() {
        let turns = Turns::new(2);
        let both = (turns.act(Comes::First).await, turns.act(Comes::First).await);
        let mut alone = Box::pin(turns.alone());
        assert!(alone.as_mut().now_or_never().is_none());
        let mut next = Box::pin(turns.act(Comes::First));
        assert!(next.as_mut().now_or_never().is_none());
        drop(both);
        let alone = alone.now_or_never().expect("nobody who came later is before it");
        assert!(next.as_mut().now_or_never().is_none());
        assert!(turns.act(Comes::Alone).now_or_never().is_some());
        drop(alone);
        assert!(next.now_or_never().is_some());
    }
}
