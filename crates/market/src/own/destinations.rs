//! Own sales by destination, rolled up into the groups of buyers that the seed paper names. A roll-up is the sum of its
//! members, country by country.

use super::{Exact, OwnFigure, OwnQuery, Part, parts, rows};
use crate::error::MarketError;
use crate::sources;
use entrepot_domain::Country;
use entrepot_engine::LakeSession;
use entrepot_semantic::{Semantic, Text};
use serde::Serialize;

const GROUPS: &str = include_str!("../../../../presets/markets/destination_groups.csv");

/// A group of destinations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DestinationGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: Text,
    /// Its countries.
    pub members: Vec<Country>,
}

/// The shipped groups.
///
/// # Errors
/// [`MarketError::Preset`]; a test keeps it from happening.
pub fn destination_groups() -> Result<Vec<DestinationGroup>, MarketError> {
    let mut groups = Vec::new();
    for [id, en, zh, members] in sources::rows("destination_groups.csv", GROUPS)? {
        let region: Vec<Country> = Country::all().filter(|country| country.region().as_str() == members).collect();
        let members = if region.is_empty() {
            let named: Result<Vec<Country>, _> = members.split_whitespace().map(Country::parse).collect();
            named.map_err(|error| MarketError::Preset { file: "destination_groups.csv".to_owned(), cause: error.to_string() })?
        } else {
            region
        };
        groups.push(DestinationGroup { id, label: Text { en, zh }, members });
    }
    Ok(groups)
}

/// The group of a country; nothing for the rest of the world.
#[must_use]
pub fn group_of(groups: &[DestinationGroup], country: Country) -> Option<&DestinationGroup> {
    groups.iter().find(|group| group.members.contains(&country))
}

/// Own sales by country.
///
/// # Errors
/// Those of `semantic`.
pub async fn destinations(session: &LakeSession, semantic: &Semantic, query: &OwnQuery) -> Result<OwnFigure, MarketError> {
    let answer = semantic.answer(session, &query.metric(&["country"])).await?;
    let countries = parts(&answer, "country");
    let mut figure = OwnFigure::of(&answer);
    let total = Exact::sum(countries.iter().map(|part| part.value));
    let mut rolled: Vec<Part> = Vec::new();
    let groups = destination_groups()?;
    for part in &countries {
        let country = part.key.as_deref().and_then(Country::from_alpha2);
        let group = country.map(|country| group_of(&groups, country));
        let (key, label) = match group {
            Some(Some(group)) => (Some(group.id.clone()), Some(group.label.clone())),
            Some(None) => (Some("REST".to_owned()), Some(Text { en: "Rest of the world".to_owned(), zh: "世界其他地区".to_owned() })),
            None => (None, None),
        };
        let at = rolled.iter().position(|known| known.key == key).unwrap_or_else(|| {
            rolled.push(Part { key, label, value: Some(Exact::ZERO), members: Vec::new() });
            rolled.len() - 1
        });
        rolled[at].value = rolled[at].value.and_then(|sum| sum.plus(part.value?));
        rolled[at].members.extend(part.key.clone());
    }
    figure.groups = rows(rolled, total, 2);
    figure.fill(countries, 2);
    Ok(figure)
}
