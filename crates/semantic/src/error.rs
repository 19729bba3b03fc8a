//! What can go wrong between a question about a metric and its number.

use entrepot_engine::{EngineError, nearest};

/// An error of the semantic layer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SemanticError {
    /// The question itself is wrong: a name or value that does not exist.
    #[error("{cause}")]
    Asked {
        /// Stable name: `unknown_metric`, `unknown_dimension`, `unknown_value`, `bad_period`, `bad_filter`.
        code: &'static str,
        /// What is wrong.
        cause: String,
        /// What to ask instead.
        hint: String,
    },
    /// A metric file does not say what a metric must say.
    #[error("{file}: {cause}")]
    Preset {
        /// The file.
        file: String,
        /// What is wrong with it.
        cause: String,
    },
    /// The engine could not answer.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl SemanticError {
    /// The stable name that surfaces show.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Asked { code, .. } => code,
            Self::Preset { .. } => "bad_preset",
            Self::Engine(error) => error.code.as_str(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &str {
        match self {
            Self::Asked { hint, .. } => hint,
            Self::Preset { .. } => "Correct the file, or remove it to use the one shipped with the product.",
            Self::Engine(error) => &error.hint,
        }
    }

    /// Whether the caller can fix it by asking differently (a surface maps this to a 4xx status).
    #[must_use]
    pub fn is_callers(&self) -> bool {
        match self {
            Self::Asked { .. } => true,
            Self::Preset { .. } => false,
            Self::Engine(error) => error.code.is_callers(),
        }
    }

    pub(crate) fn asked(code: &'static str, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Asked { code, cause: cause.into(), hint: hint.into() }
    }

    /// An unknown name among known ones.
    pub(crate) fn unknown(code: &'static str, what: &str, name: &str, known: &[&str]) -> Self {
        let hint = match nearest(name, known) {
            Some(other) => format!("Did you mean \"{other}\"?"),
            None => format!("Known: {}.", known.join(", ")),
        };
        Self::asked(code, format!("There is no {what} \"{name}\"."), hint)
    }
}
