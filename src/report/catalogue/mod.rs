//! What there is to test with, set out for a reader: criteria, editions, journeys and facts as lists, and one of them explained.

mod columns;
pub mod documents;
mod explain;
mod read;
mod steps;
mod tables;

pub use self::explain::explain;

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;

use self::documents::{CriteriaList, EditionsList, FactsList, FaultsList, ForgeriesList, JourneysList};

/// A list of what there is.
pub trait List: JsonSchema + Serialize {
    /// The list as a table. Rows are broken to fit this many columns; without a number a row stays one line, for `grep`.
    fn table(&self, width: Option<usize>) -> String;
}

/// File name below `reports/schema/` and schema of each list.
pub fn schemas() -> [(&'static str, Schema); 6] {
    [
        ("list-criteria.json", schema_for!(CriteriaList)),
        ("list-editions.json", schema_for!(EditionsList)),
        ("list-facts.json", schema_for!(FactsList)),
        ("list-faults.json", schema_for!(FaultsList)),
        ("list-forgeries.json", schema_for!(ForgeriesList)),
        ("list-journeys.json", schema_for!(JourneysList)),
    ]
}
