//! Alerts: the newest finished days on which a metric was outside of its band.

use crate::app::App;
use crate::error::ApiError;
use crate::params::Params;
use crate::routes::metrics::{currency, unit};
use crate::wire::{AlertDay, AlertList, ErrorBody, Label};
use axum::Json;
use axum::extract::{RawQuery, State};
use entrepot_domain::Day;
use entrepot_market::alerts::{Alert, alerts as judged};
use entrepot_market::forecast::Holidays;
use entrepot_semantic::Text;

/// Days on which a metric was outside of what its weekday and season let expect.
#[utoipa::path(get, operation_id = "alerts", path = "/api/v1/alerts", tag = "overview",
    params(("currency" = Option<String>, Query, description = "ISO 4217 code to report money in")),
    responses((status = 200, body = AlertList), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn alerts(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<AlertList>, ApiError> {
    let params = Params::read(query.as_deref(), &["currency"])?;
    let into = params.one("currency").map(currency).transpose()?;
    let session = app.pin().await?;
    let holidays = match &app.config().holidays_dir {
        Some(directory) => Holidays::with_directory(directory)?,
        None => Holidays::shipped()?,
    };
    let found = judged(app.semantic(), &session, &holidays, Day::of_micros(app.now_us()), into).await?;
    Ok(Json(AlertList {
        lake_version: found.lake_version,
        watched: found.watched,
        from: found.from,
        to: found.to,
        judged: found.judged,
        false_alarm_pct: found.false_alarm_pct,
        alerts: found.alerts.into_iter().map(shown).collect(),
        note: found.note.map(label),
    }))
}

fn label(text: Text) -> Label {
    Label::new(text.en, text.zh)
}

fn shown(alert: Alert) -> AlertDay {
    AlertDay {
        metric: alert.metric,
        label: label(alert.label),
        unit: unit(alert.unit).to_owned(),
        currency: alert.currency,
        day: alert.day,
        value: alert.value,
        expected: alert.expected,
        low: alert.low,
        high: alert.high,
        direction: alert.direction.to_owned(),
        bad: alert.bad,
        why: label(alert.why),
    }
}
