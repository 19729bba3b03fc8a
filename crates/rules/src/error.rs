//! A table of rules that cannot be used, with what to do about it.

/// What is wrong with a file of rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {cause}")]
pub struct RuleError {
    /// Stable code, for example `preset.overlap`.
    pub code: &'static str,
    /// The file.
    pub file: String,
    /// What is wrong with it, in one sentence.
    pub cause: String,
    /// What to do about it.
    pub hint: String,
}

impl RuleError {
    /// Builds one.
    pub fn new(code: &'static str, file: &str, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, file: file.to_owned(), cause: cause.into(), hint: hint.into() }
    }
}
