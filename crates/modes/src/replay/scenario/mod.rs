//! A scenario: how the orders of a book would have been sold, carried, stored and financed. What it does not name stays as
//! the ledger has it.

mod check;
mod file;
mod ready;

pub use file::parse;
pub use ready::ready;

use entrepot_domain::ledger::{Incoterm, Mode};
use entrepot_domain::{Country, Currency, Day};
use std::collections::BTreeMap;

/// A percentage or factor in millionths: 12.5 % is `12_500_000`.
pub type Millionths = i64;

/// The whole as a percentage.
pub(crate) const HUNDRED: i128 = 100_000_000;

/// How orders would have been handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Its name in answers.
    pub slug: String,
    /// The operating mode.
    pub mode: Mode,
    /// The law of this day for every order; each order's own day where absent.
    pub on: Option<Day>,
    /// Where goods are sent from; the book's own country where absent.
    pub from: Option<Country>,
    /// By how much prices change, in percent.
    pub price_change: Millionths,
    /// By how many percent the number of orders changes for each percent of price; 0 unless it is given.
    pub elasticity: Millionths,
    /// The platform.
    pub platform: Option<String>,
    /// Options of the platform's fees.
    pub platform_options: Vec<String>,
    /// The platform's category of everything that `categories` does not name.
    pub category: Option<String>,
    /// From the seller's categories to the platform's.
    pub categories: BTreeMap<String, String>,
    /// The payment provider.
    pub payment: Option<Payment>,
    /// Lanes to the buyer: the cheapest that takes a parcel carries it.
    pub lanes: Vec<String>,
    /// Goods that carriers treat specially.
    pub special_cargo: bool,
    /// Who pays carriage and import.
    pub incoterm: Option<Incoterm>,
    /// The procedure by territory, where its rules differ by it.
    pub procedures: BTreeMap<String, String>,
    /// Category of the VAT rebate of everything that `rebates` does not name.
    pub rebate: Option<String>,
    /// From the seller's categories to those of the VAT rebate.
    pub rebates: BTreeMap<String, String>,
    /// The supervision code under which goods leave.
    pub export_code: Option<String>,
    /// Stock in the country of the buyers.
    pub warehouse: Option<Warehouse>,
    /// Advertising, percent of net revenue.
    pub advertising: Option<Millionths>,
    /// What comes back.
    pub returns: Option<Returns>,
    /// Payments that are taken back, percent of orders.
    pub chargebacks: Option<Millionths>,
    /// Cost of capital, percent a year.
    pub capital: Option<Millionths>,
    /// Days from paying for goods to the sale; in a warehouse the days before they leave for it.
    pub goods_days: Option<u32>,
    /// Days from the sale to the payout.
    pub payout_days: Option<u32>,
    /// What exchanging receipts costs, percent of net revenue in another than the report currency.
    pub fx_spread: Option<Millionths>,
    /// How far an unverified amount may be off, in percent: it widens the interval.
    pub unverified: Millionths,
}

/// How buyers pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The provider.
    pub provider: String,
    /// Options of its fees.
    pub options: Vec<String>,
}

/// What is expected to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Returns {
    /// Percent of revenue that is refunded.
    pub rate: Millionths,
    /// Percent of the goods that come back which can be sold again.
    pub resale: Millionths,
    /// Carriage back, percent of the carriage out.
    pub freight: Millionths,
}

/// Stock in the country of the buyers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warehouse {
    /// Its country.
    pub country: Country,
    /// The lane that brings goods there in bulk.
    pub first_leg: String,
    /// Days between consignments.
    pub replenish_days: u32,
    /// Value of the goods between seller and importer: percent of the unit cost.
    pub transfer_price: Millionths,
    /// Between which percentages of the selling price a transfer price is at arm's length.
    pub arms_length: (Millionths, Millionths),
    /// Days that a piece lies there before it is sold.
    pub days_on_hand: u32,
    /// Days of demand that stock must cover.
    pub cover_days: u32,
    /// Handling of an order, micros.
    pub handling: Option<(i64, Currency)>,
    /// What storage takes, by how long a piece has been lying there.
    pub storage: Vec<StorageRate>,
}

/// What storage takes from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageRate {
    /// The last day on hand that it is for; none for every later day.
    pub up_to_days: Option<u32>,
    /// Micros for a cubic metre and day.
    pub per_m3_day: i64,
    /// Its currency.
    pub currency: Currency,
}

/// Shown where an unverified amount may be off by this much unless a scenario says otherwise.
const UNVERIFIED: Millionths = 10_000_000;

/// Everything as the ledger has it: the scenario that the others are compared with.
#[must_use]
pub fn as_it_was(mode: Mode) -> Scenario {
    Scenario {
        slug: "today".to_owned(),
        mode,
        on: None,
        from: None,
        price_change: 0,
        elasticity: 0,
        platform: None,
        platform_options: Vec::new(),
        category: None,
        categories: BTreeMap::new(),
        payment: None,
        lanes: Vec::new(),
        special_cargo: false,
        incoterm: None,
        procedures: BTreeMap::new(),
        rebate: None,
        rebates: BTreeMap::new(),
        export_code: None,
        warehouse: None,
        advertising: None,
        returns: None,
        chargebacks: None,
        capital: None,
        goods_days: None,
        payout_days: None,
        fx_spread: None,
        unverified: UNVERIFIED,
    }
}

impl Scenario {
    /// The factor by which the number of orders changes, in millionths.
    pub(crate) fn volume(&self) -> i128 {
        let change = i128::from(self.elasticity) * i128::from(self.price_change) / HUNDRED;
        (1_000_000 + change).max(0)
    }

    /// The word for an article's category on the platform.
    pub(crate) fn category_of<'a>(&'a self, own: Option<&'a str>) -> Option<&'a str> {
        let mapped = own.and_then(|own| self.categories.get(own)).map(String::as_str);
        mapped.or(self.category.as_deref()).or(own)
    }

    /// The rebate's category of an article.
    pub(crate) fn rebate_of<'a>(&'a self, own: Option<&str>) -> Option<&'a str> {
        own.and_then(|own| self.rebates.get(own)).map(String::as_str).or(self.rebate.as_deref())
    }

    /// True when some article is told a rebate.
    pub(crate) fn has_rebate(&self) -> bool {
        self.rebate.is_some() || !self.rebates.is_empty()
    }
}
