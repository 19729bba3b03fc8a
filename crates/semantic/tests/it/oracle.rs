//! The twelve metrics by brute force in plain Rust: loops and sets over the lines of a small book, no SQL.
//!
//! Written from the definitions, not from the compiler. Numbers are integers of 10^-21.

use crate::book::{Book, Line};
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
        Self { book, rates, categories }
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
            "mode" => own(Some(line.mode)),
            "platform" => own(line.platform),
            "customer_type" => own(line.customer_type),
            "currency" => own(Some(line.currency)),
            "seller_country" => own(line.seller_country),
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
        let days = || self.book.lines.iter().map(|line| line.day);
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

    /// Every line that passes the filters, in every cell that it belongs to.
    fn cells(&self, query: &MetricQuery, by: &[String], total: bool, except: Option<&str>) -> Vec<(&'a Line, Cell)> {
        let window = self.window(query);
        let grain = query.grain.filter(|_| !total);
        let mut cells = Vec::new();
        for line in &self.book.lines {
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
        let share = query.metric == "mode_share";
        if share && !by.contains(&"mode".to_owned()) && !total {
            by.push("mode".to_owned());
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
            "mode_share" => self.mode_share(query, &by, to, total),
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
            other => panic!("{other}"),
        }
    }

    fn mode_share(&self, query: &MetricQuery, by: &[String], to: Currency, total: bool) -> Rows {
        let everything = self.cells(query, by, total, Some("mode"));
        let whole = self.gross(&everything, to);
        let modes: Vec<&str> = query.filters.iter().filter(|(name, _)| name == "mode").map(|(_, value)| value.as_str()).collect();
        if total {
            let mut picked = everything.clone();
            picked.retain(|(line, _)| modes.is_empty() || modes.contains(&line.mode));
            return finish(divide(&self.gross(&picked, to), &whole), query, total, None);
        }
        let at = by.iter().position(|name| name == "mode").unwrap();
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
            if !modes.is_empty() && !modes.contains(&key[at].as_deref().unwrap_or("unknown")) {
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
    if total || (query.by.is_empty() && query.grain.is_none() && query.metric != "mode_share") {
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
