//! A metric as its file says it: names, meaning, unit, additivity and the expression.
//!
//! Unknown keys are errors. Turning it into SQL is in [`crate::compile`].

use crate::error::SemanticError;
use serde::{Deserialize, Serialize};

/// The only version of the file format.
pub const SCHEMA_VERSION: u32 = 1;

/// Stands for the seller's own country in a condition.
pub(crate) const HOME: &str = "{home}";

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
    /// What it costs and what is left.
    Profit,
    /// How well orders are carried out.
    Service,
}

/// What a metric is read from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// Order lines.
    #[default]
    Lines,
    /// The profit and loss account: one row an amount.
    Postings,
    /// Documents with their lifecycle.
    Documents,
    /// Parcels.
    Deliveries,
    /// Reviews, questions and complaints.
    Cases,
}

impl Base {
    /// The table or view.
    #[must_use]
    pub const fn relation(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Postings => "postings",
            Self::Documents => "documents",
            Self::Deliveries => "deliveries",
            Self::Cases => "service_cases",
        }
    }

    /// The column with the day of a row's exchange rate.
    #[must_use]
    pub const fn rate_day(self) -> &'static str {
        match self {
            Self::Postings => "fx_day",
            _ => "day",
        }
    }
}

/// What a question may put in the place of what the file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parameter {
    /// The metric that is looked at.
    Of,
    /// The dimension that it is looked at over.
    Over,
}

impl Group {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Customers => "customers",
            Self::Trade => "trade",
            Self::Profit => "profit",
            Self::Service => "service",
        }
    }
}

impl Parameter {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Of => "of",
            Self::Over => "over",
        }
    }
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
    /// Parcels.
    ShipmentId,
    /// Reviews, questions and complaints.
    CaseId,
}

impl Key {
    /// The column.
    #[must_use]
    pub const fn column(self) -> &'static str {
        match self {
            Self::TradeId => "trade_id",
            Self::BuyerId => "buyer_id",
            Self::Sku => "sku",
            Self::ShipmentId => "shipment_id",
            Self::CaseId => "case_id",
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
    /// What it is read from, unless a metric is named.
    #[serde(default)]
    pub from: Base,
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
        /// What it is read from.
        #[serde(default)]
        from: Base,
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
        /// What it is read from.
        #[serde(default)]
        from: Base,
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
    /// How concentrated a sum is over a dimension: the sum of the squares of the shares (Herfindahl), 1 when one value has
    /// it all. Shares are told to nine decimals.
    Concentration {
        /// The sum.
        of: Operand,
        /// The dimension.
        over: String,
    },
    /// How much more than before: with a time axis, each period against the period before (as many days of it as there are);
    /// without, the days asked for against as many days before them.
    Growth {
        /// The sum.
        of: Operand,
    },
    /// Compound growth a year, from the first whole calendar year of the days asked for to the last one.
    Cagr {
        /// The sum.
        of: Operand,
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
    /// What a question may change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
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
            Expression::Share { of, .. } | Expression::Concentration { of, .. } | Expression::Growth { of } | Expression::Cagr { of } => {
                of.check()
            }
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
            Expression::Share { of, .. } | Expression::Concentration { of, .. } | Expression::Growth { of } | Expression::Cagr { of } => {
                of.metric.as_deref().into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether one of its conditions speaks of the seller's own country.
    pub(crate) fn names_home(&self, registry: &crate::registry::Registry) -> bool {
        let named = |operand: &Operand| {
            operand.condition.as_deref().is_some_and(|text| text.contains(HOME))
                || operand.metric.as_deref().and_then(|name| registry.find(name)).is_some_and(|other| other.names_home(registry))
        };
        match &self.expression {
            Expression::Sum { condition, .. } | Expression::Distinct { condition, .. } => condition.contains(HOME),
            Expression::Ratio { numerator, denominator } => named(numerator) || named(denominator),
            _ => false,
        }
    }

    /// The metric with what a question puts in the place of its parameters.
    pub fn with(&self, of: Option<&str>, over: Option<&str>) -> Result<Self, SemanticError> {
        let mut metric = self.clone();
        for (given, parameter) in [(of, Parameter::Of), (over, Parameter::Over)] {
            let Some(given) = given else { continue };
            if !self.parameters.contains(&parameter) {
                return Err(SemanticError::asked(
                    "bad_parameter",
                    format!("\"{}\" has no parameter \"{}\".", self.name, parameter.as_str()),
                    "Metrics with parameters say so: entrepot metric list.",
                ));
            }
            metric.put(parameter, given);
        }
        Ok(metric)
    }

    fn put(&mut self, parameter: Parameter, value: &str) {
        match &mut self.expression {
            Expression::Share { of, over } | Expression::Concentration { of, over } => match parameter {
                Parameter::Of => *of = Operand::named(value),
                Parameter::Over => value.clone_into(over),
            },
            Expression::Growth { of } | Expression::Cagr { of } if parameter == Parameter::Of => *of = Operand::named(value),
            _ => {}
        }
    }
}

impl Operand {
    fn named(metric: &str) -> Self {
        Self { metric: Some(metric.to_owned()), amount: None, quantity: None, distinct: None, from: Base::Lines, condition: None }
    }

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
