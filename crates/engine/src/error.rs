//! What can go wrong in a query: a code, the cause in the words of whoever reads it, and what to do.
//!
//! DataFusion's errors are turned into these in one place; nothing of its chain reaches a surface.

use datafusion::common::{Column, DataFusionError, SchemaError};

/// An error of the engine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{cause}")]
pub struct EngineError {
    /// Which kind of error.
    pub code: Code,
    /// What happened.
    pub cause: String,
    /// What to do about it.
    pub hint: String,
}

/// The kinds of error, in the order of the table in the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The text is not SQL.
    SqlSyntax,
    /// More than one statement, or something other than a query.
    SqlNotAllowed,
    /// A table that the lake does not have.
    UnknownTable,
    /// A column that its tables do not have.
    UnknownColumn,
    /// A function that does not exist or is not offered.
    UnknownFunction,
    /// The query does not make sense (types, grouping).
    SqlInvalid,
    /// A sum, product or cast left the range of exact decimals.
    Overflow,
    /// The time limit was reached.
    Timeout,
    /// The memory limit was reached.
    MemoryLimit,
    /// The query was cancelled.
    Cancelled,
    /// A data file is missing or damaged.
    LakeUnreadable,
    /// Anything else; a fault of ours.
    Internal,
}

impl Code {
    /// The stable name that surfaces show.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SqlSyntax => "sql_syntax",
            Self::SqlNotAllowed => "sql_not_allowed",
            Self::UnknownTable => "unknown_table",
            Self::UnknownColumn => "unknown_column",
            Self::UnknownFunction => "unknown_function",
            Self::SqlInvalid => "sql_invalid",
            Self::Overflow => "overflow",
            Self::Timeout => "timeout",
            Self::MemoryLimit => "memory_limit",
            Self::Cancelled => "cancelled",
            Self::LakeUnreadable => "lake_unreadable",
            Self::Internal => "internal",
        }
    }

    /// Whether the caller can fix it by asking differently (a surface maps this to a 4xx status).
    #[must_use]
    pub const fn is_callers(self) -> bool {
        !matches!(self, Self::LakeUnreadable | Self::Internal)
    }
}

impl EngineError {
    /// Builds one.
    pub fn new(code: Code, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, cause: cause.into(), hint: hint.into() }
    }

    /// Translates an error of DataFusion. `tables` are the names to suggest for an unknown table.
    #[must_use]
    pub fn from_datafusion(error: &DataFusionError, tables: &[String]) -> Self {
        match error.find_root() {
            DataFusionError::SchemaError(schema, _) => Self::from_schema(schema),
            DataFusionError::SQL(syntax, _) => Self::new(
                Code::SqlSyntax,
                syntax.to_string().trim_start_matches("sql parser error: ").to_owned(),
                "Check the place that the message names.",
            ),
            DataFusionError::ResourcesExhausted(_) => Self::new(
                Code::MemoryLimit,
                "The query needs more memory than it may use.",
                "Ask for a shorter period, fewer slices or fewer columns, or raise the memory limit of the engine.",
            ),
            DataFusionError::Plan(text) => Self::from_plan(text, tables),
            DataFusionError::NotImplemented(text) => {
                Self::new(Code::SqlInvalid, first_line(text), "Write the query another way; this form is not supported.")
            }
            DataFusionError::ArrowError(arrow, _) => Self::from_text(&arrow.to_string()),
            DataFusionError::Execution(text) => Self::from_text(text),
            DataFusionError::ObjectStore(text) => unreadable(&text.to_string()),
            DataFusionError::ParquetError(text) => unreadable(&text.to_string()),
            DataFusionError::IoError(text) => unreadable(&text.to_string()),
            other => Self::from_text(&other.to_string()),
        }
    }

    fn from_schema(error: &SchemaError) -> Self {
        match error {
            SchemaError::FieldNotFound { field, valid_fields } => {
                let names: Vec<&str> = valid_fields.iter().map(Column::name).collect();
                let hint = match nearest(field.name(), &names) {
                    Some(name) => format!("Did you mean \"{name}\"?"),
                    None if names.is_empty() => "Name a table in FROM first.".to_owned(),
                    None => format!("The columns here are: {}.", listed(&names)),
                };
                Self::new(Code::UnknownColumn, format!("There is no column \"{}\" here.", field.name()), hint)
            }
            SchemaError::AmbiguousReference { field } => Self::new(
                Code::SqlInvalid,
                format!("The column \"{}\" could come from more than one table.", field.name()),
                "Write the table's name or alias before the column.",
            ),
            other => Self::new(Code::SqlInvalid, first_line(&other.to_string()), "Give every output column its own name."),
        }
    }

    fn from_plan(text: &str, tables: &[String]) -> Self {
        if let Some(name) = between(text, "table '", "' not found") {
            let name = name.rsplit('.').next().unwrap_or(name);
            return Self::unknown_table(name, tables);
        }
        if let Some(name) = between(text, "Invalid function '", "'") {
            return Self::new(
                Code::UnknownFunction,
                format!("There is no function \"{name}\"."),
                between(text, "Did you mean '", "'").map_or_else(
                    || "Only the functions of standard SQL are offered.".to_owned(),
                    |other| format!("Did you mean \"{other}\"?"),
                ),
            );
        }
        Self::new(Code::SqlInvalid, first_line(text), "Check names, types and grouping.")
    }

    /// The error for a table that does not exist.
    #[must_use]
    pub fn unknown_table(name: &str, tables: &[String]) -> Self {
        let names: Vec<&str> = tables.iter().map(String::as_str).collect();
        let hint = match nearest(name, &names) {
            Some(other) => format!("Did you mean \"{other}\"?"),
            None => format!("The tables are: {}.", listed(&names)),
        };
        Self::new(Code::UnknownTable, format!("There is no table \"{name}\"."), hint)
    }

    fn from_text(text: &str) -> Self {
        if text.contains("verflow") || text.contains("too large to store") || text.contains("larger than max") {
            return Self::new(
                Code::Overflow,
                "A number left the range of exact decimals (38 digits).",
                "Filter the rows that carry absurd amounts, or cast to a smaller scale before multiplying.",
            );
        }
        if text.contains("Divide by zero") || text.contains("divide by zero") {
            return Self::new(Code::SqlInvalid, "Division by zero.", "Wrap the divisor: nullif(x, 0).");
        }
        if text.contains("Object Store error") || text.contains("Parquet error") {
            return unreadable(text);
        }
        Self::new(Code::SqlInvalid, first_line(text), "Check the values that the query casts or compares.")
    }
}

fn unreadable(text: &str) -> EngineError {
    EngineError::new(
        Code::LakeUnreadable,
        format!("A data file of the lake cannot be read: {}", first_line(text)),
        "Check that the lake's folder or bucket is reachable and complete.",
    )
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let start = text.find(before)? + before.len();
    let len = text[start..].find(after)?;
    Some(&text[start..start + len])
}

fn listed(names: &[&str]) -> String {
    let shown: Vec<&str> = names.iter().take(20).copied().collect();
    if names.len() > shown.len() { format!("{}, ...", shown.join(", ")) } else { shown.join(", ") }
}

/// The name that differs least from `name`, when it is near enough to be a slip.
#[must_use]
pub fn nearest<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let limit = (wanted.chars().count() / 3).clamp(1, 4);
    names.iter().map(|other| (distance(&wanted, &other.to_lowercase()), *other)).filter(|(d, _)| *d <= limit).min().map(|(_, other)| other)
}

/// Edits (insert, delete, replace, swap of neighbours) that turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_a_stranger_does_not() {
        let names = ["country", "country_raw", "currency", "amount"];
        assert_eq!(nearest("contry", &names), Some("country"));
        assert_eq!(nearest("Amuont", &names), Some("amount"));
        assert_eq!(nearest("buyer_id", &names), None);
        assert_eq!(distance("abc", "acb"), 1);
        assert_eq!(distance("", "abc"), 3);
    }
}
