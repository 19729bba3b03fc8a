//! The words of refusals, questions and steps: what the integers of an evaluation mean to people.

use super::evaluate::{Line, LineKind, Missing, Parcel, Refusal};
use super::lane::{Lane, Rate};
use super::weigh::Weighed;
use crate::exact::{shown, told};
use crate::{Question, Quoted, Step};
use entrepot_domain::{Day, Money, ledger::Component};

impl Refusal {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotFrom => "lane.not_from",
            Self::NotTo => "lane.not_to",
            Self::TooHeavy(_) => "lane.too_heavy",
            Self::TooLong(_) => "lane.too_long",
            Self::TooMuchGirth(_) => "lane.too_much_girth",
            Self::TooLarge(_) => "lane.too_large",
            Self::NotThisCargo => "lane.not_this_cargo",
            Self::BeyondTariff(_) => "lane.beyond_tariff",
        }
    }

    /// Why, in one sentence.
    #[must_use]
    pub fn text(self, parcel: &Parcel) -> String {
        match self {
            Self::NotFrom => format!("it does not start in {}", parcel.from),
            Self::NotTo => format!("it does not go to {}", parcel.to),
            Self::TooHeavy(max) => format!("over {} kg", kilograms(max)),
            Self::TooLong(max) => format!("longer than {} cm", centimetres(max)),
            Self::TooMuchGirth(max) => format!("length and girth are over {} cm", centimetres(max)),
            Self::TooLarge(max) => format!("length, width and height are over {} cm together", centimetres(max)),
            Self::NotThisCargo => format!("its tariff has nothing for {} goods", parcel.cargo.as_str()),
            Self::BeyondTariff(max) => format!("its tariff ends at {} kg", kilograms(max)),
        }
    }
}

impl Missing {
    /// The question that a lane asks.
    #[must_use]
    pub fn question(self, lane: &Lane, parcel: &Parcel, day: Day) -> Question {
        let code = &lane.code;
        let file = format!("Write it in presets/lanes/{code}.toml of the home");
        let (code, text, hint) = match self {
            Self::Weight => ("lane.no_weight", "What does the parcel weigh?".to_owned(), "Give the weight in grams.".to_owned()),
            Self::Dims => (
                "lane.no_dims",
                format!("{code} bills volume: how large is the parcel?"),
                "Give length, width and height in millimetres.".to_owned(),
            ),
            Self::Divisor => (
                "lane.no_divisor",
                format!("By which divisor does {code} turn volume into weight?"),
                format!("{file}, as `divisor` under [weight]."),
            ),
            Self::Tariff => (
                "lane.no_tariff",
                format!("What does {code} charge? There is no public tariff."),
                format!("Write its [[rate]] in presets/lanes/{code}.toml of the home; `docs/guide/lanes.md` shows the form."),
            ),
            Self::TariffTo => (
                "lane.no_tariff_to",
                format!("What does {code} charge to {}? Its tariff does not say.", parcel.to),
                format!("{file}, as a [[rate]] of a zone."),
            ),
            Self::TariffOn => (
                "lane.no_tariff_on",
                format!("What did {code} charge on {day}? Its tariff does not cover the day."),
                format!("{file}, as a [[rate]] with eff_from and eff_to."),
            ),
            Self::FuelOn => (
                "lane.no_fuel",
                format!("Which fuel surcharge did {} take on {day}?", lane.carrier),
                format!("{file}, as a [[fuel]] with percent, eff_from and eff_to; carriers publish it by week or month."),
            ),
            Self::SurchargeOn(at) => {
                let kind = lane.surcharges.get(usize::from(at)).map_or("", |one| one.kind.as_str());
                (
                    "lane.no_surcharge",
                    format!("What was the surcharge {kind} of {code} on {day}?"),
                    format!("{file}, as a [[surcharge]] with eff_from and eff_to."),
                )
            }
            Self::Overflow => (
                "lane.overflow",
                format!("Is the parcel so large? The price of {code} does not fit."),
                "Check weight and measures.".to_owned(),
            ),
        };
        Question { code, subject: lane.code.clone(), text, hint }
    }
}

/// A line of an evaluation with its steps; `before` is the amount that a fuel line is taken of.
pub(super) fn quoted(lane: &Lane, line: &Line, before: Option<&Line>, weighed: Weighed, parcel: &Parcel) -> Option<Quoted> {
    let rule = lane.rule(line.rule)?;
    let (kind, component) = match line.kind {
        LineKind::Freight => ("freight".to_owned(), Component::Shipping),
        LineKind::Fuel => ("fuel_surcharge".to_owned(), Component::Shipping),
        LineKind::Surcharge(at) => (lane.surcharges.get(usize::from(at))?.kind.clone(), Component::Shipping),
    };
    let amount = Money::from_micros(line.micros, line.currency).ok()?;
    let high = if line.micros_high == line.micros { None } else { Some(Money::from_micros(line.micros_high, line.currency).ok()?) };
    let steps = match line.kind {
        LineKind::Freight => freight(lane, line, weighed, parcel),
        LineKind::Fuel => {
            let fuel = lane.fuels.iter().find(|fuel| fuel.rule == line.rule)?;
            vec![step(format!("{} % of {}", shown(fuel.percent), told(before?.micros, line.currency)), line.micros)]
        }
        LineKind::Surcharge(at) => {
            let one = lane.surcharges.get(usize::from(at))?;
            let mut said = Vec::new();
            if one.fixed.0 > 0 {
                said.push(told(one.fixed.0, one.currency));
            }
            if one.per_kg > 0 {
                said.push(format!("{} a kg x {} kg", told(one.per_kg, one.currency), kilograms(weighed.billed_g)));
            }
            let least = if one.min > 0 { format!(", at least {}", told(one.min, one.currency)) } else { String::new() };
            vec![step(format!("{}{least}", said.join(" + ")), line.micros)]
        }
    };
    Some(Quoted {
        kind,
        component,
        amount,
        high,
        steps,
        rule_id: rule.id.clone(),
        source: rule.provenance.source.clone(),
        verified: rule.provenance.verified,
    })
}

fn freight(lane: &Lane, line: &Line, weighed: Weighed, parcel: &Parcel) -> Vec<Step> {
    let Some(rate) = lane.rates.iter().flatten().find(|rate| rate.rule == line.rule) else { return Vec::new() };
    let mut steps = weight_steps(lane, weighed);
    let mut said = Vec::new();
    if rate.fixed.1 > 0 {
        let fixed = range(rate.fixed, lane);
        said.push(if rate.container_mm3 > 0 { format!("{fixed} a container of {} m3", cubic_metres(rate.container_mm3)) } else { fixed });
    }
    if rate.per_kg.1 > 0 {
        said.push(format!("{} a kg x {} kg", range(rate.per_kg, lane), kilograms(weighed.billed_g)));
    }
    if rate.per_cbm.1 > 0 {
        said.push(format!("{} a m3 x {} m3", range(rate.per_cbm, lane), cubic_metres(parcel.volume_mm3().unwrap_or(0))));
    }
    steps.push(step(format!("{}: {}", band(rate), said.join(" + ")), line.micros));
    steps
}

/// How the billed weight came about; no step where it is the actual one.
fn weight_steps(lane: &Lane, weighed: Weighed) -> Vec<Step> {
    let mut steps = Vec::new();
    let kg = |g: u32| Step { text: String::new(), amount: kilograms(g) };
    if let (Some(volumetric), Some(divisor)) = (weighed.volumetric_g, lane.scale.divisor) {
        steps.push(Step { text: format!("volumetric weight in kg: volume in cm3 / {divisor}"), ..kg(volumetric) });
    }
    if weighed.billed_g != weighed.actual_g {
        steps
            .push(Step { text: format!("billed weight in kg, from an actual {} kg", kilograms(weighed.actual_g)), ..kg(weighed.billed_g) });
    }
    steps
}

fn band(rate: &Rate) -> String {
    match (rate.above_g, rate.up_to_g) {
        (0, u32::MAX) => "any weight".to_owned(),
        (0, to) => format!("up to {} kg", kilograms(to)),
        (from, u32::MAX) => format!("over {} kg", kilograms(from)),
        (from, to) => format!("over {} to {} kg", kilograms(from), kilograms(to)),
    }
}

fn range((low, high): (i128, i128), lane: &Lane) -> String {
    if low == high { told(low, lane.currency) } else { format!("{} to {}", shown(low), told(high, lane.currency)) }
}

fn step(text: String, micros: i128) -> Step {
    Step { text, amount: shown(micros) }
}

/// Grams as kilograms: `2.5`.
pub(super) fn kilograms(grams: u32) -> String {
    shown(i128::from(grams) * 1_000)
}

fn centimetres(mm: u32) -> String {
    shown(i128::from(mm) * 100_000)
}

fn cubic_metres(mm3: u64) -> String {
    shown(i128::from(mm3) / 1_000)
}
