//! The order and shipment files: which document goes into which, as of when, clean or dirty.
//!
//! Orders are exported by year, as of the end of the cut day; a later export repeats the last weeks as of the end
//! of the last day and adds the days since. Both are written in one pass over the documents.

use crate::DemoError;
use crate::calendar::{number, plus};
use crate::clock::{shanghai_day, shanghai_midnight};
use crate::dirt::{Dirt, Dirtying, Expect};
use crate::order::{Life, Order};
use crate::rows::{ORDERS, Paperwork, SHIPMENTS};
use crate::shipments;
use crate::sink::Sink;
use crate::summary::{DemoFile, Tally};
use jiff::civil::Date;
use std::path::Path;

/// The yearly exports end this many days before the last day.
const CUT_DAYS: i32 = 3;
/// The later export goes back this many days.
const REPEAT_DAYS: i32 = 20;

struct OrderFile {
    sink: Sink,
    quarantined: u64,
    duplicate: u64,
    updated: u64,
}

impl OrderFile {
    fn create(dir: &Path, name: &str, expected_rows: u64) -> Result<Self, DemoError> {
        let sink = Sink::create(dir, name, ORDERS, expected_rows)?;
        Ok(OrderFile { sink, quarantined: 0, duplicate: 0, updated: 0 })
    }

    fn close(self) -> Result<DemoFile, DemoError> {
        let (path, rows) = self.sink.close()?;
        Ok(DemoFile {
            path,
            profile: "orders",
            rows,
            expect_quarantined: self.quarantined,
            expect_duplicate: self.duplicate,
            expect_updated: self.updated,
        })
    }
}

/// All order files and the shipments.
pub(crate) struct Exports {
    years: Vec<(i16, OrderFile)>,
    later: OrderFile,
    shipments: Sink,
    shipments_made: u64,
    cut: i32,
    repeat_from: i32,
    cut_end: i64,
    end: i64,
    dirtying: Dirtying,
    early: Vec<u8>,
    late: Vec<u8>,
}

/// Rows per order, for guessing which files become large.
fn expected_rows(orders: u64) -> u64 {
    orders * 8 / 5
}

impl Exports {
    /// Opens the files; `orders_by_day` from `first` on says how large they will be.
    pub(crate) fn create(dir: &Path, first: Date, last: Date, orders_by_day: &[u64]) -> Result<Self, DemoError> {
        let cut = number(last) - CUT_DAYS;
        let repeat_from = number(last) - REPEAT_DAYS;
        let mut by_year = vec![0; usize::try_from(last.year() - first.year()).unwrap_or(0) + 1];
        let mut repeated = 0;
        for (shift, orders) in orders_by_day.iter().enumerate() {
            let day = plus(first, shift as i32);
            by_year[usize::try_from(day.year() - first.year()).unwrap_or(0)] += orders;
            repeated += if number(day) >= repeat_from { *orders } else { 0 };
        }
        let mut years = Vec::new();
        for (year, orders) in (first.year()..).zip(by_year) {
            years.push((year, OrderFile::create(dir, &format!("orders_{year}.csv"), expected_rows(orders))?));
        }
        let week = last.iso_week_date();
        let name = format!("orders_{}-W{:02}.csv", week.year(), week.week());
        let orders = orders_by_day.iter().sum::<u64>();
        Ok(Exports {
            years,
            later: OrderFile::create(dir, &name, expected_rows(repeated))?,
            shipments: Sink::create(dir, "shipments.csv", SHIPMENTS, orders)?,
            shipments_made: 0,
            cut,
            repeat_from,
            cut_end: shanghai_midnight(cut + 1) - 1,
            end: shanghai_midnight(number(last) + 1) - 1,
            dirtying: Dirtying::default(),
            early: Vec::with_capacity(4_096),
            late: Vec::with_capacity(4_096),
        })
    }

    /// Writes a document into the files of its day and counts it.
    pub(crate) fn write(&mut self, order: &Order, year: i16, paperwork: &Paperwork, tally: &mut Tally) -> Result<(), DemoError> {
        let day = shanghai_day(order.life.placed);
        let (in_year, in_later) = (day <= self.cut, day >= self.repeat_from);
        let seen_early = order.life.as_of(self.cut_end);
        let seen_late = order.life.as_of(self.end);
        let known = if in_later { &seen_late } else { &seen_early };
        let mut kept = false;
        for place in 0..order.lines.len() {
            // What both exports tell is told cleanly, so that nobody has to guess which version was broken.
            let dirt = if in_year && in_later {
                None
            } else {
                self.dirtying.next(order, place, &paperwork.catalogue.products[order.lines[place].product].sku)
            };
            if let Some(dirt) = dirt {
                tally.dirt(dirt);
            }
            if dirt.is_none_or(|dirt| dirt.expect() != Expect::Quarantine) {
                tally.line(order, place, known.cancelled.is_some());
                kept = true;
            }
            let looks = (in_year.then_some(&seen_early), in_later.then_some(&seen_late));
            self.line(order, place, looks, year, dirt, paperwork)?;
        }
        if kept {
            tally.document(order, known.status(order.id.paper));
        }
        self.ship(order, paperwork)
    }

    /// Writes one line into the year's and the later export, as each looks at it.
    fn line(
        &mut self, order: &Order, place: usize, looks: (Option<&Life>, Option<&Life>), year: i16, dirt: Option<Dirt>, paperwork: &Paperwork,
    ) -> Result<(), DemoError> {
        let turn = self.dirtying.turn();
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
        let file = self.years.iter_mut().find(|(of, _)| *of == year).map(|(_, file)| file);
        if let (Some(_), Some(file)) = (looks.0, file) {
            for _ in 0..times {
                file.sink.write(&self.early, 1)?;
            }
            file.duplicate += times - 1;
            file.quarantined += quarantined;
        }
        if looks.1.is_some() {
            for _ in 0..times {
                self.later.sink.write(&self.late, 1)?;
            }
            self.later.duplicate += times - 1;
            self.later.quarantined += quarantined;
            if looks.0.is_some() {
                if self.early == self.late {
                    self.later.duplicate += 1;
                } else {
                    self.later.updated += 1;
                }
            }
        }
        Ok(())
    }

    /// Writes the shipment of a sale, if it has left by the end of the last day.
    fn ship(&mut self, order: &Order, paperwork: &Paperwork) -> Result<(), DemoError> {
        self.late.clear();
        let life = order.life.as_of(self.end);
        if shipments::row(order, &life, self.shipments_made + 1, paperwork.stamps, &mut self.late) {
            self.shipments_made += 1;
            self.shipments.write(&self.late, 1)?;
        }
        Ok(())
    }

    /// Closes all: years in order, the later export, shipments.
    pub(crate) fn close(self) -> Result<(Vec<DemoFile>, DemoFile), DemoError> {
        let mut files = Vec::new();
        for (_, file) in self.years {
            files.push(file.close()?);
        }
        files.push(self.later.close()?);
        let (path, rows) = self.shipments.close()?;
        Ok((files, clean(path, "shipments", rows)))
    }
}

/// A file without anything unexpected in it.
pub(crate) fn clean(path: std::path::PathBuf, profile: &'static str, rows: u64) -> DemoFile {
    DemoFile { path, profile, rows, expect_quarantined: 0, expect_duplicate: 0, expect_updated: 0 }
}
