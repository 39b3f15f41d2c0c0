//! CAs that the browser trusts beside its own: an NSS database in the home directory it is given.
//!
//! Not `acceptInsecureCerts`: with that, a certificate that no citizen's browser accepts would go unseen.

use std::{fs, io, path::Path, process::Stdio};

use tokio::process::Command;

use super::error::BrowserError;

/// Writes `$HOME/.pki/nssdb` holding these PEM certificates as trusted CAs.
pub(super) async fn install(home: &Path, certificates: &[Vec<u8>]) -> Result<(), BrowserError> {
    if certificates.is_empty() {
        return Ok(());
    }
    let database = home.join(".pki/nssdb");
    fs::create_dir_all(&database).map_err(|error| BrowserError::Missing(format!("no directory for CAs: {error}")))?;
    certutil(&database, &["-N", "--empty-password"]).await?;
    for (nth, pem) in certificates.iter().enumerate() {
        let file = home.join(format!("ca-{nth}.pem"));
        fs::write(&file, pem).map_err(|error| BrowserError::Missing(format!("a CA cannot be written: {error}")))?;
        let name = format!("toetssteen-{nth}");
        certutil(&database, &["-A", "-t", "C,,", "-n", &name, "-i", &file.to_string_lossy()]).await?;
    }
    Ok(())
}

async fn certutil(database: &Path, arguments: &[&str]) -> Result<(), BrowserError> {
    let output = Command::new("certutil")
        .args(arguments)
        .arg("-d")
        .arg(format!("sql:{}", database.display()))
        .stdin(Stdio::null())
        // Ctrl-C is for us: a browser that it keeps from starting would be called missing.
        .process_group(0)
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                BrowserError::Missing("certutil is not in PATH; Debian has it in the package libnss3-tools".to_owned())
            }
            _ => BrowserError::Missing(format!("certutil does not start: {error}")),
        })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(BrowserError::Missing(format!("certutil refused a CA: {}", said.lines().next().unwrap_or("no reason given"))))
}
