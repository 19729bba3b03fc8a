//! Each kind of expression as a SELECT with the shape's keys and the operands `v0` (and `v1` for a share or ratio).

use super::scan::{LineSum, Stretch, between};
use super::select::{Select, guard};
use super::{Plan, Shape};
use crate::dimension::find;
use crate::metric::{Expression, Key};

/// Something that a ratio divides: a sum or a distinct count over lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Measure {
    /// A sum.
    Sum {
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
        /// The column.
        key: Key,
        /// Which lines.
        condition: String,
        /// Which of them, when narrowed.
        extra: Option<String>,
    },
}

impl Measure {
    /// A sum of an amount or a quantity; `None` unless exactly one is given.
    pub(crate) fn sum(amount: Option<&String>, quantity: Option<&String>, condition: &str, extra: Option<String>) -> Option<Self> {
        let (expression, money) = match (amount, quantity) {
            (Some(amount), None) => (amount.clone(), true),
            (None, Some(quantity)) => (quantity.clone(), false),
            _ => return None,
        };
        Some(Self::Sum { expression, money, condition: condition.to_owned(), extra })
    }

    /// The lines that count.
    pub(crate) fn lines(&self) -> String {
        let (condition, extra) = match self {
            Self::Sum { condition, extra, .. } => (condition.clone(), extra),
            Self::Distinct { key, condition, extra } => (known(*key, condition), extra),
        };
        match extra {
            Some(extra) => format!("{} AND {}", guard(&condition), guard(extra)),
            None => condition,
        }
    }
}

/// A condition together with the key being known; every line has a trade.
pub(crate) fn known(key: Key, condition: &str) -> String {
    match key {
        Key::TradeId => condition.to_owned(),
        _ => format!("{} AND {} IS NOT NULL", guard(condition), key.column()),
    }
}

impl Plan<'_> {
    /// The operands of the metric by the shape's keys.
    pub(super) fn operands(&self, shape: &Shape) -> Select {
        match &self.metric.expression {
            Expression::Sum { amount, quantity, condition } => match Measure::sum(amount.as_ref(), quantity.as_ref(), condition, None) {
                Some(sum) => self.measured(shape, &sum),
                None => Select::default(),
            },
            Expression::Distinct { of, condition } => {
                self.measured(shape, &Measure::Distinct { key: *of, condition: condition.clone(), extra: None })
            }
            Expression::Ratio { numerator, denominator } => match (self.registry.operand(numerator), self.registry.operand(denominator)) {
                (Some(numerator), Some(denominator)) => self.ratio(shape, &numerator, &denominator),
                _ => Select::default(),
            },
            Expression::Share { of, over } => match self.registry.operand(of) {
                Some(sum) => self.share(shape, &sum, over),
                None => Select::default(),
            },
            Expression::First { of, condition } => self.first(shape, *of, condition),
            Expression::Repeat { of, by, at_least, condition } => self.repeat(shape, *of, *by, *at_least, condition),
            Expression::Retention { of, condition } => self.retention(shape, *of, condition),
        }
    }

    fn measured(&self, shape: &Shape, measure: &Measure) -> Select {
        match measure {
            Measure::Sum { expression, money, .. } => {
                let sums = [LineSum { expression: expression.clone(), money: *money }];
                self.keyed(shape, &[], &sums, &measure.lines())
            }
            Measure::Distinct { key, .. } => {
                let distinct = self.keyed(shape, &[key.column()], &[], &measure.lines());
                let mut count = distinct.outer(&self.key_names(shape));
                count.grouped = true;
                count.value("count(*)", "v0");
                count
            }
        }
    }

    fn ratio(&self, shape: &Shape, numerator: &Measure, denominator: &Measure) -> Select {
        if let (
            Measure::Sum { expression: e0, money: m0, condition: c0, extra: x0 },
            Measure::Sum { expression: e1, money: m1, condition: c1, extra: x1 },
        ) = (numerator, denominator)
        {
            // Two sums over lines: one reading does both.
            let same = c0 == c1;
            let pick = |expression: &str, condition: &str, extra: &Option<String>| {
                let own = (!same).then(|| guard(condition));
                let parts: Vec<String> = own.into_iter().chain(extra.as_deref().map(guard)).collect();
                if parts.is_empty() { expression.to_owned() } else { format!("CASE WHEN {} THEN {expression} END", parts.join(" AND ")) }
            };
            let sums = [LineSum { expression: pick(e0, c0, x0), money: *m0 }, LineSum { expression: pick(e1, c1, x1), money: *m1 }];
            let lines = if same { c0.clone() } else { format!("{} OR {}", bracket(&numerator.lines()), bracket(&denominator.lines())) };
            return self.keyed(shape, &[], &sums, &lines);
        }
        let (above, below) = (self.measured(shape, numerator), self.measured(shape, denominator));
        let keys = self.key_names(shape);
        let missing = |side: &Select| side.values.iter().any(|(_, name)| name == "missing");
        let any = missing(&above) || missing(&below);
        // A bare NULL has no type to add up.
        let nothing = |measure: &Measure| match measure {
            Measure::Sum { .. } => "CAST(NULL AS DECIMAL(38,6))",
            Measure::Distinct { .. } => "CAST(NULL AS BIGINT)",
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
    fn share(&self, shape: &Shape, sum: &Measure, over: &str) -> Select {
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
        let pairs = self.keyed(shape, &[key.column(), by.column()], &[], &known(by, &known(key, condition)));
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

    /// Keys whose first line ever has the slice's values: per slice and key the first instant, against the key's first
    /// instant over all slices. One reading of the lines; the rest works on one row per slice and key.
    fn first(&self, shape: &Shape, key: Key, condition: &str) -> Select {
        let column = key.column();
        let columns = self.line_columns(shape);
        let filters = self.line_filters();
        let picked = |of: &str| {
            if filters.is_empty() { format!("min({of})") } else { format!("min(CASE WHEN {} THEN {of} END)", filters.join(" AND ")) }
        };
        let mut base = Select { from: "lines".to_owned(), grouped: true, ..Select::default() };
        for column in columns.iter().chain([&column]) {
            base.key(*column, *column);
        }
        let compared = !columns.is_empty() || !filters.is_empty();
        if compared {
            base.value("min(time)", "first_any");
            base.value(picked("time"), "first_here");
        }
        base.value(picked("day"), "day");
        base.filter(known(key, condition));
        if let Some(to) = self.to {
            base.filter(format!("day <= DATE '{to}'"));
        }
        let mut earliest = base;
        if !columns.is_empty() {
            let names: Vec<&str> = earliest.key_names();
            let mut ranked = earliest.outer(&names);
            ranked.value("first_here", "first_here");
            ranked.value(format!("min(first_any) OVER (PARTITION BY {column})"), "first_any");
            ranked.value("day", "day");
            earliest = ranked;
        }
        let mut slices = self.sliced(&earliest, shape);
        slices.key(format!("l.{column}"), column);
        if compared {
            slices.filter("l.first_here = l.first_any");
        }
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

    /// Each buyer's periods, once as "is there" (1) and once, a period on, as "was there before" (2).
    fn retention(&self, shape: &Shape, key: Key, condition: &str) -> Select {
        let grain = self.grain();
        let column = key.column();
        let (from, to) = self.window();
        let reach = grain.start_before(from);
        let mut base = Select { from: "lines".to_owned(), grouped: true, ..Select::default() };
        for column in self.line_columns(shape).into_iter().chain(["day", column]) {
            base.key(column, column);
        }
        self.restrict(&mut base, &known(key, condition), (Some(reach), Some(to)));
        let mut roles = self.mapped(&base, shape);
        let stretches = [
            Stretch { from, to, periods_on: 0, role: Some(1) },
            Stretch { from: reach, to: grain.start(to).plus(-1), periods_on: 1, role: Some(2) },
        ];
        roles.from.push_str(&self.calendar(&stretches, true));
        roles.key("c.period", "period");
        if self.shift.is_some() {
            roles.key("c.side", "side");
        }
        roles.key(format!("l.{column}"), column);
        roles.value("bit_or(c.role)", "roles");
        let mut shares = roles.outer(&self.key_names(shape));
        shares.grouped = true;
        shares.value("count(*) FILTER (WHERE roles = 3)", "v0");
        shares.value("count(*) FILTER (WHERE roles >= 2)", "v1");
        shares
    }
}

fn bracket(condition: &str) -> String {
    format!("({condition})")
}
