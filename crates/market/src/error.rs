//! What can go wrong with a market table or a question about one.

use entrepot_semantic::SemanticError;

/// One thing that is wrong with a table that somebody offers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, thiserror::Error)]
#[error("{}{cause}", self.line.map(|line| format!("line {line}: ")).unwrap_or_default())]
pub struct Problem {
    /// Stable name, `market.…`.
    pub code: &'static str,
    /// Line in the table, from 1; nothing when the table as a whole is meant.
    pub line: Option<u64>,
    /// What is wrong.
    pub cause: String,
    /// What to do about it.
    pub hint: String,
}

impl Problem {
    pub(crate) fn new(code: &'static str, line: Option<u64>, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, line, cause: cause.into(), hint: hint.into() }
    }
}

/// An error of the market room.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MarketError {
    /// A table that cannot be taken: everything that is wrong with it, at least one thing.
    #[error("{}", problems_text(.0))]
    Table(Vec<Problem>),
    /// The question is wrong: a series, period or basis that does not exist, or a calculation that would lie.
    #[error("{cause}")]
    Asked {
        /// Stable name, `market.…`.
        code: &'static str,
        /// What is wrong.
        cause: String,
        /// What to ask instead.
        hint: String,
    },
    /// A shipped or own preset does not say what it must say.
    #[error("{file}: {cause}")]
    Preset {
        /// The file.
        file: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A file of the home cannot be read or written.
    #[error("{path}: {cause}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        cause: String,
    },
    /// The seller's own figures could not be told.
    #[error(transparent)]
    Semantic(#[from] SemanticError),
}

impl From<entrepot_engine::EngineError> for MarketError {
    fn from(error: entrepot_engine::EngineError) -> Self {
        Self::Semantic(error.into())
    }
}

impl MarketError {
    pub(crate) fn asked(code: &'static str, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Asked { code, cause: cause.into(), hint: hint.into() }
    }

    pub(crate) fn file(path: &std::path::Path) -> impl Fn(std::io::Error) -> Self + '_ {
        |error| Self::File { path: path.display().to_string(), cause: error.to_string() }
    }

    /// The stable name that surfaces show; for a table that of its first problem.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Table(problems) => problems.first().map_or("market.table", |problem| problem.code),
            Self::Asked { code, .. } => code,
            Self::Preset { .. } => "market.preset",
            Self::File { .. } => "market.file",
            Self::Semantic(error) => error.code(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &str {
        match self {
            Self::Table(problems) => problems.first().map_or("", |problem| &problem.hint),
            Self::Asked { hint, .. } => hint,
            Self::Preset { .. } => "Correct the file, or remove it to use the one shipped with the product.",
            Self::File { .. } => "Check that the home can be read and written and that its disk is not full.",
            Self::Semantic(error) => error.hint(),
        }
    }

    /// Whether the caller can fix it by asking or giving something else.
    #[must_use]
    pub fn is_callers(&self) -> bool {
        match self {
            Self::Table(_) | Self::Asked { .. } => true,
            Self::Preset { .. } | Self::File { .. } => false,
            Self::Semantic(error) => error.is_callers(),
        }
    }
}

fn problems_text(problems: &[Problem]) -> String {
    let first = problems.first().map(ToString::to_string).unwrap_or_default();
    match problems.len() {
        0 | 1 => first,
        many => format!("{first} (and {} more)", many - 1),
    }
}
