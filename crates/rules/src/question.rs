//! What no rule answers: something to fill in, said instead of a zero.

use serde::Serialize;

/// Something that must be known before an amount can be computed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Question {
    /// Stable code, for example `fee.unknown` or `lane.no_weight`.
    pub code: &'static str,
    /// What it is about: the platform, lane, product or code in question.
    pub subject: String,
    /// What is missing, in one sentence.
    pub text: String,
    /// Where to fill it in.
    pub hint: String,
}

impl Question {
    /// Builds one.
    pub fn new(code: &'static str, subject: &str, text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, subject: subject.to_owned(), text: text.into(), hint: hint.into() }
    }
}
