//! Profit and loss: the statement of a slice, in columns.

use crate::app::App;
use crate::error::ApiError;
use crate::params::Params;
use crate::routes::metrics::{asked, posed};
use crate::wire::{ErrorBody, Label, Period, PnlCell, PnlColumn, PnlLine, PnlStatement};
use axum::Json;
use axum::extract::{RawQuery, State};
use entrepot_semantic::{Cell, Column, LineKind, MetricQuery, Statement, StatementLine};
use std::collections::BTreeMap;

const QUESTION: [&str; 8] = ["by", "where", "from", "to", "grain", "currency", "compare", "limit"];
const COLUMNS: usize = 8;
const COLUMNS_MAX: usize = 1_000;

/// The profit and loss statement: accounts in order, with subtotals, from price to contribution.
#[utoipa::path(get, operation_id = "pnl", path = "/api/v1/pnl", tag = "metrics",
    params(("by" = Option<String>, Query, description = "Dimensions of the columns, with commas between them"),
        ("where" = Option<Vec<String>>, Query, description = "dimension:value; repeats; several values of one dimension are alternatives; an empty value is unknown"),
        ("from" = Option<String>, Query, description = "First day; the book's first when absent"),
        ("to" = Option<String>, Query, description = "Last day, included; the book's last when absent"),
        ("grain" = Option<String>, Query, description = "day, week, month, quarter or year: one column each"),
        ("currency" = Option<String>, Query, description = "ISO 4217 code to report money in"),
        ("compare" = Option<String>, Query, description = "previous or year: earlier days, moved by whole weeks"),
        ("limit" = Option<usize>, Query, description = "Most columns, largest first, the rest in one more; 8 when absent")),
    responses((status = 200, body = PnlStatement), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn pnl(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<PnlStatement>, ApiError> {
    let params = Params::read(query.as_deref(), &QUESTION)?;
    let question = MetricQuery { limit: Some(params.number("limit", COLUMNS, COLUMNS_MAX)?), ..asked("contribution", &params)? };
    let session = app.pin().await?;
    Ok(Json(shown(app.semantic().statement(&session, &question).await?)))
}

fn shown(statement: Statement) -> PnlStatement {
    PnlStatement {
        currency: statement.currency,
        lake_version: statement.lake_version,
        sql: statement.sql,
        elapsed_ms: statement.elapsed_ms,
        by: statement.by,
        grain: statement.grain.map(|grain| grain.as_str().to_owned()),
        from: statement.from,
        to: statement.to,
        compare: statement.compare.map(|days| Period { from: days.from, to: days.to }),
        columns: statement.columns.into_iter().map(column).collect(),
        lines: statement.lines.into_iter().map(line).collect(),
        questions: statement.questions.into_iter().map(posed).collect(),
    }
}

fn column(column: Column) -> PnlColumn {
    let mut slices: BTreeMap<String, Option<String>> = column.keys.into_iter().collect();
    let period = slices.remove("period").flatten();
    PnlColumn { slices, period, stands_for: column.stands_for }
}

fn line(line: StatementLine) -> PnlLine {
    let kind = match line.kind {
        LineKind::Account => "account",
        LineKind::Subtotal => "subtotal",
        LineKind::Total => "total",
        LineKind::Memo => "memo",
    };
    let cell = |cell: Cell| PnlCell { value: cell.value, known: cell.known, share: cell.share, previous: cell.previous };
    PnlLine {
        name: line.name.to_owned(),
        kind: kind.to_owned(),
        label: Label::new(line.label.en, line.label.zh),
        metric: line.metric.to_owned(),
        total: cell(line.total),
        cells: line.cells.into_iter().map(cell).collect(),
    }
}
