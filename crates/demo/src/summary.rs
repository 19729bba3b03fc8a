//! What the files add up to, counted while they are written, so that an import can be compared with it.
//!
//! All totals describe the lake after *all* order files were imported, dirty rows still in quarantine.

use crate::dirt::{Dirt, Expect};
use crate::order::{Order, Paper};
use crate::rows::money;
use crate::tables::countries::COUNTRIES;
use crate::tables::currencies::CURRENCIES;
use crate::tables::platforms::PLATFORMS;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// One file the demo seller left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoFile {
    /// Where it is.
    pub path: PathBuf,
    /// Mapping profile it is imported with.
    pub profile: &'static str,
    /// Rows without the header. Always accepted + updated + quarantined + duplicate.
    pub rows: u64,
    /// Rows that belong into quarantine.
    pub expect_quarantined: u64,
    /// Rows that bring nothing new when the files are imported in order.
    pub expect_duplicate: u64,
    /// Rows that replace an earlier version when the files are imported in order.
    pub expect_updated: u64,
}

/// Documents by kind and mode; a document counts if at least one of its rows is not in quarantine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Documents {
    /// Sales by mode (`b2c`, `b2b`, `b2b2c`).
    pub sales: BTreeMap<&'static str, u64>,
    /// Returns by mode.
    pub returns: BTreeMap<&'static str, u64>,
    /// Adjustments by mode.
    pub adjustments: BTreeMap<&'static str, u64>,
}

/// Sums of one currency, plain decimals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CurrencyTotals {
    /// Lines of sales, returns and adjustments.
    pub lines: u64,
    /// Quantity x unit price of sales, before discount and tax; cancelled ones included.
    pub sales: String,
    /// Of these, sales that were cancelled.
    pub sales_cancelled: String,
    /// Quantity x unit price of returns, negative.
    pub returns: String,
    /// Quantity x unit price of adjustments.
    pub adjustments: String,
    /// Discounts.
    pub discount: String,
    /// Tax collected less tax given back.
    pub tax: String,
    /// Shipping charged less shipping given back.
    pub shipping: String,
}

/// How often a kind of dirt was made, over all order files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DirtyRows {
    /// What is wrong.
    pub kind: &'static str,
    /// What a careful import makes of it.
    pub expect: Expect,
    /// Rows.
    pub rows: u64,
}

/// What the files add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Documents by kind and mode.
    pub documents: Documents,
    /// Rows of `lines` in the lake: distinct order lines not in quarantine.
    pub lines: u64,
    /// Distinct buyers the files name, partners included.
    pub buyers: u64,
    /// Destination countries of sales (codes).
    pub countries: BTreeSet<&'static str>,
    /// Sales by platform.
    pub platforms: BTreeMap<&'static str, u64>,
    /// Sales by status, as the latest export tells it.
    pub statuses: BTreeMap<&'static str, u64>,
    /// Sums by currency (ISO 4217).
    pub currencies: BTreeMap<&'static str, CurrencyTotals>,
    /// Dirty rows by kind.
    pub dirty: Vec<DirtyRows>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    lines: u64,
    sales: i128,
    cancelled: i128,
    returns: i128,
    adjustments: i128,
    discount: i128,
    tax: i128,
    shipping: i128,
}

/// Adds up documents as they are written.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    summary: Summary,
    sums: Vec<Sums>,
    dirty: BTreeMap<Dirt, u64>,
}

impl Tally {
    pub(crate) fn new() -> Self {
        Tally { sums: vec![Sums::default(); CURRENCIES.len()], ..Tally::default() }
    }

    /// Counts a dirty row.
    pub(crate) fn dirt(&mut self, dirt: Dirt) {
        *self.dirty.entry(dirt).or_default() += 1;
    }

    /// Counts a line that reaches the lake. `cancelled` as the latest export tells it.
    pub(crate) fn line(&mut self, order: &Order, place: usize, cancelled: bool) {
        let line = &order.lines[place];
        let sums = &mut self.sums[order.currency];
        let amount = i128::from(line.amount());
        sums.lines += 1;
        match order.id.paper {
            Paper::Sale => sums.sales += amount,
            Paper::Return => sums.returns += amount,
            Paper::Adjustment => sums.adjustments += amount,
        }
        if order.id.paper == Paper::Sale && cancelled {
            sums.cancelled += amount;
        }
        sums.discount += i128::from(line.discount);
        sums.tax += i128::from(line.tax);
        sums.shipping += i128::from(line.shipping);
        self.summary.lines += 1;
    }

    /// Counts a document of which at least one line reaches the lake.
    pub(crate) fn document(&mut self, order: &Order, status: &'static str) {
        let summary = &mut self.summary;
        let documents = match order.id.paper {
            Paper::Sale => &mut summary.documents.sales,
            Paper::Return => &mut summary.documents.returns,
            Paper::Adjustment => &mut summary.documents.adjustments,
        };
        *documents.entry(order.mode.slug()).or_default() += 1;
        if order.id.paper == Paper::Sale {
            *summary.platforms.entry(PLATFORMS[order.platform].slug).or_default() += 1;
            *summary.statuses.entry(status).or_default() += 1;
            summary.countries.insert(COUNTRIES[order.country].code);
        }
    }

    /// The totals.
    pub(crate) fn finish(self, buyers: u64) -> Summary {
        let mut summary = self.summary;
        summary.buyers = buyers;
        for (currency, sums) in CURRENCIES.iter().zip(&self.sums).filter(|(_, sums)| sums.lines > 0) {
            let text = |minor: i128| {
                let mut out = Vec::new();
                money(minor, currency.digits, &mut out);
                String::from_utf8_lossy(&out).into_owned()
            };
            let totals = CurrencyTotals {
                lines: sums.lines,
                sales: text(sums.sales),
                sales_cancelled: text(sums.cancelled),
                returns: text(sums.returns),
                adjustments: text(sums.adjustments),
                discount: text(sums.discount),
                tax: text(sums.tax),
                shipping: text(sums.shipping),
            };
            summary.currencies.insert(currency.code, totals);
        }
        let dirty = self.dirty.into_iter();
        summary.dirty = dirty.map(|(d, rows)| DirtyRows { kind: d.slug(), expect: d.expect(), rows }).collect();
        summary
    }
}
