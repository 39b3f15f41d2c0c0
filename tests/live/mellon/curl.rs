//! The program curl, one jar of cookies for each browser, and what was typed and came back, as a reader can do it again.

use std::{fs, path::PathBuf, sync::LazyLock};

use regex::Regex;
use scraper::{Html, Selector};
use tokio::process::Command;
use url::Url;

use super::service::Mellon;

/// A place to type, with names that lead to this service.
pub(super) struct Shell {
    folder: PathBuf,
    ports: Regex,
}

/// What came back.
pub(super) struct Came {
    pub(super) status: u16,
    pub(super) url: Url,
    pub(super) page: String,
}

/// Browsers that are used for one forgery, by the names of their jars.
pub(super) struct Session<'a> {
    shell: &'a Shell,
    folder: PathBuf,
    pub(super) transcript: String,
}

impl Shell {
    pub(super) fn of(mellon: &Mellon) -> Self {
        let folder = mellon.desk.path("curl");
        fs::create_dir(&folder).unwrap();
        let settings = format!(
            "silent\nshow-error\nnoproxy = \"*\"\nmax-time = 60\ncacert = {:?}\nconnect-to = \"mijn.mellon.test:443:127.0.0.1:{}\"\n",
            mellon.desk.path("ca.pem").display(),
            mellon.ports.service
        );
        fs::write(folder.join(".curlrc"), settings).unwrap();
        let ports = Regex::new(&format!(":(?:{}|{})", mellon.ports.front, mellon.ports.door)).unwrap();
        Self { folder, ports }
    }

    /// Knows the way to another service, and whom it has its certificate from.
    pub(super) fn also(&self, host: &str, to: &str, ca: &str) {
        let settings = self.folder.join(".curlrc");
        let known = fs::read_to_string(&settings).unwrap();
        let all = self.folder.join("ca.pem");
        let (_, before) = known.split_once("cacert = \"").unwrap();
        let before = before.split_once('"').unwrap().0;
        fs::write(&all, [fs::read_to_string(before).unwrap(), fs::read_to_string(ca).unwrap()].concat()).unwrap();
        let known = known.replace(before, &all.display().to_string());
        fs::write(settings, format!("{known}connect-to = \"{host}:443:{to}\"\n")).unwrap();
    }

    pub(super) fn session(&self, name: &str) -> Session<'_> {
        let folder = self.folder.join(name.replace('/', "-"));
        fs::create_dir(&folder).unwrap();
        Session { shell: self, folder, transcript: String::new() }
    }

    /// Without what is another one every time.
    fn told(&self, text: &str) -> String {
        static LOGIN: LazyLock<Regex> = LazyLock::new(|| Regex::new("/inloggen/[0-9a-f]+").unwrap());
        static QUERY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\?\S*SAMLart=\S*").unwrap());
        static SENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"SAMLart=\S{40,}").unwrap());
        let text = self.ports.replace_all(text, "");
        let text = LOGIN.replace_all(&text, "/inloggen/…");
        let text = QUERY.replace_all(&text, "?SAMLart=…");
        SENT.replace_all(&text, "SAMLart=…").into_owned()
    }
}

impl Session<'_> {
    /// Asks for an address.
    pub(super) async fn open(&mut self, jar: &str, url: &str) -> Came {
        self.type_in(jar, &[], url).await
    }

    /// Asks for an address and goes where it leads.
    pub(super) async fn follow(&mut self, jar: &str, url: &str) -> Came {
        self.type_in(jar, &["--location"], url).await
    }

    /// Sends a form and goes where it leads.
    pub(super) async fn send(&mut self, jar: &str, fields: &[(&str, &str)], url: &str) -> Came {
        let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut arguments = vec!["--location"];
        for field in &fields {
            arguments.extend(["--data-urlencode", field]);
        }
        self.type_in(jar, &arguments, url).await
    }

    async fn type_in(&mut self, jar: &str, arguments: &[&str], url: &str) -> Came {
        let cookies = ["--cookie", jar, "--cookie-jar", jar];
        let mut command = Command::new("curl");
        command.args(["--write-out", "\n%{http_code} %{url_effective}"]).args(cookies).args(arguments).arg(url);
        command.current_dir(&self.folder).env("CURL_HOME", &self.shell.folder).kill_on_drop(true);
        let output = command.output().await.expect("the program curl is installed");
        assert!(output.status.success(), "{url}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let (page, last) = text.rsplit_once('\n').unwrap();
        let (status, url_effective) = last.split_once(' ').unwrap();
        let typed: Vec<String> = arguments.iter().chain([&url]).map(|word| quoted(&self.shell.told(word))).collect();
        let typed = format!("$ curl -b {jar} -c {jar} {}\n", typed.join(" "));
        let typed = typed.replace("--data-urlencode", "-d").replace("--location", "-L");
        self.transcript.push_str(&typed);
        self.transcript.push_str(&self.shell.told(&format!("{last}\n")));
        for line in seen(page) {
            self.transcript.push_str(&format!("  {line}\n"));
        }
        Came { status: status.parse().unwrap(), url: url_effective.parse().unwrap(), page: page.to_owned() }
    }
}

/// The heading of a page, and who it says is logged in.
fn seen(page: &str) -> Vec<String> {
    let what = Selector::parse("h1, #wie").unwrap();
    let page = Html::parse_document(page);
    let texts = page.select(&what).map(|element| element.text().collect::<String>());
    texts.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty()).collect()
}

fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=…".contains(letter);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{word}'") }
}

/// Who the protected page says is logged in.
pub(super) fn who(page: &str) -> Option<String> {
    seen(page).iter().find_map(|line| line.strip_prefix("Ingelogd: ").map(str::to_owned))
}

/// The names and values of a form, and where it goes.
pub(super) fn form(came: &Came) -> (String, Vec<(String, String)>) {
    let page = Html::parse_document(&came.page);
    let (form, field) = (Selector::parse("form").unwrap(), Selector::parse("input[name]").unwrap());
    let form = page.select(&form).next().expect("the page has a form");
    let field = form.select(&field).map(|field| {
        let said = |name: &str| field.value().attr(name).unwrap_or_default().to_owned();
        (said("name"), said("value"))
    });
    (came.url.join(form.value().attr("action").unwrap()).unwrap().to_string(), field.collect())
}
