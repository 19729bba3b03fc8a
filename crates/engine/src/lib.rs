//! Queries over a lake version: DataFusion sessions, exact sums, rates, safe SQL, results as JSON and CSV.
//!
//! It reads the files that a [`entrepot_lake::LakeSnapshot`] lists, as plain Parquet, and writes nothing but spills.
//! It knows no metrics (that is `semantic`) and no surfaces.

mod bit_count;
mod cells;
pub mod csv;
mod decimal;
mod engine;
mod error;
mod facts;
pub mod fx;
pub mod json;
mod kept;
pub mod line_sums;
mod position;
mod postings;
mod provider;
mod repeats;
mod result;
mod safe;
mod session;
mod sums;
mod views;

pub use cells::cell_text;
pub use decimal::decimal_text;
pub use engine::{Engine, EngineConfig};
pub use error::{Code, EngineError, nearest};
pub use facts::BookFacts;
pub use position::{Position, position};
pub use provider::LakeTable;
pub use result::{QueryResult, type_name};
pub use safe::{SafeStatement, check};
pub use session::{LakeSession, Limits};
pub use sums::checked_sum;
pub use views::{VIEWS, View};
