//! What a rule found: where, and what is wrong with it.

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Breaks a law; the tests fail.
    Error,
    /// Worth a look.
    Warning,
}

/// One place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// Path from the root, with `/`.
    pub path: String,
    /// Line, from 1; 0 when the whole file is meant.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl Finding {
    /// A broken law.
    pub fn error(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { level: Level::Error, path: path.to_owned(), line, message: message.into() }
    }

    /// Something to look at.
    pub fn warning(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, path: path.to_owned(), line, message: message.into() }
    }

    /// `error[layers] crates/x/Cargo.toml:12: …`.
    pub fn line(&self, rule: &str) -> String {
        let word = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        match self.line {
            0 => format!("{word}[{rule}] {}: {}", self.path, self.message),
            line => format!("{word}[{rule}] {}:{line}: {}", self.path, self.message),
        }
    }
}
