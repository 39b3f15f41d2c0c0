//! A citizen without a browser: opens pages, presses links and plain forms, carries SAML through. Runs no scripts.

use std::collections::BTreeSet;

use http::header;
use scraper::Html;
use url::Url;

use super::{
    call::Call,
    follow::{Arrived, Walk},
    form,
    form_action::FormAction,
    html,
    jar::Jar,
    network::Network,
    referrer::Referrer,
    restless::is_restless,
};
use crate::{
    evidence::{Address, exchange::Exchange, redaction::Redactor},
    gather::{
        credentials::Credentials,
        error::NetworkError,
        kept::{self, KeptBack},
    },
    target::Locator,
};

/// One session of one person, cookies and all.
pub struct HttpAgent<'a> {
    network: &'a Network,
    redactor: &'a Redactor,
    jar: Jar,
    page: Option<Seen>,
    exchanges: Vec<Exchange>,
    kept_back: Option<KeptBack>,
    doubtful: bool,
}

/// The page where the agent is. It holds what the site sent: not for evidence.
pub struct Seen {
    /// Its address.
    pub url: Url,
    /// Its status.
    pub status: u16,
    /// Whether a browser may go on from here by itself, so that this is not all there is to see.
    pub restless: bool,
    form_action: FormAction,
    referrer: Referrer,
    html: String,
}

impl<'a> HttpAgent<'a> {
    /// An agent that begins with these credentials.
    pub fn new(network: &'a Network, redactor: &'a Redactor, credentials: &Credentials) -> Self {
        kept::learn(credentials, redactor);
        let (jar, exchanges) = (Jar::new(credentials), Vec::new());
        Self { network, redactor, jar, page: None, exchanges, kept_back: None, doubtful: false }
    }

    /// The agent of somebody who attacks, and sends every cookie they have, whatever page asks.
    pub(crate) fn unbind(&mut self) {
        self.jar.unbind();
    }

    /// Opens an address.
    ///
    /// # Errors
    /// All that keeps a page from arriving. A page with an error status arrives.
    pub async fn open(&mut self, url: Url) -> Result<&Seen, NetworkError> {
        self.go(Call::get(url)).await
    }

    /// Presses the link or submitting button that this names.
    ///
    /// # Errors
    /// `ControlMissing`, `ControlAmbiguous`; and as [`open`](Self::open).
    pub async fn press(&mut self, control: &Locator) -> Result<&Seen, NetworkError> {
        let call = self.would_ask(control)?;
        self.go(call).await
    }

    /// What pressing it would ask for.
    ///
    /// # Errors
    /// `ControlMissing`; `ControlAmbiguous` where it is not clear which of several a person would press, whom styles show only some.
    pub(crate) fn would_ask(&self, control: &Locator) -> Result<Call, NetworkError> {
        let mut calls = self.read(control, |page, at, control| Some(form::pressed(page, at, control)))?;
        match (calls.pop(), calls.is_empty()) {
            (Some(call), true) => Ok(call),
            (Some(_), false) => Err(NetworkError::ControlAmbiguous { control: control.clone() }),
            (None, _) => self.read(control, |_, _, _| None),
        }
    }

    /// Submits the first form that this CSS selector names, with these fields filled in or added.
    ///
    /// # Errors
    /// As [`press`](Self::press).
    pub async fn submit(&mut self, selector: &str, fields: &[(String, String)]) -> Result<&Seen, NetworkError> {
        let form = Locator::Selector(selector.to_owned());
        let call = self.read(&form, |page, at, form| form::submitted(page, at, form, fields))?;
        self.go(call).await
    }

    /// Where the agent is.
    pub fn page(&self) -> Option<&Seen> {
        self.page.as_ref()
    }

    /// Whether a browser might have gone another way somewhere: a policy may have kept it from that way, or a cookie from going along.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.doubtful
    }

    /// What the latest act asked for last, where that was kept from going there.
    pub(crate) fn kept_back(&self) -> Option<&KeptBack> {
        self.kept_back.as_ref()
    }

    /// What went over the line since this was asked before.
    pub fn take_exchanges(&mut self) -> Vec<Exchange> {
        std::mem::take(&mut self.exchanges)
    }

    /// The session, to be carried on by another agent or knocked with.
    pub fn credentials(&self) -> Credentials {
        self.jar.credentials()
    }

    fn read<T>(
        &self,
        control: &Locator,
        look: impl FnOnce(&Html, &Url, &Locator) -> Option<T>,
    ) -> Result<T, NetworkError> {
        let at = self.page.as_ref().map_or_else(|| "no page".to_owned(), |page| Address::from(&page.url).screen());
        let missing = || NetworkError::ControlMissing { control: control.clone(), at };
        let Some(page) = &self.page else { return Err(missing()) };
        html::parse(&page.html).and_then(|html| look(&html, &page.url, control)).ok_or_else(missing)
    }

    async fn go(&mut self, mut call: Call) -> Result<&Seen, NetworkError> {
        let nowhere = BTreeSet::new();
        let form = self.page.as_ref().filter(|_| call.by_form).map(|page| (page.form_action.clone(), page.url.clone()));
        call.referrer = self.page.as_ref().map(|page| page.referrer).unwrap_or_default();
        let mut walk = Walk::new(self.network, self.redactor, &mut self.jar, &nowhere, &call.url);
        walk.form = form;
        let arrived = loop {
            match walk.follow(call).await {
                Ok(Some(Arrived { url, answer })) => {
                    let content_type = answer.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
                    let text = html::decode(content_type.unwrap_or_default(), &answer.body.bytes);
                    let page = if answer.body.whole { html::parse(&text) } else { None };
                    let Some(page) = page else { break Err(self.network.too_large(&url)) };
                    // These count as redirects do, so that `follow` ends a page that submits itself forever.
                    let restless = is_restless(&page, &text, &url, &answer.headers);
                    let form_action = FormAction::of(&answer.headers, &page);
                    let referrer = Referrer::of(&answer.headers, &page);
                    match form::self_submitting(&page, &url).filter(|_| restless) {
                        Some(next) => {
                            walk.form = Some((form_action, url));
                            call = Call { referrer, ..next };
                        }
                        None => {
                            let status = answer.status;
                            break Ok(Seen { url, status, restless, form_action, referrer, html: text });
                        }
                    }
                }
                Ok(None) => {
                    break Err(NetworkError::Setup("a walk without a host to stop at stopped".to_owned()));
                }
                Err(error) => break Err(error),
            }
        };
        self.exchanges.append(&mut walk.hops);
        (self.kept_back, self.doubtful) = (walk.kept_back, self.doubtful || walk.doubtful);
        Ok(self.page.insert(arrived?))
    }
}

impl Seen {
    /// Its text as a person sees it, not redacted.
    pub fn text(&self) -> String {
        html::parse(&self.html).map(|page| html::visible_text(&page)).unwrap_or_default()
    }
}
