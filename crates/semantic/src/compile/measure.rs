//! Each kind of expression as a SELECT with the shape's keys and the operands `v0` (and `v1` for a share or ratio).

use super::scan::{LineSum, between};
use super::select::{Select, guard};
use super::{Plan, Shape};
use crate::dimension::find;
use crate::metric::{Base, Expression, HOME, Key};

/// Something that a ratio divides: a sum or a distinct count over lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Measure {
    /// A sum.
    Sum {
        /// What is read.
        base: Base,
        /// What is added up.
        expression: String,
        /// Whether it is an amount in the line's currency.
        money: bool,
        /// Which lines.
        condition: String,
        /// Which of them, when narrowed.
        extra: Option<String>,
    },
    /// A distinct count.
    Distinct {
        /// What is read.
        base: Base,
        /// The column.
        key: Key,
        /// Which lines.
        condition: String,
        /// Which of them, when narrowed.
        extra: Option<String>,
    },
    /// Keys whose first line ever lies here.
    First {
        /// The column.
        key: Key,
        /// Which lines.
        condition: String,
    },
}

impl Measure {
    /// Puts the seller's own country, a literal, where conditions speak of it.
    pub(super) fn settle(&mut self, home: &str) {
        let (condition, extra) = match self {
            Self::Sum { condition, extra, .. } | Self::Distinct { condition, extra, .. } => (condition, extra.as_mut()),
            Self::First { condition, .. } => (condition, None),
        };
        for text in std::iter::once(condition).chain(extra).filter(|text| text.contains(HOME)) {
            *text = text.replace(HOME, home);
        }
    }

    /// What is read.
    pub(crate) const fn base(&self) -> Base {
        match self {
            Self::Sum { base, .. } | Self::Distinct { base, .. } => *base,
            Self::First { .. } => Base::Lines,
        }
    }

    /// A sum of an amount or a quantity; `None` unless exactly one is given.
    pub(crate) fn sum(
        base: Base, amount: Option<&String>, quantity: Option<&String>, condition: &str, extra: Option<String>,
    ) -> Option<Self> {
        let (expression, money) = match (amount, quantity) {
            (Some(amount), None) => (amount.clone(), true),
            (None, Some(quantity)) => (quantity.clone(), false),
            _ => return None,
        };
        Some(Self::Sum { base, expression, money, condition: condition.to_owned(), extra })
    }

    /// The lines that count.
    pub(crate) fn lines(&self) -> String {
        let (condition, extra) = match self {
            Self::Sum { condition, extra, .. } => (condition.clone(), extra),
            Self::Distinct { base, key, condition, extra } => (known(*base, *key, condition), extra),
            Self::First { key, condition } => (known(Base::Lines, *key, condition), &None),
        };
        match extra {
            Some(extra) => format!("{} AND {}", guard(&condition), guard(extra)),
            None => condition,
        }
    }
}

/// A condition together with the key being known; every line and document has a trade.
pub(crate) fn known(base: Base, key: Key, condition: &str) -> String {
    match (base, key) {
        (Base::Lines | Base::Documents, Key::TradeId) => condition.to_owned(),
        _ => format!("{} AND {} IS NOT NULL", guard(condition), key.column()),
    }
}

impl Plan<'_> {
    /// The operands of the metric by the shape's keys.
    pub(super) fn operands(&self, shape: &Shape) -> Select {
        match &self.metric.expression {
            Expression::Sum { .. } | Expression::Distinct { .. } => match self.measures().first() {
                Some(measure) => self.measured(shape, measure),
                None => Select::default(),
            },
            Expression::Ratio { .. } => match self.measures().as_slice() {
                [numerator, denominator] => self.ratio(shape, numerator, denominator),
                _ => Select::default(),
            },
            Expression::Share { over, .. } => self.looked_at(|plan, sum| plan.share(shape, sum, over)),
            Expression::Concentration { over, .. } => self.looked_at(|plan, sum| plan.concentration(shape, sum, over)),
            Expression::Growth { .. } => self.looked_at(|plan, sum| plan.growth(shape, sum)),
            Expression::Cagr { .. } => self.looked_at(|plan, sum| plan.cagr(shape, sum)),
            Expression::First { of, condition } => self.first(shape, *of, condition),
            Expression::Repeat { of, by, at_least, condition } => self.repeat(shape, *of, *by, *at_least, condition),
            Expression::Retention { of, condition } => self.retention(shape, *of, condition),
        }
    }

    /// The plan that reads a base.
    pub(super) fn over(&self, base: Base) -> Self {
        Self { base, ..self.clone() }
    }

    fn looked_at(&self, with: impl Fn(&Self, &Measure) -> Select) -> Select {
        self.measures().first().map_or_else(Select::default, |sum| with(&self.over(sum.base()), sum))
    }

    /// One sum or count, read from its own base.
    pub(super) fn measured(&self, shape: &Shape, measure: &Measure) -> Select {
        let plan = self.over(measure.base());
        match measure {
            Measure::First { key, condition } => plan.first(shape, *key, condition),
            Measure::Sum { expression, money, .. } => {
                let sums = [LineSum::of(plan.base, expression, *money, &[])];
                plan.keyed(shape, &[], &sums, &measure.lines())
            }
            Measure::Distinct { key, .. } => {
                let distinct = plan.keyed(shape, &[key.column()], &[], &measure.lines());
                let mut count = distinct.outer(&self.key_names(shape));
                count.grouped = true;
                count.value("count(*)", "v0");
                count
            }
        }
    }

    fn ratio(&self, shape: &Shape, numerator: &Measure, denominator: &Measure) -> Select {
        if let (
            Measure::Sum { base: b0, expression: e0, money: m0, condition: c0, extra: x0 },
            Measure::Sum { base: b1, expression: e1, money: m1, condition: c1, extra: x1 },
        ) = (numerator, denominator)
            && b0 == b1
        {
            // Two sums over lines: one reading does both.
            let same = c0 == c1;
            let sum = |expression: &str, money: bool, condition: &str, extra: &Option<String>| {
                let own = (!same).then_some(condition);
                LineSum::of(*b0, expression, money, &own.into_iter().chain(extra.as_deref()).collect::<Vec<_>>())
            };
            let sums = [sum(e0, *m0, c0, x0), sum(e1, *m1, c1, x1)];
            let lines = if let (true, Some(a), Some(b)) = (same, x0, x1) {
                // Both are narrowed: what is in neither is no row.
                format!("{} AND {}", guard(c0), bracket(&format!("{} OR {}", bracket(a), bracket(b))))
            } else if same {
                c0.clone()
            } else {
                format!("{} OR {}", bracket(&numerator.lines()), bracket(&denominator.lines()))
            };
            return self.over(*b0).keyed(shape, &[], &sums, &lines);
        }
        let (above, below) = (self.measured(shape, numerator), self.measured(shape, denominator));
        let keys = self.key_names(shape);
        let missing = |side: &Select| side.values.iter().any(|(_, name)| name == "missing");
        let any = missing(&above) || missing(&below);
        // A bare NULL has no type to add up.
        let nothing = |measure: &Measure| match measure {
            Measure::Sum { .. } => "CAST(NULL AS DECIMAL(38,6))",
            Measure::Distinct { .. } | Measure::First { .. } => "CAST(NULL AS BIGINT)",
        };
        let part = |side: &Select, first: bool| {
            let mut part = side.outer(&keys);
            part.value(if first { "v0" } else { nothing(numerator) }, "v0");
            part.value(if first { nothing(denominator) } else { "v0" }, "v1");
            if any {
                part.value(if missing(side) { "missing" } else { "0" }, "missing");
            }
            part.to_string()
        };
        let both = format!("{}\nUNION ALL\n{}", part(&above, true), part(&below, false)).replace('\n', "\n  ");
        let mut joined = Select { from: format!("(\n  {both}\n)"), grouped: true, ..Select::default() };
        for key in keys {
            joined.key(key, key);
        }
        joined.value("sum(v0)", "v0");
        joined.value("sum(v1)", "v1");
        if any {
            joined.value("sum(missing)", "missing");
        }
        joined
    }

    /// The sum of a slice and the sum over all values of one dimension; the filter on that dimension picks rows only.
    pub(super) fn share(&self, shape: &Shape, sum: &Measure, over: &str) -> Select {
        let Ok(over) = find(over) else { return Select::default() };
        let (own, rest): (Vec<_>, Vec<_>) = self.filters.iter().cloned().partition(|filter| filter.dimension == over);
        let whole = Plan { filters: rest, ..self.clone() };
        let mut inner_shape = shape.clone();
        if !inner_shape.dimensions.contains(&over) {
            inner_shape.dimensions.insert(0, over);
        }
        let sums = whole.measured(&inner_shape, sum);
        let missing = sums.values.iter().any(|(_, name)| name == "missing");
        let keys = self.key_names(shape);
        if !shape.dimensions.contains(&over) {
            // The total: what the filter picks against everything.
            let mut total = sums.outer(&keys);
            total.grouped = true;
            let picked = own.first().map(|filter| format!(" FILTER (WHERE {})", filter.condition(over.name))).unwrap_or_default();
            total.value(format!("sum(v0){picked}"), "v0");
            total.value("sum(v0)", "v1");
            if missing {
                total.value("sum(missing)", "missing");
            }
            return total;
        }
        let others: Vec<&str> = keys.iter().copied().filter(|key| *key != over.name).collect();
        let partition = if others.is_empty() { String::new() } else { format!("PARTITION BY {}", others.join(", ")) };
        let mut shares = sums.outer(&keys);
        shares.value("v0", "v0");
        shares.value(format!("sum(v0) OVER ({partition})"), "v1");
        if missing {
            shares.value(format!("sum(missing) OVER ({partition})"), "missing");
        }
        let Some(filter) = own.first() else { return shares };
        let mut picked = shares.outer(&keys);
        for (_, name) in &shares.values {
            picked.value(name.clone(), name.clone());
        }
        picked.filter(filter.condition(over.name));
        picked
    }

    fn repeat(&self, shape: &Shape, key: Key, by: Key, at_least: u32, condition: &str) -> Select {
        let pairs = self.keyed(shape, &[key.column(), by.column()], &[], &known(self.base, by, &known(self.base, key, condition)));
        let keys = self.key_names(shape);
        let mut each = pairs.outer(&keys);
        each.key(key.column(), key.column());
        each.grouped = true;
        each.value("count(*)", "n");
        let mut shares = each.outer(&keys);
        shares.grouped = true;
        shares.value(format!("count(*) FILTER (WHERE n >= {at_least})"), "v0");
        shares.value("count(*)", "v1");
        shares
    }

    /// Keys whose first line ever has the slice's values: each key's first instant over everything, then the lines of that
    /// instant, which are few, by slice.
    fn first(&self, shape: &Shape, key: Key, condition: &str) -> Select {
        let column = key.column();
        let columns = self.line_columns(shape);
        let filters = self.line_filters();
        let whole = columns.is_empty() && filters.is_empty();
        let of_lines = known(self.base, key, condition);
        let mut firsts = Select { from: self.relation(&[column], &of_lines, &[]).to_owned(), grouped: true, ..Select::default() };
        firsts.key(column, if whole { column } else { "who" });
        firsts.filter(&of_lines);
        if let Some(to) = self.to {
            firsts.filter(format!("day <= DATE '{to}'"));
        }
        let base = if whole {
            firsts.value("min(day)", "day");
            firsts
        } else {
            firsts.value("min(time)", "since");
            let read: Vec<&str> = columns.iter().copied().chain([column]).collect();
            let mut lines = Select { from: self.relation(&read, &of_lines, &[]).to_owned(), ..Select::default() };
            lines.from.push_str(&format!("\nJOIN {} ON f.who = {column} AND f.since = time", firsts.nested("f")));
            for name in columns.iter().chain([&"day"]).filter(|name| **name != column).chain([&column]) {
                lines.key(*name, *name);
            }
            lines.filter(&of_lines);
            for filter in filters {
                lines.filter(filter);
            }
            lines
        };
        let mut slices = self.sliced(&base, shape);
        slices.key(format!("l.{column}"), column);
        if self.shift.is_none()
            && let Some(days) = between("l.day", self.range())
        {
            slices.filter(days);
        }
        let mut count = slices.outer(&self.key_names(shape));
        count.grouped = true;
        count.value("count(*)", "v0");
        count
    }
}

fn bracket(condition: &str) -> String {
    format!("({condition})")
}
