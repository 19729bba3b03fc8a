//! Errors of an import: the whole file or command is refused, with code, cause and hint. Bad rows are not errors.

use entrepot_lake::LakeError;
use thiserror::Error;

/// Why an import was refused. Nothing was published.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The lake or its home failed.
    #[error(transparent)]
    Lake(#[from] LakeError),
    /// The operational store failed.
    #[error(transparent)]
    Ops(#[from] entrepot_ops::OpsError),
    /// A file, profile or request cannot be used.
    #[error("{cause}")]
    Refused {
        /// Stable code.
        code: &'static str,
        /// Why.
        cause: String,
        /// What to do.
        hint: String,
    },
    /// The user stopped it.
    #[error("the import was stopped; nothing was published")]
    Cancelled,
}

impl ImportError {
    /// A refusal.
    pub fn refused(code: &'static str, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { code, cause: cause.into(), hint: hint.into() }
    }

    /// Reading a source file failed.
    pub fn reading(name: &str) -> impl Fn(std::io::Error) -> Self {
        let name = name.to_owned();
        move |e| match e.kind() {
            std::io::ErrorKind::NotFound => Self::refused("file.missing", format!("{name}: there is no such file"), "check the path"),
            std::io::ErrorKind::UnexpectedEof => Self::refused(
                "file.truncated",
                format!("{name} ends in the middle: {e}"),
                "download or copy the file again; nothing of it was imported",
            ),
            _ => Self::refused("file.read", format!("cannot read {name}: {e}"), "check the file and its permissions"),
        }
    }

    /// Stable code for surfaces.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Lake(e) => e.code(),
            Self::Ops(e) => e.code(),
            Self::Refused { code, .. } => code,
            Self::Cancelled => "import.cancelled",
        }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Lake(e) => e.hint().to_owned(),
            Self::Ops(e) => e.hint().to_owned(),
            Self::Refused { hint, .. } => hint.clone(),
            Self::Cancelled => "run the same command again to import it".to_owned(),
        }
    }
}
