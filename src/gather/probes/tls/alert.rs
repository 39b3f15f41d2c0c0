//! What the alerts of a server say about the version it was asked for.

/// How much an alert says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Weight {
    /// No to what was offered.
    Refusal,
    /// Something went wrong there; said twice while another version works, it is a no.
    Trouble,
    /// It is about something else than what was offered.
    Elsewhere,
}

/// Number, name and weight (IANA, TLS Alerts).
const ALERTS: [(u8, &str, Weight); 24] = [
    (0, "close_notify", Weight::Trouble),
    (10, "unexpected_message", Weight::Trouble),
    (20, "bad_record_mac", Weight::Trouble),
    (22, "record_overflow", Weight::Trouble),
    (30, "decompression_failure", Weight::Trouble),
    (40, "handshake_failure", Weight::Refusal),
    (42, "bad_certificate", Weight::Elsewhere),
    (47, "illegal_parameter", Weight::Trouble),
    (48, "unknown_ca", Weight::Elsewhere),
    (49, "access_denied", Weight::Elsewhere),
    (50, "decode_error", Weight::Trouble),
    (51, "decrypt_error", Weight::Trouble),
    (60, "export_restriction", Weight::Refusal),
    (70, "protocol_version", Weight::Refusal),
    (71, "insufficient_security", Weight::Refusal),
    (80, "internal_error", Weight::Trouble),
    (86, "inappropriate_fallback", Weight::Refusal),
    (90, "user_canceled", Weight::Elsewhere),
    (109, "missing_extension", Weight::Refusal),
    (110, "unsupported_extension", Weight::Trouble),
    (112, "unrecognized_name", Weight::Elsewhere),
    (115, "unknown_psk_identity", Weight::Elsewhere),
    (116, "certificate_required", Weight::Elsewhere),
    (120, "no_application_protocol", Weight::Elsewhere),
];

/// Name and weight of an alert.
pub(super) fn alert(number: u8) -> (String, Weight) {
    let known = ALERTS.iter().find(|(known, _, _)| *known == number);
    known.map_or_else(
        || (format!("alert {number}"), Weight::Trouble),
        |(_, name, weight)| (format!("alert {name}"), *weight),
    )
}
