//! An address that messages name and nobody may ask for: plain HTTP, because that is what XML libraries fetch.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{Router, extract::State};
use http::Uri;

/// More than this is not kept of one login, or of all.
const MOST: usize = 20;
const MOST_LOGINS: usize = 10_000;

/// What was asked for, by the first part of its path: the login.
#[derive(Clone, Debug, Default)]
pub(in crate::digid) struct Canary(Arc<Mutex<BTreeMap<String, Vec<String>>>>);

impl Canary {
    /// Answers until the task ends.
    pub(in crate::digid) async fn serve(self, listener: TcpListener) -> std::io::Result<()> {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        axum::serve(listener, Router::new().fallback(answer).with_state(self)).await
    }

    /// What was asked for in a login.
    pub(in crate::digid) fn asked(&self, transaction: &str) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(transaction).cloned().unwrap_or_default()
    }
}

/// Whoever asks for a number gets it: a service that believes it logs that person in, and is seen to.
async fn answer(State(canary): State<Canary>, uri: Uri) -> String {
    let mut parts = uri.path().trim_start_matches('/').splitn(2, '/');
    let (transaction, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let mut asked = canary.0.lock().unwrap_or_else(PoisonError::into_inner);
    if asked.contains_key(transaction) || asked.len() < MOST_LOGINS {
        let of = asked.entry(transaction.to_owned()).or_default();
        if of.len() < MOST {
            of.push(rest.chars().take(100).collect());
        }
    }
    let number = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    if number { rest.to_owned() } else { String::new() }
}
