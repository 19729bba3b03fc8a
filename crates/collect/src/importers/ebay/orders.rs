//! eBay's orders report: rows of items under a preamble, and a footer that says how many there were.
//!
//! Traps: an order of several items begins with a row that has its totals and no item, or with an item that carries them; money as
//! `$1,234.56`; dates as `Jul-21-25`; `Post to` and `Postage and packaging` in the United Kingdom, `Ship To` and `Shipping And
//! Handling` in the United States; tax that eBay collected is part of the total or not, as a column says; whether `Sold For` is the
//! price of one unit or of all is told by `Total Price` only.

use super::written::{currency, date};
use crate::ImportError;
use crate::importers::columns::Columns;
use crate::importers::number::plain;
use crate::importers::order::{EXTRA, Item, LINE, Numbering, Order};
use crate::importers::{Groups, Importer, Made, Reader, Row, Start};
use crate::reasons::{AMOUNT_MISMATCH, Reason};
use crate::record::Record;
use entrepot_domain::money::mul_micros;

const MAKES: &[Made] = &[LINE, EXTRA];
const SHIPPING: &[&str] = &["shipping and handling", "postage and packaging"];
/// Charges by law that the buyer pays on top.
const FEES: [&str; 10] = [
    "electronic waste recycling fee",
    "mattress recycling fee",
    "battery recycling fee",
    "white goods disposal tax",
    "tire recycling fee",
    "additional fee",
    "lumber fee",
    "prepaid wireless fee",
    "road improvement and retail delivery fee",
    "ebay collected charges",
];

/// The orders report.
pub(crate) struct OrdersReport;

impl Importer for OrdersReport {
    fn name(&self) -> &'static str {
        "ebay-orders"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn amounts(&self) -> &'static [&'static str] {
        &["Sold For", "Total Price"]
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(OrdersReader {
            columns: Columns::of(start),
            current: None,
            seen: Numbering::default(),
            counts: [0; 3],
            again: start.context.is_some(),
        }))
    }
}

struct OrdersReader {
    columns: Columns,
    current: Option<Current>,
    seen: Numbering,
    /// Rows, items and orders so far: what a footer may count.
    counts: [u64; 3],
    /// Is a part of a known file read again?
    again: bool,
}

/// One row.
#[derive(Clone, Default)]
struct Said {
    sku: String,
    line: String,
    name: String,
    quantity_text: String,
    quantity: Option<i128>,
    price_text: String,
    price: Option<i128>,
    shipping: Option<i128>,
    tax: Option<i128>,
    fees: i128,
    total: Option<i128>,
}

/// The order that rows are being read of.
struct Current {
    id: String,
    order: Order,
    head: Option<Said>,
    items: Vec<Said>,
}

impl OrdersReader {
    fn said(&mut self, record: &Record<'_>, id: &str) -> (Said, bool) {
        let c = &self.columns;
        let text = |names: &[&str]| c.text(record, names);
        let amount = |names: &[&str]| c.amount(record, names);
        let (number, title, label) = (text(&["item number"]), text(&["item title"]), text(&["custom label", "custom label (sku)"]));
        let variation = text(&["variation details"]);
        let included = text(&["ebay collected tax included in total", "ebay collected tax and fees included in total"]);
        let by_ebay = if included.eq_ignore_ascii_case("yes") { amount(&["ebay collected tax"]) } else { None };
        let by_seller = amount(&["seller collected tax"]);
        let is_item = !(number.is_empty() && title.is_empty() && label.is_empty());
        let own = [&label, &number, &title].into_iter().find(|t| !t.is_empty()).cloned().unwrap_or_default();
        let place =
            if number.is_empty() { own.clone() } else { format!("{number}{}", if variation.is_empty() { "" } else { "/" }) + &variation };
        let said = Said {
            sku: own,
            line: if is_item { self.seen.within(id, &place) } else { String::new() },
            name: title,
            quantity_text: text(&["quantity"]),
            quantity: amount(&["quantity"]),
            price_text: c.plain(record, &["sold for"]),
            price: amount(&["sold for"]),
            shipping: amount(SHIPPING),
            tax: if by_ebay.is_none() && by_seller.is_none() { None } else { Some(by_ebay.unwrap_or(0) + by_seller.unwrap_or(0)) },
            fees: FEES.iter().filter_map(|f| amount(&[f])).sum(),
            total: amount(&["total price"]),
        };
        (said, is_item)
    }

    fn begin(&self, record: &Record<'_>, id: String) -> Current {
        let text = |names: &[&str]| self.columns.text(record, names);
        let mut order = Order { extra: 1, ..Order::default() };
        order.set = vec![
            ("order", id.clone()),
            ("time", date(&text(&["sale date", "paid on date"]))),
            ("buyer", text(&["buyer username"])),
            ("country", text(&["ship to country", "post to country", "buyer country"])),
            ("paid_at", date(&text(&["paid on date"]))),
            ("shipped_at", date(&text(&["shipped on date", "dispatched on date"]))),
        ];
        Current { id, order, head: None, items: Vec::new() }
    }

    fn finish(&mut self, out: &mut Groups) {
        if let Some(current) = self.current.take() {
            self.counts[2] += 1;
            current.write(out);
        }
        out.close();
    }
}

impl Current {
    /// Amounts of the order: those of its head, else the sums of its rows.
    fn amounts(&mut self) -> i128 {
        let all = |of: &dyn Fn(&Said) -> Option<i128>| self.items.iter().filter_map(of).sum::<i128>();
        let of_order = |of: &dyn Fn(&Said) -> Option<i128>| self.head.as_ref().and_then(of).unwrap_or_else(|| all(of));
        self.order.shipping = of_order(&|s| s.shipping);
        self.order.tax = of_order(&|s| s.tax);
        let head = self.head.as_ref().map_or(0, |h| h.fees);
        if head == 0 { self.items.iter().map(|i| i.fees).sum() } else { head }
    }

    /// Totals that the order may have: its head's, the sum of its rows', its first row's.
    fn totals(&self) -> Vec<i128> {
        if let Some(total) = self.head.as_ref().and_then(|h| h.total) {
            return vec![total];
        }
        let totals: Vec<i128> = self.items.iter().filter_map(|i| i.total).collect();
        match totals.as_slice() {
            [] => Vec::new(),
            [first, ..] => vec![totals.iter().sum(), *first],
        }
    }

    fn write(mut self, out: &mut Groups) {
        // A row with a total and no item at all is an order whose item is not named.
        if self.items.is_empty() {
            self.items.extend(self.head.take());
        }
        let fees = self.amounts();
        let readable = self.items.iter().all(|i| i.price.is_some() && i.quantity.is_some());
        let mut unit = true;
        if readable {
            let goods = |unit: bool| -> i128 {
                let of = |i: &Said| if unit { i.quantity.zip(i.price).and_then(|(q, p)| mul_micros(q, p)) } else { i.price };
                self.items.iter().filter_map(of).sum()
            };
            let rest = self.order.shipping + self.order.tax + fees;
            let totals = self.totals();
            match [true, false].into_iter().find(|u| totals.contains(&(goods(*u) + rest))) {
                Some(found) => unit = found,
                // Without a total, only single pieces are beyond doubt.
                None if totals.is_empty() && goods(true) == goods(false) => {}
                None => {
                    let said = totals.first().map_or_else(|| "-".to_owned(), |t| plain(*t));
                    out.refuse(&AMOUNT_MISMATCH, "amount", format!("{said} / {}", plain(goods(true) + rest)));
                }
            }
        }
        for said in std::mem::take(&mut self.items) {
            let gross = if unit { said.quantity.zip(said.price).and_then(|(q, p)| mul_micros(q, p)) } else { said.price };
            self.order.items.push(Item {
                line: said.line,
                set: vec![("sku", said.sku), ("name", said.name)],
                quantity: said.quantity_text,
                price: (unit || gross.is_none()).then_some(said.price_text),
                gross,
                discount: Some(0),
                tax: said.tax,
                shipping: said.shipping,
            });
        }
        for row in self.order.rows(MAKES, 0) {
            out.row(row);
        }
        if fees != 0 {
            let mut row = Row::new(MAKES, 1);
            for (column, value) in &self.order.set {
                row.set(column, value);
            }
            let row = row.with("line", "fees").with("component", "fee").with("quantity", "0").with("amount", plain(fees));
            out.row(row.with("currency", &self.order.currency));
        }
    }
}

/// The number before `record(s) downloaded`.
fn footer(raw: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(raw).to_lowercase();
    let before = text.split("record(s) downloaded").next().filter(|b| b.len() < text.len())?;
    let digits: String = before.chars().filter(char::is_ascii_digit).collect();
    Some(digits.parse().unwrap_or(u64::MAX))
}

impl Reader for OrdersReader {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let fields = (0..record.spans.len()).any(|i| !record.field(i).is_empty());
        let lower = record.raw.trim_ascii().to_ascii_lowercase();
        if !fields || lower.starts_with(b"seller id") || lower.starts_with(b"\"seller id") {
            return Ok(());
        }
        if let Some(n) = footer(record.raw) {
            self.finish(out);
            if self.again || self.counts.contains(&n) {
                return Ok(());
            }
            let [rows, items, orders] = self.counts;
            return Err(ImportError::refused(
                "total.rows",
                format!("the file says that it has {n} records, and {rows} rows with {items} items of {orders} orders are in it"),
                "the file is cut short or was edited; download it again",
            ));
        }
        self.counts[0] += 1;
        let id = self.columns.text(record, &["order number", "sales record number"]);
        if self.current.as_ref().is_some_and(|c| c.id == id) {
            out.join(record);
        } else {
            self.finish(out);
            out.open(record);
            self.current = Some(self.begin(record, id.clone()));
        }
        let (said, is_item) = self.said(record, &id);
        self.counts[1] += u64::from(is_item);
        if let Some(current) = &mut self.current {
            if current.order.currency.is_empty() {
                let written = ["total price", "sold for"].map(|n| self.columns.text(record, &[n]));
                current.order.currency = written.iter().find_map(|t| currency(t)).unwrap_or_default().to_owned();
            }
            if is_item || current.head.is_some() {
                current.items.push(said);
            } else {
                current.head = Some(said);
            }
        }
        Ok(())
    }

    fn broken(&mut self, reason: &'static Reason, raw: &[u8], line: u64, out: &mut Groups) -> Result<(), ImportError> {
        self.finish(out);
        self.counts[0] += 1;
        out.reject(line, raw, reason, None, None);
        Ok(())
    }

    fn end(&mut self, out: &mut Groups) -> Result<(), ImportError> {
        self.finish(out);
        Ok(())
    }
}
