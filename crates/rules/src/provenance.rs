//! Where a figure of a rule comes from, and whether somebody has read it there.

use serde::{Deserialize, Serialize};

/// The origin of a rule or a table of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The publication, for people.
    pub source: String,
    /// The day the source was read or is about, as written there (`2026-01-15`, `2026-01`, `2021`).
    pub as_of: Option<String>,
    /// True when the figure was read in the source; false when it is recalled or second-hand, and shown as such.
    pub verified: bool,
}
