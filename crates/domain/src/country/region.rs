//! Regions that sales are sliced by, and membership in unions of states on a given day.
//!
//! `EU27` and `ASEAN10` are fixed sets, so that a chart over many years compares the same countries: the 27 members of
//! the EU since 2020-02-01, and the ten of ASEAN before its eleventh joined on 2025-10-26. Whether a country was a
//! member on a day is [`member`].

use super::{Continent, Country};
use crate::day::Day;
use crate::table::{self, Cursor};

const TEXT: &str = include_str!("../../../../presets/reference/memberships.csv");
const COUNT: usize = table::count(TEXT);

#[derive(Clone, Copy)]
struct Membership {
    union: Union,
    country: Country,
    from: Day,
    until: Option<Day>,
}

static MEMBERSHIPS: [Membership; COUNT] = read();

/// A union of states whose members come and go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Union {
    /// The European Union and the communities before it.
    Eu,
    /// The Association of Southeast Asian Nations.
    Asean,
}

/// A region of the sales reports; every country is in exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Region {
    /// The 27 members of the European Union since 2020-02-01.
    Eu27,
    /// The ten members of ASEAN before 2025-10-26.
    Asean10,
    /// The rest of a continent.
    Rest(Continent),
}

impl Region {
    /// Every region in report order.
    pub const ALL: [Self; 9] = [
        Self::Eu27,
        Self::Asean10,
        Self::Rest(Continent::EU),
        Self::Rest(Continent::AS),
        Self::Rest(Continent::NA),
        Self::Rest(Continent::SA),
        Self::Rest(Continent::OC),
        Self::Rest(Continent::AF),
        Self::Rest(Continent::AN),
    ];

    /// The name used as a slice's key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eu27 => "EU27",
            Self::Asean10 => "ASEAN10",
            Self::Rest(Continent::EU) => "Other Europe",
            Self::Rest(Continent::AS) => "Other Asia",
            Self::Rest(Continent::NA) => "North America",
            Self::Rest(Continent::SA) => "South America",
            Self::Rest(Continent::OC) => "Oceania",
            Self::Rest(Continent::AF) => "Africa",
            Self::Rest(Continent::AN) => "Antarctica",
        }
    }

    /// The name in simplified Chinese.
    pub const fn name_zh(self) -> &'static str {
        match self {
            Self::Eu27 => "欧盟 27 国",
            Self::Asean10 => "东盟 10 国",
            Self::Rest(Continent::EU) => "欧洲其他",
            Self::Rest(Continent::AS) => "亚洲其他",
            Self::Rest(Continent::NA) => "北美洲",
            Self::Rest(Continent::SA) => "南美洲",
            Self::Rest(Continent::OC) => "大洋洲",
            Self::Rest(Continent::AF) => "非洲",
            Self::Rest(Continent::AN) => "南极洲",
        }
    }
}

impl Country {
    /// The region of the sales reports.
    pub fn region(self) -> Region {
        if self.in_eu27() {
            Region::Eu27
        } else if self.in_asean10() {
            Region::Asean10
        } else {
            Region::Rest(self.continent())
        }
    }

    /// One of the 27 members of the EU since 2020-02-01.
    pub fn in_eu27(self) -> bool {
        const DAY: Day = day("2020-02-01");
        member(self, Union::Eu, DAY)
    }

    /// One of the ten members of ASEAN before 2025-10-26.
    pub fn in_asean10(self) -> bool {
        const DAY: Day = day("2025-10-25");
        member(self, Union::Asean, DAY)
    }
}

/// Whether a country was a member of a union on a day, the first and the last day included.
pub fn member(country: Country, union: Union, day: Day) -> bool {
    MEMBERSHIPS
        .iter()
        .any(|row| row.country == country && row.union == union && row.from <= day && row.until.is_none_or(|until| day <= until))
}

const fn day(text: &str) -> Day {
    match Day::parse_bytes(text.as_bytes()) {
        Some(day) => day,
        None => panic!("not a day"),
    }
}

const fn read() -> [Membership; COUNT] {
    let empty = Membership { union: Union::Eu, country: Country::from_row(0), from: Day(0), until: None };
    let mut rows = [empty; COUNT];
    let mut cursor = Cursor::after_header(TEXT);
    let mut i = 0;
    while !cursor.is_done() {
        let union = match cursor.field().as_bytes() {
            b"EU" => Union::Eu,
            b"ASEAN" => Union::Asean,
            _ => panic!("unknown region in memberships.csv"),
        };
        let country = match Country::from_alpha2(cursor.field()) {
            Some(country) => country,
            None => panic!("unknown country in memberships.csv"),
        };
        let from = day(cursor.field());
        let until = cursor.field();
        rows[i] = Membership { union, country, from, until: if until.is_empty() { None } else { Some(day(until)) } };
        i += 1;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Country {
        Country::parse(code).unwrap()
    }

    #[test]
    fn regions_have_their_number_of_members() {
        assert_eq!(Country::all().filter(|country| country.in_eu27()).count(), 27);
        assert_eq!(Country::all().filter(|country| country.in_asean10()).count(), 10);
        assert_eq!(country("DE").region().as_str(), "EU27");
        assert_eq!(country("VN").region().as_str(), "ASEAN10");
        assert_eq!(country("GB").region().as_str(), "Other Europe");
        assert_eq!(country("CN").region().as_str(), "Other Asia");
        assert!(Country::all().all(|country| Region::ALL.contains(&country.region())));
    }

    #[test]
    fn membership_ends_and_begins_on_its_day() {
        let gb = country("GB");
        assert!(member(gb, Union::Eu, day("2020-01-31")));
        assert!(!member(gb, Union::Eu, day("2020-02-01")));
        assert!(!member(gb, Union::Eu, day("1972-12-31")));
        let hr = country("HR");
        assert!(!member(hr, Union::Eu, day("2013-06-30")));
        assert!(member(hr, Union::Eu, day("2013-07-01")));
        assert!(member(country("TL"), Union::Asean, day("2025-10-26")));
        assert!(!country("TL").in_asean10());
    }

    #[test]
    fn borders() {
        let (cn, us) = (country("CN"), country("US"));
        assert_eq!(super::super::cross_border(Some(cn), Some(us)), Some(true));
        assert_eq!(super::super::cross_border(Some(cn), Some(cn)), Some(false));
        assert_eq!(super::super::cross_border(Some(cn), None), None);
        assert_eq!(super::super::cross_border(None, Some(us)), None);
    }
}
