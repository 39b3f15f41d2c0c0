//! An issuer of certificates, by OpenSSL: good ones and those that no library makes any more.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use super::servers::HOST;

const SETTINGS: &str = "
[ca]
new_certs_dir = .
database = db
default_md = sha256
policy = any
rand_serial = yes
unique_subject = no
[any]
C = optional
O = optional
CN = optional
serialNumber = optional
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[website]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:mijn.voorbeeldstad.test
authorityInfoAccess = OCSP;URI:http://ocsp.voorbeeldstad.test/
[elsewhere]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:elders.voorbeeldstad.test
[uzi]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = clientAuth,serverAuth
subjectAltName = otherName:2.5.5.5;IA5STRING:2.16.528.1.1003.1.3.5.5.2-1-12345678-S-90000111-00.000-00000000
[server]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = clientAuth,serverAuth
certificatePolicies = 2.16.528.1.1003.1.2.8.6
";

/// Where an issuer that answers is asked: what it issued itself, and the one below the root. `AT` is its address.
const ANSWERS: &str = "
[authority-asked]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
crlDistributionPoints = URI:http://AT/root.crl
[asked]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:mijn.voorbeeldstad.test
authorityInfoAccess = OCSP;URI:http://AT/ocsp
[listed]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:mijn.voorbeeldstad.test
crlDistributionPoints = URI:http://AT/issuer.crl
[unaskable]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:mijn.voorbeeldstad.test
crlDistributionPoints = URI:https://AT/issuer.crl
[delegate]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = OCSPSigning
[no-delegate]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
[part]
issuingDistributionPoint = critical,@here
[here]
fullname = URI:http://AT/issuer.crl
[another-part]
issuingDistributionPoint = critical,@elsewhere-list
[elsewhere-list]
fullname = URI:http://AT/another.crl
[of-authorities]
issuingDistributionPoint = critical,@authorities-only
[authorities-only]
fullname = URI:http://AT/issuer.crl
onlyCA = TRUE
[of-some-reasons]
issuingDistributionPoint = critical,@some-reasons
[some-reasons]
fullname = URI:http://AT/issuer.crl
onlysomereasons = keyCompromise
[of-others]
issuingDistributionPoint = critical,@others
[others]
fullname = URI:http://AT/issuer.crl
indirectCRL = TRUE
[relative]
issuingDistributionPoint = critical,@by-name
[by-name]
relativename = its-name
[its-name]
CN = Een deel
[delta]
deltaCRL = critical,ASN1:INTEGER:1
";

/// An issuer: a root that is trusted, and one below it that issues.
pub(crate) struct Issuer(TempDir);

/// A certificate that it issued.
pub(crate) struct Issued {
    pub(crate) pem: String,
    pub(crate) key: String,
    pub(crate) path: PathBuf,
}

/// What a certificate is.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) subject: &'a str,
    /// Arguments of `openssl req -newkey`.
    pub(crate) key: &'a [&'a str],
    pub(crate) hash: &'a str,
    /// A section of the settings.
    pub(crate) section: &'a str,
    /// Days from now until its first day and its last.
    pub(crate) days: (i64, i64),
}

const CA: [&str; 5] = ["ca", "-config", "settings", "-name", "ca"];

pub(crate) const EC: &[&str] = &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

impl Default for Asked<'_> {
    fn default() -> Self {
        Self { subject: "/CN=website", key: EC, hash: "sha256", section: "website", days: (-30, 300) }
    }
}

impl Issuer {
    pub(crate) fn new() -> Self {
        Self::with(SETTINGS, "authority")
    }

    /// One that can be asked at this address whether it revoked a certificate.
    pub(crate) fn asked_at(at: SocketAddr) -> Self {
        Self::with(&format!("{SETTINGS}{}", ANSWERS.replace("AT", &at.to_string())), "authority-asked")
    }

    fn with(settings: &str, below: &str) -> Self {
        let issuer = Self(tempfile::tempdir().unwrap());
        fs::write(issuer.path("settings"), settings).unwrap();
        fs::write(issuer.path("db"), "").unwrap();
        let authority = |subject, section| Asked { subject, section, days: (-300, 3000), ..Asked::default() };
        issuer.issue("root", None, authority("/CN=Wortel", "authority"));
        issuer.issue("issuer", Some("root"), authority("/CN=Uitgever", below));
        issuer
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn pem(&self, name: &str) -> String {
        fs::read_to_string(self.path(&format!("{name}.pem"))).unwrap()
    }

    /// A certificate by the one below the root.
    pub(crate) fn website(&self, name: &str, asked: Asked<'_>) -> Issued {
        self.issue(name, Some("issuer"), asked)
    }

    /// A certificate by an issuer, or by itself.
    pub(crate) fn issue(&self, name: &str, by: Option<&str>, asked: Asked<'_>) -> Issued {
        let file = |end: &str| format!("{name}.{end}");
        let request = ["req", "-new", "-nodes", "-keyout", &file("key"), "-out", &file("csr"), "-subj", asked.subject];
        self.openssl(&[&request[..], &["-newkey"], asked.key].concat());
        let day = |days: i64| {
            // Half a day more, so that no second decides how many whole days are left.
            let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * days + 12);
            at.strftime("%Y%m%d%H%M%SZ").to_string()
        };
        let (from, until) = (day(asked.days.0), day(asked.days.1));
        let issuer = by.unwrap_or(name);
        let (key, certificate) = (format!("{issuer}.key"), format!("{issuer}.pem"));
        let by = if by.is_some() { vec!["-cert", &certificate] } else { vec!["-selfsign"] };
        let issue =
            ["ca", "-config", "settings", "-name", "ca", "-batch", "-notext", "-md", asked.hash, "-keyfile", &key];
        let (csr, pem) = (file("csr"), file("pem"));
        let how = ["-in", &csr, "-out", &pem, "-extfile", "settings", "-extensions", asked.section];
        self.openssl(&[&issue[..], &by, &how, &["-startdate", &from, "-enddate", &until]].concat());
        let read = |end: &str| fs::read_to_string(self.path(&file(end))).unwrap();
        Issued { pem: read("pem"), key: read("key"), path: self.path(&file("pem")) }
    }

    /// Another certificate for the key of one that there is.
    pub(crate) fn again(&self, name: &str, other: &str) {
        let (csr, pem) = (format!("{name}.csr"), format!("{other}.pem"));
        let issue = ["ca", "-config", "settings", "-name", "ca", "-batch", "-notext", "-keyfile", "issuer.key"];
        let how = ["-cert", "issuer.pem", "-in", &csr, "-out", &pem, "-extfile", "settings", "-extensions", "server"];
        self.openssl(&[&issue[..], &how, &["-days", "30"]].concat());
    }

    pub(crate) fn revoke(&self, name: &str) {
        let certificate = format!("{name}.pem");
        self.openssl(&[&CA[..], &["-keyfile", "issuer.key", "-cert", "issuer.pem", "-revoke", &certificate]].concat());
    }

    /// The list of what was revoked so far, DER, signed by one of its authorities.
    pub(crate) fn list(&self, by: &str, how: &[&str]) -> Vec<u8> {
        let (key, certificate) = (format!("{by}.key"), format!("{by}.pem"));
        let signer = ["-gencrl", "-md", "sha256", "-keyfile", &key, "-cert", &certificate, "-out", "list.pem"];
        let how = if how.is_empty() { &["-crldays", "7"] } else { how };
        self.openssl(&[&CA[..], &signer, how].concat());
        self.openssl(&["crl", "-in", "list.pem", "-outform", "DER", "-out", "list.crl"]);
        fs::read(self.path("list.crl")).unwrap()
    }

    /// What the responder of the issuer answers to a question, DER: signed with this certificate.
    pub(crate) fn respond(&self, question: &[u8], signer: &str, how: &[&str]) -> Vec<u8> {
        fs::write(self.path("question"), question).unwrap();
        let (certificate, key) = (format!("{signer}.pem"), format!("{signer}.key"));
        let signed = ["-CA", "issuer.pem", "-rsigner", &certificate, "-rkey", &key];
        let asked = ["ocsp", "-index", "db", "-reqin", "question", "-respout", "response"];
        self.openssl(&[&asked[..], &signed, how].concat());
        fs::read(self.path("response")).unwrap()
    }

    /// Forgets every certificate, as an issuer that never gave one.
    pub(crate) fn forget(&self) {
        fs::write(self.path("db"), "").unwrap();
    }

    /// What the issuer answers about a certificate that it issued.
    pub(crate) fn answer(&self, name: &str, revoked: bool) -> PathBuf {
        let certificate = format!("{name}.pem");
        if revoked {
            self.revoke(name);
        }
        let answer = format!("{name}.ocsp");
        self.openssl(&[
            "ocsp",
            "-index",
            "db",
            "-CA",
            "issuer.pem",
            "-rsigner",
            "issuer.pem",
            "-rkey",
            "issuer.key",
            "-issuer",
            "issuer.pem",
            "-cert",
            &certificate,
            "-ndays",
            "7",
            "-respout",
            &answer,
            "-noverify",
        ]);
        self.path(&answer)
    }

    fn openssl(&self, arguments: &[&str]) {
        // An answer of OCSP is asked for by nobody: the request is made from the same arguments.
        let output = Command::new("openssl")
            .args(arguments)
            .current_dir(self.0.path())
            .env("OPENSSL_CONF", "/dev/null")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The name that websites are asked for.
pub(crate) const WEBSITE: &str = HOST;
