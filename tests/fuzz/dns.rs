//! What a resolver says, and what a file says that trust begins with.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use hickory_net::proto::{
    op::{Message, Query},
    rr::RecordType,
};
use toetssteen::{
    gather::probes::dns::{self, Limits, Resolvers},
    target::dns::TrustAnchor,
};
use tokio::net::UdpSocket;

use super::{Reader, survives_writing};

const WORDS: &[&str] = &[
    "\u{0}\u{1}\u{0}\u{1}",
    "\u{0}\u{5}\u{0}\u{1}",
    "\u{0}\u{2b}\u{0}\u{1}",
    "\u{0}\u{2e}\u{0}\u{1}",
    "\u{0}\u{2f}\u{0}\u{1}",
    "\u{0}\u{30}\u{0}\u{1}",
    "\u{0}\u{32}\u{0}\u{1}",
    "\u{2}nl\u{0}",
    "\u{3f}\u{3f}",
    "\u{7f}\u{7f}",
];

/// Every question gets this answer, under its own number and with its own question where there is room for that.
#[test]
fn answer_of_a_resolver() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let said: Arc<Mutex<Vec<u8>>> = Arc::default();
    let saying = Arc::clone(&said);
    let socket = runtime.block_on(UdpSocket::bind("127.0.0.1:0")).unwrap();
    let at = socket.local_addr().unwrap();
    runtime.spawn(async move {
        let mut question = [0; 4096];
        while let Ok((length, from)) = socket.recv_from(&mut question).await {
            let bytes = saying.lock().unwrap().clone();
            let _ = socket.send_to(&answer(&question[..length], &bytes), from).await;
        }
    });
    let mut question = Message::query();
    question.add_query(Query::query("mijn.voorbeeld.nl.".parse().unwrap(), RecordType::A));
    let question = question.to_vec().unwrap();
    let limits = Limits { step: Duration::from_millis(20), tries: 1, whole: Duration::from_secs(5), queries: 60 };
    let all = Resolvers { at: vec![at], anchor: None, limits };
    Reader { name: "dns", words: WORDS, one_in: 5 }.try_out(|bytes| {
        *said.lock().unwrap() = bytes.to_vec();
        // Nobody but the root can sign for it, and its keys are not in here.
        let outcome = runtime.block_on(dns::ask(&all, "mijn.voorbeeld.nl"));
        survives_writing(outcome.as_ref().expect_err("nothing here leads to the root of the world"));
        Message::from_vec(&answer(&question, bytes)).is_ok()
    });
}

/// The kept inputs begin with a flag and four counts; a question stands between these and the records.
fn answer(question: &[u8], bytes: &[u8]) -> Vec<u8> {
    let (head, records) = bytes.split_at(bytes.len().min(10));
    let asked = question.get(12..).unwrap_or_default();
    let end = asked.iter().position(|byte| *byte == 0).map_or(0, |at| (at + 5).min(asked.len()));
    [&question[..2], head, &asked[..end], records].concat()
}

#[test]
fn trust_anchor() {
    let words = [". IN DS ", ". DNSKEY 257 3 13 ", "(", ")", ";", "\n", " 8 2 ", "E06D44B80B8F1D39"];
    Reader { name: "anchor", words: &words, one_in: 1 }.try_out(|bytes| {
        let Ok(text) = std::str::from_utf8(bytes) else { return false };
        text.parse::<TrustAnchor>().is_ok()
    });
}
