//! Where a host leads somebody who comes without TLS: https on the same host first, only then elsewhere, so that the first
//! answer over https may say with HSTS that it stays so (RFC 6797 §7.2; `criteria.md` B1.4).

use super::{Fact, NotSeen, Read, Seen, Type, Value};
use crate::evidence::{
    Kind, Observation,
    exchange::Exchange,
    redirects::{End, Redirects},
};

const SAME: &str = "https op dezelfde host";
const OTHER_PORT: &str = "https op een andere poort";
const OTHER_HOST: &str = "https op een andere host";
const NOTHING: &str = "geen http";
const ERROR: &str = "alleen een foutmelding";
const NOWHERE: &str = "geen omleiding naar https";

const LEADS: &[&str] = &[SAME, OTHER_PORT, OTHER_HOST, NOTHING, ERROR, NOWHERE];

/// The table.
pub const FACTS: &[Fact] = &[Fact {
    name: "http.omleiding",
    says: "Wie zonder https komt, krijgt",
    on: &[Kind::Redirects],
    gives: Type::Choice(LEADS),
    from_start: false,
    read: |seen| {
        let Observation::Redirects(way) = seen.observation else {
            return Err(NotSeen::Missing("er is niet zonder https gekomen"));
        };
        Ok(Read::from(Value::Choice(leads(way, door(seen)))).noting(Some(told(way))))
    },
}];

/// The port of the front door that the place is about.
fn door(seen: &Seen<'_>) -> Option<u16> {
    match seen.place.variant {
        Some(crate::evidence::Variant::Address { port, .. }) => Some(port),
        _ => None,
    }
}

/// What decides is the first step that leaves http on this host: a redirect to http there is only a step on the way.
fn leads(way: &Redirects, door: Option<u16>) -> &'static str {
    let Some(first) = way.hops.first() else { return NOTHING };
    for hop in &way.hops {
        match &hop.location {
            Some(to) if to.scheme == "https" && to.host == first.address.host => {
                let port = to.port.unwrap_or(443);
                return if door.is_none_or(|door| door == port) { SAME } else { OTHER_PORT };
            }
            Some(to) if to.scheme == "https" => return OTHER_HOST,
            Some(to) if to.host == first.address.host => {}
            Some(_) => return NOWHERE,
            None if hop.status.is_some_and(|status| status >= 400) => return ERROR,
            None => return NOWHERE,
        }
    }
    NOWHERE
}

/// Each step with its status, and how it ended.
fn told(way: &Redirects) -> String {
    let step = |hop: &Exchange| {
        let status = hop.status.map_or_else(|| "geen antwoord".to_owned(), |status| status.to_string());
        format!("bij {} kwam {status}", hop.address)
    };
    let mut steps: Vec<String> = way.hops.iter().map(step).collect();
    let last = way.hops.last().and_then(|hop| hop.location.as_ref());
    steps.extend(last.map(|to| format!("dan {to}")));
    let end = match &way.end {
        End::Arrived => None,
        End::Broken(_) => Some("daar kwam geen antwoord"),
        End::Closed => Some("op poort 80 wordt elke verbinding geweigerd"),
        End::Endless => Some("de omleidingen houden niet op"),
        End::Outside => Some("daar is niet gekeken"),
        End::Silent => Some("op poort 80 komt geen verbinding tot stand"),
    };
    steps.extend(end.map(str::to_owned));
    steps.join("; ")
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::evidence::Address;

    fn way(steps: &[(&str, u16, &str)], end: End) -> Redirects {
        let address = |text: &str| text.parse::<Url>().ok().as_ref().map(Address::from);
        let hop = |(at, status, to): &(&str, u16, &str)| Exchange {
            method: "GET".to_owned(),
            address: address(at).unwrap(),
            status: Some(*status),
            location: address(to),
            headers: Vec::new(),
            cookies: Vec::new(),
            shown_in: None,
        };
        Redirects { hops: steps.iter().map(hop).collect(), end }
    }

    #[test]
    fn the_first_step_away_from_http_decides() {
        let leads = |steps: &[(&str, u16, &str)]| leads(&way(steps, End::Arrived), Some(443));
        let (http, https) = ("http://a.test/", "https://a.test/");
        assert_eq!(leads(&[(http, 301, https), (https, 302, "https://www.a.test/")]), SAME);
        assert_eq!(leads(&[(http, 302, "http://a.test/nl"), ("http://a.test/nl", 301, https)]), SAME);
        assert_eq!(leads(&[(http, 301, "https://a.test:8443/")]), OTHER_PORT);
        assert_eq!(leads(&[(http, 301, "https://www.a.test/")]), OTHER_HOST);
        assert_eq!(leads(&[(http, 301, "http://www.a.test/"), ("http://www.a.test/", 301, https)]), NOWHERE);
        assert_eq!(leads(&[(http, 200, "")]), NOWHERE);
        assert_eq!(leads(&[(http, 301, http), (http, 301, http)]), NOWHERE);
        assert_eq!(leads(&[(http, 403, "")]), ERROR);
        assert_eq!(leads(&[]), NOTHING);
    }

    #[test]
    fn every_step_is_told() {
        let told = |end| told(&way(&[("http://a.test/", 301, "https://b.test/x")], end));
        assert_eq!(told(End::Outside), "bij http://a.test/ kwam 301; dan https://b.test/x; daar is niet gekeken");
        assert_eq!(super::told(&way(&[], End::Closed)), "op poort 80 wordt elke verbinding geweigerd");
    }
}
