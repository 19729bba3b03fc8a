//! One shape for every failure on the command line: code, cause, hint, exit code.

use std::process::ExitCode;

/// A failure to show.
#[derive(Debug)]
pub struct Failure {
    code: String,
    cause: String,
    hint: String,
    exit: u8,
}

impl Failure {
    /// A failure of the command (exit code 1).
    pub fn new(code: impl Into<String>, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: code.into(), cause: cause.into(), hint: hint.into(), exit: 1 }
    }

    /// Wrong usage (exit code 2).
    pub fn usage(code: &str, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { exit: 2, ..Self::new(code, cause, hint) }
    }

    /// In one line, for a log.
    pub fn told(&self) -> String {
        format!("{}: {}", self.code, self.cause)
    }

    /// Shows it: JSON on stdout when asked for, always a line on stderr.
    pub fn report(&self, json: bool) -> ExitCode {
        if json {
            let body = serde_json::json!({ "error": { "code": self.code, "cause": self.cause, "hint": self.hint } });
            crate::output::line(&body.to_string());
        }
        eprintln!("error[{}]: {}", self.code, self.cause);
        if !self.hint.is_empty() {
            eprintln!("hint: {}", self.hint);
        }
        ExitCode::from(self.exit)
    }
}

impl From<entrepot_collect::ImportError> for Failure {
    fn from(e: entrepot_collect::ImportError) -> Self {
        let exit = if matches!(e.code(), "profile.unknown" | "profile.name" | "suggest.answer") { 2 } else { 1 };
        Self { exit, ..Self::new(e.code(), e.to_string(), e.hint()) }
    }
}

impl From<entrepot_lake::LakeError> for Failure {
    fn from(e: entrepot_lake::LakeError) -> Self {
        Self::new(e.code(), e.to_string(), e.hint())
    }
}

impl From<entrepot_keep::KeepError> for Failure {
    fn from(e: entrepot_keep::KeepError) -> Self {
        Self::new(e.code(), e.to_string(), e.hint())
    }
}

impl From<entrepot_ops::OpsError> for Failure {
    fn from(e: entrepot_ops::OpsError) -> Self {
        Self::new(e.code(), e.to_string(), e.hint())
    }
}

impl From<entrepot_engine::EngineError> for Failure {
    fn from(e: entrepot_engine::EngineError) -> Self {
        Self::new(e.code.as_str(), e.cause, e.hint)
    }
}

impl From<entrepot_semantic::SemanticError> for Failure {
    fn from(e: entrepot_semantic::SemanticError) -> Self {
        let exit = if e.is_callers() { 2 } else { 1 };
        Self { exit, ..Self::new(e.code(), e.to_string(), e.hint()) }
    }
}

impl From<entrepot_market::MarketError> for Failure {
    fn from(e: entrepot_market::MarketError) -> Self {
        // A table that cannot be taken is a failed command; a question that cannot be asked is wrong usage.
        let exit =
            if e.is_callers() && !matches!(e, entrepot_market::MarketError::Table(_)) && e.code() != "forecast_no_history" { 2 } else { 1 };
        let cause = match &e {
            entrepot_market::MarketError::Table(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n  "),
            other => other.to_string(),
        };
        Self { exit, ..Self::new(e.code(), cause, e.hint()) }
    }
}

impl From<entrepot_modes::ModesError> for Failure {
    fn from(e: entrepot_modes::ModesError) -> Self {
        // What does not exist was asked for wrongly; a preset that cannot be used is a failed command.
        let exit = if matches!(e, entrepot_modes::ModesError::Missing { .. }) { 2 } else { 1 };
        Self { exit, ..Self::new(e.code(), e.to_string(), e.hint()) }
    }
}

impl From<entrepot_domain::DomainError> for Failure {
    fn from(e: entrepot_domain::DomainError) -> Self {
        Self::usage(e.code(), e.to_string(), e.hint())
    }
}

impl From<entrepot_demo::DemoError> for Failure {
    fn from(e: entrepot_demo::DemoError) -> Self {
        Self::new(e.code(), e.to_string(), e.hint())
    }
}

impl From<entrepot_api::ServeError> for Failure {
    fn from(e: entrepot_api::ServeError) -> Self {
        Self::new(e.code(), e.to_string(), e.hint())
    }
}

impl From<std::io::Error> for Failure {
    fn from(e: std::io::Error) -> Self {
        Self::new("io", e.to_string(), "check the file and its permissions")
    }
}

impl From<serde_json::Error> for Failure {
    fn from(e: serde_json::Error) -> Self {
        Self::new("json", e.to_string(), "please report it")
    }
}
