//! Shopify's orders export: one row a line item, what belongs to the order only on its first row.
//!
//! Traps: `Lineitem price` is the price of one unit; amounts of the order (subtotal, postage, taxes, refund) are on the first row
//! only; spelling varies (`Cancelled at`, `Canceled at`); with taxes included, `Total` is `Subtotal` + `Shipping`.

use crate::ImportError;
use crate::importers::columns::Columns;
use crate::importers::number::plain;
use crate::importers::order::{EXTRA, Item, LINE, Numbering, Order};
use crate::importers::{Groups, Importer, Made, Reader, Start};
use crate::reasons::{AMOUNT_MISMATCH, ORDER_HEADLESS, Reason};
use crate::record::Record;
use entrepot_domain::money::mul_micros;

const MAKES: &[Made] = &[LINE, EXTRA];

/// The orders export.
pub(crate) struct OrdersCsv;

impl Importer for OrdersCsv {
    fn name(&self) -> &'static str {
        "shopify-orders-csv"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn amounts(&self) -> &'static [&'static str] {
        &["Lineitem price", "Subtotal", "Total"]
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(OrdersReader { columns: Columns::of(start), current: None }))
    }
}

struct OrdersReader {
    columns: Columns,
    current: Option<Current>,
}

/// The order that rows are being read of.
struct Current {
    name: String,
    order: Order,
    subtotal: Option<i128>,
    total: Option<i128>,
    seen: Numbering,
}

impl OrdersReader {
    fn begin(&self, record: &Record<'_>, name: String) -> Current {
        let text = |names: &[&str]| self.columns.text(record, names);
        let amount = |names: &[&str]| self.columns.amount(record, names);
        let status = text(&["financial status"]);
        let mut order = Order { currency: text(&["currency"]), extra: 1, ..Order::default() };
        let business = !text(&["billing company", "shipping company"]).is_empty();
        order.set = vec![
            ("order", name.clone()),
            ("time", text(&["created at"])),
            ("buyer", text(&["email"]).to_lowercase()),
            ("customer_type", if business { "business".to_owned() } else { String::new() }),
            ("country", text(&["shipping country", "billing country"])),
            ("channel", text(&["source"])),
            // An order given up before any money moved is none of the sales.
            ("kind", if status == "voided" { "cancelled" } else { "sale" }.to_owned()),
            ("status", status),
            ("paid_at", text(&["paid at"])),
            ("shipped_at", text(&["fulfilled at"])),
            ("cancelled_at", text(&["cancelled at", "canceled at"])),
        ];
        order.shipping = amount(&["shipping"]).unwrap_or(0);
        order.tax = amount(&["taxes"]).unwrap_or(0);
        order.discount = amount(&["discount amount"]).unwrap_or(0);
        order.refunded = amount(&["refunded amount"]).unwrap_or(0);
        Current { name, order, subtotal: amount(&["subtotal"]), total: amount(&["total"]), seen: Numbering::default() }
    }

    fn item(&self, record: &Record<'_>, seen: &mut Numbering) -> Item {
        let text = |names: &[&str]| self.columns.text(record, names);
        let (price, count) = (self.columns.amount(record, &["lineitem price"]), self.columns.amount(record, &["lineitem quantity"]));
        let name = text(&["lineitem name"]);
        let id = text(&["lineitem sku", "lineitem name"]);
        Item {
            line: seen.next(&id),
            set: vec![("sku", id), ("name", name)],
            quantity: text(&["lineitem quantity"]),
            price: Some(self.columns.plain(record, &["lineitem price"])),
            gross: count.zip(price).and_then(|(q, p)| mul_micros(q, p)),
            discount: self.columns.amount(record, &["lineitem discount"]),
            ..Item::default()
        }
    }

    /// Writes the order that is complete.
    fn finish(&mut self, out: &mut Groups) {
        let Some(Current { mut order, subtotal, total, .. }) = self.current.take() else {
            out.close();
            return;
        };
        // The subtotal is after all discounts: what it lacks is the discount, however it came about.
        if let Some(subtotal) = subtotal {
            order.discount = order.gross() - subtotal;
            order.tax_included = total == Some(subtotal + order.shipping) && order.tax != 0;
        }
        let exact = order.items.iter().all(|i| i.gross.is_some());
        if exact && order.discount < 0 {
            out.refuse(&AMOUNT_MISMATCH, "amount", format!("{} > {}", plain(order.gross() - order.discount), plain(order.gross())));
        }
        for row in order.rows(MAKES, 0) {
            out.row(row);
        }
        out.close();
    }
}

impl Reader for OrdersReader {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let name = self.columns.text(record, &["name"]);
        let currency = self.columns.text(record, &["currency"]);
        let continues = currency.is_empty() && self.current.as_ref().is_some_and(|c| c.name == name);
        if continues {
            out.join(record);
        } else {
            self.finish(out);
            out.open(record);
            if currency.is_empty() && self.columns.text(record, &["created at"]).is_empty() {
                out.refuse(&ORDER_HEADLESS, "trade_id", &name);
            }
            self.current = Some(self.begin(record, name));
        }
        if let Some(mut current) = self.current.take() {
            let item = self.item(record, &mut current.seen);
            current.order.items.push(item);
            self.current = Some(current);
        }
        Ok(())
    }

    fn broken(&mut self, reason: &'static Reason, raw: &[u8], line: u64, out: &mut Groups) -> Result<(), ImportError> {
        self.finish(out);
        out.reject(line, raw, reason, None, None);
        Ok(())
    }

    fn end(&mut self, out: &mut Groups) -> Result<(), ImportError> {
        self.finish(out);
        Ok(())
    }
}
