//! Begins a target file: what was found out is written down, what was not is a question that the loader refuses.

use std::{collections::BTreeMap, fmt, net::SocketAddr, path::PathBuf};

use toml::Value;
use url::Url;

use super::{Locator, questions::OPEN};

/// What is known of a connection.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The page with the DigiD control.
    pub start: Url,
    /// The DigiD control.
    pub login: Known<Vec<Locator>>,
    /// Other controls, by name.
    pub controls: BTreeMap<String, Locator>,
    /// Where its metadata is.
    pub metadata: Known<Url>,
    /// Where the host of `start` is reached, by port.
    pub routes: BTreeMap<u16, SocketAddr>,
    /// Own certificate authorities.
    pub trust: Vec<PathBuf>,
}

/// Something that may be known.
#[derive(Clone, Debug)]
pub struct Known<T> {
    /// What it is.
    pub answer: Option<T>,
    /// What there is to say about it; lines of a comment.
    pub remarks: Vec<String>,
}

impl Draft {
    /// The short name of the connection, after its host.
    fn naam(&self) -> String {
        let host = self.start.host_str().unwrap_or_default();
        let labels = host.split('.').filter(|label| *label != "www");
        let plain = |label: &str| label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        let mut fits = labels.filter(|label| label.starts_with(|c: char| c.is_ascii_lowercase()) && plain(label));
        fits.next().unwrap_or("aansluiting").to_owned()
    }
}

impl fmt::Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        writeln!(f, "naam = {}\n", text(&self.naam()))?;
        match self.metadata.answer {
            Some(_) => f.write_str("koppelvlak = \"saml\"\n")?,
            None => {
                ask(f, "Which interface of DigiD does the service use, \"saml\" or \"cgi\"?", "koppelvlak = \"?\"")?
            }
        }
        f.write_str(ABOUT)?;
        remarks(f, &self.metadata.remarks)?;
        match &self.metadata.answer {
            Some(at) => writeln!(f, "metadata = {}", text(at.as_str()))?,
            None => ask(f, "At which address does the service publish its SAML metadata?", "metadata = \"?\"")?,
        }
        writeln!(
            f,
            "\n[aansluiting.paginas]\n# The page with the DigiD control.\nstart = {}",
            text(self.start.as_str())
        )?;
        ask(f, "Which pages does only a logged-in citizen get? Name their addresses.", "achter-inloggen = [\"?\"]")?;
        f.write_str("\n[aansluiting.bediening]\n")?;
        remarks(f, &self.login.remarks)?;
        match self.login.answer.as_deref() {
            Some([one]) => writeln!(f, "inloggen = {}", control(one))?,
            Some(many) => writeln!(f, "inloggen = [{}]", many.iter().map(control).collect::<Vec<_>>().join(", "))?,
            None => ask(f, "Which control logs in with DigiD?", "inloggen = { tekst = \"?\" }")?,
        }
        for (name, locator) in &self.controls {
            writeln!(f, "{name} = {}", control(locator))?;
        }
        ask(f, "What does the control say that logs out?", "uitloggen = { tekst = \"?\" }")?;
        f.write_str(PERSON)?;
        if !self.routes.is_empty() {
            let routes: Vec<String> = self.routes.iter().map(|(port, to)| format!("{port} = \"{to}\"")).collect();
            let host = text(self.start.host_str().unwrap_or_default());
            writeln!(f, "\n[hosts.{host}]\nconnect = {{ {} }}", routes.join(", "))?;
        }
        if !self.trust.is_empty() {
            let paths: Vec<String> = self.trust.iter().map(|path| text(&path.display().to_string())).collect();
            writeln!(f, "\n[vertrouwen]\nca = [{}]", paths.join(", "))?;
        }
        Ok(())
    }
}

const HEAD: &str = "# The target file of a DigiD connection, begun by `toetssteen init`. Where it says \"?\", write the answer to the question
# above it; `toetssteen run` names the questions that are left.

[afnemer]
# Under which name is the afnemer registered with Logius?
naam = \"?\"

[[aansluiting]]
# A short name of your own.
";

const ABOUT: &str = "# In which environment is the service: \"ontwikkel\" or \"preproductie\"?
omgeving = \"?\"
# DigiD is played by the simulated DigiD of Toetssteen.
digid = \"simulator\"
# Which level is registered: \"basis\", \"midden\", \"substantieel\" or \"hoog\"?
betrouwbaarheidsniveau = \"?\"
# On which day was the connection requested (JJJJ-MM-DD)? That decides which edition of the checklist is used.
aangevraagd = \"?\"
";

const PERSON: &str = "
# Somebody who exists for tests only and is known to the service; repeat this for a second one.
[[aansluiting.testpersoon]]
# Which BSN does the test person have?
bsn = \"?\"
# Which text do pages show to this person only, such as the name?
herkenning = \"?\"
";

/// A locator as it is written in a target file.
pub fn control(locator: &Locator) -> String {
    match locator {
        Locator::Selector(selector) => format!("{{ selector = {} }}", text(selector)),
        Locator::Tekst(words) => format!("{{ tekst = {} }}", text(words)),
    }
}

fn text(value: &str) -> String {
    Value::String(value.to_owned()).to_string()
}

fn ask(f: &mut fmt::Formatter<'_>, question: &str, line: &str) -> fmt::Result {
    debug_assert!(line.contains(OPEN), "an answer is no question");
    writeln!(f, "# {question}\n{line}")
}

/// One line of comment each, however the text came: it may be a stranger's.
fn remarks(f: &mut fmt::Formatter<'_>, lines: &[String]) -> fmt::Result {
    for line in lines {
        let harmless = |c: char| c == ' ' || c.is_alphanumeric() || c.is_ascii_punctuation() || "“”‘’…–".contains(c);
        let line: String = line.chars().map(|c| if harmless(c) { c } else { ' ' }).take(300).collect();
        writeln!(f, "# {}", line.trim())?;
    }
    Ok(())
}
