//! `testrapport.html`: one page that needs nothing else, from the templates in `reports/templates`.

use std::io::{self, Write};

use include_dir::{Dir, include_dir};
use tera::{Context, Tera};

use super::{Input, Rendering, ReportError, text::visible, view::Page};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/reports/templates");
const STYLE: &str = include_str!("../../reports/style.css");

/// The report for readers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Html;

impl Rendering for Html {
    fn name(&self) -> &'static str {
        "testrapport.html"
    }

    fn render(&self, input: &Input<'_>) -> Result<Vec<u8>, ReportError> {
        let mut tera = Tera::new();
        tera.set_escape_fn(escape);
        tera.add_raw_templates(
            TEMPLATES.files().filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?))),
        )?;
        let mut context = Context::from_serialize(&Page::new(input))?;
        context.insert("style", STYLE);
        Ok(tera.render("page.html", &context)?.into_bytes())
    }
}

/// Every text of the page passes here: markup is escaped, and what steers instead of shows is made visible.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
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
            c => out.write_all(c.encode_utf8(&mut [0; 4]).as_bytes())?,
        }
    }
    Ok(())
}
