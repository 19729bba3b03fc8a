//! Metrics: definitions as files, compiled to one SQL over a lake version, answered in exact decimals.
//!
//! A question names a metric, slices, filters, days, a grain, a comparison and a currency; the answer carries its SQL and
//! lake version, and the lines behind it can be read. Knows no surfaces; runs nothing itself (that is the engine).

mod answer;
mod cohorts;
mod compile;
pub mod dimension;
mod error;
mod figures;
mod layout;
mod metric;
mod quality;
mod query;
mod registry;
mod root;
mod rows;
mod semantic;
mod statement;
mod totals;
mod values;

pub use answer::{Answer, Days, Question, Row, Total};
pub use cohorts::{Cohort, Cohorts, Kept};
pub use error::SemanticError;
pub use figures::Figure;
pub use layout::{LAYOUT, Layout, LineKind};
pub use metric::{Additive, Base, Better, Expression, Group, Key, Metric, Operand, Parameter, SCHEMA_VERSION, Text, Unit};
pub use quality::{Beside, Check, Quality};
pub use query::{Compare, Grain, MetricQuery};
pub use registry::Registry;
pub use rows::SourceRows;
pub use semantic::Semantic;
pub use statement::{Cell, Column, Statement, StatementLine};
pub use values::DimensionValue;
