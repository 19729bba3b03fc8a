//! The metrics by brute force in plain Rust: loops and sets over the lines of a small book, no SQL.
//!
//! Written from the definitions, not from the compiler. Numbers are integers of 10^-21.

use crate::book::{Book, Line};
use crate::ledger;
use entrepot_domain::fx::RateBook;
use entrepot_domain::{Country, Currency, Day};
use entrepot_semantic::{Compare, Grain, MetricQuery};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use std::collections::{BTreeMap, BTreeSet};

/// 10^-21 units in one.
pub const ONE: i128 = 10_i128.pow(21);
/// 10^-21 units in one millionth.
const MICRO: i128 = 10_i128.pow(15);

/// Values of the slices, then of the period.
pub type Key = Vec<Option<String>>;
/// Value and compared value of each row, in units of 10^-21.
pub type Rows = BTreeMap<Key, (Option<i128>, Option<i128>)>;

type Cell = (Key, u8);

/// A book with the rates that hold for it.
pub struct Oracle<'a> {
    book: &'a Book,
    rates: RateBook,
    categories: BTreeMap<&'a str, Option<&'static str>>,
    postings: Vec<Line>,
    deliveries: Vec<Line>,
    cases: Vec<Line>,
    documents: Vec<Line>,
}

/// What a metric is read from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    Lines,
    Postings,
    Deliveries,
    Cases,
    Documents,
}

const NET: &[&str] = &["gross_sales", "discounts", "returns"];
const REVENUE: &[&str] = &["gross_sales", "discounts", "returns", "shipping_collected"];
const GROSS_PROFIT: &[&str] = &["gross_sales", "discounts", "returns", "shipping_collected", "cost_of_goods", "vat_rebate"];
/// What each margin takes off the one before it; the first begins at gross profit.
const MARGINS: [(&str, &[&str]); 3] = [
    ("cm1", &["first_leg", "duty"]),
    ("cm2", &["platform_fees", "payment_fees", "fulfilment", "freight", "storage"]),
    ("cm3", &["advertising", "return_costs", "chargebacks", "other"]),
];

/// Metrics that are the sum of one account with its sign turned.
const COSTS: &[(&str, &str)] = &[
    ("discount", "discounts"),
    ("returned_sales", "returns"),
    ("cost_of_goods", "cost_of_goods"),
    ("platform_fees", "platform_fees"),
    ("payment_fees", "payment_fees"),
    ("fulfilment_cost", "fulfilment"),
    ("freight_cost", "freight"),
    ("duty_cost", "duty"),
    ("advertising_cost", "advertising"),
    ("chargebacks", "chargebacks"),
    ("tax_paid", "tax_paid"),
    ("first_leg_cost", "first_leg"),
    ("storage_cost", "storage"),
    ("return_cost", "return_costs"),
    ("capital_cost", "capital"),
    ("fx_spread", "fx_spread"),
];

/// Whether a metric is read from profit and loss, whose days reach further than those of the lines.
fn of_ledger(query: &MetricQuery) -> bool {
    let name = query.of.as_deref().unwrap_or(&query.metric);
    COSTS.iter().any(|cost| cost.0 == name)
        || [
            "discount_rate",
            "gross_profit",
            "gross_margin",
            "vat_rebate",
            "cm1",
            "cm2",
            "cm3",
            "cm4",
            "contribution",
            "contribution_margin",
            "advertising_share",
            "fee_share",
            "shipping_coverage",
        ]
        .contains(&name)
}

/// Whether an account is part of the result.
fn in_result(account: &str) -> bool {
    !["tax_collected", "tax_paid"].contains(&account)
}

/// A sum that may hold an amount that cannot be converted.
#[derive(Clone, Copy, Default)]
struct Sum {
    units: i128,
    missing: bool,
}

impl<'a> Oracle<'a> {
    pub fn new(book: &'a Book) -> Self {
        let mut rates = RateBook::embedded().unwrap();
        for (day, currency, nanos) in &book.rates {
            rates.insert(Day(*day), Currency::parse(currency).unwrap(), *nanos, "mine");
        }
        let categories = book.products.iter().map(|(sku, category)| (sku.as_str(), *category)).collect();
        Self {
            book,
            rates,
            categories,
            postings: ledger::postings(book),
            deliveries: ledger::deliveries(book),
            cases: ledger::cases(book),
            documents: ledger::documents(book),
        }
    }

    fn dimension(&self, line: &Line, name: &str) -> Option<String> {
        let own = |text: Option<&str>| text.map(str::to_owned);
        match name {
            "country" => own(line.country),
            "region" => line.country.map(|code| Country::parse(code).unwrap().region().as_str().to_owned()),
            "product" => line.sku.clone(),
            "category" => {
                own(line.category).or_else(|| own(line.sku.as_deref().and_then(|sku| self.categories.get(sku).copied().flatten())))
            }
            "channel" => own(line.channel),
            "mode" => own(Some(line.mode).filter(|mode| !mode.is_empty())),
            "platform" => own(line.platform),
            "customer_type" => own(line.customer_type),
            "currency" => own(Some(line.currency).filter(|currency| !currency.is_empty())),
            "seller_country" => own(line.seller_country),
            "account" => own(Some(line.kind)),
            "lane" => ledger::lane(self.book, &line.trade_id),
            "province" | "park" => {
                let seller = self.book.sellers.iter().find(|seller| seller.0 == line.seller_id.unwrap_or("me"))?;
                if name == "park" { own(seller.2) } else { own(Some(seller.1)) }
            }
            "direction" => {
                let (from, to) = (line.seller_country?, line.country?);
                own(Some(match (from == "GB", to == "GB") {
                    (true, true) => "domestic",
                    (true, false) => "export",
                    (false, true) => "import",
                    (false, false) => "elsewhere",
                }))
            }
            other => panic!("{other}"),
        }
    }

    fn passes(&self, line: &Line, query: &MetricQuery, except: Option<&str>) -> bool {
        let names: BTreeSet<&str> = query.filters.iter().map(|(name, _)| name.as_str()).collect();
        names.into_iter().filter(|name| Some(*name) != except).all(|name| {
            let value = self.dimension(line, name);
            query.filters.iter().any(|(other, wanted)| other == name && value.as_deref().unwrap_or("unknown") == wanted)
        })
    }

    fn window(&self, query: &MetricQuery) -> (i32, i32) {
        let charges = self.book.charges.iter().map(|charge| charge.day);
        let parcels = self.book.shipments.iter().filter(|s| s.cost != 0).filter_map(|s| s.shipped.or(s.delivered).or(s.promised));
        let others: Vec<i32> = if of_ledger(query) { charges.chain(parcels).collect() } else { Vec::new() };
        let days = || self.book.lines.iter().map(|line| line.day).chain(others.iter().copied());
        (query.from.map_or_else(|| days().min().unwrap_or(0), |d| d.0), query.to.map_or_else(|| days().max().unwrap_or(0), |d| d.0))
    }

    /// The sides that a line's day belongs to, with the day moved onto the period.
    fn sides(&self, query: &MetricQuery, day: i32, (from, to): (i32, i32), window: (i32, i32)) -> Vec<(u8, i32)> {
        let length = window.1 - window.0 + 1;
        let shift = match query.compare {
            None => None,
            Some(Compare::Previous) => Some((length + 6) / 7 * 7),
            Some(Compare::Year) => Some(364),
        };
        let mut sides = Vec::new();
        if (from..=to).contains(&day) {
            sides.push((0, day));
        }
        if let Some(shift) = shift
            && (from..=to).contains(&(day + shift))
        {
            sides.push((1, day + shift));
        }
        sides
    }

    fn key(&self, line: &Line, by: &[String], period: Option<(Grain, i32)>) -> Key {
        let mut key: Key = by.iter().map(|name| self.dimension(line, name)).collect();
        if let Some((grain, day)) = period {
            key.push(Some(start(grain, calendar(day)).to_string()));
        }
        key
    }

    fn source(&self, from: From) -> &[Line] {
        match from {
            From::Lines => &self.book.lines,
            From::Postings => &self.postings,
            From::Deliveries => &self.deliveries,
            From::Cases => &self.cases,
            From::Documents => &self.documents,
        }
    }

    /// Every line that passes the filters, in every cell that it belongs to.
    fn cells(&self, query: &MetricQuery, by: &[String], total: bool, except: Option<&str>) -> Vec<(&Line, Cell)> {
        self.cells_of(From::Lines, query, by, total, except)
    }

    fn cells_of(&self, from: From, query: &MetricQuery, by: &[String], total: bool, except: Option<&str>) -> Vec<(&Line, Cell)> {
        let window = self.window(query);
        let grain = query.grain.filter(|_| !total);
        let mut cells = Vec::new();
        for line in self.source(from) {
            if !self.passes(line, query, except) {
                continue;
            }
            for (side, day) in self.sides(query, line.day, window, window) {
                cells.push((line, (self.key(line, by, grain.map(|grain| (grain, day))), side)));
            }
        }
        cells
    }

    fn converted(&self, line: &Line, micros: i64, to: Currency) -> Sum {
        if line.component == ledger::UNKNOWN {
            return Sum { units: 0, missing: true };
        }
        let from = Currency::parse(line.currency).unwrap();
        if from == to || micros == 0 {
            return Sum { units: i128::from(micros) * MICRO, missing: false };
        }
        match self.rates.rate(from, to, Day(line.day)) {
            Ok(cross) => {
                let mut rate = cross.rate;
                rate.rescale(15);
                Sum { units: i128::from(micros) * rate.mantissa(), missing: false }
            }
            Err(_) => Sum { units: 0, missing: true },
        }
    }

    fn money(&self, cells: &[(&Line, Cell)], to: Currency, amount: impl Fn(&Line) -> Option<i64>) -> BTreeMap<Cell, Sum> {
        let mut sums: BTreeMap<Cell, Sum> = BTreeMap::new();
        for (line, cell) in cells {
            if let Some(micros) = amount(line) {
                let part = self.converted(line, micros, to);
                let sum = sums.entry(cell.clone()).or_default();
                sum.units += part.units;
                sum.missing |= part.missing;
            }
        }
        sums
    }

    fn gross(&self, cells: &[(&Line, Cell)], to: Currency) -> BTreeMap<Cell, Sum> {
        self.money(cells, to, |l| (l.kind == "sale" && l.amount > 0).then_some(l.amount))
    }

    fn orders(&self, cells: &[(&Line, Cell)]) -> BTreeMap<Cell, BTreeSet<String>> {
        distinct(cells, |l| (l.kind == "sale").then(|| l.trade_id.clone()))
    }

    /// Rows of a metric; `total` leaves slices and periods out.
    pub fn rows(&self, query: &MetricQuery, to: Currency, total: bool) -> Rows {
        let mut by = if total { Vec::new() } else { query.by.clone() };
        let over = match query.metric.as_str() {
            "mode_share" => Some("mode"),
            "share" => Some(query.over.as_deref().unwrap_or("country")),
            _ => None,
        };
        if let Some(over) = over
            && !by.iter().any(|name| name == over)
            && !total
        {
            by.push(over.to_owned());
        }
        let cells = self.cells(query, &by, total, None);
        let counted = |sets: BTreeMap<Cell, BTreeSet<String>>| {
            sets.into_iter().map(|(cell, set)| (cell, Some(set.len() as i128 * ONE))).collect::<BTreeMap<_, _>>()
        };
        let told = |sums: BTreeMap<Cell, Sum>| {
            sums.into_iter().map(|(cell, sum)| (cell, (!sum.missing).then_some(sum.units))).collect::<BTreeMap<_, _>>()
        };
        let as_sums = |sets: BTreeMap<Cell, BTreeSet<String>>| -> BTreeMap<Cell, Sum> {
            sets.into_iter().map(|(cell, set)| (cell, Sum { units: set.len() as i128 * ONE, missing: false })).collect()
        };
        match query.metric.as_str() {
            "gross_sales" => finish(told(self.gross(&cells, to)), query, total, Some(0)),
            "net_sales" => {
                let sums = self.money(&cells, to, |l| ["sale", "return"].contains(&l.kind).then_some(l.amount - l.discount));
                finish(told(sums), query, total, Some(0))
            }
            "units" => {
                let mut sums: BTreeMap<Cell, Option<i128>> = BTreeMap::new();
                for (line, cell) in cells.iter().filter(|(l, _)| l.kind == "sale" && l.component == "goods") {
                    let sum = sums.entry(cell.clone()).or_insert(Some(0));
                    *sum = sum.map(|n| n + i128::from(line.quantity) * MICRO);
                }
                finish(sums, query, total, Some(0))
            }
            "orders" => finish(counted(self.orders(&cells)), query, total, Some(0)),
            "customers" => {
                let sets = distinct(&cells, |l| l.buyer_id.clone().filter(|_| ["sale", "return"].contains(&l.kind)));
                finish(counted(sets), query, total, Some(0))
            }
            "aov" => finish(divide(&self.gross(&cells, to), &as_sums(self.orders(&cells))), query, total, None),
            "return_rate" => {
                let back = self.money(&cells, to, |l| (l.kind == "return").then_some(-l.amount));
                finish(divide(&back, &self.gross(&cells, to)), query, total, None)
            }
            "cross_border_share" => {
                let abroad =
                    self.money(&cells, to, |l| (l.kind == "sale" && l.amount > 0 && l.cross_border == Some(true)).then_some(l.amount));
                finish(divide(&abroad, &self.gross(&cells, to)), query, total, None)
            }
            "mode_share" | "share" => self.share(query, &by, to, total, over.unwrap_or_default()),
            "new_customers" => finish(counted(self.first(&cells)), query, total, Some(0)),
            "repeat_rate" => {
                let mut trades: BTreeMap<(Cell, &str), BTreeSet<&str>> = BTreeMap::new();
                for (line, cell) in cells.iter().filter(|(l, _)| l.kind == "sale") {
                    if let Some(buyer) = &line.buyer_id {
                        trades.entry((cell.clone(), buyer)).or_default().insert(&line.trade_id);
                    }
                }
                let (mut again, mut all) = (BTreeMap::<Cell, Sum>::new(), BTreeMap::<Cell, Sum>::new());
                for ((cell, _), set) in trades {
                    all.entry(cell.clone()).or_default().units += ONE;
                    again.entry(cell).or_default().units += if set.len() >= 2 { ONE } else { 0 };
                }
                finish(divide(&again, &all), query, total, None)
            }
            "retention" => self.retention(query, &by, total),
            "concentration" => self.concentration(query, &by, to, total),
            "growth" => self.growth(query, &by, to, total),
            "cagr" => self.cagr(query, &by, total),
            _ => self.more_rows(query, &by, to, total),
        }
    }

    /// The metrics that are sums, counts and ratios of what stands beside the lines, and some over the lines.
    fn more_rows(&self, query: &MetricQuery, by: &[String], to: Currency, total: bool) -> Rows {
        let cells = self.cells(query, by, total, None);
        let postings = self.cells_of(From::Postings, query, by, total, None);
        let accounts = |names: &[&str], sign: i64| self.money(&postings, to, |l| names.contains(&l.kind).then_some(sign * l.amount));
        let result = || self.money(&postings, to, |l| in_result(l.kind).then_some(l.amount));
        let told = |sums: BTreeMap<Cell, Sum>| {
            let sums = sums.into_iter().map(|(cell, sum)| (cell, (!sum.missing).then_some(sum.units))).collect();
            finish(sums, query, total, Some(0))
        };
        let ratio = |above: BTreeMap<Cell, Sum>, below: BTreeMap<Cell, Sum>| finish(divide(&above, &below), query, total, None);
        let count = |from: From, of: fn(&Line) -> Option<String>| {
            let sets = distinct(&self.cells_of(from, query, by, total, None), of);
            sets.into_iter().map(|(cell, set)| (cell, Sum { units: set.len() as i128 * ONE, missing: false })).collect()
        };
        let buyers = || count(From::Lines, |l| l.buyer_id.clone().filter(|_| l.kind == "sale"));
        let orders = || count(From::Lines, |l| (l.kind == "sale").then(|| l.trade_id.clone()));
        let units = || {
            let mut sums = BTreeMap::<Cell, Sum>::new();
            for (line, cell) in cells.iter().filter(|(l, _)| l.kind == "sale" && l.component == "goods") {
                sums.entry(cell.clone()).or_default().units += i128::from(line.quantity) * MICRO;
            }
            sums
        };
        if let Some((_, account)) = COSTS.iter().find(|cost| cost.0 == query.metric) {
            return told(accounts(&[account], -1));
        }
        match query.metric.as_str() {
            "discount_rate" => ratio(accounts(&["discounts"], -1), accounts(&["gross_sales"], 1)),
            "gross_profit" => told(accounts(GROSS_PROFIT, 1)),
            "gross_margin" => ratio(accounts(GROSS_PROFIT, 1), accounts(REVENUE, 1)),
            "contribution" | "cm4" => told(result()),
            "vat_rebate" => told(accounts(&["vat_rebate"], 1)),
            margin @ ("cm1" | "cm2" | "cm3") => {
                let last = MARGINS.iter().position(|(name, _)| *name == margin).unwrap();
                let costs = MARGINS[..=last].iter().flat_map(|(_, taken)| taken.iter());
                told(accounts(&GROSS_PROFIT.iter().chain(costs).copied().collect::<Vec<_>>(), 1))
            }
            "contribution_margin" => ratio(result(), accounts(REVENUE, 1)),
            "advertising_share" => ratio(accounts(&["advertising"], -1), accounts(NET, 1)),
            "fee_share" => ratio(accounts(&["platform_fees", "payment_fees"], -1), accounts(NET, 1)),
            "shipping_coverage" => ratio(accounts(&["shipping_collected"], 1), accounts(&["freight"], -1)),
            "shipping_collected" => told(self.money(&cells, to, |l| ["sale", "return"].contains(&l.kind).then_some(l.shipping))),
            "tax_collected" => told(self.money(&cells, to, |l| ["sale", "return"].contains(&l.kind).then_some(l.tax))),
            "basket_size" => ratio(units(), orders()),
            "unit_price" => {
                let goods = |l: &Line| (l.kind == "sale" && l.component == "goods" && l.amount > 0).then_some(l.amount);
                ratio(self.money(&cells, to, goods), units())
            }
            "active_products" => told(count(From::Lines, |l| l.sku.clone().filter(|_| l.kind == "sale" && l.component == "goods"))),
            "new_customer_share" => {
                let new = self.first(&cells).into_iter();
                ratio(new.map(|(cell, set)| (cell, Sum { units: set.len() as i128 * ONE, missing: false })).collect(), buyers())
            }
            "orders_per_customer" => {
                ratio(count(From::Lines, |l| (l.kind == "sale" && l.buyer_id.is_some()).then(|| l.trade_id.clone())), buyers())
            }
            "sales_per_customer" => {
                let known = |l: &Line| (l.kind == "sale" && l.amount > 0 && l.buyer_id.is_some()).then_some(l.amount);
                ratio(self.money(&cells, to, known), buyers())
            }
            "export_share" => {
                let sold = |l: &Line| l.kind == "sale" && l.amount > 0;
                let (home, abroad) = (|c: Option<&str>| c == Some("GB"), |c: Option<&str>| c.is_some_and(|c| c != "GB"));
                let out = |l: &Line| (sold(l) && home(l.seller_country) && abroad(l.country)).then_some(l.amount);
                let back = |l: &Line| (sold(l) && abroad(l.seller_country) && home(l.country)).then_some(l.amount);
                ratio(self.money(&cells, to, out), self.money(&cells, to, |l| out(l).or_else(|| back(l))))
            }
            "cancelled_orders" => told(count(From::Documents, |l| (l.component == "cancelled").then(|| l.trade_id.clone()))),
            "cancellation_rate" => ratio(
                count(From::Documents, |l| (l.component == "cancelled").then(|| l.trade_id.clone())),
                count(From::Documents, |l| ["sale", "cancelled"].contains(&l.kind).then(|| l.trade_id.clone())),
            ),
            "on_time_share" => ratio(
                count(From::Deliveries, |l| l.parent_trade_id.clone().filter(|_| l.component == "on_time")),
                count(From::Deliveries, |l| l.parent_trade_id.clone().filter(|_| !l.component.is_empty())),
            ),
            "review_score" => {
                let mut scores = BTreeMap::<Cell, Sum>::new();
                for (line, cell) in self.cells_of(From::Cases, query, by, total, None).iter().filter(|(l, _)| l.component == "scored") {
                    scores.entry(cell.clone()).or_default().units += i128::from(line.quantity) * MICRO;
                }
                ratio(scores, count(From::Cases, |l| l.parent_trade_id.clone().filter(|_| l.component == "scored")))
            }
            "case_rate" => ratio(count(From::Cases, |l| l.parent_trade_id.clone().filter(|_| l.kind != "review")), orders()),
            other => panic!("{other}"),
        }
    }

    /// The sum that a metric with the parameter `of` looks at.
    fn looked_at(&self, query: &MetricQuery, otherwise: &str) -> (From, fn(&Line) -> Option<i64>) {
        match query.of.as_deref().unwrap_or(otherwise) {
            "gross_sales" => (From::Lines, |l| (l.kind == "sale" && l.amount > 0).then_some(l.amount)),
            "net_sales" => (From::Lines, |l| ["sale", "return"].contains(&l.kind).then_some(l.amount - l.discount)),
            "contribution" => (From::Postings, |l| in_result(l.kind).then_some(l.amount)),
            other => panic!("{other}"),
        }
    }

    fn concentration(&self, query: &MetricQuery, by: &[String], to: Currency, total: bool) -> Rows {
        let (from, amount) = self.looked_at(query, "gross_sales");
        let mut inner = by.to_vec();
        inner.push(query.over.clone().unwrap_or_else(|| "country".to_owned()));
        let mut groups: BTreeMap<Cell, Vec<Sum>> = BTreeMap::new();
        for ((mut key, side), sum) in self.money(&self.cells_of(from, query, &inner, total, None), to, amount) {
            key.remove(by.len());
            groups.entry((key, side)).or_default().push(sum);
        }
        let mut indices = BTreeMap::new();
        for (cell, sums) in groups {
            let whole = rounded(sums.iter().map(|sum| sum.units).sum()) / MICRO;
            let squares: i128 = sums
                .iter()
                .map(|sum| {
                    let doubled = 2_000_000_000 * (rounded(sum.units) / MICRO).abs() / whole.abs().max(1);
                    let share = (doubled + 1) / 2;
                    share * share
                })
                .sum();
            let told = whole != 0 && !sums.iter().any(|sum| sum.missing);
            indices.insert(cell, told.then(|| rounded(squares * 1_000)));
        }
        finish(indices, query, total, None)
    }

    fn growth(&self, query: &MetricQuery, by: &[String], to: Currency, total: bool) -> Rows {
        let (from, amount) = self.looked_at(query, "net_sales");
        let window = self.window(query);
        let grain = query.grain.filter(|_| !total);
        let length = window.1 - window.0 + 1;
        let reach = match grain {
            Some(grain) => epoch(start(grain, start(grain, calendar(window.0)).yesterday().unwrap())),
            None => window.0 - length,
        };
        let (mut more, mut before) = (BTreeMap::<Cell, Sum>::new(), BTreeMap::<Cell, Sum>::new());
        for line in self.source(from).iter().filter(|line| self.passes(line, query, None)) {
            let Some(micros) = amount(line) else { continue };
            let part = self.converted(line, micros, to);
            for (side, day) in self.sides(query, line.day, (reach, window.1), window) {
                let add = |sums: &mut BTreeMap<Cell, Sum>, period: Option<i32>, sign: i128| {
                    let key = self.key(line, by, grain.zip(period));
                    let sum = sums.entry((key, side)).or_default();
                    sum.units += sign * part.units;
                    sum.missing |= part.missing;
                };
                if (window.0..=window.1).contains(&day) {
                    add(&mut more, Some(day), 1);
                }
                let (counts, period) = match grain {
                    Some(grain) => {
                        let on = epoch(next(grain, calendar(day)));
                        ((window.0..=window.1).contains(&on), epoch(next(grain, start(grain, calendar(day)))))
                    }
                    None => (day < window.0 && day >= window.0 - length, day),
                };
                if counts {
                    add(&mut more, Some(period), -1);
                    add(&mut before, Some(period), 1);
                }
            }
        }
        finish(divide(&more, &before), query, total, None)
    }

    /// The small books lie within a year, so there is no yearly growth; the rows are those of the first whole year.
    fn cagr(&self, query: &MetricQuery, by: &[String], total: bool) -> Rows {
        let window = self.window(query);
        let first = calendar(window.0);
        let year = if (first.month(), first.day()) == (1, 1) { first.year() } else { first.year() + 1 };
        assert!(calendar(window.1).year() <= year, "the book is longer than the oracle thinks");
        let (from, amount) = self.looked_at(query, "net_sales");
        let mut rows = BTreeMap::new();
        for line in self.source(from).iter().filter(|line| self.passes(line, query, None) && amount(line).is_some()) {
            if calendar(line.day).year() == year {
                rows.insert((self.key(line, by, None), 0), None);
            }
        }
        finish(rows, query, total, None)
    }

    fn share(&self, query: &MetricQuery, by: &[String], to: Currency, total: bool, over: &str) -> Rows {
        let (from, amount) = self.looked_at(query, "gross_sales");
        let everything = self.cells_of(from, query, by, total, Some(over));
        let whole = self.money(&everything, to, amount);
        let wanted: Vec<&str> = query.filters.iter().filter(|(name, _)| name == over).map(|(_, value)| value.as_str()).collect();
        if total {
            let mut picked = everything.clone();
            picked.retain(|(line, _)| wanted.is_empty() || wanted.contains(&self.dimension(line, over).as_deref().unwrap_or("unknown")));
            return finish(divide(&self.money(&picked, to, amount), &whole), query, total, None);
        }
        let at = by.iter().position(|name| name == over).unwrap();
        let mut base: BTreeMap<Cell, Sum> = BTreeMap::new();
        for ((key, side), sum) in &whole {
            let mut rest = key.clone();
            rest.remove(at);
            let of = base.entry((rest, *side)).or_default();
            of.units += sum.units;
            of.missing |= sum.missing;
        }
        let mut shares = BTreeMap::new();
        for ((key, side), sum) in &whole {
            if !wanted.is_empty() && !wanted.contains(&key[at].as_deref().unwrap_or("unknown")) {
                continue;
            }
            let mut rest = key.clone();
            rest.remove(at);
            shares.insert((key.clone(), *side), quotient(*sum, base[&(rest, *side)]));
        }
        finish(shares, query, total, None)
    }

    fn first(&self, cells: &[(&Line, Cell)]) -> BTreeMap<Cell, BTreeSet<String>> {
        let mut firsts: BTreeMap<&str, (i32, i32)> = BTreeMap::new();
        for line in self.book.lines.iter().filter(|line| line.kind == "sale") {
            if let Some(buyer) = &line.buyer_id {
                let time = (line.day, line.second);
                firsts.entry(buyer).and_modify(|first| *first = time.min(*first)).or_insert(time);
            }
        }
        distinct(cells, |l| {
            let buyer = l.buyer_id.clone()?;
            (l.kind == "sale" && firsts.get(buyer.as_str()) == Some(&(l.day, l.second))).then_some(buyer)
        })
    }

    fn retention(&self, query: &MetricQuery, by: &[String], total: bool) -> Rows {
        let grain = query.grain.unwrap_or(Grain::Month);
        let window = self.window(query);
        let reach = (epoch(start(grain, start(grain, calendar(window.0)).yesterday().unwrap())), window.1);
        // (slices, side, period) -> buyers that are there, and buyers that were there the period before.
        let mut here: BTreeMap<(Key, u8, Date), BTreeSet<&str>> = BTreeMap::new();
        let mut before: BTreeMap<(Key, u8, Date), BTreeSet<&str>> = BTreeMap::new();
        for line in self.book.lines.iter().filter(|line| line.kind == "sale" && self.passes(line, query, None)) {
            let Some(buyer) = line.buyer_id.as_deref() else { continue };
            for (side, day) in self.sides(query, line.day, reach, window) {
                let period = start(grain, calendar(day));
                if day >= window.0 {
                    here.entry((self.key(line, by, None), side, period)).or_default().insert(buyer);
                }
                let next = next(grain, period);
                if next <= start(grain, calendar(window.1)) {
                    before.entry((self.key(line, by, None), side, next)).or_default().insert(buyer);
                }
            }
        }
        let (mut kept, mut base) = (BTreeMap::<Cell, Sum>::new(), BTreeMap::<Cell, Sum>::new());
        let places: BTreeSet<_> = here.keys().chain(before.keys()).cloned().collect();
        for place in places {
            let (mut key, side, period) = place.clone();
            if query.grain.is_some() && !total {
                key.push(Some(period.to_string()));
            }
            let empty = BTreeSet::new();
            let (now, then) = (here.get(&place).unwrap_or(&empty), before.get(&place).unwrap_or(&empty));
            kept.entry((key.clone(), side)).or_default().units += now.intersection(then).count() as i128 * ONE;
            base.entry((key, side)).or_default().units += then.len() as i128 * ONE;
        }
        finish(divide(&kept, &base), query, total, None)
    }
}

fn distinct(cells: &[(&Line, Cell)], of: impl Fn(&Line) -> Option<String>) -> BTreeMap<Cell, BTreeSet<String>> {
    let mut sets: BTreeMap<Cell, BTreeSet<String>> = BTreeMap::new();
    for (line, cell) in cells {
        if let Some(value) = of(line) {
            sets.entry(cell.clone()).or_default().insert(value);
        }
    }
    sets
}

/// Half away from zero to millionths, in units of 10^-21.
fn rounded(units: i128) -> i128 {
    let half = if units < 0 { -MICRO / 2 } else { MICRO / 2 };
    (units + half) / MICRO * MICRO
}

/// One number through another, to six decimals.
fn quotient(above: Sum, below: Sum) -> Option<i128> {
    if above.missing || below.missing {
        return None;
    }
    let (above, below) = (rounded(above.units) / MICRO, rounded(below.units) / MICRO);
    if below == 0 {
        return None;
    }
    let doubled = above.abs() * 2_000_000 / below.abs();
    let magnitude = (doubled + 1) / 2 * MICRO;
    Some(if (above < 0) == (below < 0) { magnitude } else { -magnitude })
}

fn divide(above: &BTreeMap<Cell, Sum>, below: &BTreeMap<Cell, Sum>) -> BTreeMap<Cell, Option<i128>> {
    let cells: BTreeSet<&Cell> = above.keys().chain(below.keys()).collect();
    cells
        .into_iter()
        .map(|cell| {
            let of = |side: &BTreeMap<Cell, Sum>| side.get(cell).copied().unwrap_or_default();
            (cell.clone(), quotient(of(above), of(below)))
        })
        .collect()
}

/// Puts the two sides of a comparison beside each other. `absent` is the value of a slice that has nothing on a side.
fn finish(cells: BTreeMap<Cell, Option<i128>>, query: &MetricQuery, total: bool, absent: Option<i128>) -> Rows {
    let mut rows: Rows = BTreeMap::new();
    let nothing = (absent, query.compare.and(absent));
    for ((key, side), value) in cells {
        let row = rows.entry(key).or_insert(nothing);
        if side == 0 { row.0 = value } else { row.1 = value }
    }
    if total || (query.by.is_empty() && query.grain.is_none() && !["mode_share", "share"].contains(&query.metric.as_str())) {
        rows.entry(Vec::new()).or_insert(nothing);
    }
    rows
}

fn calendar(day: i32) -> Date {
    date(1970, 1, 1).checked_add(day.days()).unwrap()
}

fn epoch(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}

fn start(grain: Grain, day: Date) -> Date {
    match grain {
        Grain::Day => day,
        Grain::Week => (0..7).map(|back| day.checked_sub(back.days()).unwrap()).find(|d| d.weekday() == Weekday::Monday).unwrap(),
        Grain::Month => day.first_of_month(),
        Grain::Quarter => date(day.year(), [1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10][day.month() as usize - 1], 1),
        Grain::Year => day.first_of_year(),
    }
}

fn next(grain: Grain, period: Date) -> Date {
    let span = match grain {
        Grain::Day => 1.day(),
        Grain::Week => 1.week(),
        Grain::Month => 1.month(),
        Grain::Quarter => 3.months(),
        Grain::Year => 1.year(),
    };
    period.checked_add(span).unwrap()
}
