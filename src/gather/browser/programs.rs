//! Where the driver and the browser are.

use std::{
    env,
    path::{Path, PathBuf},
};

use super::{error::BrowserError, settings::Settings};

/// The engine of Chromium without windows and menus. It shows pages as Chromium does, for half the work: every clean
/// context of the whole browser would draw a tab strip and an address bar that nobody sees.
const HEADLESS: &str = "chromium-headless-shell";

/// The driver: as set, else `$CHROMEDRIVER`, else in `PATH`, else where Debian puts it.
///
/// # Errors
/// [`BrowserError::Missing`] when it is in none of these places.
pub fn driver(settings: &Settings) -> Result<PathBuf, BrowserError> {
    let named = settings.chromedriver.clone().or_else(|| env::var_os("CHROMEDRIVER").map(PathBuf::from));
    if let Some(path) = named {
        return if path.is_file() {
            Ok(path)
        } else {
            Err(BrowserError::Missing(format!("there is no chromedriver at {}", path.display())))
        };
    }
    in_path("chromedriver").ok_or_else(|| {
        BrowserError::Missing("chromedriver is not in PATH; Debian has it in the package chromium-driver".to_owned())
    })
}

/// The headless engine where it is installed; otherwise the driver finds a browser by itself.
pub(super) fn browser() -> Option<PathBuf> {
    in_path(HEADLESS)
}

fn in_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let places = env::split_paths(&path).map(|dir| dir.join(name));
    places.chain([Path::new("/usr/bin").join(name)]).find(|path| path.is_file())
}
