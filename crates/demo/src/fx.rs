//! The rates file: euro rates of the few currencies the European Central Bank does not publish.
//!
//! Invented around rough levels, on business days only, as central banks do. Nothing in the demo converts with them.

use crate::DemoError;
use crate::calendar::plus;
use crate::random::Random;
use crate::rows::FX;
use crate::sink::Sink;
use crate::tables::currencies::not_published_by_ecb;
use jiff::civil::{Date, Weekday, date};
use std::path::{Path, PathBuf};

/// Writes `fx.csv` from a week before `first` to `last`; units per euro, six digits.
pub(crate) fn write(dir: &Path, first: Date, last: Date, seed: u64) -> Result<(PathBuf, u64), DemoError> {
    let mut sink = Sink::create(dir, "fx.csv", FX, 0)?;
    // A slow walk around the trend, within three percent of it.
    let mut drift = vec![0.0_f64; not_published_by_ecb().len()];
    let mut random = Random::of(seed, 0xF0, 0);
    let mut day = plus(first, -7);
    while day <= last {
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            let years = f64::from((day - date(2023, 7, 1)).get_days()) / 365.25;
            for (currency, drift) in not_published_by_ecb().iter().zip(&mut drift) {
                *drift = (*drift * 0.995 + random.within(-0.003, 0.003)).clamp(-0.03, 0.03);
                let rate = currency.rate(years) * (1.0 + *drift);
                sink.write(format!("{day},{},{rate:.6}\n", currency.code).as_bytes(), 1)?;
            }
        }
        day = plus(day, 1);
    }
    sink.close()
}
