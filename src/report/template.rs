//! The templates of `reports/templates`. Every text they are given passes an escape, whatever the form of the file.

use std::io::{self, Write};

use include_dir::{Dir, include_dir};
use tera::{Context, EscapeFn, Tera};

use super::{ReportError, text::visible};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/reports/templates");

/// A template filled in; each text that is put into it has passed `escape`.
pub(super) fn fill(name: &str, context: &Context, escape: EscapeFn) -> Result<Vec<u8>, ReportError> {
    let mut tera = Tera::new();
    tera.set_escape_fn(escape);
    tera.autoescape_on([".html", ".md", ".xml"]);
    tera.add_raw_templates(TEMPLATES.files().filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?))))?;
    Ok(tera.render(name, context)?.into_bytes())
}

/// For HTML and XML: markup is escaped, and what steers instead of shows is made visible.
pub(super) fn markup(text: &str, out: &mut dyn Write) -> io::Result<()> {
    // Pictures are megabytes of base64, in which there is nothing to escape.
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=:;,.".contains(&byte)) {
        return out.write_all(text.as_bytes());
    }
    for c in visible(text).chars() {
        match c {
            '&' => out.write_all(b"&amp;")?,
            '<' => out.write_all(b"&lt;")?,
            '>' => out.write_all(b"&gt;")?,
            '"' => out.write_all(b"&quot;")?,
            '\'' => out.write_all(b"&#39;")?,
            // No characters of XML 1.0, §2.2; the others that are not, are control characters.
            '\u{fffe}' | '\u{ffff}' => write!(out, "⟨U+{:04X}⟩", u32::from(c))?,
            c => out.write_all(c.encode_utf8(&mut [0; 4]).as_bytes())?,
        }
    }
    Ok(())
}
