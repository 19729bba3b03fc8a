//! Own sales by year, and how a year divides into exports, imports and trade at home.

use super::{Exact, OwnFigure, OwnQuery, Part, rows};
use crate::error::MarketError;
use entrepot_domain::Country;
use entrepot_engine::LakeSession;
use entrepot_semantic::{Grain, MetricQuery, Semantic};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;

/// One direction of the own trade of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnSplit {
    /// First day of the year.
    pub period: String,
    /// `export`, `import`, `domestic`, `abroad` (from one foreign country to another or within one) or `unknown` (a side is not known).
    pub direction: &'static str,
    /// Money in the figure's currency.
    pub value: Option<String>,
    /// Share of the year, percent.
    pub share_pct: Option<Decimal>,
}

/// Seller's country, buyer's country, amount.
type Sold = (Option<Country>, Option<Country>, Option<Exact>);

/// The seller's own country: the one that sells most in the book.
fn home_of(sellers: &BTreeMap<Option<String>, Option<Exact>>) -> Option<Country> {
    let total = Exact::sum(sellers.values().copied())?;
    let share = |value: &Option<Exact>| value.and_then(|value| value.share_pct(total, 12));
    let most = sellers.iter().filter(|(key, _)| key.is_some()).max_by_key(|(_, value)| share(value))?;
    Country::from_alpha2(most.0.as_deref()?)
}

/// Own sales by year, with their directions as seen from the country that sells most (or the one given).
///
/// # Errors
/// Those of `semantic`.
pub async fn volume(
    session: &LakeSession, semantic: &Semantic, query: &OwnQuery, home: Option<Country>,
) -> Result<(OwnFigure, Option<Country>, Vec<OwnSplit>), MarketError> {
    let question = MetricQuery { grain: Some(Grain::Year), ..query.metric(&["seller_country", "country"]) };
    let answer = semantic.answer(session, &question).await?;
    let mut figure = OwnFigure::of(&answer);
    let mut years: BTreeMap<String, Vec<Sold>> = BTreeMap::new();
    let mut sellers: BTreeMap<Option<String>, Option<Exact>> = BTreeMap::new();
    for row in &answer.rows {
        let side = |name: &str| row.key(name).flatten().and_then(Country::from_alpha2);
        let value = row.value.as_deref().and_then(Exact::parse);
        let period = row.key("period").flatten().unwrap_or_default().to_owned();
        years.entry(period).or_default().push((side("seller_country"), side("country"), value));
        let sold = sellers.entry(row.key("seller_country").flatten().map(str::to_owned)).or_insert(Some(Exact::ZERO));
        *sold = sold.and_then(|sold| sold.plus(value?));
    }
    let home = home.or_else(|| home_of(&sellers));
    let mut splits = Vec::new();
    let mut whole = Vec::new();
    for (period, trades) in years {
        let total = Exact::sum(trades.iter().map(|trade| trade.2));
        whole.push(total);
        let mut directions: BTreeMap<&'static str, Vec<Option<Exact>>> = BTreeMap::new();
        for (seller, buyer, value) in trades {
            directions.entry(direction(home, seller, buyer)).or_default().push(value);
        }
        let parts = directions.into_iter().map(|(key, values)| Part {
            key: Some(key.to_owned()),
            label: None,
            value: Exact::sum(values),
            members: Vec::new(),
        });
        for row in rows(parts.collect(), total, 2) {
            let direction = DIRECTIONS.into_iter().find(|one| row.key.as_deref() == Some(*one)).unwrap_or("unknown");
            splits.push(OwnSplit { period: period.clone(), direction, value: row.value, share_pct: row.share_pct });
        }
        let year = Part { key: Some(period.chars().take(4).collect()), label: None, value: total, members: Vec::new() };
        let mut shown = rows(vec![year], total, 2);
        for row in &mut shown {
            row.period = Some(period.clone());
            row.share_pct = None;
        }
        figure.rows.extend(shown);
    }
    figure.total = Exact::sum(whole).map(|total| total.text(2));
    Ok((figure, home, splits))
}

const DIRECTIONS: [&str; 5] = ["export", "import", "domestic", "abroad", "unknown"];

fn direction(home: Option<Country>, seller: Option<Country>, buyer: Option<Country>) -> &'static str {
    match (seller, buyer) {
        (Some(seller), Some(buyer)) => match home {
            Some(home) if seller == home && buyer == home => "domestic",
            Some(home) if seller == home => "export",
            Some(home) if buyer == home => "import",
            _ => "abroad",
        },
        _ => "unknown",
    }
}
