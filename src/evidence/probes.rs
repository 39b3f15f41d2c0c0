//! The places that probes write, with the kind of observation at each.

use super::observation::Kind;

/// One kind of place a probe announces.
pub struct ProbeStop {
    /// First part of the place.
    pub journey: &'static str,
    /// What stands for the variant.
    pub variant: ProbeVariant,
    /// What stands for the mark.
    pub mark: ProbeMark,
    /// What is observed there.
    pub kind: Kind,
}

/// The variant of a probe's place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ProbeVariant {
    /// `host:port`.
    Address,
    /// A forgery, `class/name`.
    Forgery,
    /// A forged question to log out.
    ForgedLogout,
    /// A host name.
    Host,
    /// A name: the agent.
    Named,
    /// None.
    None,
}

/// The mark of a probe's place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ProbeMark {
    /// An IP address.
    Address,
    /// This name.
    Named(&'static str),
}

/// First part of the places of certificates that are looked at by themselves; the mark says what one is for.
pub const CERTIFICATE: &str = "certificate";

/// First part of the places of forged answers.
pub const FORGED: &str = "forged";

/// First part of the places of forged questions to log out.
pub const FORGED_LOGOUT: &str = "forged-logout";

/// The table.
pub const PROBES: &[ProbeStop] = &[
    // dns/mijn.voorbeeld.nl/name
    ProbeStop { journey: "dns", variant: ProbeVariant::Host, mark: ProbeMark::Named("name"), kind: Kind::Dns },
    // forged/signature/none/returned
    ProbeStop {
        journey: FORGED,
        variant: ProbeVariant::Forgery,
        mark: ProbeMark::Named("returned"),
        kind: Kind::Attempt,
    },
    // forged-logout/no-signature/told
    ProbeStop {
        journey: FORGED_LOGOUT,
        variant: ProbeVariant::ForgedLogout,
        mark: ProbeMark::Named("told"),
        kind: Kind::LogoutAttempt,
    },
    // certificate/metadata/achterkanaal/1
    ProbeStop {
        journey: CERTIFICATE,
        variant: ProbeVariant::Named,
        mark: ProbeMark::Named("achterkanaal"),
        kind: Kind::Certificate,
    },
    // certificate/metadata/onbekend/1
    ProbeStop {
        journey: CERTIFICATE,
        variant: ProbeVariant::Named,
        mark: ProbeMark::Named("onbekend"),
        kind: Kind::Certificate,
    },
    // certificate/metadata/ondertekenen/1
    ProbeStop {
        journey: CERTIFICATE,
        variant: ProbeVariant::Named,
        mark: ProbeMark::Named("ondertekenen"),
        kind: Kind::Certificate,
    },
    // certificate/metadata/versleutelen/1
    ProbeStop {
        journey: CERTIFICATE,
        variant: ProbeVariant::Named,
        mark: ProbeMark::Named("versleutelen"),
        kind: Kind::Certificate,
    },
    // certificate/metadata/website/1
    ProbeStop {
        journey: CERTIFICATE,
        variant: ProbeVariant::Named,
        mark: ProbeMark::Named("website"),
        kind: Kind::Certificate,
    },
    // http/mijn.voorbeeld.nl:443/options
    ProbeStop {
        journey: "http",
        variant: ProbeVariant::Address,
        mark: ProbeMark::Named("options"),
        kind: Kind::Exchange,
    },
    // http/mijn.voorbeeld.nl:443/plain
    ProbeStop {
        journey: "http",
        variant: ProbeVariant::Address,
        mark: ProbeMark::Named("plain"),
        kind: Kind::Redirects,
    },
    // http/mijn.voorbeeld.nl:443/root
    ProbeStop { journey: "http", variant: ProbeVariant::Address, mark: ProbeMark::Named("root"), kind: Kind::Exchange },
    // http/mijn.voorbeeld.nl:443/trace
    ProbeStop {
        journey: "http",
        variant: ProbeVariant::Address,
        mark: ProbeMark::Named("trace"),
        kind: Kind::Exchange,
    },
    // metadata/sp
    ProbeStop { journey: "metadata", variant: ProbeVariant::None, mark: ProbeMark::Named("sp"), kind: Kind::Metadata },
    // sign/http/measured
    ProbeStop { journey: "sign", variant: ProbeVariant::Named, mark: ProbeMark::Named("measured"), kind: Kind::Sign },
    // tls/mijn.voorbeeld.nl:443/[::1]
    ProbeStop { journey: "tls", variant: ProbeVariant::Address, mark: ProbeMark::Address, kind: Kind::Tls },
];
