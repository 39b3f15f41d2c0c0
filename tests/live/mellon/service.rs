//! `mod_auth_mellon` in Debian's Apache, set up as somebody does who connects a service with DigiD.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use super::super::{browser::process::wait_for, called::Desk, desk::Running};

const MODULES: &str = "/usr/lib/apache2/modules";

/// Where who listens, on 127.0.0.1.
pub(super) struct Ports {
    pub(super) service: u16,
    pub(super) door: u16,
    pub(super) front: u16,
    pub(super) back: u16,
}

impl Ports {
    /// Apache and DigiD have each other's port in their settings before either of them listens. So these are none of those
    /// that whoever asks for any port gets, or a test beside this one could have them by then.
    fn free() -> Self {
        let given = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap();
        let first: u16 = given.split_whitespace().next().unwrap().parse().unwrap();
        let mut held = Vec::new();
        while held.len() < 4 {
            held.extend(TcpListener::bind(("127.0.0.1", rand::random_range(10_000..first))));
        }
        let port = |nth: usize| held[nth].local_addr().unwrap().port();
        Self { service: port(0), door: port(1), front: port(2), back: port(3) }
    }
}

/// The service, while it runs.
pub(super) struct Mellon {
    apache: Child,
    pub(super) desk: Desk,
    pub(super) ports: Ports,
}

impl Mellon {
    pub(super) async fn start() -> Self {
        Self::with(include_str!("aansluiting.toml"), include_str!("sp-metadata.xml")).await
    }

    /// With this target file and these metadata, unsigned.
    pub(super) async fn with(target: &str, metadata: &str) -> Self {
        let ports = Ports::free();
        let mut target = target.to_owned();
        let named = [("POORT", ports.service), ("DEUR", ports.door), ("VOORKANT", ports.front), ("DIGID", ports.back)];
        for (name, port) in named {
            target = target.replace(&format!("{{{name}}}"), &port.to_string());
        }
        let desk = Desk::with(&target);
        let home = desk.path("dienst");
        super::link::link(&desk, &home, metadata).await;
        fs::create_dir(home.join("run")).unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live/mellon/www"), &home.join("www"));
        // Started as root, Apache goes on as somebody who may not enter the folder of a test.
        fs::set_permissions(desk.path(""), fs::Permissions::from_mode(0o755)).unwrap();
        let apache = apache(&home, &ports);
        let mut mellon = Self { apache, desk, ports };
        mellon.answers().await;
        mellon
    }

    /// The simulated DigiD on its own, as somebody starts it who wants to try something by hand.
    pub(super) async fn digid(&self) -> Running {
        let mut digid = Running::start(&self.desk, &["--config", "aansluiting.toml"]);
        digid.says("knows https://mijn.mellon.test/saml/metadata").await;
        digid
    }

    /// What Apache and mellon have written down.
    pub(super) fn said(&self) -> String {
        said(&self.desk)
    }

    async fn answers(&mut self) {
        let Self { apache, desk, ports } = self;
        wait_for("Apache does not listen", || {
            let ended = apache.try_wait().unwrap();
            assert!(ended.is_none(), "Apache has ended: {ended:?}\n{}", said(desk));
            [ports.service, ports.door].iter().all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok())
        })
        .await;
    }
}

impl Drop for Mellon {
    fn drop(&mut self) {
        let _ = self.apache.kill();
        let _ = self.apache.wait();
    }
}

fn said(desk: &Desk) -> String {
    let files = ["out", "error.log"].map(|name| desk.path("dienst/run").join(name));
    files.map(|path| fs::read_to_string(path).unwrap_or_default()).concat()
}

/// The package of mellon that is installed.
pub(super) fn package() -> String {
    let name = "libapache2-mod-auth-mellon";
    let output = Command::new("dpkg-query").args(["-W", "-f", "${Version}", name]).output();
    let version = String::from_utf8(output.expect("dpkg-query is installed").stdout).unwrap();
    assert!(!version.is_empty(), "{name} is not installed: script/test installs it");
    format!("{name} {version}")
}

/// In one process, so that nothing of it stays when that is ended.
fn apache(home: &Path, ports: &Ports) -> Child {
    let program = PathBuf::from("/usr/sbin/apache2");
    let module = Path::new(MODULES).join("mod_auth_mellon.so");
    for needed in [&program, &module] {
        assert!(needed.exists(), "{} is not there: script/test installs it", needed.display());
    }
    let mut command = Command::new(program);
    command.arg("-X").arg("-f").arg(home.join("apache.conf"));
    fs::write(home.join("apache.conf"), include_str!("apache.conf")).unwrap();
    let ports = [("POORT", ports.service), ("DEUR", ports.door), ("DIGID", ports.back)];
    let folders = [("HIER", home.display().to_string()), ("MODULES", MODULES.to_owned())];
    for (name, value) in ports.map(|(name, port)| (name, port.to_string())).into_iter().chain(folders) {
        command.args(["-C", &format!("Define {name} {value}")]);
    }
    // Whatever verifies a signature reads all authorities first, anew each time. Debian's own take a tenth of a second.
    command.env("SSL_CERT_FILE", home.join("tls/ca.pem"));
    let out = fs::File::create(home.join("run/out")).unwrap();
    command.stdin(Stdio::null()).stdout(out.try_clone().unwrap()).stderr(out).spawn().unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}
