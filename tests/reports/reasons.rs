//! Every reason why something was not seen.

use std::collections::BTreeSet;

use toetssteen::evidence::{Blame, Reason};

/// Every reason once. The compiler names the one that is added later.
pub(super) fn every_reason() -> Vec<(Reason, Blame)> {
    let all = vec![
        (Reason::BrowserLost, Blame::Us),
        (Reason::BrowserMissing, Blame::Us),
        (Reason::ControlMissing { control: "inloggen".to_owned() }, Blame::Target),
        (Reason::ControlFailed, Blame::Digid),
        (Reason::DigidNotReached, Blame::Target),
        (Reason::FrontBlocks, Blame::Target),
        (Reason::Impossible, Blame::Us),
        (Reason::IdleOutsideWindow { measured_ms: 1_000_000, from_ms: 915_000, until_ms: 945_000 }, Blame::Us),
        (Reason::Interrupted, Blame::Us),
        (Reason::MetadataUnreadable, Blame::Target),
        (Reason::NameUnresolved { host: "mijn.voorbeeld.test".to_owned() }, Blame::Target),
        (Reason::NeverSettled { waited_ms: 30_000 }, Blame::Target),
        (Reason::NotReached { stopped: "failed/silence/start".parse().unwrap() }, Blame::Target),
        (Reason::OutsideTarget { host: "elders.voorbeeld.test".to_owned() }, Blame::Target),
        (Reason::PersonUnknown, Blame::Target),
        (Reason::RedirectLoop, Blame::Target),
        (Reason::ServerError { status: 502 }, Blame::Target),
        (Reason::SessionOver, Blame::Target),
        (Reason::SignUnfit, Blame::Target),
        (Reason::TlsFailed, Blame::Target),
        (Reason::TooLarge, Blame::Us),
        (Reason::Unreachable, Blame::Target),
        (Reason::WaitLeftOut, Blame::Us),
        (Reason::ControlAmbiguous { control: "inloggen".to_owned() }, Blame::Target),
        (Reason::ResolverFailed, Blame::Us),
        (Reason::ResolverUnfit, Blame::Us),
        (Reason::CertificateUnreadable, Blame::Target),
        (Reason::LogoutIgnored, Blame::Target),
        (Reason::EntityIdShared, Blame::Target),
        (Reason::CertificateRefused, Blame::Target),
        (Reason::LongLeftOut, Blame::Us),
        (Reason::BrowserLeftOut, Blame::Us),
    ];
    assert_eq!(all.iter().map(|(reason, _)| number(reason)).collect::<BTreeSet<u8>>().len(), 32);
    all
}

fn number(reason: &Reason) -> u8 {
    match reason {
        Reason::BrowserLost => 0,
        Reason::BrowserMissing => 1,
        Reason::ControlMissing { .. } => 2,
        Reason::ControlAmbiguous { .. } => 22,
        Reason::ControlFailed => 3,
        Reason::DigidNotReached => 4,
        Reason::Impossible => 5,
        Reason::IdleOutsideWindow { .. } => 6,
        Reason::Interrupted => 7,
        Reason::MetadataUnreadable => 8,
        Reason::NameUnresolved { .. } => 9,
        Reason::NeverSettled { .. } => 10,
        Reason::NotReached { .. } => 11,
        Reason::OutsideTarget { .. } => 12,
        Reason::RedirectLoop => 13,
        Reason::ServerError { .. } => 14,
        Reason::SessionOver => 15,
        Reason::SignUnfit => 16,
        Reason::TlsFailed => 17,
        Reason::TooLarge => 18,
        Reason::Unreachable => 19,
        Reason::WaitLeftOut => 20,
        Reason::FrontBlocks => 21,
        Reason::PersonUnknown => 23,
        Reason::ResolverFailed => 24,
        Reason::ResolverUnfit => 25,
        Reason::CertificateUnreadable => 26,
        Reason::LogoutIgnored => 27,
        Reason::EntityIdShared => 28,
        Reason::LongLeftOut => 30,
        Reason::BrowserLeftOut => 31,
        Reason::CertificateRefused => 29,
    }
}
