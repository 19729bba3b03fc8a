//! For which countries a rule holds: a set of bits, one for each country.

use crate::lanes::Place;
use entrepot_domain::Country;

const WORDS: usize = Country::SLOTS.div_ceil(64);

/// A set of countries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scope([u64; WORDS]);

impl Scope {
    pub const ALL: Self = Self([u64::MAX; WORDS]);
    pub const NONE: Self = Self([0; WORDS]);

    /// These places without those countries.
    pub fn of(places: &[Place], except: &[Country]) -> Self {
        let mut scope = if places.contains(&Place::Anywhere) { Self::ALL } else { Self::NONE };
        for place in places {
            if let Place::In(country) = place {
                scope.0[country.slot() / 64] |= 1 << (country.slot() % 64);
            }
        }
        for country in except {
            scope.0[country.slot() / 64] &= !(1 << (country.slot() % 64));
        }
        scope
    }

    pub fn holds(&self, country: Country) -> bool {
        self.0[country.slot() / 64] & (1 << (country.slot() % 64)) != 0
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        Country::all().any(|country| self.holds(country) && other.holds(country))
    }
}
