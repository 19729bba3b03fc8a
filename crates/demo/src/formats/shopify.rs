//! Shopify's orders export as CSV: one row a line item, what belongs to the order only on its first row.
//!
//! `Lineitem price` is the price of one unit; taxes come on top; `Subtotal` is after discounts.

use super::{Sheet, currency, damaged_date, mail, name, quantity};
use crate::dirt::Dirt;
use crate::formats::pen::{Moment, csv, plain};
use crate::order::Life;
use crate::tables::countries::{COUNTRIES, NO_COUNTRY};
use crate::tables::currencies::CURRENCIES;

/// The header line.
pub(crate) const HEADER: &str = "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,\
Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,\
Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,\
Billing Country,Shipping Country,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,\
Outstanding Balance,Id,Tags,Risk Level,Source,Lineitem discount\n";

/// The order's state in the export's words (`Financial Status`).
pub(crate) fn status(life: &Life) -> &'static str {
    match life {
        Life { refunded: Some(_), partly: true, .. } => "partially_refunded",
        Life { refunded: Some(_), .. } => "refunded",
        Life { paid: Some(_), .. } => "paid",
        Life { cancelled: Some(_), .. } => "voided",
        _ => "pending",
    }
}

/// The country of an order as the shop writes it.
pub(super) fn country(sheet: &Sheet<'_>) -> &'static str {
    if sheet.dirt == Some(Dirt::CountryUnknown) {
        return NO_COUNTRY[sheet.turn % NO_COUNTRY.len()];
    }
    COUNTRIES[sheet.order.country].code
}

/// The shop's number of an order.
pub(super) fn number(sheet: &Sheet<'_>) -> u64 {
    5_400_000_000_000 + sheet.order.id.number * 32_768
}

pub(super) fn write(sheet: &Sheet<'_>, out: &mut Vec<u8>) -> u64 {
    let (order, life, stamps) = (sheet.order, sheet.life, sheet.paperwork.stamps);
    let digits = CURRENCIES[order.currency].digits;
    // The shop's own clock: Shanghai.
    let at = |at: Option<i64>| at.map_or_else(String::new, |at| Moment::new(stamps, at, crate::clock::SHANGHAI_MIN).stamp() + " +0800");
    let id = order.id.text();
    let fulfilled = if life.shipped.is_some() { "fulfilled" } else { "unfulfilled" };
    for (place, line) in order.lines.iter().enumerate() {
        let first = place == 0;
        let once = |text: String| if first { text } else { String::new() };
        let item_fulfilled = if life.shipped.is_some() { "fulfilled" } else { "pending" };
        let (mail, paid, shipped) = (mail(order), once(at(life.paid)), once(at(life.shipped)));
        let created = damaged_date(sheet).unwrap_or_else(|| at(Some(life.placed)));
        let fields: [&str; 39] = [
            &id,
            &mail,
            if first { status(life) } else { "" },
            &paid,
            if first { fulfilled } else { "" },
            &shipped,
            if first { "no" } else { "" },
            if first { currency(sheet) } else { "" },
            &once(plain(order.net(), digits)),
            &once(plain(order.shipping(), digits)),
            &once(plain(order.tax(), digits)),
            &once(plain(order.total(), digits)),
            if first && order.discount() > 0 { "SALE" } else { "" },
            &once(plain(order.discount(), digits)),
            if first { "Standard" } else { "" },
            &created,
            &quantity(sheet, line.quantity),
            name(sheet, line.product),
            &plain(line.unit_price, digits),
            "",
            &sheet.paperwork.catalogue.products[line.product].sku,
            "true",
            if line.tax == 0 { "false" } else { "true" },
            item_fulfilled,
            if first { country(sheet) } else { "" },
            if first { country(sheet) } else { "" },
            "",
            "",
            &once(at(life.cancelled)),
            if first && life.paid.is_some() { "Stripe" } else { "" },
            &if life.paid.is_some() { once(format!("c{}.1", order.id.number)) } else { String::new() },
            &once(plain(order.refunded(life), digits)),
            "Haoyun",
            &once(plain(if life.paid.is_some() { 0 } else { order.total() }, digits)),
            &once(number(sheet).to_string()),
            "",
            if first { "Low" } else { "" },
            if first { "web" } else { "" },
            &plain(line.discount, digits),
        ];
        csv(&fields, out);
    }
    order.lines.len() as u64
}
