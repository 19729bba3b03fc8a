//! A proposed mapping of an unknown table, and the profile that is kept of it.

use super::Label;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An unknown table, with what was said about it so far.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used: the form is read as a stream")]
pub(crate) struct SuggestForm {
    /// The file, or its first 256 KiB.
    #[schema(format = Binary)]
    pub file: String,
    /// Name of the profile to be; made from the file's name when absent.
    pub name: Option<String>,
    /// Answers: `field=column`, `field==fixed value`, `field=` for none, `field.format=%d/%m/%Y`, `table=products`, `decimal=,`,
    /// `zone=Europe/Berlin`, `returns=negative`.
    pub set: Vec<String>,
}

/// A proposed mapping, made from the first rows of a file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Suggestion {
    /// Name of the file.
    pub file: String,
    /// A profile that fits already; null when none does.
    pub profile: Option<String>,
    /// Text encoding.
    pub encoding: String,
    /// Separator: one character, or `json`.
    pub separator: String,
    /// Line of the header, from 1; 0 when there is none.
    pub header_line: u64,
    /// Decimal mark: `.`, `,` or `auto`.
    pub decimal: String,
    /// Rows that were looked at.
    pub rows_seen: usize,
    /// True when these are all rows of what was sent.
    pub whole: bool,
    /// Table of the lake that rows become.
    pub table: String,
    /// All tables that a file may become, best first.
    pub tables: Vec<SuggestedTable>,
    /// Columns of the file.
    pub columns: Vec<SuggestedColumn>,
    /// Fields of the table.
    pub fields: Vec<SuggestedField>,
    /// What must or may be answered.
    pub questions: Vec<SuggestedQuestion>,
    /// The first rows as they would be imported; null while a required field has no source.
    pub preview: Option<MappedRows>,
    /// The profile as a TOML document; null while a required field has no source.
    pub text: Option<String>,
}

/// A table that a file could be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuggestedTable {
    /// Table of the lake.
    pub table: String,
    /// What its rows are.
    pub label: Label,
    /// How well it fits, 0 to 100.
    pub score: u32,
}

/// A column of the file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuggestedColumn {
    /// Name.
    pub name: String,
    /// empty, date, currency, email, gtin, decimal, number, country, code or text.
    pub looks: String,
    /// Some of its values.
    pub values: Vec<String>,
    /// The field that it was given to.
    pub field: Option<String>,
}

/// A field of the table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuggestedField {
    /// Column of the lake.
    pub field: String,
    /// True when no row can be made without it, or without its alternative.
    pub required: bool,
    /// The column that it is taken from.
    pub column: Option<String>,
    /// Its fixed value.
    pub constant: Option<String>,
    /// Its date format (strptime); null for ISO 8601.
    pub format: Option<String>,
    /// How sure, 0 to 100.
    pub score: u32,
    /// True when it was said, not guessed.
    pub said: bool,
}

/// A question about a proposal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuggestedQuestion {
    /// missing, date_order, unclear, by_values, decimal, currency, negative, key or headless.
    pub code: String,
    /// The field that it is about.
    pub field: Option<String>,
    /// The question.
    pub text: Label,
    /// Answers, as `set` takes them.
    pub choices: Vec<String>,
    /// True when nothing can be imported before it is answered.
    pub required: bool,
}

/// What an import would make of the first rows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MappedRows {
    /// Columns of the lake that have a value in one of the rows.
    pub fields: Vec<String>,
    /// The first rows that would be taken.
    pub rows: Vec<MappedRow>,
    /// The first rows that would go to quarantine.
    pub rejected: Vec<RejectedRow>,
    /// Rows that would be taken.
    pub rows_taken: usize,
    /// Rows that would go to quarantine.
    pub rows_rejected: usize,
}

/// A row as the lake would have it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MappedRow {
    /// Line of the file.
    pub line: u64,
    /// Values in the order of the fields.
    pub values: Vec<Option<String>>,
}

/// A row that would not be taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RejectedRow {
    /// Line of the file.
    pub line: u64,
    /// Reason code.
    pub code: String,
    /// The reason.
    pub reason: Label,
    /// What to do.
    pub hint: Label,
    /// Column of the lake at fault.
    pub field: Option<String>,
    /// The value as written.
    pub value: Option<String>,
    /// The row as written.
    pub text: String,
}

/// A profile to keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeepProfile {
    /// The profile as a TOML document, under the same name.
    pub text: String,
    /// Replace a profile of that name?
    #[serde(default)]
    pub replace: bool,
}

/// A profile that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeptProfile {
    /// Its name: imports may name it from now on.
    pub name: String,
}
