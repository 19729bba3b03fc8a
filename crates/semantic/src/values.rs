//! The values of a dimension that occur in the book, for pickers.

use crate::dimension::{self, Source, literal};
use crate::error::SemanticError;
use crate::layout::{LAYOUT, Layout};
use crate::metric::Text;
use crate::semantic::{Semantic, run};
use entrepot_domain::Country;
use entrepot_engine::{LakeSession, cell_text};

/// A value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DimensionValue {
    /// The value; null is unknown.
    pub value: Option<String>,
    /// Its name for people, when it has one beside the value.
    pub label: Option<Text>,
    /// How many lines have it.
    pub lines: u64,
}

impl Semantic {
    /// Values of a dimension whose value or name contains `search` (letter case is of no account), most lines first.
    pub async fn dimension_values(
        &self, session: &LakeSession, name: &str, search: &str, limit: usize,
    ) -> Result<Vec<DimensionValue>, SemanticError> {
        let dimension = dimension::find(name)?;
        let products = session.snapshot().table("products").is_some_and(|table| table.rows() > 0);
        let product = dimension.source == Source::Column("sku");
        let base = match dimension.source {
            Source::Column("account") => {
                "SELECT account AS value, CAST(NULL AS VARCHAR) AS name, count(*) AS lines FROM postings GROUP BY account".to_owned()
            }
            Source::Lane => {
                "SELECT lane AS value, CAST(NULL AS VARCHAR) AS name, count(*) AS lines FROM trade_lanes GROUP BY lane".to_owned()
            }
            Source::Origin(column) => format!(
                "SELECT o.{column} AS value, CAST(NULL AS VARCHAR) AS name, sum(l.lines) AS lines \
                 FROM (SELECT seller_id, count(*) AS lines FROM lines GROUP BY seller_id) l \
                 LEFT JOIN seller_origins o ON o.seller_id = l.seller_id GROUP BY o.{column}"
            ),
            Source::Direction => "SELECT value, CAST(NULL AS VARCHAR) AS name, CAST(0 AS BIGINT) AS lines \
                 FROM (VALUES ('domestic'), ('elsewhere'), ('export'), ('import')) v(value)"
                .to_owned(),
            Source::Column(column) => {
                let label = if product { "max(product_name)" } else { "CAST(NULL AS VARCHAR)" };
                format!("SELECT {column} AS value, {label} AS name, count(*) AS lines FROM lines GROUP BY {column}")
            }
            Source::Region => "SELECT countries.region AS value, CAST(NULL AS VARCHAR) AS name, sum(l.lines) AS lines \
                 FROM (SELECT country, count(*) AS lines FROM lines GROUP BY country) l \
                 LEFT JOIN countries ON countries.code = l.country GROUP BY countries.region"
                .to_owned(),
            Source::Category if !products => {
                "SELECT category AS value, CAST(NULL AS VARCHAR) AS name, count(*) AS lines FROM lines GROUP BY category".to_owned()
            }
            Source::Category => "SELECT coalesce(l.category, p.category) AS value, CAST(NULL AS VARCHAR) AS name, sum(l.lines) AS lines \
                 FROM (SELECT sku, category, count(*) AS lines FROM lines GROUP BY sku, category) l \
                 LEFT JOIN (SELECT sku, max(category) AS category FROM products GROUP BY sku) p ON p.sku = l.sku \
                 GROUP BY coalesce(l.category, p.category)"
                .to_owned(),
        };
        let search = search.trim().to_lowercase();
        // Country names are not in the lines: those few values are searched here.
        let here = matches!(dimension.name, "country" | "seller_country");
        let condition = if search.is_empty() || here {
            String::new()
        } else {
            let word = literal(&search);
            format!(" WHERE strpos(lower(value), {word}) > 0 OR strpos(lower(name), {word}) > 0")
        };
        let limited = if here { String::new() } else { format!(" LIMIT {limit}") };
        let sql = format!("SELECT value, name, lines FROM ({base}){condition} ORDER BY lines DESC, value{limited}");
        let result = run(session, &sql).await?;
        let mut values = Vec::new();
        for batch in &result.batches {
            for row in 0..batch.num_rows() {
                let value = cell_text(batch.column(0), row);
                let named = cell_text(batch.column(1), row).map(|name| Text { en: name.clone(), zh: name });
                let country = value.as_deref().filter(|_| here).and_then(|code| Country::parse(code).ok());
                let account = value.as_deref().filter(|_| dimension.name == "account");
                let named = account.and_then(|name| LAYOUT.iter().find(|line| line.name == name)).map(Layout::label).or(named);
                let label = country.map(|c| Text { en: c.name_en().to_owned(), zh: c.name_zh().to_owned() }).or(named);
                let lines = cell_text(batch.column(2), row).and_then(|count| count.parse().ok()).unwrap_or(0);
                values.push(DimensionValue { value, label, lines });
            }
        }
        if here {
            let found = |text: Option<&str>| text.is_some_and(|text| text.to_lowercase().contains(&search));
            values.retain(|value| {
                search.is_empty()
                    || found(value.value.as_deref())
                    || value.label.as_ref().is_some_and(|label| found(Some(&label.en)) || found(Some(&label.zh)))
            });
            values.truncate(limit);
        }
        Ok(values)
    }
}
