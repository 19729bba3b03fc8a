//! What a consignment pays at the border on a day: the one path that quotes and replays share. Integers only, no allocation.
//!
//! All amounts are millionths of the territory's currency. Each line is rounded once to minor units, half to even.

use super::file::{Per, ReliefOf, ValueOf};
use super::hs::HsNumber;
use super::taxes::{Rate, Tax};
use super::territory::{Flat, Layer, Territory, Valuation};
use crate::exact::{PERCENT, rounded_ratio};
use entrepot_domain::{Country, Currency, Day};

/// Who buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Buyer {
    /// A natural person.
    #[default]
    Person,
    /// A company.
    Business,
}

/// Goods of one code and origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// The code.
    pub hs: HsNumber,
    /// Where the goods were made.
    pub origin: Country,
    /// What all pieces together are sold for.
    pub value: i128,
}

/// A consignment at the border.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its goods.
    pub items: &'a [Item],
    /// Carriage to the destination.
    pub freight: i128,
    /// Insurance of the carriage.
    pub insurance: i128,
    /// Where it was sent from.
    pub from: Country,
    /// Where it goes.
    pub to: Country,
    /// The day of the entry.
    pub day: Day,
    /// Who buys.
    pub buyer: Buyer,
    /// The procedure, by its number in the territory.
    pub channel: Option<u8>,
    /// Digits that make a tariff item for flat duties; the territory's own where absent.
    pub item_digits: Option<u8>,
    /// Class of goods for the import tax: `standard`, `reduced` …
    pub tax_class: &'a str,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// A layer of duty on an item, by their places; the base is the item's customs value.
    Layer {
        /// Place of the layer.
        layer: u16,
        /// Place of the item.
        item: u16,
    },
    /// A flat charge, by its place; the base is how many times it is charged, in millionths.
    Flat(u16),
    /// Import tax.
    Tax,
}

/// One amount, rounded once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub charge: Charge,
    /// What it is taken of.
    pub base: i128,
    /// The rate in millionths of a percent, low and high; 0 for flat charges.
    pub rate: (i128, i128),
    /// The amount.
    pub micros: i128,
    /// Its high end; equal where the rule is exact.
    pub micros_high: i128,
    /// The currency: the territory's, but for some flat charges.
    pub currency: Currency,
}

/// What came of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Assessed {
    /// The value that duty was taken of.
    pub customs_value: i128,
    /// Duty, low and high.
    pub duty: (i128, i128),
    /// What the tax was taken of, low and high.
    pub tax_base: (i128, i128),
    /// Import tax, low and high.
    pub tax: (i128, i128),
    /// The relief that freed every item from duty, by its place.
    pub duty_relief: Option<u16>,
    /// The relief that freed the consignment from tax, by its place.
    pub tax_relief: Option<u16>,
    /// The scheme under which the tax is paid at the sale, by its place.
    pub scheme: Option<u16>,
    /// The share of the tax that a channel pays, by its place.
    pub share: Option<u16>,
    /// It crosses no customs border.
    pub domestic: bool,
}

/// What must be known first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// The table is not complete on the day.
    Incomplete,
    /// No layer of a component (by its place) names the code of an item (by its place).
    NoRate {
        /// Place of the component.
        component: u8,
        /// Place of the item.
        item: u16,
    },
    /// More digits of an item's code decide.
    HsTooShort {
        /// Place of the item.
        item: u16,
        /// How many digits are needed.
        digits: u8,
    },
    /// Rules differ by channel, and none is named.
    Channel,
    /// The country's import tax is not known.
    NoTax,
    /// The country's import tax of the day is not known.
    NoTaxOn,
    /// The country has no such class of goods.
    NoTaxClass,
    /// An amount does not fit.
    Overflow,
}

impl Territory {
    /// Gives every line of what a consignment pays to `sink`.
    ///
    /// # Errors
    /// [`Gap`]; lines that were given before it are to be thrown away.
    pub(super) fn assess(&self, tax: Option<&Tax>, entry: &Entry<'_>, sink: &mut impl FnMut(Line)) -> Result<Assessed, Gap> {
        let goods: i128 = entry.items.iter().map(|item| item.value).sum();
        let cif = goods + entry.freight + entry.insurance;
        let mut done = Assessed { domestic: self.holds(entry.from, entry.day), ..Assessed::default() };
        let mut flat_duty = 0;
        if !done.domestic {
            if !self.complete.iter().any(|span| span.holds(entry.day)) {
                return Err(Gap::Incomplete);
            }
            done.customs_value = if self.valuation == Valuation::Cif { cif } else { goods };
            flat_duty = self.flat_charges(entry, goods, sink)?;
            done.duty = (flat_duty, flat_duty);
            if !self.flats.iter().any(|flat| flat.replaces_duty && self.flat_holds(flat, entry, goods)) {
                self.duty(entry, goods, cif, &mut done, sink)?;
            }
        }
        self.tax(tax, entry, goods, cif, &mut done, sink)?;
        debug_assert!(done.duty.0 >= flat_duty, "a flat duty is part of the duty");
        Ok(done)
    }

    fn flat_holds(&self, flat: &Flat, entry: &Entry<'_>, goods: i128) -> bool {
        flat.enabled
            && flat.period.holds(entry.day)
            && goods <= flat.up_to
            && (!flat.persons_only || entry.buyer == Buyer::Person)
            && flat.countries.is_none_or(|countries| countries.holds(entry.to))
    }

    /// Flat charges; gives back those that are duty.
    fn flat_charges(&self, entry: &Entry<'_>, goods: i128, sink: &mut impl FnMut(Line)) -> Result<i128, Gap> {
        let mut duty = 0;
        for (at, flat) in self.flats.iter().enumerate() {
            if !self.flat_holds(flat, entry, goods) {
                continue;
            }
            let times = match flat.per {
                Per::Parcel => 1,
                Per::TariffItem => distinct(entry.items, entry.item_digits.unwrap_or(flat.digits))?,
            };
            let micros = rounded_ratio(flat.amount * times, 1, flat.currency.minor_units()).ok_or(Gap::Overflow)?;
            sink(Line {
                charge: Charge::Flat(at as u16),
                base: times * 1_000_000,
                rate: (0, 0),
                micros,
                micros_high: micros,
                currency: flat.currency,
            });
            if flat.replaces_duty {
                duty += micros;
            }
        }
        Ok(duty)
    }

    fn relief(&self, of: ReliefOf, origin: Country, entry: &Entry<'_>, goods: i128, cif: i128) -> Result<Option<u16>, Gap> {
        let mut found = None;
        for (at, relief) in self.reliefs.iter().enumerate() {
            if relief.of != of || !relief.period.holds(entry.day) || !relief.origins.holds(origin) {
                continue;
            }
            let value = if relief.value_of == ValueOf::Cif { cif } else { goods };
            match (relief.channel, entry.channel) {
                (Some(_), None) if value <= relief.threshold => return Err(Gap::Channel),
                (Some(its), Some(asked)) if its != asked => {}
                (Some(_), None) => {}
                _ if value <= relief.threshold => found = Some(at as u16),
                _ => {}
            }
        }
        Ok(found)
    }

    fn duty(&self, entry: &Entry<'_>, goods: i128, cif: i128, done: &mut Assessed, sink: &mut impl FnMut(Line)) -> Result<(), Gap> {
        let minor = self.currency.minor_units();
        let outside = done.customs_value - goods;
        let (mut before, mut all_relieved) = (0_i128, None);
        for (at, item) in entry.items.iter().enumerate() {
            // Carriage is shared out by value, cumulatively: the shares add up to it, whatever they round to.
            let after = before + item.value;
            let part = |value: i128| if goods == 0 { 0 } else { outside * value / goods };
            let base = item.value + if at + 1 == entry.items.len() { outside - part(before) } else { part(after) - part(before) };
            before = after;
            let relief = self.relief(ReliefOf::Duty, item.origin, entry, goods, cif)?;
            all_relieved = if at == 0 || all_relieved == relief { relief } else { None };
            if relief.is_some() {
                continue;
            }
            for component in 0..self.components.len() as u8 {
                let Some((place, layer)) = self.pick(component, at, item, entry, done.customs_value)? else { continue };
                // What is taken off is taken off once, from the duty of the whole consignment.
                let whole = layer.less > 0;
                if whole && at > 0 {
                    continue;
                }
                let base = if whole { done.customs_value } else { base };
                let amount = |rate: i128| rounded_ratio((base * rate - layer.less * PERCENT).max(0), PERCENT, minor).ok_or(Gap::Overflow);
                let (low, high) = (amount(layer.rate.0)?, amount(layer.rate.1)?);
                done.duty = (done.duty.0 + low, done.duty.1 + high);
                let charge = Charge::Layer { layer: place, item: at as u16 };
                sink(Line { charge, base, rate: layer.rate, micros: low, micros_high: high, currency: self.currency });
            }
        }
        done.duty_relief = all_relieved;
        Ok(())
    }

    /// The layer of a component for an item: the longest prefix. None where the component asks nothing of such goods.
    fn pick(&self, component: u8, at: usize, item: &Item, entry: &Entry<'_>, value: i128) -> Result<Option<(u16, &Layer)>, Gap> {
        let mut found: Option<(u16, &Layer)> = None;
        let mut longer: Option<&Layer> = None;
        for (place, layer) in self.layers.iter().enumerate() {
            if layer.component != component || !layer.period.holds(entry.day) || !layer.origins.holds(item.origin) {
                continue;
            }
            if value <= layer.above || value > layer.up_to {
                continue;
            }
            let matches = item.hs.starts_with(layer.prefix);
            if !matches && !item.hs.could_be(layer.prefix) {
                continue;
            }
            match (layer.channel, entry.channel) {
                (Some(_), None) => return Err(Gap::Channel),
                (Some(its), Some(asked)) if its != asked => continue,
                _ => {}
            }
            if !matches {
                longer = Some(layer);
            } else if !layer.except.iter().any(|except| item.hs.starts_with(*except))
                && found.is_none_or(|(_, known)| known.prefix.digits() < layer.prefix.digits())
            {
                found = Some((place as u16, layer));
            }
        }
        match (found, longer) {
            // A code that goes on could fall under another rate: more digits decide.
            (None, Some(longer)) => Err(Gap::HsTooShort { item: at as u16, digits: longer.prefix.digits() }),
            (Some((_, known)), Some(longer)) if known.rate != longer.rate => {
                Err(Gap::HsTooShort { item: at as u16, digits: longer.prefix.digits() })
            }
            (Some(found), _) => Ok(Some(found)),
            (None, None) => {
                let asked = &self.components[usize::from(component)];
                if asked.required_from.holds(item.origin) && asked.period.holds(entry.day) {
                    return Err(Gap::NoRate { component, item: at as u16 });
                }
                Ok(None)
            }
        }
    }

    fn tax(
        &self, tax: Option<&Tax>, entry: &Entry<'_>, goods: i128, cif: i128, done: &mut Assessed, sink: &mut impl FnMut(Line),
    ) -> Result<(), Gap> {
        if !done.domestic {
            let origin = entry.items.first().map_or(entry.from, |item| item.origin);
            done.tax_relief = self.relief(ReliefOf::Tax, origin, entry, goods, cif)?;
            if done.tax_relief.is_some() {
                return Ok(());
            }
        }
        let tax = tax.ok_or(Gap::NoTax)?;
        let rate: &Rate = tax.rates.iter().find(|rate| rate.period.holds(entry.day)).ok_or(Gap::NoTaxOn)?;
        let mut pct = rate.class(entry.tax_class).ok_or(Gap::NoTaxClass)?;
        done.tax_base = (cif + done.duty.0, cif + done.duty.1);
        if done.domestic {
            // Sold inside: no border, no import scheme.
        } else if let Some(at) = self
            .shares
            .iter()
            .position(|share| Some(share.channel) == entry.channel && share.period.holds(entry.day) && goods <= share.up_to)
        {
            done.share = Some(at as u16);
            let part = |pct: i128| rounded_ratio(pct * self.shares[at].pct, PERCENT, 6).ok_or(Gap::Overflow);
            pct = (part(pct.0)?, part(pct.1)?);
        } else if entry.buyer == Buyer::Person {
            done.scheme =
                self.schemes.iter().position(|scheme| scheme.period.holds(entry.day) && goods <= scheme.up_to).map(|at| at as u16);
        }
        let minor = self.currency.minor_units();
        let amount = |base: i128, pct: i128| {
            let divisor = if tax.on_itself { PERCENT - pct } else { PERCENT };
            rounded_ratio(base * pct, divisor, minor).ok_or(Gap::Overflow)
        };
        done.tax = (amount(done.tax_base.0, pct.0)?, amount(done.tax_base.1, pct.1)?);
        sink(Line {
            charge: Charge::Tax,
            base: done.tax_base.0,
            rate: pct,
            micros: done.tax.0,
            micros_high: done.tax.1,
            currency: self.currency,
        });
        Ok(())
    }
}

/// How many distinct tariff items there are by so many digits.
fn distinct(items: &[Item], digits: u8) -> Result<i128, Gap> {
    let mut count = 0;
    for (at, item) in items.iter().enumerate() {
        if item.hs.digits() < digits {
            return Err(Gap::HsTooShort { item: at as u16, digits });
        }
        if !items[..at].iter().any(|other| other.hs.cut(digits) == item.hs.cut(digits)) {
            count += 1;
        }
    }
    Ok(count)
}
