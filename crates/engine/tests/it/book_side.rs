//! The tables beside the lines of a small book: costs, charges, parcels, sellers, cases.

use super::{Case, Charge, Shipment, Trade, assemble, lineage};
use arrow::array::{ArrayRef, Date32Array, Decimal128Array, Int32Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use entrepot_lake::schema::table;
use std::collections::BTreeMap;
use std::sync::Arc;

type Columns = BTreeMap<&'static str, ArrayRef>;

fn text(values: impl Iterator<Item = Option<String>>) -> ArrayRef {
    Arc::new(StringArray::from_iter(values))
}

fn amount(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(Decimal128Array::from_iter(values.map(|value| value.map(i128::from))).with_precision_and_scale(18, 6).unwrap())
}

/// Noon of a day.
fn instant(values: impl Iterator<Item = Option<i32>>) -> ArrayRef {
    let noon = |day: i32| (i64::from(day) * 86_400 + 43_200) * 1_000_000;
    Arc::new(TimestampMicrosecondArray::from_iter(values.map(|day| day.map(noon))).with_timezone("UTC"))
}

fn own(value: &'static str) -> Option<String> {
    Some(value.to_owned())
}

/// The rows as one batch; none for no rows. `first` keeps the identities of two batches of one table apart.
fn batch(name: &str, mut columns: Columns, rows: usize, first: i64) -> Vec<RecordBatch> {
    if rows == 0 {
        return Vec::new();
    }
    lineage(&mut columns, |of| Arc::new(Int64Array::from_iter_values((0..rows).map(|at| of(at) + first))));
    vec![assemble(table(name).unwrap().schema(), columns, rows)]
}

pub(super) fn costs_batch(costs: &[(String, i64, &'static str)]) -> RecordBatch {
    let columns = BTreeMap::from([
        ("sku", text(costs.iter().map(|c| Some(c.0.clone())))),
        ("cost", amount(costs.iter().map(|c| Some(c.1)))),
        ("cost_currency", text(costs.iter().map(|c| own(c.2)))),
    ]);
    batch("products", columns, costs.len(), 1_000).remove(0)
}

pub(super) fn charges_batch(charges: &[Charge]) -> Vec<RecordBatch> {
    let all = || charges.iter();
    let columns = BTreeMap::from([
        ("charge_id", text((0..charges.len()).map(|at| Some(format!("c{at}"))))),
        ("subject_kind", text(all().map(|c| own(c.subject.0)))),
        ("subject_id", text(all().map(|c| c.subject.1.clone()))),
        ("trade_id", text(all().map(|c| c.trade_id.clone()))),
        ("kind", text(all().map(|c| own(c.kind)))),
        ("component", text(all().map(|c| own(c.component)))),
        ("payer", text(all().map(|c| own(c.payer)))),
        ("payee", text(all().map(|c| own(c.payee)))),
        ("amount", amount(all().map(|c| Some(c.amount)))),
        ("currency", text(all().map(|c| own(c.currency)))),
        ("basis", text(all().map(|c| own(if c.estimate { "estimate" } else { "actual" })))),
        ("fx_day", Arc::new(Date32Array::from_iter_values(all().map(|c| c.day))) as ArrayRef),
        ("day", Arc::new(Date32Array::from_iter_values(all().map(|c| c.day)))),
    ]);
    batch("charges", columns, charges.len(), 0)
}

pub(super) fn shipments_batch(shipments: &[Shipment]) -> Vec<RecordBatch> {
    let all = || shipments.iter();
    let columns = BTreeMap::from([
        ("shipment_id", text(all().map(|s| Some(s.shipment_id.clone())))),
        ("trade_id", text(all().map(|s| s.trade_id.clone()))),
        ("lane", text(all().map(|s| s.lane.map(str::to_owned)))),
        ("cost", amount(all().map(|s| Some(s.cost)))),
        ("currency", text(all().map(|s| s.currency.map(str::to_owned)))),
        ("shipped_at", instant(all().map(|s| s.shipped))),
        ("delivered_at", instant(all().map(|s| s.delivered))),
        ("promised_at", instant(all().map(|s| s.promised))),
    ]);
    batch("shipments", columns, shipments.len(), 0)
}

pub(super) fn sellers_batch(sellers: &[(&'static str, &'static str, Option<&'static str>)]) -> Vec<RecordBatch> {
    let all = || sellers.iter();
    let columns = BTreeMap::from([
        ("party_id", text(all().map(|s| own(s.0)))),
        ("role", text(all().map(|_| own("seller")))),
        ("province", text(all().map(|s| own(s.1)))),
        ("park", text(all().map(|s| s.2.map(str::to_owned)))),
    ]);
    batch("parties", columns, sellers.len(), 0)
}

pub(super) fn cases_batch(cases: &[Case]) -> Vec<RecordBatch> {
    let all = || cases.iter();
    let columns = BTreeMap::from([
        ("case_id", text((0..cases.len()).map(|at| Some(format!("case{at}"))))),
        ("trade_id", text(all().map(|c| c.trade_id.clone()))),
        ("kind", text(all().map(|c| own(c.kind)))),
        ("score", Arc::new(Int32Array::from_iter(all().map(|c| c.score))) as ArrayRef),
        ("time", instant(all().map(|c| Some(c.day)))),
        ("day", Arc::new(Date32Array::from_iter_values(all().map(|c| c.day)))),
    ]);
    batch("cases", columns, cases.len(), 0)
}

pub(super) fn trades_batch(trades: &[Trade]) -> Vec<RecordBatch> {
    let all = || trades.iter();
    let columns = BTreeMap::from([
        ("trade_id", text(all().map(|t| Some(t.trade_id.clone())))),
        ("kind", text(all().map(|t| own(t.kind)))),
        ("mode", text(all().map(|t| own(t.mode)))),
        ("country", text(all().map(|t| t.country.map(str::to_owned)))),
        ("cancelled_at", instant(all().map(|t| t.cancelled.then_some(t.day)))),
        ("time", instant(all().map(|t| Some(t.day)))),
        ("offset_min", Arc::new(Int32Array::from(vec![0; trades.len()])) as ArrayRef),
        ("day", Arc::new(Date32Array::from_iter_values(all().map(|t| t.day)))),
    ]);
    batch("trades", columns, trades.len(), 0)
}
