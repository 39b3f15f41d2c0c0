//! The places that probes write, spelled out, and what things are called in the news.

use super::plan::PlannedAansluiting;
use crate::{
    checklist::{ForgedLogout, Forgery},
    evidence::{
        Mark, Place, Variant, Word,
        certificate::Usage,
        probes::{CERTIFICATE, FORGED, FORGED_LOGOUT},
        session::Agent,
    },
};

pub(super) fn metadata_place(planned: &PlannedAansluiting<'_>) -> Place {
    probe_place(planned, "metadata", None, named("sp"))
}

pub(super) fn sign_place(planned: &PlannedAansluiting<'_>, agent: Agent) -> Place {
    let agent = match agent {
        Agent::Browser => "browser",
        Agent::Http => "http",
    };
    probe_place(planned, "sign", Some(Variant::Named(word(agent))), named("measured"))
}

pub(super) fn door_place(planned: &PlannedAansluiting<'_>, probe: &str, host: &str, port: u16, mark: Mark) -> Place {
    probe_place(planned, probe, Some(Variant::Address { host: host.to_owned(), port }), mark)
}

/// The `nth` certificate of this use that was found somewhere.
pub(super) fn certificate_place(
    planned: &PlannedAansluiting<'_>,
    found: &str,
    usage: Option<Usage>,
    nth: u32,
) -> Place {
    certificate_at(planned.prefix.clone(), found, usage, nth)
}

/// The same of a connection that no target file names.
pub(super) fn certificate_at(aansluiting: Option<Word>, found: &str, usage: Option<Usage>, nth: u32) -> Place {
    let mark = named(usage.map_or("onbekend", Usage::word));
    let variant = Some(Variant::Named(word(found)));
    Place { aansluiting, journey: word(CERTIFICATE), variant, context: None, mark, nth: Some(nth) }
}

pub(super) fn host_place(planned: &PlannedAansluiting<'_>, host: &str) -> Place {
    probe_place(planned, "dns", Some(Variant::host(host)), named("name"))
}

pub(super) fn forged_place(planned: &PlannedAansluiting<'_>, forgery: &Forgery) -> Place {
    probe_place(planned, FORGED, Some(forgery.variant()), named("returned"))
}

pub(super) fn forged_logout_place(planned: &PlannedAansluiting<'_>, forgery: &ForgedLogout) -> Place {
    probe_place(planned, FORGED_LOGOUT, Some(Variant::Named(forgery.name.clone())), named("told"))
}

fn probe_place(planned: &PlannedAansluiting<'_>, probe: &str, variant: Option<Variant>, mark: Mark) -> Place {
    Place { aansluiting: planned.prefix.clone(), journey: word(probe), variant, context: None, mark, nth: None }
}

/// How something of one connection is called in the news, where a target may have more of them.
pub(super) fn told(aansluiting: Option<&Word>, name: &str) -> String {
    aansluiting.map_or_else(|| name.to_owned(), |of| format!("{of}:{name}"))
}

pub(super) fn nowhere() -> Place {
    Place::new(word("run"), word("end"))
}

pub(super) fn named(name: &str) -> Mark {
    Mark::Named(word(name))
}

#[expect(clippy::expect_used, reason = "only called with names written here")]
fn word(name: &str) -> Word {
    name.parse().expect("a name written in this file")
}
