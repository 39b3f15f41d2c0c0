//! The address of a page or request, split so that facts can compare the parts that matter.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An http or https address without credentials, redacted when the run is sealed.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// `http` or `https`, or another scheme the browser showed (`about`, `chrome-error`).
    pub scheme: String,
    /// Host name in lower case; empty where the scheme has none.
    pub host: String,
    /// Port where it is not the scheme's own.
    pub port: Option<u16>,
    /// Path, beginning with `/`.
    pub path: String,
    /// Query, without `?`.
    pub query: Option<String>,
    /// Fragment, without `#`.
    pub fragment: Option<String>,
}

impl Address {
    /// Host, path and fragment route: what makes two screens "the same", without query, trailing slash
    /// or a session id in the path.
    pub fn screen(&self) -> String {
        let path = self.path.split(';').next().unwrap_or_default().trim_end_matches('/');
        let route = self.fragment.as_deref().filter(|f| f.starts_with('/') || f.starts_with("!/"));
        let route = route.map(|f| format!("#{}", f.split('?').next().unwrap_or_default().trim_end_matches('/')));
        format!("{}{path}{}", self.host, route.unwrap_or_default())
    }
}

impl From<&url::Url> for Address {
    fn from(url: &url::Url) -> Self {
        Self {
            scheme: url.scheme().to_owned(),
            host: url.host_str().unwrap_or_default().to_ascii_lowercase(),
            port: url.port(),
            path: url.path().to_owned(),
            query: url.query().map(str::to_owned),
            fragment: url.fragment().map(str::to_owned),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let authority = if self.host.is_empty() { "" } else { "//" };
        write!(f, "{}:{authority}{}", self.scheme, self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        f.write_str(&self.path)?;
        if let Some(query) = &self.query {
            write!(f, "?{query}")?;
        }
        self.fragment.as_ref().map_or(Ok(()), |fragment| write!(f, "#{fragment}"))
    }
}
