//! Who may act: so many at once in the browsers, and on DigiD's back channel all together or one alone.

use tokio::sync::{RwLockReadGuard, SemaphorePermit};

use super::world::World;

/// A turn to act in a browser, and a share in DigiD's back channel.
pub(super) struct Acting<'a> {
    _share: Option<RwLockReadGuard<'a, ()>>,
    _turn: SemaphorePermit<'a>,
}

/// Waits for a turn. The share comes first: whoever closes the back channel waits for all shares, and they need turns.
pub(super) async fn act<'a>(world: &'a World<'_>, alone: bool) -> Option<Acting<'a>> {
    let share = if alone { None } else { Some(world.back_channel.read().await) };
    Some(Acting { _share: share, _turn: world.turns.acquire().await.ok()? })
}
