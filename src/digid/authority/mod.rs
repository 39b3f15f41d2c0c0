//! Keys and certificates of the simulation, in the shape of PKIoverheid: root, domain, TSP, leaf. Made at first use, kept in a state directory.

mod profile;
mod store;

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use rcgen::{Issuer, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use sha2::{Digest, Sha256};

use self::profile::{Ca, Leaf};
use crate::{
    checklist::delivery::WrongCertificate,
    evidence::hex,
    saml::{Certificate, CertificateError, SignError, SigningKey},
};

/// OIN of the simulated DigiD; the prefix 00000099 is for tests.
const OWN_OIN: &str = "00000099000000001000";

/// The name in the certificate of the key that DigiD signs its messages with.
const SAML_NAME: &str = "SIMULATIE DigiD SAML-ondertekening (TEST)";

/// A host that is not DigiD's.
const OTHER_HOST: &str = "elders.test";

/// Why keys and certificates could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// A certificate in the state directory.
    #[error("{path}: {reason}; remove this directory to make it anew")]
    Broken {
        /// The directory of the certificate.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file system.
    #[error("{path}: {source}")]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// Making a certificate.
    #[error("a certificate cannot be made: {0}")]
    Make(#[from] rcgen::Error),
    /// Not an OIN.
    #[error("an OIN has 20 digits, {0:?} has not")]
    Oin(String),
    /// A PEM text.
    #[error("the PEM cannot be read: {0}")]
    Pem(#[from] rustls::pki_types::pem::Error),
    /// A certificate.
    #[error(transparent)]
    Read(#[from] CertificateError),
    /// A signing key.
    #[error(transparent)]
    Sign(#[from] SignError),
}

/// A certificate chain (leaf first) and its key, both PEM.
#[derive(Clone, Eq, PartialEq)]
pub struct PemBundle {
    /// The leaf, then its intermediates; the root is not in it.
    pub chain: String,
    /// PKCS#8.
    pub key: String,
}

impl PemBundle {
    /// The chain in DER.
    pub fn certificates(&self) -> Result<Vec<CertificateDer<'static>>, AuthorityError> {
        Ok(CertificateDer::pem_slice_iter(self.chain.as_bytes()).collect::<Result<_, _>>()?)
    }

    /// The key in DER.
    pub fn private_key(&self) -> Result<PrivateKeyDer<'static>, AuthorityError> {
        Ok(PrivateKeyDer::from_pem_slice(self.key.as_bytes())?)
    }
}

impl fmt::Debug for PemBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PemBundle({} bytes of chain)", self.chain.len())
    }
}

/// The certificate authority of the simulation.
#[derive(Debug)]
pub struct Authority {
    state: PathBuf,
    root: PemBundle,
    root_der: Vec<u8>,
    domain: PemBundle,
    tsp: PemBundle,
}

impl Authority {
    /// Loads the authority in this directory, or makes it there.
    pub fn open(state: &Path) -> Result<Self, AuthorityError> {
        let root = store::load_or_make(state, "root", || profile::root(Ca::Root))?;
        let domain = store::load_or_make(state, "domein", || profile::ca(Ca::Domain, &issuer(&root)?))?;
        let tsp = store::load_or_make(state, "tsp", || profile::ca(Ca::Tsp, &issuer(&domain)?))?;
        let root_der = CertificateDer::from_pem_slice(root.chain.as_bytes())?.to_vec();
        Ok(Self { state: state.to_owned(), root, root_der, domain, tsp })
    }

    /// The root, PEM.
    pub fn root_pem(&self) -> &str {
        &self.root.chain
    }

    /// The root, DER.
    pub fn root_der(&self) -> &[u8] {
        &self.root_der
    }

    /// The connection certificate of a service, made at first use. The same name and OIN give the same certificate.
    pub fn issue_afnemer(&self, common_name: &str, oin: &str) -> Result<PemBundle, AuthorityError> {
        if oin.len() != 20 || !oin.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AuthorityError::Oin(oin.to_owned()));
        }
        self.leaf("afnemer", &Leaf { common_name, oin, hosts: &[], over: false })
    }

    /// The web certificate of a host.
    pub(super) fn web(&self, host: &str) -> Result<PemBundle, AuthorityError> {
        self.leaf("web", &Leaf { common_name: host, oin: OWN_OIN, hosts: &[host], over: false })
    }

    /// The key DigiD signs its messages with.
    pub(super) fn saml_key(&self) -> Result<SigningKey, AuthorityError> {
        let leaf = Leaf { common_name: SAML_NAME, oin: OWN_OIN, hosts: &[], over: false };
        let bundle = self.leaf("saml", &leaf)?;
        let certificate = CertificateDer::from_pem_slice(bundle.chain.as_bytes())?;
        Ok(SigningKey::new(&bundle.key, Certificate::from_der(&certificate)?)?)
    }

    /// A key whose certificate bears DigiD's name and was given by nobody known.
    pub(super) fn stranger_key(&self) -> Result<SigningKey, AuthorityError> {
        let bundle =
            self.by_stranger("saml", &Leaf { common_name: SAML_NAME, oin: OWN_OIN, hosts: &[], over: false })?;
        let certificate = CertificateDer::from_pem_slice(bundle.chain.as_bytes())?;
        Ok(SigningKey::new(&bundle.key, Certificate::from_der(&certificate)?)?)
    }

    /// A web certificate of a host with one thing wrong with it.
    pub(super) fn wrong_web(&self, host: &str, wrong: WrongCertificate) -> Result<PemBundle, AuthorityError> {
        let leaf = Leaf { common_name: host, oin: OWN_OIN, hosts: &[host], over: false };
        match wrong {
            // What is over would be refused when it is loaded again, so it is made at every start.
            WrongCertificate::Expired => self.below_tsp(&Leaf { over: true, ..leaf }),
            WrongCertificate::OtherName => self.web(OTHER_HOST),
            WrongCertificate::Untrusted => self.by_stranger("web", &leaf),
        }
    }

    fn by_stranger(&self, kind: &str, leaf: &Leaf<'_>) -> Result<PemBundle, AuthorityError> {
        let stranger = store::load_or_make(&self.state, "vreemde", || profile::root(Ca::Tsp))?;
        store::load_or_make(&self.state, &named(&format!("vreemd-{kind}"), leaf), || leaf.issue(&issuer(&stranger)?))
    }

    fn below_tsp(&self, leaf: &Leaf<'_>) -> Result<PemBundle, AuthorityError> {
        let mut made = leaf.issue(&issuer(&self.tsp)?)?;
        made.chain.push_str(&self.tsp.chain);
        made.chain.push_str(&self.domain.chain);
        Ok(made)
    }

    fn leaf(&self, kind: &str, leaf: &Leaf<'_>) -> Result<PemBundle, AuthorityError> {
        store::load_or_make(&self.state, &named(kind, leaf), || self.below_tsp(leaf))
    }
}

/// Named by digest: a common name comes from a target file and is no part of a path.
fn named(kind: &str, leaf: &Leaf<'_>) -> String {
    let digest = hex(&Sha256::digest(format!("{}\n{}", leaf.common_name, leaf.oin)));
    format!("{kind}-{}", &digest[..16])
}

fn issuer(bundle: &PemBundle) -> Result<Issuer<'static, KeyPair>, AuthorityError> {
    Ok(Issuer::from_ca_cert_pem(&bundle.chain, KeyPair::from_pem(&bundle.key)?)?)
}

/// PKIoverheid G1 issues RSA with 2048 bits or more.
fn key_pair() -> Result<KeyPair, AuthorityError> {
    Ok(KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?)
}
