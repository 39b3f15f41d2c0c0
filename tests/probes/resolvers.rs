//! A resolver that gives too little, or nothing that can be used, is told from a service that is at fault.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use hickory_net::proto::{
    op::{Message, ResponseCode},
    rr::RecordType,
};
use toetssteen::{
    evidence::{Blame, Reason, dns::Security, tls::Known},
    gather::probes::dns::{self, Limits, Resolvers},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, UdpSocket},
    task::JoinHandle,
};

use super::{
    dns::{gap, impatient, patient, resolvers, secure},
    zones::Tree,
};

/// A resolver between us and the real one: it makes of an answer what it likes, nothing included.
struct Between {
    at: SocketAddr,
    task: JoinHandle<()>,
}

impl Between {
    async fn with(upstream: SocketAddr, change: impl Fn(Message) -> Vec<Vec<u8>> + Send + 'static) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let at = socket.local_addr().unwrap();
        let task = tokio::spawn(async move {
            let (mut question, mut answer) = ([0; 4096], [0; 4096]);
            while let Ok((length, from)) = socket.recv_from(&mut question).await {
                let real = UdpSocket::bind("127.0.0.1:0").await.unwrap();
                real.send_to(&question[..length], upstream).await.unwrap();
                let length = real.recv(&mut answer).await.unwrap();
                for changed in change(Message::from_vec(&answer[..length]).unwrap()) {
                    let _ = socket.send_to(&changed, from).await;
                }
            }
        });
        Self { at, task }
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The same answer without records of these types.
fn without(mut message: Message, kinds: &[RecordType]) -> Vec<Vec<u8>> {
    for records in [&mut message.answers, &mut message.authorities, &mut message.additionals] {
        records.retain(|record| !kinds.contains(&record.record_type()));
    }
    vec![message.to_vec().unwrap()]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resolver_that_gives_too_little_is_no_fault_of_the_service() {
    const DENIAL: [RecordType; 2] = [RecordType::NSEC, RecordType::NSEC3];
    let tree = Tree::grow();
    let named = tree.serve();
    let hosts = ["mijn.voorbeeld.nl", "mijn.onbeveiligd.nl", "mijn.verlopen.nl", "naar-buiten.voorbeeld.nl"];
    let stripping = Between::with(named.at, |answer| without(answer, &[RecordType::RRSIG])).await;
    let half = Between::with(named.at, |answer| match answer.queries.first().map(|query| query.name().is_root()) {
        Some(true) => vec![answer.to_vec().unwrap()],
        _ => without(answer, &[RecordType::RRSIG, RecordType::NSEC, RecordType::NSEC3]),
    })
    .await;
    for at in [stripping.at, half.at] {
        for host in hosts {
            let gap = gap(dns::ask(&resolvers(&tree, at, patient()), host).await);
            assert_eq!((&gap.reason, gap.blame), (&Reason::ResolverUnfit, Blame::Us), "{host}: {}", gap.detail);
            assert!(gap.detail.contains("leaves out"), "{}", gap.detail);
        }
    }
    // Signed or not is proved by what is not there.
    let unproved = Between::with(named.at, |answer| without(answer, &DENIAL)).await;
    let all = resolvers(&tree, unproved.at, patient());
    assert_eq!(dns::ask(&all, "mijn.voorbeeld.nl").await.unwrap().security, secure("voorbeeld.nl"));
    let wild = gap(dns::ask(&all, "x.wild.voorbeeld.nl").await);
    assert!(wild.reason == Reason::ResolverUnfit && wild.detail.contains("only a wildcard"), "{wild:?}");
    let missing = gap(dns::ask(&all, "mijn.onbeveiligd.nl").await);
    assert_eq!((&missing.reason, missing.blame), (&Reason::ResolverUnfit, Blame::Us), "{}", missing.detail);

    let busy = |code: ResponseCode, about: RecordType| {
        move |mut answer: Message| {
            if answer.queries.first().is_some_and(|query| query.query_type() == about) {
                answer.metadata.response_code = code;
                answer.answers.clear();
                answer.authorities.clear();
            }
            vec![answer.to_vec().unwrap()]
        }
    };
    for about in [RecordType::A, RecordType::AAAA, RecordType::DNSKEY, RecordType::DS, RecordType::SOA] {
        let failing = Between::with(named.at, busy(ResponseCode::ServFail, about)).await;
        let gap = gap(dns::ask(&resolvers(&tree, failing.at, patient()), "mijn.voorbeeld.nl").await);
        assert_eq!((&gap.reason, gap.blame), (&Reason::ResolverFailed, Blame::Us), "{about}: {}", gap.detail);
        assert!(gap.detail.contains("Server Failure"), "{about}: {}", gap.detail);
    }
    // What was seen to be wrong stays so; what is only shown takes nothing away.
    let failing = Between::with(named.at, busy(ResponseCode::ServFail, RecordType::AAAA)).await;
    let seen = dns::ask(&resolvers(&tree, failing.at, patient()), "mijn.verlopen.nl").await.unwrap();
    assert!(matches!(seen.security, Security::Bogus { .. }), "{seen:?}");
    let failing = Between::with(named.at, busy(ResponseCode::Refused, RecordType::CAA)).await;
    let seen = dns::ask(&resolvers(&tree, failing.at, patient()), "mijn.voorbeeld.nl").await.unwrap();
    assert!(matches!((&seen.security, &seen.caa), (Security::Secure { .. }, Known::Unseen(_))), "{seen:?}");
    // The next resolver is asked where one fails.
    let closed = closed().await;
    let second = Resolvers { at: vec![closed, failing.at, named.at], ..resolvers(&tree, closed, patient()) };
    let seen = dns::ask(&second, "mijn.voorbeeld.nl").await.unwrap();
    assert_eq!((seen.security, matches!(seen.caa, Known::Seen(_))), (secure("voorbeeld.nl"), true));
}

/// A port where nothing listens any more.
async fn closed() -> SocketAddr {
    UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resolver_that_misbehaves_ends_in_time_and_says_why() {
    let tree = Tree::grow();
    let named = tree.serve();
    let bytes = |message: Message| message.to_vec().unwrap();
    let silent = Between::with(named.at, |_| Vec::new()).await;
    let other_id = Between::with(named.at, move |mut answer| {
        answer.metadata.id = answer.metadata.id.wrapping_add(1);
        vec![bytes(answer)]
    })
    .await;
    let other_question = Between::with(named.at, move |mut answer| {
        answer.queries.clear();
        vec![bytes(answer)]
    })
    .await;
    let cut = Between::with(named.at, move |answer| {
        let whole = bytes(answer);
        vec![whole[..whole.len() / 2].to_vec()]
    })
    .await;
    let rubbish =
        Between::with(named.at, move |answer| vec![[&answer.metadata.id.to_be_bytes()[..], &[0xc0; 60_000]].concat()])
            .await;
    let truncated = Between::with(named.at, move |mut answer| {
        answer.metadata.truncation = true;
        vec![bytes(answer)]
    })
    .await;
    for (what, at, limits) in [
        ("closed", closed().await, patient()),
        ("silent", silent.at, impatient()),
        ("another id", other_id.at, impatient()),
        ("another question", other_question.at, patient()),
        ("cut off", cut.at, patient()),
        ("rubbish", rubbish.at, patient()),
        ("nothing over TCP", truncated.at, patient()),
    ] {
        let begun = Instant::now();
        let gap = gap(dns::ask(&resolvers(&tree, at, limits), "mijn.voorbeeld.nl").await);
        assert_eq!((&gap.reason, gap.blame), (&Reason::ResolverFailed, Blame::Us), "{what}: {}", gap.detail);
        assert!(begun.elapsed() < Duration::from_secs(15), "{what} takes {:?}", begun.elapsed());
    }
    let none = gap(dns::ask(&Resolvers { at: Vec::new(), ..resolvers(&tree, named.at, patient()) }, "a.nl").await);
    assert_eq!((none.reason, none.blame), (Reason::ResolverFailed, Blame::Us));
    // Whoever guesses before the right answer comes changes nothing.
    let guessed = Between::with(named.at, move |answer| {
        let mut wrong = answer.clone();
        wrong.metadata.id = wrong.metadata.id.wrapping_add(1);
        wrong.answers.clear();
        vec![vec![], vec![7], bytes(wrong), bytes(answer)]
    })
    .await;
    let seen = dns::ask(&resolvers(&tree, guessed.at, patient()), "mijn.voorbeeld.nl").await.unwrap();
    assert_eq!(seen.security, secure("voorbeeld.nl"));
    // The whole has an end too, however slowly it goes.
    let slow = Limits { whole: Duration::from_millis(300), ..patient() };
    let late = gap(dns::ask(&resolvers(&tree, silent.at, slow), "mijn.voorbeeld.nl").await);
    assert!(late.reason == Reason::ResolverFailed && late.detail.contains("300 ms"), "{late:?}");
    let few = Limits { queries: 5, ..patient() };
    let many = gap(dns::ask(&resolvers(&tree, named.at, few), "mijn.voorbeeld.nl").await);
    assert!(many.reason == Reason::ResolverFailed && many.detail.contains("more than 5 questions"), "{many:?}");
}

#[tokio::test]
async fn over_tcp_a_length_that_is_a_lie_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let udp = UdpSocket::bind(at).await.expect("the same port over UDP");
    let lying = tokio::spawn(async move {
        let mut question = [0; 4096];
        loop {
            tokio::select! {
                Ok((length, from)) = udp.recv_from(&mut question) => {
                    let mut message = Message::from_vec(&question[..length]).unwrap().into_response();
                    message.metadata.truncation = true;
                    udp.send_to(&message.to_vec().unwrap(), from).await.unwrap();
                }
                Ok((mut stream, _)) = listener.accept() => {
                    let _ = stream.read(&mut [0; 4096]).await;
                    let _ = stream.write_all(&[0xff, 0xff, 1, 2, 3]).await;
                }
            }
        }
    });
    let all = Resolvers { at: vec![at], anchor: None, limits: impatient() };
    let gap = gap(dns::ask(&all, "mijn.voorbeeld.nl").await);
    assert_eq!((gap.reason, gap.blame), (Reason::ResolverFailed, Blame::Us));
    lying.abort();
}
