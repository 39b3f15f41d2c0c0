//! Real servers of websites, on ports of the system's choosing.

use std::{
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

use super::servers::{Identity, LOOPBACK};

/// Where `script/test` unpacks nginx, whose package would start a server.
const UNPACKED: &str = "target/nginx/usr/sbin/nginx";

/// Where it unpacks lighttpd.
const LIGHTTPD: &str = "target/lighttpd";

/// nginx or lighttpd with one server, ended with the test.
pub(crate) struct Website {
    pub(crate) at: SocketAddr,
    child: Child,
    _folder: TempDir,
}

impl Website {
    /// nginx with this in the part of its one server.
    pub(crate) fn nginx(how: &str, identity: &Identity) -> Self {
        Self::served(identity, "ssl", &format!("{how} return 204;"))
    }

    /// The same without TLS, and with all of it.
    pub(crate) fn plain(identity: &Identity, how: &str) -> Self {
        Self::served(identity, "", how)
    }

    fn served(identity: &Identity, over: &str, how: &str) -> Self {
        let program = if Path::new(UNPACKED).exists() { UNPACKED } else { "nginx" };
        Self::start(identity, |folder, at| {
            let settings = format!(
                "daemon off; master_process off; pid nginx.pid; error_log stderr crit; events {{}}
                 http {{ access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f;
                   uwsgi_temp_path u; scgi_temp_path s; ssl_certificate certificate.pem; ssl_certificate_key key.pem;
                   server {{ listen {at} {over}; {how} }} }}"
            );
            std::fs::write(folder.join("settings"), settings).unwrap();
            let mut nginx = Command::new(program);
            nginx.arg("-p").arg(folder).args(["-c", "settings"]);
            nginx
        })
    }

    /// lighttpd with these settings of `ssl-conf-cmd`.
    pub(crate) fn lighttpd(how: &str, identity: &Identity) -> Self {
        let home = Path::new(LIGHTTPD);
        Self::start(identity, |folder, at| {
            let (ip, port, folder) = (at.ip(), at.port(), folder.display());
            let settings = format!(
                "server.document-root = \"{folder}\"\nserver.modules = (\"mod_gnutls\")\nserver.bind = \"{ip}\"\n\
                 server.port = {port}\nssl.engine = \"enable\"\nssl.pemfile = \"{folder}/certificate.pem\"\n\
                 ssl.privkey = \"{folder}/key.pem\"\nssl.openssl.ssl-conf-cmd = ({how})\n"
            );
            let path = format!("{folder}/settings");
            std::fs::write(&path, settings).unwrap();
            let mut lighttpd = Command::new(home.join("usr/sbin/lighttpd"));
            lighttpd.args(["-D", "-f", &path, "-m"]).arg(home.join("usr/lib/lighttpd"));
            lighttpd
        })
    }

    /// Starts it on a port that is free.
    fn start(identity: &Identity, command: impl Fn(&Path, SocketAddr) -> Command) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("certificate.pem", &identity.pem);
        write("key.pem", &identity.key_pem);
        // Another test may take a port between asking for it and using it.
        for _ in 0..20 {
            let at = std::net::TcpListener::bind((LOOPBACK, 0)).unwrap().local_addr().unwrap();
            let mut command = command(folder.path(), at);
            let mut child = command
                .stdin(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap_or_else(|error| panic!("{command:?}, which script/test unpacks: {error}"));
            loop {
                if child.try_wait().unwrap().is_some() {
                    break;
                }
                if TcpStream::connect(at).is_ok() {
                    return Self { at, child, _folder: folder };
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        panic!("it does not start: {:?}", command(folder.path(), SocketAddr::from((LOOPBACK, 0))));
    }
}

impl Drop for Website {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
