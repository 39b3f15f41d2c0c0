//! What the service and DigiD exchange before the first login: metadata, certificates, keys. As docs/koppelen.md says it.

use std::{fs, path::Path, process::Command};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};

use super::super::called::Desk;

/// Fills the folders `saml` and `tls` of the service.
pub(super) async fn link(desk: &Desk, home: &Path, metadata: &str) {
    let keep = |name: &str, text: &str| fs::write(home.join(name), text).unwrap();
    for folder in ["saml", "tls"] {
        fs::create_dir_all(home.join(folder)).unwrap();
    }
    asked(desk, &["client-certificate", "--out", "dienst/saml"]).await;
    keep("saml/digid-metadata.xml", &asked(desk, &["metadata"]).await);
    let digid_ca = asked(desk, &["ca"]).await;
    keep("tls/digid-ca.pem", &digid_ca);

    // Apache wants the certificate with its key in one file and the rest of the chain in another.
    let chain = fs::read_to_string(home.join("saml/chain.pem")).unwrap();
    let end = "-----END CERTIFICATE-----\n";
    let (leaf, rest) = chain.split_once(end).unwrap();
    let leaf = format!("{leaf}{end}");
    keep("saml/leaf.pem", &leaf);
    keep("tls/client.pem", &format!("{leaf}{}", fs::read_to_string(home.join("saml/key.pem")).unwrap()));
    keep("tls/client-chain.pem", rest);
    let ca = web(&keep);
    fs::write(desk.path("ca.pem"), format!("{ca}{digid_ca}")).unwrap();

    let base64: String = leaf.lines().filter(|line| !line.starts_with("-----")).collect();
    sign(home, &metadata.replace("{CERTIFICAAT}", &base64));
}

/// What `toetssteen digid` prints when it is asked for this.
pub(super) async fn asked(desk: &Desk, errand: &[&str]) -> String {
    let called = desk.call(&[&["digid"], errand, &["--config", "aansluiting.toml"]].concat()).await;
    assert_eq!(called.status, Some(0), "{errand:?}: {}", called.stderr);
    called.stdout
}

/// A certificate for the names under which Apache listens, and the authority it is from.
fn web(keep: &impl Fn(&str, &str)) -> String {
    let mut authority = CertificateParams::new([]).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    authority.distinguished_name.push(DnType::CommonName, "CA of the service");
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let names = ["mijn.mellon.test", "was.digid.localhost"].map(str::to_owned);
    let mut leaf = CertificateParams::new(names).unwrap();
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate().unwrap();
    keep("tls/web.pem", &leaf.signed_by(&key, &authority).unwrap().pem());
    keep("tls/web.key", &key.serialize_pem());
    keep("tls/ca.pem", &authority.pem());
    authority.pem()
}

fn sign(home: &Path, metadata: &str) {
    let unsigned = home.join("saml/unsigned.xml");
    fs::write(&unsigned, metadata).unwrap();
    let mut command = Command::new("xmlsec1");
    command.arg("--sign").arg("--privkey-pem").arg(home.join("saml/key.pem"));
    command.args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor", "--output"]);
    let output = command.arg(home.join("saml/sp-metadata.xml")).arg(unsigned).output();
    let output = output.expect("the program xmlsec1 is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
