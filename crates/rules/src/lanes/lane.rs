//! A lane, compiled: flat tables that [`Lane::evaluate`] walks without allocating.

use super::check::Check;
use super::file::{Cargo, Example, File, Leg, LimitKind, Place, When};
use super::transit::Transit;
use super::weigh::Scale;
use crate::error::RuleError;
use crate::text::Text;
use crate::{Dated, Period, Provenance};
use entrepot_domain::{Country, Currency, Day};

/// Where a line of a quote comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Stable name: `lanes/<code>/rate/*/general/0-2000`.
    pub id: String,
    /// Its origin.
    pub provenance: Provenance,
}

/// A lane.
#[derive(Debug)]
pub struct Lane {
    /// Stable code, the name of its file.
    pub code: String,
    /// Its name for people.
    pub label: Text,
    /// Who carries.
    pub carrier: String,
    /// `postal_packet`, `parcel_post`, `logistics_lines`, `express`, `first_leg` or `overseas_warehouse`.
    pub logistics: String,
    /// Which part of the way.
    pub leg: Leg,
    /// The currency of its tariff.
    pub currency: Currency,
    /// Duty and import tax are in the price.
    pub duty_included: bool,
    /// Where its figures come from.
    pub provenance: Provenance,
    /// What else should be known.
    pub note: Option<Text>,
    /// How long it takes, when that is known.
    pub transit: Option<Transit>,
    /// True when it came with the program, false for a file of the home.
    pub shipped: bool,
    pub(super) from: Places,
    /// The zone of each country by slot; [`NOT_SERVED`] where the lane does not go.
    pub(super) zones: Vec<u8>,
    pub(super) scale: Scale,
    pub(super) limits: Vec<(LimitKind, u32, u32)>,
    /// Rates by zone and cargo: `zone * 2 + cargo`.
    pub(super) rates: Vec<Vec<Rate>>,
    pub(super) fuelled: bool,
    pub(super) fuels: Vec<Fuel>,
    pub(super) surcharges: Vec<Surcharge>,
    pub(super) rules: Vec<Rule>,
    pub(super) examples: Vec<Example>,
    pub(super) import_charges: Vec<ImportCharge>,
}

pub(super) const NOT_SERVED: u8 = u8::MAX;

/// Origins: everywhere, or these.
#[derive(Debug)]
pub(super) struct Places {
    anywhere: bool,
    countries: Vec<Country>,
}

impl Places {
    pub fn of(places: &[Place]) -> Self {
        let country = |place: &Place| if let Place::In(country) = place { Some(*country) } else { None };
        Self { anywhere: places.contains(&Place::Anywhere), countries: places.iter().filter_map(country).collect() }
    }

    pub fn hold(&self, country: Country) -> bool {
        self.anywhere || self.countries.contains(&country)
    }
}

/// A band of the tariff. Amounts are millionths of the lane's currency.
#[derive(Debug, Clone)]
pub(super) struct Rate {
    pub period: Period,
    pub above_g: u32,
    pub up_to_g: u32,
    pub fixed: (i128, i128),
    pub per_kg: (i128, i128),
    pub per_cbm: (i128, i128),
    /// Cubic millimetres that a container holds; 0 without containers.
    pub container_mm3: u64,
    pub rule: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Fuel {
    pub period: Period,
    pub percent: i128,
    pub rule: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Surcharge {
    pub kind: String,
    pub period: Period,
    pub when: When,
    pub fixed: (i128, i128),
    pub per_kg: i128,
    pub min: i128,
    pub currency: Currency,
    pub fuelled: bool,
    pub rule: u32,
}

/// What the carrier takes for clearing a parcel and laying out its duty.
#[derive(Debug, Clone)]
pub struct ImportCharge {
    /// Its name, for example `duty_disbursement`.
    pub kind: String,
    /// The amount in millionths.
    pub micros: i128,
    /// Its currency.
    pub currency: Currency,
    /// True when it is the least that is charged.
    pub at_least: bool,
    /// Its rule.
    pub rule: Rule,
    pub(super) to: Vec<Country>,
    pub(super) anywhere: bool,
    pub(super) period: Period,
}

macro_rules! dated {
    ($($name:ident)*) => {$(
        impl Dated for $name {
            fn period(&self) -> Period {
                self.period
            }
        }
    )*};
}

dated! { Rate Fuel Surcharge }

impl Lane {
    /// Reads and compiles a lane's file; `file` is its name for messages, and its stem must be the lane's code.
    ///
    /// # Errors
    /// [`RuleError`] for the first thing that is wrong: an unknown key, dates that overlap or leave a gap, weight bands that do
    /// not follow one another, a zone that does not exist.
    pub fn parse(file: &str, text: &str) -> Result<Self, RuleError> {
        let raw: File = toml::from_str(text).map_err(|error| {
            RuleError::new("preset.invalid", file, error.to_string().trim_end(), "correct the file; docs/guide/lanes.md shows its form")
        })?;
        let check = Check::new(file);
        check.head(&raw)?;
        let own = Provenance { source: raw.source.clone(), as_of: Some(raw.as_of.clone()), verified: raw.verified };
        let mut rules = Vec::new();
        let mut rule = |part: String, source: &Option<String>, verified: Option<bool>| -> u32 {
            let mut provenance = own.clone();
            if let Some(source) = source {
                provenance.source.clone_from(source);
            }
            provenance.verified = verified.unwrap_or(provenance.verified);
            rules.push(Rule { id: format!("lanes/{}/{part}", raw.code), provenance });
            rules.len() as u32 - 1
        };
        let scale = check.scale(&raw.weight)?;
        let limits = raw.limit.iter().map(|l| (l.of, l.max, rule(format!("limit/{:?}", l.of), &l.source, l.verified))).collect();
        let (zones, zone_codes) = check.zones(&raw)?;
        let mut rates = vec![Vec::new(); zone_codes.len() * Cargo::ALL.len()];
        for band in &raw.rate {
            let zone = zone_codes.iter().position(|code| *code == band.zone);
            let zone =
                zone.ok_or_else(|| check.fault("preset.zone", format!("a rate is for zone `{}`, which is not declared", band.zone)))?;
            let end = band.up_to_g.map_or_else(|| "on".to_owned(), |g| g.to_string());
            let since = band.eff_from.map(|day| format!("@{day}")).unwrap_or_default();
            let id = rule(format!("rate/{}/{}/{}-{end}{since}", band.zone, band.cargo.as_str(), band.above_g), &band.source, band.verified);
            rates[zone * Cargo::ALL.len() + band.cargo as usize].push(check.rate(band, id)?);
        }
        for list in &mut rates {
            list.sort_by_key(|rate| (rate.period.from, rate.above_g));
            check.bands(list)?;
        }
        let fuels: Vec<Fuel> = (raw.fuel.iter())
            .map(|fuel| {
                let since = fuel.eff_from.map(|day| format!("@{day}")).unwrap_or_default();
                Fuel {
                    period: period(fuel.eff_from, fuel.eff_to),
                    percent: fuel.percent.0,
                    rule: rule(format!("fuel{since}"), &fuel.source, fuel.verified),
                }
            })
            .collect();
        check.periods("fuel", &fuels)?;
        let surcharges: Vec<Surcharge> = (raw.surcharge.iter())
            .map(|extra| Surcharge {
                kind: extra.kind.clone(),
                period: period(extra.eff_from, extra.eff_to),
                when: extra.when,
                fixed: (extra.fixed.0, extra.fixed_high.unwrap_or(extra.fixed).0),
                per_kg: extra.per_kg.0,
                min: extra.min.unwrap_or_default().0,
                currency: extra.currency.unwrap_or(raw.currency),
                fuelled: extra.fuelled,
                rule: rule(format!("surcharge/{}", extra.kind), &extra.source, extra.verified),
            })
            .collect();
        check.surcharges(&surcharges)?;
        let mut import_charges = Vec::new();
        for charge in &raw.import_charge {
            let at = rule(format!("import_charge/{}", charge.kind), &charge.source, charge.verified);
            let places = Places::of(&charge.countries);
            import_charges.push((charge, at, places));
        }
        let transit = raw.transit_days.as_ref().map(Transit::read).transpose().map_err(|cause| check.fault("preset.transit", cause))?;
        let import_charges = import_charges
            .into_iter()
            .map(|(charge, at, places)| ImportCharge {
                kind: charge.kind.clone(),
                micros: charge.amount.0,
                currency: charge.currency,
                at_least: charge.at_least,
                rule: rules[at as usize].clone(),
                to: places.countries,
                anywhere: places.anywhere,
                period: period(charge.eff_from, charge.eff_to),
            })
            .collect();
        Ok(Self {
            from: Places::of(&raw.origins),
            code: raw.code,
            label: raw.label,
            carrier: raw.carrier,
            logistics: raw.logistics,
            leg: raw.leg,
            currency: raw.currency,
            duty_included: raw.duty_included,
            provenance: own,
            note: raw.note,
            transit,
            shipped: false,
            zones,
            scale,
            limits,
            rates,
            fuelled: raw.fuelled,
            fuels,
            surcharges,
            rules,
            examples: raw.example,
            import_charges,
        })
    }

    /// A rule by the index that a [`Line`](super::Line) names.
    #[must_use]
    pub fn rule(&self, index: u32) -> Option<&Rule> {
        self.rules.get(index as usize)
    }

    /// Whether it goes from one country to another.
    #[must_use]
    pub fn serves(&self, from: Country, to: Country) -> bool {
        self.from.hold(from) && self.zones.get(to.slot()).is_some_and(|zone| *zone != NOT_SERVED)
    }

    /// What its carrier takes for clearing a parcel in a country on a day.
    pub fn import_charges(&self, to: Country, day: Day) -> impl Iterator<Item = &ImportCharge> {
        self.import_charges.iter().filter(move |charge| (charge.anywhere || charge.to.contains(&to)) && charge.period.holds(day))
    }

    /// Whether it has any tariff at all.
    #[must_use]
    pub fn has_tariff(&self) -> bool {
        self.rates.iter().any(|list| !list.is_empty())
    }
}

pub(super) fn period(from: Option<Day>, to: Option<Day>) -> Period {
    Period { from, to }
}
