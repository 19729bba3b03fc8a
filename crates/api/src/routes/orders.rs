//! The list of orders: search, filters, order and pages.

use crate::app::App;
use crate::cells::{self, Row, literal, on_trades};
use crate::error::ApiError;
use crate::params::Params;
use crate::wire::{ErrorBody, OrderRow, Orders};
use axum::Json;
use axum::extract::{RawQuery, State};
use entrepot_domain::Currency;
use entrepot_engine::{LakeSession, fx};
use entrepot_semantic::MetricQuery;
use entrepot_semantic::dimension::Filter;
use std::collections::HashMap;

const LIMIT: usize = 50;
const LIMIT_MAX: usize = 500;
const OFFSET_MAX: usize = 100_000_000;
const COLUMNS: &str =
    "t.trade_id, t.kind, t.mode, t.platform, t.channel, t.buyer_id, t.country, t.country_raw, t.status, t.time, t.day, t.currency, t.flags";

/// Orders, the latest first unless asked otherwise.
#[utoipa::path(get, operation_id = "list_orders", path = "/api/v1/orders", tag = "orders",
    params(("q" = Option<String>, Query, description = "Part of the document's or the buyer's id"),
        ("where" = Option<Vec<String>>, Query, description = "dimension:value; repeats; several values of one dimension are alternatives; an empty value is unknown"),
        ("from" = Option<String>, Query, description = "First day"), ("to" = Option<String>, Query, description = "Last day, included"),
        ("kind" = Option<String>, Query, description = "sale, return, adjustment, stock or cancelled"),
        ("sort" = Option<String>, Query, description = "-time (latest first), time, or -total (most money first, in the report currency)"),
        ("limit" = Option<usize>, Query, description = "Orders on a page; 50 when absent"), ("offset" = Option<usize>, Query, description = "Orders before the page")),
    responses((status = 200, body = Orders), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<Orders>, ApiError> {
    let params = Params::read(query.as_deref(), &["q", "where", "from", "to", "kind", "sort", "limit", "offset"])?;
    let wanted = conditions(&params)?;
    let (limit, offset) = (params.number("limit", LIMIT, LIMIT_MAX)?, params.number("offset", 0, OFFSET_MAX)?);
    let session = app.pin().await?;
    let clause = cells::clause(&wanted);
    let total = cells::row(&session, &format!("SELECT count(*) AS n FROM trades t{clause}")).await?.int("n");
    let sql = match params.one("sort").unwrap_or("-time") {
        "-time" => format!("SELECT {COLUMNS} FROM trades t{clause} ORDER BY t.time DESC, t.trade_id"),
        "time" => format!("SELECT {COLUMNS} FROM trades t{clause} ORDER BY t.time, t.trade_id"),
        "-total" => by_total(&app, &session, &clause).await?,
        other => {
            return Err(ApiError::usage(
                "usage.parameter",
                format!("Orders cannot be sorted by \"{other}\"."),
                "Sort by -time, time or -total.",
            ));
        }
    };
    let trades =
        if limit == 0 { Vec::new() } else { cells::rows(&session, &format!("{sql} LIMIT {limit} OFFSET {offset}"), limit).await? };
    let sums = sums(&session, &trades).await?;
    let rows = trades.iter().map(|trade| shown(trade, sums.get(&trade.must("trade_id")))).collect();
    Ok(Json(Orders { rows, total }))
}

fn conditions(params: &Params) -> Result<Vec<String>, ApiError> {
    let mut wanted = Vec::new();
    if let Some(text) = params.one("q") {
        let text = literal(&text.trim().to_lowercase());
        wanted.push(format!("(contains(lower(t.trade_id), {text}) OR contains(lower(coalesce(t.buyer_id, '')), {text}))"));
    }
    let mut question = MetricQuery::default();
    for filter in params.all("where") {
        question.push_filter(filter)?;
    }
    let filters = Filter::gather(question.filters.iter().map(|(name, value)| (name.as_str(), value.as_str())))?;
    wanted.extend(filters.iter().map(on_trades));
    for (name, sign) in [("from", ">="), ("to", "<=")] {
        if let Some(day) = params.day(name)? {
            wanted.push(format!("t.day {sign} DATE '{day}'"));
        }
    }
    if let Some(kind) = params.one("kind") {
        wanted.push(format!("t.kind = {}", literal(kind)));
    }
    Ok(wanted)
}

const TOTAL: &str = "l.amount - l.discount + l.tax + l.shipping";

/// Orders by money: in one currency, so that they can be compared. Those without a rate come last.
async fn by_total(app: &App, session: &LakeSession, clause: &str) -> Result<String, ApiError> {
    let facts = session.facts().await?;
    let (worth, rates) = if facts.currencies.len() < 2 {
        (TOTAL.to_owned(), String::new())
    } else {
        let currency = super::overview::report_currency(app, session).await?;
        let currency = Currency::parse(&currency)
            .map_err(|error| ApiError::usage("usage.currency", error.to_string(), "Correct the report currency."))?;
        (format!("({TOTAL}) * f.rate"), format!(" LEFT JOIN {} f ON f.day = l.day AND f.currency = l.currency", fx::table_of(currency)))
    };
    Ok(format!(
        "SELECT {COLUMNS} FROM trades t LEFT JOIN (SELECT l.trade_id AS id, sum({worth}) AS worth FROM lines l{rates} GROUP BY l.trade_id) s \
         ON s.id = t.trade_id{clause} ORDER BY s.worth DESC NULLS LAST, t.trade_id"
    ))
}

/// What the lines of some orders add up to.
#[derive(Debug)]
struct Sum {
    lines: i64,
    total: String,
    currency: String,
    mixed: bool,
}

async fn sums(session: &LakeSession, trades: &[Row]) -> Result<HashMap<String, Sum>, ApiError> {
    if trades.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<String> = trades.iter().map(|trade| trade.must("trade_id")).collect();
    let sql = format!(
        "SELECT l.trade_id AS id, l.currency AS currency, count(*) AS n, sum({TOTAL}) AS total FROM lines l WHERE l.trade_id IN ({}) \
         GROUP BY l.trade_id, l.currency ORDER BY id, n DESC, currency",
        cells::literals(ids.iter().map(String::as_str))
    );
    let mut sums: HashMap<String, Sum> = HashMap::new();
    for row in cells::rows(session, &sql, usize::MAX).await? {
        match sums.get_mut(&row.must("id")) {
            // Lines in a second currency are counted and flagged; their money is no part of a sum in the first.
            Some(sum) => {
                sum.lines += row.int("n");
                sum.mixed = true;
            }
            None => {
                sums.insert(
                    row.must("id"),
                    Sum { lines: row.int("n"), total: row.must("total"), currency: row.must("currency"), mixed: false },
                );
            }
        }
    }
    Ok(sums)
}

fn shown(trade: &Row, sum: Option<&Sum>) -> OrderRow {
    let mut flags: Vec<String> =
        trade.text("flags").iter().flat_map(|flags| flags.split(';')).filter(|flag| !flag.is_empty()).map(str::to_owned).collect();
    if sum.is_some_and(|sum| sum.mixed) {
        flags.push("several_currencies".to_owned());
    }
    OrderRow {
        trade_id: trade.must("trade_id"),
        kind: trade.must("kind"),
        mode: trade.text("mode"),
        platform: trade.text("platform"),
        channel: trade.text("channel"),
        buyer_id: trade.text("buyer_id"),
        country: trade.text("country"),
        country_raw: trade.text("country_raw"),
        status: trade.text("status"),
        time: trade.must("time"),
        day: trade.must("day"),
        lines: sum.map_or(0, |sum| sum.lines),
        total: sum.map_or_else(|| "0.00".to_owned(), |sum| sum.total.clone()),
        currency: sum.map_or_else(|| trade.must("currency"), |sum| sum.currency.clone()),
        flags,
    }
}
