//! Dimensions and the values they have in the book.

use crate::app::App;
use crate::error::ApiError;
use crate::params::Params;
use crate::wire::{DimensionInfo, DimensionValue, ErrorBody, Label};
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use entrepot_domain::Country;
use entrepot_domain::country::Region;
use entrepot_engine::LakeSession;
use entrepot_semantic::dimension::DIMENSIONS;
use std::sync::Arc;

/// Values of one dimension that are looked at, those with most lines first.
const VALUES_MAX: usize = 50_000;

/// All dimensions.
#[utoipa::path(get, operation_id = "list_dimensions", path = "/api/v1/dimensions", tag = "metrics", responses((status = 200, body = Vec<DimensionInfo>)))]
pub(crate) async fn list() -> Json<Vec<DimensionInfo>> {
    Json(DIMENSIONS.iter().map(|one| DimensionInfo { name: one.name.to_owned(), label: Label::new(one.en, one.zh) }).collect())
}

/// The values of a dimension, those with most lines first.
#[utoipa::path(get, operation_id = "dimension_values", path = "/api/v1/dimensions/{name}/values", tag = "metrics",
    params(("name" = String, Path, description = "Dimension"), ("q" = Option<String>, Query, description = "Part of the value or its name"),
        ("limit" = Option<usize>, Query, description = "Most values wanted; 50 when absent")),
    responses((status = 200, body = Vec<DimensionValue>), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn values(
    State(app): State<App>, Path(name): Path<String>, RawQuery(query): RawQuery,
) -> Result<Json<Vec<DimensionValue>>, ApiError> {
    let params = Params::read(query.as_deref(), &["q", "limit"])?;
    let limit = params.number("limit", 50, VALUES_MAX)?;
    if !DIMENSIONS.iter().any(|one| one.name == name) {
        return Err(ApiError::missing(
            "unknown_dimension",
            format!("There is no dimension \"{name}\"."),
            "The dimensions are listed under /api/v1/dimensions.",
        ));
    }
    let session = app.pin().await?;
    let all = match app.values().get(session.version(), &name) {
        Some(kept) => kept,
        None => {
            let read = Arc::new(read(&app, &session, &name).await?);
            app.values().put(session.version(), &name, Arc::clone(&read));
            read
        }
    };
    let wanted = params.one("q").unwrap_or_default().to_lowercase();
    Ok(Json(all.iter().filter(|one| wanted.is_empty() || says(one, &wanted)).take(limit).cloned().collect()))
}

fn says(value: &DimensionValue, wanted: &str) -> bool {
    let own = value.value.as_deref().unwrap_or("unknown");
    let label = value.label.iter().flat_map(|label| [label.en.as_str(), label.zh.as_str()]);
    std::iter::once(own).chain(label).any(|text| text.to_lowercase().contains(wanted))
}

async fn read(app: &App, session: &LakeSession, name: &str) -> Result<Vec<DimensionValue>, ApiError> {
    let found = app.semantic().dimension_values(session, name, "", VALUES_MAX).await?;
    Ok(found
        .into_iter()
        .map(|one| {
            let own = one.label.map(|label| Label::new(label.en, label.zh));
            let label = own.or_else(|| known_label(name, one.value.as_deref()?));
            DimensionValue { value: one.value, label, lines: i64::try_from(one.lines).unwrap_or(i64::MAX) }
        })
        .collect())
}

/// Names of values that are words of the trade; the seller's own words have none.
fn known_label(dimension: &str, value: &str) -> Option<Label> {
    match dimension {
        "country" | "seller_country" => Country::from_alpha2(value).map(|country| Label::new(country.name_en(), country.name_zh())),
        "mode" => match value {
            "b2c" => Some(Label::new("B2C", "B2C 零售")),
            "b2b" => Some(Label::new("B2B", "B2B 批发")),
            "b2b2c" => Some(Label::new("B2B2C", "B2B2C 分销")),
            _ => None,
        },
        "customer_type" => match value {
            "person" => Some(Label::new("Person", "个人")),
            "business" => Some(Label::new("Business", "企业")),
            _ => None,
        },
        "region" => region(value),
        _ => None,
    }
}

fn region(value: &str) -> Option<Label> {
    Region::ALL.into_iter().find(|one| one.as_str() == value).map(|one| Label::new(value, one.name_zh()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_and_country_has_a_name() {
        for one in Region::ALL {
            assert!(region(one.as_str()).is_some(), "{}", one.as_str());
        }
        assert_eq!(known_label("country", "DE"), Some(Label::new("Germany", "德国")));
        assert_eq!(known_label("platform", "DE"), None);
        assert!(says(&DimensionValue { value: Some("DE".into()), label: known_label("country", "DE"), lines: 1 }, "germ"));
        assert!(says(&DimensionValue { value: None, label: None, lines: 1 }, "unkn"));
    }
}
