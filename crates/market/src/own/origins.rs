//! Where sellers sit: shares of sellers by province and by industrial park, counted over the parties of the book.

use super::{Exact, OwnFigure, Part, rows};
use crate::error::MarketError;
use entrepot_engine::{LakeSession, Limits, cell_text};
use std::collections::BTreeMap;

const SELLERS_MAX: usize = 2_000_000;

/// Shares of sellers by province (`rows`; its cities are the members) and by park (`groups`). A seller of several
/// files counts once; one without a province or park has none, and is counted.
///
/// # Errors
/// Those of the engine.
pub async fn origins(session: &LakeSession) -> Result<OwnFigure, MarketError> {
    // Lake versions before parks were kept have no such column.
    let parks = session.snapshot().table("parties").is_some_and(|table| table.schema.column_with_name("park").is_some());
    let park = if parks { "max(park)" } else { "CAST(NULL AS VARCHAR)" };
    let sql = format!(
        "SELECT party_id, max(province) AS province, max(city) AS city, {park} AS park\nFROM parties\nWHERE role = 'seller'\nGROUP BY party_id"
    );
    let result = session.sql_with(&sql, Limits { rows: SELLERS_MAX, time_ms: session.limits().time_ms }).await?;
    let mut provinces: BTreeMap<Option<String>, (i64, Vec<String>)> = BTreeMap::new();
    let mut by_park: BTreeMap<Option<String>, (i64, Vec<String>)> = BTreeMap::new();
    for batch in &result.batches {
        for row in 0..batch.num_rows() {
            let cell =
                |column: usize| cell_text(batch.column(column), row).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
            let (province, city, park) = (cell(1), cell(2), cell(3));
            count(&mut provinces, province.clone(), city);
            count(&mut by_park, park, province);
        }
    }
    let mut figure = OwnFigure {
        metric: "sellers".to_owned(),
        currency: None,
        lake_version: result.lake_version,
        sql,
        from: None,
        to: None,
        rows: Vec::new(),
        groups: Vec::new(),
        total: None,
        concentration: Vec::new(),
        questions: Vec::new(),
    };
    let by_park = parts(by_park);
    figure.groups = rows(by_park.clone(), Exact::sum(by_park.iter().map(|part| part.value)), 0);
    figure.fill(parts(provinces), 0);
    Ok(figure)
}

fn count(into: &mut BTreeMap<Option<String>, (i64, Vec<String>)>, key: Option<String>, member: Option<String>) {
    let entry = into.entry(key).or_default();
    entry.0 += 1;
    if let Some(member) = member.filter(|member| !entry.1.contains(member)) {
        entry.1.push(member);
    }
}

fn parts(counted: BTreeMap<Option<String>, (i64, Vec<String>)>) -> Vec<Part> {
    let mut parts = Vec::new();
    for (key, (count, mut members)) in counted {
        members.sort();
        parts.push(Part { key, label: None, value: Exact::parse(&count.to_string()), members });
    }
    parts
}
