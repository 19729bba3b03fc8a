//! All customs territories and import taxes: the shipped ones, and a home's own in their place or beside them.

use super::assess::{Assessed, Entry, Gap, Line};
use super::shipped::{TAXES, TERRITORIES};
use super::taxes::{Tax, Taxes};
use super::territory::Territory;
use crate::error::RuleError;
use entrepot_domain::{Country, Day};

/// Everything that is known about the border.
#[derive(Debug)]
pub struct CustomsBook {
    territories: Vec<Territory>,
    taxes: Taxes,
}

impl CustomsBook {
    /// The shipped tables.
    ///
    /// # Errors
    /// [`RuleError`]; a test keeps it from happening.
    pub fn shipped() -> Result<Self, RuleError> {
        let mut territories = Vec::new();
        for (file, text) in TERRITORIES {
            territories.push(Territory { shipped: true, ..Territory::parse(file, text)? });
        }
        territories.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(Self { territories, taxes: Taxes::parse(TAXES.0, TAXES.1)? })
    }

    /// The same book with the territories of a home: pairs of file name and text. Each joins, or stands in the place of the
    /// shipped one of its code.
    ///
    /// # Errors
    /// [`RuleError`] for a file that is no territory.
    pub fn with(mut self, own: &[(String, String)]) -> Result<Self, RuleError> {
        for (file, text) in own {
            let territory = Territory::parse(file, text)?;
            match self.territories.binary_search_by(|known| known.code.cmp(&territory.code)) {
                Ok(at) => self.territories[at] = territory,
                Err(at) => self.territories.insert(at, territory),
            }
        }
        Ok(self)
    }

    /// The same book with a home's own table of import taxes in the place of the shipped one.
    ///
    /// # Errors
    /// [`RuleError`] for a file that is no such table.
    pub fn with_taxes(mut self, file: &str, text: &str) -> Result<Self, RuleError> {
        self.taxes = Taxes::parse(file, text)?;
        Ok(self)
    }

    /// Every territory, by code.
    #[must_use]
    pub fn territories(&self) -> &[Territory] {
        &self.territories
    }

    /// The territory that a country belongs to on a day. A union's goes before a country's own: a member has both in turn.
    #[must_use]
    pub fn territory(&self, country: Country, day: Day) -> Option<&Territory> {
        let held = |territory: &&Territory| territory.holds(country, day);
        let union = self.territories.iter().filter(|territory| territory.is_union()).find(held);
        union.or_else(|| self.territories.iter().find(held))
    }

    /// The classes of goods that a country's import tax knows on a day, `standard` first.
    #[must_use]
    pub fn tax_classes(&self, country: Country, day: Day) -> Vec<String> {
        self.taxes.classes(country, day)
    }

    pub(super) fn tax(&self, country: Country) -> Option<&Tax> {
        self.taxes.of(country)
    }

    /// Gives every line of what a consignment pays in a territory to `sink`, in millionths of the territory's currency: integer
    /// arithmetic without allocation.
    ///
    /// # Errors
    /// [`Gap`]; lines that were given before it are to be thrown away.
    pub fn assess(&self, territory: &Territory, entry: &Entry<'_>, sink: &mut impl FnMut(Line)) -> Result<Assessed, Gap> {
        territory.assess(self.taxes.of(entry.to), entry, sink)
    }
}
