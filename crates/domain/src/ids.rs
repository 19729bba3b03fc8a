//! Typed ids and the codes of goods: GTIN and HS code.
//!
//! An id is the text of its source, unchanged; the types only keep a trade's id from being used as a line's. How keys
//! are hashed for the lake is the lake's business.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::errors::{DomainError, excerpt};

/// Longest id in bytes.
pub const ID_MAX: usize = 200;

fn checked(what: &'static str, text: &str) -> Result<Box<str>, DomainError> {
    let text = text.trim();
    let reason = if text.is_empty() {
        "it is empty"
    } else if text.len() > ID_MAX {
        "it is longer than 200 bytes"
    } else if text.chars().any(char::is_control) {
        "it holds a control character"
    } else {
        return Ok(text.into());
    };
    Err(DomainError::Id { what, text: excerpt(text), reason })
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks and wraps the source's text; surrounding blanks are dropped.
            pub fn new(text: &str) -> Result<Self, DomainError> {
                checked($what, text).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = DomainError;

            fn from_str(text: &str) -> Result<Self, DomainError> {
                Self::new(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::new(&text).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A document: an order, an invoice, a credit note.
    TradeId = "trade id";
    /// A line of a document.
    LineId = "line id";
    /// A stock keeping unit.
    Sku = "SKU";
    /// A seller, buyer, carrier, platform or authority.
    PartyId = "party id";
    /// A lot of goods bought or made together.
    LotId = "lot id";
    /// A parcel or consignment.
    ShipmentId = "shipment id";
    /// A charge.
    ChargeId = "charge id";
    /// A stock level or move.
    StockId = "stock id";
    /// A payout of a platform or payment provider.
    PayoutId = "payout id";
    /// A contact with a customer.
    TouchId = "touch id";
    /// A service case, complaint or review.
    CaseId = "case id";
    /// A warehouse.
    WarehouseId = "warehouse id";
    /// A rule of a dated rule table.
    RuleId = "rule id";
}

/// An import, numbered by the operational store from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImportId(pub i64);

impl fmt::Display for ImportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A Global Trade Item Number of 8, 12, 13 or 14 digits with a valid check digit (GS1 General Specifications).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gtin(Box<str>);

impl Gtin {
    /// Reads the digits; surrounding blanks are dropped.
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        let digits = text.trim();
        let wrong = |reason| DomainError::Gtin { text: excerpt(digits), reason };
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong("it holds a character that is no digit"));
        }
        if !matches!(digits.len(), 8 | 12 | 13 | 14) {
            return Err(wrong("it does not have 8, 12, 13 or 14 digits"));
        }
        let (body, check) = digits.split_at(digits.len() - 1);
        if check.bytes().next() != Some(b'0' + gtin_check_digit(body.as_bytes())) {
            return Err(wrong("its check digit is wrong"));
        }
        Ok(Self(digits.into()))
    }

    /// The digits as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The 14-digit form, in which equal products compare equal.
    pub fn to_gtin14(&self) -> String {
        format!("{:0>14}", self.0)
    }
}

/// The check digit (0 to 9) for ASCII digits without theirs: weights 3 and 1 from the right.
pub fn gtin_check_digit(body: &[u8]) -> u8 {
    let sum: u32 = body.iter().rev().enumerate().map(|(i, byte)| u32::from(byte.wrapping_sub(b'0')) * if i % 2 == 0 { 3 } else { 1 }).sum();
    ((10 - sum % 10) % 10) as u8
}

/// A Harmonized System code: 6 digits worldwide, up to 10 with national subdivisions. Stored without dots.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HsCode(Box<str>);

impl HsCode {
    /// Reads `6109.10.00` or `61091000`; dots and spaces are dropped. Whether the code exists is not checked here.
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        let wrong = |reason| DomainError::HsCode { text: excerpt(text), reason };
        if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b' ') {
            return Err(wrong("it holds a character that is no digit"));
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if !(6..=10).contains(&digits.len()) {
            return Err(wrong("it does not have 6 to 10 digits"));
        }
        if digits.starts_with("00") {
            return Err(wrong("its chapter is 00"));
        }
        Ok(Self(digits.into()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The international subheading: the first 6 digits.
    pub fn hs6(&self) -> &str {
        &self.0[..6]
    }

    /// The chapter: the first 2 digits.
    pub fn chapter(&self) -> &str {
        &self.0[..2]
    }
}

macro_rules! as_text {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = DomainError;

            fn from_str(text: &str) -> Result<Self, DomainError> {
                Self::parse(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

as_text! { Gtin HsCode }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_the_text_of_their_source() {
        assert_eq!(TradeId::new(" 536365 ").unwrap().as_str(), "536365");
        assert_eq!(Sku::new("007").unwrap().as_str(), "007");
        for text in ["", "  ", "a\u{0}b", "a\nb"] {
            assert_eq!(LotId::new(text).unwrap_err().code(), "id_malformed", "{text:?}");
        }
        assert!(LotId::new(&"x".repeat(200)).is_ok());
        assert!(LotId::new(&"x".repeat(201)).is_err());
    }

    #[test]
    fn gtins_of_the_gs1_specification() {
        // Examples of the GS1 check digit calculator and of the four lengths.
        for text in ["96385074", "614141000036", "6291041500213", "10614141000415"] {
            assert_eq!(Gtin::parse(text).unwrap().as_str(), text, "{text}");
        }
        assert_eq!(Gtin::parse("614141000036").unwrap().to_gtin14(), "00614141000036");
        for text in ["6291041500214", "629104150021", "", "62910415002l3", "123456789"] {
            assert_eq!(Gtin::parse(text).unwrap_err().code(), "gtin_malformed", "{text}");
        }
    }

    #[test]
    fn every_wrong_check_digit_is_refused() {
        for digit in 0..10 {
            let text = format!("629104150021{digit}");
            assert_eq!(Gtin::parse(&text).is_ok(), digit == 3, "{text}");
        }
    }

    #[test]
    fn hs_codes() {
        let code = HsCode::parse("6109.10.0012").unwrap();
        assert_eq!((code.as_str(), code.hs6(), code.chapter()), ("6109100012", "610910", "61"));
        for text in ["61091", "61091000123", "6109.1a", "001234", ""] {
            assert_eq!(HsCode::parse(text).unwrap_err().code(), "hs_code_malformed", "{text}");
        }
    }
}
