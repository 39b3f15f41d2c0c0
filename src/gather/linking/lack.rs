//! Everything that a link between a service and the simulated DigiD can lack, in the order in which it is looked for.

use Lack::*;

/// One cause; the table says what each is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Lack {
    BackChannelAddress,
    BackChannelTls,
    CertificateMissing,
    CertificateUntrusted,
    ControlMissing,
    DigidNotAsked,
    DigidRefuses,
    DigidUntrusted,
    FetchNotSeen,
    FetchRefused,
    FetchSignature,
    FetchUnreadable,
    LoginNotSeen,
    MetadataAcs,
    MetadataEntityId,
    MetadataHost,
    MetadataKey,
    MetadataSignature,
    MetadataUnreachable,
    MetadataUnreadable,
    NameUnresolved,
    OtherDigid,
    PageMissing,
    PortSilent,
    RequestAcs,
    RequestDestination,
    RequestIssuer,
    RequestSignature,
    RequestUnreadable,
    SignAlwaysThere,
    SsoAddress,
    Tls,
}

/// A row of the table.
#[derive(Debug)]
pub struct Cause {
    pub(super) lack: Lack,
    /// The name that a reader finds it by.
    pub name: &'static str,
    /// What is the matter, as a sentence.
    pub sentence: &'static str,
    /// What to do about it.
    pub advice: &'static str,
}

/// Every cause with its words.
#[rustfmt::skip]
pub const CAUSES: &[Cause] = &[
    // the service
    cause(NameUnresolved, "name-unresolved", "a host of the service has no address",
        "write the name right, or say under [hosts] in the target file where it is reached"),
    cause(PortSilent, "port-silent", "nothing answers where the service should be",
        "start the service, or say under [hosts] in the target file where it listens"),
    cause(Tls, "tls", "no TLS connection with the service can be made",
        "give the service a certificate for this name, and name its CA under [vertrouwen] if it is your own"),
    // its metadata
    cause(MetadataUnreachable, "metadata-unreachable", "the metadata of the service cannot be fetched",
        "let `metadata` in the target file be the address where the service shows its metadata"),
    cause(MetadataUnreadable, "metadata-unreadable", "what is at the address of the metadata is no metadata of a service",
        "show one EntityDescriptor with an SPSSODescriptor there, without a DOCTYPE"),
    cause(MetadataEntityId, "metadata-entity-id", "the metadata has an empty entityID",
        "give the service an entityID, and let it be the Issuer of its messages"),
    cause(MetadataKey, "metadata-key", "the metadata has no certificate to verify signatures with",
        "put the certificate with which the service signs in a KeyDescriptor use=\"signing\""),
    cause(MetadataSignature, "metadata-signature", "the metadata is not signed with a key that stands in it",
        "sign the metadata with the key of the service, enveloped, RSA-SHA256"),
    cause(MetadataAcs, "metadata-acs", "the metadata names no address to return to over HTTP-Artifact",
        "add an AssertionConsumerService with Binding HTTP-Artifact: DigiD answers over no other"),
    cause(MetadataHost, "metadata-host", "the metadata names an address to return to that is not of this service",
        "let the AssertionConsumerService be an https address at a host of the target file, or add that host there"),
    // the way to DigiD
    cause(PageMissing, "page-missing", "the page where logging in begins does not come",
        "let `start` under [aansluiting.paginas] be the page with the DigiD control"),
    cause(ControlMissing, "control-missing", "the DigiD control is not on the page, or cannot be pressed",
        "name it under [aansluiting.bediening]: inloggen = { tekst = \"…\" } or { selector = \"…\" }"),
    cause(OtherDigid, "other-digid", "the DigiD control leads to another host than the simulated DigiD",
        "give the service the metadata of the simulated DigiD: `toetssteen digid metadata`"),
    cause(SsoAddress, "sso-address", "the service goes to the simulated DigiD, but to an address where nothing is",
        "take the address of SingleSignOnService from the metadata of the simulated DigiD"),
    cause(DigidNotAsked, "digid-not-asked", "the DigiD control is pressed and no question comes to DigiD",
        "look in the log of the service: does it know the metadata of the simulated DigiD, and its own key?"),
    // the question
    cause(RequestUnreadable, "request-unreadable", "DigiD cannot read the AuthnRequest",
        "send it as SAML asks: deflated and in base64 over HTTP-Redirect, in base64 over HTTP-POST"),
    cause(RequestIssuer, "request-issuer", "the AuthnRequest comes from another than the metadata names",
        "let its Issuer be the entityID of the metadata, to the letter"),
    cause(RequestSignature, "request-signature", "the signature of the AuthnRequest is not there, or not of the key in the metadata",
        "sign it with the key whose certificate stands in the metadata"),
    cause(RequestDestination, "request-destination", "the AuthnRequest names another Destination than this DigiD",
        "take the address of SingleSignOnService from the metadata of the simulated DigiD"),
    cause(RequestAcs, "request-acs", "the AuthnRequest asks to return to an address that is not in the metadata",
        "let its AssertionConsumerServiceIndex or -URL be one of the metadata, with Binding HTTP-Artifact"),
    cause(DigidRefuses, "digid-refuses", "DigiD would refuse the AuthnRequest",
        "change what DigiD holds against it"),
    // fetching the artifact
    cause(DigidUntrusted, "digid-untrusted", "the service does not trust the certificate of the simulated DigiD",
        "let the service trust the CA that `toetssteen digid ca` prints, on the back channel"),
    cause(BackChannelTls, "back-channel-tls", "the service reaches DigiD to fetch the artifact, and TLS fails",
        "let the service trust the CA that `toetssteen digid ca` prints, and use TLS 1.2 or 1.3"),
    cause(BackChannelAddress, "back-channel-address", "the service fetches the artifact at an address where nothing is",
        "take the address of ArtifactResolutionService from the metadata of the simulated DigiD"),
    cause(FetchNotSeen, "fetch-not-seen", "the service does not come to fetch the artifact",
        "let the server of the service reach the host of artifact resolution: in its hosts file or its network"),
    cause(FetchUnreadable, "fetch-unreadable", "DigiD cannot read what the service asks on the back channel",
        "send an ArtifactResolve in a SOAP 1.1 envelope"),
    cause(CertificateMissing, "certificate-missing", "the service shows no client certificate on the back channel",
        "let the service show one; `toetssteen digid client-certificate --out DIR` makes one for tests"),
    cause(CertificateUntrusted, "certificate-untrusted", "DigiD does not know who issued the client certificate of the service",
        "name its CA under [digid]: certificaten-van = [\"ca.pem\"], send the certificates between too, or use one that \
         `toetssteen digid client-certificate --out DIR` makes"),
    cause(FetchSignature, "fetch-signature", "the signature of the ArtifactResolve is not there, or not of the key in the metadata",
        "sign it with the key whose certificate stands in the metadata"),
    cause(FetchRefused, "fetch-refused", "DigiD would refuse the ArtifactResolve",
        "change what DigiD holds against it"),
    // logged in
    cause(LoginNotSeen, "login-not-seen", "DigiD hands out the login, and the service does not let the citizen in",
        "look in the log of the service: does it know this test person, the metadata of this DigiD and the right time? \
         And is `herkenning` or `ingelogd` on the protected page?"),
    cause(SignAlwaysThere, "sign-always-there", "the sign of being logged in is on the page without a login too",
        "give another `herkenning` or `ingelogd` in the target file"),
];

const fn cause(lack: Lack, name: &'static str, sentence: &'static str, advice: &'static str) -> Cause {
    Cause { lack, name, sentence, advice }
}

impl Lack {
    /// Its words.
    pub(super) fn cause(self) -> Option<&'static Cause> {
        CAUSES.iter().find(|cause| cause.lack == self)
    }
}
