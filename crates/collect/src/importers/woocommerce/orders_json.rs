//! WooCommerce orders as JSON.
//!
//! Traps: an item's `subtotal` is before coupons and `total` after, both without tax even where the shop enters prices with tax;
//! fees and postage are lists of their own; refunds are negative totals; times are local unless `_gmt`; names carry HTML entities;
//! roundings of a shop that calculates tax by line leave a cent.

use crate::ImportError;
use crate::importers::json::Node;
use crate::importers::number::{micros, plain, share_out};
use crate::importers::order::{EXTRA, Item, LINE, Order};
use crate::importers::{Body, Groups, Importer, Made, Reader, Row, Start};
use crate::reasons::{AMOUNT_MISMATCH, ROW_JSON};
use crate::record::Record;
use entrepot_domain::money::DecimalStyle;

const MAKES: &[Made] = &[LINE, EXTRA];
/// A cent, in micro units.
const CENT: i128 = 10_000;

/// Orders as JSON.
pub(crate) struct OrdersJson;

impl Importer for OrdersJson {
    fn name(&self) -> &'static str {
        "woocommerce-orders"
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

fn amount(node: &Node<'_>, path: &str) -> Option<i128> {
    micros(node.text(path).as_bytes(), DecimalStyle::POINT_GROUPED)
}

fn sum(node: &Node<'_>, list: &str, path: &str) -> i128 {
    node.items(list).iter().filter_map(|n| amount(n, path)).sum()
}

/// A time in UTC when the order has it so, else the shop's local one.
fn moment(node: &Node<'_>, name: &str) -> String {
    match node.text(&format!("{name}_gmt")) {
        utc if utc.is_empty() => node.text(name),
        utc if utc.ends_with('Z') => utc,
        utc => utc + "Z",
    }
}

/// The entities that the shop's editor writes into names.
fn unescaped(text: &str) -> String {
    const ENTITIES: [(&str, &str); 10] = [
        ("&ndash;", "\u{2013}"),
        ("&#8211;", "\u{2013}"),
        ("&#8217;", "\u{2019}"),
        ("&#8243;", "\u{2033}"),
        ("&quot;", "\""),
        ("&#039;", "'"),
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    ENTITIES.iter().fold(text.to_owned(), |t, (from, to)| if t.contains('&') { t.replace(from, to) } else { t })
}

fn item(node: &Node<'_>) -> Item {
    let (sku, product, variation) = (node.text("sku"), node.text("product_id"), node.text("variation_id"));
    // A product without SKU goes by its number in the shop.
    let id = match (sku.is_empty(), variation.as_str()) {
        (false, _) => sku,
        (true, "" | "0") => format!("id:{product}"),
        (true, v) => format!("id:{product}/{v}"),
    };
    let (before, after) = (amount(node, "subtotal"), amount(node, "total"));
    Item {
        line: node.first(&["id", "sku", "product_id"]),
        set: vec![("sku", id), ("name", unescaped(&node.text("name"))), ("amount", node.first(&["subtotal", "total"]))],
        quantity: node.text("quantity"),
        price: None,
        gross: before.or(after),
        discount: before.zip(after).map(|(b, a)| b - a),
        tax: Some(amount(node, "total_tax").unwrap_or(0)),
        shipping: None,
    }
}

fn read(node: &Node<'_>) -> Order {
    let mut order = Order { currency: node.text("currency"), extra: 1, ..Order::default() };
    let status = node.text("status");
    let dead = matches!(status.as_str(), "cancelled" | "failed" | "trash" | "auto-draft" | "checkout-draft");
    let (email, customer) = (node.text("billing.email").to_lowercase(), node.text("customer_id"));
    let business = !node.first(&["billing.company", "shipping.company"]).is_empty();
    let paid = moment(node, "date_paid");
    order.set = vec![
        ("order", node.first(&["number", "id"])),
        ("time", moment(node, "date_created")),
        ("buyer", if email.is_empty() && customer != "0" { customer } else { email }),
        ("customer_type", if business { "business".to_owned() } else { String::new() }),
        ("country", node.first(&["shipping.country", "billing.country"])),
        ("channel", node.text("created_via")),
        ("kind", if dead { "cancelled" } else { "sale" }.to_owned()),
        ("status", status),
        ("paid_at", paid),
        ("shipped_at", moment(node, "date_completed")),
    ];
    order.items = node.items("line_items").iter().map(item).collect();
    order.discount = order.items.iter().filter_map(|i| i.discount).sum();
    order.shipping = amount(node, "shipping_total").unwrap_or_else(|| sum(node, "shipping_lines", "total"));
    order.tax = amount(node, "total_tax").unwrap_or(0) - sum(node, "fee_lines", "total_tax");
    // Tax on postage goes to the items as the postage does.
    let postage = amount(node, "shipping_tax").unwrap_or_else(|| sum(node, "shipping_lines", "total_tax"));
    let weights: Vec<i128> = order.items.iter().map(|i| i.gross.unwrap_or(0) - i.discount.unwrap_or(0)).collect();
    for (item, part) in order.items.iter_mut().zip(share_out(postage, &weights, CENT)) {
        item.tax = item.tax.map(|t| t + part);
    }
    order.refunded = sum(node, "refunds", "total").abs();
    order
}

/// A row beside the items: a fee, a rounding.
fn extra(order: &Order, line: String, kind: &str, component: &str, amount: impl AsRef<[u8]>, tax: i128) -> Row {
    let mut row = Row::new(MAKES, 1);
    for (column, value) in &order.set {
        row.set(column, value);
    }
    if row.get("kind") != b"cancelled" {
        row.set("kind", kind);
    }
    row.with("line", line)
        .with("component", component)
        .with("quantity", "0")
        .with("currency", &order.currency)
        .with("amount", amount)
        .with("tax", plain(tax))
}

fn write(node: &Node<'_>, out: &mut Groups) {
    let mut order = read(node);
    let fees = node.items("fee_lines");
    let fee_total = sum(node, "fee_lines", "total") + sum(node, "fee_lines", "total_tax");
    let declared = amount(node, "total");
    if order.items.is_empty() {
        // Paid for by a link, or fees only: the order still says what was paid.
        let rest = declared.unwrap_or(0) - fee_total - order.shipping - order.tax;
        order.items.push(Item {
            line: "order".to_owned(),
            quantity: "0".to_owned(),
            gross: Some(rest),
            set: vec![("component", "other".to_owned())],
            ..Item::default()
        });
    }
    let gap = declared.map_or(0, |d| d - order.total() - fee_total);
    let pieces = i128::try_from(order.items.len() + fees.len() + 2).unwrap_or(0);
    if order.items.iter().all(|i| i.gross.is_some()) && gap.abs() > CENT * pieces {
        out.refuse(&AMOUNT_MISMATCH, "amount", format!("{} / {}", plain(declared.unwrap_or(0)), plain(order.total() + fee_total)));
    }
    for row in order.rows(MAKES, 0) {
        out.row(row);
    }
    for fee in &fees {
        let (value, tax) = (amount(fee, "total"), amount(fee, "total_tax").unwrap_or(0));
        // A discount written as a fee below zero is no sale.
        let kind = if value.is_some_and(|v| v < 0) { "adjustment" } else { "sale" };
        out.row(extra(&order, format!("fee-{}", fee.first(&["id", "name"])), kind, "fee", fee.text("total"), tax));
    }
    if gap != 0 && gap.abs() <= CENT * pieces {
        out.row(extra(&order, "rounding".to_owned(), "adjustment", "other", plain(gap), 0));
    }
}

impl Reader for Orders {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        out.open(record);
        match Node::parse(record.raw) {
            Some(node) => write(&node.at("order").unwrap_or(node), out),
            None => out.refuse(&ROW_JSON, "trade_id", ""),
        }
        out.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_the_shop_shows_them() {
        assert_eq!(unescaped("Ship Your Idea &ndash; Black &amp; White"), "Ship Your Idea \u{2013} Black & White");
        assert_eq!(unescaped("24&quot; &amp;lt;"), "24\" &lt;");
    }
}
