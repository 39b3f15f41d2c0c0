//! Filling the XML templates beside this file. Every value is escaped; only XML that a template made goes in as it is.

use std::{io, sync::LazyLock};

use serde::Serialize;
use tera::{Context, Tera};

const TEMPLATES: [(&str, &str); 9] = [
    ("artifact_response.xml", include_str!("templates/artifact_response.xml")),
    ("assertion.xml", include_str!("templates/assertion.xml")),
    ("digid_metadata.xml", include_str!("templates/digid_metadata.xml")),
    ("logout_request.xml", include_str!("templates/logout_request.xml")),
    ("logout_response.xml", include_str!("templates/logout_response.xml")),
    ("response.xml", include_str!("templates/response.xml")),
    ("signature.xml", include_str!("templates/signature.xml")),
    ("soap_fault.xml", include_str!("templates/soap_fault.xml")),
    ("status.xml", include_str!("templates/status.xml")),
];

/// Why a message could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the template {name} cannot be filled: {reason}")]
pub struct TemplateError {
    name: &'static str,
    reason: String,
}

/// Fills a template with the fields of a value.
pub(super) fn fill(name: &'static str, values: &impl Serialize) -> Result<String, TemplateError> {
    let failed = |error: tera::Error| TemplateError { name, reason: error.to_string() };
    let tera = LOADED.as_ref().map_err(|reason| TemplateError { name, reason: reason.clone() })?;
    let context = Context::from_serialize(values).map_err(failed)?;
    tera.render(name, &context).map_err(failed)
}

/// Escapes a text for element content and attribute values. White space other than a space is written as a character
/// reference, so that attribute normalisation leaves it; what XML 1.0 cannot carry at all becomes U+FFFD.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' | '\n' | '\r' => escaped.push_str(&format!("&#{};", u32::from(c))),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

static LOADED: LazyLock<Result<Tera, String>> = LazyLock::new(|| {
    let mut tera = Tera::default();
    tera.set_escape_fn(|text: &str, out: &mut dyn io::Write| out.write_all(escape(text).as_bytes()));
    tera.autoescape_on([".xml"]);
    tera.add_raw_templates(TEMPLATES.map(|(name, text)| (name, compact(text)))).map_err(|error| error.to_string())?;
    Ok(tera)
});

/// Takes out the line breaks: white space between elements is content to a reader that takes the first child.
fn compact(template: &str) -> String {
    let mut compact = String::with_capacity(template.len());
    for line in template.lines().map(str::trim) {
        if !compact.is_empty() && !line.starts_with(['<', '{']) {
            compact.push(' ');
        }
        compact.push_str(line);
    }
    compact.trim_end().to_owned()
}
