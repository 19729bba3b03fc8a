//! Metrics: definitions as files, compiled to one SQL over a lake version, answered in exact decimals.
//!
//! A question names a metric, slices, filters, days, a grain, a comparison and a currency; the answer carries its SQL and
//! lake version, and the lines behind it can be read. Knows no surfaces; runs nothing itself (that is the engine).

mod answer;
mod compile;
pub mod dimension;
mod error;
mod metric;
mod query;
mod registry;
mod rows;
mod semantic;
mod totals;
mod values;

pub use answer::{Answer, Days, Question, Row, Total};
pub use error::SemanticError;
pub use metric::{Additive, Better, Expression, Group, Key, Metric, Operand, SCHEMA_VERSION, Text, Unit};
pub use query::{Compare, Grain, MetricQuery};
pub use registry::Registry;
pub use rows::SourceRows;
pub use semantic::Semantic;
pub use values::DimensionValue;
