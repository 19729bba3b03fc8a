//! Countries of ISO 3166-1, what files call them, and the regions they belong to.
//!
//! The table is `presets/reference/countries.csv`. A [`Country`] is where something is sold or shipped; it says nothing
//! about tax territories inside or across states.

mod names;
mod region;

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use names::{Resolved, resolve, resolve_noted};
pub use region::{Region, Union, member};

use crate::errors::{DomainError, excerpt};
use crate::table::{self, Cursor};

pub(crate) const TEXT: &str = include_str!("../../../../presets/reference/countries.csv");
pub(crate) const COUNT: usize = table::count(TEXT);

#[derive(Clone, Copy)]
pub(crate) struct Row {
    alpha2: &'static str,
    alpha3: &'static str,
    numeric: u16,
    continent: Continent,
    pub(crate) en: &'static str,
    pub(crate) zh_cn: &'static str,
    pub(crate) aliases: &'static str,
    pub(crate) note: &'static str,
}

pub(crate) static ROWS: [Row; COUNT] = read();
/// Row + 1 by the two letters of the code, 0 = no such code.
static INDEX: [u8; 26 * 26] = index();

/// The seven continents in the usual two-letter codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Continent {
    /// Africa.
    AF,
    /// Antarctica.
    AN,
    /// Asia.
    AS,
    /// Europe.
    EU,
    /// North and Central America, the Caribbean.
    NA,
    /// Australia and the Pacific.
    OC,
    /// South America.
    SA,
}

impl Continent {
    /// The two-letter code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AF => "AF",
            Self::AN => "AN",
            Self::AS => "AS",
            Self::EU => "EU",
            Self::NA => "NA",
            Self::OC => "OC",
            Self::SA => "SA",
        }
    }
}

/// A country of ISO 3166-1. One byte, ordered by alpha-2 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(u8);

impl Country {
    /// Reads an alpha-2 or alpha-3 code in any letter case, surrounding blanks ignored. Names are [`resolve`]'s.
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        let code = text.trim_ascii();
        Self::from_alpha2(code).or_else(|| Self::from_alpha3(code)).ok_or_else(|| DomainError::CountryUnknown(excerpt(code)))
    }

    /// From exactly two letters.
    pub const fn from_alpha2(code: &str) -> Option<Self> {
        match cell(code.as_bytes()) {
            Some(cell) => match INDEX[cell] {
                0 => None,
                row => Some(Self(row - 1)),
            },
            None => None,
        }
    }

    /// From exactly three letters.
    pub fn from_alpha3(code: &str) -> Option<Self> {
        if code.len() != 3 {
            return None;
        }
        ROWS.iter().position(|row| row.alpha3.eq_ignore_ascii_case(code)).map(|row| Self(row as u8))
    }

    /// The alpha-2 code.
    pub fn as_str(self) -> &'static str {
        self.row().alpha2
    }

    /// The alpha-3 code.
    pub fn alpha3(self) -> &'static str {
        self.row().alpha3
    }

    /// The numeric code (UN M49).
    pub fn numeric(self) -> u16 {
        self.row().numeric
    }

    /// English short name.
    pub fn name_en(self) -> &'static str {
        self.row().en
    }

    /// Chinese (zh-CN) short name.
    pub fn name_zh(self) -> &'static str {
        self.row().zh_cn
    }

    /// The continent.
    pub fn continent(self) -> Continent {
        self.row().continent
    }

    /// Every country by alpha-2 code.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..COUNT).map(|row| Self(row as u8))
    }

    /// A small dense number, for arrays indexed by country; below [`Country::SLOTS`], not stable between versions.
    pub const fn slot(self) -> usize {
        self.0 as usize
    }

    /// Length of an array indexed by country.
    pub const SLOTS: usize = COUNT;

    pub(crate) const fn from_row(row: usize) -> Self {
        Self(row as u8)
    }

    fn row(self) -> &'static Row {
        &ROWS[self.0 as usize]
    }
}

/// Whether a sale crosses a border: `None` while one side is unknown.
pub fn cross_border(seller: Option<Country>, buyer: Option<Country>) -> Option<bool> {
    Some(seller? != buyer?)
}

const fn cell(code: &[u8]) -> Option<usize> {
    if code.len() != 2 || !code[0].is_ascii_alphabetic() || !code[1].is_ascii_alphabetic() {
        return None;
    }
    Some((code[0].to_ascii_uppercase() - b'A') as usize * 26 + (code[1].to_ascii_uppercase() - b'A') as usize)
}

const fn read() -> [Row; COUNT] {
    const { assert!(COUNT < 255, "row numbers are one byte") };
    let empty = Row { alpha2: "", alpha3: "", numeric: 0, continent: Continent::AF, en: "", zh_cn: "", aliases: "", note: "" };
    let mut rows = [empty; COUNT];
    let mut cursor = Cursor::after_header(TEXT);
    let mut i = 0;
    while !cursor.is_done() {
        rows[i] = Row {
            alpha2: cursor.field(),
            alpha3: cursor.field(),
            numeric: table::number(cursor.field()) as u16,
            continent: continent(cursor.field()),
            en: cursor.field(),
            zh_cn: cursor.field(),
            aliases: cursor.field(),
            note: cursor.field(),
        };
        i += 1;
    }
    rows
}

const fn continent(code: &str) -> Continent {
    match code.as_bytes() {
        b"AF" => Continent::AF,
        b"AN" => Continent::AN,
        b"AS" => Continent::AS,
        b"EU" => Continent::EU,
        b"NA" => Continent::NA,
        b"OC" => Continent::OC,
        b"SA" => Continent::SA,
        _ => panic!("unknown continent in countries.csv"),
    }
}

const fn index() -> [u8; 26 * 26] {
    let mut cells = [0; 26 * 26];
    let mut previous = 0;
    let mut i = 0;
    while i < COUNT {
        match cell(ROWS[i].alpha2.as_bytes()) {
            Some(cell) => {
                assert!(i == 0 || cell > previous, "countries.csv is not in order of alpha-2 code");
                cells[cell] = i as u8 + 1;
                previous = cell;
            }
            None => panic!("a code in countries.csv is not two letters"),
        }
        i += 1;
    }
    cells
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Country {
    type Err = DomainError;

    fn from_str(text: &str) -> Result<Self, DomainError> {
        Self::parse(text)
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
