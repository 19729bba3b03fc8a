//! The form of a territory's file. Unknown keys are errors; amounts and percentages are decimals in quotes, days `YYYY-MM-DD`.

use crate::exact::Amount;
use crate::lanes::Place;
use crate::text::Text;
use entrepot_domain::{Country, Currency, Day};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub schema_version: u32,
    pub code: String,
    pub label: Text,
    #[serde(default)]
    pub countries: Vec<Country>,
    /// A union of states whose members of the day make up the territory.
    pub union: Option<UnionName>,
    /// The currency of all thresholds and results.
    pub currency: Currency,
    pub source: String,
    pub as_of: String,
    pub verified: bool,
    pub note: Option<Text>,
    pub valuation: Valuation,
    /// An average over all goods, told in the question about one that is not known; never used.
    pub average_pct: Option<Amount>,
    /// Over which days every layer is in the file, for the goods and origins that it names.
    pub complete: Vec<Span>,
    /// Days between them, with what is missing.
    #[serde(default)]
    pub gap: Vec<GapText>,
    #[serde(default)]
    pub channel: Vec<Channel>,
    #[serde(default)]
    pub component: Vec<Component>,
    #[serde(default)]
    pub layer: Vec<Layer>,
    #[serde(default)]
    pub relief: Vec<Relief>,
    #[serde(default)]
    pub flat: Vec<Flat>,
    #[serde(default)]
    pub scheme: Vec<Scheme>,
    #[serde(default)]
    pub tax_share: Vec<TaxShare>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum UnionName {
    #[serde(rename = "EU")]
    Eu,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Valuation {
    pub basis: super::territory::Valuation,
    pub source: Option<String>,
    pub verified: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Span {
    pub from: Option<Day>,
    pub to: Option<Day>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GapText {
    pub from: Day,
    pub to: Day,
    pub text: Text,
}

/// A procedure by which goods may come in, where rules differ by it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Channel {
    pub code: String,
    pub label: Text,
}

/// A kind of duty: of each, goods of an origin have one layer on a day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Component {
    pub code: String,
    pub label: Text,
    /// Goods of these origins must have a layer of it; without one it asks. For other origins a missing layer is no duty.
    #[serde(default)]
    pub required_from: Vec<Place>,
    /// Since when they must.
    pub eff_from: Option<Day>,
    pub eff_to: Option<Day>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Layer {
    pub component: String,
    pub hs: Vec<String>,
    #[serde(default)]
    pub except_hs: Vec<String>,
    pub goods: Option<Text>,
    pub origins: Vec<Place>,
    #[serde(default)]
    pub except_origins: Vec<Country>,
    pub channel: Option<String>,
    pub rate_pct: Amount,
    pub rate_pct_high: Option<Amount>,
    /// Only for consignments of a customs value above and up to these amounts.
    pub above: Option<Amount>,
    pub up_to: Option<Amount>,
    /// Taken off the duty of the consignment.
    pub less: Option<Amount>,
    pub eff_from: Option<Day>,
    pub eff_to: Option<Day>,
    pub source: Option<String>,
    pub verified: Option<bool>,
    pub note: Option<Text>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReliefOf {
    Duty,
    Tax,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ValueOf {
    /// The goods alone.
    Goods,
    /// Goods, carriage and insurance.
    Cif,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relief {
    pub of: ReliefOf,
    /// Up to this value, included.
    pub threshold: Amount,
    pub value_of: ValueOf,
    #[serde(default = "anywhere")]
    pub origins: Vec<Place>,
    #[serde(default)]
    pub except_origins: Vec<Country>,
    pub channel: Option<String>,
    pub eff_from: Option<Day>,
    pub eff_to: Option<Day>,
    pub source: Option<String>,
    pub verified: Option<bool>,
    pub note: Option<Text>,
}

fn anywhere() -> Vec<Place> {
    vec![Place::Anywhere]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Per {
    /// Each distinct tariff item of the consignment.
    TariffItem,
    /// The parcel.
    Parcel,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Flat {
    pub kind: String,
    pub label: Text,
    pub amount: Amount,
    pub currency: Currency,
    pub per: Per,
    /// How many digits of the code make a tariff item, unless the asker says otherwise.
    pub digits: Option<u8>,
    /// For consignments of goods up to this value.
    pub up_to: Amount,
    /// Only where the buyer is a person.
    #[serde(default)]
    pub persons_only: bool,
    /// It is a duty, stands in the place of all layers and is part of the tax base.
    #[serde(default)]
    pub replaces_duty: bool,
    /// Only into these countries of the territory.
    #[serde(default)]
    pub countries: Vec<Country>,
    /// False for what is announced and not in force: told, never charged.
    #[serde(default = "yes")]
    pub enabled: bool,
    pub eff_from: Option<Day>,
    pub eff_to: Option<Day>,
    pub source: Option<String>,
    pub verified: Option<bool>,
    pub note: Option<Text>,
}

fn yes() -> bool {
    true
}

/// A way of paying the import tax at the sale instead of at the border.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scheme {
    pub code: String,
    pub label: Text,
    pub up_to: Amount,
    pub eff_from: Option<Day>,
    pub eff_to: Option<Day>,
    pub source: Option<String>,
    pub verified: Option<bool>,
}

/// A part of the tax that goods of a channel pay.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TaxShare {
    pub channel: String,
    pub share_pct: Amount,
    pub up_to: Amount,
    pub eff_from: Option<Day>,
    pub eff_to: Option<Day>,
    pub source: Option<String>,
    pub verified: Option<bool>,
}
