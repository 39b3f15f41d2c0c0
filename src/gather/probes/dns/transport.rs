//! One question to one resolver: over UDP, and over TCP where the answer does not fit (RFC 1035 §4.2, RFC 7766).

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use hickory_net::{
    NetError,
    proto::{
        op::{DnsRequest, DnsResponse, Message},
        rr::rdata::opt::{EdnsCode, EdnsOption},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, UdpSocket},
    time::timeout,
};

/// Longest message of the DNS, in bytes.
const LONGEST: usize = 65_535;

/// Longest text of an extended error that is quoted, in characters.
const LONGEST_TEXT: usize = 120;

/// Asks once, and waits no longer than `step` for each way.
///
/// # Errors
/// When nothing comes, or nothing that answers the question.
pub(super) async fn ask(resolver: SocketAddr, request: &DnsRequest, step: Duration) -> Result<DnsResponse, NetError> {
    let mut question = (**request).clone();
    question.metadata.id = rand::random();
    question.metadata.recursion_desired = true;
    question.metadata.checking_disabled = true;
    let bytes = question.to_vec()?;
    let late = |_| NetError::Timeout;
    let answer = timeout(step, over_udp(resolver, &question, &bytes)).await.map_err(late)??;
    if answer.truncation {
        return timeout(step, over_tcp(resolver, &question, &bytes)).await.map_err(late)?;
    }
    Ok(answer)
}

/// The socket is connected, so that a closed port says so and nobody else's datagrams come in.
async fn over_udp(resolver: SocketAddr, question: &Message, bytes: &[u8]) -> Result<DnsResponse, NetError> {
    let any = if resolver.is_ipv4() {
        SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0))
    } else {
        SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0))
    };
    let socket = UdpSocket::bind(any).await?;
    socket.connect(resolver).await?;
    socket.send(bytes).await?;
    let mut buffer = vec![0; LONGEST];
    loop {
        let length = socket.recv(&mut buffer).await?;
        let answer = buffer.get(..length).unwrap_or_default();
        // Somebody may guess; only the right one is worth more than a look.
        if answer.get(..2) != Some(&question.metadata.id.to_be_bytes()) {
            continue;
        }
        return read(answer.to_vec(), question);
    }
}

async fn over_tcp(resolver: SocketAddr, question: &Message, bytes: &[u8]) -> Result<DnsResponse, NetError> {
    let mut stream = TcpStream::connect(resolver).await?;
    let length = u16::try_from(bytes.len()).map_err(|_| NetError::from("the question is too long"))?;
    stream.write_all(&[&length.to_be_bytes(), bytes].concat()).await?;
    let length = stream.read_u16().await?;
    let mut answer = vec![0; usize::from(length)];
    stream.read_exact(&mut answer).await?;
    read(answer, question)
}

fn read(bytes: Vec<u8>, question: &Message) -> Result<DnsResponse, NetError> {
    let answer = DnsResponse::from_buffer(bytes)?;
    if answer.id != question.id || answer.queries != question.queries {
        return Err(NetError::from("the answer is to another question"));
    }
    Ok(answer)
}

/// What a resolver says besides its code (RFC 8914): a number, and mostly a text.
pub(super) fn extended(answer: &DnsResponse) -> String {
    const CODE: u16 = 15;
    let options = answer.edns.as_ref().map(|edns| edns.options());
    let Some(EdnsOption::Unknown(_, data)) = options.and_then(|options| options.get(EdnsCode::from(CODE))) else {
        return String::new();
    };
    let Some((number, text)) = data.split_first_chunk::<2>() else { return String::new() };
    let text: String = String::from_utf8_lossy(text).chars().filter(|c| !c.is_control()).take(LONGEST_TEXT).collect();
    format!(" (extended error {} {text})", u16::from_be_bytes(*number))
}
