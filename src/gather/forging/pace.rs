//! How fast a service is attacked: never faster than it was asked for, and by few at once.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::sync::{Mutex, Semaphore, SemaphorePermit};

use crate::gather::route::Route;

/// At once where every host of the target is on this machine, and elsewhere.
const AT_ONCE_HERE: usize = 8;
const AT_ONCE_ELSEWHERE: usize = 4;

/// The pace of one run.
pub(in crate::gather) struct Pace {
    at_once: Semaphore,
    between: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// At most so many attempts a second, where somebody said so.
    pub(in crate::gather) fn new<'a>(
        hosts: impl IntoIterator<Item = &'a String>,
        routes: &[Route],
        rate: Option<u32>,
    ) -> Self {
        let here = |host: &String| {
            let mut routes = routes.iter().filter(|route| route.host == *host).map(|route| route.to).peekable();
            routes.peek().is_some() && routes.all(|to: SocketAddr| to.ip().is_loopback())
        };
        let at_once = if hosts.into_iter().all(here) { AT_ONCE_HERE } else { AT_ONCE_ELSEWHERE };
        let between = rate.map_or(Duration::ZERO, |rate| Duration::from_secs(1) / rate.max(1));
        Self { at_once: Semaphore::new(at_once), between, next: Mutex::default() }
    }

    /// Waits for a turn to attack.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        let turn = self.at_once.acquire().await.ok()?;
        if !self.between.is_zero() {
            let mut next = self.next.lock().await;
            if let Some(at) = *next {
                tokio::time::sleep_until(at.into()).await;
            }
            *next = Some(Instant::now() + self.between);
        }
        Some(turn)
    }
}
