//! The testrapport: what was judged, set out for a reader. It only shows; it never judges, and it touches no file,
//! network or clock, so that the same evidence gives the same report, byte for byte.

mod banner;
pub mod catalogue;
pub mod certificates;
mod document;
mod fold;
mod head;
mod hertest;
mod html;
pub mod json;
mod junit;
mod markdown;
mod names;
mod reasons;
mod remark;
mod rows;
pub mod schema;
mod template;
pub mod terminal;
pub mod text;
mod time;
pub mod tls;
mod undone;
mod view;

use std::collections::BTreeMap;

pub use self::{document::Testrapport, head::Uitslag, hertest::Earlier};
use crate::{
    checklist::Checklist,
    evidence::{BlobId, Evidence},
    judge::{JudgedAansluiting, Judgement},
};

/// Everything a report is made from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The checklist that the evidence was judged by.
    pub checklist: &'a Checklist,
    /// What was observed.
    pub evidence: &'a Evidence,
    /// What was made of it.
    pub judgement: &'a Judgement,
    /// The pictures, by digest. One that is missing is said to be missing.
    pub blobs: &'a BTreeMap<BlobId, Vec<u8>>,
    /// The run that this one is compared with, where it is a hertest.
    pub earlier: Option<Earlier<'a>>,
}

impl Input<'_> {
    /// A title of this connection; it names the connection where there are several.
    fn of(&self, judged: &JudgedAansluiting, title: &str) -> String {
        match self.judgement.aansluitingen.len() {
            0 | 1 => title.to_owned(),
            _ => format!("{title} – {}", judged.naam),
        }
    }
}

/// One form of the report.
pub trait Rendering: Sync {
    /// Name of its file.
    fn name(&self) -> &'static str;

    /// The bytes of that file.
    ///
    /// # Errors
    /// [`ReportError`] when a template or the document cannot be written out, which is a fault of ours.
    fn render(&self, input: &Input<'_>) -> Result<Vec<u8>, ReportError>;
}

/// Every form of the report.
pub const RENDERINGS: [&dyn Rendering; 4] = [&html::Html, &json::Json, &junit::Junit, &markdown::Markdown];

/// Why a report could not be written out.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A value that JSON cannot hold.
    #[error("the testrapport cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A template of `reports/templates` does not fit what it is given.
    #[error("a template of the testrapport does not fit: {0}")]
    Template(#[from] tera::Error),
}
