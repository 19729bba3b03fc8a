//! eBay's orders report: an empty line before the header and one after it, every field quoted, money with its sign, days as
//! `Jul-21-25`, and a last line that counts the records.
//!
//! An order of several items begins with a record of its totals that names no item. Tax was collected by eBay and is part of the
//! total. The report has no column for cancellations and refunds.

use super::{Sheet, damaged_date, name, quantity};
use crate::clock::SHANGHAI_MIN;
use crate::dirt::Dirt;
use crate::formats::pen::{Moment, all_quoted, grouped};
use crate::order::{BuyerId, Order};
use crate::tables::countries::{COUNTRIES, NO_COUNTRY};
use crate::tables::currencies::CURRENCIES;

/// Everything above the first record.
pub(crate) const HEADER: &str = "\n\"Sales Record Number\",\"Order Number\",\"Buyer Username\",\"Buyer Note\",\
\"Ship To Country\",\"Item Number\",\"Item Title\",\"Custom Label\",\"Sold Via Promoted Listings\",\"Quantity\",\"Sold For\",\
\"Shipping And Handling\",\"Seller Collected Tax\",\"eBay Collected Tax\",\"Total Price\",\"eBay Collected Tax Included in Total\",\
\"Payment Method\",\"Sale Date\",\"Paid On Date\",\"Ship By Date\",\"Shipped On Date\",\"Tracking Number\",\"Transaction ID\",\
\"Variation Details\"\n\n";

/// The lines after the last record.
pub(crate) fn footer(records: u64) -> String {
    format!("\n\"{records} record(s) downloaded\"\n\"Seller ID : haoyun-ningbo\"\n")
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// An amount with its currency's sign.
fn money(minor: i64, currency: usize) -> String {
    let currency = &CURRENCIES[currency];
    let amount = grouped(minor, currency.digits, ',', '.');
    match currency.code {
        "USD" => format!("${amount}"),
        "GBP" => format!("£{amount}"),
        "CAD" => format!("C ${amount}"),
        "AUD" => format!("AU ${amount}"),
        code => format!("{code} {amount}"),
    }
}

/// `Jul-21-25`.
fn day(moment: &Moment<'_>) -> String {
    let month: usize = moment.month().parse().unwrap_or(1);
    format!("{}-{}-{}", MONTHS[(month - 1) % 12], moment.day_of_month(), &moment.year()[2..])
}

/// The buyer's name there.
pub(crate) fn username(order: &Order) -> String {
    match order.buyer {
        BuyerId::Person(number) => format!("ebuyer_{number}"),
        _ => String::new(),
    }
}

pub(super) fn write(sheet: &Sheet<'_>, out: &mut Vec<u8>) -> u64 {
    let (order, life) = (sheet.order, sheet.life);
    let sums = |of: &dyn Fn(&crate::order::Line) -> i64| -> i64 { order.lines.iter().map(of).sum() };
    let (tax, shipping) = (sums(&|line| line.tax), sums(&|line| line.shipping));
    let several = order.lines.len() > 1;
    let date = |at: Option<i64>| at.map_or_else(String::new, |at| day(&Moment::new(sheet.paperwork.stamps, at, SHANGHAI_MIN)));
    let sold = damaged_date(sheet).unwrap_or_else(|| date(Some(life.placed)));
    let (id, user, record) = (order.id.text(), username(order), order.id.number.to_string());
    let country =
        if sheet.dirt == Some(Dirt::CountryUnknown) { NO_COUNTRY[sheet.turn % NO_COUNTRY.len()] } else { COUNTRIES[order.country].name };
    let (paid, shipped) = (date(life.paid), date(life.shipped));
    let mut put = |item: [&str; 4], quantity: &str, price: &str, totals: Option<[String; 3]>| {
        let [shipping, tax, total] = totals.unwrap_or_default();
        let included = if tax.is_empty() { "" } else { "Yes" };
        let [number, title, label, transaction] = item;
        let fields: [&str; 24] = [
            &record,
            &id,
            &user,
            "",
            country,
            number,
            title,
            label,
            "No",
            quantity,
            price,
            &shipping,
            "",
            &tax,
            &total,
            included,
            "Other",
            &sold,
            &paid,
            "",
            &shipped,
            "",
            transaction,
            "",
        ];
        all_quoted(&fields, out);
    };
    let totals = [money(shipping, order.currency), money(tax, order.currency), money(order.total(), order.currency)];
    if several {
        let units: i64 = sums(&|line| line.quantity);
        put(["", "", "", ""], &units.to_string(), "", Some(totals.clone()));
    }
    for (place, line) in order.lines.iter().enumerate() {
        let product = &sheet.paperwork.catalogue.products[line.product];
        let number = format!("{}", 280_000_000_000_u64 + line.product as u64);
        let transaction = format!("{}{:02}", 10_000_000 + order.id.number, place + 1);
        let item = [number.as_str(), name(sheet, line.product), &product.sku, &transaction];
        let quantity = quantity(sheet, line.quantity);
        put(item, &quantity, &money(line.unit_price, order.currency), (!several).then(|| totals.clone()));
    }
    order.lines.len() as u64 + u64::from(several)
}
