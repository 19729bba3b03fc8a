//! Sources that need code: files whose rows lean on each other, that say several things in one row, or that carry a total.
//!
//! An importer turns records of the file into *groups*: the source text that belongs together and the plain rows that it
//! says. Everything after that (types, names, keys, quarantine, undo) is the same for all sources: each plain row goes
//! through a table of the profile, named with `from` and `role`. An importer knows its source's traps and nothing of the
//! lake. It decides nothing about a bad value: it hands the text on, and the converter says why it cannot be taken.

mod ad_spend;
mod amazon;
mod amazon_settlement;
mod columns;
mod dhl;
mod ebay;
mod entry;
mod group;
pub(crate) mod json;
pub(crate) mod number;
mod order;
mod order_sheets;
mod payoneer;
mod paypal;
mod review_texts;
mod run;
mod scms;
mod shopify;
mod stripe;
mod ups;
pub mod webhooks;
mod woocommerce;

pub use group::{Group, Groups, Row};
pub(crate) use run::{Shaping, reshape};

use crate::ImportError;
use crate::reasons::Reason;
use crate::record::Record;
use entrepot_domain::money::DecimalStyle;

/// Every importer: register a new one here.
pub static IMPORTERS: &[&dyn Importer] = &[
    &amazon::orders::AllOrders,
    &amazon::orders_json::OrdersJson,
    &ebay::orders::OrdersReport,
    &shopify::orders_csv::OrdersCsv,
    &shopify::orders_json::OrdersJson,
    &shopify::products_json::ProductsJson,
    &woocommerce::orders_json::OrdersJson,
    &amazon_settlement::settlement::Settlement,
    &amazon_settlement::date_range::DateRange,
    &order_sheets::by_item::ItemSheet,
    &order_sheets::by_order::OrderSheet,
    &stripe::Stripe,
    &payoneer::Payoneer,
    &paypal::Paypal,
    &dhl::Dhl,
    &ups::Ups,
    &scms::Scms,
    &ad_spend::AdSpend,
    &review_texts::LabelledTexts,
    &review_texts::TextLines,
];

/// The importer of this name.
#[must_use]
pub fn importer(name: &str) -> Option<&'static dyn Importer> {
    IMPORTERS.iter().find(|i| i.name() == name).copied()
}

/// One kind of plain row that an importer makes.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    /// Role of the profile's table that takes it.
    pub role: &'static str,
    /// Its columns.
    pub columns: &'static [&'static str],
    /// Does it stand for a row of the file? Rows that only follow from others are not counted.
    pub counted: bool,
}

/// What a file is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Rows of fields.
    Rows,
    /// JSON objects: one, a list, one a line, or a list under a key.
    Documents,
}

/// What a reader is told about its file.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// The file's columns; empty for documents.
    pub header: &'a [String],
    /// How the file writes numbers.
    pub style: DecimalStyle,
    /// What an earlier reading of the same file remembered: then a part of it is read again, and totals are not checked.
    pub context: Option<&'a serde_json::Value>,
}

/// A source that needs code.
pub trait Importer: Sync {
    /// Slug, as profiles name it.
    fn name(&self) -> &'static str;

    /// What it makes.
    fn makes(&self) -> &'static [Made];

    /// What its files are made of.
    fn body(&self) -> Body {
        Body::Rows
    }

    /// Columns of the file that hold amounts: the decimal mark is found out from them when the profile says `auto`.
    fn amounts(&self) -> &'static [&'static str] {
        &[]
    }

    /// For files without a header line: are these the fields of a first row?
    fn is_first_row(&self, _fields: &[String]) -> bool {
        false
    }

    /// A reader for one file.
    ///
    /// # Errors
    /// When the header cannot be read at all.
    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError>;
}

impl std::fmt::Debug for dyn Importer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Reads one file, record by record, in order.
pub trait Reader: Send {
    /// Takes one record: fields by column, or one JSON object in `record.raw`. Columns that the row cuts short are empty.
    ///
    /// # Errors
    /// When the whole file is refused.
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError>;

    /// Takes a record that is none (an unclosed quote, bytes that are no text). It goes to quarantine by itself.
    ///
    /// # Errors
    /// When the whole file is refused.
    fn broken(&mut self, reason: &'static Reason, raw: &[u8], line: u64, out: &mut Groups) -> Result<(), ImportError> {
        out.close();
        out.reject(line, raw, reason, None, None);
        Ok(())
    }

    /// The file has ended: close what is open, check totals.
    ///
    /// # Errors
    /// When the whole file is refused, for example because it misses its own total.
    fn end(&mut self, out: &mut Groups) -> Result<(), ImportError> {
        out.close();
        Ok(())
    }

    /// What a later reading of single rows of this file has to know.
    fn context(&self) -> Option<serde_json::Value> {
        None
    }
}
