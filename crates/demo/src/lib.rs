//! The demo seller: makes the files a plausible exporter from Ningbo would drop into entrepot.
//!
//! Orders in three modes over several platforms, countries and currencies, with seasons, feasts, returning
//! buyers, returns, overseas stock and a few dirty rows, each platform's in the format that it exports; settlements, payment
//! providers' balances and carriers' invoices that follow from them to the cent; advertising, reviews, cases, products, stock,
//! shipments and the exchange rates the European Central Bank does not publish. All of it is invented, and so is every fee,
//! rate and price. The same [`DemoSpec`] gives the same bytes.
//!
//! The formats are written from what is publicly known of them, not from what our importers read: where the two disagree, one
//! of them is wrong.
//!
//! What it does *not* do: it writes files and nothing else. It never touches the lake, knows no mapping profile
//! beyond its name, and its tables of countries, platforms and prices are data of the demo, not rules.
//!
//! ```
//! # fn main() -> Result<(), entrepot_demo::DemoError> {
//! let dir = std::env::temp_dir().join("entrepot-demo-doc");
//! let spec = entrepot_demo::DemoSpec { orders: 100, ..Default::default() };
//! let report = entrepot_demo::write(&dir, &spec, &mut |_done, _total| {}, &|| false)?;
//! assert!(report.files.iter().any(|file| file.profile == "orders" && file.rows > 0));
//! # std::fs::remove_dir_all(&dir).ok();
//! # Ok(())
//! # }
//! ```

mod buyers;
mod calendar;
mod catalogue;
mod clock;
mod desk;
mod dirt;
mod error;
mod exports;
mod formats;
mod fx;
mod hubs;
mod life;
mod money;
mod order;
mod orderfile;
mod random;
mod rows;
mod shipments;
mod shop;
mod sink;
mod spec;
mod stock;
mod summary;
mod tables;
mod write;

pub use dirt::Expect;
pub use error::DemoError;
pub use spec::DemoSpec;
pub use summary::{CurrencyTotals, DemoFile, DirtyRows, Documents, Flow, Summary};
pub use tables::HOME_COUNTRY;
pub use write::write;

use order::Mode;

/// IANA name of the zone that the demo seller sits in.
pub const ZONE: &str = "Asia/Shanghai";

/// What [`fn@write`] made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoReport {
    /// All files, in the order they are best imported: products, rates, sellers, orders by platform and year, their later
    /// exports of the last weeks, shipments, money and freight, advertising, reviews, cases, stock.
    pub files: Vec<DemoFile>,
    /// What the files add up to; also in `demo.json`.
    pub summary: Summary,
}

impl DemoReport {
    /// The files as they are best imported: those that stand side by side and have one profile together, what repeats rows of
    /// earlier files by itself.
    pub fn imports(&self) -> Vec<&[DemoFile]> {
        self.files.chunk_by(|a, b| (a.profile, a.later) == (b.profile, b.later)).collect()
    }
}
