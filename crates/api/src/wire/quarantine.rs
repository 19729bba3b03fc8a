//! Quarantine: rows kept verbatim, why, and their way back.

use super::{ImportReport, Label};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Rows that share a reason.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuarantineGroup {
    /// Reason code.
    pub code: String,
    /// The reason.
    pub reason: Label,
    /// What to do.
    pub hint: Label,
    /// Rows.
    pub count: i64,
}

/// A row in quarantine.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuarantineRow {
    /// Id.
    pub id: i64,
    /// The import that met it.
    pub import_id: i64,
    /// File.
    pub file: String,
    /// Line in the file.
    pub row: i64,
    /// Reason code.
    pub code: String,
    /// The column at fault.
    pub column: Option<String>,
    /// Its value as written.
    pub value: Option<String>,
    /// What to do.
    pub hint: Label,
    /// The row, verbatim.
    pub text: String,
    /// open, replayed or undone.
    pub state: String,
}

/// A page of the quarantine.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Quarantine {
    /// How many rows match.
    pub total: i64,
    /// Open rows by reason, most first.
    pub groups: Vec<QuarantineGroup>,
    /// Rows, in file order.
    pub rows: Vec<QuarantineRow>,
}

/// A row written anew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Edit {
    /// Row in quarantine.
    pub id: i64,
    /// Its text from now on.
    pub text: String,
}

/// A value put in place of another.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replace {
    /// Only in this column; in all when absent.
    pub column: Option<String>,
    /// The whole value to look for.
    pub find: String,
    /// What stands there from now on.
    pub with: String,
}

/// Rows to fix and import again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplayRequest {
    /// Rows in quarantine.
    pub ids: Vec<i64>,
    /// Rows written anew.
    #[serde(default)]
    pub edits: Vec<Edit>,
    /// A replacement in all of them.
    #[serde(default)]
    pub replace: Option<Replace>,
    /// Only show what would happen.
    #[serde(default)]
    pub dry_run: bool,
}

/// What would happen to a row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReplayPreview {
    /// Row in quarantine.
    pub id: i64,
    /// Its text.
    pub before: String,
    /// Its text after the fix.
    pub after: String,
    /// Would it be taken?
    pub ok: bool,
    /// Reason code when not.
    pub code: Option<String>,
}

/// What would happen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Preview {
    /// Row by row.
    pub preview: Vec<ReplayPreview>,
}

/// The answer to a replay: a preview for a dry run, else what the import did.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum ReplayAnswer {
    /// Of a dry run.
    Preview(Preview),
    /// Of the real thing.
    Report(ImportReport),
}
