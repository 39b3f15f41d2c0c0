//! `testrapport.html`: one page that needs nothing else, from the templates in `reports/templates`.

use tera::Context;

use super::{
    Input, Rendering, ReportError,
    template::{fill, markup},
    view::Page,
};

const STYLE: &str = include_str!("../../reports/style.css");

/// The report for readers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Html;

impl Rendering for Html {
    fn name(&self) -> &'static str {
        "testrapport.html"
    }

    fn render(&self, input: &Input<'_>) -> Result<Vec<u8>, ReportError> {
        let mut context = Context::from_serialize(&Page::new(input))?;
        context.insert("style", STYLE);
        fill("page.html", &context, markup)
    }
}
