//! The form of a lane's file. Unknown keys are errors; amounts and percentages are decimals in quotes, days are `YYYY-MM-DD`.

use crate::exact::Amount;
use crate::text::Text;
use entrepot_domain::{Country, Currency, Day};
use serde::{Deserialize, Serialize};

/// What kind of goods a parcel holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cargo {
    /// Nothing that a carrier treats specially.
    #[default]
    General,
    /// Batteries, liquids, magnets, powders and the like: "special" or "sensitive" goods.
    Special,
}

impl Cargo {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::General, Self::Special];

    /// The word in files and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Special => "special",
        }
    }
}

/// Which part of the way a lane goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leg {
    /// From the seller to the buyer, parcel by parcel.
    Parcel,
    /// Bulk to a warehouse.
    First,
    /// From a warehouse to the buyer, inside a country.
    Last,
}

impl Leg {
    /// Every leg.
    pub const ALL: [Self; 3] = [Self::Parcel, Self::First, Self::Last];

    /// The word in files and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Parcel => "parcel",
            Self::First => "first",
            Self::Last => "last",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub schema_version: u32,
    pub code: String,
    pub label: Text,
    pub carrier: String,
    /// The seed's word for the way of carriage: `postal_packet`, `parcel_post`, `logistics_lines`, `express`, `first_leg`, `overseas_warehouse`.
    pub logistics: String,
    pub leg: Leg,
    pub origins: Vec<Place>,
    pub destinations: Vec<Place>,
    pub currency: Currency,
    /// Duty and import tax are in the price.
    #[serde(default)]
    pub duty_included: bool,
    pub source: String,
    pub as_of: String,
    pub verified: bool,
    pub note: Option<Text>,
    pub weight: Weight,
    pub transit_days: Option<TransitDays>,
    #[serde(default)]
    pub limit: Vec<Limit>,
    #[serde(default)]
    pub zone: Vec<Zone>,
    #[serde(default)]
    pub rate: Vec<Rate>,
    /// The carrier adds a fuel surcharge to every parcel: a day without its percentage asks.
    #[serde(default)]
    pub fuelled: bool,
    #[serde(default)]
    pub fuel: Vec<Fuel>,
    #[serde(default)]
    pub surcharge: Vec<Surcharge>,
    #[serde(default)]
    pub import_charge: Vec<ImportCharge>,
    #[serde(default)]
    pub example: Vec<Example>,
}

/// A country, or `*` for everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Anywhere,
    In(Country),
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "*" {
            return Ok(Self::Anywhere);
        }
        Country::parse(&text).map(Self::In).map_err(serde::de::Error::custom)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum WeightRule {
    /// What the scale says.
    Actual,
    /// The greater of actual and volumetric weight.
    Greater,
    /// Volumetric weight once it is so many times the actual one, actual weight otherwise.
    VolumetricFromRatio,
    /// Weight plays no role.
    None,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weight {
    pub rule: WeightRule,
    /// Cubic centimetres that count as a kilogram.
    pub divisor: Option<u32>,
    pub ratio: Option<u32>,
    /// The least that is billed.
    pub min_g: Option<u32>,
    /// The least that is billed to single countries.
    #[serde(default)]
    pub min_g_to: Vec<MinTo>,
    #[serde(default)]
    pub steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MinTo {
    pub country: Country,
    pub min_g: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// Up to this weight; without it, from the step before on.
    pub up_to_g: Option<u32>,
    pub step_g: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TransitDays {
    pub min: u16,
    pub max: u16,
    /// Share of parcels that arrive within so many days, in percent, increasing.
    #[serde(default)]
    pub within: Vec<Within>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Within {
    pub days: u16,
    pub percent: Amount,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LimitKind {
    WeightG,
    LengthMm,
    LengthPlusGirthMm,
    SumMm,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limit {
    pub of: LimitKind,
    pub max: u32,
    pub source: Option<String>,
    pub verified: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Zone {
    pub code: String,
    pub countries: Vec<Country>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rate {
    /// `*` for every country that is in no zone.
    #[serde(default = "everywhere")]
    pub zone: String,
    #[serde(default)]
    pub cargo: Cargo,
    #[serde(default)]
    pub above_g: u32,
    pub up_to_g: Option<u32>,
    #[serde(default)]
    pub fixed: Amount,
    pub fixed_high: Option<Amount>,
    #[serde(default)]
    pub per_kg: Amount,
    pub per_kg_high: Option<Amount>,
    #[serde(default)]
    pub per_cbm: Amount,
    pub per_cbm_high: Option<Amount>,
    /// The fixed amount is for a container that holds so much; several are taken as needed.
    pub container_cbm: Option<Amount>,
    pub eff_from: Option<Day>,
    pub eff_to: Option<Day>,
    pub source: Option<String>,
    pub verified: Option<bool>,
}

fn everywhere() -> String {
    "*".to_owned()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fuel {
    pub percent: Amount,
    pub eff_from: Option<Day>,
    pub eff_to: Option<Day>,
    pub source: Option<String>,
    pub verified: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum When {
    Always,
    RemoteArea,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Surcharge {
    pub kind: String,
    pub when: When,
    #[serde(default)]
    pub fixed: Amount,
    pub fixed_high: Option<Amount>,
    #[serde(default)]
    pub per_kg: Amount,
    pub min: Option<Amount>,
    /// When it differs from the lane's.
    pub currency: Option<Currency>,
    /// Fuel is taken of it too.
    #[serde(default)]
    pub fuelled: bool,
    pub eff_from: Option<Day>,
    pub eff_to: Option<Day>,
    pub source: Option<String>,
    pub verified: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportCharge {
    pub kind: String,
    pub countries: Vec<Place>,
    pub amount: Amount,
    pub currency: Currency,
    /// The carrier's least charge; a percentage that is not public may ask for more.
    #[serde(default)]
    pub at_least: bool,
    pub eff_from: Option<Day>,
    pub eff_to: Option<Day>,
    pub source: Option<String>,
    pub verified: Option<bool>,
}

/// A quote that must come out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Example {
    pub from: Country,
    pub to: Country,
    pub on: Day,
    pub weight_g: Option<u32>,
    pub dims_mm: Option<[u32; 3]>,
    #[serde(default)]
    pub cargo: Cargo,
    #[serde(default)]
    pub remote_area: bool,
    /// What is expected of it, any of these.
    pub billed_g: Option<u32>,
    pub amount: Option<Amount>,
    pub high: Option<Amount>,
    pub refused: Option<String>,
    pub asks: Option<String>,
}
