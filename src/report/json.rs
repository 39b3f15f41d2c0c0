//! `testrapport.json`: the document of `document.rs`, indented.

use super::{Input, Rendering, ReportError, document::Testrapport, text::steers};

/// The report for programs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Json;

impl Rendering for Json {
    fn name(&self) -> &'static str {
        "testrapport.json"
    }

    fn render(&self, input: &Input<'_>) -> Result<Vec<u8>, ReportError> {
        let mut text = escaped(&serde_json::to_string_pretty(&Testrapport::new(input))?);
        text.push('\n');
        Ok(text.into_bytes())
    }
}

/// JSON whose texts steer no terminal either. Outside its texts JSON has only new lines and spaces, so what is replaced
/// stands in a text, where an escape means the same.
pub fn escaped(json: &str) -> String {
    let mut units = [0; 2];
    json.chars().fold(String::with_capacity(json.len()), |mut out, c| {
        if c == '\n' || !steers(c) {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaping_changes_no_meaning() {
        let text = "a\u{202e}b\u{7f}\u{e0041}\n\u{1b}";
        let json = serde_json::to_string(text).unwrap();
        let escaped = escaped(&json);
        assert!(escaped.is_ascii(), "{escaped}");
        assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), text);
    }
}
