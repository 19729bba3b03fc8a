//! Tables of fulfilment by a platform: size tiers, fees by weight and price, storage by season and age.

use super::measure::{Piece, length_um, weight_ng};
use crate::dated::{Dated, Period, date_faults};
use crate::error::RuleError;
use crate::fees::file::{day, number};
use crate::platforms::preset::{named, not_read, version};
use crate::provenance::Provenance;
use crate::text::Text;
use entrepot_domain::Currency;
use serde::Deserialize;

/// Everything that fulfilment by a platform costs in one country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FulfilmentTable {
    /// Its name in files and addresses.
    pub slug: String,
    /// Its name for people.
    pub label: Text,
    /// The platform that does it, by slug.
    pub platform: String,
    /// The currency that it is charged in.
    pub currency: Currency,
    /// When its tiers and rates are in force.
    pub period: Period,
    /// Where it comes from.
    pub provenance: Provenance,
    /// More to know.
    pub note: Option<String>,
    /// The file that it was read from.
    pub file: String,
    /// Cubic inches that weigh a pound.
    pub cubic_inches_per_pound: i64,
    /// Prices, in micros, where the fee changes: below the first, up to the second, above it.
    pub price_bands: [i64; 2],
    /// Size tiers, the smallest first; a piece is of the first that it fits into.
    pub tiers: Vec<Tier>,
    /// Storage by month.
    pub storage: Vec<Storage>,
    /// What stock that stays too long costs on top.
    pub aged: Vec<Aged>,
}

/// One size tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Its name.
    pub name: String,
    /// What storage calls it: `standard`.
    pub class: String,
    /// Whether volume counts for weight.
    pub by_volume: bool,
    /// What the shorter sides count for at least, when volume is weighed.
    pub least_side_um: i64,
    /// Only pieces that weigh more than this by themselves.
    pub weight_above_ng: Option<i64>,
    /// The most that a piece weighs.
    pub weight_max_ng: Option<i64>,
    /// The longest, median and shortest side at most.
    pub sides_max_um: [Option<i64>; 3],
    /// The longest side and twice the others at most.
    pub girth_max_um: Option<i64>,
    /// Its fees, by weight; none when they are not known.
    pub rates: Vec<Rate>,
}

/// The fee up to a weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// The heaviest piece that it is for.
    pub up_to_ng: Option<i64>,
    /// The fee in micros, by price band.
    pub fees: [i64; 3],
    /// What each step above a weight adds.
    pub step: Option<WeightStep>,
    /// False when it was not read in its source.
    pub verified: bool,
}

/// A fee that grows with the weight, step by step, each begun one counted whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeightStep {
    /// Where steps begin.
    pub above_ng: i64,
    /// How much a step weighs.
    pub every_ng: i64,
    /// What it costs, micros.
    pub fee: i64,
}

/// Storage of a cubic foot for a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    /// The size class.
    pub class: String,
    /// The months, 1 to 12.
    pub months: Vec<u32>,
    /// Micros, low end.
    pub low: i64,
    /// Micros, high end.
    pub high: i64,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// What a cubic foot of old stock costs a month, on top of storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aged {
    /// Youngest age in days.
    pub from_days: i32,
    /// Oldest age in days; open when none.
    pub to_days: Option<i32>,
    /// Micros a cubic foot.
    pub fee: i64,
    /// The least that a piece costs, micros.
    pub least: i64,
    /// Where it comes from.
    pub provenance: Provenance,
}

impl Dated for Aged {
    fn period(&self) -> Period {
        // Ages are days too: the same check finds two rules for one age.
        Period { from: Some(entrepot_domain::Day(self.from_days)), to: self.to_days.map(entrepot_domain::Day) }
    }
}

impl Tier {
    /// True when a piece fits into it.
    pub fn fits(&self, piece: &Piece, cubic_inches_per_pound: i64) -> bool {
        let within = |value: i64, most: Option<i64>| most.is_none_or(|most| value <= most);
        self.weight_above_ng.is_none_or(|least| piece.weight_ng() > least)
            && within(self.weighs(piece, cubic_inches_per_pound), self.weight_max_ng)
            && piece.sides_um().into_iter().zip(self.sides_max_um).all(|(side, most)| within(side, most))
            && within(piece.length_plus_girth_um(), self.girth_max_um)
    }

    /// What a piece weighs for its fee.
    pub fn weighs(&self, piece: &Piece, cubic_inches_per_pound: i64) -> i64 {
        if self.by_volume {
            piece.weight_ng().max(piece.volume_weight_ng(cubic_inches_per_pound, self.least_side_um))
        } else {
            piece.weight_ng()
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema_version: u32,
    slug: String,
    label: Text,
    platform: String,
    currency: Currency,
    eff_from: Option<toml::value::Datetime>,
    eff_to: Option<toml::value::Datetime>,
    source: String,
    as_of: toml::value::Datetime,
    verified: bool,
    note: Option<String>,
    cubic_inches_per_pound: i64,
    price_bands: [String; 2],
    tier: Vec<TierEntry>,
    #[serde(default)]
    storage: Vec<StorageEntry>,
    #[serde(default)]
    aged: Vec<AgedEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TierEntry {
    name: String,
    class: String,
    #[serde(default)]
    by_volume: bool,
    least_side: Option<String>,
    weight_above: Option<String>,
    weight_max: Option<String>,
    longest: Option<String>,
    median: Option<String>,
    shortest: Option<String>,
    length_plus_girth: Option<String>,
    #[serde(default)]
    rate: Vec<RateEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RateEntry {
    up_to: Option<String>,
    fees: [String; 3],
    step: Option<StepEntry>,
    verified: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepEntry {
    above: String,
    every: String,
    fee: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StorageEntry {
    class: String,
    months: Vec<u32>,
    cubic_foot: String,
    cubic_foot_high: Option<String>,
    source: Option<String>,
    verified: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgedEntry {
    from_days: i32,
    to_days: Option<i32>,
    cubic_foot: String,
    least: Option<String>,
    source: Option<String>,
    verified: Option<bool>,
}

impl FulfilmentTable {
    /// Reads a table. `file` is its path for errors and hints; its name must be `<slug>.toml`.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<Self, RuleError> {
        let read: File = toml::from_str(text).map_err(|error| not_read(file, &error))?;
        version(file, read.schema_version)?;
        named(file, &format!("{}.toml", read.slug))?;
        let wrong = |cause: String| {
            RuleError::new("preset.fulfilment", file, cause, "Correct the entry; measures are text with a unit: \"3 lb\", \"12 in\".")
        };
        let provenance = Provenance { source: read.source, as_of: Some(read.as_of.to_string()), verified: read.verified };
        let said = |source: &Option<String>, verified: Option<bool>| Provenance {
            source: source.clone().unwrap_or_else(|| provenance.source.clone()),
            as_of: provenance.as_of.clone(),
            verified: verified.unwrap_or(provenance.verified),
        };
        let amount = |text: &str, key: &str| number(Some(text), key).map(Option::unwrap_or_default).map_err(wrong);
        let price_bands = [amount(&read.price_bands[0], "price_bands")?, amount(&read.price_bands[1], "price_bands")?];
        if price_bands[1] <= price_bands[0] || read.cubic_inches_per_pound <= 0 {
            return Err(wrong("its price bands do not ascend, or its divisor is not positive".to_owned()));
        }
        let tiers = read.tier.iter().map(|entry| tier(entry, read.verified)).collect::<Result<Vec<_>, _>>().map_err(wrong)?;
        let mut storage = Vec::new();
        for entry in &read.storage {
            let low = amount(&entry.cubic_foot, "cubic_foot")?;
            let high = entry.cubic_foot_high.as_deref().map(|high| amount(high, "cubic_foot_high")).transpose()?.unwrap_or(low);
            if high < low || entry.months.is_empty() || entry.months.iter().any(|month| !(1..=12).contains(month)) {
                return Err(wrong(format!("storage of \"{}\" has no months from 1 to 12, or a high end below its low end", entry.class)));
            }
            let again = |other: &Storage| other.class == entry.class && other.months.iter().any(|month| entry.months.contains(month));
            if storage.iter().any(again) {
                return Err(wrong(format!("two rules tell storage of \"{}\" in one month", entry.class)));
            }
            storage.push(Storage {
                class: entry.class.clone(),
                months: entry.months.clone(),
                low,
                high,
                provenance: said(&entry.source, entry.verified),
            });
        }
        let mut aged = Vec::new();
        for entry in &read.aged {
            let least = entry.least.as_deref().map(|least| amount(least, "least")).transpose()?.unwrap_or(0);
            let fee = amount(&entry.cubic_foot, "cubic_foot")?;
            aged.push(Aged {
                from_days: entry.from_days,
                to_days: entry.to_days,
                fee,
                least,
                provenance: said(&entry.source, entry.verified),
            });
        }
        if date_faults(&aged).iter().any(|fault| !matches!(fault, crate::dated::DateFault::Gap { .. })) {
            return Err(wrong("two rules tell what stock of one age costs".to_owned()));
        }
        let period = Period { from: day(read.eff_from).map_err(wrong)?, to: day(read.eff_to).map_err(wrong)? };
        Ok(Self {
            slug: read.slug,
            label: read.label,
            platform: read.platform,
            currency: read.currency,
            period,
            note: read.note,
            file: file.to_owned(),
            cubic_inches_per_pound: read.cubic_inches_per_pound,
            price_bands,
            tiers,
            storage,
            aged,
            provenance,
        })
    }
}

fn tier(entry: &TierEntry, verified: bool) -> Result<Tier, String> {
    let length = |text: &Option<String>| text.as_deref().map(length_um).transpose();
    let weight = |text: &Option<String>| text.as_deref().map(weight_ng).transpose();
    let mut rates: Vec<Rate> = Vec::new();
    for rate in &entry.rate {
        let fee = |at: usize| number(Some(&rate.fees[at]), "fees").map(Option::unwrap_or_default);
        let step = rate.step.as_ref().map(|step| -> Result<WeightStep, String> {
            let fee = number(Some(&step.fee), "fee")?.unwrap_or_default();
            Ok(WeightStep { above_ng: weight_ng(&step.above)?, every_ng: weight_ng(&step.every)?, fee })
        });
        let read = Rate {
            up_to_ng: weight(&rate.up_to)?,
            fees: [fee(0)?, fee(1)?, fee(2)?],
            step: step.transpose()?,
            verified: rate.verified.unwrap_or(verified),
        };
        if read.step.is_some_and(|step| step.every_ng == 0) {
            return Err(format!("tier \"{}\": a step weighs nothing", entry.name));
        }
        let ascends = rates.last().is_none_or(|before| before.up_to_ng.is_some_and(|before| read.up_to_ng.is_none_or(|own| own > before)));
        if !ascends {
            return Err(format!("tier \"{}\": its weights do not ascend", entry.name));
        }
        rates.push(read);
    }
    Ok(Tier {
        name: entry.name.clone(),
        class: entry.class.clone(),
        by_volume: entry.by_volume,
        least_side_um: length(&entry.least_side)?.unwrap_or(0),
        weight_above_ng: weight(&entry.weight_above)?,
        weight_max_ng: weight(&entry.weight_max)?,
        sides_max_um: [length(&entry.longest)?, length(&entry.median)?, length(&entry.shortest)?],
        girth_max_um: length(&entry.length_plus_girth)?,
        rates,
    })
}
