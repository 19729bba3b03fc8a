//! Amazon's All Orders report: tab-separated, one row an item.
//!
//! `item-price` is the total of the line, with tax in it outside of the United States; what was cancelled has no price; the
//! empty fields at the end of a row are cut off. It names no buyer and does not tell what came back.

use super::{Sheet, currency, damaged_date, name, quantity};
use crate::clock::Clock;
use crate::dirt::Dirt;
use crate::formats::pen::plain;
use crate::order::Life;
use crate::tables::countries::{COUNTRIES, NO_COUNTRY};
use crate::tables::currencies::CURRENCIES;
use crate::tables::platforms::{Export, PLATFORMS, Region};

/// The header line.
pub(crate) const HEADER: &str = "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\t\
fulfillment-channel\tsales-channel\torder-channel\turl\tship-service-level\tproduct-name\tsku\tasin\titem-status\tquantity\t\
currency\titem-price\titem-tax\tshipping-price\tshipping-tax\tgift-wrap-price\tgift-wrap-tax\titem-promotion-discount\t\
ship-promotion-discount\tship-city\tship-state\tship-postal-code\tship-country\tpromotion-ids\tis-business-order\t\
purchase-order-number\tprice-designation\n";

/// The order's state in the report's words.
pub(crate) fn status(life: &Life) -> &'static str {
    match life {
        Life { cancelled: Some(_), .. } => "Cancelled",
        Life { delivered: Some(_), .. } => "Shipped - Delivered to Buyer",
        Life { shipped: Some(_), .. } => "Shipped",
        Life { paid: Some(_), .. } => "Unshipped",
        _ => "Pending",
    }
}

/// Where an order of a country is placed.
pub(crate) fn marketplace(country: &str) -> &'static str {
    match country {
        "US" => "Amazon.com",
        "FR" => "Amazon.fr",
        "IT" => "Amazon.it",
        "ES" => "Amazon.es",
        "NL" => "Amazon.nl",
        "BE" => "Amazon.com.be",
        "JP" => "Amazon.co.jp",
        _ => "Amazon.de",
    }
}

/// Prices are shown with tax everywhere but in the United States.
pub(crate) fn tax_included(export: Export) -> bool {
    export != Export::Amazon(Region::Us)
}

pub(super) fn write(sheet: &Sheet<'_>, out: &mut Vec<u8>) -> u64 {
    let (order, life, stamps) = (sheet.order, sheet.life, sheet.paperwork.stamps);
    let digits = CURRENCIES[order.currency].digits;
    let country = COUNTRIES[order.country].code;
    let included = tax_included(PLATFORMS[order.platform].export);
    let dead = life.cancelled.is_some();
    let stamp = |at: i64| {
        let mut text = Vec::new();
        stamps.write(at, Clock::Offset(0), &mut text);
        String::from_utf8_lossy(&text).into_owned()
    };
    let known = [life.paid, life.shipped, life.delivered, life.cancelled];
    let updated = known.into_iter().flatten().max().unwrap_or(life.placed);
    let by_amazon = order.parcel.as_ref().is_some_and(|parcel| parcel.is_local());
    let item_status = match status(life) {
        "Cancelled" => "Cancelled",
        "Unshipped" | "Pending" => "Unshipped",
        _ => "Shipped",
    };
    for line in &order.lines {
        let money = |amount: i64| if dead { String::new() } else { plain(amount, digits) };
        let or_none = |amount: i64| if amount == 0 { String::new() } else { money(amount) };
        let business = order.customer_type == "business";
        let fields = [
            order.id.text(),
            if by_amazon { String::new() } else { format!("M-{}", order.id.number) },
            damaged_date(sheet).unwrap_or_else(|| stamp(life.placed)),
            stamp(updated),
            status(life).to_owned(),
            if by_amazon { "Amazon" } else { "Merchant" }.to_owned(),
            marketplace(country).to_owned(),
            "WebsiteOrderChannel".to_owned(),
            String::new(),
            if by_amazon { "Expedited" } else { "Standard" }.to_owned(),
            name(sheet, line.product).to_owned(),
            sheet.paperwork.catalogue.products[line.product].sku.clone(),
            asin(line.product),
            item_status.to_owned(),
            if dead { "0".to_owned() } else { quantity(sheet, line.quantity) },
            if dead { String::new() } else { currency(sheet).to_owned() },
            money(line.amount() + if included { line.tax } else { 0 }),
            money(line.tax),
            or_none(line.shipping),
            String::new(),
            String::new(),
            String::new(),
            or_none(line.discount),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            if sheet.dirt == Some(Dirt::CountryUnknown) { NO_COUNTRY[sheet.turn % NO_COUNTRY.len()] } else { country }.to_owned(),
            if line.discount == 0 { String::new() } else { format!("PCT-{}", order.id.number % 97) },
            if business { "true" } else { "false" }.to_owned(),
            String::new(),
            if business { "Business Price" } else { "" }.to_owned(),
        ];
        let row = fields.join("\t");
        out.extend_from_slice(row.trim_end_matches('\t').as_bytes());
        out.push(b'\n');
    }
    order.lines.len() as u64
}

/// An invented catalogue number of a product.
fn asin(product: usize) -> String {
    format!("B0DEMO{product:04}")
}
