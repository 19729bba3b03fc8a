//! What can go wrong with presets and questions about them.

use entrepot_engine::EngineError;
use entrepot_rules::RuleError;

/// An error of this room.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModesError {
    /// A preset does not say what it must say.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// A file of the home cannot be read.
    #[error("{path}: {cause}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        cause: String,
    },
    /// The seller's own orders could not be read.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// There is no such thing.
    #[error("{cause}")]
    Missing {
        /// Stable code.
        code: &'static str,
        /// What is missing.
        cause: String,
        /// What there is.
        hint: String,
    },
}

impl ModesError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Rule(error) => error.code,
            Self::File { .. } => "preset.file",
            Self::Engine(error) => error.code.as_str(),
            Self::Missing { code, .. } => code,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &str {
        match self {
            Self::Rule(error) => &error.hint,
            Self::File { .. } => "Check that the file can be read and is UTF-8.",
            Self::Engine(error) => &error.hint,
            Self::Missing { hint, .. } => hint,
        }
    }
}
