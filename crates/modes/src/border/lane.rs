//! A parcel over all lanes.

use super::line::LineShown;
use entrepot_domain::fx::RateBook;
use entrepot_domain::{Country, Currency, Day, Money};
use entrepot_rules::lanes::{Cargo, LaneBook, Leg, Offer, Parcel, quote};
use entrepot_rules::{Question, Text};
use serde::Serialize;

/// A parcel to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneAsked {
    /// The parcel.
    pub parcel: Parcel,
    /// Which part of the way.
    pub leg: Leg,
    /// The day whose tariffs are asked.
    pub on: Day,
    /// The currency of prices; each lane's own where absent.
    pub currency: Option<Currency>,
}

/// How long a lane takes, in days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TransitShown {
    /// The least, as published.
    pub min: u16,
    /// Half of the parcels arrive within.
    pub median: u16,
    /// Nine of ten arrive within.
    pub p90: u16,
    /// The most, as published.
    pub max: u16,
    /// True when no shares are published and days between least and most are taken as equally likely.
    pub assumed: bool,
}

/// What one lane would take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LaneOffer {
    /// The lane's code.
    pub lane: String,
    /// Its name for people.
    pub label: Text,
    /// Who carries.
    pub carrier: String,
    /// The way of carriage.
    pub logistics: String,
    /// The price; of a range, its low end. Nothing when an exchange rate is missing.
    pub price: Option<String>,
    /// The high end of a range.
    pub price_high: Option<String>,
    /// ISO 4217 code of the price.
    pub currency: Currency,
    /// True when the price is an end of a range.
    pub estimate: bool,
    /// True when every figure in it was read in its source.
    pub verified: bool,
    /// What the scale says, grams.
    pub actual_g: u32,
    /// Volume by the lane's divisor, grams.
    pub volumetric_g: Option<u32>,
    /// What is billed, grams.
    pub billed_g: u32,
    /// How long it takes.
    pub transit_days: Option<TransitShown>,
    /// Duty and import tax are in the price.
    pub duty_included: bool,
    /// False for a lane of the home's own.
    pub shipped: bool,
    /// When its tariff was read.
    pub as_of: Option<String>,
    /// What else should be known.
    pub note: Option<Text>,
    /// Every amount.
    pub lines: Vec<LineShown>,
}

/// A lane that does not take the parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LaneRefusal {
    /// The lane's code.
    pub lane: String,
    /// Its name for people.
    pub label: Text,
    /// Stable code of the reason.
    pub code: &'static str,
    /// The reason.
    pub text: String,
}

/// What all lanes say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LaneAnswer {
    /// Where the parcel starts.
    pub from: Country,
    /// Where it goes.
    pub to: Country,
    /// The day whose tariffs were asked.
    pub on: Day,
    /// parcel, first or last.
    pub leg: &'static str,
    /// Its weight, grams.
    pub weight_g: Option<u32>,
    /// Its sides, millimetres.
    pub dims_mm: Option<[u32; 3]>,
    /// general or special.
    pub cargo: &'static str,
    /// Offers, the cheapest first.
    pub offers: Vec<LaneOffer>,
    /// Refusals with their reason.
    pub refusals: Vec<LaneRefusal>,
    /// What must be known before the other lanes can answer.
    pub questions: Vec<Question>,
}

/// Asks all lanes.
#[must_use]
pub fn lane(book: &LaneBook, asked: &LaneAsked, rates: &RateBook) -> LaneAnswer {
    let parcel = &asked.parcel;
    let found = quote(book, asked.leg, parcel, asked.on, asked.currency, rates);
    LaneAnswer {
        from: parcel.from,
        to: parcel.to,
        on: asked.on,
        leg: asked.leg.as_str(),
        weight_g: parcel.weight_g,
        dims_mm: parcel.dims_mm,
        cargo: Cargo::as_str(parcel.cargo),
        offers: found.offers.into_iter().map(|one| offer(one, asked.currency)).collect(),
        refusals: (found.refusals.into_iter())
            .map(|one| LaneRefusal { lane: one.lane.code.clone(), label: one.lane.label.clone(), code: one.code, text: one.text })
            .collect(),
        questions: found.questions,
    }
}

fn offer(one: Offer<'_>, currency: Option<Currency>) -> LaneOffer {
    let lane = one.lane;
    LaneOffer {
        lane: lane.code.clone(),
        label: lane.label.clone(),
        carrier: lane.carrier.clone(),
        logistics: lane.logistics.clone(),
        price: one.price.map(Money::amount),
        price_high: one.price_high.map(Money::amount),
        currency: currency.unwrap_or(lane.currency),
        estimate: one.price_high.is_some(),
        verified: one.verified,
        actual_g: one.weighed.actual_g,
        volumetric_g: one.weighed.volumetric_g,
        billed_g: one.weighed.billed_g,
        transit_days: lane.transit.as_ref().map(|transit| TransitShown {
            min: transit.days_min,
            median: transit.days_median(),
            p90: transit.days_for(900_000),
            max: transit.days_max,
            assumed: transit.assumed,
        }),
        duty_included: lane.duty_included,
        shipped: lane.shipped,
        as_of: lane.provenance.as_of.clone(),
        note: lane.note.clone(),
        lines: one.lines.into_iter().map(LineShown::from).collect(),
    }
}
