//! An `AuthnRequest` as it comes or would come to DigiD, read from an address or a form.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use super::{
    front_judgement::Question,
    objections::Objections,
    settings::{Names, Provider},
};
use crate::{
    evidence::{
        message::{Binding, Message, MessageKind, SignatureSeen, Unreadable},
        objection::ObjectionCode,
    },
    saml::{AuthnRequest, Certificate, RedirectQuery, XmlText, decode_base64},
    target::Paths,
};

/// One that could be read.
pub(super) struct Asked {
    pub(super) binding: Binding,
    pub(super) request: AuthnRequest,
    pub(super) relay_state: Option<String>,
    /// The query whose bytes a signature covers.
    query: Option<RedirectQuery>,
}

impl Asked {
    /// Reads the query of an address, as it was written.
    ///
    /// # Errors
    /// What cannot be read, in words.
    pub(super) fn by_redirect(raw: &str) -> Result<Self, String> {
        let query = RedirectQuery::parse(raw).map_err(|error| error.to_string())?;
        let message = query.message().map_err(|error| error.to_string())?;
        let request = AuthnRequest::parse(message).map_err(|error| error.to_string())?;
        let relay_state = query.relay_state();
        Ok(Self { binding: Binding::Redirect, request, relay_state, query: Some(query) })
    }

    /// Reads the fields of a form.
    ///
    /// # Errors
    /// What cannot be read, in words.
    pub(super) fn by_post(body: &[u8]) -> Result<Self, String> {
        let bytes = field(body, REQUEST).and_then(|text| decode_base64(&text));
        let bytes = bytes.ok_or_else(|| "there is no SAMLRequest in base64".to_owned())?;
        let request = XmlText::new(&bytes).and_then(AuthnRequest::parse).map_err(|error| error.to_string())?;
        Ok(Self { binding: Binding::Post, request, relay_state: field(body, "RelayState"), query: None })
    }

    /// Verifies its signature with the certificates of this service.
    pub(super) fn verify(&self, provider: &Provider) -> SignatureSeen {
        self.verify_with(provider.metadata.signing())
    }

    /// What can be said of its signature where nobody said which certificate it must be made with.
    fn unverified(&self) -> SignatureSeen {
        match self.verify_with(&[]) {
            SignatureSeen::Invalid { algorithm, .. } => SignatureSeen::Unverifiable { algorithm },
            seen => seen,
        }
    }

    fn verify_with(&self, pinned: &[Certificate]) -> SignatureSeen {
        match &self.query {
            Some(query) => query.verify(pinned),
            None => self.request.verify(pinned),
        }
    }
}

/// The question that was kept back on its way to this address, judged as DigiD would: the bytes of a form, or else the query
/// of the address. Nothing where it carries no question. Where it is not known which service asks, nothing is held against it
/// that only its metadata could tell.
pub fn kept_back(address: &Url, body: Option<&[u8]>, asks: Option<&Arc<Provider>>) -> Option<Message> {
    let query = address.query().unwrap_or_default();
    let (binding, asked) = match body {
        Some(body) => (Binding::Post, field(body, REQUEST).map(|_| Asked::by_post(body))?),
        None => (Binding::Redirect, field(query.as_bytes(), REQUEST).map(|_| Asked::by_redirect(query))?),
    };
    let now = Timestamp::now();
    let message = |kind, signature, objections: Objections| Message {
        at: now,
        transaction: None,
        binding,
        kind,
        signature,
        objections: objections.0,
    };
    let asked = match asked {
        Ok(asked) => asked,
        Err(reason) => {
            let mut objections = Objections::default();
            objections.refuse(ObjectionCode::Unparsable, reason.clone());
            let kind = MessageKind::Unreadable(Unreadable { reason });
            return Some(message(kind, SignatureSeen::Absent, objections));
        }
    };
    // DigiD is whoever was asked.
    let front = address.join("/").ok()?;
    let paths = Paths { sso: address.path().to_owned(), ..Paths::default() };
    let question = Question {
        request: &asked.request,
        binding,
        relay_state: asked.relay_state.as_deref(),
        id_used_before: false,
        names: &Names { entity_id: front.clone(), back: front.clone(), front, paths },
        now,
    };
    let judged = match asks {
        Some(provider) => question.judge(std::slice::from_ref(provider), |provider| asked.verify(provider)),
        None => question.by_itself(asked.unverified()),
    };
    let seen = MessageKind::AuthnRequest(question.seen(judged.acs.as_deref()));
    Some(message(seen, judged.signature, judged.objections))
}

const REQUEST: &str = "SAMLRequest";

fn field(body: &[u8], name: &str) -> Option<String> {
    url::form_urlencoded::parse(body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
