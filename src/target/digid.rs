//! How the simulated DigiD is set up: the table `[digid]`, the same in a target file and in one for DigiD alone.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use toml::Spanned;
use url::Url;

use super::raw::{RawDigid, RawPaths};
use crate::checklist::mistake::{Mistake, SourceFile};

/// How the simulated DigiD is set up.
#[derive(Clone, Debug)]
pub struct DigidSettings {
    /// Where its front, the pages, listens.
    pub front: SocketAddr,
    /// Where its back channel listens.
    pub back: SocketAddr,
    /// Where its keys are kept; none means the user's own state folder.
    pub state: Option<PathBuf>,
    /// What it is called.
    pub names: Names,
    /// PEM files of authorities, besides its own, whose client certificates it takes.
    pub client_authorities: Vec<PathBuf>,
}

/// What the simulated DigiD is called, by services and browsers. Where it listens is another matter: every client maps
/// names to addresses itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Names {
    /// entityID.
    pub entity_id: Url,
    /// Scheme, host and port of the login page.
    pub front: Url,
    /// Scheme, host and port of artifact resolution.
    pub back: Url,
    /// Where on these hosts things are.
    pub paths: Paths,
}

/// Where on its hosts things are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Paths {
    /// Single sign-on, on the front.
    pub sso: String,
    /// Single logout, on the front.
    pub slo: String,
    /// Artifact resolution, on the back.
    pub artifact: String,
    /// Metadata, on both.
    pub metadata: String,
}

/// Below these the pages are; no other path may be there.
const PAGES: &str = "/inloggen/";
/// Where the pages for logging out are.
pub const LOGOUTS: &str = "/uitloggen/";

/// Where the style of the pages is.
const STYLE: &str = "/digid.css";

/// Who may reach it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reach {
    /// Anybody who reaches the machine; whoever starts it has to ask for a passphrase then.
    Anybody,
    /// This machine only: a run presses the buttons itself.
    Loopback,
}

/// Where it listens unless a file says otherwise: on this machine only.
const FRONT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7443);
const BACK: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7444);

impl DigidSettings {
    /// What holds where no file says otherwise.
    pub(super) fn standard(names: Names) -> Self {
        Self { front: FRONT, back: BACK, state: None, names, client_authorities: Vec::new() }
    }
}

impl Names {
    /// `https://digid.toetssteen.test` and `https://was.digid.toetssteen.test`.
    pub fn standard() -> Result<Self, url::ParseError> {
        let back = Url::parse("https://was.digid.toetssteen.test")?;
        let paths = Paths::default();
        let entity_id = back.join(&paths.metadata)?;
        Ok(Self { entity_id, front: Url::parse("https://digid.toetssteen.test")?, back, paths })
    }

    /// Host of the login page.
    pub fn front_host(&self) -> &str {
        self.front.host_str().unwrap_or_default()
    }

    /// Host of artifact resolution.
    pub fn back_host(&self) -> &str {
        self.back.host_str().unwrap_or_default()
    }

    /// Port of the login page, as it stands in addresses.
    pub fn front_port(&self) -> u16 {
        self.front.port_or_known_default().unwrap_or_default()
    }

    /// Address of the single sign-on service.
    pub fn sso(&self) -> String {
        at(&self.front, &self.paths.sso)
    }

    /// Address of the single logout service.
    pub fn slo(&self) -> String {
        at(&self.front, &self.paths.slo)
    }

    /// Address of the page on which somebody confirms logging out.
    pub fn logout_page(&self, transaction: &str) -> String {
        at(&self.front, &format!("{LOGOUTS}{transaction}"))
    }

    /// Address of the artifact resolution service.
    pub fn artifact_resolution(&self) -> String {
        at(&self.back, &self.paths.artifact)
    }

    /// Address of the login page of a transaction.
    pub fn login_page(&self, transaction: &str) -> String {
        at(&self.front, &format!("{PAGES}{transaction}"))
    }
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            sso: "/saml/idp/request_authentication".to_owned(),
            slo: "/saml/idp/request_logout".to_owned(),
            artifact: "/saml/idp/resolve_artifact".to_owned(),
            metadata: "/saml/idp/metadata".to_owned(),
        }
    }
}

/// Reads the table; paths of files in it are relative to `folder`.
pub(super) fn read(file: &SourceFile, raw: RawDigid, folder: &Path, reach: Reach) -> Result<DigidSettings, Mistake> {
    let standard = Names::standard().map_err(|error| file.whole(format!("the names of DigiD: {error}")))?;
    let loopback = |at: Option<Spanned<SocketAddr>>, otherwise: SocketAddr| match at {
        Some(at) if reach == Reach::Loopback && !at.get_ref().ip().is_loopback() => {
            Err(file.mistake(at.span(), "the simulated DigiD listens on this machine only: use 127.0.0.1 or [::1]"))
        }
        Some(at) => Ok(at.into_inner()),
        None => Ok(otherwise),
    };
    let public = |address: Option<Spanned<String>>, otherwise: &Url| match address {
        Some(address) => origin(file, &address),
        None => Ok(otherwise.clone()),
    };
    let (front, back) = (public(raw.adres, &standard.front)?, public(raw.adres_achterkanaal, &standard.back)?);
    let paths = paths(file, raw.paden)?;
    let entity_id = match raw.entity_id {
        Some(name) => entity_id(file, &name)?,
        None => back.join(&paths.metadata).map_err(|error| file.whole(format!("the entityID of DigiD: {error}")))?,
    };
    Ok(DigidSettings {
        front: loopback(raw.luister, FRONT)?,
        back: loopback(raw.achterkanaal, BACK)?,
        state: raw.staat.map(|path| folder.join(path)),
        names: Names { entity_id, front, back, paths },
        client_authorities: raw.certificaten_van.iter().map(|path| folder.join(path)).collect(),
    })
}

fn origin(file: &SourceFile, text: &Spanned<String>) -> Result<Url, Mistake> {
    let url = Url::parse(text.get_ref()).ok().filter(|url| {
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        url.scheme() == "https" && url.domain().is_some() && url.username().is_empty() && bare
    });
    // Written otherwise, a service and its metadata would not agree on it.
    let url = url.filter(|url| text.get_ref().trim_end_matches('/') == url.as_str().trim_end_matches('/'));
    url.ok_or_else(|| {
        file.mistake(text.span(), "this is no public address of DigiD")
            .help("write https:// and a host name in lower case, with a port if it is not 443 and without a path: \"https://digid.voorbeeld.test:7443\"")
    })
}

fn entity_id(file: &SourceFile, text: &Spanned<String>) -> Result<Url, Mistake> {
    let url = Url::parse(text.get_ref()).map_err(|error| {
        file.mistake(text.span(), format!("this is no entityID: {error}")).help("write a whole URI, https:// or urn:")
    })?;
    if url.as_str() != text.get_ref() {
        let mistake =
            file.mistake(text.span(), "an entityID is compared to the letter, and this one is not written out");
        return Err(mistake.help(format!("write it as \"{url}\"")));
    }
    Ok(url)
}

fn paths(file: &SourceFile, raw: RawPaths) -> Result<Paths, Mistake> {
    let default = Paths::default();
    let (sso, slo, artifact, metadata) = (
        path(file, raw.inloggen.as_ref(), default.sso)?,
        path(file, raw.uitloggen.as_ref(), default.slo)?,
        path(file, raw.artifact.as_ref(), default.artifact)?,
        path(file, raw.metadata.as_ref(), default.metadata)?,
    );
    // The metadata is on both hosts, so that nothing else can be at its path.
    let beside = [
        (&raw.inloggen, &metadata),
        (&raw.inloggen, &slo),
        (&raw.uitloggen, &metadata),
        (&raw.uitloggen, &sso),
        (&raw.artifact, &metadata),
        (&raw.metadata, &sso),
        (&raw.metadata, &slo),
    ];
    for (written, beside) in beside {
        if let Some(written) = written.as_ref().filter(|written| written.get_ref() == beside) {
            return Err(file.mistake(written.span(), "something else of DigiD is at this path already"));
        }
    }
    Ok(Paths { sso, slo, artifact, metadata })
}

fn path(file: &SourceFile, written: Option<&Spanned<String>>, otherwise: String) -> Result<String, Mistake> {
    let Some(path) = written else { return Ok(otherwise) };
    let text = path.get_ref();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    let part = |part: &str| !part.is_empty() && part.chars().all(plain) && !matches!(part, "." | "..");
    if !text.strip_prefix('/').is_some_and(|rest| rest.split('/').all(part)) {
        let mistake = file.mistake(path.span(), "this is no path");
        return Err(mistake.help("begin with / and use letters, digits, - _ . ~ only, as in \"/saml/sso\""));
    }
    if text == STYLE || text.starts_with(PAGES) || text.starts_with(LOGOUTS) {
        return Err(file.mistake(path.span(), "the pages of the simulated DigiD are there themselves"));
    }
    Ok(text.clone())
}

fn at(base: &Url, path: &str) -> String {
    let mut address = base.clone();
    address.set_path(path);
    address.into()
}
