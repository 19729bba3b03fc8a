//! What a metric can be sliced and filtered by, and how values become SQL literals.
//!
//! Values that a user gives reach SQL only through `literal`.

use crate::error::SemanticError;
use crate::metric::Text;
use entrepot_domain::Country;
use entrepot_domain::country::Region;

/// How a dimension's value comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A column of the lines.
    Column(&'static str),
    /// The region of the line's country.
    Region,
    /// The line's category, else that of its article.
    Category,
    /// The lane of the order's parcels.
    Lane,
    /// Where the seller sits: a column of its origin.
    Origin(&'static str),
    /// Whether goods leave the home country, come into it, or neither.
    Direction,
}

/// A dimension.
#[derive(Debug, PartialEq, Eq)]
pub struct Dimension {
    /// Name in commands and URLs, and the name of the result's column.
    pub name: &'static str,
    /// English name.
    pub en: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// Where its values come from.
    pub source: Source,
}

impl Dimension {
    /// Its name for people.
    #[must_use]
    pub fn label(&self) -> Text {
        Text { en: self.en.to_owned(), zh: self.zh.to_owned() }
    }
}

const fn column(name: &'static str, column: &'static str, en: &'static str, zh: &'static str) -> Dimension {
    Dimension { name, en, zh, source: Source::Column(column) }
}

/// All dimensions, in the order of the console.
pub static DIMENSIONS: &[Dimension] = &[
    column("country", "country", "Country", "国家"),
    Dimension { name: "region", en: "Region", zh: "地区", source: Source::Region },
    column("product", "sku", "Product", "商品"),
    Dimension { name: "category", en: "Category", zh: "品类", source: Source::Category },
    column("channel", "channel", "Channel", "渠道"),
    column("mode", "mode", "Mode", "运营模式"),
    column("platform", "platform", "Platform", "平台"),
    column("customer_type", "customer_type", "Customer type", "客户类型"),
    column("currency", "currency", "Currency", "币种"),
    column("seller_country", "seller_country", "Seller's country", "卖家所在国"),
    Dimension { name: "lane", en: "Lane", zh: "线路", source: Source::Lane },
    column("account", "account", "Account", "科目"),
    Dimension { name: "province", en: "Seller's province", zh: "卖家所在省份", source: Source::Origin("province") },
    Dimension { name: "park", en: "Seller's park", zh: "卖家所在园区", source: Source::Origin("park") },
    Dimension { name: "direction", en: "Export or import", zh: "进出口", source: Source::Direction },
];

/// A dimension by name.
pub fn find(name: &str) -> Result<&'static Dimension, SemanticError> {
    DIMENSIONS.iter().find(|dimension| dimension.name == name).ok_or_else(|| {
        let known: Vec<&str> = DIMENSIONS.iter().map(|dimension| dimension.name).collect();
        SemanticError::unknown("unknown_dimension", "dimension", name, &known)
    })
}

/// The wanted values of one dimension; `None` is the unknown value. A row passes when it has any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The dimension.
    pub dimension: &'static Dimension,
    /// The values.
    pub values: Vec<Option<String>>,
}

impl Filter {
    /// Gathers `(dimension, value)` pairs: several values of one dimension are alternatives. An empty value and
    /// `unknown` ask for rows without a value.
    pub fn gather<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Vec<Self>, SemanticError> {
        let mut filters: Vec<Self> = Vec::new();
        for (name, value) in pairs {
            let dimension = find(name.trim())?;
            let value = normalize(dimension, value.trim())?;
            match filters.iter_mut().find(|filter| filter.dimension == dimension) {
                Some(filter) if filter.values.contains(&value) => {}
                Some(filter) => filter.values.push(value),
                None => filters.push(Self { dimension, values: vec![value] }),
            }
        }
        Ok(filters)
    }

    /// The condition on an expression that holds the dimension's value.
    pub(crate) fn condition(&self, expression: &str) -> String {
        let known: Vec<String> = self.values.iter().flatten().map(|value| literal(value)).collect();
        let unknown = self.values.contains(&None).then(|| format!("{expression} IS NULL"));
        let known = match known.as_slice() {
            [] => None,
            [one] => Some(format!("{expression} = {one}")),
            many => Some(format!("{expression} IN ({})", many.join(", "))),
        };
        match (known, unknown) {
            (Some(known), Some(unknown)) => format!("({known} OR {unknown})"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => "false".to_owned(),
        }
    }

    /// The same condition on the lines' own columns, when the dimension can be told from the line alone.
    pub(crate) fn on_lines(&self) -> Option<String> {
        match self.dimension.source {
            Source::Column(column) => Some(self.condition(column)),
            Source::Region => {
                let inside = |country: &Country| self.values.iter().flatten().any(|value| country.region().as_str() == value);
                let mut values: Vec<Option<String>> = Country::all().filter(inside).map(|c| Some(c.as_str().to_owned())).collect();
                if self.values.contains(&None) {
                    values.push(None);
                }
                Some(Self { dimension: self.dimension, values }.condition("country"))
            }
            Source::Category | Source::Lane | Source::Origin(_) | Source::Direction => None,
        }
    }
}

fn normalize(dimension: &Dimension, value: &str) -> Result<Option<String>, SemanticError> {
    if value.is_empty() || value.eq_ignore_ascii_case("unknown") {
        return Ok(None);
    }
    Ok(Some(match dimension.name {
        "country" | "seller_country" => Country::parse(value)
            .map_err(|_| {
                SemanticError::asked(
                    "unknown_value",
                    format!("\"{value}\" is not a country code."),
                    "Use the two-letter codes of ISO 3166-1.",
                )
            })?
            .as_str()
            .to_owned(),
        "currency" => value.to_ascii_uppercase(),
        "mode" | "account" | "direction" => value.to_ascii_lowercase(),
        "region" => {
            let known = Region::ALL.map(Region::as_str);
            known
                .into_iter()
                .find(|region| region.eq_ignore_ascii_case(value))
                .ok_or_else(|| SemanticError::unknown("unknown_value", "region", value, &known))?
                .to_owned()
        }
        _ => value.to_owned(),
    }))
}

/// A text as an SQL literal.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_alternatives_and_escaped() {
        let filters =
            Filter::gather([("country", "de"), ("mode", "B2B"), ("country", "FR"), ("country", ""), ("product", "a' OR 1=1 --")]).unwrap();
        let shown: Vec<String> = filters.iter().filter_map(Filter::on_lines).collect();
        assert_eq!(shown, ["(country IN ('DE', 'FR') OR country IS NULL)", "mode = 'b2b'", "sku = 'a'' OR 1=1 --'"]);
        let unknown = Filter::gather([("platform", "unknown")]).unwrap();
        assert_eq!(unknown[0].on_lines().as_deref(), Some("platform IS NULL"));
        let asean = Filter::gather([("region", "asean10")]).unwrap()[0].on_lines().unwrap();
        assert_eq!(asean, "country IN ('BN', 'ID', 'KH', 'LA', 'MM', 'MY', 'PH', 'SG', 'TH', 'VN')");
    }

    #[test]
    fn names_and_values_that_do_not_exist_are_errors() {
        assert_eq!(Filter::gather([("contry", "DE")]).unwrap_err().hint(), "Did you mean \"country\"?");
        assert_eq!(Filter::gather([("country", "Deutschland")]).unwrap_err().code(), "unknown_value");
        assert_eq!(Filter::gather([("region", "EU28")]).unwrap_err().hint(), "Did you mean \"EU27\"?");
    }
}
