//! A file of scenarios, or a book, that cannot be used, with what to do about it.

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{subject}: {cause}")]
pub struct ScenarioError {
    /// Stable code, for example `scenario.needs`.
    pub code: &'static str,
    /// The file, scenario or order.
    pub subject: String,
    /// What is wrong with it, in one sentence.
    pub cause: String,
    /// What to do about it.
    pub hint: String,
}

impl ScenarioError {
    pub(crate) fn new(code: &'static str, subject: &str, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, subject: subject.to_owned(), cause: cause.into(), hint: hint.into() }
    }
}
