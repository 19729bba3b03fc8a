//! Keeping and carrying: a home in one file and back again.
//!
//! A backup is what restores this home exactly; an export is the same in open formats. Both are taken while others read and
//! write. Nothing here knows a file format of a platform or a metric.

mod archive;
mod backup;
pub mod carry;
pub mod doctor;
mod error;
mod manifest;
mod members;
mod progress;
mod restore;
mod scratch;
mod seal;
mod secrets;
pub mod shelf;

pub use backup::{BackupReport, BackupRequest, backup};
pub use error::KeepError;
pub use manifest::{FORMAT, Header, Manifest, MemberSum};
pub use progress::Progress;
pub use restore::{RestoreReport, RestoreRequest, check, restore};
