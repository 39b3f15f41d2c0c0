//! A tree of signed zones with a root of its own, served on loopback by `named` as Debian has it, and signed with its tools.

use std::{
    fmt::Write as _,
    fs,
    net::{SocketAddr, TcpListener, UdpSocket},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use hickory_net::proto::{
    op::{Message, Query},
    rr::{Name, RecordType},
};
use tempfile::TempDir;
use toetssteen::target::dns::TrustAnchor;

/// How a zone is signed.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Signed {
    /// As it should be.
    Well,
    /// The same, with hashed names, as `.nl` is.
    Hashed,
    /// For a month long ago.
    LongAgo,
    /// For a month to come.
    Early,
    /// And then another address was written.
    Tampered,
    /// By a key that the zone above does not name.
    ByAnother,
    /// With RSA and SHA-1, which still counts.
    Old,
    /// With an algorithm that counts no more, says the zone above.
    Dead,
    /// With Ed448, which hickory does not know.
    New,
    /// Not at all.
    Not,
    /// Not at all, and the zone above names a key.
    Stripped,
}

/// Name, how it is signed and what is in it; a zone stands before the one above it.
const ZONES: &[(&str, Signed, &str)] = &[
    (
        "voorbeeld.nl.",
        Signed::Well,
        "@ CAA 0 issue \"ca.example\"\n@ CAA 0 iodef \"mailto:a@voorbeeld.nl\"\n\
         mijn A 192.0.2.10\nmijn AAAA 2001:db8::10\n\
         vier A 192.0.2.11\nzes AAAA 2001:db8::12\n\
         eigen A 192.0.2.13\neigen CAA 0 issue \";\"\n\
         alias CNAME mijn\nverder CNAME alias\n\
         naar-buiten CNAME cdn.onbeveiligd.nl.\nnaar-kapot CNAME mijn.verlopen.nl.\nnaar-niets CNAME niets\n\
         rond CNAME rond2\nrond2 CNAME rond\n\
         tekst TXT \"geen adres\"\n*.wild A 192.0.2.14\n*.wijd CNAME mijn\na.dicht A 192.0.2.15\n*.dicht A 192.0.2.16\n\
         boom DNAME voorbeeld.nl.\n",
    ),
    ("los.voorbeeld.nl.", Signed::Not, "mijn A 192.0.2.20\n"),
    ("onbeveiligd.nl.", Signed::Not, "mijn A 192.0.2.30\ncdn A 192.0.2.31\nnergens CNAME niets\n"),
    ("verlopen.nl.", Signed::LongAgo, "mijn A 192.0.2.40\n"),
    ("vroeg.nl.", Signed::Early, "mijn A 192.0.2.41\n"),
    ("geknoeid.nl.", Signed::Tampered, "mijn A 192.0.2.42\n"),
    ("andere-sleutel.nl.", Signed::ByAnother, "mijn A 192.0.2.43\n"),
    ("kaal.nl.", Signed::Stripped, "mijn A 192.0.2.44\n"),
    ("oud.nl.", Signed::Old, "mijn A 192.0.2.45\n"),
    ("dood.nl.", Signed::Dead, "mijn A 192.0.2.46\n"),
    ("nieuw.nl.", Signed::New, "mijn A 192.0.2.47\n"),
    ("nl.", Signed::Hashed, ""),
    ("voorbeeld.example.", Signed::Hashed, "mijn A 192.0.2.50\n*.wild A 192.0.2.51\n"),
    ("example.", Signed::Well, ""),
    (".", Signed::Well, ""),
];

/// `named` with its zones, ended with the test.
pub(crate) struct Named {
    pub(crate) at: SocketAddr,
    child: Child,
}

/// The zones and the keys of their root.
pub(crate) struct Tree {
    folder: TempDir,
    pub(crate) anchor: TrustAnchor,
    /// The same as a file of DS records.
    pub(crate) anchor_file: PathBuf,
    root_key: String,
}

impl Tree {
    /// Makes keys and signs, from the leaves up.
    pub(crate) fn grow() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        for (zone, signed, records) in ZONES {
            let many: String = (1..=90).map(|n| format!("groot A 192.0.2.{n}\n")).collect();
            let long: String = (1..=11).map(|n| format!("lang{n} CNAME lang{}\n", n + 1)).collect();
            let mut text = format!(
                "$TTL 300\n$ORIGIN {zone}\n@ SOA ns. root. 1 3600 600 86400 300\n@ NS ns.\n{records}{}",
                if *zone == "voorbeeld.nl." { many + &long + "lang12 A 192.0.2.17\n" } else { String::new() }
            );
            if *zone == "." {
                text += "ns. A 127.0.0.1\n";
            }
            for (child, ..) in ZONES.iter().filter(|(child, ..)| parent(child) == Some(*zone)) {
                writeln!(text, "{child} NS ns.").unwrap();
                text += &fs::read_to_string(at.join(format!("dsset-{child}"))).unwrap_or_default();
            }
            fs::write(at.join(file(zone)), text).unwrap();
            sign(at, zone, *signed);
        }
        let key = fs::read_to_string(at.join("root.key")).unwrap();
        let anchor_file = at.join("dsset-.");
        Self { anchor: key.parse().unwrap(), anchor_file, root_key: key, folder }
    }

    /// Answers from all zones.
    pub(crate) fn serve(&self) -> Named {
        let zones: String = ZONES
            .iter()
            .map(|(zone, ..)| format!("zone \"{zone}\" {{ type primary; file \"{}\"; }};\n", file(zone)))
            .collect();
        self.named("recursion yes; dnssec-validation no;", &zones)
    }

    /// Validates what that one answers, as the resolvers of providers do.
    pub(crate) fn validate(&self, upstream: &Named) -> Named {
        let options = format!(
            "recursion yes; dnssec-validation yes; forward only; forwarders {{ 127.0.0.1 port {}; }};",
            upstream.at.port()
        );
        self.named(&options, &self.trust_anchors())
    }

    /// What `delv` says of an address of this name: the validator of the makers of BIND.
    pub(crate) fn delv(&self, at: SocketAddr, name: &str) -> String {
        let anchors = self.folder.path().join("delv.conf");
        fs::write(&anchors, self.trust_anchors()).unwrap();
        let port = at.port().to_string();
        let said = Command::new("delv")
            .args(["@127.0.0.1", "-p", &port, "+root=.", "-a"])
            .arg(anchors)
            .args([name, "A"])
            .output();
        let said = said.expect("delv is installed");
        String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned()
    }

    fn trust_anchors(&self) -> String {
        let line = self.root_key.lines().find(|line| !line.starts_with(';')).unwrap();
        let fields: Vec<&str> = line.split_whitespace().skip_while(|word| *word != "DNSKEY").skip(1).collect();
        let [flags, protocol, algorithm, key @ ..] = fields.as_slice() else { panic!("{line}") };
        format!("trust-anchors {{ . static-key {flags} {protocol} {algorithm} \"{}\"; }};\n", key.concat())
    }

    fn named(&self, options: &str, rest: &str) -> Named {
        // Somebody may take the port before named does.
        (0..5)
            .find_map(|_| self.try_named(options, rest))
            .expect("named starts; see script/test for where it comes from")
    }

    fn try_named(&self, options: &str, rest: &str) -> Option<Named> {
        let at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let folder = self.folder.path().to_str().unwrap();
        let text = format!(
            "options {{ directory \"{folder}\"; pid-file none; session-keyfile none; managed-keys-directory \"{folder}\"; \
             listen-on port {} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; \
             empty-zones-enable no; minimal-responses yes; notify no; {options} }};\ncontrols {{ }};\n{rest}",
            at.port()
        );
        let conf = self.folder.path().join(format!("{}.conf", at.port()));
        fs::write(&conf, text).unwrap();
        let child = Command::new(program())
            .args(["-f", "-n", "1", "-c"])
            .arg(&conf)
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        let mut named = Named { at, child: child.expect("named is there") };
        named.answers().then_some(named)
    }
}

impl Named {
    fn answers(&mut self) -> bool {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let mut question = Message::query();
        question.add_query(Query::query(Name::root(), RecordType::SOA));
        let question = question.to_vec().unwrap();
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(20) {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            if socket.send_to(&question, self.at).is_ok() && socket.recv(&mut [0; 512]).is_ok() {
                return true;
            }
        }
        false
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Of the package bind9 only this: installed, it would start a server on port 53.
fn program() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/named/usr/sbin/named");
    if own.exists() { own } else { PathBuf::from("/usr/sbin/named") }
}

fn parent(zone: &str) -> Option<&str> {
    let (_, above) = zone.split_once('.')?;
    (zone != ".").then_some(if above.is_empty() { "." } else { above })
}

fn file(zone: &str) -> String {
    if zone == "." { "root.zone".to_owned() } else { format!("{zone}zone") }
}

fn tool(at: &Path, name: &str, arguments: &[&str]) -> String {
    let said = Command::new(name).args(arguments).current_dir(at).output();
    let said = said.unwrap_or_else(|error| panic!("{name} of bind9-utils: {error}"));
    assert!(said.status.success(), "{name} {arguments:?}: {}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

fn sign(at: &Path, zone: &str, signed: Signed) {
    if signed == Signed::Not {
        return;
    }
    let algorithm: &[&str] = match signed {
        Signed::Old => &["-a", "RSASHA1", "-b", "2048"],
        Signed::New => &["-a", "ED448"],
        _ => &["-a", "ECDSAP256SHA256"],
    };
    let key = || tool(at, "dnssec-keygen", &[algorithm, &["-q", "-f", "KSK", zone]].concat());
    let (name, made) = (file(zone), key());
    if zone == "." {
        fs::copy(at.join(format!("{made}.key")), at.join("root.key")).unwrap();
    }
    let window: &[&str] = match signed {
        Signed::LongAgo => &["-s", "20200101000000", "-e", "20200201000000"],
        Signed::Early => &["-s", "20980101000000", "-e", "20980201000000"],
        _ => &[],
    };
    // At the top, names without a signature are left out of the proofs, as .nl does (RFC 5155 §6).
    let hashed: &[&str] = match (signed, zone) {
        (Signed::Hashed, "nl.") => &["-3", "-", "-A"],
        (Signed::Hashed, _) => &["-3", "-"],
        _ => &[],
    };
    // One key for both, so that nothing but the zone is told of it.
    let output = format!("{name}.signed");
    tool(
        at,
        "dnssec-signzone",
        &[&["-S", "-z", "-P", "-o", zone, "-f", &output], window, hashed, &[&name, &made]].concat(),
    );
    match signed {
        Signed::Stripped => return,
        Signed::Dead => {
            let digest = at.join(format!("dsset-{zone}"));
            let text = fs::read_to_string(&digest).unwrap();
            fs::write(digest, text.replace(" 13 2 ", " 3 2 ")).unwrap();
        }
        Signed::ByAnother => {
            let other = tool(at, "dnssec-keygen", &["-q", "-a", "ECDSAP256SHA256", "-f", "KSK", zone]);
            let digest = tool(at, "dnssec-dsfromkey", &[&other]);
            fs::write(at.join(format!("dsset-{zone}")), digest + "\n").unwrap();
            fs::remove_file(at.join(format!("{other}.key"))).unwrap();
        }
        _ => {}
    }
    let text = fs::read_to_string(at.join(&output)).unwrap();
    let text = if signed == Signed::Tampered { text.replace("192.0.2.42", "192.0.2.66") } else { text };
    fs::write(at.join(&name), text).unwrap();
}
