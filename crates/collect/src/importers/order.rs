//! An order as shops export it, on its way to plain order lines: amounts that stand at the order are shared out to its lines.
//!
//! Every order importer makes the same kind of row ([`LINE`]), so their profiles map it alike.

use super::number::{plain, share_out};
use super::{Made, Row};
use entrepot_domain::Currency;

/// A plain order line. Amounts are written plainly: `.` as the mark, no grouping.
pub(crate) const LINE: Made = Made {
    role: "line",
    columns: &[
        "order",
        "line",
        "kind",
        "component",
        "time",
        "currency",
        "channel",
        "buyer",
        "customer_type",
        "country",
        "sku",
        "name",
        "category",
        "quantity",
        "price",
        "amount",
        "discount",
        "tax",
        "shipping",
        "status",
        "paid_at",
        "shipped_at",
        "delivered_at",
        "promised_at",
        "refunded_at",
        "cancelled_at",
        "marketplace",
        "mode",
    ],
    counted: true,
};

/// A row that follows from an order (a refund, postage of its own) and is not a row of the file.
pub(crate) const EXTRA: Made = Made { role: "extra", columns: LINE.columns, counted: false };

/// One item of an order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    /// Identity within the order.
    pub line: String,
    /// Other columns of the row, as written.
    pub set: Vec<(&'static str, String)>,
    /// Quantity as written.
    pub quantity: String,
    /// Price of one unit as written; absent when the file says the line's total.
    pub price: Option<String>,
    /// What all units cost before discounts, micro units; `None` when it cannot be read.
    pub gross: Option<i128>,
    /// Discount of this line, when the file says it.
    pub discount: Option<i128>,
    /// Tax of this line, when the file says it.
    pub tax: Option<i128>,
    /// Postage of this line, when the file says it.
    pub shipping: Option<i128>,
}

/// An order with its items.
#[derive(Clone, Debug, Default)]
pub(crate) struct Order {
    /// Columns that all its rows share.
    pub set: Vec<(&'static str, String)>,
    /// Currency code.
    pub currency: String,
    /// Items.
    pub items: Vec<Item>,
    /// Discounts of the whole order, those of its lines included.
    pub discount: i128,
    /// Tax of the whole order.
    pub tax: i128,
    /// Are prices written with tax?
    pub tax_included: bool,
    /// Postage of the whole order.
    pub shipping: i128,
    /// What went back to the buyer, of what they paid.
    pub refunded: i128,
    /// Rows that follow get the kind of this position among what the importer makes.
    pub extra: usize,
}

impl Order {
    /// Goods before discounts.
    pub(crate) fn gross(&self) -> i128 {
        self.items.iter().filter_map(|i| i.gross).sum()
    }

    /// What the buyer pays.
    pub(crate) fn total(&self) -> i128 {
        self.gross() - self.discount + self.shipping + if self.tax_included { 0 } else { self.tax }
    }

    /// The order's rows; `line` is the position of the plain order line among `makes`.
    pub(crate) fn rows(&self, makes: &'static [Made], line: usize) -> Vec<Row> {
        let step = 10_i128.pow(6 - u32::from(Currency::parse(&self.currency).map_or(2, Currency::minor_units).min(6)));
        let gross: Vec<i128> = self.items.iter().map(|i| i.gross.unwrap_or(0)).collect();
        let spread = |own: &dyn Fn(&Item) -> Option<i128>, total: i128, weights: &[i128]| -> Vec<i128> {
            let own: Vec<Option<i128>> = self.items.iter().map(own).collect();
            if own.iter().all(Option::is_some) && own.iter().flatten().sum::<i128>() == total {
                return own.into_iter().flatten().collect();
            }
            share_out(total, weights, step)
        };
        let discounts = spread(&|i| i.discount, self.discount, &gross);
        let net: Vec<i128> = gross.iter().zip(&discounts).map(|(g, d)| g - d).collect();
        let taxes = spread(&|i| i.tax, self.tax, &net);
        let shipping = spread(&|i| i.shipping, self.shipping, &net);
        let mut rows = Vec::with_capacity(self.items.len());
        for (n, item) in self.items.iter().enumerate() {
            let mut row = self.row(makes, line, item);
            row.set("discount", plain(discounts[n]));
            row.set("tax", plain(taxes[n]));
            row.set("shipping", plain(shipping[n]));
            match (&item.price, item.gross) {
                // The ledger's amounts are without tax.
                (_, Some(gross)) if self.tax_included && taxes[n] != 0 => row.set("amount", plain(gross - taxes[n])),
                (Some(price), _) => row.set("price", price),
                (None, Some(gross)) => row.set("amount", plain(gross)),
                (None, None) => {}
            }
            rows.push(row);
        }
        if self.refunded != 0 && self.items.iter().all(|i| i.gross.is_some()) {
            self.refund(makes, &mut rows);
        }
        rows
    }

    fn row(&self, makes: &'static [Made], made: usize, item: &Item) -> Row {
        let mut row = Row::new(makes, made);
        for (column, value) in self.set.iter().chain(&item.set) {
            row.set(column, value);
        }
        row.set("currency", &self.currency);
        row.set("line", &item.line);
        row.set("quantity", &item.quantity);
        row
    }

    /// Returned money: the whole order line by line when all of it went back, else one line without goods.
    fn refund(&self, makes: &'static [Made], rows: &mut Vec<Row>) {
        let returned = |row: &mut Row, line: String| {
            row.made = self.extra;
            row.set("line", line);
            row.set("kind", "return");
            let at = row.get("refunded_at").to_vec();
            if !at.is_empty() {
                row.set("time", at);
            }
        };
        if self.refunded == self.total() {
            let mut back = rows.clone();
            for row in &mut back {
                let line = format!("refund-{}", String::from_utf8_lossy(row.get("line")));
                returned(row, line);
            }
            rows.extend(back);
            return;
        }
        let mut row = self.row(makes, self.extra, &Item { quantity: "0".to_owned(), ..Item::default() });
        returned(&mut row, "refund".to_owned());
        row.set("component", "other");
        row.set("amount", plain(-self.refunded));
        rows.push(row);
    }
}

/// Numbers items that say the same, so that each has an identity that a later export repeats: `SKU`, `SKU#2`.
#[derive(Debug, Default)]
pub(crate) struct Numbering(std::collections::HashMap<String, u32>);

impl Numbering {
    /// The identity of the next item with this id.
    pub(crate) fn next(&mut self, id: &str) -> String {
        let n = self.0.entry(id.to_owned()).or_default();
        *n += 1;
        if *n == 1 { id.to_owned() } else { format!("{id}#{n}") }
    }

    /// The identity of the next item with this id in an order whose rows may stand apart in the file.
    pub(crate) fn within(&mut self, order: &str, id: &str) -> String {
        let n = self.0.entry(format!("{order}\u{1f}{id}")).or_default();
        *n += 1;
        if *n == 1 { id.to_owned() } else { format!("{id}#{n}") }
    }
}
