//! Status codes of SAML, nested as DigiD nests them (koppelvlak 3.7 Foutmeldingen).

const PREFIX: &str = "urn:oasis:names:tc:SAML:2.0:status:";

/// Why DigiD does not give what was asked. Success is not among them: where success is possible a `Result` says so.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Failure {
    /// The service did something wrong.
    Requester(Option<SubStatus>),
    /// DigiD could not do what was asked.
    Responder(Option<SubStatus>),
}

/// The code below `Requester` or `Responder`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SubStatus {
    /// The citizen cancelled, or has not the right sector.
    AuthnFailed,
    /// The level asked for was not reached.
    NoAuthnContext,
    /// Not everybody who took part in a session confirmed that it is over.
    PartialLogout,
    /// DigiD does not do this, or the citizen does not want it.
    RequestDenied,
}

/// The code of a message that went well.
pub fn success_code() -> String {
    format!("{PREFIX}Success")
}

impl Failure {
    /// URI of the outer code.
    pub fn code(self) -> String {
        let name = match self {
            Self::Requester(_) => "Requester",
            Self::Responder(_) => "Responder",
        };
        format!("{PREFIX}{name}")
    }

    /// URI of the code inside it.
    pub fn sub_code(self) -> Option<String> {
        let (Self::Requester(sub) | Self::Responder(sub)) = self;
        let name = match sub? {
            SubStatus::AuthnFailed => "AuthnFailed",
            SubStatus::NoAuthnContext => "NoAuthnContext",
            SubStatus::PartialLogout => "PartialLogout",
            SubStatus::RequestDenied => "RequestDenied",
        };
        Some(format!("{PREFIX}{name}"))
    }

    /// Both codes, the outer one first.
    pub fn codes(self) -> Vec<String> {
        std::iter::once(self.code()).chain(self.sub_code()).collect()
    }
}
