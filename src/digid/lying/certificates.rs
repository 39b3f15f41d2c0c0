//! The certificate that the back channel shows: its own, or a wrong one for a while.

use std::sync::{Arc, PoisonError, RwLock};

use rustls::{
    crypto::CryptoProvider,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

use crate::{
    checklist::delivery::WrongCertificate,
    digid::{
        authority::{Authority, AuthorityError, PemBundle},
        running::StartError,
    },
};

/// Shows one of several certificates.
#[derive(Debug)]
pub(in crate::digid) struct BackCertificates {
    own: Arc<CertifiedKey>,
    wrong: Vec<(WrongCertificate, Arc<CertifiedKey>)>,
    shown: RwLock<Option<WrongCertificate>>,
}

impl BackCertificates {
    /// The one of this host, and where this DigiD lies the wrong ones too.
    pub(in crate::digid) fn new(
        authority: &Authority,
        host: &str,
        lies: bool,
        crypto: &CryptoProvider,
    ) -> Result<Self, StartError> {
        let read = |bundle: &PemBundle| {
            let key = CertifiedKey::from_der(bundle.certificates()?, bundle.private_key()?, crypto)?;
            Ok::<_, StartError>(Arc::new(key))
        };
        let kinds = [WrongCertificate::Expired, WrongCertificate::OtherName, WrongCertificate::Untrusted];
        let wrong = kinds.into_iter().filter(|_| lies).map(|kind| {
            let bundle: Result<PemBundle, AuthorityError> = authority.wrong_web(host, kind);
            Ok::<_, StartError>((kind, read(&bundle?)?))
        });
        Ok(Self {
            own: read(&authority.web(host)?)?,
            wrong: wrong.collect::<Result<_, _>>()?,
            shown: RwLock::default(),
        })
    }

    /// Shows this one from now on; its own again where none is named.
    pub(in crate::digid) fn show(&self, wrong: Option<WrongCertificate>) {
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = wrong;
    }
}

impl ResolvesServerCert for BackCertificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let shown = *self.shown.read().unwrap_or_else(PoisonError::into_inner);
        let Some(shown) = shown else { return Some(Arc::clone(&self.own)) };
        self.wrong.iter().find(|(kind, _)| *kind == shown).map(|(_, key)| Arc::clone(key))
    }
}
