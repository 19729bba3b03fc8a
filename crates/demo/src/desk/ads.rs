//! Advertising: what each marketing channel cost a day and campaign, following the orders that came through it.
//!
//! The platforms restate the spend of the last weeks: a later export repeats those days, and some rows have changed.

use crate::DemoError;
use crate::exports::REPEAT_DAYS;
use crate::formats::pen::plain;
use crate::order::{Order, Paper};
use crate::random::Random;
use crate::sink::Sink;
use crate::summary::{Basis, DemoFile, Tally};
use crate::tables::currencies;
use crate::tables::platforms::CHANNELS;
use jiff::civil::Date;
use std::path::Path;

const HEADER: &str = "date,channel,campaign,impressions,clicks,spend,currency\n";

/// What an order through a channel costs in advertising, US cents; in the order of [`CHANNELS`]. Invented.
const CENTS_PER_ORDER: [i64; 8] = [240, 310, 35, 0, 180, 60, 120, 0];
/// Cents a click.
const CENTS_PER_CLICK: [i64; 8] = [38, 52, 6, 1, 24, 9, 40, 1];
/// Clicks of a hundred impressions, times ten.
const CLICKS_PER_1000: [i64; 8] = [31, 9, 22, 10, 12, 15, 40, 10];
/// One row in this many has lost its amount.
const DIRTY_EVERY: u64 = 1_187;

/// Counts the orders of a day by channel and writes what they cost.
pub(crate) struct Ads {
    sink: Sink,
    later: Sink,
    seed: u64,
    repeat_from: i32,
    orders: [i64; 8],
    made: u64,
    dirty: u64,
    updated: u64,
    duplicate: u64,
}

impl Ads {
    pub(crate) fn create(dir: &Path, last: Date, seed: u64) -> Result<Self, DemoError> {
        let week = last.iso_week_date();
        let later = format!("ad_spend_{}-W{:02}.csv", week.year(), week.week());
        Ok(Ads {
            sink: Sink::create(dir, "ad_spend.csv", HEADER, 0)?,
            later: Sink::create(dir, &later, HEADER, 0)?,
            seed,
            repeat_from: crate::calendar::number(last) - REPEAT_DAYS,
            orders: [0; 8],
            made: 0,
            dirty: 0,
            updated: 0,
            duplicate: 0,
        })
    }

    /// Takes note of a sale.
    pub(crate) fn note(&mut self, order: &Order) {
        if order.id.paper == Paper::Sale {
            self.orders[order.channel] += 1;
        }
    }

    /// Writes the day.
    pub(crate) fn day(&mut self, date: Date, day: i32, tally: &mut Tally) -> Result<(), DemoError> {
        let orders = std::mem::take(&mut self.orders);
        let quarter = (date.month() - 1) / 3 + 1;
        for (channel, &orders) in orders.iter().enumerate().filter(|(channel, _)| CENTS_PER_ORDER[*channel] > 0) {
            let mut random = Random::of(self.seed, 0xAD, u64::from(day.unsigned_abs()) * 8 + channel as u64);
            for (campaign, percent) in [("always on".to_owned(), 60), (format!("season {}-Q{quarter}", date.year()), 40)] {
                let base = orders * CENTS_PER_ORDER[channel] * percent / 100;
                let cents = base * random.between(70, 130) / 100 + random.between(40, 400);
                let clicks = (cents / CENTS_PER_CLICK[channel]).max(1);
                let impressions = clicks * 1_000 / CLICKS_PER_1000[channel] + random.between(0, 99);
                self.made += 1;
                let row = |cents: &str| format!("{date},{},{campaign},{impressions},{clicks},{cents},USD\n", CHANNELS[channel]);
                let mut counted = cents;
                if day >= self.repeat_from {
                    let restated = if random.chance(0.15) { cents + random.between(1, 90) } else { cents };
                    if restated == cents {
                        self.duplicate += 1;
                    } else {
                        self.updated += 1;
                    }
                    self.later.write(row(&plain(restated, 2)).as_bytes(), 1)?;
                    counted = restated;
                } else if self.made.is_multiple_of(DIRTY_EVERY) {
                    self.dirty += 1;
                    self.sink.write(row("n/a").as_bytes(), 1)?;
                    continue;
                }
                self.sink.write(row(&plain(cents, 2)).as_bytes(), 1)?;
                tally.charge(currencies::index("USD"), "advertising", Basis::Actual, -counted);
            }
        }
        Ok(())
    }

    /// The file and the one that restates its end.
    pub(crate) fn close(self) -> Result<(DemoFile, DemoFile), DemoError> {
        let (path, rows) = self.sink.close()?;
        let first = DemoFile { expect_quarantined: self.dirty, ..DemoFile::clean(path, "ad-spend", rows) };
        let (path, rows) = self.later.close()?;
        let (expect_updated, expect_duplicate) = (self.updated, self.duplicate);
        Ok((first, DemoFile { later: true, expect_updated, expect_duplicate, ..DemoFile::clean(path, "ad-spend", rows) }))
    }
}
