//! The order files: which document goes into which, as of when, clean or dirty.
//!
//! Every platform's orders are exported by year, as of the end of the cut day; a later export repeats the last weeks as of the
//! end of the last day and adds the days since. Both are written in one pass over the documents. What the platforms' own
//! exports do not tell (returns and credits of Amazon and eBay) stands in the plain files.

use crate::DemoError;
use crate::calendar::{number, plus};
use crate::clock::{shanghai_day, shanghai_midnight};
use crate::dirt::{Dirt, Dirtying, Expect};
use crate::formats::{Format, Sheet};
use crate::order::{Life, Order, Paper};
use crate::orderfile::OrderFile;
use crate::rows::Paperwork;
use crate::summary::{DemoFile, Tally};
use crate::tables::platforms::{Export, Region};
use jiff::civil::Date;
use std::path::Path;

/// The yearly exports end this many days before the last day.
const CUT_DAYS: i32 = 3;
/// The later export goes back this many days.
pub(crate) const REPEAT_DAYS: i32 = 20;

/// The exports of one account: by year, and the later one.
struct Desk {
    format: Format,
    years: Vec<(i16, OrderFile)>,
    later: OrderFile,
    /// Orders after the cut, where they come in another format than those before.
    newest: Option<OrderFile>,
    dirtying: Dirtying,
}

/// All order files.
pub(crate) struct Exports {
    desks: Vec<Desk>,
    cut: i32,
    repeat_from: i32,
    cut_end: i64,
    end: i64,
    early: Vec<u8>,
    late: Vec<u8>,
}

/// The accounts: format, start of the file names, share of all orders (for guessing which files become large).
const DESKS: [(Format, &str, &str, f64); 7] = [
    (Format::Plain, "orders", "csv", 1.1),
    (Format::Amazon, "amazon_us_all_orders", "txt", 0.25),
    (Format::Amazon, "amazon_eu_all_orders", "txt", 0.15),
    (Format::Amazon, "amazon_jp_all_orders", "txt", 0.06),
    (Format::Ebay, "ebay_orders_report", "csv", 0.12),
    (Format::Shopify, "shopify_orders_export", "csv", 0.1),
    (Format::Woo, "woocommerce_orders", "json", 0.05),
];

/// Which of the accounts a document's rows stand in.
fn desk(order: &Order) -> usize {
    match order.export() {
        Export::Shopify => 5,
        Export::Woo => 6,
        _ if order.id.paper != Paper::Sale => 0,
        Export::Plain => 0,
        Export::Amazon(Region::Us) => 1,
        Export::Amazon(Region::Eu) => 2,
        Export::Amazon(Region::Jp) => 3,
        Export::Ebay => 4,
    }
}

impl Exports {
    /// Prepares the files; `orders_by_day` from `first` on says how large they will be.
    pub(crate) fn create(dir: &Path, first: Date, last: Date, orders_by_day: &[u64]) -> Self {
        let cut = number(last) - CUT_DAYS;
        let repeat_from = number(last) - REPEAT_DAYS;
        let mut by_year = vec![0; usize::try_from(last.year() - first.year()).unwrap_or(0) + 1];
        let mut repeated = 0;
        for (shift, orders) in orders_by_day.iter().enumerate() {
            let day = plus(first, shift as i32);
            by_year[usize::try_from(day.year() - first.year()).unwrap_or(0)] += orders;
            repeated += if number(day) >= repeat_from { *orders } else { 0 };
        }
        let week = last.iso_week_date();
        let desk = |(format, stem, ending, share): (Format, &str, &str, f64)| {
            let rows = |orders: u64| (orders as f64 * 1.6 * share) as u64;
            let file = |name: String, orders: u64| OrderFile::new(dir, name, format, rows(orders));
            let years = (first.year()..).zip(by_year.iter()).map(|(year, orders)| (year, file(format!("{stem}_{year}.{ending}"), *orders)));
            let newest = OrderFile::new(dir, format!("shopify_orders_{last}.json"), Format::ShopifyJson, 0);
            Desk {
                format,
                years: years.collect(),
                later: file(format!("{stem}_{}-W{:02}.{ending}", week.year(), week.week()), repeated),
                newest: (format == Format::Shopify).then_some(newest),
                dirtying: Dirtying::new(format),
            }
        };
        Exports {
            desks: DESKS.into_iter().map(desk).collect(),
            cut,
            repeat_from,
            cut_end: shanghai_midnight(cut + 1) - 1,
            end: shanghai_midnight(number(last) + 1) - 1,
            early: Vec::with_capacity(4_096),
            late: Vec::with_capacity(4_096),
        }
    }

    /// Writes a document into the files of its day and counts it.
    pub(crate) fn write(&mut self, order: &Order, year: i16, paperwork: &Paperwork, tally: &mut Tally) -> Result<(), DemoError> {
        let day = shanghai_day(order.life.placed);
        let (in_year, in_later) = (day <= self.cut, day >= self.repeat_from);
        let seen_early = order.life.as_of(self.cut_end);
        let seen_late = order.life.as_of(self.end);
        let at = desk(order);
        let looks = (in_year.then_some(&seen_early), in_later.then_some(&seen_late));
        if self.desks[at].format == Format::Plain {
            return self.plain(order, looks, year, paperwork, tally);
        }
        // What a shop gives back is told by the order's own row.
        if order.id.paper != Paper::Sale {
            return Ok(());
        }
        self.platform(at, order, looks, year, paperwork, tally)
    }

    /// A document of a platform: all lines at once.
    fn platform(
        &mut self, at: usize, order: &Order, looks: (Option<&Life>, Option<&Life>), year: i16, paperwork: &Paperwork, tally: &mut Tally,
    ) -> Result<(), DemoError> {
        let desk = &mut self.desks[at];
        let format = desk.format;
        let rows = order.lines.len() as u64;
        // What both exports tell is told cleanly, so that nobody has to guess which version was broken.
        let dirt = match looks {
            (Some(_), Some(_)) => None,
            _ => desk.dirtying.next(order, 0, &paperwork.catalogue.products[order.lines[0].product].sku),
        };
        let turn = desk.dirtying.turn();
        let quarantined = dirt.is_some_and(|dirt| dirt.expect() == Expect::Quarantine);
        if let Some(dirt) = dirt {
            tally.dirt(dirt);
        }
        let known = looks.1.or(looks.0).unwrap_or(&order.life);
        if !quarantined {
            tally.sold(order, known, format);
        }
        let sheet = |life| Sheet { order, life, dirt, turn, paperwork };
        let held = if quarantined { rows } else { 0 };
        if let (Some(life), Some((_, file))) = (looks.0, desk.years.iter_mut().find(|(of, _)| *of == year)) {
            self.early.clear();
            let records = format.write(&sheet(life), &mut self.early);
            file.write(&self.early, records, rows)?;
            file.quarantined += held;
        }
        let Some(life) = looks.1 else { return Ok(()) };
        let file = match (&mut desk.newest, looks.0) {
            (Some(newest), None) => newest,
            _ => &mut desk.later,
        };
        self.late.clear();
        let records = file.format.write(&sheet(life), &mut self.late);
        file.write(&self.late, records, rows)?;
        file.quarantined += held;
        if let Some(before) = looks.0 {
            // An order line changes with the word for its state; times belong to the order.
            if format.status(order, before) == format.status(order, life) {
                file.duplicate += rows;
            } else {
                file.updated += rows;
            }
        }
        Ok(())
    }

    /// A document of the plain files, line by line.
    fn plain(
        &mut self, order: &Order, looks: (Option<&Life>, Option<&Life>), year: i16, paperwork: &Paperwork, tally: &mut Tally,
    ) -> Result<(), DemoError> {
        let known = looks.1.or(looks.0).unwrap_or(&order.life);
        let mut kept = false;
        for place in 0..order.lines.len() {
            let dirtying = &mut self.desks[0].dirtying;
            let dirt = match looks {
                (Some(_), Some(_)) => None,
                _ => dirtying.next(order, place, &paperwork.catalogue.products[order.lines[place].product].sku),
            };
            if let Some(dirt) = dirt {
                tally.dirt(dirt);
            }
            if dirt.is_none_or(|dirt| dirt.expect() != Expect::Quarantine) {
                tally.line(order, place, known.cancelled.is_some());
                kept = true;
            }
            self.line(order, place, looks, year, dirt, paperwork)?;
        }
        if kept {
            tally.document(order, known.status(order.id.paper));
        }
        Ok(())
    }

    /// Writes one line into the year's and the later export, as each looks at it.
    fn line(
        &mut self, order: &Order, place: usize, looks: (Option<&Life>, Option<&Life>), year: i16, dirt: Option<Dirt>, paperwork: &Paperwork,
    ) -> Result<(), DemoError> {
        let desk = &mut self.desks[0];
        let turn = desk.dirtying.turn();
        self.early.clear();
        self.late.clear();
        if let Some(life) = looks.0 {
            paperwork.order_row(order, place, life, dirt, turn, &mut self.early);
        }
        if let Some(life) = looks.1 {
            paperwork.order_row(order, place, life, dirt, turn, &mut self.late);
        }
        let times = if dirt == Some(Dirt::DuplicateRow) { 2 } else { 1 };
        let quarantined = u64::from(dirt.is_some_and(|dirt| dirt.expect() == Expect::Quarantine));
        let file = desk.years.iter_mut().find(|(of, _)| *of == year).map(|(_, file)| file);
        if let (Some(_), Some(file)) = (looks.0, file) {
            for _ in 0..times {
                file.write(&self.early, 1, 1)?;
            }
            file.duplicate += times - 1;
            file.quarantined += quarantined;
        }
        if looks.1.is_some() {
            for _ in 0..times {
                desk.later.write(&self.late, 1, 1)?;
            }
            desk.later.duplicate += times - 1;
            desk.later.quarantined += quarantined;
            if looks.0.is_some() {
                if self.early == self.late {
                    desk.later.duplicate += 1;
                } else {
                    desk.later.updated += 1;
                }
            }
        }
        Ok(())
    }

    /// Closes all: the years of every account in order, then the later exports.
    pub(crate) fn close(self) -> Result<Vec<DemoFile>, DemoError> {
        let (mut files, mut later) = (Vec::new(), Vec::new());
        for desk in self.desks {
            for (_, file) in desk.years {
                files.extend(file.close(false)?);
            }
            later.extend(desk.later.close(true)?);
            if let Some(newest) = desk.newest {
                later.extend(newest.close(true)?);
            }
        }
        files.extend(later);
        Ok(files)
    }
}
