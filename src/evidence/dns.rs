//! What the DNS says of one host name, and whether that can be believed.

use std::net::IpAddr;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tls::Known;

/// One host name, looked up and validated from the trust anchor down (RFC 4035).
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DnsName {
    /// When the answer was complete.
    pub at: Timestamp,
    /// The name that was asked, then each name that it is an alias of (CNAME), in order; without the last dot, lower case.
    pub names: Vec<String>,
    /// Every address (A and AAAA) of the last of them.
    pub addresses: Vec<IpAddr>,
    /// Whether it can be believed: the weakest of all these names decides.
    pub security: Security,
    /// Who may give out certificates for it (RFC 8659).
    pub caa: Known<CaaRecords>,
    /// The resolver that answered, `address:port`.
    pub resolver: String,
    /// How many questions were sent.
    pub queries: u32,
}

/// What validation says of a name, in the words of RFC 4035 §4.3; what it cannot say is a gap.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Security {
    /// Signed, and every signature leads to the trust anchor.
    Secure {
        /// The zone that signs it.
        zone: String,
    },
    /// Proved to have no signatures that lead to the trust anchor.
    Insecure {
        /// The name of which this holds: the one that was asked, or an alias on the way.
        name: String,
        /// The highest zone that has none.
        zone: String,
        /// Why it has none.
        why: Unsigned,
    },
    /// It should be signed, and is not, or wrongly.
    Bogus {
        /// The name of which this holds: the one that was asked, or an alias on the way.
        name: String,
        /// The zone in which it goes wrong.
        zone: String,
        /// What is wrong there.
        flaw: Flaw,
    },
}

/// Why a zone has no signatures that lead to the trust anchor.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unsigned {
    /// It is signed with algorithms only that count no more.
    Algorithm,
    /// The zone above has no DS record for it.
    Delegation,
}

/// What is wrong with a signature.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Flaw {
    /// Its time is over.
    Expired {
        /// When it ended.
        ended: Timestamp,
    },
    /// There is none, and there must be one.
    Missing,
    /// No key of the zone is the one that the zone above names (DS).
    NoMatchingKey,
    /// Its time has not come.
    TooEarly {
        /// When it begins.
        begins: Timestamp,
    },
    /// It does not fit what it signs.
    Wrong,
}

/// The CAA records that count for a name.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CaaRecords {
    /// The name they stand at: the one asked or the nearest above it; nothing where none has any.
    pub at: Option<String>,
    /// As they are written in a zone: `0 issue "ca.example"`.
    pub records: Vec<String>,
}
