//! Rows of the engine's answers, read by column name, and the few pieces of SQL that every route writes.

use crate::error::ApiError;
use entrepot_domain::Country;
use entrepot_engine::{LakeSession, Limits, json};
use entrepot_semantic::dimension::{Filter, Source};
use serde_json::{Map, Value};

/// Longest that a query of our own may take, in milliseconds.
const TIME_MS: u64 = 60_000;

/// One row.
#[derive(Debug)]
pub(crate) struct Row(pub Map<String, Value>);

impl Row {
    /// A text, decimal, day or instant; null and absent are `None`.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Null) | None => None,
            Some(other) => Some(other.to_string()),
        }
    }

    /// A text that is never null.
    pub fn must(&self, name: &str) -> String {
        self.text(name).unwrap_or_default()
    }

    /// A whole number; 0 when null.
    pub fn int(&self, name: &str) -> i64 {
        self.0.get(name).and_then(Value::as_i64).unwrap_or(0)
    }
}

/// Runs a query of our own.
pub(crate) async fn rows(session: &LakeSession, sql: &str, limit: usize) -> Result<Vec<Row>, ApiError> {
    let result = session.sql_with(sql, Limits { rows: limit, time_ms: TIME_MS }).await?;
    Ok(json::objects_json(&result).into_iter().map(Row).collect())
}

/// The first row of a query of our own; an empty row when there is none.
pub(crate) async fn row(session: &LakeSession, sql: &str) -> Result<Row, ApiError> {
    Ok(rows(session, sql, 1).await?.pop().unwrap_or_else(|| Row(Map::new())))
}

/// A text as an SQL literal: the only way in for what a user wrote.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A list of texts for `IN`.
pub(crate) fn literals<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(literal).collect::<Vec<_>>().join(", ")
}

/// Conditions joined with AND, as a WHERE clause or nothing.
pub(crate) fn clause(conditions: &[String]) -> String {
    if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) }
}

/// A filter as a condition on the table `trades`: what only lines know is asked of the lines.
pub(crate) fn on_trades(filter: &Filter) -> String {
    match filter.dimension.source {
        Source::Region => {
            let inside = |country: &Country| filter.values.iter().flatten().any(|value| country.region().as_str() == value);
            let mut wanted: Vec<Option<String>> = Country::all().filter(inside).map(|country| Some(country.as_str().to_owned())).collect();
            wanted.extend(filter.values.contains(&None).then_some(None));
            any_of("country", &wanted)
        }
        Source::Column("sku") => format!("trade_id IN (SELECT trade_id FROM lines WHERE {})", any_of("sku", &filter.values)),
        Source::Category => format!(
            "trade_id IN (SELECT l.trade_id FROM lines l LEFT JOIN products p ON p.sku = l.sku WHERE {})",
            any_of("coalesce(l.category, p.category)", &filter.values)
        ),
        Source::Column("account") => format!("trade_id IN (SELECT trade_id FROM postings WHERE {})", any_of("account", &filter.values)),
        Source::Column(column) => any_of(column, &filter.values),
        Source::Lane => format!(
            "trade_id IN (SELECT t.trade_id FROM trades t LEFT JOIN trade_lanes w ON w.trade_id = t.trade_id WHERE {})",
            any_of("w.lane", &filter.values)
        ),
        Source::Origin(column) => format!(
            "trade_id IN (SELECT t.trade_id FROM trades t LEFT JOIN seller_origins o ON o.seller_id = t.seller_id WHERE {})",
            any_of(&format!("o.{column}"), &filter.values)
        ),
        // Which side of the border is home is no column; orders are not filtered by it.
        Source::Direction => "true".to_owned(),
    }
}

fn any_of(expression: &str, values: &[Option<String>]) -> String {
    let known = literals(values.iter().flatten().map(String::as_str));
    match (known.is_empty(), values.contains(&None)) {
        (false, true) => format!("({expression} IN ({known}) OR {expression} IS NULL)"),
        (false, false) => format!("{expression} IN ({known})"),
        (true, true) => format!("{expression} IS NULL"),
        (true, false) => "false".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_on_orders_quote_what_users_write() {
        let filters = Filter::gather([("country", "DE"), ("country", ""), ("product", "x' OR 1=1 --"), ("region", "ASEAN10")]).unwrap();
        let shown: Vec<String> = filters.iter().map(on_trades).collect();
        assert_eq!(shown[0], "(country IN ('DE') OR country IS NULL)");
        assert_eq!(shown[1], "trade_id IN (SELECT trade_id FROM lines WHERE sku IN ('x'' OR 1=1 --'))");
        assert_eq!(shown[2], "country IN ('BN', 'ID', 'KH', 'LA', 'MM', 'MY', 'PH', 'SG', 'TH', 'VN')");
        assert_eq!(clause(&[]), "");
    }
}
