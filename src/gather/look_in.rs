//! Asking the protected page with a browser whether a session is alive, where an HTTP client cannot see it: the page puts
//! its text together with scripts, or a front lets only browsers through.

use jiff::Timestamp;
use url::Url;

use super::{
    browser::{Context, Traffic},
    credentials::Credentials,
    error::NetworkError,
    waited::Waited,
    world::World,
};
use crate::{
    evidence::{
        Gap,
        session::{Agent, Knock},
    },
    target::Locator,
};

/// Knocks with a copy of these credentials in a clean context, which has no cache to answer from.
///
/// # Errors
/// Where neither alive nor dead can be said, as with the knock over HTTP.
pub(super) async fn look_in(
    world: &World<'_>,
    protected: &Url,
    mark: &Locator,
    credentials: &Credentials,
    waited: Option<Waited>,
) -> Result<Knock, Gap> {
    let context = world.browsers.context().await?;
    let looked = look(world, &context, protected, mark, credentials, waited).await;
    context.close().await;
    looked
}

async fn look(
    world: &World<'_>,
    context: &Context,
    protected: &Url,
    mark: &Locator,
    credentials: &Credentials,
    waited: Option<Waited>,
) -> Result<Knock, Gap> {
    context.carry(credentials).await?;
    let idle = waited.as_ref().map(Waited::measure).transpose()?;
    context.open(protected).await?;
    let borne = context.bears(mark).await?;
    let Traffic { exchanges, status } = context.traffic(&world.redactor).await?;
    let at_digid = |host: &str| world.digid_hosts.contains(host);
    let passed_digid = exchanges.iter().any(|hop| at_digid(&hop.address.host));
    if let Some(status @ (408 | 425 | 429 | 500..=599)) = status
        && !passed_digid
    {
        let host = context.url().await?.host_str().unwrap_or_default().to_owned();
        return Err(NetworkError::ServerError { host, status }.into());
    }
    Ok(Knock {
        at: Timestamp::now(),
        agent: Agent::Browser,
        alive: borne && !passed_digid && status.is_none_or(|status| (200..300).contains(&status)),
        passed_digid,
        hops: exchanges.into_iter().take_while(|hop| !at_digid(&hop.address.host)).collect(),
        idle,
    })
}
