//! Metrics: what there is, a question and its answer, and the lines behind a number as a page or as CSV.

use crate::app::App;
use crate::error::ApiError;
use crate::params::Params;
use crate::routes::order::file_names;
use crate::wire::{Additive, Cell, ErrorBody, Label, MetricInfo, MetricResult, MetricRow, MetricRows, Period, Question, Total};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use entrepot_domain::Currency;
use entrepot_engine::{LakeSession, QueryResult, csv, json};
use entrepot_semantic::dimension::DIMENSIONS;
use entrepot_semantic::{Answer, Base, Better, Compare, Expression, Grain, Metric, MetricQuery, Unit};
use std::collections::BTreeMap;
use std::convert::Infallible;

const LIMIT: usize = 50;
const LIMIT_MAX: usize = 10_000;
const OFFSET_MAX: usize = 100_000_000;
/// Most lines in one CSV file: what a spreadsheet can hold.
const CSV_ROWS_MAX: usize = 1_000_000;
const QUESTION: [&str; 10] = ["by", "where", "from", "to", "grain", "currency", "compare", "limit", "of", "over"];
/// Columns of the lines behind a number; `true` marks text, which a spreadsheet must not take for a formula.
const COLUMNS: [(&str, bool); 15] = [
    ("trade_id", true),
    ("line_id", true),
    ("sku", true),
    ("product_name", true),
    ("kind", true),
    ("quantity", false),
    ("amount", false),
    ("currency", true),
    ("converted", false),
    ("day", false),
    ("country", true),
    ("file", true),
    ("file_id", false),
    ("row", false),
    ("import_id", false),
];

/// All metrics, in the order of the console.
#[utoipa::path(get, operation_id = "list_metrics", path = "/api/v1/metrics", tag = "metrics", responses((status = 200, body = Vec<MetricInfo>)))]
pub(crate) async fn list(State(app): State<App>) -> Json<Vec<MetricInfo>> {
    Json(app.semantic().registry().metrics().iter().map(info).collect())
}

fn info(metric: &Metric) -> MetricInfo {
    let text = |text: &entrepot_semantic::Text| Label::new(text.en.clone(), text.zh.clone());
    let better = match metric.better {
        Better::Up => "up",
        Better::Down => "down",
        Better::None => "none",
    };
    // What a metric looks at by itself is nothing to slice it by.
    let own = match &metric.expression {
        Expression::Concentration { over, .. } => Some(over.as_str()),
        _ => None,
    };
    MetricInfo {
        name: metric.name.clone(),
        label: text(&metric.label),
        group: metric.group.as_str().to_owned(),
        unit: unit(metric.unit).to_owned(),
        additive: additive(metric.additive),
        why: text(&metric.why),
        definition: text(&metric.definition),
        dimensions: DIMENSIONS.iter().map(|dimension| dimension.name).filter(|name| Some(*name) != own).map(str::to_owned).collect(),
        better: better.to_owned(),
        parameters: metric.parameters.iter().map(|parameter| parameter.as_str().to_owned()).collect(),
    }
}

pub(crate) const fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Money => "money",
        Unit::Count => "count",
        Unit::Quantity => "quantity",
        Unit::Ratio => "ratio",
    }
}

const fn additive(additive: entrepot_semantic::Additive) -> Additive {
    Additive { slices: additive.slices, time: additive.time }
}

/// A question about a metric, and its answer.
#[utoipa::path(get, path = "/api/v1/metrics/{name}", tag = "metrics",
    params(("name" = String, Path, description = "Metric"), ("by" = Option<String>, Query, description = "Dimensions to slice by, with commas between them"),
        ("where" = Option<Vec<String>>, Query, description = "dimension:value; repeats; several values of one dimension are alternatives; an empty value is unknown"),
        ("from" = Option<String>, Query, description = "First day; the book's first when absent"),
        ("to" = Option<String>, Query, description = "Last day, included; the book's last when absent"),
        ("grain" = Option<String>, Query, description = "day, week, month, quarter or year"),
        ("currency" = Option<String>, Query, description = "ISO 4217 code to report money in"),
        ("compare" = Option<String>, Query, description = "previous or year: earlier days, moved by whole weeks"),
        ("of" = Option<String>, Query, description = "The metric to look at, for metrics with that parameter"),
        ("over" = Option<String>, Query, description = "The dimension to look at it over, likewise"),
        ("limit" = Option<usize>, Query, description = "Most rows wanted; without a grain the ones with the largest values")),
    responses((status = 200, body = MetricResult), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn metric(
    State(app): State<App>, Path(name): Path<String>, RawQuery(query): RawQuery,
) -> Result<Json<MetricResult>, ApiError> {
    let params = Params::read(query.as_deref(), &QUESTION)?;
    let question = MetricQuery {
        limit: params.one("limit").map(|_| params.number("limit", 0, usize::MAX)).transpose()?.filter(|limit| *limit > 0),
        ..asked(&name, &params)?
    };
    let session = app.pin().await?;
    Ok(Json(shown(app.semantic().answer(&session, &question).await?)))
}

pub(super) fn asked(name: &str, params: &Params) -> Result<MetricQuery, ApiError> {
    let mut question = MetricQuery::new(name);
    question.by =
        params.all("by").flat_map(|list| list.split(',')).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    for filter in params.all("where") {
        question.push_filter(filter)?;
    }
    (question.from, question.to) = (params.day("from")?, params.day("to")?);
    question.grain = params.one("grain").map(Grain::parse).transpose()?;
    question.compare = params.one("compare").map(Compare::parse).transpose()?;
    question.currency = params.one("currency").map(currency).transpose()?;
    (question.of, question.over) = (params.one("of").map(str::to_owned), params.one("over").map(str::to_owned));
    Ok(question)
}

pub(crate) fn currency(code: &str) -> Result<Currency, ApiError> {
    Currency::parse(code).map_err(|_| {
        ApiError::usage("usage.currency", format!("There is no currency \"{code}\"."), "Use the three-letter codes of ISO 4217.")
    })
}

fn shown(answer: Answer) -> MetricResult {
    let row = |row: entrepot_semantic::Row| {
        let mut slices: BTreeMap<String, Option<String>> = row.keys.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let period = slices.remove("period").flatten();
        Cell { slices, period, value: row.value, previous: row.previous }
    };
    MetricResult {
        metric: answer.metric,
        unit: unit(answer.unit).to_owned(),
        currency: answer.currency,
        lake_version: answer.lake_version,
        sql: answer.sql,
        elapsed_ms: answer.elapsed_ms,
        by: answer.by,
        grain: answer.grain.map(|grain| grain.as_str().to_owned()),
        from: answer.from,
        to: answer.to,
        compare: answer.compare.map(|days| Period { from: days.from, to: days.to }),
        rows: answer.rows.into_iter().map(row).collect(),
        total: Total { value: answer.total.value, previous: answer.total.previous },
        additive: additive(answer.additive),
        questions: answer.questions.into_iter().map(posed).collect(),
    }
}

pub(super) fn posed(question: entrepot_semantic::Question) -> Question {
    Question {
        count: i64::try_from(question.count).ok(),
        amount: Some(question.amount).filter(|amount| !amount.is_empty()),
        currency: Some(question.currency).filter(|currency| !currency.is_empty()),
        ..Question::new(question.code, question.text, question.hint)
    }
}

/// What the sums of money over the whole book ask back, each question once.
pub(crate) async fn open_questions(app: &App, session: &LakeSession, code: &str) -> Result<Vec<Question>, ApiError> {
    let into = currency(code)?;
    let sums = app
        .semantic()
        .registry()
        .metrics()
        .iter()
        .filter(|metric| metric.unit == Unit::Money && matches!(metric.expression, Expression::Sum { from: Base::Lines, .. }));
    let mut all: Vec<Question> = Vec::new();
    for metric in sums {
        let question = MetricQuery { currency: Some(into), ..MetricQuery::new(&metric.name) };
        for asked in app.semantic().answer(session, &question).await?.questions.into_iter().map(posed) {
            match all.iter_mut().find(|known| known.code == asked.code && known.currency == asked.currency) {
                Some(known) if known.count < asked.count => *known = asked,
                Some(_) => {}
                None => all.push(asked),
            }
        }
    }
    Ok(all)
}

/// The lines behind a number, in order of day and document.
#[utoipa::path(get, operation_id = "metric_rows", path = "/api/v1/metrics/{name}/rows", tag = "metrics",
    params(("name" = String, Path, description = "Metric"),
        ("where" = Option<Vec<String>>, Query, description = "dimension:value; repeats; several values of one dimension are alternatives; an empty value is unknown"),
        ("from" = Option<String>, Query, description = "First day"), ("to" = Option<String>, Query, description = "Last day, included"),
        ("currency" = Option<String>, Query, description = "ISO 4217 code to report money in"),
        ("limit" = Option<usize>, Query, description = "Lines on a page; 50 when absent"), ("offset" = Option<usize>, Query, description = "Lines before the page"),
        ("format" = Option<String>, Query, description = "json, or csv for all lines in a file that spreadsheets open safely")),
    responses((status = 200, content((MetricRows = "application/json"), (String = "text/csv"))), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn rows(State(app): State<App>, Path(name): Path<String>, RawQuery(query): RawQuery) -> Result<Response, ApiError> {
    // Slices, grain and comparison of a question do not change which lines are behind it: accepted, and of no account.
    let known = [QUESTION.as_slice(), &["offset", "format"]].concat();
    let params = Params::read(query.as_deref(), &known)?;
    let question = asked(&name, &params)?;
    let (limit, offset) = (params.number("limit", LIMIT, LIMIT_MAX)?, params.number("offset", 0, OFFSET_MAX)?);
    let session = app.pin().await?;
    match params.one("format").unwrap_or("json") {
        "json" => {
            let found = app.semantic().source_rows(&session, &question, limit, offset).await?;
            let files = file_names(&app).await?;
            let rows = json::objects_json(&found.result).into_iter().map(|row| line(crate::cells::Row(row), &files)).collect();
            let columns = COLUMNS.iter().map(|(column, _)| (*column).to_owned()).collect();
            Ok(Json(MetricRows { columns, rows, total: i64::try_from(found.total).unwrap_or(i64::MAX) }).into_response())
        }
        "csv" => {
            let found = app.semantic().source_rows(&session, &question, CSV_ROWS_MAX, 0).await?;
            if found.total > CSV_ROWS_MAX as u64 {
                return Err(ApiError::new(
                    axum::http::StatusCode::UNPROCESSABLE_ENTITY,
                    "usage.too_many",
                    format!("There are {} lines; a spreadsheet holds {CSV_ROWS_MAX}.", found.total),
                    "Choose a shorter period or more filters.",
                ));
            }
            Ok(csv_file(&name, found.result, file_names(&app).await?))
        }
        other => Err(ApiError::usage("usage.parameter", format!("There is no format \"{other}\"."), "The formats are json and csv.")),
    }
}

fn line(row: crate::cells::Row, files: &BTreeMap<i64, String>) -> MetricRow {
    let file_id = row.int("file_id");
    MetricRow {
        trade_id: row.text("trade_id"),
        line_id: row.text("line_id"),
        sku: row.text("sku"),
        product_name: row.text("product_name"),
        kind: row.must("kind"),
        quantity: row.text("quantity"),
        amount: row.text("amount"),
        currency: row.text("currency"),
        converted: row.text("converted"),
        day: row.text("day"),
        country: row.text("country"),
        file: files.get(&file_id).cloned().unwrap_or_default(),
        file_id,
        row: row.int("row"),
        import_id: row.int("import_id"),
    }
}

/// The lines as a file, written batch by batch while it is sent.
fn csv_file(name: &str, result: QueryResult, files: BTreeMap<i64, String>) -> Response {
    let mut head = String::new();
    for (at, (column, _)) in COLUMNS.iter().enumerate() {
        csv::push_cell(&mut head, at, column, true);
    }
    head.push_str("\r\n");
    let body = result.batches.into_iter().map(move |batch| {
        let file_ids = batch.column_by_name("file_id").cloned();
        let columns: Vec<_> = COLUMNS.iter().map(|(column, text)| (batch.column_by_name(column).cloned(), *text)).collect();
        let mut lines = String::new();
        for row in 0..batch.num_rows() {
            for (at, (column, text)) in columns.iter().enumerate() {
                let cell = match column {
                    Some(column) => entrepot_engine::cell_text(column, row),
                    None => file_ids
                        .as_ref()
                        .and_then(|ids| entrepot_engine::cell_text(ids, row)?.parse().ok())
                        .and_then(|id: i64| files.get(&id).cloned()),
                };
                csv::push_cell(&mut lines, at, &cell.unwrap_or_default(), *text);
            }
            lines.push_str("\r\n");
        }
        lines
    });
    let parts = std::iter::once(head).chain(body).map(Ok::<_, Infallible>);
    let mut response = Body::from_stream(futures::stream::iter(parts)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    // The name was found among the metrics, so it holds only letters, digits and underscores.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
