//! Orders of Amazon's Selling Partner interface, version 2026-01-01: an order with its items and what was paid for them.
//!
//! Traps: amounts are broken down by type (item, tax, shipping, discount), some of them details of another; quantities are
//! numbers and amounts texts; an item that was cancelled stays in the list.

use super::marketplaces::marketplace;
use crate::ImportError;
use crate::importers::json::Node;
use crate::importers::number::{micros, plain};
use crate::importers::order::{EXTRA, LINE};
use crate::importers::{Body, Groups, Importer, Made, Reader, Row, Start};
use crate::reasons::{ROW_JSON, VALUE_MISSING};
use crate::record::Record;
use entrepot_domain::money::DecimalStyle;

const MAKES: &[Made] = &[LINE, EXTRA];

/// Orders as JSON.
pub(crate) struct OrdersJson;

impl Importer for OrdersJson {
    fn name(&self) -> &'static str {
        "amazon-orders-json"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn body(&self) -> Body {
        Body::Documents
    }

    fn reader(&self, _: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(Orders))
    }
}

struct Orders;

/// Sum of the parts of an order's or item's proceeds that have one of these types.
fn part(node: &Node<'_>, types: &[&str]) -> i128 {
    let of = |n: &Node<'_>| micros(n.text("subtotal.amount").as_bytes(), DecimalStyle::POINT_GROUPED).unwrap_or(0);
    node.items("proceeds.breakdowns").iter().filter(|n| types.contains(&n.text("type").as_str())).map(of).sum()
}

/// Types that are told apart; whatever else an order was paid for is a fee.
const KNOWN: [&str; 5] = ["ITEM", "TAX", "SHIPPING", "DISCOUNT", "PROMOTION"];

fn rows(node: &Node<'_>, out: &mut Groups) {
    let channel = node.text("salesChannel.marketplaceName");
    let known = marketplace(&channel);
    let status = node.text("fulfillment.fulfillmentStatus");
    let cancelled = status.starts_with("CANCEL");
    let items = node.items("orderItems");
    let money = ["proceeds.grandTotal.currencyCode", "proceeds.proceedsTotal.currencyCode"];
    let currency = items.iter().map(|i| i.first(&["product.price.unitPrice.currencyCode", money[1]])).find(|c| !c.is_empty());
    let mut currency = currency.unwrap_or_else(|| node.text(money[0]));
    if currency.is_empty() {
        currency = known.map_or("", |m| m.0).to_owned();
    }
    let business = node.items("programs").iter().any(|p| p.own_text() == "AMAZON_BUSINESS");
    let mut base = Row::new(MAKES, 0)
        .with("order", node.text("orderId"))
        .with("kind", if cancelled { "cancelled" } else { "sale" })
        .with("time", node.text("createdTime"))
        .with("currency", currency)
        .with("channel", &channel)
        .with("marketplace", &channel)
        .with("buyer", node.text("buyer.buyerEmail").to_lowercase())
        .with("country", node.text("recipient.deliveryAddress.countryCode"))
        .with("status", &status);
    if business {
        base.set("customer_type", "business");
        base.set("mode", "b2b");
    }
    let included = known.is_some_and(|m| m.1);
    for item in &items {
        let (quantity, tax) = (item.text("quantityOrdered"), part(item, &["TAX"]));
        let mut row = base.clone();
        row.set("line", item.text("orderItemId"));
        row.set("sku", item.first(&["product.sellerSku", "product.asin"]));
        row.set("name", item.text("product.title"));
        row.set("quantity", &quantity);
        row.set("amount", plain(part(item, &["ITEM"]) - if included { tax } else { 0 }));
        row.set("tax", plain(tax));
        row.set("shipping", plain(part(item, &["SHIPPING"])));
        row.set("discount", plain(part(item, &["DISCOUNT", "PROMOTION"]).abs()));
        out.row(row);
    }
    // What was paid for the order and is no item's: a tip for the driver, for example.
    for extra in node.items("proceeds.breakdowns") {
        let kind = extra.text("type");
        if KNOWN.contains(&kind.as_str()) {
            continue;
        }
        let mut row = base.clone();
        row.made = 1;
        row.set("line", kind.to_lowercase());
        row.set("component", "fee");
        row.set("quantity", "0");
        row.set("amount", extra.text("subtotal.amount"));
        out.row(row);
    }
}

impl Reader for Orders {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        out.open(record);
        match Node::parse(record.raw) {
            Some(node) => rows(&node.at("order").unwrap_or(node), out),
            None => out.refuse(&ROW_JSON, "trade_id", ""),
        }
        // The older interface lists orders without their items.
        if out.rows().is_empty() {
            out.refuse(&VALUE_MISSING, "line_id", "orderItems");
        }
        out.close();
        Ok(())
    }
}
