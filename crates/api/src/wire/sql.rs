//! Queries written by hand, what they can name, and what is kept under a name.

use super::{Label, Scalar};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A query written by hand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SqlRequest {
    /// One SELECT.
    pub sql: String,
    /// Most rows wanted; 200 when absent, 10000 at most.
    pub limit: Option<usize>,
}

/// A column of an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SqlColumn {
    /// Name.
    pub name: String,
    /// text, decimal, integer, number, day, instant, bool or other.
    pub r#type: &'static str,
}

/// The answer to a query written by hand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SqlResult {
    /// Columns, in order.
    pub columns: Vec<SqlColumn>,
    /// Rows: one value a column; decimals, days and instants as strings.
    pub rows: Vec<Vec<Scalar>>,
    /// Whether rows beyond the limit were cut off.
    pub truncated: bool,
    /// Lake version that was read.
    pub lake_version: i64,
    /// How long it took.
    pub elapsed_ms: u64,
}

/// A column that a query can name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SchemaColumn {
    /// Name.
    pub name: String,
    /// text, decimal, integer, number, day, instant, bool or other.
    pub r#type: &'static str,
    /// Whether it may be null.
    pub nullable: bool,
    /// What it says.
    pub about: Option<Label>,
}

/// A table or view that a query can name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SchemaTable {
    /// Name.
    pub name: String,
    /// table, history, view or reference.
    pub kind: &'static str,
    /// What it holds.
    pub about: Option<Label>,
    /// Rows in this lake version; null for views and reference tables.
    pub rows: Option<u64>,
    /// Columns, in order.
    pub columns: Vec<SchemaColumn>,
}

/// Bounds of a query written by hand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SqlLimits {
    /// Most rows of one answer.
    pub rows_max: usize,
    /// Longest it may take, in milliseconds.
    pub time_ms: u64,
    /// Memory that all queries share, in bytes.
    pub memory_bytes: usize,
}

/// Everything that a query can name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Schema {
    /// Lake version that was looked at.
    pub lake_version: i64,
    /// Tables, then views and reference tables.
    pub tables: Vec<SchemaTable>,
    /// Names of the functions.
    pub functions: Vec<String>,
    /// Bounds.
    pub limits: SqlLimits,
}

/// Something kept under a name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SavedItem {
    /// query or view.
    pub kind: String,
    /// Name, unique within the kind.
    pub name: String,
    /// What is kept: `{"sql": ...}` for a query, `{"path": ...}` for a view.
    #[schema(value_type = Object)]
    pub body: Value,
    /// When it was kept first.
    pub created_at: String,
    /// When it was changed last.
    pub updated_at: String,
    /// Who changed it last.
    pub actor: String,
}

/// What to keep, or the new name of what is kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SavedChange {
    /// What to keep; what is there stays when absent.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub body: Option<Value>,
    /// Another name.
    #[serde(default)]
    pub rename: Option<String>,
}
