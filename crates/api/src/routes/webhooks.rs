//! Messages of shops: signed, kept before they are acknowledged, imported a moment later.

use crate::app::App;
use crate::error::ApiError;
use crate::inbox;
use crate::wire::{ErrorBody, WebhookAnswer};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use entrepot_collect::webhooks::{WEBHOOKS, webhook};
use entrepot_ops::NewMessage;
use sha2::{Digest, Sha256};

/// Longest message, in bytes.
pub(crate) const BODY_BYTES_MAX: usize = 4 << 20;
/// Longest id or topic that is kept, in bytes.
const TEXT_BYTES_MAX: usize = 200;

/// Takes a shop's message about an order. It is checked against the secret shared with the shop and kept on disk before it is
/// acknowledged; a delivery that is known changes nothing.
#[utoipa::path(post, operation_id = "receive_webhook", path = "/api/v1/webhooks/{source}", tag = "data",
    params(("source" = String, Path, description = "Who sends it")), request_body(content = Object, content_type = "application/json"),
    responses((status = 200, body = WebhookAnswer), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn receive(
    State(app): State<App>, Path(source): Path<String>, headers: HeaderMap, body: Result<Bytes, BytesRejection>,
) -> Result<Json<WebhookAnswer>, ApiError> {
    let Some(known) = webhook(&source) else {
        let all: Vec<&str> = WEBHOOKS.iter().map(|w| w.source).collect();
        let shown: String = source.chars().filter(|c| !c.is_control()).take(40).collect();
        return Err(ApiError::missing(
            "webhook.unknown",
            format!("\"{shown}\" sends no messages here."),
            format!("Known: {}.", all.join(", ")),
        ));
    };
    let secret = app.config().webhook_secrets.get(known.source).filter(|s| !s.trim().is_empty()).ok_or_else(|| {
        ApiError::missing(
            "webhook.off",
            format!("There is no secret for messages of {}.", known.source),
            format!("Set secret under [webhooks.{0}] in entrepot.toml to the one that {0} signs with.", known.source),
        )
    })?;
    let body = body.map_err(|error| {
        let code = if error.status() == StatusCode::PAYLOAD_TOO_LARGE { "usage.too_large" } else { "usage.body" };
        ApiError::new(error.status(), code, error.body_text(), format!("A message has at most {} MB.", BODY_BYTES_MAX >> 20))
    })?;
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::trim).unwrap_or_default();
    if header(known.signature).is_empty() && known.is_greeting(&body) {
        return Ok(Json(WebhookAnswer { accepted: false, known: false }));
    }
    if !known.verify(secret, &body, header(known.signature)) {
        tracing::warn!(source = known.source, "a message with a wrong signature");
        return Err(ApiError::new(
            StatusCode::UNAUTHORIZED,
            "webhook.signature",
            "The message is not signed with the secret that is known here.",
            "Compare the secret in entrepot.toml with the one that the shop shows for its webhooks.",
        ));
    }
    let topic = header(known.topic);
    if !topic.starts_with(known.topics) || topic.len() > TEXT_BYTES_MAX {
        return Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "webhook.topic",
            "Messages about this are not taken.",
            format!("Subscribe to topics that begin with {}.", known.topics),
        ));
    }
    let now_us = app.now_us();
    let envelope = known.read(&body, now_us).ok_or_else(|| {
        ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "webhook.body",
            "The message is no whole order in JSON.",
            "Send it again as JSON, with all fields of the order.",
        )
    })?;
    let given = header(known.delivery);
    // A sender that names no delivery is known by what it says.
    let delivery = if given.is_empty() || given.len() > TEXT_BYTES_MAX { hex::encode(Sha256::digest(&body)) } else { given.to_owned() };
    let message = NewMessage {
        source: known.source.to_owned(),
        delivery,
        topic: topic.to_owned(),
        subject: envelope.subject,
        happened_us: envelope.happened_us.unwrap_or(now_us),
        received_us: now_us,
        body: body.to_vec(),
    };
    // From here on the message is kept, even when the sender hangs up.
    let ops = app.home().ops.clone();
    let new = super::carried(async move { Ok(ops.inbox_put(&message).await?) }).await?;
    if new {
        inbox::gather(&app, known, app.config().webhook_wait);
    }
    Ok(Json(WebhookAnswer { accepted: new, known: !new }))
}
