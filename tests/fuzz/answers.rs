//! Answers of a web server, byte by byte: redirects, headers, cookies, pages with links and forms, as somebody without a browser
//! reads them.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use toetssteen::{
    gather::{
        credentials::Credentials,
        http::{HttpAgent, Limits},
    },
    target::Locator,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{Reader, survives_writing};
use crate::probes::servers::{HOST, Served, network, redactor};

const WORDS: &[&str] = &[
    "HTTP/1.1 302 Found\r\n",
    "HTTP/1.1 200 OK\r\n",
    "HTTP/0.9 ",
    "HTTP/1.1 100 Continue\r\n\r\n",
    "Location: /\r\n",
    "Location: //elders.test/\r\n",
    "Location: http://\r\n",
    "Location: data:text/html,x\r\n",
    "Content-Length: 99999999999\r\n",
    "Content-Length: 0\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Content-Encoding: gzip\r\n",
    "Content-Type: text/html; charset=utf-16\r\n",
    "\r\n\r\n",
    "\r\n",
    "Set-Cookie: a=b\r\n",
    "Set-Cookie: =;=;\r\n",
    "Set-Cookie: __Host-a=b; Domain=.test; Path=x; Max-Age=-9223372036854775809; Expires=99999\r\n",
    "Refresh: 0\r\n",
    "<form method=post><input name=SAMLResponse value=x></form>",
    "<form action='",
    "<base href='//'>",
    "<a href='javascript:'>Inloggen</a>",
    "<select name=a><option>",
    "<textarea name=b>",
    "<button formaction=':'>Inloggen</button>",
    "<table><a><b><i><div>",
    "<template>",
    "<svg><foreignObject>",
    "<math><mi>",
    "<plaintext>",
    "<script>",
    "<!--",
    "</",
    "\u{0}",
    "&#x110000;",
    "é",
    "\u{202e}",
];

#[test]
fn answer_of_a_web_server() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let said: Arc<Mutex<Vec<u8>>> = Arc::default();
    let saying = Arc::clone(&said);
    let served = runtime.block_on(Served::with(move |mut stream| {
        let bytes = saying.lock().unwrap().clone();
        async move {
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked).await;
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
    }));
    let limits = Limits { total: Duration::from_secs(1), ..Limits::default() };
    let network = network(&[(HOST, 80, served.at)], &[], limits);
    let login = Locator::Tekst("Inloggen".to_owned());
    Reader { name: "answer", words: WORDS, one_in: 6 }.try_out(|bytes| {
        *said.lock().unwrap() = bytes.to_vec();
        let redactor = redactor();
        runtime.block_on(async {
            let mut agent = HttpAgent::new(&network, &redactor, &Credentials::default());
            let arrived = agent.open(format!("http://{HOST}/").parse().unwrap()).await.is_ok();
            if let Some(page) = agent.page() {
                page.text();
            }
            let _ = agent.press(&login).await;
            let _ = agent.submit("form", &[("bsn".to_owned(), "999990019".to_owned())]).await;
            for exchange in agent.take_exchanges() {
                assert_eq!(exchange.address.host, HOST, "nobody else is asked");
                survives_writing(&exchange);
            }
            arrived
        })
    });
}
