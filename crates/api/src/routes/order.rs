//! One order with everything that hangs on it, and the source line behind any row.

use crate::app::App;
use crate::cells::{self, Row, literal};
use crate::error::ApiError;
use crate::wire::{Charge, ErrorBody, LifecycleEvent, LineLink, Order, OrderLine, OrderTotals, Scalar, SourceLine, SourcePlace};
use axum::Json;
use axum::extract::{Path, State};
use entrepot_domain::ledger::Mode;
use entrepot_domain::lifecycle::{self, Event};
use entrepot_engine::LakeSession;
use entrepot_lake::schema::table;
use std::collections::{BTreeMap, BTreeSet};

/// Most lines of one order that are shown.
const LINES_MAX: usize = 20_000;
/// Lineage that is of use outside: row keys are 64-bit numbers that JSON readers would damage.
const LINEAGE: [&str; 3] = ["import_id", "file_id", "row"];

/// One order.
#[utoipa::path(get, path = "/api/v1/orders/{trade_id}", tag = "orders", params(("trade_id" = String, Path, description = "Document")),
    responses((status = 200, body = Order), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn order(State(app): State<App>, Path(trade_id): Path<String>) -> Result<Json<Order>, ApiError> {
    let session = app.pin().await?;
    let id = literal(&trade_id);
    let trade_sql = format!("SELECT {} FROM trades t WHERE t.trade_id = {id} ORDER BY t.file_id, t.row LIMIT 1", columns("trades"));
    let Some(trade) = cells::rows(&session, &trade_sql, 1).await?.pop() else {
        return Err(ApiError::missing("order.missing", format!("There is no order {trade_id}."), "Search for it in the list of orders."));
    };
    let line_sql = format!("SELECT {} FROM lines t WHERE t.trade_id = {id} ORDER BY t.file_id, t.row", columns("lines"));
    let charge_sql = format!(
        "SELECT c.kind, c.component, c.payer, c.payee, sum(c.amount) AS amount, c.currency, c.basis, c.rule_id FROM charges_all c WHERE c.trade_id = {id} \
         GROUP BY c.kind, c.component, c.payer, c.payee, c.currency, c.basis, c.rule_id ORDER BY c.currency, c.basis, c.component, c.kind, amount DESC"
    );
    let total_sql = format!(
        "SELECT l.currency, sum(l.amount) AS goods, sum(l.discount) AS discount, sum(l.tax) AS tax, sum(l.shipping) AS shipping, \
         sum(l.amount - l.discount + l.tax + l.shipping) AS paid, count(*) AS n FROM lines l WHERE l.trade_id = {id} GROUP BY l.currency ORDER BY n DESC, l.currency"
    );
    let link_sql = format!(
        "SELECT k.return_file_id, k.return_row, k.purchase_trade_id, k.purchase_row, k.purchase_day FROM return_links k WHERE k.return_trade_id = {id}"
    );
    let (lines, charges, totals, links, names, returns) = futures::try_join!(
        cells::rows(&session, &line_sql, LINES_MAX),
        cells::rows(&session, &charge_sql, LINES_MAX),
        cells::row(&session, &total_sql),
        cells::rows(&session, &link_sql, LINES_MAX),
        file_names(&app),
        returns_of(&session, &trade, &id),
    )?;
    let mut by_line: BTreeMap<(i64, i64), Vec<LineLink>> = BTreeMap::new();
    let mut purchases = BTreeSet::new();
    for link in &links {
        purchases.insert(link.must("purchase_trade_id"));
        by_line.entry((link.int("return_file_id"), link.int("return_row"))).or_default().push(LineLink {
            trade_id: link.must("purchase_trade_id"),
            row: link.int("purchase_row"),
            day: link.must("purchase_day"),
        });
    }
    purchases.extend(trade.text("parent_trade_id").filter(|_| trade.must("kind") == "return"));
    let sources: BTreeSet<SourcePlace> = lines.iter().chain(std::iter::once(&trade)).map(|row| place(row, &names)).collect();
    let currency = totals.text("currency").unwrap_or_else(|| trade.must("currency"));
    let money = |name: &str| totals.text(name).unwrap_or_else(|| "0.00".to_owned());
    Ok(Json(Order {
        lifecycle: lifecycle_of(&trade),
        charges: charges.iter().map(charge).collect(),
        totals: OrderTotals {
            goods: money("goods"),
            discount: money("discount"),
            tax: money("tax"),
            shipping: money("shipping"),
            paid: money("paid"),
            currency,
        },
        purchases: purchases.into_iter().collect(),
        returns,
        sources: sources.into_iter().collect(),
        lines: lines
            .into_iter()
            .map(|row| OrderLine {
                file: names.get(&row.int("file_id")).cloned().unwrap_or_default(),
                links: by_line.remove(&(row.int("file_id"), row.int("row"))).unwrap_or_default(),
                columns: named(row),
            })
            .collect(),
        trade: named(trade),
    }))
}

fn named(row: Row) -> BTreeMap<String, Scalar> {
    row.0.into_iter().map(|(name, value)| (name, Scalar::from(value))).collect()
}

/// The columns of a table that are shown, read as `t`.
fn columns(name: &str) -> String {
    let own = table(name).into_iter().flat_map(|def| def.columns.iter().map(|column| column.0));
    own.chain(LINEAGE).map(|column| format!("t.{column}")).collect::<Vec<_>>().join(", ")
}

/// Names of all source files by id.
pub(crate) async fn file_names(app: &App) -> Result<BTreeMap<i64, String>, ApiError> {
    Ok(app.home().ops.file_names().await?.into_iter().collect())
}

fn place(row: &Row, names: &BTreeMap<i64, String>) -> SourcePlace {
    let file_id = row.int("file_id");
    SourcePlace { file_id, file: names.get(&file_id).cloned().unwrap_or_default(), import_id: row.int("import_id"), row: row.int("row") }
}

/// Returns that give lines of this purchase back: those that name it, and those of the same buyer that fit.
async fn returns_of(session: &LakeSession, trade: &Row, id: &str) -> Result<Vec<String>, ApiError> {
    if trade.must("kind") != "sale" {
        return Ok(Vec::new());
    }
    let named = format!("SELECT l.trade_id AS id FROM lines l WHERE l.kind = 'return' AND l.parent_trade_id = {id}");
    let mut found: BTreeSet<String> = cells::rows(session, &named, LINES_MAX).await?.iter().map(|row| row.must("id")).collect();
    if let Some(buyer) = trade.text("buyer_id") {
        let fitting = format!(
            "SELECT k.return_trade_id AS id FROM return_links k WHERE k.buyer_id = {} AND k.purchase_trade_id = {id}",
            literal(&buyer)
        );
        found.extend(cells::rows(session, &fitting, LINES_MAX).await?.iter().map(|row| row.must("id")));
    }
    Ok(found.into_iter().collect())
}

/// What happened when; what does not fit is found again by the rule that flagged it, so that it stands beside its event.
fn lifecycle_of(trade: &Row) -> Vec<LifecycleEvent> {
    let column = |event: Event| match event {
        Event::Placed => "time",
        Event::Paid => "paid_at",
        Event::Shipped => "shipped_at",
        Event::Delivered => "delivered_at",
        Event::Refunded => "refunded_at",
        Event::Cancelled => "cancelled_at",
    };
    let told: Vec<(Event, i64)> = Event::ALL
        .into_iter()
        .filter_map(|event| Some((event, trade.text(column(event))?.parse::<jiff::Timestamp>().ok()?.as_microsecond())))
        .collect();
    let mode = Mode::parse(&trade.must("mode")).unwrap_or(Mode::B2c);
    let flags = lifecycle::check(mode, &told);
    let flag = |event: Event| flags.iter().find(|flag| flag.event == event).map(|flag| flag.code.to_owned());
    Event::ALL.into_iter().map(|event| LifecycleEvent { event: event.as_str(), at: trade.text(column(event)), flag: flag(event) }).collect()
}

fn charge(row: &Row) -> Charge {
    Charge {
        kind: row.must("kind"),
        component: row.text("component"),
        payer: row.text("payer"),
        payee: row.text("payee"),
        amount: row.must("amount"),
        currency: row.must("currency"),
        basis: row.must("basis"),
        rule_id: row.text("rule_id"),
    }
}

/// The line of a source file, as it was written.
#[utoipa::path(get, operation_id = "source_line", path = "/api/v1/source/{file_id}/{row}", tag = "orders",
    params(("file_id" = i64, Path, description = "Source file"), ("row" = i64, Path, description = "Line, from 1")),
    responses((status = 200, body = SourceLine), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn source(State(app): State<App>, Path((file_id, row)): Path<(String, String)>) -> Result<Json<SourceLine>, ApiError> {
    let (Ok(file_id), Ok(row)) = (file_id.parse::<i64>(), row.parse::<i64>()) else {
        return Err(ApiError::usage("usage.path", "A source is a file id and a line.", "Write /source/3/17 for line 17 of file 3."));
    };
    Ok(Json(crate::collect_calls::source_row(&app, file_id, row).await?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_flag_stands_beside_the_event_that_is_out_of_place() {
        let serde_json::Value::Object(map) = json!({
            "mode": "b2c", "time": "2026-10-01T08:00:00Z", "shipped_at": "2026-10-11T00:00:00Z", "delivered_at": "2026-10-08T00:00:00Z", "paid_at": null
        }) else {
            panic!("an object");
        };
        let life = lifecycle_of(&Row(map));
        let shown: Vec<_> = life.iter().map(|e| (e.event, e.at.is_some(), e.flag.as_deref())).collect();
        assert_eq!(
            shown,
            [
                ("placed", true, None),
                ("paid", false, None),
                ("shipped", true, None),
                ("delivered", true, Some("delivered_before_shipped")),
                ("refunded", false, None),
                ("cancelled", false, None)
            ]
        );
    }

    #[test]
    fn row_keys_stay_inside() {
        let columns = columns("lines");
        assert!(columns.starts_with("t.trade_id, t.line_id") && columns.ends_with("t.day, t.import_id, t.file_id, t.row"), "{columns}");
        assert!(!columns.contains("key_hi"));
    }
}
