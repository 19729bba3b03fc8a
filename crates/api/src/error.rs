//! Errors as they leave the server: a status, and a body of code, cause and hint.
//!
//! One table maps the codes of all rooms to statuses. Causes and hints are the rooms' own words.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use entrepot_collect::ImportError;
use entrepot_engine::EngineError;
use entrepot_lake::LakeError;
use entrepot_market::MarketError;
use entrepot_modes::ModesError;
use entrepot_ops::OpsError;
use entrepot_semantic::SemanticError;

use crate::wire::{ErrorBody, Problem};

/// An error on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    /// HTTP status.
    pub status: StatusCode,
    /// What the body says.
    pub problem: Problem,
}

/// Beginnings of codes and the status that they mean; the first that fits counts.
const STATUS: &[(&str, StatusCode)] = &[
    ("token.missing", StatusCode::NOT_FOUND),
    ("token.taken", StatusCode::CONFLICT),
    ("token.name", StatusCode::BAD_REQUEST),
    ("keep.disk_full", StatusCode::INSUFFICIENT_STORAGE),
    ("backup.", StatusCode::CONFLICT),
    ("ops.missing", StatusCode::NOT_FOUND),
    ("ops.", StatusCode::SERVICE_UNAVAILABLE),
    ("lake.locked", StatusCode::CONFLICT),
    ("lake.disk_full", StatusCode::INSUFFICIENT_STORAGE),
    ("lake.", StatusCode::SERVICE_UNAVAILABLE),
    ("lake_unreadable", StatusCode::SERVICE_UNAVAILABLE),
    ("import.cancelled", StatusCode::CONFLICT),
    ("profile.exists", StatusCode::CONFLICT),
    ("import.balance", StatusCode::INTERNAL_SERVER_ERROR),
    ("import.fault", StatusCode::INTERNAL_SERVER_ERROR),
    ("internal", StatusCode::INTERNAL_SERVER_ERROR),
    ("bad_preset", StatusCode::INTERNAL_SERVER_ERROR),
    ("cancelled", StatusCode::SERVICE_UNAVAILABLE),
    ("overflow", StatusCode::UNPROCESSABLE_ENTITY),
    ("timeout", StatusCode::UNPROCESSABLE_ENTITY),
    ("memory_limit", StatusCode::UNPROCESSABLE_ENTITY),
    ("unknown_metric", StatusCode::NOT_FOUND),
    ("forecast_no_history", StatusCode::UNPROCESSABLE_ENTITY),
    ("source.missing", StatusCode::NOT_FOUND),
    ("demo_", StatusCode::INTERNAL_SERVER_ERROR),
    ("market.no_series", StatusCode::NOT_FOUND),
    ("market.exists", StatusCode::CONFLICT),
    ("market.shipped", StatusCode::CONFLICT),
    ("market.across_bases", StatusCode::UNPROCESSABLE_ENTITY),
    ("market.period_mix", StatusCode::UNPROCESSABLE_ENTITY),
    ("market.no_period", StatusCode::UNPROCESSABLE_ENTITY),
    ("market.file", StatusCode::SERVICE_UNAVAILABLE),
    ("platform.unknown", StatusCode::NOT_FOUND),
    ("preset.missing", StatusCode::NOT_FOUND),
    ("preset.", StatusCode::SERVICE_UNAVAILABLE),
];

/// The status of a code that is in [`STATUS`], or `otherwise`.
pub(crate) fn status_of(code: &str, otherwise: StatusCode) -> StatusCode {
    STATUS.iter().find(|(start, _)| code.starts_with(start)).map_or(otherwise, |(_, status)| *status)
}

impl ApiError {
    /// Builds one.
    pub fn new(status: StatusCode, code: &str, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        let (cause, hint) = (cause.into(), hint.into());
        let hint = if hint.is_empty() { None } else { Some(hint) };
        Self {
            status,
            problem: Problem {
                code: code.to_owned(),
                zh: crate::texts::chinese(code, &cause, hint.as_deref()).map(Box::new),
                cause,
                hint,
                at: None,
            },
        }
    }

    /// The request itself is wrong.
    pub fn usage(code: &str, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, cause, hint)
    }

    /// There is no such thing.
    pub fn missing(code: &str, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, cause, hint)
    }

    /// A fault of ours.
    pub fn fault(cause: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", cause, "try again; if it stays, please report it with the server's log")
    }
}

impl From<OpsError> for ApiError {
    fn from(error: OpsError) -> Self {
        Self::new(status_of(error.code(), StatusCode::INTERNAL_SERVER_ERROR), error.code(), error.to_string(), error.hint())
    }
}

impl From<LakeError> for ApiError {
    fn from(error: LakeError) -> Self {
        Self::new(status_of(error.code(), StatusCode::INTERNAL_SERVER_ERROR), error.code(), error.to_string(), error.hint())
    }
}

impl From<EngineError> for ApiError {
    fn from(error: EngineError) -> Self {
        let otherwise = if error.code.is_callers() { StatusCode::BAD_REQUEST } else { StatusCode::INTERNAL_SERVER_ERROR };
        Self::new(status_of(error.code.as_str(), otherwise), error.code.as_str(), error.cause, error.hint)
    }
}

impl From<SemanticError> for ApiError {
    fn from(error: SemanticError) -> Self {
        let otherwise = if error.is_callers() { StatusCode::BAD_REQUEST } else { StatusCode::INTERNAL_SERVER_ERROR };
        Self::new(status_of(error.code(), otherwise), error.code(), error.to_string(), error.hint())
    }
}

impl From<entrepot_demo::DemoError> for ApiError {
    fn from(error: entrepot_demo::DemoError) -> Self {
        let code = if error.code() == "demo_stopped" { "import.cancelled" } else { error.code() };
        Self::new(status_of(code, StatusCode::INTERNAL_SERVER_ERROR), code, error.to_string(), error.hint())
    }
}

impl From<MarketError> for ApiError {
    fn from(error: MarketError) -> Self {
        let otherwise = match &error {
            MarketError::Table(_) => StatusCode::UNPROCESSABLE_ENTITY,
            _ if error.is_callers() => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status_of(error.code(), otherwise), error.code(), error.to_string(), error.hint())
    }
}

impl From<ModesError> for ApiError {
    fn from(error: ModesError) -> Self {
        let error = match error {
            ModesError::Engine(error) => return error.into(),
            other => other,
        };
        Self::new(status_of(error.code(), StatusCode::INTERNAL_SERVER_ERROR), error.code(), error.to_string(), error.hint())
    }
}

impl From<ImportError> for ApiError {
    fn from(error: ImportError) -> Self {
        Self::new(status_of(error.code(), StatusCode::UNPROCESSABLE_ENTITY), error.code(), error.to_string(), error.hint())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if self.status.is_server_error() {
            tracing::warn!(code = self.problem.code, cause = self.problem.cause, "request failed");
        }
        let asks = self.status == StatusCode::UNAUTHORIZED;
        let mut response = (self.status, Json(ErrorBody { error: self.problem })).into_response();
        if asks {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"entrepot\""));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entrepot_engine::Code;

    #[test]
    fn every_room_maps_to_the_right_status() {
        let engine = |code| ApiError::from(EngineError::new(code, "", "")).status.as_u16();
        assert_eq!(engine(Code::SqlSyntax), 400);
        assert_eq!(engine(Code::Timeout), 422);
        assert_eq!(engine(Code::LakeUnreadable), 503);
        assert_eq!(engine(Code::Internal), 500);
        let lake = |error: LakeError| ApiError::from(error).status.as_u16();
        assert_eq!(lake(LakeError::Locked { pid: "1".into() }), 409);
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(lake(LakeError::io("x")(full)), 507);
        let denied = std::io::Error::from(std::io::ErrorKind::ReadOnlyFilesystem);
        assert_eq!(lake(LakeError::io("x")(denied)), 503);
        assert_eq!(lake(LakeError::Ops(OpsError::Missing { what: "import", id: 4 })), 404);
        let import = |error: ImportError| ApiError::from(error).status.as_u16();
        assert_eq!(import(ImportError::refused("file.header", "", "")), 422);
        assert_eq!(import(ImportError::Lake(LakeError::Locked { pid: "1".into() })), 409);
    }
}
