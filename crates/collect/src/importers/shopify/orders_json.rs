//! Shopify's orders as JSON: what its REST interface returns and its webhooks send.
//!
//! Traps: ids beyond 2^53; money as text or number, in the shop's and the buyer's currency (`*_set.shop_money` is the shop's,
//! as `price` is); discounts are allocated to items; refunds name the items that went back.

use crate::ImportError;
use crate::importers::json::Node;
use crate::importers::number::{micros, plain};
use crate::importers::order::{EXTRA, Item, LINE, Numbering, Order};
use crate::importers::{Body, Groups, Importer, Made, Reader, Row, Start};
use crate::reasons::ROW_JSON;
use crate::record::Record;
use entrepot_domain::money::{DecimalStyle, mul_micros};

const MAKES: &[Made] = &[LINE, EXTRA, SHIPMENT];
/// What was sent, with its tracking.
const SHIPMENT: Made = Made {
    role: "shipment",
    columns: &["shipment", "order", "carrier", "country", "shipped_at", "delivered_at", "status", "tracking"],
    counted: false,
};
const STYLE: DecimalStyle = DecimalStyle::POINT_GROUPED;

/// Orders as JSON.
pub(crate) struct OrdersJson;

impl Importer for OrdersJson {
    fn name(&self) -> &'static str {
        "shopify-orders-json"
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
    micros(node.text(path).as_bytes(), STYLE)
}

/// Sum of one value over a list.
fn sum(node: &Node<'_>, list: &str, path: &str) -> i128 {
    node.items(list).iter().filter_map(|n| amount(n, path)).sum()
}

fn item(node: &Node<'_>, seen: &mut Numbering) -> Item {
    let (sku, name, quantity, price) = (node.text("sku"), node.first(&["name", "title"]), node.text("quantity"), node.text("price"));
    let id = if sku.is_empty() { name.clone() } else { sku };
    let gross = micros(quantity.as_bytes(), STYLE).zip(micros(price.as_bytes(), STYLE)).and_then(|(q, p)| mul_micros(q, p));
    let own = node.at("discount_allocations").map(|_| sum(node, "discount_allocations", "amount"));
    Item {
        line: seen.next(&id),
        set: vec![("sku", id), ("name", name)],
        quantity,
        price: Some(price),
        gross,
        discount: own.or_else(|| amount(node, "total_discount")),
        tax: node.at("tax_lines").map(|_| sum(node, "tax_lines", "price")),
        shipping: None,
    }
}

/// What went back to the buyer: transactions of refunds, else the items and adjustments they name.
fn refunded(order: &Node<'_>) -> i128 {
    order
        .items("refunds")
        .iter()
        .map(|refund| {
            let paid: i128 =
                refund.items("transactions").iter().filter(|t| t.text("kind") == "refund").filter_map(|t| amount(t, "amount")).sum();
            if paid != 0 {
                return paid;
            }
            let goods = sum(refund, "refund_line_items", "subtotal") + sum(refund, "refund_line_items", "total_tax");
            goods - sum(refund, "order_adjustments", "amount")
        })
        .sum()
}

fn order(node: &Node<'_>) -> Order {
    let mut seen = Numbering::default();
    let mut order = Order { currency: node.text("currency"), extra: 1, ..Order::default() };
    order.items = node.items("line_items").iter().map(|i| item(i, &mut seen)).collect();
    let buyer = node.first(&["email", "contact_email"]).to_lowercase();
    let status = node.text("financial_status");
    let fulfilled = node.items("fulfillments").first().map(|f| f.text("created_at")).unwrap_or_default();
    let paid =
        if matches!(status.as_str(), "paid" | "partially_refunded" | "refunded") { node.text("processed_at") } else { String::new() };
    let refunded_at = node.items("refunds").first().map(|r| r.first(&["processed_at", "created_at"])).unwrap_or_default();
    order.set = vec![
        ("order", node.first(&["name", "order_number", "id"])),
        ("time", node.text("created_at")),
        ("buyer", if buyer.is_empty() { node.text("customer.id") } else { buyer }),
        ("customer_type", if node.text("company.id").is_empty() { String::new() } else { "business".to_owned() }),
        ("country", node.first(&["shipping_address.country_code", "shipping_address.country", "billing_address.country_code"])),
        ("channel", node.first(&["source_name", "source"])),
        ("kind", if status == "voided" { "cancelled" } else { "sale" }.to_owned()),
        ("status", status),
        ("paid_at", paid),
        ("shipped_at", fulfilled),
        ("refunded_at", refunded_at),
        ("cancelled_at", node.text("cancelled_at")),
    ];
    order.tax_included = node.text("taxes_included") == "true";
    order.tax = amount(node, "total_tax").unwrap_or(0);
    order.discount = amount(node, "total_discounts").unwrap_or(0);
    order.shipping = amount(node, "total_shipping_price_set.shop_money.amount").unwrap_or_else(|| sum(node, "shipping_lines", "price"));
    order.refunded = refunded(node);
    order
}

/// The parcels of an order.
fn shipments(node: &Node<'_>, order: &Order, out: &mut Groups) {
    let of_order = |name: &str| order.set.iter().find(|s| s.0 == name).map(|s| s.1.clone()).unwrap_or_default();
    for parcel in node.items("fulfillments") {
        let id = parcel.text("id");
        if id.is_empty() {
            continue;
        }
        let status = parcel.first(&["shipment_status", "status"]);
        let delivered = if status == "delivered" { parcel.text("updated_at") } else { String::new() };
        out.row(
            Row::new(MAKES, 2)
                .with("shipment", id)
                .with("order", of_order("order"))
                .with("carrier", parcel.text("tracking_company"))
                .with("country", of_order("country"))
                .with("shipped_at", parcel.text("created_at"))
                .with("delivered_at", delivered)
                .with("status", status)
                .with("tracking", parcel.text("tracking_number")),
        );
    }
}

impl Reader for Orders {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        out.open(record);
        let Some(node) = Node::parse(record.raw) else {
            out.refuse(&ROW_JSON, "trade_id", "");
            out.close();
            return Ok(());
        };
        // A file may hold one order a line, each in its wrapping.
        let node = node.at("order").unwrap_or(node);
        let order = order(&node);
        for row in order.rows(MAKES, 0) {
            out.row(row);
        }
        shipments(&node, &order, out);
        // An order without items (a draft's shell) still says that it was placed and what was paid.
        if order.items.is_empty() {
            let paid = amount(&node, "total_price").unwrap_or(0);
            let empty = Order {
                items: vec![Item {
                    line: "order".to_owned(),
                    quantity: "0".to_owned(),
                    gross: Some(paid - order.shipping - order.tax),
                    ..Item::default()
                }],
                set: order.set.clone(),
                discount: 0,
                refunded: 0,
                ..order
            };
            for mut row in empty.rows(MAKES, 0) {
                row.set("component", "other");
                row.set("amount", plain(paid - empty.shipping - empty.tax));
                out.row(row);
            }
        }
        out.close();
        Ok(())
    }
}
