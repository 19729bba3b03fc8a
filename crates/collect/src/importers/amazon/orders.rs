//! Amazon's All Orders report: tab-separated, one row an item, 29 or 32 columns.
//!
//! Traps: `item-price` is the LINE total, not the unit's; empty fields at the end of a row are cut; cancelled items have
//! quantity 0 and no price; pending ones may lack price and currency; one order may come in several items of one SKU; where
//! prices include VAT, `item-tax` is a part of `item-price`; orders of other shops that Amazon only sends stand here too.

use super::marketplaces::{is_elsewhere, marketplace};
use crate::ImportError;
use crate::importers::columns::Columns;
use crate::importers::number::plain;
use crate::importers::order::{EXTRA, LINE, Numbering};
use crate::importers::{Groups, Importer, Made, Reader, Row, Start};
use crate::record::Record;

const MAKES: &[Made] = &[LINE, EXTRA];

/// The All Orders report.
pub(crate) struct AllOrders;

impl Importer for AllOrders {
    fn name(&self) -> &'static str {
        "amazon-orders"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn amounts(&self) -> &'static [&'static str] {
        &["item-price", "item-tax", "shipping-price"]
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(OrdersReader { columns: Columns::of(start), order: String::new(), seen: Numbering::default() }))
    }
}

struct OrdersReader {
    columns: Columns,
    order: String,
    seen: Numbering,
}

/// An amount of the row, with the tax that it includes taken out: plainly, or as it stands when it is no number.
fn without(columns: &Columns, record: &Record<'_>, name: &str, tax: i128) -> String {
    match columns.amount(record, &[name]) {
        Some(n) => plain(n - tax),
        None => columns.text(record, &[name]),
    }
}

impl OrdersReader {
    fn rows(&mut self, record: &Record<'_>, order: &str, out: &mut Groups) {
        let c = &self.columns;
        let text = |name: &str| c.text(record, &[name]);
        let amount = |name: &str| c.amount(record, &[name]).unwrap_or(0);
        let (channel, sku) = (text("sales-channel"), c.text(record, &["sku", "asin"]));
        let known = marketplace(&channel);
        let included = known.is_some_and(|m| m.1);
        let line = self.seen.within(order, &sku);
        let states = [text("order-status"), text("item-status")];
        let kind = if states.iter().any(|s| s.to_lowercase().starts_with("cancel")) {
            "cancelled"
        } else if is_elsewhere(&channel) {
            "stock"
        } else {
            "sale"
        };
        let mut currency = text("currency");
        if currency.is_empty() {
            currency = known.map_or("", |m| m.0).to_owned();
        }
        let business = text("is-business-order").eq_ignore_ascii_case("true");
        let mut row = Row::new(MAKES, 0)
            .with("order", order)
            .with("line", &line)
            .with("kind", kind)
            .with("time", text("purchase-date"))
            .with("currency", currency)
            .with("channel", &channel)
            .with("marketplace", &channel)
            .with("country", text("ship-country"))
            .with("status", &states[0]);
        if business {
            row.set("customer_type", "business");
            row.set("mode", "b2b");
        }
        let mut wrap = row.clone();
        let taken = |name: &str| if included { amount(name) } else { 0 };
        row.set("sku", &sku);
        row.set("name", text("product-name"));
        row.set("quantity", c.plain(record, &["quantity"]));
        let price = without(c, record, "item-price", taken("item-tax"));
        // What is not priced yet (or never will be) is worth nothing so far; a later report says more.
        row.set("amount", if price.is_empty() { "0".to_owned() } else { price });
        row.set("shipping", without(c, record, "shipping-price", taken("shipping-tax")));
        // Each by itself, so that a value that is no number is seen.
        let sum = |names: [&str; 2]| match names.iter().find(|n| !text(n).is_empty() && c.amount(record, &[n]).is_none()) {
            Some(bad) => text(bad),
            None => plain(names.iter().map(|n| amount(n).abs()).sum()),
        };
        row.set("tax", sum(["item-tax", "shipping-tax"]));
        row.set("discount", sum(["item-promotion-discount", "ship-promotion-discount"]));
        out.row(row);
        if c.has(&["gift-wrap-price"]) && !matches!(text("gift-wrap-price").as_str(), "" | "0" | "0.0" | "0.00") {
            wrap.made = 1;
            wrap.set("line", format!("{line}/gift-wrap"));
            wrap.set("component", "fee");
            wrap.set("quantity", "0");
            wrap.set("amount", without(c, record, "gift-wrap-price", taken("gift-wrap-tax")));
            wrap.set("tax", c.plain(record, &["gift-wrap-tax"]));
            out.row(wrap);
        }
    }
}

impl Reader for OrdersReader {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let order = self.columns.text(record, &["amazon-order-id"]);
        if order == self.order && !order.is_empty() && out.is_open() {
            out.join(record);
        } else {
            out.open(record);
            self.order.clone_from(&order);
        }
        self.rows(record, &order, out);
        Ok(())
    }
}
