//! The answers of DigiD.
/// One.
pub struct Answer {
    /// Name.
    pub name: &'static str,
}
/// The table.
pub const ANSWERS: &[Answer] = &[
    Answer { name: "inloggen" },
    Answer { name: "annuleren" },
    Answer { name: "no-authn-context" },
    Answer { name: "request-denied" },
    Answer { name: "requester" },
    Answer { name: "responder" },
    Answer { name: "artifact-unknown" },
    Answer { name: "artifact-expired" },
    Answer { name: "http-404" },
    Answer { name: "http-500" },
    Answer { name: "soap-fault" },
    Answer { name: "silence" },
    Answer { name: "dropped" },
];
