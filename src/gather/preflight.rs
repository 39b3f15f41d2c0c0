//! A look before the run: is there a driver for a browser, do the names resolve, does TLS answer, can the metadata be read, do the clocks agree.

use std::fmt;

use jiff::{Timestamp, fmt::rfc2822};
use url::Url;

use super::{error::NetworkError, order::Order, probes, probing, world::world};
use crate::{evidence::Gap, saml::Certificate};

/// More than this and times in messages are judged wrongly; in seconds.
const CLOCK_TOLERANCE: i64 = 30;

/// One line of the preflight.
#[derive(Debug)]
pub struct Line {
    what: String,
    found: Result<String, String>,
}

/// Looks; nothing of it is evidence, and a problem does not stop the run: it will show as a gap, with its reason.
///
/// # Errors
/// When the network cannot be set up.
pub async fn look(order: &Order<'_>) -> Result<Vec<Line>, NetworkError> {
    let world = world(order)?;
    let problem = |gap: Gap| world.redactor.detail(&gap.detail);
    let mut lines = Vec::new();
    let journeys = order.plan.aansluitingen.iter().any(|planned| !planned.journeys.is_empty());
    if journeys && !order.plan.without_browser {
        let found = world.browsers.driver().map(|path| path.display().to_string()).map_err(|error| error.to_string());
        lines.push(Line { what: "browser driver".to_owned(), found });
    }
    for planned in &order.plan.aansluitingen {
        for (host, port) in planned.aansluiting.front_doors() {
            let found = match world.network.addresses(&host, port).await {
                Ok(addresses) => Ok(addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
                Err(error) => Err(problem(error.into())),
            };
            lines.push(Line { what: format!("name {host}"), found });
            let Ok(url) = Url::parse(&format!("https://{host}:{port}/")) else { continue };
            match probes::http::ask(&world.network, &world.redactor, url).await {
                Ok(exchange) => {
                    lines.push(Line {
                        what: format!("https {host}:{port}"),
                        found: Ok(format!("status {}", exchange.status.unwrap_or_default())),
                    });
                    lines.extend(exchange.header("date").map(|date| clock(&host, date)));
                }
                Err(error) => {
                    lines.push(Line { what: format!("https {host}:{port}"), found: Err(problem(error.into())) });
                }
            }
        }
        let Some(address) = &planned.aansluiting.metadata else { continue };
        let metadata = probing::read_metadata(&world, address).await;
        if let Ok(metadata) = &metadata {
            let others = metadata.hosts().into_iter().filter(|host| !order.plan.hosts.contains(host));
            lines.extend(others.map(|host| unnamed(&world.redactor.detail(&host))));
            lines
                .extend(metadata.signing().iter().filter_map(|certificate| out_of_date(certificate, Timestamp::now())));
        }
        let found = metadata.map(|metadata| world.redactor.detail(metadata.entity_id())).map_err(problem);
        lines.push(Line { what: "metadata".to_owned(), found });
    }
    Ok(lines)
}

/// A host that only the metadata names: nothing is sent there.
fn unnamed(host: &str) -> Line {
    let why = format!(
        "it names {host}, which the target file does not; add [hosts.\"{host}\"] with its `connect` if it belongs to the service"
    );
    Line { what: "metadata".to_owned(), found: Err(why) }
}

/// A certificate that may not be used now: DigiD takes no new one from metadata by itself.
fn out_of_date(certificate: &Certificate, now: Timestamp) -> Option<Line> {
    let (from, until) = certificate.validity()?;
    let day = |at: Timestamp| at.strftime("%Y-%m-%d");
    let when = match now {
        now if now > until => format!("was valid until {}", day(until)),
        now if now < from => format!("is not valid before {}", day(from)),
        _ => return None,
    };
    let why = format!("the certificate in it {when}; put a valid one in the metadata and hand them in at Logius");
    Some(Line { what: "metadata".to_owned(), found: Err(why) })
}

fn clock(host: &str, date: &str) -> Line {
    let what = format!("clock {host}");
    let Ok(theirs) = rfc2822::parse(date) else {
        return Line { what, found: Err("its Date header cannot be read".to_owned()) };
    };
    let ahead = theirs.timestamp().as_second() - Timestamp::now().as_second();
    let found = if ahead.abs() <= CLOCK_TOLERANCE {
        Ok("agrees with ours".to_owned())
    } else {
        Err(format!("{ahead} seconds ahead of ours"))
    };
    Line { what, found }
}

impl Line {
    /// Whether something was found that will be missing in the run.
    pub fn is_problem(&self) -> bool {
        self.found.is_err()
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.found {
            Ok(found) => write!(f, "ok       {}: {found}", self.what),
            Err(problem) => write!(f, "problem  {}: {problem}", self.what),
        }
    }
}
