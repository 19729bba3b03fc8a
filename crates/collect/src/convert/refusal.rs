//! Why a record is not taken.

use crate::reasons::{NUMBER_RANGE, Reason, VALUE_MISSING};

/// Why a record was not taken: reason, field and value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The reason.
    pub reason: &'static Reason,
    /// Column of the lake at fault.
    pub field: Option<&'static str>,
    /// The value as written.
    pub value: Option<String>,
}

/// With the value as written.
pub(super) fn rejection(reason: &'static Reason, field: &'static str, value: &[u8]) -> Rejection {
    Rejection { reason, field: Some(field), value: Some(String::from_utf8_lossy(value).chars().take(200).collect()) }
}

/// A required value that is empty.
pub(super) fn blank(field: &'static str) -> Rejection {
    Rejection { reason: &VALUE_MISSING, field: Some(field), value: Some(String::new()) }
}

/// A number out of range.
pub(super) fn range(field: &'static str) -> Rejection {
    Rejection { reason: &NUMBER_RANGE, field: Some(field), value: None }
}
