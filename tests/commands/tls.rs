//! `toetssteen tls` with what is no host.

use super::call;

#[test]
fn what_is_no_host_is_explained_before_anything_is_contacted() {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path().display().to_string();
    for (arguments, said) in [
        (&["https://mijn.voorbeeld.test/inloggen"][..], "write: mijn.voorbeeld.test"),
        (&["mijn.voorbeeld.test:0"], "`0` is no port; write a number from 1 to 65535"),
        (&["::1"], "an address of IPv6 stands in brackets; write: [::1]"),
        (&["mijn.voorbeeld.test", "--connect", "443"], "--connect 443: write it as 443=127.0.0.1:8443"),
        (&["mijn.voorbeeld.test", "--connect", "8443=127.0.0.1:1"], "only ports 80 and 443 can be moved"),
        (&["mijn.voorbeeld.test", "--ca", "geen.pem"], "geen.pem"),
        (&["mijn.voorbeeld.test", "--checks", &folder], "timing/real.toml"),
    ] {
        let output = call(desk.path(), &[&["tls"], arguments].concat());
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(said), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}
