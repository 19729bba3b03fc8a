//! A metric as its file says it: names, meaning, unit, additivity and the expression.
//!
//! Unknown keys are errors. Turning it into SQL is in [`crate::compile`].

use crate::error::SemanticError;
use serde::{Deserialize, Serialize};

/// The only version of the file format.
pub const SCHEMA_VERSION: u32 = 1;

/// A text in the languages of the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// Chinese (zh-CN).
    pub zh: String,
}

/// Where a metric stands in the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// How much was sold.
    Sales,
    /// To whom.
    Customers,
    /// How: returns, borders, modes.
    Trade,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// An amount in the report currency.
    Money,
    /// A whole number.
    Count,
    /// A decimal quantity.
    Quantity,
    /// A fraction; 0.25 is 25 %.
    Ratio,
}

/// Which direction is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither.
    None,
}

/// Whether the parts add up to the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Additive {
    /// Over the values of a dimension.
    pub slices: bool,
    /// Over periods.
    pub time: bool,
}

/// What a distinct count counts: a column of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// Documents.
    TradeId,
    /// Known buyers.
    BuyerId,
    /// Articles.
    Sku,
}

impl Key {
    /// The column.
    #[must_use]
    pub const fn column(self) -> &'static str {
        match self {
            Self::TradeId => "trade_id",
            Self::BuyerId => "buyer_id",
            Self::Sku => "sku",
        }
    }
}

/// Something that is added up or counted, or another metric that is. Exactly one of the first four is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operand {
    /// Another metric (a sum or a distinct count).
    pub metric: Option<String>,
    /// A money expression over a line, in the line's currency.
    pub amount: Option<String>,
    /// A quantity expression over a line.
    pub quantity: Option<String>,
    /// A column whose distinct values are counted.
    pub distinct: Option<Key>,
    /// A condition on the line; narrows the metric, when one is named.
    #[serde(rename = "where")]
    pub condition: Option<String>,
}

/// How the value comes about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Expression {
    /// The sum of an amount or a quantity over lines.
    Sum {
        /// A money expression over a line, in the line's currency.
        amount: Option<String>,
        /// A quantity expression over a line.
        quantity: Option<String>,
        /// Which lines.
        #[serde(rename = "where")]
        condition: String,
    },
    /// The number of distinct values of a column; null is not counted.
    Distinct {
        /// The column.
        of: Key,
        /// Which lines.
        #[serde(rename = "where")]
        condition: String,
    },
    /// One sum or count divided by another, once, after aggregation; null when the divisor is 0.
    Ratio {
        /// What is divided.
        numerator: Operand,
        /// By what.
        denominator: Operand,
    },
    /// A sum as a share of the same sum over all values of one dimension.
    Share {
        /// The sum.
        of: Operand,
        /// The dimension that the metric is always sliced by.
        over: String,
    },
    /// The number of keys whose first line ever lies in the slice and period.
    First {
        /// The column.
        of: Key,
        /// Which lines.
        #[serde(rename = "where")]
        condition: String,
    },
    /// The share of keys with several values of another column.
    Repeat {
        /// The column that is counted.
        of: Key,
        /// The column of which it must have several values.
        by: Key,
        /// How many at least.
        at_least: u32,
        /// Which lines.
        #[serde(rename = "where")]
        condition: String,
    },
    /// The share of the keys of the period before that are there again in this one.
    Retention {
        /// The column.
        of: Key,
        /// Which lines.
        #[serde(rename = "where")]
        condition: String,
    },
}

/// A metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// Version of the file format.
    pub schema_version: u32,
    /// Name in commands and URLs.
    pub name: String,
    /// Where it stands.
    pub group: Group,
    /// What its values are.
    pub unit: Unit,
    /// Which direction is good.
    pub better: Better,
    /// Its name for people.
    pub label: Text,
    /// What exactly it counts.
    pub definition: Text,
    /// Why one looks at it.
    pub why: Text,
    /// Whether its parts add up.
    pub additive: Additive,
    /// How it comes about.
    pub expression: Expression,
}

impl Metric {
    /// Reads a metric from the text of its file. References to other metrics are checked by the registry.
    pub fn parse(file: &str, text: &str) -> Result<Self, SemanticError> {
        let fail = |cause: String| SemanticError::Preset { file: file.to_owned(), cause };
        let metric: Self = toml::from_str(text).map_err(|error| fail(error.to_string().trim_end().to_owned()))?;
        if metric.schema_version != SCHEMA_VERSION {
            return Err(fail(format!("schema_version is {}, this build reads {SCHEMA_VERSION}", metric.schema_version)));
        }
        if metric.name.is_empty() || !metric.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
            return Err(fail(format!("the name \"{}\" may hold only a-z, 0-9 and _", metric.name)));
        }
        metric.check().map_err(fail)?;
        Ok(metric)
    }

    fn check(&self) -> Result<(), String> {
        match &self.expression {
            Expression::Sum { amount, quantity, .. } => {
                let unit = match (amount, quantity) {
                    (Some(_), None) => Unit::Money,
                    (None, Some(_)) => Unit::Quantity,
                    _ => return Err("a sum has either an amount or a quantity".to_owned()),
                };
                if self.unit != unit {
                    return Err(format!("the unit of this sum is {unit:?}"));
                }
                Ok(())
            }
            Expression::Distinct { .. } | Expression::First { .. } if self.unit != Unit::Count => {
                Err("the unit of a count is count".to_owned())
            }
            Expression::Ratio { numerator, denominator } => numerator.check().and_then(|()| denominator.check()),
            Expression::Share { of, .. } => of.check(),
            Expression::Repeat { .. } | Expression::Retention { .. } if self.unit != Unit::Ratio => {
                Err("the unit of a share is ratio".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// The metrics that its expression names.
    #[must_use]
    pub fn references(&self) -> Vec<&str> {
        match &self.expression {
            Expression::Ratio { numerator, denominator } => {
                [numerator, denominator].iter().filter_map(|operand| operand.metric.as_deref()).collect()
            }
            Expression::Share { of, .. } => of.metric.as_deref().into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

impl Operand {
    fn check(&self) -> Result<(), String> {
        let given = [self.metric.is_some(), self.amount.is_some(), self.quantity.is_some(), self.distinct.is_some()];
        match given.iter().filter(|given| **given).count() {
            1 if self.metric.is_none() && self.condition.is_none() => Err("an operand of its own needs \"where\"".to_owned()),
            1 => Ok(()),
            _ => Err("an operand is one of metric, amount, quantity, distinct".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
schema_version = 1
name = "x"
group = "sales"
unit = "money"
better = "up"
label = { en = "X", zh = "X" }
definition = { en = "X", zh = "X" }
why = { en = "X", zh = "X" }
additive = { slices = true, time = true }
[expression]
kind = "sum"
amount = "amount"
where = "true"
"#;

    #[test]
    fn a_file_says_exactly_what_a_metric_needs() {
        assert!(Metric::parse("x.toml", GOOD).is_ok());
        for (from, to, part) in [
            ("better = \"up\"", "better = \"up\"\nbetterr = \"up\"", "unknown field"),
            ("where = \"true\"", "where = \"true\"\nfoo = 1", "unknown field"),
            ("zh = \"X\" }", "zh = \"X\", de = \"X\" }", "unknown field"),
            ("schema_version = 1", "schema_version = 2", "schema_version"),
            ("name = \"x\"", "name = \"X y\"", "name"),
            ("unit = \"money\"", "unit = \"count\"", "unit"),
            ("amount = \"amount\"", "amount = \"amount\"\nquantity = \"quantity\"", "either"),
            ("amount = \"amount\"", "", "either"),
            ("better = \"up\"", "", "missing field"),
        ] {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD, "{from}");
            let error = Metric::parse("x.toml", &text).unwrap_err().to_string();
            assert!(error.contains(part), "{from} -> {to}: {error}");
        }
    }
}
