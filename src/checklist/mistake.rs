//! A mistake in a file that somebody wrote: which file, where, what, and what to write instead.

use std::{fmt, ops::Range, sync::Arc};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// A text with the name it is known by.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path as the reader knows it.
    pub path: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
}

/// A BSN has nine digits, of which the first may be a nought that somebody leaves out.
const SHORTEST_BSN: usize = 8;

/// One mistake.
#[derive(Clone, Debug)]
pub struct Mistake {
    file: SourceFile,
    at: Option<Range<usize>>,
    title: String,
    help: Option<String>,
}

/// All mistakes of one loading; never empty.
#[derive(Clone, Debug)]
pub struct Mistakes(pub Vec<Mistake>);

impl SourceFile {
    /// A file from its path and text.
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// Reads the text as TOML of this form.
    ///
    /// # Errors
    /// One [`Mistake`] with the place of the first thing that does not fit.
    pub fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, Mistake> {
        toml::from_str(&self.text).map_err(|error| {
            let help = suggestion_in(error.message());
            Mistake { file: self.clone(), at: error.span(), title: in_words(error.message()), help }
        })
    }

    /// A mistake at this place of the file.
    pub fn mistake(&self, at: Range<usize>, title: impl Into<String>) -> Mistake {
        Mistake { file: self.clone(), at: Some(at), title: title.into(), help: None }
    }

    /// A mistake about the file as a whole.
    pub fn whole(&self, title: impl Into<String>) -> Mistake {
        Mistake { file: self.clone(), at: None, title: title.into(), help: None }
    }
}

impl Mistake {
    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same mistake with asterisks instead of the text it is about: that may be somebody's number with a slip in it.
    #[must_use]
    pub fn covered(mut self) -> Self {
        if let Some(at) = &self.at {
            let covered = "*".repeat(at.len());
            let text = &self.file.text;
            let (before, after) = (text.get(..at.start), text.get(at.end..));
            self.file.text = format!("{}{covered}{}", before.unwrap_or_default(), after.unwrap_or_default()).into();
        }
        self
    }

    /// Adds the nearest of the words that would have been right, or all of them where none is near.
    #[must_use]
    pub fn instead_of<'a>(self, wrong: &str, right: impl IntoIterator<Item = &'a str>) -> Self {
        match suggestion(wrong, right) {
            Some(help) => self.help(help),
            None => self,
        }
    }
}

impl From<Mistake> for Mistakes {
    fn from(mistake: Mistake) -> Self {
        Self(vec![mistake])
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = without_numbers(&self.title);
        let Some(at) = self.at.clone() else {
            write!(f, "error: {title}\n --> {}", self.file.path)?;
            return self.help.as_ref().map_or(Ok(()), |help| write!(f, "\n  = help: {help}"));
        };
        let at = at.start.min(self.file.text.len())..at.end.min(self.file.text.len());
        let text = without_numbers(&self.file.text);
        let snippet = Snippet::source(&*text).path(&*self.file.path).annotation(AnnotationKind::Primary.span(at));
        let mut group = Level::ERROR.primary_title(title.as_str()).element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        f.write_str(&Renderer::plain().render(&[group]))
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&all.join("\n\n"))
    }
}

impl std::error::Error for Mistake {}
impl std::error::Error for Mistakes {}

/// Asterisks instead of every digit of a number as long as a BSN: what is shown may end in a log or a screenshot.
fn without_numbers(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        let (number, after) = number.split_at(number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len()));
        shown.push_str(before);
        shown.push_str(&if number.len() < SHORTEST_BSN { number.to_owned() } else { "*".repeat(number.len()) });
        rest = after;
    }
    shown + rest
}

/// "did you mean …" among the words that would have been right.
pub(super) fn suggestion<'a>(wrong: &str, right: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut right: Vec<&str> = right.into_iter().collect();
    right.sort_unstable();
    right.dedup();
    let near = right.iter().map(|word| (strsim::jaro_winkler(wrong, word), *word)).filter(|(near, _)| *near > 0.8);
    if let Some((_, word)) = near.max_by(|a, b| a.0.total_cmp(&b.0)) {
        return Some(format!("did you mean `{word}`?"));
    }
    (!right.is_empty()).then(|| format!("write one of: {}", right.join(", ")))
}

/// What the libraries say in words of programmers, in words of who writes a file.
fn in_words(message: &str) -> String {
    if message.starts_with("wanted exactly 1 element") {
        return "exactly one key is wanted here".to_owned();
    }
    message.replace("expected i64", "expected a whole number").replace("expected f64", "expected a number")
}

/// serde names the wrong word first and the right ones after it, each between backquotes.
fn suggestion_in(message: &str) -> Option<String> {
    if message == "invalid socket address syntax" {
        return Some("write an IP address and a port: \"127.0.0.1:8443\"".to_owned());
    }
    if !message.starts_with("unknown ") {
        return None;
    }
    let mut words = message.split('`').skip(1).step_by(2);
    suggestion(words.next()?, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Form {
        #[expect(dead_code, reason = "only its name matters")]
        title: String,
    }

    #[test]
    fn a_mistake_shows_file_line_caret_and_suggestion() {
        let shown = SourceFile::new("checks/a.toml", "titel = \"x\"\n").parse::<Form>().unwrap_err().to_string();
        assert!(shown.contains("checks/a.toml:1:1"), "{shown}");
        assert!(shown.contains("^^^^^"), "{shown}");
        assert!(shown.contains("did you mean `title`?"), "{shown}");
    }
}
