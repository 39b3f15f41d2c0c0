//! Names are looked up and validated as the makers of BIND do it.

use std::{
    fs,
    net::{IpAddr, SocketAddr},
    time::{Duration, Instant},
};

use toetssteen::{
    evidence::{
        Blame, Gap, Reason,
        dns::{CaaRecords, DnsName, Flaw, Security, Unsigned},
        tls::Known,
    },
    gather::probes::dns::{self, Limits, Resolvers},
};

use super::zones::Tree;

/// Servers of this machine answer at once, but a busy machine lets them wait.
pub(super) fn patient() -> Limits {
    Limits { step: Duration::from_secs(20), tries: 2, whole: Duration::from_secs(60), queries: 200 }
}

/// For a resolver that will not answer: the limit will pass.
pub(super) fn impatient() -> Limits {
    Limits { step: Duration::from_millis(150), ..patient() }
}

pub(super) fn resolvers(tree: &Tree, at: SocketAddr, limits: Limits) -> Resolvers {
    Resolvers { at: vec![at], anchor: Some(tree.anchor.clone()), limits }
}

#[track_caller]
pub(super) fn gap(outcome: Result<DnsName, Gap>) -> Gap {
    outcome.expect_err("nothing is known")
}

pub(super) fn secure(zone: &str) -> Security {
    Security::Secure { zone: zone.to_owned() }
}

fn insecure(name: &str, zone: &str, why: Unsigned) -> Security {
    Security::Insecure { name: name.to_owned(), zone: zone.to_owned(), why }
}

/// What a look says besides the time of a signature.
fn flawed(security: &Security) -> Option<(&str, &str, &'static str)> {
    let Security::Bogus { name, zone, flaw } = security else { return None };
    let flaw = match flaw {
        Flaw::Expired { ended } => {
            assert_eq!(ended.to_string(), "2020-02-01T00:00:00Z");
            "expired"
        }
        Flaw::Missing => "missing",
        Flaw::NoMatchingKey => "no matching key",
        Flaw::TooEarly { begins } => {
            assert_eq!(begins.to_string(), "2098-01-01T00:00:00Z");
            "too early"
        }
        Flaw::Wrong => "wrong",
    };
    Some((name, zone, flaw))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_name_is_what_the_makers_of_bind_say_it_is() {
    let tree = Tree::grow();
    let named = tree.serve();
    let validating = tree.validate(&named);
    let trusted = [
        "mijn", "vier", "zes", "eigen", "alias", "verder", "groot", "x.wild", "x.y.wild", "x.wijd", "b.dicht",
        "a.dicht",
    ]
    .map(|name| format!("{name}.voorbeeld.nl"));
    let delegated = Unsigned::Delegation;
    // A resolver that validates keeps back what is wrong, unless it is asked not to.
    for at in [named.at, validating.at] {
        let all = resolvers(&tree, at, patient());
        let ask = async |host: &str| dns::ask(&all, host).await.unwrap_or_else(|gap| panic!("{host} at {at}: {gap:?}"));
        for host in &trusted {
            let seen = ask(host).await;
            assert_eq!(seen.security, secure("voorbeeld.nl"), "{host} at {at}");
            assert!(!seen.addresses.is_empty() && seen.queries < 40, "{seen:?}");
        }
        assert_eq!(ask("mijn.oud.nl").await.security, secure("oud.nl"), "{at}");
        let new = gap(dns::ask(&all, "mijn.nieuw.nl").await);
        assert_eq!((&new.reason, new.blame), (&Reason::Impossible, Blame::Us), "{}", new.detail);
        for host in ["mijn.voorbeeld.example", "x.wild.voorbeeld.example"] {
            assert_eq!(ask(host).await.security, secure("voorbeeld.example"), "{host} at {at}");
        }
        for (host, expected) in [
            ("mijn.onbeveiligd.nl", insecure("mijn.onbeveiligd.nl", "onbeveiligd.nl", delegated)),
            ("mijn.los.voorbeeld.nl", insecure("mijn.los.voorbeeld.nl", "los.voorbeeld.nl", delegated)),
            // An alias of nothing: what it is itself is seen.
            ("nergens.onbeveiligd.nl", insecure("nergens.onbeveiligd.nl", "onbeveiligd.nl", delegated)),
            ("naar-buiten.voorbeeld.nl", insecure("cdn.onbeveiligd.nl", "onbeveiligd.nl", delegated)),
            ("mijn.dood.nl", insecure("mijn.dood.nl", "dood.nl", Unsigned::Algorithm)),
        ] {
            assert_eq!(ask(host).await.security, expected, "{host} at {at}");
        }
        for (host, name, zone, flaw) in [
            ("mijn.verlopen.nl", "mijn.verlopen.nl", "verlopen.nl", "expired"),
            ("mijn.vroeg.nl", "mijn.vroeg.nl", "vroeg.nl", "too early"),
            ("mijn.geknoeid.nl", "mijn.geknoeid.nl", "geknoeid.nl", "wrong"),
            ("mijn.andere-sleutel.nl", "mijn.andere-sleutel.nl", "andere-sleutel.nl", "no matching key"),
            ("mijn.kaal.nl", "mijn.kaal.nl", "kaal.nl", "no matching key"),
            ("naar-kapot.voorbeeld.nl", "mijn.verlopen.nl", "verlopen.nl", "expired"),
        ] {
            let seen = ask(host).await;
            assert_eq!(flawed(&seen.security), Some((name, zone, flaw)), "{host} at {at}");
        }
    }
    for (host, word) in [
        ("mijn.voorbeeld.nl", "; fully validated"),
        ("verder.voorbeeld.nl", "; fully validated"),
        ("groot.voorbeeld.nl", "; fully validated"),
        ("x.wild.voorbeeld.nl", "; fully validated"),
        ("x.y.wild.voorbeeld.nl", "; fully validated"),
        ("x.wijd.voorbeeld.nl", "; fully validated"),
        ("b.dicht.voorbeeld.nl", "; fully validated"),
        ("x.wild.voorbeeld.example", "; fully validated"),
        ("mijn.voorbeeld.example", "; fully validated"),
        ("mijn.oud.nl", "; fully validated"),
        ("mijn.nieuw.nl", "; fully validated"),
        ("mijn.dood.nl", "; unsigned answer"),
        ("mijn.onbeveiligd.nl", "; unsigned answer"),
        ("mijn.los.voorbeeld.nl", "; unsigned answer"),
        ("naar-buiten.voorbeeld.nl", "; unsigned answer"),
        ("mijn.verlopen.nl", "resolution failed"),
        ("mijn.vroeg.nl", "resolution failed"),
        ("mijn.geknoeid.nl", "resolution failed"),
        ("mijn.andere-sleutel.nl", "resolution failed"),
        ("mijn.kaal.nl", "resolution failed"),
        ("naar-kapot.voorbeeld.nl", "resolution failed"),
    ] {
        let said = tree.delv(named.at, host);
        assert!(said.contains(word), "{host}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_aliases_and_caa_are_shown_as_they_are() {
    let tree = Tree::grow();
    let named = tree.serve();
    let all = resolvers(&tree, named.at, patient());
    let ask = async |host: &str| dns::ask(&all, host).await.unwrap_or_else(|gap| panic!("{host}: {gap:?}"));
    let begun = Instant::now();
    let seen = ask("MIJN.voorbeeld.nl").await;
    println!("one name takes {:?} and {} questions", begun.elapsed(), seen.queries);
    assert_eq!(seen.names, ["mijn.voorbeeld.nl"]);
    assert_eq!(seen.addresses, ["192.0.2.10".parse().unwrap(), "2001:db8::10".parse::<IpAddr>().unwrap()]);
    assert_eq!(seen.resolver, named.at.to_string());
    let both = ["0 iodef \"mailto:a@voorbeeld.nl\"", "0 issue \"ca.example\""].map(str::to_owned).to_vec();
    assert_eq!(seen.caa, Known::Seen(CaaRecords { at: Some("voorbeeld.nl".to_owned()), records: both }));
    let own = CaaRecords { at: Some("eigen.voorbeeld.nl".to_owned()), records: vec!["0 issue \";\"".to_owned()] };
    assert_eq!(ask("eigen.voorbeeld.nl").await.caa, Known::Seen(own));
    let none = CaaRecords { at: None, records: Vec::new() };
    assert_eq!(ask("mijn.onbeveiligd.nl").await.caa, Known::Seen(none));
    let seen = ask("verder.voorbeeld.nl.").await;
    assert_eq!(seen.names, ["verder.voorbeeld.nl", "alias.voorbeeld.nl", "mijn.voorbeeld.nl"]);
    // Far more than fits in a datagram.
    assert_eq!(ask("groot.voorbeeld.nl").await.addresses.len(), 90);

    let look = async |host: &str| gap(dns::ask(&all, host).await);
    for (host, at) in [
        ("niemand.voorbeeld.nl", "niemand.voorbeeld.nl"),
        ("tekst.voorbeeld.nl", "tekst.voorbeeld.nl"),
        ("naar-niets.voorbeeld.nl", "niets.voorbeeld.nl"),
        ("lang1.voorbeeld.nl", "lang1.voorbeeld.nl"),
        ("mijn.nergens", "mijn.nergens"),
    ] {
        let gap = look(host).await;
        assert_eq!((gap.reason, gap.blame), (Reason::NameUnresolved { host: at.to_owned() }, Blame::Target), "{host}");
    }
    // BIND goes round for a while and gives up.
    assert_eq!(look("rond.voorbeeld.nl").await.reason, Reason::ResolverFailed);
    let moved = look("mijn.boom.voorbeeld.nl").await;
    assert!(moved.reason == Reason::ResolverUnfit && moved.detail.contains("DNAME"), "{moved:?}");
    for address in ["127.0.0.1", "[::1]"] {
        assert_eq!(look(address).await.reason, Reason::Impossible);
    }

    // Digests are as good as the keys; another anchor is good for nothing.
    let digests = fs::read_to_string(&tree.anchor_file).unwrap().parse().unwrap();
    let by_digest = Resolvers { anchor: Some(digests), ..all.clone() };
    assert_eq!(dns::ask(&by_digest, "mijn.voorbeeld.nl").await.unwrap().security, secure("voorbeeld.nl"));
    let other = Tree::grow();
    for anchor in
        [Some(other.anchor.clone()), Some(fs::read_to_string(&other.anchor_file).unwrap().parse().unwrap()), None]
    {
        let gap = gap(dns::ask(&Resolvers { anchor, ..all.clone() }, "mijn.voorbeeld.nl").await);
        assert_eq!((gap.reason, gap.blame), (Reason::ResolverUnfit, Blame::Us));
    }
}
