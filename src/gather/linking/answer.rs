//! Does the service come and fetch what DigiD has for it?

use std::time::Duration;

use super::{Lack, Notes, Stop, question::Asked, refused};
use crate::{
    digid::{Channel, Ledger, Trouble, TroubleKind},
    evidence::{
        message::{Binding, Message, MessageKind},
        objection::ObjectionCode as Code,
    },
    gather::{
        browser::Context,
        leg::{LOGIN, Leg},
        persons::Lease,
    },
};

/// After the page has come to rest the service has fetched the artifact, or is about to; some answer the browser first.
const LATE: Duration = Duration::from_secs(5);

/// What came in on the back channel.
enum Came {
    Message(Box<Message>),
    Trouble(Trouble),
}

/// Logs a person in at DigiD's page and sees the artifact fetched.
pub(super) async fn fetched<'a>(
    leg: &Leg<'a>,
    asked: Asked,
    notes: &mut Notes<'_>,
) -> Result<(Context, Lease<'a>), Stop> {
    let Asked { context, transaction } = asked;
    let ledger = leg.world.digid().map_err(Stop::Unseen)?.ledger();
    let (unjoined, troubles) = (ledger.unjoined().len(), ledger.troubles().len());
    let person = leg.persons.lease().await.ok_or_else(Stop::nobody)?;
    let pressed = leg.press_at_digid(&context, &person, LOGIN).await;
    let came = ledger.wait_until(|ledger| came(ledger, &transaction, unjoined, troubles), LATE).await;
    match came {
        Some(Came::Message(message)) => {
            accepted(&message)?;
            notes.warnings(&message);
            notes.fine("the service fetches the artifact, with its certificate and signature");
        }
        Some(Came::Trouble(trouble)) => return Err(failed(trouble.kind)),
        None => {
            let seen = pressed.err().map_or_else(|| "no connection was made".to_owned(), |gap| gap.detail);
            return Err(Stop::Lacks(Lack::FetchNotSeen, seen));
        }
    }
    Ok((context, person))
}

/// The question for this artifact, else another message, else a connection that failed. A service may try more than once.
fn came(ledger: &Ledger, transaction: &str, unjoined: usize, troubles: usize) -> Option<Came> {
    let asked = ledger.messages(transaction).into_iter().find(|message| message.artifact_resolve().is_some());
    let other = || ledger.unjoined().into_iter().skip(unjoined).find(|message| message.binding == Binding::Soap);
    let trouble = || ledger.troubles().into_iter().skip(troubles).find(|trouble| trouble.channel == Channel::Back);
    asked.or_else(other).map(|message| Came::Message(Box::new(message))).or_else(|| trouble().map(Came::Trouble))
}

fn failed(kind: TroubleKind) -> Stop {
    let lack = match &kind {
        TroubleKind::Untrusted { .. } => Lack::DigidUntrusted,
        TroubleKind::NothingThere { .. } => Lack::BackChannelAddress,
        TroubleKind::NoClientCertificate => Lack::CertificateMissing,
        TroubleKind::WrongClientCertificate { .. } => Lack::CertificateUntrusted,
        TroubleKind::Silent | TroubleKind::Tls { .. } => Lack::BackChannelTls,
    };
    Stop::Lacks(lack, kind.to_string())
}

/// Whether DigiD would hand out the message. The connection comes before what is said over it.
fn accepted(message: &Message) -> Result<(), Stop> {
    if let MessageKind::Unreadable(unreadable) = &message.kind {
        return Err(Stop::Lacks(Lack::FetchUnreadable, unreadable.reason.clone()));
    }
    let of = |code: Code| match code {
        Code::ClientCertificateMissing => Lack::CertificateMissing,
        Code::ClientCertificateUntrusted => Lack::CertificateUntrusted,
        Code::SignatureInvalid | Code::SignatureMissing => Lack::FetchSignature,
        _ => Lack::FetchRefused,
    };
    let connection = |code: Code| matches!(of(code), Lack::CertificateMissing | Lack::CertificateUntrusted);
    let first = refused(message).find(|one| connection(one.code)).or_else(|| refused(message).next());
    first.map_or(Ok(()), |one| Err(Stop::Lacks(of(one.code), one.text.clone())))
}
