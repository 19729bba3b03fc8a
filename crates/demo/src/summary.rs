//! What the files add up to, counted while they are written, so that an import can be compared with it.
//!
//! All totals describe the lake after *all* order files were imported, dirty rows still in quarantine.

use crate::dirt::{Dirt, Expect};
use crate::formats::Format;
use crate::order::{Life, Order, Paper};
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
    /// An export that repeats rows of earlier files: it is imported after them, by itself.
    pub later: bool,
    /// Rows without the header. Always accepted + updated + quarantined + duplicate.
    pub rows: u64,
    /// Rows that belong into quarantine.
    pub expect_quarantined: u64,
    /// Rows that bring nothing new when the files are imported in order.
    pub expect_duplicate: u64,
    /// Rows that replace an earlier version when the files are imported in order.
    pub expect_updated: u64,
}

impl DemoFile {
    /// A file without anything unexpected in it.
    pub(crate) fn clean(path: PathBuf, profile: &'static str, rows: u64) -> DemoFile {
        DemoFile { path, profile, later: false, rows, expect_quarantined: 0, expect_duplicate: 0, expect_updated: 0 }
    }
}

/// Documents of the plain order files by kind and mode; a document counts if at least one of its rows is not in quarantine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Documents {
    /// Sales by mode (`b2c`, `b2b`, `b2b2c`).
    pub sales: BTreeMap<&'static str, u64>,
    /// Returns by mode.
    pub returns: BTreeMap<&'static str, u64>,
    /// Adjustments by mode.
    pub adjustments: BTreeMap<&'static str, u64>,
}

/// Sums of one currency in the plain order files, plain decimals.
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

/// What charges of one kind and currency add up to, seen from the seller: received less paid. Plain decimals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Billed or paid.
    pub actual: String,
    /// The seller's own estimates.
    pub estimate: String,
    /// Of these, estimates that a bill has replaced.
    pub replaced: String,
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
    /// Documents of the plain order files by kind and mode.
    pub documents: Documents,
    /// Rows of `lines` in the lake: distinct order lines not in quarantine, and the refunds that shops' exports tell.
    pub lines: u64,
    /// Distinct buyers the files name, partners included.
    pub buyers: u64,
    /// Destination countries of sales (codes).
    pub countries: BTreeSet<&'static str>,
    /// Sales by platform, as the ledger calls it.
    pub platforms: BTreeMap<&'static str, u64>,
    /// Sales by status, in the words of the latest export.
    pub statuses: BTreeMap<&'static str, u64>,
    /// Sums of the plain order files by currency (ISO 4217).
    pub currencies: BTreeMap<&'static str, CurrencyTotals>,
    /// By platform and currency: goods sold after discounts less goods returned, without tax.
    pub net_sales: BTreeMap<&'static str, BTreeMap<&'static str, String>>,
    /// By currency and kind: what money and freight files say.
    pub charges: BTreeMap<&'static str, BTreeMap<String, Flow>>,
    /// By source and currency: what was paid out.
    pub payouts: BTreeMap<&'static str, BTreeMap<&'static str, String>>,
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

/// How sure an amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basis {
    Actual,
    Estimate,
    /// An estimate of something that a bill has come for.
    Replaced,
}

/// Adds up documents as they are written.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    summary: Summary,
    sums: Vec<Sums>,
    dirty: BTreeMap<Dirt, u64>,
    net: BTreeMap<(&'static str, usize), i128>,
    flows: BTreeMap<usize, BTreeMap<String, [i128; 3]>>,
    paid_out: BTreeMap<(&'static str, usize), i128>,
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
        } else if order.id.paper != Paper::Adjustment {
            let platform = PLATFORMS[order.platform].sold_on();
            *self.net.entry((platform, order.currency)).or_default() += amount - i128::from(line.discount);
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
            self.sale(order, status);
        }
    }

    fn sale(&mut self, order: &Order, status: &'static str) {
        let summary = &mut self.summary;
        *summary.platforms.entry(PLATFORMS[order.platform].sold_on()).or_default() += 1;
        // eBay's report has no word for it.
        if !status.is_empty() {
            *summary.statuses.entry(status).or_default() += 1;
        }
        summary.countries.insert(COUNTRIES[order.country].code);
    }

    /// Counts a sale that a platform's own export tells, with the refund that it tells.
    pub(crate) fn sold(&mut self, order: &Order, life: &Life, format: Format) {
        self.sale(order, format.status(order, life));
        let lines = order.lines.len() as u64;
        self.summary.lines += lines;
        if format.is_void(life) {
            return;
        }
        let net = self.net.entry((PLATFORMS[order.platform].sold_on(), order.currency)).or_default();
        *net += i128::from(order.net());
        match order.refunded(life) {
            0 => {}
            _ if !order.export().is_shop() => {}
            // Part of the money comes back without goods; else every line does.
            credit if life.partly => {
                *net -= i128::from(credit);
                self.summary.lines += 1;
            }
            _ => {
                *net -= i128::from(order.net());
                self.summary.lines += lines;
            }
        }
    }

    /// Counts a charge: `amount` in minor units, positive if the seller receives it.
    pub(crate) fn charge(&mut self, currency: usize, kind: &str, basis: Basis, amount: i64) {
        let kinds = self.flows.entry(currency).or_default();
        let flow = match kinds.get_mut(kind) {
            Some(flow) => flow,
            None => kinds.entry(kind.to_owned()).or_default(),
        };
        let amount = i128::from(amount);
        match basis {
            Basis::Actual => flow[0] += amount,
            Basis::Estimate => flow[1] += amount,
            Basis::Replaced => {
                flow[1] += amount;
                flow[2] += amount;
            }
        }
    }

    /// Counts a payout, minor units.
    pub(crate) fn payout(&mut self, source: &'static str, currency: usize, amount: i64) {
        *self.paid_out.entry((source, currency)).or_default() += i128::from(amount);
    }

    /// The totals.
    pub(crate) fn finish(self, buyers: u64) -> Summary {
        let mut summary = self.summary;
        summary.buyers = buyers;
        let written = |minor: i128, currency: usize| {
            let mut out = Vec::new();
            money(minor, CURRENCIES[currency].digits, &mut out);
            String::from_utf8_lossy(&out).into_owned()
        };
        for ((platform, currency), minor) in self.net {
            summary.net_sales.entry(platform).or_default().insert(CURRENCIES[currency].code, written(minor, currency));
        }
        for ((source, currency), minor) in self.paid_out {
            summary.payouts.entry(source).or_default().insert(CURRENCIES[currency].code, written(minor, currency));
        }
        for (currency, kinds) in self.flows {
            let flow = |[actual, estimate, replaced]: [i128; 3]| Flow {
                actual: written(actual, currency),
                estimate: written(estimate, currency),
                replaced: written(replaced, currency),
            };
            let kinds = kinds.into_iter().map(|(kind, sums)| (kind, flow(sums)));
            summary.charges.insert(CURRENCIES[currency].code, kinds.collect());
        }
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
