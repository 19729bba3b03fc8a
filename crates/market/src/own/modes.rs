//! Shares of the selling modes over time, with their concentration: whether one mode dominates, and whether that grows.

use super::{Exact, OwnFigure, OwnQuery, Part, concentration, rows};
use crate::error::MarketError;
use entrepot_engine::LakeSession;
use entrepot_semantic::{Grain, MetricQuery, Semantic};
use std::collections::BTreeMap;

/// Own sales by mode and period.
///
/// # Errors
/// Those of `semantic`.
pub async fn modes(session: &LakeSession, semantic: &Semantic, query: &OwnQuery, grain: Grain) -> Result<OwnFigure, MarketError> {
    let question = MetricQuery { grain: Some(grain), ..query.metric(&["mode"]) };
    let answer = semantic.answer(session, &question).await?;
    let mut figure = OwnFigure::of(&answer);
    let mut periods: BTreeMap<String, Vec<Part>> = BTreeMap::new();
    let mut modes: BTreeMap<Option<String>, Vec<Option<Exact>>> = BTreeMap::new();
    for row in &answer.rows {
        let part = Part {
            key: row.key("mode").flatten().map(str::to_owned),
            label: None,
            value: row.value.as_deref().and_then(Exact::parse),
            members: Vec::new(),
        };
        modes.entry(part.key.clone()).or_default().push(part.value);
        periods.entry(row.key("period").flatten().unwrap_or_default().to_owned()).or_default().push(part);
    }
    for (period, parts) in periods {
        let total = Exact::sum(parts.iter().map(|part| part.value));
        let mut shown = rows(parts, total, 2);
        figure.concentration.extend(concentration(Some(period.clone()), &shown));
        for row in &mut shown {
            row.period = Some(period.clone());
        }
        figure.rows.extend(shown);
    }
    let parts: Vec<Part> =
        modes.into_iter().map(|(key, values)| Part { key, label: None, value: Exact::sum(values), members: Vec::new() }).collect();
    let total = Exact::sum(parts.iter().map(|part| part.value));
    figure.groups = rows(parts, total, 2);
    figure.concentration.extend(concentration(None, &figure.groups));
    figure.total = total.map(|total| total.text(2));
    Ok(figure)
}
