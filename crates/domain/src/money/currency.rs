//! Currencies: the codes of ISO 4217 with their minor units, and the withdrawn ones that old orders and rates carry.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::errors::{DomainError, excerpt};
use crate::table::{self, Cursor};

const TEXT: &str = include_str!("../../../../presets/reference/currencies.csv");
const COUNT: usize = table::count(TEXT);

struct Row {
    code: &'static str,
    minor_units: u8,
    status: CurrencyStatus,
    en: &'static str,
    zh_cn: &'static str,
}

static ROWS: [Row; COUNT] = read();
/// Row number by the three letters, 0 = no such code, otherwise row + 1.
static INDEX: [u8; 26 * 26 * 26] = index();

/// Where a code stands in ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurrencyStatus {
    /// In use.
    Active,
    /// Withdrawn; accepted because old orders and old rates carry it.
    Historic,
    /// Fund, metal or test code; never the currency of an order.
    Special,
}

/// A currency of ISO 4217, active or historic. One byte, ordered by code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(u8);

impl Currency {
    /// The euro, the pivot of the reference rates.
    pub const EUR: Self = Self::known("EUR");
    /// The US dollar.
    pub const USD: Self = Self::known("USD");
    /// The pound sterling.
    pub const GBP: Self = Self::known("GBP");
    /// The renminbi.
    pub const CNY: Self = Self::known("CNY");

    /// A code known while compiling; an unknown one does not compile when used for a constant.
    pub const fn known(code: &'static str) -> Self {
        match position(code.as_bytes()) {
            Some(row) => Self(row),
            None => panic!("not a currency of ISO 4217"),
        }
    }

    /// Reads a three-letter code in any letter case, with surrounding blanks ignored.
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        let code = text.trim_ascii();
        if let Some(row) = position(code.as_bytes()) {
            if matches!(ROWS[row as usize].status, CurrencyStatus::Special) {
                return Err(DomainError::CurrencySpecial(excerpt(code)));
            }
            return Ok(Self(row));
        }
        if code.eq_ignore_ascii_case("CNH") || code.eq_ignore_ascii_case("RMB") {
            return Err(DomainError::CurrencyRenminbi(excerpt(code)));
        }
        Err(DomainError::CurrencyUnknown(excerpt(code)))
    }

    /// The three-letter code.
    pub fn as_str(self) -> &'static str {
        ROWS[self.0 as usize].code
    }

    /// Digits after the decimal point in daily use: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn minor_units(self) -> u8 {
        ROWS[self.0 as usize].minor_units
    }

    /// Active or historic.
    pub fn status(self) -> CurrencyStatus {
        ROWS[self.0 as usize].status
    }

    /// English name.
    pub fn name_en(self) -> &'static str {
        ROWS[self.0 as usize].en
    }

    /// Chinese (zh-CN) name.
    pub fn name_zh(self) -> &'static str {
        ROWS[self.0 as usize].zh_cn
    }

    /// Every currency that an order can carry, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..COUNT).filter(|&row| !matches!(ROWS[row].status, CurrencyStatus::Special)).map(|row| Self(row as u8))
    }

    /// A small dense number, for arrays indexed by currency; below [`Currency::SLOTS`], not stable between versions.
    pub(crate) fn slot(self) -> usize {
        self.0 as usize
    }

    /// Length of an array indexed by currency.
    pub(crate) const SLOTS: usize = COUNT;
}

const fn position(code: &[u8]) -> Option<u8> {
    match cell(code) {
        Some(cell) => match INDEX[cell] {
            0 => None,
            row => Some(row - 1),
        },
        None => None,
    }
}

const fn cell(code: &[u8]) -> Option<usize> {
    if code.len() != 3 {
        return None;
    }
    let mut cell = 0;
    let mut i = 0;
    while i < 3 {
        let letter = code[i].to_ascii_uppercase();
        if !letter.is_ascii_uppercase() {
            return None;
        }
        cell = cell * 26 + (letter - b'A') as usize;
        i += 1;
    }
    Some(cell)
}

const fn read() -> [Row; COUNT] {
    const { assert!(COUNT < 255, "row numbers are one byte") };
    let mut rows = [const { Row { code: "", minor_units: 0, status: CurrencyStatus::Active, en: "", zh_cn: "" } }; COUNT];
    let mut cursor = Cursor::after_header(TEXT);
    let mut i = 0;
    while !cursor.is_done() {
        let code = cursor.field();
        let minor_units = table::number(cursor.field()) as u8;
        let status = match cursor.field().as_bytes() {
            b"active" => CurrencyStatus::Active,
            b"historic" => CurrencyStatus::Historic,
            b"special" => CurrencyStatus::Special,
            _ => panic!("unknown status in currencies.csv"),
        };
        let en = cursor.field();
        let zh_cn = cursor.field();
        rows[i] = Row { code, minor_units, status, en, zh_cn };
        i += 1;
    }
    rows
}

const fn index() -> [u8; 26 * 26 * 26] {
    let mut cells = [0; 26 * 26 * 26];
    let mut previous = 0;
    let mut i = 0;
    while i < COUNT {
        match cell(ROWS[i].code.as_bytes()) {
            Some(cell) => {
                assert!(i == 0 || cell > previous, "currencies.csv is not in order of code");
                cells[cell] = i as u8 + 1;
                previous = cell;
            }
            None => panic!("a code in currencies.csv is not three letters"),
        }
        i += 1;
    }
    cells
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Currency {
    type Err = DomainError;

    fn from_str(text: &str) -> Result<Self, DomainError> {
        Self::parse(text)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_any_case_and_printed_in_capitals() {
        let euro = Currency::parse(" eur ").unwrap();
        assert_eq!(euro, Currency::EUR);
        assert_eq!(euro.to_string(), "EUR");
        assert_eq!((euro.minor_units(), euro.name_zh()), (2, "欧元"));
        assert_eq!(Currency::parse("JPY").unwrap().minor_units(), 0);
        assert_eq!(Currency::parse("KWD").unwrap().minor_units(), 3);
    }

    #[test]
    fn renminbi_under_other_names_is_told_to_be_cny() {
        for name in ["CNH", "RMB", "rmb"] {
            let error = Currency::parse(name).unwrap_err();
            assert_eq!(error.code(), "currency_unknown");
            assert!(error.hint().contains("CNY"), "{}", error.hint());
        }
    }

    #[test]
    fn what_is_no_money_is_refused() {
        for text in ["", "EU", "EURO", "ABC", "€", "E1R", "XYZ"] {
            assert_eq!(Currency::parse(text).unwrap_err().code(), "currency_unknown", "{text}");
        }
        for text in ["XXX", "XAU", "XTS"] {
            assert_eq!(Currency::parse(text).unwrap_err().code(), "currency_special", "{text}");
        }
    }

    #[test]
    fn withdrawn_currencies_are_historic() {
        for code in ["TRL", "ROL", "CYP", "HRK", "BGN", "DEM", "SIT"] {
            assert_eq!(Currency::parse(code).unwrap().status(), CurrencyStatus::Historic, "{code}");
        }
        assert!(Currency::all().all(|currency| Currency::parse(currency.as_str()) == Ok(currency)));
    }
}
