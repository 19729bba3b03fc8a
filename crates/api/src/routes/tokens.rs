//! Named tokens, and who is asking.

use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::wire::{self, ErrorBody, MadeToken, Me, NewToken, TokenInfo};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use entrepot_ops::{Role, Token};

const DAY_US: i64 = 86_400_000_000;
/// Longest life of a token that ends by itself, in days.
const DAYS_MAX: u32 = 3_650;

/// Who is asking, and what they may do.
#[utoipa::path(get, operation_id = "me", path = "/api/v1/me", tag = "server",
    responses((status = 200, body = Me), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn me(caller: Caller) -> Json<Me> {
    Json(Me { name: caller.name, role: caller.role.as_str().to_owned() })
}

/// All tokens, without their secrets.
#[utoipa::path(get, operation_id = "list_tokens", path = "/api/v1/tokens", tag = "admin",
    responses((status = 200, body = Vec<TokenInfo>), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn list(State(app): State<App>) -> Result<Json<Vec<TokenInfo>>, ApiError> {
    let now_us = app.now_us();
    Ok(Json(app.home().ops.tokens().await?.into_iter().map(|token| shown(token, now_us)).collect()))
}

/// Makes a token. Its secret is in this answer and nowhere else.
#[utoipa::path(post, operation_id = "add_token", path = "/api/v1/tokens", tag = "admin", request_body = NewToken,
    responses((status = 201, body = MadeToken), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn add(
    State(app): State<App>, caller: Caller, body: Result<Json<NewToken>, JsonRejection>,
) -> Result<(StatusCode, Json<MadeToken>), ApiError> {
    let asked = super::body(body)?;
    let role = Role::parse(&asked.role).ok_or_else(|| {
        ApiError::usage("token.role", format!("There is no role \"{}\".", asked.role), "The roles are: viewer, analyst, operator, admin.")
    })?;
    if asked.days.is_some_and(|days| days == 0 || days > DAYS_MAX) {
        return Err(ApiError::usage(
            "usage.parameter",
            format!("{} days are no life for a token.", asked.days.unwrap_or(0)),
            format!("Write a whole number from 1 to {DAYS_MAX}, or leave it out."),
        ));
    }
    let now_us = app.now_us();
    let expires_us = asked.days.map(|days| now_us + i64::from(days) * DAY_US);
    let (token, secret) = app.home().ops.add_token(asked.name.trim(), role, expires_us, &caller.name, now_us).await?;
    Ok((StatusCode::CREATED, Json(MadeToken { secret, token: shown(token, now_us) })))
}

/// Takes a token back, at once.
#[utoipa::path(delete, operation_id = "revoke_token", path = "/api/v1/tokens/{name}", tag = "admin", params(("name" = String, Path, description = "Token")),
    responses((status = 200, body = TokenInfo), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn revoke(State(app): State<App>, caller: Caller, Path(name): Path<String>) -> Result<Json<TokenInfo>, ApiError> {
    let now_us = app.now_us();
    Ok(Json(shown(app.home().ops.revoke_token(&name, &caller.name, now_us).await?, now_us)))
}

fn shown(token: Token, now_us: i64) -> TokenInfo {
    TokenInfo {
        state: token.state(now_us).as_str().to_owned(),
        name: token.name,
        role: token.role.as_str().to_owned(),
        created_at: wire::instant(token.created_us),
        created_by: token.created_by,
        expires_at: token.expires_us.map(wire::instant),
        revoked_at: token.revoked_us.map(wire::instant),
        revoked_by: token.revoked_by,
    }
}
