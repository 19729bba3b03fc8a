//! The pass over the days: who buys, what comes back, and everything into its file.
//!
//! Days are made in order and written at once. What is kept between them: four bytes for each buyer who will come
//! back, the open lots overseas, one counter a product, and the returns that are on their way.

use crate::buyers::Buyers;
use crate::calendar::{closed_for_new_year, number, orders_by_day, plus};
use crate::catalogue::Catalogue;
use crate::clock::{Stamps, shanghai_day, shanghai_midnight};
use crate::desk::{ads::Ads, cases::Cases, reviews::Reviews, sellers};
use crate::exports::Exports;
use crate::hubs::Hubs;
use crate::life::{comes_back, goodwill};
use crate::money::{Closing, Money};
use crate::order::{Mode, Order};
use crate::random::Random;
use crate::rows::{PRODUCTS, Paperwork, money, text, whole};
use crate::shipments::Parcels;
use crate::shop::{Shop, Today};
use crate::sink::Sink;
use crate::stock::Stock;
use crate::summary::{DemoFile, Summary, Tally};
use crate::tables::hubs::HUBS;
use crate::tables::platforms::CATEGORIES;
use crate::{DemoError, DemoReport, DemoSpec, fx};
use jiff::civil::{Date, Weekday};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Largest share of a day's orders that buyers who come back may have.
const RETURNING_MAX: f64 = 0.8;

/// Writes the demo seller's files into a folder (created if missing).
///
/// Orders are exported by year, and once more for the last three weeks, three days later: import the files in
/// the order they are returned, and the later exports update what changed, add what is new and count nothing twice.
/// The same spec gives the same bytes on every machine. Memory does not grow with the number of rows.
///
/// `progress` is called with sales made and sales wanted, once a day of history; `should_stop` is asked as often.
///
/// # Errors
/// [`DemoError::Spec`] if the wish is out of range, [`DemoError::Write`] if a file cannot be written,
/// [`DemoError::Stopped`] if `should_stop` said so.
pub fn write(
    dir: &Path, spec: &DemoSpec, progress: &mut dyn FnMut(u64, u64), should_stop: &dyn Fn() -> bool,
) -> Result<DemoReport, DemoError> {
    spec.check()?;
    std::fs::create_dir_all(dir).map_err(|source| DemoError::Write { path: dir.to_owned(), source })?;
    // An old note must not vouch for files that are about to change.
    match std::fs::remove_file(dir.join("demo.json")) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            return Err(DemoError::Write { path: dir.join("demo.json"), source });
        }
        _ => {}
    }
    let (first, last) = (spec.first_day(), spec.end_day);
    let counts = orders_by_day(first, last, spec.orders, spec.seed);
    let mut pass = Pass::open(dir, spec, &counts)?;
    let mut files = vec![pass.products(dir)?];
    let (path, rows) = fx::write(dir, first, last, spec.seed)?;
    files.push(DemoFile::clean(path, "fx", rows));
    files.push(sellers::write(dir)?);

    let mut done = 0;
    let mut month_from = first;
    for (index, &orders) in counts.iter().enumerate() {
        if should_stop() {
            return Err(DemoError::Stopped);
        }
        let today = Today::new(plus(first, index as i32), first, last);
        pass.day(index, orders, &today)?;
        let tomorrow = plus(today.date, 1);
        if tomorrow.month() != today.date.month() || today.date == last {
            pass.month_end(month_from, today.date)?;
            month_from = tomorrow;
        }
        done += orders;
        progress(done, spec.orders);
    }
    let summary = pass.close(&mut files)?;
    drop_empty(&mut files)?;
    let report = DemoReport { files, summary };
    note(dir, spec, &report)?;
    Ok(report)
}

/// Everything that is open while the days pass.
struct Pass {
    now: i64,
    last: i32,
    buyers: Buyers,
    shop: Shop,
    stamps: Stamps,
    exports: Exports,
    parcels: Parcels,
    money: Money,
    ads: Ads,
    reviews: Reviews,
    cases: Cases,
    stock: Stock,
    tally: Tally,
    partners: Vec<bool>,
    /// Returns and adjustments by the day they happen.
    to_come: BTreeMap<i32, Vec<Order>>,
}

impl Pass {
    fn open(dir: &Path, spec: &DemoSpec, counts: &[u64]) -> Result<Self, DemoError> {
        let (first, last) = (spec.first_day(), spec.end_day);
        let catalogue = Catalogue::new(spec.seed, first, last);
        let products = catalogue.products.len();
        let hubs = Hubs::new(number(first), counts.len() as i32);
        Ok(Pass {
            now: shanghai_midnight(number(last) + 1) - 1,
            last: number(last),
            buyers: Buyers::new(spec.seed, counts.len()),
            shop: Shop::new(catalogue, hubs, spec.seed),
            stamps: Stamps::new(first, last),
            exports: Exports::create(dir, first, last, counts),
            parcels: Parcels::create(dir, spec.orders)?,
            money: Money::create(dir, first, last, spec.orders)?,
            ads: Ads::create(dir, last, spec.seed)?,
            reviews: Reviews::create(dir, spec.orders, spec.seed)?,
            cases: Cases::create(dir, spec.orders, spec.seed)?,
            stock: Stock::create(dir, products, spec.orders, spec.seed)?,
            tally: Tally::new(),
            partners: vec![false; HUBS.len()],
            to_come: BTreeMap::new(),
        })
    }

    /// Writes the products file.
    fn products(&self, dir: &Path) -> Result<DemoFile, DemoError> {
        let mut sink = Sink::create(dir, "products.csv", PRODUCTS, 0)?;
        for product in &self.shop.catalogue.products {
            let mut out = product.sku.clone().into_bytes();
            text(&mut out, &product.name_csv);
            text(&mut out, CATEGORIES[product.category]);
            out.push(b',');
            money(product.cost_fen.into(), 2, &mut out);
            text(&mut out, "CNY");
            for value in [product.weight_g, product.size_mm.0, product.size_mm.1, product.size_mm.2] {
                out.push(b',');
                whole(value, &mut out);
            }
            text(&mut out, product.hs_code);
            text(&mut out, "CN");
            text(&mut out, &product.gtin);
            out.push(b'\n');
            sink.write(&out, 1)?;
        }
        let (path, rows) = sink.close()?;
        Ok(DemoFile::clean(path, "products", rows))
    }

    /// One day: `orders` sales, and the returns that were on their way.
    fn day(&mut self, index: usize, orders: u64, today: &Today) -> Result<(), DemoError> {
        let mut left = orders;
        for hub in 0..HUBS.len() {
            let units = if left > 0 { self.shop.hubs.wants(hub, today.day) } else { 0 };
            if units > 0 {
                left -= 1;
                self.partners[hub] = true;
                let (order, random) = self.shop.bulk(hub, units, today);
                self.sold(order, random, today)?;
            }
        }
        let most = (left as f64 * RETURNING_MAX) as usize;
        let open = offices_open(today.date);
        for number in self.buyers.returning(index, most, today.event.is_some()) {
            let buyer = self.buyers.buyer(number);
            if buyer.mode == Mode::B2b && !open {
                self.buyers.put_off(number, index + 1);
                continue;
            }
            let (order, mut random) = self.shop.sale(&buyer, true, today);
            self.buyers.bought(&buyer, index, &mut random);
            self.sold(order, random, today)?;
            left -= 1;
        }
        for _ in 0..left {
            let buyer = self.buyers.new_buyer(open);
            let (order, mut random) = self.shop.sale(&buyer, false, today);
            self.buyers.bought(&buyer, index, &mut random);
            self.sold(order, random, today)?;
        }
        for order in self.to_come.remove(&today.day).unwrap_or_default() {
            self.put(&order, today)?;
        }
        self.shop.hubs.forget();
        let paperwork = Paperwork { catalogue: &self.shop.catalogue, stamps: &self.stamps };
        let closing = Closing { date: today.date, day: today.day, since: index as i32 };
        self.money.day(closing, &paperwork, &mut self.tally)?;
        self.ads.day(today.date, today.day, &mut self.tally)
    }

    /// Writes a sale and sends off what will follow it.
    fn sold(&mut self, mut order: Order, mut random: Random, today: &Today) -> Result<(), DemoError> {
        let category = self.shop.catalogue.products[order.lines[0].product].category;
        let bulk = order.mode == Mode::B2b2c && order.parent.is_none();
        let after = if bulk { None } else { comes_back(&mut order, category, &mut random).or_else(|| goodwill(&mut order, &mut random)) };
        if let Some(after) = after {
            let day = shanghai_day(after.life.placed);
            if day <= self.last {
                self.to_come.entry(day).or_default().push(after);
            }
        }
        self.put(&order, today)
    }

    fn put(&mut self, order: &Order, today: &Today) -> Result<(), DemoError> {
        let paperwork = Paperwork { catalogue: &self.shop.catalogue, stamps: &self.stamps };
        self.exports.write(order, today.date.year(), &paperwork, &mut self.tally)?;
        let sent = self.parcels.send(order, self.now, &self.stamps)?;
        self.money.note(order, sent, &paperwork, &mut self.tally)?;
        self.ads.note(order);
        self.reviews.note(order, self.now, &paperwork)?;
        self.cases.note(order, self.now, &paperwork)?;
        self.stock.note(order, self.now, &self.shop.catalogue, &self.stamps)
    }

    fn month_end(&mut self, from: Date, to: Date) -> Result<(), DemoError> {
        self.stock.month_end(number(from), number(to), &self.shop.catalogue, &self.stamps)
    }

    /// Closes all files and adds them to the list in the order they are best imported.
    fn close(self, files: &mut Vec<DemoFile>) -> Result<Summary, DemoError> {
        let buyers = self.buyers.named() + self.partners.iter().filter(|&&seen| seen).count() as u64;
        files.extend(self.exports.close()?);
        files.push(self.parcels.close()?);
        files.extend(self.money.close()?);
        let (spend, restated) = self.ads.close()?;
        files.extend([spend, restated, self.reviews.close()?, self.cases.close()?]);
        let (path, rows) = self.stock.close()?;
        files.push(DemoFile::clean(path, "stock", rows));
        Ok(self.tally.finish(buyers))
    }
}

/// Removes files in which nothing is but a header: nobody exports nothing.
fn drop_empty(files: &mut Vec<DemoFile>) -> Result<(), DemoError> {
    for file in files.extract_if(.., |file| file.rows == 0) {
        std::fs::remove_file(&file.path).map_err(|source| DemoError::Write { path: file.path, source })?;
    }
    Ok(())
}

/// Businesses order from Monday to Friday, and not while Ningbo keeps the New Year.
fn offices_open(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !closed_for_new_year(day)
}

/// What `demo.json` says.
#[derive(Serialize)]
struct Note<'a> {
    orders: u64,
    seed: u64,
    first_day: String,
    last_day: String,
    files: Vec<NotedFile<'a>>,
    summary: &'a Summary,
}

/// A file in `demo.json`, by name only: the bytes must not depend on the folder.
#[derive(Serialize)]
struct NotedFile<'a> {
    file: String,
    profile: &'a str,
    /// Which import it belongs to, from 1.
    import: usize,
    rows: u64,
    expect_quarantined: u64,
    expect_duplicate: u64,
    expect_updated: u64,
}

/// Writes `demo.json`, last of all: it says that the files are complete.
fn note(dir: &Path, spec: &DemoSpec, report: &DemoReport) -> Result<(), DemoError> {
    let file = |import: usize, file: &DemoFile| NotedFile {
        file: file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        profile: file.profile,
        import,
        rows: file.rows,
        expect_quarantined: file.expect_quarantined,
        expect_duplicate: file.expect_duplicate,
        expect_updated: file.expect_updated,
    };
    let note = Note {
        orders: spec.orders,
        seed: spec.seed,
        first_day: spec.first_day().to_string(),
        last_day: spec.end_day.to_string(),
        files: report.imports().into_iter().zip(1..).flat_map(|(files, import)| files.iter().map(move |f| file(import, f))).collect(),
        summary: &report.summary,
    };
    let path = dir.join("demo.json");
    let write = || -> std::io::Result<()> {
        let mut text = serde_json::to_vec_pretty(&note)?;
        text.push(b'\n');
        std::fs::write(&path, text)
    };
    write().map_err(|source| DemoError::Write { path: path.clone(), source })
}
