//! Shopify's orders as JSON, as its REST interface lists them: the newest orders of the shop.

use super::shopify::{country, number, status};
use super::{Sheet, currency, damaged_date, mail, name, quantity};
use crate::formats::pen::{Moment, plain};
use crate::tables::currencies::CURRENCIES;
use serde_json::{Value, json};

pub(super) fn write(sheet: &Sheet<'_>, out: &mut Vec<u8>) -> u64 {
    let (order, life, stamps) = (sheet.order, sheet.life, sheet.paperwork.stamps);
    let digits = CURRENCIES[order.currency].digits;
    let money = |amount: i64| plain(amount, digits);
    let set = |amount: i64| json!({ "shop_money": { "amount": money(amount), "currency_code": currency(sheet) } });
    let at = |at: Option<i64>| {
        at.map_or(Value::Null, |at| {
            let moment = Moment::new(stamps, at, crate::clock::SHANGHAI_MIN);
            format!("{}T{}+08:00", moment.day(), moment.time()).into()
        })
    };
    let items: Vec<Value> = order
        .lines
        .iter()
        .map(|line| {
            let discounts = if line.discount == 0 { json!([]) } else { json!([{ "amount": money(line.discount) }]) };
            let taxes = if line.tax == 0 { json!([]) } else { json!([{ "title": "Tax", "price": money(line.tax) }]) };
            json!({
                "id": number(sheet) + u64::from(line.number),
                "sku": sheet.paperwork.catalogue.products[line.product].sku,
                "name": name(sheet, line.product),
                "quantity": number_or_text(&quantity(sheet, line.quantity)),
                "price": money(line.unit_price),
                "total_discount": "0.00",
                "discount_allocations": discounts,
                "tax_lines": taxes,
            })
        })
        .collect();
    let refunded = order.refunded(life);
    let refunds = if refunded == 0 {
        json!([])
    } else {
        json!([{ "id": number(sheet) + 9, "processed_at": at(life.refunded), "transactions": [{ "kind": "refund", "amount": money(refunded) }] }])
    };
    let doc = json!({
        "id": number(sheet),
        "name": order.id.text(),
        "email": mail(order),
        "created_at": damaged_date(sheet).map_or_else(|| at(Some(life.placed)), Value::from),
        "processed_at": at(life.paid),
        "cancelled_at": at(life.cancelled),
        "currency": currency(sheet),
        "financial_status": status(life),
        "taxes_included": false,
        "subtotal_price": money(order.net()),
        "total_discounts": money(order.discount()),
        "total_line_items_price": money(order.goods()),
        "total_tax": money(order.tax()),
        "total_price": money(order.total()),
        "total_shipping_price_set": set(order.shipping()),
        "source_name": "web",
        "shipping_address": { "country_code": country(sheet) },
        "line_items": items,
        "refunds": refunds,
        "fulfillments": [],
    });
    out.extend_from_slice(doc.to_string().as_bytes());
    order.lines.len() as u64
}

/// A whole number as one, anything else as text.
pub(super) fn number_or_text(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| text.into(), Value::from)
}
