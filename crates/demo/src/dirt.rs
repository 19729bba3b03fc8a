//! Rows that are wrong on purpose, as real exports are: one in five hundred.
//!
//! Says what is wrong with which row and what a careful import makes of it. The row itself is written in `rows`.

use crate::formats::Format;
use crate::order::{BuyerId, Mode, Order, Paper};
use crate::tables::countries::COUNTRIES;
use serde::Serialize;

/// What a careful import makes of a dirty row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Expect {
    /// The row is kept aside, verbatim.
    Quarantine,
    /// The row is in, perhaps resolved or flagged.
    Accept,
    /// The row says again what another row of the file said.
    Duplicate,
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Dirt {
    CurrencyNotIso,
    CountrySpelling,
    DateExcelSerial,
    SkuLostZeros,
    QuantityNegative,
    NameFormula,
    CurrencyBlank,
    DuplicateRow,
    DateDamaged,
    CountryUnknown,
    QuantityNotNumber,
    DeliveredBeforeShipped,
    DateFuture,
    RowTruncated,
}

use Dirt::*;

/// All kinds, in the order they appear in the files.
pub(crate) const DIRT: [Dirt; 14] = [
    CurrencyNotIso,
    CountrySpelling,
    DateExcelSerial,
    SkuLostZeros,
    QuantityNegative,
    NameFormula,
    CurrencyBlank,
    DuplicateRow,
    DateDamaged,
    CountryUnknown,
    QuantityNotNumber,
    DeliveredBeforeShipped,
    DateFuture,
    RowTruncated,
];

/// What a platform's own export can have: whoever opened it in a spreadsheet and saved it again has damaged it.
const SPREADSHEET: [Dirt; 6] = [QuantityNotNumber, DateDamaged, NameFormula, CountryUnknown, CurrencyNotIso, DateExcelSerial];

/// The same without a currency, which eBay's report writes into the amounts.
const WITHOUT_CURRENCY: [Dirt; 5] = [QuantityNotNumber, DateDamaged, NameFormula, CountryUnknown, DateExcelSerial];

impl Dirt {
    /// Name in the summary.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            CurrencyNotIso => "currency_not_iso",
            CountrySpelling => "country_spelling",
            DateExcelSerial => "date_excel_serial",
            SkuLostZeros => "sku_lost_zeros",
            QuantityNegative => "quantity_negative",
            NameFormula => "name_formula",
            CurrencyBlank => "currency_blank",
            DuplicateRow => "duplicate_row",
            DateDamaged => "date_damaged",
            CountryUnknown => "country_unknown",
            QuantityNotNumber => "quantity_not_number",
            DeliveredBeforeShipped => "delivered_before_shipped",
            DateFuture => "date_future",
            RowTruncated => "row_truncated",
        }
    }

    /// What a careful import makes of it.
    pub(crate) fn expect(self) -> Expect {
        match self {
            CurrencyNotIso | DateExcelSerial | QuantityNegative | CurrencyBlank | DateDamaged | QuantityNotNumber | DateFuture
            | RowTruncated => Expect::Quarantine,
            CountrySpelling | SkuLostZeros | NameFormula | CountryUnknown | DeliveredBeforeShipped => Expect::Accept,
            DuplicateRow => Expect::Duplicate,
        }
    }

    /// True if the row may carry it. What is in quarantine must not take a buyer, a lot or a return's sale with
    /// it, and what concerns the whole order must not contradict its other lines.
    fn fits(self, order: &Order, line: usize, sku: &str) -> bool {
        if order.id.paper != Paper::Sale || matches!(order.buyer, BuyerId::Partner(_)) {
            return false;
        }
        if self.expect() == Expect::Quarantine
            && (order.mode != Mode::B2c || !(order.again || order.buyer == BuyerId::Guest) || order.life.refunded.is_some())
        {
            return false;
        }
        let single = order.lines.len() == 1;
        match self {
            CountrySpelling => single && !COUNTRIES[order.country].spellings.is_empty(),
            CountryUnknown => single,
            DeliveredBeforeShipped => single && order.life.delivered.is_some(),
            SkuLostZeros => sku.starts_with("00"),
            DateExcelSerial | DateDamaged | DateFuture => single,
            _ => line == 0,
        }
    }
}

/// Hands out dirt: one credit for every five hundred clean rows, each kind in turn.
#[derive(Debug)]
pub(crate) struct Dirtying {
    kinds: &'static [Dirt],
    /// A document is dirty only when it has a single line, because it is taken or kept whole.
    whole: bool,
    /// One dirty row in this many.
    every: u64,
    rows: u64,
    spent: u64,
}

/// One dirty row of the plain files in this many.
const EVERY: u64 = 500;

impl Dirtying {
    /// For the files of a format.
    pub(crate) fn new(format: Format) -> Self {
        let kinds: &'static [Dirt] = match format {
            Format::Plain => &DIRT,
            Format::Ebay => &WITHOUT_CURRENCY,
            _ => &SPREADSHEET,
        };
        let whole = format != Format::Plain;
        // A platform's files are smaller, and the first is to show something.
        let (every, rows) = if whole { (300, 240) } else { (EVERY, 0) };
        Dirtying { kinds, whole, every, rows, spent: 0 }
    }

    /// What is wrong with the next row, if anything.
    pub(crate) fn next(&mut self, order: &Order, line: usize, sku: &str) -> Option<Dirt> {
        self.rows += 1;
        if self.rows / self.every <= self.spent {
            return None;
        }
        let dirt = self.kinds[(self.spent % self.kinds.len() as u64) as usize];
        if !dirt.fits(order, line, sku) || (self.whole && (order.lines.len() > 1 || order.life.cancelled.is_some())) {
            return None;
        }
        self.spent += 1;
        Some(dirt)
    }

    /// How many dirty rows so far; also tells one variant of a kind from the next.
    pub(crate) fn turn(&self) -> usize {
        self.spent as usize
    }
}
