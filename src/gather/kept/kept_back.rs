//! What was kept from going to a host that the target does not name.

use url::Url;

/// A document that was asked of such a host. Nothing was sent there.
#[derive(Clone)]
pub struct KeptBack {
    /// Its whole address. Never evidence.
    pub url: Url,
    /// The form it was asked with. Never evidence.
    pub body: Option<Vec<u8>>,
}
