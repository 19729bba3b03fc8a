//! An order as the demo keeps it between being made and being written: ids, lines, and its life.
//!
//! Amounts are integers in minor units of the order's currency. It knows how an order looks at any instant
//! (`Life::as_of`), so that an early and a late export of the same order differ only in what happened between.

use crate::tables::lanes::Lane;
use crate::tables::platforms::{Export, PLATFORMS};

/// Operating mode of a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mode {
    /// One sale to a person.
    B2c,
    /// One sale to a business.
    B2b,
    /// A bulk sale to a partner, and the partner's sales to persons from its lots.
    B2b2c,
}

impl Mode {
    /// As the files write it.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Mode::B2c => "b2c",
            Mode::B2b => "b2b",
            Mode::B2b2c => "b2b2c",
        }
    }
}

/// What kind of document a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Paper {
    Sale,
    Return,
    Adjustment,
}

impl Paper {
    /// As the files write it.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Paper::Sale => "sale",
            Paper::Return => "return",
            Paper::Adjustment => "adjustment",
        }
    }
}

/// Number of a document: `AE26-0012345`, its return `R-AE26-0012345`, its adjustment `A-AE26-0012345`; or as the
/// platform numbers its orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DocId {
    pub prefix: &'static str,
    pub export: Export,
    /// Two-digit year.
    pub year: u8,
    pub number: u64,
    pub paper: Paper,
}

impl DocId {
    /// The document of another kind that belongs to this sale.
    pub(crate) fn with(self, paper: Paper) -> DocId {
        DocId { paper, ..self }
    }

    /// Appends it as text.
    pub(crate) fn write(self, out: &mut Vec<u8>) {
        match self.paper {
            Paper::Sale => {}
            Paper::Return => out.extend_from_slice(b"R-"),
            Paper::Adjustment => out.extend_from_slice(b"A-"),
        }
        let number = self.number;
        match self.export {
            Export::Plain => {
                out.extend_from_slice(self.prefix.as_bytes());
                padded(self.year.into(), 2, out);
                out.push(b'-');
                padded(number, 7, out);
            }
            // Three, seven and seven digits; the last seven are scattered.
            Export::Amazon(_) => {
                out.extend_from_slice(self.prefix.as_bytes());
                out.push(b'-');
                padded(number, 7, out);
                out.push(b'-');
                padded(number * 7_654_321 % 10_000_000, 7, out);
            }
            // Year, five and five digits. The factor has no divisor in common with 10, so no number comes twice.
            Export::Ebay => {
                let scattered = number * 3_000_017 % 10_000_000_000;
                padded(self.year.into(), 2, out);
                out.push(b'-');
                padded(scattered / 100_000, 5, out);
                out.push(b'-');
                padded(scattered % 100_000, 5, out);
            }
            Export::Shopify => {
                out.push(b'#');
                padded(10_000 + number, 1, out);
            }
            Export::Woo => padded(500 + number, 1, out),
        }
    }

    /// As text.
    pub(crate) fn text(self) -> String {
        let mut out = Vec::with_capacity(24);
        self.write(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }
}

/// A lot: one line of a bulk order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LotId {
    pub order: DocId,
    pub line: u8,
}

impl LotId {
    /// Appends it as text: `L-OS26-0012345-1`.
    pub(crate) fn write(self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"L-");
        self.order.with(Paper::Sale).write(out);
        out.push(b'-');
        padded(self.line.into(), 1, out);
    }
}

/// One order line.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Line number in the sale, also on its return.
    pub number: u8,
    /// Index of the product.
    pub product: usize,
    /// Units; negative on returns.
    pub quantity: i64,
    /// Price of a unit, before discount and tax.
    pub unit_price: i64,
    /// Discount on the line, not negative.
    pub discount: i64,
    /// Tax collected; negative on returns.
    pub tax: i64,
    /// Shipping charged; negative on returns. Sits on the first line.
    pub shipping: i64,
    /// Lot the units come from or make up.
    pub lot: Option<LotId>,
}

impl Line {
    /// Quantity times unit price.
    pub(crate) fn amount(&self) -> i64 {
        self.quantity * self.unit_price
    }
}

/// Who the files name as buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BuyerId {
    Guest,
    Person(u32),
    Business(u32),
    /// A partner, by hub.
    Partner(usize),
}

/// How a sale travels.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub lane: &'static Lane,
    /// Country code it leaves from.
    pub from: &'static str,
    pub weight_g: i64,
    pub volume_mm3: i64,
    /// True if the seller pays the carrier.
    pub ours: bool,
}

impl Parcel {
    /// It leaves from a warehouse in the buyer's country.
    pub(crate) fn is_local(&self) -> bool {
        self.lane.is_local()
    }

    /// Grams that the carrier charges for.
    pub(crate) fn charged_weight_g(&self) -> i64 {
        self.lane.charged_weight_g(self.weight_g, self.volume_mm3)
    }
}

/// What happens to an order and when (instants; `None` = never).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Life {
    pub placed: i64,
    pub paid: Option<i64>,
    pub shipped: Option<i64>,
    pub delivered: Option<i64>,
    pub promised: Option<i64>,
    pub refunded: Option<i64>,
    pub cancelled: Option<i64>,
    /// The refund covers only part of the order.
    pub partly: bool,
}

impl Life {
    /// What is known at an instant.
    pub(crate) fn as_of(&self, now: i64) -> Life {
        let known = |at: Option<i64>| at.filter(|&at| at <= now);
        Life {
            paid: known(self.paid),
            shipped: known(self.shipped),
            delivered: known(self.delivered),
            refunded: known(self.refunded),
            cancelled: known(self.cancelled),
            ..*self
        }
    }

    /// The word for it.
    pub(crate) fn status(&self, paper: Paper) -> &'static str {
        match paper {
            Paper::Return if self.refunded.is_some() => "refunded",
            Paper::Return => "requested",
            Paper::Adjustment => "booked",
            Paper::Sale if self.cancelled.is_some() => "cancelled",
            Paper::Sale if self.refunded.is_some() && self.partly => "partially_refunded",
            Paper::Sale if self.refunded.is_some() => "refunded",
            Paper::Sale if self.delivered.is_some() => "delivered",
            Paper::Sale if self.shipped.is_some() => "shipped",
            Paper::Sale if self.paid.is_some() => "paid",
            Paper::Sale => "placed",
        }
    }
}

/// One document with all its lines.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub id: DocId,
    /// The bulk order of a child, the sale of a return.
    pub parent: Option<DocId>,
    pub mode: Mode,
    pub platform: usize,
    pub channel: usize,
    pub seller_id: &'static str,
    pub seller_country: &'static str,
    pub buyer: BuyerId,
    pub customer_type: &'static str,
    pub country: usize,
    pub currency: usize,
    pub incoterm: &'static str,
    /// Minutes the buyer's clock is ahead of UTC.
    pub offset_min: i32,
    pub lines: Vec<Line>,
    pub life: Life,
    pub parcel: Option<Parcel>,
    /// The buyer has bought before, so that losing this order to quarantine loses no buyer.
    pub again: bool,
    /// Goods of this return come back to the home warehouse (not if the carrier lost them).
    pub restock: bool,
    /// What a shop gives back without goods, when it gives back only a part.
    pub credit: i64,
}

impl Order {
    /// Which export it comes in.
    pub(crate) fn export(&self) -> Export {
        PLATFORMS[self.platform].export
    }

    /// Goods before discounts.
    pub(crate) fn goods(&self) -> i64 {
        self.lines.iter().map(Line::amount).sum()
    }

    /// Goods after discounts, without tax.
    pub(crate) fn net(&self) -> i64 {
        self.lines.iter().map(|line| line.amount() - line.discount).sum()
    }

    /// Discounts.
    pub(crate) fn discount(&self) -> i64 {
        self.lines.iter().map(|line| line.discount).sum()
    }

    /// Tax.
    pub(crate) fn tax(&self) -> i64 {
        self.lines.iter().map(|line| line.tax).sum()
    }

    /// Postage.
    pub(crate) fn shipping(&self) -> i64 {
        self.lines.iter().map(|line| line.shipping).sum()
    }

    /// What the buyer pays.
    pub(crate) fn total(&self) -> i64 {
        self.net() + self.tax() + self.shipping()
    }

    /// The seller pays the carrier: not under EXW, FCA and FOB, and neither from a warehouse that others run.
    pub(crate) fn pays_carrier(&self) -> bool {
        self.parcel.as_ref().is_some_and(|parcel| parcel.ours && !parcel.is_local())
    }

    /// What a shop has given back as `life` knows it.
    pub(crate) fn refunded(&self, life: &Life) -> i64 {
        match (life.refunded, life.partly) {
            (None, _) => 0,
            (Some(_), true) => self.credit,
            (Some(_), false) => self.total(),
        }
    }
}

/// Appends a number with leading zeros to a width.
pub(crate) fn padded(value: u64, width: usize, out: &mut Vec<u8>) {
    let mut digits = [b'0'; 20];
    let mut left = value;
    let mut place = digits.len();
    while left > 0 || digits.len() - place < width.max(1) {
        place -= 1;
        digits[place] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    out.extend_from_slice(&digits[place..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_written_as_documented() {
        let sale = DocId { prefix: "AU", export: Export::Plain, year: 26, number: 12_345, paper: Paper::Sale };
        let text = |id: DocId| {
            let mut out = Vec::new();
            id.write(&mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(text(sale), "AU26-0012345");
        assert_eq!(text(sale.with(Paper::Return)), "R-AU26-0012345");
        assert_eq!(text(sale.with(Paper::Adjustment)), "A-AU26-0012345");
        let of = |export| text(DocId { export, prefix: "114", ..sale });
        assert_eq!(of(Export::Amazon(crate::tables::platforms::Region::Us)), "114-0012345-2592745");
        assert_eq!(of(Export::Ebay), "26-70352-09865");
        assert_eq!((of(Export::Shopify), of(Export::Woo)), ("#22345".to_owned(), "12845".to_owned()));
        let mut out = Vec::new();
        LotId { order: sale, line: 2 }.write(&mut out);
        assert_eq!(out, b"L-AU26-0012345-2");
        let mut out = Vec::new();
        padded(123, 2, &mut out);
        padded(0, 1, &mut out);
        assert_eq!(out, b"1230");
    }

    #[test]
    fn an_earlier_look_knows_less() {
        let life = Life {
            placed: 10,
            paid: Some(20),
            shipped: Some(30),
            delivered: Some(40),
            promised: Some(50),
            refunded: Some(60),
            ..Life::default()
        };
        let words: Vec<_> = [10, 20, 30, 45, 60].into_iter().map(|now| life.as_of(now).status(Paper::Sale)).collect();
        assert_eq!(words, ["placed", "paid", "shipped", "delivered", "refunded"]);
        assert_eq!(life.as_of(30).delivered, None);
        assert_eq!(life.as_of(30).promised, Some(50));
        assert_eq!(life.as_of(45).status(Paper::Return), "requested");
    }
}
