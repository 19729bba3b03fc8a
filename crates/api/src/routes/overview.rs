//! The book at a glance: status, freshness of each source, lake versions, and whether the server is alive.

use crate::app::App;
use crate::cells;
use crate::error::ApiError;
use crate::params::Params;
use crate::wire::{self, ErrorBody, Freshness, Health, LakeVersion, Question, Status};
use axum::Json;
use axum::extract::{RawQuery, State};
use entrepot_collect::BUSINESS_ZONE;
use entrepot_engine::LakeSession;
use entrepot_ops::{ImportKind, ImportRecord, ImportState};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// A source is never late before this, in days.
const LATE_DAYS_MIN: f64 = 2.0;
/// A source is late when it is older than so many times its rhythm.
const LATE_RHYTHMS: f64 = 2.0;
const DAY_US: f64 = 86_400_000_000.0;

/// Whether the server answers.
#[utoipa::path(get, path = "/api/v1/health", tag = "server", responses((status = 200, body = Health)))]
pub(crate) async fn health() -> Json<Health> {
    Json(Health { ok: true })
}

/// The business and its book at a glance.
#[utoipa::path(get, path = "/api/v1/status", tag = "overview",
    responses((status = 200, body = Status), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn status(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<Status>, ApiError> {
    Params::read(query.as_deref(), &[])?;
    let session = app.pin().await?;
    let facts = session.facts().await?;
    let snapshot = session.snapshot();
    let report_currency = report_currency(&app, &session).await?;
    Ok(Json(Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        lake_version: session.version(),
        published_at: (snapshot.published_at_us > 0).then(|| wire::instant(snapshot.published_at_us)),
        seller: app.config().seller.clone(),
        zone: zone(&app).await?,
        questions: questions(&app, &session, &report_currency).await?,
        report_currency,
        currencies: facts.currencies.clone(),
        first_day: facts.days.map(|days| days.0.to_string()),
        last_day: facts.days.map(|days| days.1.to_string()),
        lines: facts.lines,
        trades: snapshot.table("trades").map_or(0, |table| table.rows()),
        quarantine_open: app.home().ops.quarantine_open().await?,
    }))
}

/// What the status page needs, asked before anybody does.
pub(crate) async fn warm(app: &App) -> Result<(), ApiError> {
    let session = app.pin().await?;
    session.facts().await?;
    let currency = report_currency(app, &session).await?;
    questions(app, &session, &currency).await?;
    Ok(())
}

/// The currency that money is reported in unless a question names another.
pub(crate) async fn report_currency(app: &App, session: &LakeSession) -> Result<String, ApiError> {
    if let Some(currency) = app.set_currency().await? {
        return Ok(currency.as_str().to_owned());
    }
    Ok(session.facts().await?.single_currency().unwrap_or("EUR").to_owned())
}

/// The zone that decides days: the home's, else the configured one.
async fn zone(app: &App) -> Result<String, ApiError> {
    Ok(app.home().ops.meta(BUSINESS_ZONE).await?.unwrap_or_else(|| app.config().zone.clone()))
}

/// What the book leaves open, asked once a version.
async fn questions(app: &App, session: &LakeSession, currency: &str) -> Result<Vec<Question>, ApiError> {
    if let Some(kept) = app.questions().get(session.version(), currency) {
        return Ok(kept);
    }
    let mut all = Vec::new();
    if session.facts().await?.lines > 0 {
        let sql = "SELECT count(*) AS n, count(DISTINCT country_raw) AS names FROM lines WHERE country IS NULL AND country_raw IS NOT NULL";
        let found = cells::row(session, sql).await?;
        if found.int("n") > 0 {
            let text = format!("{} order lines name no single country ({} different names).", found.int("n"), found.int("names"));
            let hint = "They count in every total and stand under \"unknown\" when sliced by country.";
            all.push(Question { count: Some(found.int("n")), ..Question::new("country.unknown", text, hint) });
        }
        all.extend(crate::routes::metrics::open_questions(app, session, currency).await?);
    }
    app.questions().put(session.version(), currency, all.clone());
    Ok(all)
}

/// How recent the data of each source is.
#[utoipa::path(get, path = "/api/v1/freshness", tag = "overview",
    responses((status = 200, body = Vec<Freshness>), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn freshness(State(app): State<App>) -> Result<Json<Vec<Freshness>>, ApiError> {
    let zone = TimeZone::get(&zone(&app).await?).unwrap_or(TimeZone::UTC);
    Ok(Json(sources(&app.home().ops.imports().await?, app.now_us(), &zone)))
}

/// Freshness by source from the history of imports, the most recent first.
fn sources(history: &[ImportRecord], now_us: i64, zone: &TimeZone) -> Vec<Freshness> {
    let mut by_source: BTreeMap<&str, Vec<&ImportRecord>> = BTreeMap::new();
    for record in history
        .iter()
        .filter(|record| record.state == ImportState::Published && matches!(record.kind, ImportKind::Import | ImportKind::Replay))
    {
        by_source.entry(&record.source).or_default().push(record);
    }
    let mut all: Vec<(i64, Freshness)> = by_source
        .into_iter()
        .map(|(source, records)| {
            let mut times: Vec<i64> =
                records.iter().filter(|record| record.kind == ImportKind::Import).map(|record| record.at_us).collect();
            times.sort_unstable();
            let last = times.last().copied().or_else(|| records.iter().map(|record| record.at_us).max()).unwrap_or(0);
            let rhythm = median(times.windows(2).map(|pair| pair[1] - pair[0]).collect()).map(|gap| gap / DAY_US);
            let age = (now_us - last).max(0) as f64 / DAY_US;
            let late = rhythm.is_some_and(|rhythm| age > (rhythm * LATE_RHYTHMS).max(LATE_DAYS_MIN));
            let reaches = records.iter().filter_map(|record| record.reaches_us).max();
            let fresh = Freshness {
                source: source.to_owned(),
                last_import_at: Some(wire::instant(last)),
                reaches: reaches.and_then(|us| Timestamp::from_microsecond(us).ok()).map(|at| at.to_zoned(zone.clone()).date().to_string()),
                rows: records.iter().map(|record| record.counts.accepted).sum(),
                rhythm_days: rhythm.map(tenths),
                age_days: Some(tenths(age)),
                state: if late { "late" } else { "fresh" },
            };
            (last, fresh)
        })
        .collect();
    all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.source.cmp(&b.1.source)));
    all.into_iter().map(|(_, fresh)| fresh).collect()
}

fn tenths(days: f64) -> f64 {
    (days * 10.0).round() / 10.0
}

fn median(mut gaps: Vec<i64>) -> Option<f64> {
    gaps.sort_unstable();
    let middle = gaps.len() / 2;
    match gaps.len() {
        0 => None,
        n if n % 2 == 1 => Some(gaps[middle] as f64),
        _ => Some((gaps[middle - 1] as f64 + gaps[middle] as f64) / 2.0),
    }
}

/// The published states of the lake, newest first.
#[utoipa::path(get, operation_id = "lake_versions", path = "/api/v1/lake/versions", tag = "lake", params(("limit" = Option<usize>, Query, description = "Most versions wanted; 200 when absent")),
    responses((status = 200, body = Vec<LakeVersion>), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn versions(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<Vec<LakeVersion>>, ApiError> {
    let limit = Params::read(query.as_deref(), &["limit"])?.number("limit", 200, 10_000)?;
    let all = app.home().ops.lake_versions(i64::try_from(limit).unwrap_or(200)).await?;
    let shown =
        all.into_iter().map(|v| LakeVersion { version: v.version, at: wire::instant(v.at_us), reason: v.reason, import_id: v.import_id });
    Ok(Json(shown.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use entrepot_ops::Counts;

    const DAY: i64 = 86_400_000_000;

    fn import(source: &str, day: i64, state: ImportState) -> ImportRecord {
        ImportRecord {
            id: day,
            kind: ImportKind::Import,
            state,
            profile: "orders".into(),
            source: source.into(),
            of_import: None,
            at_us: day * DAY,
            elapsed_ms: 1,
            actor: "t".into(),
            counts: Counts { read: 10, accepted: 10, ..Counts::default() },
            trades: 1,
            lines: 10,
            lake_version: Some(day),
            reaches_us: Some(day * DAY - 1),
            files: serde_json::json!([]),
            note: None,
        }
    }

    fn state(days: &[i64], now: i64) -> Freshness {
        let history: Vec<ImportRecord> = days.iter().map(|day| import("shop", *day, ImportState::Published)).collect();
        sources(&history, now * DAY, &TimeZone::UTC).remove(0)
    }

    #[test]
    fn late_means_older_than_twice_the_rhythm_and_two_days() {
        let weekly = state(&[7, 14, 21, 28], 41);
        assert_eq!((weekly.rhythm_days, weekly.age_days, weekly.state), (Some(7.0), Some(13.0), "fresh"));
        assert_eq!(state(&[7, 14, 21, 28], 43).state, "late");
        assert_eq!(state(&[1, 2, 3], 5).state, "fresh", "two days are never late");
        assert_eq!(state(&[1, 2, 3], 6).state, "late");
        let once = state(&[1], 900);
        assert_eq!((once.rhythm_days, once.state), (None, "fresh"), "one import has no rhythm");
        assert_eq!(state(&[1, 2, 12, 13], 13).rhythm_days, Some(1.0), "a long gap does not move the median");
        assert_eq!(state(&[1, 2, 5], 5).rhythm_days, Some(2.0));
    }

    #[test]
    fn only_what_is_in_the_lake_counts() {
        let history = [
            import("a", 10, ImportState::Published),
            import("a", 12, ImportState::Undone),
            import("b", 11, ImportState::Published),
            import("c", 11, ImportState::Failed),
        ];
        let found = sources(&history, 12 * DAY, &TimeZone::get("Asia/Tokyo").unwrap());
        assert_eq!(found.iter().map(|one| one.source.as_str()).collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(found[1].rows, 10);
        assert_eq!(found[1].reaches.as_deref(), Some("1970-01-11"), "the last instant of 1970-01-10 in UTC is the 11th in Tokyo");
    }
}
