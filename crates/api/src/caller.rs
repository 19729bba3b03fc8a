//! Who asks: the name that the audit log gets, and what they may do.

use crate::error::ApiError;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use entrepot_ops::Role;

/// Who the guard let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    /// A token's name, or the console of this machine.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// What a route asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing: it says nothing about the business.
    Open,
    /// A message that carries its own proof.
    Signed,
    /// A role, or one above it.
    Role(Role),
}

impl Access {
    /// In a word, for documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "nobody in particular",
            Self::Signed => "a signature",
            Self::Role(role) => role.as_str(),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| ApiError::fault("A request came past the guard."))
    }
}

/// Stands before each route: a caller whose role is not enough is told which one is.
pub(crate) async fn admit(State(access): State<Access>, request: Request, next: Next) -> Response {
    let Access::Role(needed) = access else { return next.run(request).await };
    match request.extensions().get::<Caller>() {
        Some(caller) if caller.role >= needed => next.run(request).await,
        Some(caller) => ApiError::new(
            StatusCode::FORBIDDEN,
            "serve.role",
            format!("The token \"{}\" has the role {}; this needs {}.", caller.name, caller.role.as_str(), needed.as_str()),
            "Ask somebody with that role to do it, or to make you a token with it.",
        )
        .into_response(),
        None => ApiError::fault("A request came past the guard.").into_response(),
    }
}
