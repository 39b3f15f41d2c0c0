//! The WebDriver session: the capabilities asked for, and what the answer says about the browser.

use fantoccini::{Client, ClientBuilder, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{
    error::BrowserError,
    programs,
    settings::{Passive, Settings, VIEWPORT},
};

/// Arguments that every run needs: quiet, alone, and with timers that run in windows nobody looks at.
const ARGUMENTS: [&str; 16] = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-extensions",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-dev-shm-usage",
    // A clean context shares no process with another anyhow; within one, a process for each step of a login would only cost
    // the time that it takes to start.
    "--renderer-process-limit=1",
    "--no-first-run",
    "--no-proxy-server",
    "--lang=nl",
    // Upgrading http silently would hide a service that answers on port 80.
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,IntensiveWakeUpThrottling,Translate,\
     OptimizationHints,MediaRouter,Prerender2,LocalNetworkAccessChecks",
];

/// Opens the session and gives it with the address of its BiDi socket.
pub(super) async fn open(port: u16, settings: &Settings) -> Result<(Client, String), BrowserError> {
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities(settings));
    let address = format!("http://127.0.0.1:{port}");
    let client = timeout(settings.limits.start, builder.connect(&address))
        .await
        .map_err(|_| BrowserError::Missing("the browser did not start in time".to_owned()))?
        .map_err(|error| refused(&error.to_string(), is_root()))?;
    let answer = client.capabilities().cloned().unwrap_or_default();
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let browser = text(answer.get("browserVersion"));
    let driver = text(answer.get("chrome").and_then(|chrome| chrome.get("chromedriverVersion")));
    let major = |version: &str| version.split('.').next().unwrap_or_default().to_owned();
    if major(&browser) != major(&driver) {
        return Err(BrowserError::Missing(format!(
            "chromedriver {} does not fit browser {browser}: install chromium and chromium-driver of one version",
            driver.split(' ').next().unwrap_or_default()
        )));
    }
    match answer.get("webSocketUrl").and_then(Value::as_str) {
        Some(socket) => Ok((client, socket.to_owned())),
        None => Err(BrowserError::Missing(format!("chromedriver {driver} has no WebDriver BiDi"))),
    }
}

fn capabilities(settings: &Settings) -> Capabilities {
    let mut arguments: Vec<String> = ARGUMENTS.iter().map(|&argument| argument.to_owned()).collect();
    if is_root() {
        // Chromium does not start as root otherwise; for others its sandbox stays on.
        arguments.push("--no-sandbox".to_owned());
    }
    let (width, height) = VIEWPORT;
    arguments.push(format!("--window-size={width},{height}"));
    let rules = resolver_rules(settings);
    if !rules.is_empty() {
        arguments.push(format!("--host-resolver-rules={rules}"));
    }
    // chromedriver turns the popup blocker off; a citizen's browser has it on.
    let mut options = json!({"args": arguments, "excludeSwitches": ["disable-popup-blocking"]});
    if let Some(browser) = programs::browser() {
        options["binary"] = browser.to_string_lossy().into();
    }
    let wanted = json!({
        "browserName": "chrome",
        "webSocketUrl": true,
        "acceptInsecureCerts": false,
        // A question (“weet u het zeker?”) is answered with yes: the press that raised it was meant.
        "unhandledPromptBehavior": {"default": "accept", "beforeUnload": "accept"},
        "goog:chromeOptions": options,
    });
    match wanted {
        Value::Object(wanted) => wanted,
        _ => Capabilities::new(),
    }
}

/// Rules for Chromium's resolver: the routes first, then, where nothing else may be reached, everything else to nowhere.
fn resolver_rules(settings: &Settings) -> String {
    let mut rules: Vec<String> = settings
        .routes
        .iter()
        .map(|route| format!("MAP {}:{} {}", rule_safe(&route.host), route.port, route.to))
        .collect();
    if settings.passive == Passive::Block {
        rules.push("MAP * ~NOTFOUND".to_owned());
        let unrouted = settings.hosts.iter().filter(|host| settings.routes.iter().all(|route| route.host != **host));
        rules.extend(unrouted.map(|host| format!("EXCLUDE {}", rule_safe(host))));
    }
    rules.join(",")
}

/// A comma would begin another rule.
fn rule_safe(host: &str) -> String {
    host.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']' | ':')).collect()
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Why there is no session, from what the driver said: a line for each cause, and at times a stack trace.
fn refused(said: &str, root: bool) -> BrowserError {
    if said.contains("cannot find Chrome binary") || said.contains("no chrome binary") {
        return BrowserError::Missing("Chromium is not installed; Debian has it in the package chromium".to_owned());
    }
    let trace = |line: &&str| line.starts_with("Stacktrace") || line.starts_with('#');
    let causes: Vec<&str> = said.lines().map(str::trim).take_while(|line| !trace(line)).collect();
    let causes = causes.join(": ");
    // Chromium says why it ended on its own output, which the driver keeps to itself.
    let hint = if said.contains("Chrome instance exited") && !root {
        "; Chromium may have no sandbox for this user, which Debian has in the package chromium-sandbox"
    } else {
        ""
    };
    BrowserError::Missing(format!("the browser does not start: {causes}{hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gather::browser::Route;

    #[test]
    fn every_cause_is_said_and_a_missing_sandbox_is_guessed() {
        let why = |said: &str, root| refused(said, root).to_string();
        let causes = "session not created\nfrom disconnected: unable to connect to renderer\nStacktrace:\n#0 0x55";
        assert_eq!(
            why(causes, false),
            "no browser: the browser does not start: session not created: from disconnected: unable to connect to renderer"
        );
        let ended = "session not created: Chrome instance exited. Examine ChromeDriver verbose log.\n#0 0x55";
        assert!(why(ended, false).ends_with(
            "verbose log.; Chromium may have no sandbox for this user, which Debian has in the package chromium-sandbox"
        ));
        assert!(why(ended, true).ends_with("verbose log."));
    }

    #[test]
    fn nothing_but_the_named_hosts_resolves() {
        let route = |host: &str, port| Route { host: host.to_owned(), port, to: ([127, 0, 0, 1], 4000 + port).into() };
        let settings = Settings {
            hosts: ["a.test".to_owned(), "b.test".to_owned()].into(),
            routes: vec![route("a.test", 443), route("a.test", 80)],
            ..Settings::default()
        };
        assert_eq!(
            resolver_rules(&settings),
            "MAP a.test:443 127.0.0.1:4443,MAP a.test:80 127.0.0.1:4080,MAP * ~NOTFOUND,EXCLUDE b.test"
        );
    }
}
