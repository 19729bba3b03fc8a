//! What follows from published figures, always within one series: growth, CAGR, implied trade, export/import split,
//! sums of shares and their concentration. Nothing is rescaled, nothing is told across bases.

use crate::error::MarketError;
use crate::period::Period;
use crate::series::{Dataset, Flow, Kind, OTHER, Point, Series, SeriesId};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use serde::Serialize;

/// Decimals of a derived percentage or amount.
const DECIMALS: u32 = 4;

/// Growth from one period to another of one series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The series.
    pub series: SeriesId,
    /// The first period.
    pub from: Period,
    /// The last.
    pub to: Period,
    /// Value of the first.
    pub from_value: Decimal,
    /// Value of the last.
    pub to_value: Decimal,
    /// Growth over the whole time, percent.
    pub growth_pct: Decimal,
    /// Whole years between them.
    pub years: Option<i32>,
    /// Compound growth a year, percent: the ratio's root. Only over whole years.
    pub cagr_pct: Option<Decimal>,
    /// The last number is a lower bound: so is the growth.
    pub lower_bound: bool,
    /// Both numbers were read in their sources.
    pub verified: bool,
    /// Kinds of the two numbers.
    pub kinds: [Kind; 2],
}

/// One end of a growth: a period, and a basis where one is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The basis.
    pub basis: Option<String>,
    /// The period.
    pub period: Period,
}

impl End {
    /// Reads `2017` or `100ec:2017`.
    ///
    /// # Errors
    /// `market.period`, `market.basis`, `market.joined_bases`.
    pub fn parse(text: &str) -> Result<Self, MarketError> {
        match text.split_once(':') {
            Some((basis, period)) => Ok(Self { basis: Some(crate::series::check_basis(basis)?), period: Period::parse(period)? }),
            None => Ok(Self { basis: None, period: Period::parse(text)? }),
        }
    }

    /// Reads `2010..2017`; both ends may name a basis.
    ///
    /// # Errors
    /// `market.period` when there are not two ends, and those of [`End::parse`].
    pub fn parse_pair(text: &str) -> Result<(Self, Self), MarketError> {
        let (from, to) = text.split_once("..").ok_or_else(|| {
            MarketError::asked(
                "market.period",
                format!("\"{}\" are no two periods.", text.chars().take(40).collect::<String>()),
                "Write 2010..2017.",
            )
        })?;
        Ok((Self::parse(from)?, Self::parse(to)?))
    }
}

/// Growth between two periods in every series that has both.
///
/// # Errors
/// `market.across_bases` when the ends are of different bases, `market.period_mix` when one is longer, `market.period_order`,
/// `market.no_period` when no series has an end, `market.zero_base`.
pub fn changes(series: &[Series], from: &End, to: &End) -> Result<Vec<Change>, MarketError> {
    if let (Some(a), Some(b)) = (&from.basis, &to.basis)
        && a != b
    {
        return Err(MarketError::asked(
            "market.across_bases",
            format!("{a} and {b} count different things: there is no growth from one to the other."),
            "Name two periods of one basis.",
        ));
    }
    match from.period.steps_to(to.period) {
        None => {
            return Err(MarketError::asked(
                "market.period_mix",
                format!("{} and {} are not equally long.", from.period, to.period),
                "Compare a year with a year and a half-year with a half-year; nothing is stretched.",
            ));
        }
        Some(steps) if steps <= 0 => {
            return Err(MarketError::asked(
                "market.period_order",
                format!("{} is not before {}.", from.period, to.period),
                "Swap the two periods.",
            ));
        }
        Some(_) => {}
    }
    let basis = from.basis.as_ref().or(to.basis.as_ref());
    let candidates: Vec<&Series> =
        series.iter().filter(|one| one.id.dataset == Dataset::Volume && basis.is_none_or(|basis| one.id.basis == *basis)).collect();
    let mut found = Vec::new();
    for one in &candidates {
        if let (Some(a), Some(b)) = (one.at(from.period), one.at(to.period)) {
            found.push(change(&one.id, a, b)?);
        }
    }
    if found.is_empty() { Err(no_change(&candidates, from.period, to.period)) } else { Ok(found) }
}

fn change(id: &SeriesId, a: &Point, b: &Point) -> Result<Change, MarketError> {
    let zero = || MarketError::asked("market.zero_base", format!("{} of {} is zero.", a.period, id), "There is no growth from nothing.");
    let growth = (b.value - a.value).checked_div(a.value).ok_or_else(zero)? * Decimal::ONE_HUNDRED;
    let years = a.period.years_to(b.period);
    let cagr = years.and_then(|years| {
        let ratio = (b.value / a.value).to_f64()?;
        let rate = (ratio.powf(1.0 / f64::from(years)) - 1.0) * 100.0;
        Some(Decimal::from_f64(rate)?.round_dp(DECIMALS))
    });
    Ok(Change {
        series: id.clone(),
        from: a.period,
        to: b.period,
        from_value: a.value,
        to_value: b.value,
        growth_pct: growth.round_dp(DECIMALS),
        years,
        cagr_pct: cagr,
        lower_bound: b.is_lower_bound(),
        verified: a.verified && b.verified,
        kinds: [a.kind, b.kind],
    })
}

fn no_change(candidates: &[&Series], from: Period, to: Period) -> MarketError {
    let having = |period: Period| -> Vec<String> {
        candidates.iter().filter(|one| one.at(period).is_some()).map(|one| one.id.to_string()).collect()
    };
    let (first, last) = (having(from), having(to));
    if first.is_empty() || last.is_empty() {
        let absent = if first.is_empty() { from } else { to };
        return MarketError::asked(
            "market.no_period",
            format!("No series that was asked for has {absent}."),
            "entrepot market list shows the periods of every series.",
        );
    }
    MarketError::asked(
        "market.across_bases",
        format!("No series has both {from} and {to}, and nothing is told across bases or flows."),
        format!("{from} is in {}; {to} is in {}.", first.join(", "), last.join(", ")),
    )
}

/// All foreign trade of a flow as a share of it implies; four decimals.
#[must_use]
pub fn implied_trade(point: &Point) -> Option<Decimal> {
    let share = point.share_of_trade_pct?;
    (point.value * Decimal::ONE_HUNDRED).checked_div(share).map(|value| value.round_dp(DECIMALS))
}

/// How a total divides into exports and imports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Split {
    /// The basis of all its numbers.
    pub basis: String,
    /// The period.
    pub period: Period,
    /// Exports, in the series' unit.
    pub export: Decimal,
    /// Imports.
    pub import: Decimal,
    /// Exports as a share of both, percent, four decimals.
    pub export_pct: Decimal,
    /// Imports as a share of both.
    pub import_pct: Decimal,
    /// What a value is counted in.
    pub unit: String,
    /// True: both were published. False: computed from the published total and share of exports.
    pub published: bool,
    /// Whether every number used was read in its source.
    pub verified: bool,
}

/// Splits by basis and period: from two published flows of one basis, else from a total with a share of exports.
#[must_use]
pub fn splits(series: &[Series]) -> Vec<Split> {
    let mut found: Vec<Split> = Vec::new();
    let of = |basis: &str, flow: Flow| {
        series.iter().find(|one| one.id.dataset == Dataset::Volume && one.id.basis == basis && one.id.flow == flow)
    };
    for exports in series.iter().filter(|one| one.id.dataset == Dataset::Volume && one.id.flow == Flow::Export) {
        let Some(imports) = of(&exports.id.basis, Flow::Import).filter(|imports| imports.unit == exports.unit) else { continue };
        for out in &exports.points {
            let Some(back) = imports.at(out.period) else { continue };
            found.extend(split(exports, out.period, out.value, back.value, (true, out.verified && back.verified)));
        }
    }
    for totals in series.iter().filter(|one| one.id.dataset == Dataset::Volume && one.id.flow == Flow::Total) {
        for point in &totals.points {
            let Some(share) = point.export_share_pct else { continue };
            if found.iter().any(|one| one.basis == totals.id.basis && one.period == point.period) {
                continue;
            }
            let export = point.value * share / Decimal::ONE_HUNDRED;
            found.extend(split(totals, point.period, export, point.value - export, (false, point.verified)));
        }
    }
    found.sort_by(|a, b| (a.period, &a.basis).cmp(&(b.period, &b.basis)));
    found
}

fn split(of: &Series, period: Period, export: Decimal, import: Decimal, (published, verified): (bool, bool)) -> Option<Split> {
    let percent =
        |part: Decimal| (part * Decimal::ONE_HUNDRED).checked_div(export + import).map(|value| value.round_dp(DECIMALS).normalize());
    Some(Split {
        basis: of.id.basis.clone(),
        period,
        export: export.normalize(),
        import: import.normalize(),
        export_pct: percent(export)?,
        import_pct: percent(import)?,
        unit: of.unit.clone(),
        published,
        verified,
    })
}

/// What the shares of one period add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShareSum {
    /// The period.
    pub period: Period,
    /// Their sum, as published: never rescaled.
    pub sum: Decimal,
    /// Whether the source names a remainder, so that the sum should be 100.
    pub complete: bool,
    /// What is missing to 100 where the source names no remainder.
    pub not_itemised: Option<Decimal>,
    /// Herfindahl index of the named items, 0 to 1, four decimals: the least that the whole can have, since nobody knows how a
    /// remainder divides.
    pub herfindahl_min: Decimal,
}

/// Sums of a set of shares, period by period.
#[must_use]
pub fn share_sums(series: &Series) -> Vec<ShareSum> {
    let mut found = Vec::new();
    for period in series.periods() {
        let points: Vec<&Point> = series.points.iter().filter(|point| point.period == period).collect();
        let sum: Decimal = points.iter().map(|point| point.value).sum();
        let complete = points.iter().any(|point| point.item.as_deref() == Some(OTHER));
        let named = points.iter().filter(|point| point.item.as_deref() != Some(OTHER)).map(|point| point.value);
        found.push(ShareSum {
            period,
            sum,
            complete,
            not_itemised: (!complete && sum < Decimal::ONE_HUNDRED).then(|| Decimal::ONE_HUNDRED - sum),
            herfindahl_min: herfindahl_of_percent(named),
        });
    }
    found
}

/// The Herfindahl index of shares in percent: the sum of their squares, 1 when one has all.
#[must_use]
pub fn herfindahl_of_percent(shares: impl Iterator<Item = Decimal>) -> Decimal {
    let squares: Decimal = shares.map(|share| share * share).sum();
    (squares / Decimal::from(10_000)).round_dp(DECIMALS)
}
