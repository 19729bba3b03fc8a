//! The formats that platforms export orders in: one file a format, each written from what is publicly known of it.
//!
//! A format writes an order as it looks at an instant into a buffer; which file and when is decided in `exports`.

pub(crate) mod amazon;
pub(crate) mod ebay;
pub(crate) mod pen;
pub(crate) mod shopify;
pub(crate) mod shopify_json;
pub(crate) mod woocommerce;

use crate::dirt::Dirt;
use crate::order::{Life, Order};
use crate::rows::Paperwork;

/// How a file of orders is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Plain,
    Amazon,
    Ebay,
    Shopify,
    ShopifyJson,
    Woo,
}

/// One order to be written.
pub(crate) struct Sheet<'a> {
    pub order: &'a Order,
    /// As the export knows it.
    pub life: &'a Life,
    pub dirt: Option<Dirt>,
    /// Varies the dirt.
    pub turn: usize,
    pub paperwork: &'a Paperwork<'a>,
}

impl Format {
    /// The profile that reads it.
    pub(crate) fn profile(self) -> &'static str {
        match self {
            Format::Plain => "orders",
            Format::Amazon => "amazon-orders",
            Format::Ebay => "ebay-orders",
            Format::Shopify | Format::ShopifyJson => "shopify",
            Format::Woo => "woocommerce",
        }
    }

    /// What a file begins with.
    pub(crate) fn opening(self) -> &'static str {
        match self {
            Format::Plain => crate::rows::ORDERS,
            Format::Amazon => amazon::HEADER,
            Format::Ebay => ebay::HEADER,
            Format::Shopify => shopify::HEADER,
            Format::ShopifyJson => "{\"orders\": [\n",
            Format::Woo => "[\n",
        }
    }

    /// What stands between two orders.
    pub(crate) fn between(self) -> &'static [u8] {
        if self.is_json() { b",\n" } else { b"" }
    }

    /// What a file of so many records ends with.
    pub(crate) fn closing(self, records: u64) -> String {
        match self {
            Format::Plain | Format::Amazon | Format::Shopify => String::new(),
            Format::Ebay => ebay::footer(records),
            Format::ShopifyJson => "\n]}\n".to_owned(),
            Format::Woo => "\n]\n".to_owned(),
        }
    }

    fn is_json(self) -> bool {
        matches!(self, Format::ShopifyJson | Format::Woo)
    }

    /// Appends an order of a platform's format; the number of records it takes. Plain rows are written line by line elsewhere.
    pub(crate) fn write(self, sheet: &Sheet<'_>, out: &mut Vec<u8>) -> u64 {
        match self {
            Format::Plain => 0,
            Format::Amazon => amazon::write(sheet, out),
            Format::Ebay => ebay::write(sheet, out),
            Format::Shopify => shopify::write(sheet, out),
            Format::ShopifyJson => shopify_json::write(sheet, out),
            Format::Woo => woocommerce::write(sheet, out),
        }
    }

    /// The word of the export for the order's state; an order line changes when it does.
    pub(crate) fn status(self, order: &Order, life: &Life) -> &'static str {
        match self {
            Format::Plain => life.status(order.id.paper),
            Format::Amazon => amazon::status(life),
            // The report has no column for it.
            Format::Ebay => "",
            Format::Shopify | Format::ShopifyJson => shopify::status(life),
            Format::Woo => woocommerce::status(life),
        }
    }

    /// The export says that nothing was sold.
    pub(crate) fn is_void(self, life: &Life) -> bool {
        match self {
            Format::Plain | Format::Amazon => life.cancelled.is_some(),
            Format::Ebay => false,
            Format::Shopify | Format::ShopifyJson => shopify::status(life) == "voided",
            Format::Woo => woocommerce::status(life) == "cancelled",
        }
    }
}

/// What a damaged date looks like, if it is damaged.
pub(crate) fn damaged_date(sheet: &Sheet<'_>) -> Option<String> {
    let turn = sheet.turn;
    match sheet.dirt {
        Some(Dirt::DateDamaged) => Some(["########", "31/02/2026 10:00", "00:00.0"][turn % 3].to_owned()),
        // Days since 1899-12-30, as spreadsheets count.
        Some(Dirt::DateExcelSerial) => Some(format!("{}.5", sheet.life.placed.div_euclid(86_400) + 25_569)),
        _ => None,
    }
}

/// The quantity, unless it is dirty.
pub(crate) fn quantity(sheet: &Sheet<'_>, quantity: i64) -> String {
    match sheet.dirt {
        Some(Dirt::QuantityNotNumber) => ["1O", "two", "1 pc"][sheet.turn % 3].to_owned(),
        _ => quantity.to_string(),
    }
}

/// The name of a line's product, unless it is dirty.
pub(crate) fn name<'a>(sheet: &Sheet<'a>, product: usize) -> &'a str {
    match sheet.dirt {
        Some(Dirt::NameFormula) => ["=1+2", "@SUM(1+1)", "+1-1", "-2+3"][sheet.turn % 4],
        _ => &sheet.paperwork.catalogue.products[product].name,
    }
}

/// The currency, unless it is dirty.
pub(crate) fn currency(sheet: &Sheet<'_>) -> &'static str {
    match sheet.dirt {
        Some(Dirt::CurrencyNotIso) => ["RMB", "US Dollar", "EURO"][sheet.turn % 3],
        _ => crate::tables::currencies::CURRENCIES[sheet.order.currency].code,
    }
}

/// The mail address of a buyer of a shop; empty for a guest without one.
pub(crate) fn mail(order: &Order) -> String {
    match order.buyer {
        crate::order::BuyerId::Person(number) => format!("buyer{number:07}@example.com"),
        _ => String::new(),
    }
}
