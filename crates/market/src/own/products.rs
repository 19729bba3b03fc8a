//! Own sales by category of the tree. What belongs nowhere stays in the figure as unmapped, named by what it says of itself.

use super::{CategoryTree, Exact, OwnFigure, OwnQuery, Part, rows};
use crate::error::MarketError;
use entrepot_engine::{LakeSession, Limits, cell_text};
use entrepot_semantic::{Answer, Semantic};
use std::collections::{BTreeMap, BTreeSet};

/// Most articles that are looked at.
const ARTICLES_MAX: usize = 2_000_000;
/// How many unmapped names are told.
const UNMAPPED_MAX: usize = 20;
const ARTICLES: &str = "SELECT sku, hs_code, category FROM products";

/// Own sales by group of the tree (`groups`), and by its parts (`rows`). The key of what belongs nowhere is null.
///
/// # Errors
/// Those of `semantic` and the engine.
pub async fn products(session: &LakeSession, semantic: &Semantic, query: &OwnQuery) -> Result<OwnFigure, MarketError> {
    let tree = CategoryTree::shipped()?;
    let answer = semantic.answer(session, &query.metric(&["product", "category"])).await?;
    let articles = articles(session).await?;
    let mut figure = OwnFigure::of(&answer);
    let (parts, groups) = placed(&tree, &answer, &articles);
    let total = Exact::sum(parts.iter().map(|part| part.value));
    figure.groups = rows(groups, total, 2);
    figure.rows = rows(parts, total, 2);
    figure.total = total.map(|total| total.text(2));
    figure.concentration.extend(super::concentration(None, &figure.groups));
    Ok(figure)
}

/// What articles say of themselves: HS code and category by number.
type Articles = BTreeMap<String, (Option<String>, Option<String>)>;

async fn articles(session: &LakeSession) -> Result<Articles, MarketError> {
    let result = session.sql_with(ARTICLES, Limits { rows: ARTICLES_MAX, time_ms: session.limits().time_ms }).await?;
    let mut articles = Articles::new();
    for batch in &result.batches {
        for row in 0..batch.num_rows() {
            let cell = |column: usize| cell_text(batch.column(column), row);
            if let Some(sku) = cell(0) {
                articles.insert(sku, (cell(1), cell(2)));
            }
        }
    }
    Ok(articles)
}

/// Amounts that fell into one place of the tree, and what those without a place say of themselves.
type Place = (Vec<Option<Exact>>, BTreeSet<String>);

fn placed(tree: &CategoryTree, answer: &Answer, articles: &Articles) -> (Vec<Part>, Vec<Part>) {
    let mut parts: BTreeMap<Option<&str>, Place> = BTreeMap::new();
    for row in &answer.rows {
        let sku = row.key("product").flatten().unwrap_or_default();
        let (hs_code, own) = articles.get(sku).cloned().unwrap_or_default();
        let category = row.key("category").flatten().map(str::to_owned).or(own);
        let place = tree.place(hs_code.as_deref(), category.as_deref());
        let entry = parts.entry(place.map(|one| one.id.as_str())).or_default();
        entry.0.push(row.value.as_deref().and_then(Exact::parse));
        if place.is_none() {
            entry.1.insert(unmapped(hs_code.as_deref(), category.as_deref()));
        }
    }
    let mut groups: BTreeMap<Option<&str>, Vec<Option<Exact>>> = BTreeMap::new();
    let mut members: BTreeMap<Option<&str>, Vec<String>> = BTreeMap::new();
    let mut shown = Vec::new();
    for (key, (values, names)) in parts {
        let place = key.and_then(|id| tree.find(id));
        let group = place.map(|one| tree.group(one).id.as_str());
        let value = Exact::sum(values);
        groups.entry(group).or_default().push(value);
        let names: Vec<String> = names.into_iter().take(UNMAPPED_MAX).collect();
        members.entry(group).or_default().extend(if place.is_some() {
            key.map(str::to_owned).into_iter().collect()
        } else {
            names.clone()
        });
        shown.push(Part { key: key.map(str::to_owned), label: place.map(|one| one.label.clone()), value, members: names });
    }
    let groups = groups
        .into_iter()
        .map(|(key, values)| Part {
            key: key.map(str::to_owned),
            label: key.and_then(|id| tree.find(id)).map(|one| one.label.clone()),
            value: Exact::sum(values),
            members: members.remove(&key).unwrap_or_default(),
        })
        .collect();
    (shown, groups)
}

/// What an article without a place says of itself.
fn unmapped(hs_code: Option<&str>, category: Option<&str>) -> String {
    match (category, hs_code) {
        (Some(category), Some(code)) => format!("{category} (HS {code})"),
        (Some(category), None) => category.to_owned(),
        (None, Some(code)) => format!("HS {code}"),
        (None, None) => "–".to_owned(),
    }
}
