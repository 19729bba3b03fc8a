//! What a lane charges for a parcel on a day: the one path that quotes and replays share. Integers only, no allocation.

use super::file::{Cargo, LimitKind, When};
use super::lane::{Lane, NOT_SERVED, Surcharge};
use super::weigh::{ScaleMiss, Weighed};
use crate::Dated;
use crate::exact::{PERCENT, rounded_ratio};
use entrepot_domain::{Country, Currency, Day};

/// A parcel to be carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parcel {
    /// Where it starts.
    pub from: Country,
    /// Where it goes.
    pub to: Country,
    /// Weight in grams, when it is known.
    pub weight_g: Option<u32>,
    /// Length, width and height in millimetres in any order, when they are known.
    pub dims_mm: Option<[u32; 3]>,
    /// What is in it.
    pub cargo: Cargo,
    /// It goes to an address that carriers call remote.
    pub remote_area: bool,
}

impl Parcel {
    /// Its volume in cubic millimetres.
    #[must_use]
    pub fn volume_mm3(&self) -> Option<u64> {
        self.dims_mm.map(|dims| dims.iter().fold(1_u64, |volume, side| volume.saturating_mul(u64::from(*side))))
    }
}

/// What a line of a quote is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Carriage by the tariff.
    Freight,
    /// Fuel, a percentage of what stands before it.
    Fuel,
    /// A surcharge, by its place in the lane's list.
    Surcharge(u16),
}

/// One amount of a lane, rounded once to its currency's minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What for.
    pub kind: LineKind,
    /// Millionths of the currency's unit.
    pub micros: i128,
    /// The high end of a range; equal to `micros` where the rule is exact.
    pub micros_high: i128,
    /// The currency.
    pub currency: Currency,
    /// The rule, for [`Lane::rule`].
    pub rule: u32,
}

/// Why there is no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Miss {
    /// The lane does not take it.
    Refused(Refusal),
    /// The lane would take it, and something must be known first.
    Asks(Missing),
}

/// Why a lane does not take a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It does not start there.
    NotFrom,
    /// It does not go there.
    NotTo,
    /// Over the limit, in grams.
    TooHeavy(u32),
    /// The longest side is over the limit, in millimetres.
    TooLong(u32),
    /// Longest side plus girth is over the limit, in millimetres.
    TooMuchGirth(u32),
    /// The three sides together are over the limit, in millimetres.
    TooLarge(u32),
    /// The tariff has nothing for this kind of goods.
    NotThisCargo,
    /// The tariff ends below this weight, in grams.
    BeyondTariff(u32),
}

/// What must be known first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The parcel's weight.
    Weight,
    /// The parcel's measures.
    Dims,
    /// How many cubic centimetres the carrier counts as a kilogram.
    Divisor,
    /// The lane's tariff.
    Tariff,
    /// The lane's tariff to this country.
    TariffTo,
    /// The lane's tariff of this day.
    TariffOn,
    /// The carrier's fuel surcharge of this day.
    FuelOn,
    /// A surcharge of this day, by its place in the lane's list.
    SurchargeOn(u16),
    /// An amount does not fit.
    Overflow,
}

impl Lane {
    /// Gives every line of what carrying a parcel costs on a day to `sink`, and the weight that is billed.
    ///
    /// # Errors
    /// [`Miss`], before the first line is given.
    pub fn evaluate(&self, parcel: &Parcel, day: Day, sink: &mut impl FnMut(Line)) -> Result<Weighed, Miss> {
        let (refused, asks) = (|why| Err(Miss::Refused(why)), |what| Err(Miss::Asks(what)));
        if !self.from.hold(parcel.from) {
            return refused(Refusal::NotFrom);
        }
        let zone = self.zones[parcel.to.slot()];
        if zone == NOT_SERVED {
            return refused(Refusal::NotTo);
        }
        self.within_limits(parcel)?;
        let volume = parcel.volume_mm3();
        let weighed = self.scale.weigh(parcel.weight_g, volume, parcel.to).map_err(|miss| {
            Miss::Asks(match miss {
                ScaleMiss::Weight => Missing::Weight,
                ScaleMiss::Dims => Missing::Dims,
                ScaleMiss::Divisor => Missing::Divisor,
            })
        })?;
        let billed = i128::from(weighed.billed_g);
        let rates = &self.rates[usize::from(zone) * Cargo::ALL.len() + parcel.cargo as usize];
        if rates.is_empty() {
            if !self.has_tariff() {
                return asks(Missing::Tariff);
            }
            let other = Cargo::ALL.iter().any(|cargo| !self.rates[usize::from(zone) * Cargo::ALL.len() + *cargo as usize].is_empty());
            return if other { refused(Refusal::NotThisCargo) } else { asks(Missing::TariffTo) };
        }
        let mut of_day = rates.iter().filter(|rate| rate.period.holds(day)).peekable();
        if of_day.peek().is_none() {
            return asks(Missing::TariffOn);
        }
        let mut end = 0;
        let rate = of_day.find(|rate| {
            end = rate.up_to_g;
            weighed.billed_g <= rate.up_to_g
        });
        let Some(rate) = rate else { return refused(Refusal::BeyondTariff(end)) };
        let fuel = match self.fuels.iter().find(|fuel| fuel.period.holds(day)) {
            None if self.fuelled => return asks(Missing::FuelOn),
            other => other,
        };
        if let Some(at) = self.surcharges.iter().position(|one| self.applies(one, parcel) && !self.known(one, day)) {
            return asks(Missing::SurchargeOn(at as u16));
        }
        let volume = match (rate.per_cbm.1 > 0 || rate.container_mm3 > 0, volume) {
            (true, None) => return asks(Missing::Dims),
            (_, volume) => i128::from(volume.unwrap_or(0)),
        };
        let containers = if rate.container_mm3 == 0 { 1 } else { (volume as u128).div_ceil(u128::from(rate.container_mm3)).max(1) as i128 };
        // Grams to the kilogram and cubic millimetres to the cubic metre meet at 10^9.
        let minor = self.currency.minor_units();
        let freight = |fixed: i128, per_kg: i128, per_cbm: i128| {
            if per_cbm == 0 {
                rounded_ratio(fixed * containers * 1_000 + per_kg * billed, 1_000, minor)
            } else {
                rounded_ratio(fixed * containers * 1_000_000_000 + per_kg * billed * 1_000_000 + per_cbm * volume, 1_000_000_000, minor)
            }
        };
        let overflow = Miss::Asks(Missing::Overflow);
        let mut give = |kind, low: i128, high: i128, currency: Currency, rule, fuelled: bool| -> Result<(), Miss> {
            sink(Line { kind, micros: low, micros_high: high, currency, rule });
            if let (Some(fuel), true) = (fuel, fuelled) {
                let minor = currency.minor_units();
                let share = |micros: i128| rounded_ratio(micros * fuel.percent, PERCENT, minor).ok_or(overflow);
                sink(Line { kind: LineKind::Fuel, micros: share(low)?, micros_high: share(high)?, currency, rule: fuel.rule });
            }
            Ok(())
        };
        let low = freight(rate.fixed.0, rate.per_kg.0, rate.per_cbm.0).ok_or(overflow)?;
        let high = freight(rate.fixed.1, rate.per_kg.1, rate.per_cbm.1).ok_or(overflow)?;
        give(LineKind::Freight, low, high, self.currency, rate.rule, true)?;
        for (at, one) in self.surcharges.iter().enumerate() {
            if self.applies(one, parcel) && one.period.holds(day) {
                let minor = one.currency.minor_units();
                let amount =
                    |fixed: i128| rounded_ratio((fixed * 1_000 + one.per_kg * billed).max(one.min * 1_000), 1_000, minor).ok_or(overflow);
                give(LineKind::Surcharge(at as u16), amount(one.fixed.0)?, amount(one.fixed.1)?, one.currency, one.rule, one.fuelled)?;
            }
        }
        Ok(weighed)
    }

    fn applies(&self, one: &Surcharge, parcel: &Parcel) -> bool {
        one.when == When::Always || parcel.remote_area
    }

    /// Whether some row of the same surcharge is in force.
    fn known(&self, one: &Surcharge, day: Day) -> bool {
        self.surcharges.iter().any(|other| other.kind == one.kind && other.period().holds(day))
    }

    fn within_limits(&self, parcel: &Parcel) -> Result<(), Miss> {
        if let Some(weight) = parcel.weight_g {
            self.limit(LimitKind::WeightG, weight)?;
        }
        if let Some(mut sides) = parcel.dims_mm {
            sides.sort_unstable();
            let [least, middle, longest] = sides;
            let girth = least.saturating_add(middle).saturating_mul(2);
            self.limit(LimitKind::LengthMm, longest)?;
            self.limit(LimitKind::LengthPlusGirthMm, longest.saturating_add(girth))?;
            self.limit(LimitKind::SumMm, longest.saturating_add(middle).saturating_add(least))?;
        }
        Ok(())
    }

    fn limit(&self, kind: LimitKind, value: u32) -> Result<(), Miss> {
        match self.limits.iter().find(|(of, max, _)| *of == kind && value > *max) {
            None => Ok(()),
            Some((_, max, _)) => Err(Miss::Refused(match kind {
                LimitKind::WeightG => Refusal::TooHeavy(*max),
                LimitKind::LengthMm => Refusal::TooLong(*max),
                LimitKind::LengthPlusGirthMm => Refusal::TooMuchGirth(*max),
                LimitKind::SumMm => Refusal::TooLarge(*max),
            })),
        }
    }
}
