//! The market: three published figures with the seller's own trade beside them, origins and modes of that trade, and the
//! user's own series.

use super::market_wire as to;
use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::params::Params;
use crate::wire::{ErrorBody, MarketChanged, MarketFigure, MarketRemoved, MarketSeries, MarketTable, OwnFigure};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, RawQuery, State};
use entrepot_domain::{Country, Currency};
use entrepot_market::own::{self, OwnQuery};
use entrepot_market::{Book, Dataset, End, Flow, MarketError, Period, SeriesId, Wanted, changes, splits, store, view};
use entrepot_semantic::Grain;

const PARAMS: [&str; 10] = ["basis", "flow", "period", "change", "currency", "from", "to", "home", "grain", "own"];

async fn book(app: &App) -> Result<Book, ApiError> {
    let home = app.home().dir.clone();
    Ok(app.apart(move || async move { store::open(&home) }).await??)
}

fn wanted(params: &Params) -> Result<Wanted, MarketError> {
    Ok(Wanted {
        bases: params
            .all("basis")
            .flat_map(|list| list.split(','))
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .map(str::to_owned)
            .collect(),
        flow: params.one("flow").map(Flow::parse).transpose()?,
        period: params.one("period").map(Period::parse).transpose()?,
    })
}

fn own_query(params: &Params) -> Result<OwnQuery, ApiError> {
    let currency = params.one("currency").map(|code| {
        Currency::parse(code).map_err(|_| {
            ApiError::usage("usage.currency", format!("There is no currency \"{code}\"."), "Use the three-letter codes of ISO 4217.")
        })
    });
    Ok(OwnQuery { currency: currency.transpose()?, from: params.day("from")?, to: params.day("to")? })
}

fn wants_own(params: &Params) -> Result<bool, ApiError> {
    match params.one("own") {
        None | Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(_) => Err(ApiError::usage("usage.parameter", "\"own\" is neither true nor false.", "Leave it out for both.")),
    }
}

/// The published part of a figure.
async fn published(app: &App, dataset: Dataset, params: &Params) -> Result<MarketFigure, ApiError> {
    let book = book(app).await?;
    let wanted = wanted(params)?;
    let series = book.select(dataset, &wanted)?;
    let changes = match (dataset, params.one("change")) {
        (Dataset::Volume, Some(pair)) => {
            let (from, to) = End::parse_pair(pair)?;
            // The two ends lie outside one wanted period.
            let all = book.select(dataset, &Wanted { period: None, ..wanted })?;
            changes(&all, &from, &to)?
        }
        _ => Vec::new(),
    };
    Ok(MarketFigure {
        dataset: dataset.as_str().to_owned(),
        splits: splits(&series).into_iter().map(to::split).collect(),
        series: series.iter().map(|one| to::series(view(&book, one))).collect(),
        changes: changes.into_iter().map(to::change).collect(),
        own: None,
    })
}

fn only_own(dataset: &str, own: OwnFigure) -> MarketFigure {
    MarketFigure { dataset: dataset.to_owned(), series: Vec::new(), changes: Vec::new(), splits: Vec::new(), own: Some(own) }
}

/// Trade by period: one series for each basis and flow, and own sales by year.
#[utoipa::path(get, operation_id = "market_volume", path = "/api/v1/market/volume", tag = "market",
    params(("basis" = Option<Vec<String>>, Query, description = "Bases; all when absent"), ("flow" = Option<String>, Query, description = "total, export, import or export_as_stated"),
        ("period" = Option<String>, Query, description = "Only this period"), ("change" = Option<String>, Query, description = "Growth between two periods of one basis: 2010..2017"),
        ("currency" = Option<String>, Query, description = "ISO 4217 code for own sales"), ("from" = Option<String>, Query, description = "First day of own sales"), ("to" = Option<String>, Query, description = "Last day of own sales"),
        ("home" = Option<String>, Query, description = "Country from which exports are seen; the one that sells most when absent"),
        ("own" = Option<bool>, Query, description = "false leaves own sales out")),
    responses((status = 200, body = MarketFigure), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn volume(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<MarketFigure>, ApiError> {
    let params = Params::read(query.as_deref(), &PARAMS)?;
    let mut figure = published(&app, Dataset::Volume, &params).await?;
    if wants_own(&params)? {
        let home = params.one("home").map(Country::parse).transpose();
        let home = home.map_err(|error| ApiError::usage(error.code(), error.to_string(), error.hint()))?;
        let session = app.pin().await?;
        let (own, home, splits) = own::volume(&session, app.semantic(), &own_query(&params)?, home).await?;
        figure.own = Some(OwnFigure {
            splits: splits.into_iter().map(to::own_split).collect(),
            home: home.map(|country| country.as_str().to_owned()),
            ..to::own(own)
        });
    }
    Ok(Json(figure))
}

/// Shares of product categories, and own sales by category.
#[utoipa::path(get, operation_id = "market_products", path = "/api/v1/market/products", tag = "market",
    params(("basis" = Option<Vec<String>>, Query, description = "Bases; all when absent"), ("flow" = Option<String>, Query, description = "total, export, import or export_as_stated"),
        ("period" = Option<String>, Query, description = "Only this period"), ("currency" = Option<String>, Query, description = "ISO 4217 code for own sales"),
        ("from" = Option<String>, Query, description = "First day of own sales"), ("to" = Option<String>, Query, description = "Last day of own sales"),
        ("own" = Option<bool>, Query, description = "false leaves own sales out")),
    responses((status = 200, body = MarketFigure), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn products(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<MarketFigure>, ApiError> {
    let params = Params::read(query.as_deref(), &PARAMS)?;
    let mut figure = published(&app, Dataset::Products, &params).await?;
    if wants_own(&params)? {
        let session = app.pin().await?;
        figure.own = Some(to::own(own::products(&session, app.semantic(), &own_query(&params)?).await?));
    }
    Ok(Json(figure))
}

/// Shares of partner countries, and own sales by destination with their roll-ups.
#[utoipa::path(get, operation_id = "market_destinations", path = "/api/v1/market/destinations", tag = "market",
    params(("basis" = Option<Vec<String>>, Query, description = "Bases; all when absent"), ("flow" = Option<String>, Query, description = "total, export, import or export_as_stated"),
        ("period" = Option<String>, Query, description = "Only this period"), ("currency" = Option<String>, Query, description = "ISO 4217 code for own sales"),
        ("from" = Option<String>, Query, description = "First day of own sales"), ("to" = Option<String>, Query, description = "Last day of own sales"),
        ("own" = Option<bool>, Query, description = "false leaves own sales out")),
    responses((status = 200, body = MarketFigure), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn destinations(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<MarketFigure>, ApiError> {
    let params = Params::read(query.as_deref(), &PARAMS)?;
    let mut figure = published(&app, Dataset::Destinations, &params).await?;
    if wants_own(&params)? {
        let session = app.pin().await?;
        figure.own = Some(to::own(own::destinations(&session, app.semantic(), &own_query(&params)?).await?));
    }
    Ok(Json(figure))
}

/// Where sellers sit: shares of sellers by province, and by industrial park.
#[utoipa::path(get, operation_id = "market_origins", path = "/api/v1/market/origins", tag = "market",
    responses((status = 200, body = MarketFigure), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn origins(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<MarketFigure>, ApiError> {
    Params::read(query.as_deref(), &[])?;
    let session = app.pin().await?;
    Ok(Json(only_own("origins", to::own(own::origins(&session).await?))))
}

/// Shares of the selling modes over time, with their concentration.
#[utoipa::path(get, operation_id = "market_modes", path = "/api/v1/market/modes", tag = "market",
    params(("grain" = Option<String>, Query, description = "year when absent"), ("currency" = Option<String>, Query, description = "ISO 4217 code"),
        ("from" = Option<String>, Query, description = "First day"), ("to" = Option<String>, Query, description = "Last day")),
    responses((status = 200, body = MarketFigure), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn modes(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<MarketFigure>, ApiError> {
    let params = Params::read(query.as_deref(), &PARAMS)?;
    let grain = params.one("grain").map(Grain::parse).transpose()?.unwrap_or(Grain::Year);
    let session = app.pin().await?;
    Ok(Json(only_own("modes", to::own(own::modes(&session, app.semantic(), &own_query(&params)?, grain).await?))))
}

/// All series, shipped and the user's.
#[utoipa::path(get, operation_id = "market_series", path = "/api/v1/market/series", tag = "market",
    responses((status = 200, body = Vec<MarketSeries>), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn series(State(app): State<App>) -> Result<Json<Vec<MarketSeries>>, ApiError> {
    let book = book(&app).await?;
    Ok(Json(book.series().iter().map(|one| to::series(view(&book, one))).collect()))
}

/// Adds or replaces series from a table, or says what that would do.
#[utoipa::path(put, operation_id = "put_market_series", path = "/api/v1/market/series", tag = "market", request_body = MarketTable,
    responses((status = 200, body = MarketChanged), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn put(
    State(app): State<App>, caller: Caller, body: Result<Json<MarketTable>, JsonRejection>,
) -> Result<Json<MarketChanged>, ApiError> {
    let asked = super::body(body)?;
    if asked.preview {
        let book = book(&app).await?;
        return Ok(Json(match store::preview(&book, &asked.table) {
            Ok(steps) => MarketChanged { done: false, steps: steps.into_iter().map(to::step).collect(), problems: Vec::new() },
            Err(MarketError::Table(problems)) => {
                MarketChanged { done: false, steps: Vec::new(), problems: problems.into_iter().map(to::problem).collect() }
            }
            Err(error) => return Err(error.into()),
        }));
    }
    let worker = app.clone();
    let steps = super::carried(async move {
        let home = worker.home().dir.clone();
        let steps = worker.apart(move || async move { store::add(&home, &asked.table, asked.replace) }).await??;
        for step in &steps {
            let detail = serde_json::json!({ "effect": step.effect, "points": step.points });
            worker.note(&caller.name, "market.put", &step.series.to_string(), detail).await;
        }
        Ok(steps)
    });
    Ok(Json(MarketChanged { done: true, steps: steps.await?.into_iter().map(to::step).collect(), problems: Vec::new() }))
}

/// Removes a series of the user; a shipped one of its name is back.
#[utoipa::path(delete, operation_id = "delete_market_series", path = "/api/v1/market/series/{id}", tag = "market",
    params(("id" = String, Path, description = "figure.basis.flow")),
    responses((status = 200, body = MarketRemoved), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn delete(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Json<MarketRemoved>, ApiError> {
    let id = SeriesId::parse(&id)?;
    let worker = app.clone();
    let removed = super::carried(async move {
        let (home, series) = (worker.home().dir.clone(), id.clone());
        let shipped_is_back = worker.apart(move || async move { store::remove(&home, &series) }).await??;
        worker.note(&caller.name, "market.delete", &id.to_string(), serde_json::json!({ "shipped_is_back": shipped_is_back })).await;
        Ok(MarketRemoved { series: id.to_string(), shipped_is_back })
    });
    Ok(Json(removed.await?))
}
