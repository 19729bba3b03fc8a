//! Errors of keeping and carrying: code, cause and hint.

use entrepot_lake::LakeError;
use std::io;
use std::path::Path;
use thiserror::Error;

/// What can go wrong.
#[derive(Debug, Error)]
pub enum KeepError {
    /// The lake or the operational store failed.
    #[error(transparent)]
    Lake(#[from] LakeError),
    /// It cannot be done, and why is known.
    #[error("{cause}")]
    Refused {
        /// Stable code.
        code: &'static str,
        /// Why.
        cause: String,
        /// What to do.
        hint: String,
    },
}

impl From<entrepot_ops::OpsError> for KeepError {
    fn from(error: entrepot_ops::OpsError) -> Self {
        Self::Lake(error.into())
    }
}

impl KeepError {
    /// A refusal with its reason.
    pub fn refused(code: &'static str, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { code, cause: cause.into(), hint: hint.into() }
    }

    /// A backup that is not what was written.
    pub(crate) fn damaged(file: &Path, why: impl std::fmt::Display) -> Self {
        Self::refused(
            "backup.damaged",
            format!("{} is damaged: {why}", file.display()),
            "nothing was changed; take another backup, or fetch this one again from where it is kept",
        )
    }

    /// Writing to a file or folder failed; a full disk is told as such.
    pub(crate) fn writing(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| {
            if error.kind() == io::ErrorKind::StorageFull || error.kind() == io::ErrorKind::QuotaExceeded {
                return Self::refused(
                    "keep.disk_full",
                    format!("the disk of {} is full: {error}", path.display()),
                    "nothing half is left there; make room, or name a file on another disk",
                );
            }
            Self::Lake(LakeError::Io { what: format!("cannot write {}", path.display()), source: error })
        }
    }

    /// Reading a file or folder failed.
    pub(crate) fn reading(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Lake(LakeError::Io { what: format!("cannot read {}", path.display()), source })
    }

    /// Stable code for surfaces.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Lake(e) => e.code(),
            Self::Refused { code, .. } => code,
        }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Lake(e) => e.hint().to_owned(),
            Self::Refused { hint, .. } => hint.clone(),
        }
    }
}
