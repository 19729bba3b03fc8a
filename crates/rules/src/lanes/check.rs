//! What must hold of a lane's file before it is used: exactly one rate for each zone, cargo, weight and day.

use super::file::{File, Place, Rate as RawRate, Weight, WeightRule, Zone};
use super::lane::{NOT_SERVED, Places, Rate, Surcharge, period};
use super::weigh::Scale;
use crate::error::RuleError;
use crate::{Dated, Period, date_faults};
use entrepot_domain::Country;

/// The words for ways of carriage.
const LOGISTICS: [&str; 6] = ["postal_packet", "parcel_post", "logistics_lines", "express", "first_leg", "overseas_warehouse"];

/// Checks of one file.
pub(super) struct Check<'a> {
    file: &'a str,
}

impl<'a> Check<'a> {
    pub fn new(file: &'a str) -> Self {
        Self { file }
    }

    pub fn fault(&self, code: &'static str, cause: impl Into<String>) -> RuleError {
        RuleError::new(code, self.file, cause, "correct the file; docs/guide/lanes.md shows its form")
    }

    pub fn head(&self, raw: &File) -> Result<(), RuleError> {
        if raw.schema_version != 1 {
            return Err(self.fault("preset.version", format!("schema_version is {}, this program reads 1", raw.schema_version)));
        }
        let stem = self.file.rsplit('/').next().unwrap_or(self.file).trim_end_matches(".toml");
        if raw.code != stem
            || raw.code.is_empty()
            || !raw.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
        {
            return Err(self.fault("preset.name", format!("the lane is called `{}` and its file `{stem}`", raw.code)));
        }
        if !LOGISTICS.contains(&raw.logistics.as_str()) {
            return Err(self.fault("preset.word", format!("`{}` is no way of carriage; one of: {}", raw.logistics, LOGISTICS.join(", "))));
        }
        if raw.origins.is_empty() || raw.destinations.is_empty() {
            return Err(self.fault("preset.places", "a lane needs an origin and a destination"));
        }
        Ok(())
    }

    pub fn scale(&self, weight: &Weight) -> Result<Scale, RuleError> {
        if weight.divisor == Some(0) || weight.ratio == Some(0) {
            return Err(self.fault("preset.weight", "a divisor or ratio is 0"));
        }
        if (weight.ratio.is_some()) != (weight.rule == WeightRule::VolumetricFromRatio) {
            return Err(self.fault("preset.weight", "`ratio` goes with the rule volumetric_from_ratio and with no other"));
        }
        let mut steps: Vec<(u32, u32)> = Vec::new();
        for step in &weight.steps {
            let end = step.up_to_g.unwrap_or(u32::MAX);
            if step.step_g == 0 || steps.last().is_some_and(|(known, _)| *known >= end) {
                return Err(self.fault("preset.weight", "rounding steps are positive and their ends rise; only the last is open"));
            }
            steps.push((end, step.step_g));
        }
        Ok(Scale {
            rule: weight.rule,
            divisor: weight.divisor,
            ratio: weight.ratio.unwrap_or(1),
            min_g: weight.min_g.unwrap_or(0),
            min_g_to: weight.min_g_to.iter().map(|min| (min.country, min.min_g)).collect(),
            steps,
        })
    }

    /// The zone of every country, and the zones' codes. The last zone, `*`, holds what is in no other.
    pub fn zones(&self, raw: &File) -> Result<(Vec<u8>, Vec<String>), RuleError> {
        let everywhere = raw.destinations.contains(&Place::Anywhere);
        let served = Places::of(&raw.destinations);
        let mut codes: Vec<String> = Vec::new();
        let rest = raw.zone.len() as u8;
        if raw.zone.len() > 250 {
            return Err(self.fault("preset.zone", "a lane has at most 250 zones"));
        }
        let mut zones: Vec<u8> = vec![NOT_SERVED; Country::SLOTS];
        for country in Country::all().filter(|country| everywhere || served.hold(*country)) {
            zones[country.slot()] = rest;
        }
        for (at, Zone { code, countries }) in raw.zone.iter().enumerate() {
            if code == "*" || codes.contains(code) {
                return Err(self.fault("preset.zone", format!("zone `{code}` is declared twice")));
            }
            codes.push(code.clone());
            for country in countries {
                let zone = &mut zones[country.slot()];
                if *zone != rest {
                    return Err(self.fault("preset.zone", format!("{country} is in two zones, or in a zone and no destination")));
                }
                *zone = at as u8;
            }
        }
        codes.push("*".to_owned());
        Ok((zones, codes))
    }

    pub fn rate(&self, raw: &RawRate, rule: u32) -> Result<Rate, RuleError> {
        let range = |low: i128, high: Option<crate::exact::Amount>| (low, high.map_or(low, |high| high.0));
        let rate = Rate {
            period: period(raw.eff_from, raw.eff_to),
            above_g: raw.above_g,
            up_to_g: raw.up_to_g.unwrap_or(u32::MAX),
            fixed: range(raw.fixed.0, raw.fixed_high),
            per_kg: range(raw.per_kg.0, raw.per_kg_high),
            per_cbm: range(raw.per_cbm.0, raw.per_cbm_high),
            // A cubic metre is 10^9 mm3, an amount a millionth: 10^3 remain.
            container_mm3: raw.container_cbm.map_or(0, |amount| u64::try_from(amount.0 * 1000).unwrap_or(0)),
            rule,
        };
        if rate.up_to_g <= rate.above_g {
            return Err(self.fault("preset.bands", format!("a rate goes from {} g to {} g", rate.above_g, rate.up_to_g)));
        }
        if [rate.fixed, rate.per_kg, rate.per_cbm].iter().any(|(low, high)| low > high) {
            return Err(self.fault("preset.range", "the high end of a rate is below its low end"));
        }
        if [rate.fixed, rate.per_kg, rate.per_cbm].iter().all(|(_, high)| *high == 0) {
            return Err(self.fault("preset.range", "a rate charges nothing; leave it out if it is not known"));
        }
        if raw.container_cbm.is_some() && rate.container_mm3 == 0 {
            return Err(self.fault("preset.range", "a container holds nothing"));
        }
        Ok(rate)
    }

    /// Bands of one zone and cargo, by period and weight: periods follow one another day by day, bands gram by gram from 0.
    pub fn bands(&self, rates: &[Rate]) -> Result<(), RuleError> {
        let mut periods: Vec<Period> = rates.iter().map(|rate| rate.period).collect();
        periods.dedup();
        for period in &periods {
            let mut end = 0;
            for rate in rates.iter().filter(|rate| rate.period == *period) {
                if rate.above_g != end {
                    let what = if rate.above_g < end { "overlap" } else { "leave a gap" };
                    return Err(self.fault("preset.bands", format!("weight bands {what} at {} g", rate.above_g.min(end))));
                }
                end = rate.up_to_g;
            }
        }
        self.periods("rates", &periods.into_iter().map(Only).collect::<Vec<_>>())
    }

    pub fn periods<T: Dated>(&self, what: &str, rules: &[T]) -> Result<(), RuleError> {
        match date_faults(rules).first() {
            None => Ok(()),
            Some(fault) => Err(self.fault("preset.dates", format!("{what}: {fault}"))),
        }
    }

    pub fn surcharges(&self, surcharges: &[Surcharge]) -> Result<(), RuleError> {
        for one in surcharges {
            let same: Vec<Surcharge> = surcharges.iter().filter(|other| other.kind == one.kind).cloned().collect();
            self.periods(&one.kind, &same)?;
            if one.fixed.0 > one.fixed.1 || (one.fixed.1 == 0 && one.per_kg == 0 && one.min == 0) {
                return Err(
                    self.fault("preset.range", format!("surcharge {} charges nothing, or its high end is below its low end", one.kind))
                );
            }
        }
        Ok(())
    }
}

struct Only(Period);

impl Dated for Only {
    fn period(&self) -> Period {
        self.0
    }
}
