//! What the platform takes for sending a piece, and for keeping it.

use super::measure::{CUBIC_FOOT_UM3, POUND_NG, Piece};
use super::table::{FulfilmentTable, Tier};
use crate::exact::rounded_ratio;
use crate::question::Question;
use crate::quoted::{Quoted, Step};
use entrepot_domain::money::format_micros;
use entrepot_domain::{Day, Money, ledger::Component};

/// What sending one piece costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Its size tier.
    pub tier: String,
    /// What it weighs for its fee, in nanograms.
    pub weighs_ng: i64,
    /// The fee.
    pub fee: Quoted,
}

/// Most pieces of one lot.
const UNITS_MAX: i64 = 1_000_000_000;

impl FulfilmentTable {
    /// The size tier of a piece.
    pub fn tier(&self, piece: &Piece) -> Option<&Tier> {
        self.tiers.iter().find(|tier| tier.fits(piece, self.cubic_inches_per_pound))
    }

    /// What sending a piece costs that sells for `price` micros.
    ///
    /// # Errors
    /// A question: a day outside the table, a piece of no tier, or a tier whose fee is not known.
    pub fn sending(&self, piece: &Piece, price: i64, on: Day) -> Result<Sending, Question> {
        if !self.period.holds(on) {
            let first = self.period.from.filter(|first| on < *first).map(|first| format!("begins on {first}"));
            let span = first.or_else(|| self.period.to.map(|last| format!("ends on {last}"))).unwrap_or_default();
            let text = format!("{} has no fees on {on}: the table {span}.", self.slug);
            return Err(Question::new(
                "fulfilment.no_day",
                &self.slug,
                text,
                format!("Put a table for that time into {} of your home.", self.file),
            ));
        }
        let Some(tier) = self.tier(piece) else {
            let text = format!("{} has no size tier for the piece.", self.slug);
            return Err(Question::new("fulfilment.no_tier", &self.slug, text, "Check its weight and sides, and their units."));
        };
        let weighs_ng = tier.weighs(piece, self.cubic_inches_per_pound);
        let Some(rate) = tier.rates.iter().find(|rate| rate.up_to_ng.is_none_or(|most| weighs_ng <= most)) else {
            let text = format!("{} does not tell what a piece of tier \"{}\" costs at this weight.", self.slug, tier.name);
            let hint = format!("Add a rate to that tier in {} of your home.", self.file);
            return Err(Question::new("fulfilment.no_rate", &format!("{}/{}", self.slug, tier.name), text, hint));
        };
        let band = if price < self.price_bands[0] {
            0
        } else if price <= self.price_bands[1] {
            1
        } else {
            2
        };
        let words = ["below the first price band", "within the price bands", "above the price bands"][band];
        let mut micros = i128::from(rate.fees[band]);
        let pounds = rounded_ratio(i128::from(weighs_ng) * 1_000_000, i128::from(POUND_NG), 4).unwrap_or_default();
        let mut steps =
            vec![Step { text: format!("{} of {} lb, {words}", tier.name, format_micros(pounds)), amount: format_micros(micros) }];
        if let Some(step) = rate.step {
            let over = (weighs_ng - step.above_ng).max(0);
            let count = i128::from((over + step.every_ng - 1) / step.every_ng);
            micros += count * i128::from(step.fee);
            let text = format!("{count} steps of {} {}", format_micros(step.fee.into()), self.currency);
            steps.push(Step { text, amount: format_micros(count * i128::from(step.fee)) });
        }
        let fee = self.quoted("fulfilment", &tier.name, micros, None, steps, rate.verified, &self.provenance.source)?;
        Ok(Sending { tier: tier.name.clone(), weighs_ng, fee })
    }

    /// What keeping `units` pieces of a size class costs from the day they came to the day they left, that day not included:
    /// storage for each month by its days, and on the 15th of each month what old stock costs on top.
    ///
    /// # Errors
    /// A question for a month or an age that no rule tells.
    pub fn keeping(&self, class: &str, volume_um3: i128, units: i64, came: Day, left: Day) -> Result<Vec<Quoted>, Question> {
        let mut charges = Vec::new();
        if left <= came || units <= 0 {
            return Ok(charges);
        }
        if units > UNITS_MAX || left.0 - came.0 > 36_525 {
            return Err(self.overflow());
        }
        let (mut year, mut month, _) = came.ymd();
        loop {
            let Some(first) = Day::from_ymd(year, month, 1) else { return Err(self.overflow()) };
            if first >= left {
                return Ok(charges);
            }
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            let Some(next) = Day::from_ymd(year, month, 1) else { return Err(self.overflow()) };
            let days = next.min(left).0 - first.max(came).0;
            charges.push(self.month(class, volume_um3, units, first, days, next.0 - first.0)?);
            let counted = first.plus(14);
            if came <= counted && counted < left {
                charges.extend(self.old(volume_um3, units, counted, counted.0 - came.0)?);
            }
        }
    }

    fn month(&self, class: &str, volume_um3: i128, units: i64, first: Day, days: i32, whole: i32) -> Result<Quoted, Question> {
        let (_, month, _) = first.ymd();
        let Some(rule) = self.storage.iter().find(|rule| rule.class == class && rule.months.contains(&month)) else {
            let text = format!("{} does not tell what storage of \"{class}\" costs in month {month}.", self.slug);
            let hint = format!("Add a [[storage]] to {} of your home.", self.file);
            return Err(Question::new("fulfilment.no_storage", &format!("{}/storage/{class}", self.slug), text, hint));
        };
        let of = |rate: i64| {
            let amount = i128::from(rate).checked_mul(volume_um3)?.checked_mul(i128::from(units) * i128::from(days))?;
            rounded_ratio(amount, CUBIC_FOOT_UM3 * i128::from(whole), self.currency.minor_units())
        };
        let (low, high) = (of(rule.low).ok_or_else(|| self.overflow())?, of(rule.high).ok_or_else(|| self.overflow())?);
        let text =
            format!("{units} pieces for {days} of {whole} days from {first}, {} a cubic foot and month", format_micros(rule.low.into()));
        let steps = vec![Step { text, amount: format_micros(low) }];
        self.quoted("storage", &format!("storage/{class}"), low, Some(high), steps, rule.provenance.verified, &rule.provenance.source)
    }

    fn old(&self, volume_um3: i128, units: i64, counted: Day, age_days: i32) -> Result<Option<Quoted>, Question> {
        // Younger than the first band is not old.
        let Some(youngest) = self.aged.iter().map(|rule| rule.from_days).min() else { return Ok(None) };
        if age_days < youngest {
            return Ok(None);
        }
        let Some(rule) = self.aged.iter().find(|rule| rule.from_days <= age_days && rule.to_days.is_none_or(|to| age_days <= to)) else {
            let text = format!("{} does not tell what stock costs that is {age_days} days old.", self.slug);
            let hint = format!("Add an [[aged]] band to {} of your home.", self.file);
            return Err(Question::new("fulfilment.no_age", &format!("{}/aged", self.slug), text, hint));
        };
        let by_volume = i128::from(rule.fee)
            .checked_mul(volume_um3)
            .and_then(|amount| rounded_ratio(amount.checked_mul(i128::from(units))?, CUBIC_FOOT_UM3, self.currency.minor_units()))
            .ok_or_else(|| self.overflow())?;
        let least = i128::from(rule.least) * i128::from(units);
        let text = format!("{units} pieces of {age_days} days on {counted}, {} a cubic foot", format_micros(rule.fee.into()));
        let mut steps = vec![Step { text, amount: format_micros(by_volume) }];
        if least > by_volume {
            steps.push(Step { text: format!("at least {} a piece", format_micros(rule.least.into())), amount: format_micros(least) });
        }
        let name = format!("aged/{}", rule.from_days);
        self.quoted("storage", &name, by_volume.max(least), None, steps, rule.provenance.verified, &rule.provenance.source).map(Some)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one charge, in the order of its fields")]
    fn quoted(
        &self, kind: &str, name: &str, low: i128, high: Option<i128>, steps: Vec<Step>, verified: bool, source: &str,
    ) -> Result<Quoted, Question> {
        let money = |micros: i128| Money::from_micros(micros, self.currency).map_err(|_| self.overflow());
        let from = self.period.from.map_or_else(|| "always".to_owned(), |day| day.to_string());
        Ok(Quoted {
            kind: kind.to_owned(),
            component: Component::Shipping,
            amount: money(low)?,
            high: high.filter(|high| *high != low).map(money).transpose()?,
            steps,
            rule_id: format!("{}/{name}/{from}", self.slug),
            source: source.to_owned(),
            verified,
        })
    }

    fn overflow(&self) -> Question {
        Question::new("fulfilment.overflow", &self.slug, "The amount or the time does not fit.", "Check pieces, measures and days.")
    }
}
