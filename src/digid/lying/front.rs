//! How a lie sends the browser back to the service.

use axum::response::Response;
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::DeflateEncoder};
use http::StatusCode;
use std::io::Write as _;
use url::Url;

use super::{Lie, compose};
use crate::{
    checklist::delivery::{ArtifactForm, Delivery},
    digid::{
        login::see_other,
        logins::{Issued, Login, Verdict},
        pages,
        shared::Shared,
    },
    saml::Artifact,
};

/// Gives an artifact for the lie and sends the browser back in the way that the forgery says.
pub(in crate::digid) fn send_back(shared: &Shared, transaction: &str, lie: Lie) -> Response {
    let broken = |why: &str| {
        tracing::error!("a forged answer cannot be sent: {why}");
        pages::message(StatusCode::INTERNAL_SERVER_ERROR, "Dit antwoord kan niet worden gegeven.")
    };
    let Some(login) = shared.logins().answer(transaction) else { return pages::finished() };
    let Ok(artifact) = Artifact::new(shared.names.entity_id.as_str(), rand::random()) else {
        return broken("no artifact");
    };
    let Ok(mut address) = Url::parse(&login.acs) else { return broken("the service has no address") };
    let written = written(&artifact, lie.forgery.artifact);
    let delivery = lie.forgery.delivery;
    let relay_state = match &lie.forgery.relay_state {
        Some(other) => Some(other.clone()).filter(|other| !other.is_empty()),
        None => login.relay_state.clone(),
    };
    let mut fields = Vec::new();
    match delivery {
        Delivery::ResponseByPost | Delivery::ResponseByRedirect => match response(shared, &lie, &login, transaction) {
            Ok(response) => {
                let deflated = delivery == Delivery::ResponseByRedirect;
                let bytes = if deflated { deflate(&response) } else { response.into_bytes() };
                fields.push(("SAMLResponse", STANDARD.encode(bytes)));
            }
            Err(why) => return broken(&why),
        },
        _ => fields.extend(written.clone().map(|written| ("SAMLart", written))),
    }
    fields.extend(relay_state.map(|relay_state| ("RelayState", relay_state)));
    let (sent, artifact_sha256) = (login.acs.clone(), artifact.sha256());
    if let Some(written) = written.filter(|_| lie.forgery.artifact.is_answered()) {
        shared.logins().issue(Issued::forged(transaction, login, written, lie));
    }
    shared.record_sent(transaction, &sent, artifact_sha256, "vals");
    if matches!(delivery, Delivery::ArtifactByPost | Delivery::ResponseByPost) {
        return pages::post(address.as_str(), &fields);
    }
    address.query_pairs_mut().extend_pairs(&fields);
    shared.logins().sent(transaction, address.as_str());
    see_other(address.as_str())
}

/// An artifact as it is written; nothing where it is left out.
fn written(artifact: &Artifact, form: ArtifactForm) -> Option<String> {
    let genuine = artifact.to_string();
    let bytes = STANDARD.decode(&genuine).unwrap_or_default();
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = bytes.clone();
        change(&mut bytes);
        Some(STANDARD.encode(bytes))
    };
    match form {
        ArtifactForm::Absent => None,
        ArtifactForm::Empty => Some(String::new()),
        ArtifactForm::Genuine | ArtifactForm::Unknown => Some(genuine),
        ArtifactForm::Long => with(&|bytes| bytes.extend([0; 4])),
        ArtifactForm::NotBase64 => Some("dit is geen artifact!".to_owned()),
        ArtifactForm::OtherIndex => with(&|bytes| bytes[2..4].copy_from_slice(&[0, 9])),
        ArtifactForm::OtherSource => with(&|bytes| bytes[4..24].reverse()),
        ArtifactForm::OtherType => with(&|bytes| bytes[1] = 3),
        ArtifactForm::Short => with(&|bytes| bytes.truncate(40)),
    }
}

/// The Response alone, as it stands in the message.
fn response(shared: &Shared, lie: &Lie, login: &Login, transaction: &str) -> Result<String, String> {
    let liar = shared.liar.as_ref().ok_or("this DigiD does not lie")?;
    let sent = compose::Sent { resolve_id: "_none", artifact: "" };
    let forged = compose::compose(shared, liar, lie, login, transaction, &sent).map_err(|error| error.to_string())?;
    let text = String::from_utf8(forged.sent).map_err(|error| error.to_string())?;
    let from = text.find("<samlp:Response").ok_or("there is no Response")?;
    let until = text.rfind("</samlp:Response>").ok_or("there is no Response")? + "</samlp:Response>".len();
    Ok(text[from..until].to_owned())
}

fn deflate(text: &str) -> Vec<u8> {
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = deflated.write_all(text.as_bytes());
    deflated.finish().unwrap_or_default()
}

impl Issued {
    fn forged(transaction: &str, login: Login, written: String, lie: Lie) -> Self {
        Self {
            transaction: transaction.to_owned(),
            login,
            verdict: Verdict::Lie(Box::new(lie)),
            written,
            at: tokio::time::Instant::now(),
            asked: 0,
        }
    }
}
