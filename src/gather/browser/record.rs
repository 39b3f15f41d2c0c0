//! Turns what the browser reported into exchanges, and learns every secret in it.

use url::Url;

use super::{
    context::Context,
    error::BrowserError,
    hub::Hub,
    trail::{Hop, Sort},
};
use crate::{
    evidence::{
        exchange::{Exchange, ShownIn},
        redaction::Redactor,
    },
    gather::kept::{self, RawExchange, learn_header},
};

/// Exchanges in one look.
const MOST: usize = 200;

/// What went over the line.
pub struct Traffic {
    /// Requests since the last look, oldest first, at most 200.
    pub exchanges: Vec<Exchange>,
    /// What the page in the newest window was answered with.
    pub status: Option<u16>,
}

impl Context {
    /// Everything requested since the last look; of the page itself nothing is read.
    ///
    /// # Errors
    /// [`BrowserError::Lost`] when the browser is gone.
    pub async fn traffic(&self, redactor: &Redactor) -> Result<Traffic, BrowserError> {
        kept::learn(&self.credentials().await?, redactor);
        let window = self.window()?;
        let (hops, status) = {
            let mut state = self.activity.state();
            let hops = state.trail.take(self.link.limits.fetch).into_iter();
            let hops = hops.map(|hop| (state.frames.shown_in(&hop), hop)).collect();
            (hops, state.statuses.get(&window).copied())
        };
        Ok(Traffic { exchanges: exchanges(hops, &self.link.hub, redactor), status })
    }
}

/// The exchanges of these hops, oldest first, at most 200: scripted requests that set no cookie are left out first.
fn exchanges(hops: Vec<(Option<ShownIn>, Hop)>, hub: &Hub, redactor: &Redactor) -> Vec<Exchange> {
    for authorization in hops.iter().filter_map(|(_, hop)| hop.authorization.as_ref()) {
        learn_header("authorization", authorization, redactor);
    }
    let raw = hops.iter().filter_map(|(shown_in, hop)| Some((hop.sort, exchange(hop, *shown_in, hub)?)));
    let raw: Vec<(Sort, RawExchange)> =
        raw.filter(|(sort, raw)| *sort != Sort::Part || !raw.set_cookies.is_empty()).collect();
    raw.iter().for_each(|(_, raw)| raw.learn(redactor));
    let mut surplus = raw.len().saturating_sub(MOST);
    let mut exchanges = Vec::new();
    for (sort, raw) in raw {
        if surplus > 0 && sort == Sort::Scripted && raw.set_cookies.is_empty() {
            surplus -= 1;
        } else if exchanges.len() < MOST {
            exchanges.push(raw.kept(redactor));
        }
    }
    exchanges
}

fn exchange(hop: &Hop, shown_in: Option<ShownIn>, hub: &Hub) -> Option<RawExchange> {
    // Headers of one name come as one, a line each.
    let lines = hop.answer.iter().flat_map(|(name, value)| value.split('\n').map(move |line| (name, line)));
    Some(RawExchange {
        method: hop.method.clone(),
        url: Url::parse(&hop.url).ok()?,
        status: hop.status,
        headers: lines.map(|(name, line)| (name.clone(), line.to_owned())).collect(),
        set_cookies: set_cookies(hop, hub),
        shown_in,
    })
}

fn set_cookies(hop: &Hop, hub: &Hub) -> Vec<String> {
    let nth = usize::try_from(hop.redirects).unwrap_or(usize::MAX);
    if let Some(lines) = hub.raw_cookies(&hop.request, nth) {
        return lines;
    }
    let lines = hop.answer.iter().filter(|(name, _)| name == "set-cookie");
    lines.flat_map(|(_, value)| value.split('\n')).map(str::to_owned).collect()
}
