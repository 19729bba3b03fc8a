//! The columns of the plain formats and how a row of each is written.
//!
//! Writes bytes into a buffer; knows nothing of files. Text that needs quoting is quoted where it is made.

use crate::catalogue::Catalogue;
use crate::clock::{Clock, Stamps};
use crate::dirt::Dirt;
use crate::formats::ebay::username;
use crate::order::{BuyerId, Life, Order, Paper, padded};
use crate::tables::countries::{COUNTRIES, NO_COUNTRY};
use crate::tables::currencies::CURRENCIES;
use crate::tables::hubs::HUBS;
use crate::tables::platforms::{CATEGORIES, CHANNELS, Dialect, Export, PLATFORMS};

/// Header of `orders`.
pub(crate) const ORDERS: &str = "order_id,line_id,order_time,kind,mode,platform,channel,seller_id,seller_country,\
buyer_id,customer_type,country,sku,product_name,category,quantity,unit_price,currency,discount,tax,shipping,status,\
incoterm,parent_order_id,lot_id,paid_at,shipped_at,delivered_at,promised_at,refunded_at,cancelled_at\n";
/// Header of `products`.
pub(crate) const PRODUCTS: &str = "sku,name,category,cost,cost_currency,weight_g,length_mm,width_mm,height_mm,hs_code,origin,gtin\n";
/// Header of `stock`.
pub(crate) const STOCK: &str = "stock_id,kind,sku,warehouse,lot_id,quantity,reason,order_id,time\n";
/// Header of `shipments`.
pub(crate) const SHIPMENTS: &str = "shipment_id,order_id,carrier,lane,from_country,to_country,shipped_at,\
delivered_at,promised_at,weight_g,charged_weight_g,cost,currency,status,tracking\n";
/// Header of `fx`.
pub(crate) const FX: &str = "day,currency,rate\n";

/// What a row is written from besides the order.
pub(crate) struct Paperwork<'a> {
    pub catalogue: &'a Catalogue,
    pub stamps: &'a Stamps,
}

/// Appends an amount of minor units as a plain decimal.
pub(crate) fn money(minor: i128, digits: u32, out: &mut Vec<u8>) {
    if minor < 0 {
        out.push(b'-');
    }
    let unit = 10_u128.pow(digits);
    let whole = minor.unsigned_abs();
    padded((whole / unit) as u64, 1, out);
    if digits > 0 {
        out.push(b'.');
        padded((whole % unit) as u64, digits as usize, out);
    }
}

/// Appends a whole number.
pub(crate) fn whole(value: i64, out: &mut Vec<u8>) {
    money(value.into(), 0, out);
}

/// How an order's export writes its instants.
pub(crate) fn clock(order: &Order) -> Clock {
    match PLATFORMS[order.platform].dialect {
        Dialect::NameShanghai => Clock::Local,
        Dialect::Code | Dialect::Name => Clock::Offset(order.offset_min),
    }
}

impl Paperwork<'_> {
    /// Appends one row of `orders`: line `place` of an order as `life` tells it. `turn` varies the dirt.
    pub(crate) fn order_row(&self, order: &Order, place: usize, life: &Life, dirt: Option<Dirt>, turn: usize, out: &mut Vec<u8>) {
        let start = out.len();
        self.head(order, place, life, dirt, turn, out);
        if dirt == Some(Dirt::RowTruncated) {
            // The disk was full, or somebody cut the file: the row ends in the middle.
            out.truncate(start + (out.len() - start) * 2 / 3);
        } else {
            self.tail(order, place, life, dirt, turn, out);
        }
        out.push(b'\n');
    }

    /// Columns `order_id` to `category`.
    fn head(&self, order: &Order, place: usize, life: &Life, dirt: Option<Dirt>, turn: usize, out: &mut Vec<u8>) {
        let platform = &PLATFORMS[order.platform];
        let line = &order.lines[place];
        let product = &self.catalogue.products[line.product];
        order.id.write(out);
        out.push(b',');
        padded(line.number.into(), 1, out);
        out.push(b',');
        self.order_time(order, life, dirt, turn, out);
        out.push(b',');
        // Exports with country names leave the kind of a plain sale empty.
        if order.id.paper != Paper::Sale || platform.dialect == Dialect::Code {
            out.extend_from_slice(order.id.paper.slug().as_bytes());
        }
        text(out, order.mode.slug());
        text(out, platform.sold_on());
        text(out, CHANNELS[order.channel]);
        text(out, order.seller_id);
        text(out, order.seller_country);
        out.push(b',');
        match order.export() {
            Export::Ebay => out.extend_from_slice(username(order).as_bytes()),
            _ => buyer(order.buyer, out),
        }
        text(out, order.customer_type);
        text(out, country(order, dirt, turn));
        text(out, if dirt == Some(Dirt::SkuLostZeros) { product.sku.trim_start_matches('0') } else { &product.sku });
        text(
            out,
            match (dirt, order.id.paper) {
                (Some(Dirt::NameFormula), _) => ["=1+2", "@SUM(1+1)", "+1-1", "-2+3"][turn % 4],
                (_, Paper::Adjustment) => "Goodwill credit",
                _ => &product.name_csv,
            },
        );
        text(out, CATEGORIES[product.category]);
    }

    /// Columns `quantity` to `cancelled_at`.
    fn tail(&self, order: &Order, place: usize, life: &Life, dirt: Option<Dirt>, turn: usize, out: &mut Vec<u8>) {
        let line = &order.lines[place];
        let currency = &CURRENCIES[order.currency];
        out.push(b',');
        match dirt {
            Some(Dirt::QuantityNegative) => whole(-line.quantity, out),
            Some(Dirt::QuantityNotNumber) => out.extend_from_slice(["1O", "two", "1 pc"][turn % 3].as_bytes()),
            _ => whole(line.quantity, out),
        }
        out.push(b',');
        money(line.unit_price.into(), currency.digits, out);
        text(
            out,
            match dirt {
                Some(Dirt::CurrencyNotIso) => ["RMB", "US Dollar", "EURO"][turn % 3],
                Some(Dirt::CurrencyBlank) => "",
                _ => currency.code,
            },
        );
        for amount in [line.discount, line.tax, line.shipping] {
            out.push(b',');
            money(amount.into(), currency.digits, out);
        }
        text(out, life.status(order.id.paper));
        text(out, order.incoterm);
        out.push(b',');
        if let Some(parent) = order.parent {
            parent.write(out);
        }
        out.push(b',');
        if let Some(lot) = line.lot {
            lot.write(out);
        }
        let (mut shipped, mut delivered) = (life.shipped, life.delivered);
        if dirt == Some(Dirt::DeliveredBeforeShipped) {
            std::mem::swap(&mut shipped, &mut delivered);
        }
        for at in [life.paid, shipped, delivered, life.promised, life.refunded, life.cancelled] {
            out.push(b',');
            if let Some(at) = at {
                self.stamps.write(at, clock(order), out);
            }
        }
    }

    fn order_time(&self, order: &Order, life: &Life, dirt: Option<Dirt>, turn: usize, out: &mut Vec<u8>) {
        match dirt {
            Some(Dirt::DateExcelSerial) => {
                // Days since 1899-12-30, as spreadsheets count.
                whole(life.placed.div_euclid(86_400) + 25_569, out);
                out.extend_from_slice([".5", ".41667", ""][turn % 3].as_bytes());
            }
            Some(Dirt::DateDamaged) => {
                out.extend_from_slice(["########", "31/02/2026 10:00", "00:00.0"][turn % 3].as_bytes());
            }
            Some(Dirt::DateFuture) => out.extend_from_slice(b"2099-12-31T00:00:00+00:00"),
            _ => self.stamps.write(life.placed, clock(order), out),
        }
    }
}

/// Appends a comma and text that needs no quoting (or is quoted already).
pub(crate) fn text(out: &mut Vec<u8>, value: &str) {
    out.push(b',');
    out.extend_from_slice(value.as_bytes());
}

fn buyer(buyer: BuyerId, out: &mut Vec<u8>) {
    match buyer {
        BuyerId::Guest => {}
        BuyerId::Person(number) => {
            out.extend_from_slice(b"C-");
            padded(number.into(), 7, out);
        }
        BuyerId::Business(number) => {
            out.extend_from_slice(b"B-");
            padded(number.into(), 7, out);
        }
        BuyerId::Partner(hub) => {
            out.extend_from_slice(b"P-");
            out.extend_from_slice(HUBS[hub].partner.as_bytes());
        }
    }
}

/// The country as this export writes it. Spellings with a comma are quoted.
fn country(order: &Order, dirt: Option<Dirt>, turn: usize) -> &'static str {
    let country = &COUNTRIES[order.country];
    match dirt {
        Some(Dirt::CountryUnknown) => NO_COUNTRY[turn / 14 % NO_COUNTRY.len()],
        Some(Dirt::CountrySpelling) => match country.spellings[turn % country.spellings.len()] {
            "Korea, Republic of" => "\"Korea, Republic of\"",
            spelling => spelling,
        },
        _ if PLATFORMS[order.platform].dialect == Dialect::Code => country.code,
        _ => country.name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_the_digits_of_its_currency() {
        let text = |minor, digits| {
            let mut out = Vec::new();
            money(minor, digits, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(text(1_999, 2), "19.99");
        assert_eq!(text(-5, 2), "-0.05");
        assert_eq!(text(1_980, 0), "1980");
        assert_eq!(text(0, 3), "0.000");
        assert_eq!(text(123_456_789_012_345, 2), "1234567890123.45");
    }

    #[test]
    fn headers_are_the_plain_formats() {
        assert_eq!(ORDERS.trim_end().split(',').count(), 31);
        assert_eq!(PRODUCTS.trim_end().split(',').count(), 12);
        assert_eq!(STOCK.trim_end().split(',').count(), 9);
        assert_eq!(SHIPMENTS.trim_end().split(',').count(), 15);
        assert!(!ORDERS.contains(' ') && !SHIPMENTS.contains(' '));
    }

    #[test]
    fn spellings_that_need_quotes_get_them() {
        let with_comma = COUNTRIES.iter().flat_map(|c| c.spellings).filter(|s| s.contains(',')).count();
        assert_eq!(with_comma, 1, "quote the new one in `country`");
    }
}
