//! What can go wrong while the demo seller's files are written.
//!
//! Dirty rows are not errors: they are made on purpose and counted in the [`Summary`](crate::Summary).

use std::path::PathBuf;

/// Why the demo seller's files were not (all) written.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The wish cannot be fulfilled: no orders, too many, or days for which there is no calendar.
    #[error("the demo seller cannot be made: {cause}")]
    Spec {
        /// Which field is out of range, and the range.
        cause: String,
    },
    /// A file could not be created or written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The caller asked to stop. Files written so far stay; `demo.json`, written last, is missing.
    #[error("stopped before the demo seller's files were complete")]
    Stopped,
}

impl DemoError {
    /// Stable code of the error, for surfaces.
    pub fn code(&self) -> &'static str {
        match self {
            DemoError::Spec { .. } => "demo_spec",
            DemoError::Write { .. } => "demo_write",
            DemoError::Stopped => "demo_stopped",
        }
    }

    /// What the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            DemoError::Spec { .. } => "choose 1 to 3000000 orders, 1 to 10 years, and a last day from 2016 to 2030",
            DemoError::Write { .. } => "check that the folder exists, is writable and has room (about 700 MB per million orders)",
            DemoError::Stopped => "run it again: the same orders and seed give the same files",
        }
    }
}
