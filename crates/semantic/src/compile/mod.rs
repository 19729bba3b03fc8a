//! A question about a metric as one SQL text.
//!
//! Reads nothing and runs nothing: the same question over the same kind of book gives the same text.

mod looks;
mod measure;
mod reading;
mod retention;
mod scan;
mod select;

use crate::dimension::{Dimension, Filter, literal};
use crate::metric::{Additive, Base, Expression, Metric, Unit};
use crate::query::Grain;
use crate::registry::Registry;
use crate::totals::RowsOf;
use entrepot_domain::{Country, Currency, Day};
pub(crate) use measure::{Measure, known};
pub(crate) use scan::rate_join;
pub(crate) use select::Select;

/// A question with every name resolved and every default filled in.
#[derive(Debug, Clone)]
pub(crate) struct Plan<'a> {
    /// All metrics.
    pub registry: &'a Registry,
    /// The one asked for, with its parameters.
    pub metric: Metric,
    /// What is read: for a metric with two operands, what the operand at hand is read from.
    pub base: Base,
    /// The seller's own country, where exports begin.
    pub home: Option<Country>,
    /// Filters by dimension.
    pub filters: Vec<Filter>,
    /// First day, when it restricts.
    pub from: Option<Day>,
    /// Last day, when it restricts.
    pub to: Option<Day>,
    /// First and last day that is asked for, open ends filled from the book.
    pub days: (Day, Day),
    /// First and last day of any line.
    pub lines: (Day, Day),
    /// Length of the periods.
    pub grain: Option<Grain>,
    /// By how many days the compared period lies earlier; then `from` and `to` are set.
    pub shift: Option<i32>,
    /// The currency to convert into, when some amounts are in another one.
    pub convert: Option<Currency>,
    /// Whether the lake has products that can tell a category.
    pub products: bool,
    /// Whether lines are at hand added up by document.
    pub line_sums: bool,
}

/// Where a total comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TotalOf {
    /// The answer is the total.
    TheRow,
    /// The sum of the rows, or of their operands.
    TheirSum,
    /// A question of its own.
    ItsOwnQuery,
}

/// The columns by which a result is keyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Slices, in order.
    pub dimensions: Vec<&'static Dimension>,
    /// Whether there is a time axis.
    pub period: bool,
}

impl Shape {
    /// The shape of a total.
    pub const TOTAL: Self = Self { dimensions: Vec::new(), period: false };

    /// Names of the key columns, without the side of a comparison.
    pub fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = self.dimensions.iter().map(|dimension| dimension.name).collect();
        if self.period {
            names.push("period");
        }
        names
    }
}

impl Plan<'_> {
    /// Length of the periods; a month when none is asked.
    pub(crate) fn grain(&self) -> Grain {
        self.grain.unwrap_or(Grain::Month)
    }

    /// The days asked for, open ends filled from the book.
    pub(crate) const fn window(&self) -> (Day, Day) {
        self.days
    }

    /// Names of the key columns of the operands.
    fn key_names(&self, shape: &Shape) -> Vec<&'static str> {
        let mut names = shape.names();
        if self.shift.is_some() {
            names.push("side");
        }
        names
    }

    /// Whether the value is one operand divided by another.
    pub(crate) fn is_ratio(&self) -> bool {
        !matches!(self.metric.expression, Expression::Sum { .. } | Expression::Distinct { .. } | Expression::First { .. })
    }

    /// Whether the value is a sum or one sum through another, and nothing else is made of them.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.metric.expression, Expression::Sum { .. } | Expression::Ratio { .. })
    }

    /// What the rows are, for adding them up.
    pub(crate) fn rows_of(&self) -> RowsOf {
        match &self.metric.expression {
            Expression::Share { .. } => RowsOf::Shares,
            _ if self.is_ratio() => RowsOf::Quotients,
            _ => RowsOf::Values,
        }
    }

    /// How the total over all rows of a shape can be told.
    pub(crate) fn total_of(&self, shape: &Shape) -> TotalOf {
        if *shape == Shape::TOTAL {
            return TotalOf::TheRow;
        }
        let whole = shape.dimensions.is_empty();
        let sums = |operand| matches!(self.registry.operand(operand), Some(Measure::Sum { .. }));
        let adds_up = match &self.metric.expression {
            Expression::Ratio { numerator, denominator } => sums(numerator) && sums(denominator),
            // Without a filter on the dimension, the shares of every slice are of all that is in its rows.
            Expression::Share { over, .. } => !self.filters.iter().any(|filter| filter.dimension.name == over),
            // Periods are pooled by definition.
            Expression::Retention { .. } => whole,
            Expression::Concentration { .. } | Expression::Growth { .. } | Expression::Cagr { .. } => false,
            Expression::Sum { .. } | Expression::Distinct { .. } | Expression::First { .. } | Expression::Repeat { .. } => {
                let Additive { slices, time } = self.metric.additive;
                (whole || slices) && (!shape.period || time)
            }
        };
        if adds_up { TotalOf::TheirSum } else { TotalOf::ItsOwnQuery }
    }

    /// The whole question: keys, `value` (for a ratio also `numerator` and `denominator`), the same as `previous...` when
    /// compared, and `missing` (groups without a rate) when amounts are converted.
    pub(crate) fn sql(&self, shape: &Shape) -> String {
        let operands = self.operands(shape);
        let names: Vec<String> = operands.values.iter().map(|(_, name)| name.clone()).collect();
        let missing = names.iter().any(|name| name == "missing");
        let keys = shape.names();
        let mut from = operands;
        if self.shift.is_some() {
            let mut sides = from.outer(&keys);
            sides.grouped = true;
            for (side, prefix) in [(0, ""), (1, "p")] {
                for name in &names {
                    sides.value(format!("max({name}) FILTER (WHERE side = {side})"), format!("{prefix}{name}"));
                }
            }
            from = sides;
        }
        let mut answer = from.outer(&keys);
        let sides: &[(&str, &str)] = if self.shift.is_some() { &[("", ""), ("p", "previous")] } else { &[("", "")] };
        for (prefix, name) in sides {
            answer.value(self.value(prefix, missing), if name.is_empty() { "value" } else { name });
            if self.is_ratio() {
                let name = if name.is_empty() { String::new() } else { format!("{name}_") };
                answer.value(format!("{prefix}v0"), format!("{name}numerator"));
                answer.value(format!("{prefix}v1"), format!("{name}denominator"));
            }
            if missing && self.base == Base::Postings && !self.is_ratio() {
                answer.value(format!("coalesce({prefix}v0, 0)"), if name.is_empty() { "known" } else { "previous_known" });
            }
            if missing {
                answer.value(format!("{prefix}missing"), if name.is_empty() { "missing" } else { "previous_missing" });
            }
        }
        answer.ordered = true;
        answer.to_string()
    }

    /// The value as SQL over the operands. A ratio divides here, once, with ten decimals that are rounded to six.
    fn value(&self, prefix: &str, missing: bool) -> String {
        let value = if self.is_ratio() {
            format!("CAST(CAST(coalesce({prefix}v0, 0) AS DECIMAL(38,6)) / nullif(CAST({prefix}v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6))")
        } else {
            format!("coalesce({prefix}v0, 0)")
        };
        if missing { format!("CASE WHEN {prefix}missing > 0 THEN NULL ELSE {value} END") } else { value }
    }

    /// The sums and counts that the metric puts together.
    pub(crate) fn measures(&self) -> Vec<Measure> {
        let mut measures: Vec<Measure> = match &self.metric.expression {
            Expression::Sum { from, amount, quantity, condition } => {
                Measure::sum(*from, amount.as_ref(), quantity.as_ref(), condition, None).into_iter().collect()
            }
            Expression::Distinct { from, of, condition } => {
                vec![Measure::Distinct { base: *from, key: *of, condition: condition.clone(), extra: None }]
            }
            Expression::Ratio { numerator, denominator } => {
                [numerator, denominator].into_iter().filter_map(|operand| self.registry.operand(operand)).collect()
            }
            Expression::Share { of, .. } | Expression::Concentration { of, .. } | Expression::Growth { of } | Expression::Cagr { of } => {
                self.registry.operand(of).into_iter().collect()
            }
            Expression::First { .. } | Expression::Repeat { .. } | Expression::Retention { .. } => Vec::new(),
        };
        let home = literal(self.home.map_or("", |home| home.as_str()));
        measures.iter_mut().for_each(|measure| measure.settle(&home));
        measures
    }

    /// The rows behind the metric's numbers, days and filters left out: those of its (first) base.
    pub(crate) fn line_condition(&self) -> String {
        match &self.metric.expression {
            Expression::First { of, condition } | Expression::Retention { of, condition } => known(Base::Lines, *of, condition),
            Expression::Repeat { of, by, condition, .. } => known(Base::Lines, *by, &known(Base::Lines, *of, condition)),
            _ => {
                let measures = self.measures();
                let parts: Vec<String> = measures.iter().filter(|part| part.base() == self.base).map(Measure::lines).collect();
                match parts.as_slice() {
                    [one] => one.clone(),
                    [a, b] if a.starts_with(b.as_str()) => b.clone(),
                    [a, b] if a == b => a.clone(),
                    [] => "false".to_owned(),
                    parts => parts.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(" OR "),
                }
            }
        }
    }

    /// The money expression of a line that the metric adds up; the line's amount when it adds up something else.
    pub(crate) fn line_amount(&self) -> String {
        if matches!(self.metric.expression, Expression::Ratio { .. }) {
            return "amount".to_owned();
        }
        match self.measures().into_iter().next() {
            Some(Measure::Sum { expression, money: true, .. }) => expression,
            _ => "amount".to_owned(),
        }
    }

    /// Whether the metric adds up money, in whatever part of it.
    pub(crate) fn is_money(&self) -> bool {
        self.metric.unit == Unit::Money || self.measures().iter().any(|part| matches!(part, Measure::Sum { money: true, .. }))
    }
}
