//! The JSON schemas of what Toetssteen writes, kept in `reports/schema/`.

use schemars::{Schema, schema_for};

use super::{certificates::CertReport, document::Testrapport, tls::TlsReport};
use crate::evidence::sealed::Document;

/// File name below `reports/schema/` and schema of each document.
pub fn schemas() -> [(&'static str, Schema); 4] {
    [
        ("cert.json", schema_for!(CertReport)),
        ("evidence.json", schema_for!(Document)),
        ("testrapport.json", schema_for!(Testrapport)),
        ("tls.json", schema_for!(TlsReport)),
    ]
}
