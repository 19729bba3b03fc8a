//! Texts to typed values, by what the column means. A value that cannot be one is a reason, never a guess.

use crate::batch::Cell;
use crate::reasons::{CURRENCY_UNKNOWN, GTIN_CHECK, HS_FORMAT, ID_SCIENTIFIC, NUMBER_FORMAT, NUMBER_RANGE, Reason, VALUE_UNKNOWN};
use entrepot_domain::Currency;
use entrepot_domain::country::resolve;
use entrepot_domain::ids::{Gtin, HsCode};
use entrepot_domain::money::{DecimalStyle, MicrosError, to_micros};
use entrepot_lake::schema::Kind;
use std::collections::HashMap;

/// What a text column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Any text.
    Plain,
    /// An id: must not have been through scientific notation.
    Id,
    /// A country, by code or name; what names no single country becomes null.
    Country,
    /// ISO 4217.
    Currency,
    /// One of a fixed list.
    OneOf(&'static [(&'static str, &'static str)]),
    /// Harmonised System code.
    Hs,
    /// GS1 GTIN.
    Gtin,
}

const MODES: &[(&str, &str)] = &[("b2c", "b2c"), ("b2b", "b2b"), ("b2b2c", "b2b2c")];
const CUSTOMER_TYPES: &[(&str, &str)] = &[
    ("person", "person"),
    ("individual", "person"),
    ("consumer", "person"),
    ("b2c", "person"),
    ("business", "business"),
    ("company", "business"),
    ("wholesale", "business"),
    ("b2b", "business"),
];
const LINE_KINDS: &[(&str, &str)] = &[
    ("sale", "sale"),
    ("return", "return"),
    ("refund", "return"),
    ("adjustment", "adjustment"),
    ("stock", "stock"),
    ("cancelled", "cancelled"),
];
const STOCK_KINDS: &[(&str, &str)] = &[("level", "level"), ("move", "move")];
const COMPONENTS: &[(&str, &str)] =
    &[("goods", "goods"), ("shipping", "shipping"), ("discount", "discount"), ("fee", "fee"), ("tax", "tax"), ("other", "other")];

/// The meaning of a column of a lake table.
#[must_use]
pub fn meaning(table: &str, column: &str) -> Meaning {
    match (table, column) {
        (_, "country" | "seller_country" | "from_country" | "to_country" | "origin") => Meaning::Country,
        (_, "currency" | "cost_currency") => Meaning::Currency,
        (_, "mode") => Meaning::OneOf(MODES),
        (_, "customer_type") => Meaning::OneOf(CUSTOMER_TYPES),
        ("lines" | "trades", "kind") => Meaning::OneOf(LINE_KINDS),
        ("stock", "kind") => Meaning::OneOf(STOCK_KINDS),
        ("lines", "component") => Meaning::OneOf(COMPONENTS),
        (_, "hs_code") => Meaning::Hs,
        (_, "gtin") => Meaning::Gtin,
        (_, c) if c.ends_with("_id") || c == "sku" || c == "tracking" => Meaning::Id,
        _ => Meaning::Plain,
    }
}

/// Texts seen before, so that a country name is looked up once.
#[derive(Debug, Default)]
pub struct Seen {
    countries: HashMap<Vec<u8>, Option<&'static str>>,
}

impl Seen {
    /// The ISO code of a country text.
    pub fn country(&mut self, text: &[u8]) -> Option<&'static str> {
        if let Some(known) = self.countries.get(text) {
            return *known;
        }
        let code = std::str::from_utf8(text).ok().and_then(|t| resolve(t).country()).map(|c| c.as_str());
        if self.countries.len() > 10_000 {
            self.countries.clear();
        }
        self.countries.insert(text.to_vec(), code);
        code
    }
}

/// Reads a text column.
///
/// # Errors
/// The reason why the value cannot stand there.
pub fn text<'a>(meaning: Meaning, value: &'a [u8], seen: &mut Seen) -> Result<Cell<'a>, &'static Reason> {
    match meaning {
        Meaning::Plain => Ok(Cell::Text(value)),
        Meaning::Id if scientific(value) => Err(&ID_SCIENTIFIC),
        Meaning::Id => Ok(Cell::Text(value)),
        Meaning::Country => Ok(seen.country(value).map_or(Cell::Null, |c| Cell::Text(c.as_bytes()))),
        Meaning::Currency => std::str::from_utf8(value)
            .ok()
            .and_then(|t| Currency::parse(t).ok())
            .map(|c| Cell::Text(c.as_str().as_bytes()))
            .ok_or(&CURRENCY_UNKNOWN),
        Meaning::OneOf(list) => list
            .iter()
            .find(|(name, _)| name.as_bytes().eq_ignore_ascii_case(value))
            .map(|(_, stored)| Cell::Text(stored.as_bytes()))
            .ok_or(&VALUE_UNKNOWN),
        Meaning::Hs => {
            let valid = std::str::from_utf8(value).ok().is_some_and(|t| HsCode::parse(t).is_ok());
            if valid { Ok(Cell::Text(value)) } else { Err(&HS_FORMAT) }
        }
        Meaning::Gtin => {
            let valid = std::str::from_utf8(value).ok().is_some_and(|t| Gtin::parse(t).is_ok());
            if valid { Ok(Cell::Text(value)) } else { Err(if scientific(value) { &ID_SCIENTIFIC } else { &GTIN_CHECK }) }
        }
    }
}

/// `8.9E+12`: digits, a point, an exponent with a sign.
fn scientific(value: &[u8]) -> bool {
    let Some(e) = value.iter().position(|b| matches!(b, b'E' | b'e')) else { return false };
    let (head, tail) = (&value[..e], &value[e + 1..]);
    head.first().is_some_and(u8::is_ascii_digit)
        && head.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
        && head.iter().any(|b| matches!(b, b'.' | b','))
        && tail.len() >= 2
        && matches!(tail[0], b'+' | b'-')
        && tail[1..].iter().all(u8::is_ascii_digit)
}

/// Reads DECIMAL(18,6), times a whole factor.
///
/// # Errors
/// `number.format`, `number.range`.
pub fn amount(value: &[u8], style: DecimalStyle, factor: i128) -> Result<i128, &'static Reason> {
    match to_micros(value, style) {
        Ok(n) => Ok(n * factor),
        Err(MicrosError::Overflow | MicrosError::Precision) => Err(&NUMBER_RANGE),
        Err(_) => Err(&NUMBER_FORMAT),
    }
}

/// Reads DECIMAL(18,9): up to nine digits before and after the point.
///
/// # Errors
/// `number.format`, `number.range`.
pub fn rate(value: &[u8]) -> Result<i128, &'static Reason> {
    let text = std::str::from_utf8(value).map_err(|_| &NUMBER_FORMAT)?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return Err(&NUMBER_FORMAT);
    }
    if whole.len() > 9 || fraction.len() > 9 {
        return Err(&NUMBER_RANGE);
    }
    format!("{whole}{fraction:0<9}").parse().map_err(|_| &NUMBER_RANGE)
}

/// Reads the small types.
///
/// # Errors
/// `number.format`, `value.unknown`.
pub fn small<'a>(kind: Kind, value: &[u8]) -> Result<Cell<'a>, &'static Reason> {
    let text = std::str::from_utf8(value).map_err(|_| &NUMBER_FORMAT)?;
    match kind {
        Kind::Bool => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "y" => Ok(Cell::Bool(true)),
            "false" | "0" | "no" | "n" => Ok(Cell::Bool(false)),
            _ => Err(&VALUE_UNKNOWN),
        },
        _ => text.parse().map(Cell::Int).map_err(|_| &NUMBER_FORMAT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_ids_are_noticed_and_ordinary_ones_are_not() {
        for bad in ["8.90E+12", "4,01E+12", "6.9e+08"] {
            assert!(scientific(bad.as_bytes()), "{bad}");
        }
        for good in ["85123E", "1E+10", "A.1E+2", "12.5", "536365", "9E-7"] {
            assert!(!scientific(good.as_bytes()), "{good}");
        }
    }

    #[test]
    fn rates_have_nine_decimals() {
        assert_eq!(rate(b"20275.17"), Ok(20_275_170_000_000));
        assert_eq!(rate(b"0.000000001"), Ok(1));
        assert_eq!(rate(b"-1"), Err(&NUMBER_FORMAT));
        assert_eq!(rate(b"1.0000000001"), Err(&NUMBER_RANGE));
    }

    #[test]
    fn countries_resolve_or_stay_unknown() {
        let mut seen = Seen::default();
        for (name, code) in
            [("EIRE", Some("IE")), ("RSA", Some("ZA")), ("European Community", None), ("Unspecified", None), ("德国", Some("DE"))]
        {
            assert_eq!(seen.country(name.as_bytes()), code, "{name}");
            assert_eq!(seen.country(name.as_bytes()), code, "{name} again");
        }
    }
}
