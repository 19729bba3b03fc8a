//! WooCommerce orders as JSON, as its REST interface (version 3) lists them.
//!
//! An item's `subtotal` is before coupons and `total` after, both without tax; refunds are negative totals.

use super::shopify::country;
use super::shopify_json::number_or_text;
use super::{Sheet, currency, damaged_date, mail, name, quantity};
use crate::formats::pen::{Moment, plain};
use crate::order::Life;
use crate::tables::currencies::CURRENCIES;
use serde_json::{Value, json};

/// The order's state in the shop's words.
pub(crate) fn status(life: &Life) -> &'static str {
    match life {
        Life { refunded: Some(_), partly: false, .. } => "refunded",
        Life { cancelled: Some(_), paid: None, .. } => "cancelled",
        Life { shipped: Some(_), .. } => "completed",
        Life { paid: Some(_), .. } => "processing",
        _ => "pending",
    }
}

pub(super) fn write(sheet: &Sheet<'_>, out: &mut Vec<u8>) -> u64 {
    let (order, life, stamps) = (sheet.order, sheet.life, sheet.paperwork.stamps);
    let digits = CURRENCIES[order.currency].digits;
    let money = |amount: i64| plain(amount, digits);
    let on = |at: Option<i64>, offset_min: i32| {
        at.map_or(Value::Null, |at| {
            let moment = Moment::new(stamps, at, offset_min);
            format!("{}T{}", moment.day(), moment.time()).into()
        })
    };
    let local = |at: Option<i64>| on(at, crate::clock::SHANGHAI_MIN);
    let utc = |at: Option<i64>| on(at, 0);
    let items: Vec<Value> = order
        .lines
        .iter()
        .map(|line| {
            json!({
                "id": order.id.number * 8 + u64::from(line.number),
                "name": name(sheet, line.product),
                "product_id": 1_000 + line.product,
                "variation_id": 0,
                "quantity": number_or_text(&quantity(sheet, line.quantity)),
                "subtotal": money(line.amount()),
                "total": money(line.amount() - line.discount),
                "total_tax": money(line.tax),
                "sku": sheet.paperwork.catalogue.products[line.product].sku,
            })
        })
        .collect();
    let refunded = order.refunded(life);
    let refunds =
        if refunded == 0 { json!([]) } else { json!([{ "id": order.id.number * 8 + 7, "reason": "", "total": money(-refunded) }]) };
    let damaged = damaged_date(sheet);
    let doc = json!({
        "id": order.id.number + 500,
        "number": order.id.text(),
        "status": status(life),
        "currency": currency(sheet),
        "date_created": damaged.clone().map_or_else(|| local(Some(life.placed)), Value::from),
        "date_created_gmt": damaged.map_or_else(|| utc(Some(life.placed)), Value::from),
        "date_paid": local(life.paid),
        "date_paid_gmt": utc(life.paid),
        "date_completed": local(life.shipped),
        "date_completed_gmt": utc(life.shipped),
        "discount_total": money(order.discount()),
        "shipping_total": money(order.shipping()),
        "shipping_tax": "0.00",
        "total": money(order.total()),
        "total_tax": money(order.tax()),
        "prices_include_tax": false,
        "customer_id": 0,
        "created_via": "checkout",
        "payment_method": "ppcp-gateway",
        "billing": { "email": mail(order), "country": country(sheet), "company": "" },
        "shipping": { "country": country(sheet), "company": "" },
        "line_items": items,
        "shipping_lines": [],
        "fee_lines": [],
        "refunds": refunds,
    });
    out.extend_from_slice(doc.to_string().as_bytes());
    order.lines.len() as u64
}
