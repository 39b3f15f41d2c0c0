//! Moments in SAML: UTC, ending in Z (koppelvlak 3.7 Stap 2).

use jiff::Timestamp;

use crate::evidence::message::InstantSeen;

/// Writes a moment as DigiD does: UTC, whole seconds, final Z.
pub fn format_instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Reads what a message wrote. A moment without any offset is read as UTC, and is not `utc`.
pub fn read_instant(written: &str) -> InstantSeen {
    let at = written.parse::<Timestamp>().ok().or_else(|| {
        let local = written.parse::<jiff::civil::DateTime>().ok()?;
        local.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    });
    InstantSeen { written: written.to_owned(), utc: written.ends_with('Z') && at.is_some(), at }
}
