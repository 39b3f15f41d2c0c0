//! What messages are made with.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use tempfile::TempDir;
use toetssteen::{
    checklist::Forgery,
    evidence::Betrouwbaarheidsniveau,
    saml::{
        ArtifactResponse, Assertion, Response, SigningKey,
        forging::{Forged, Keys, Values, forge},
    },
};

use crate::digid::{service::Service, world::authority};

const ACS: &str = "https://mijn.voorbeeldstad.test/saml/acs";

/// What every message here is made with.
pub(in crate::saml) struct Bench {
    pub(in crate::saml) digid: SigningKey,
    stranger: SigningKey,
    _state: TempDir,
}

impl Bench {
    pub(in crate::saml) fn new() -> Self {
        let (state, authority) = authority();
        let (digid, stranger) = (Service::new(&authority).key, Service::other(&authority).key);
        Self { digid, stranger, _state: state }
    }

    pub(in crate::saml) fn forge(&self, forgery: Option<&Forgery>, values: &Values) -> Forged {
        let bsn = values.person.parse().unwrap();
        let assertion = Assertion {
            id: "_verklaring",
            bsn: &bsn,
            level: values.level.unwrap(),
            audience: &values.entity_id,
            authenticated_at: values.at,
            session_index: "index",
            address: "127.0.0.1",
            signed: true,
        };
        let response =
            Response { id: "_antwoord", in_response_to: &values.request_id, acs: &values.acs, outcome: Ok(assertion) };
        let message = ArtifactResponse {
            id: "_omslag",
            at: values.at,
            in_response_to: &values.resolve_id,
            issuer: &values.digid,
            outcome: Ok(Some(response)),
        };
        let steps = forgery.map(|forgery| forgery.steps.as_slice()).unwrap_or_default();
        forge(&message, steps, values, Keys { digid: &self.digid, stranger: &self.stranger })
            .unwrap_or_else(|error| panic!("{}: {error}", forgery.map(Forgery::id).unwrap_or_default()))
    }

    pub(in crate::saml) fn values(&self, nth: usize) -> Values {
        let persons = ["999900006", "999905405", "999910814", "999916233"];
        let at: Timestamp = "2026-03-04T05:06:07Z".parse().unwrap();
        Values {
            at: at + jiff::SignedDuration::from_secs(86_461 * i64::try_from(nth).unwrap()),
            acs: format!("{ACS}/{nth}"),
            artifact: Some(format!("artifact{nth}")),
            digid: format!("https://was{nth}.digid.test/saml/idp/metadata"),
            entity_id: format!("https://dienst{nth}.voorbeeldstad.test/saml/metadata"),
            request_id: format!("_vraag{nth}"),
            resolve_id: format!("_resolve{nth}"),
            level: Some(Betrouwbaarheidsniveau::ALL[1 + nth % 2]),
            session_index: Some("index".to_owned()),
            person: persons[nth % 3].to_owned(),
            other_person: Some(persons[nth % 3 + 1].to_owned()),
            other_request_id: Some(format!("_andere{nth}")),
            canary: format!("http://127.0.0.1:9/kanarie{nth}"),
            certificate: STANDARD.encode(self.digid.certificate().der()),
            stranger_certificate: STANDARD.encode(self.stranger.certificate().der()),
            key_value: self.stranger.key_value().unwrap(),
        }
    }
}
