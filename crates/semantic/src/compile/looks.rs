//! Metrics that look at a sum: how concentrated it is, how it grows.

use super::measure::Measure;
use super::scan::{LineSum, Stretch};
use super::select::Select;
use super::{Plan, Shape};
use crate::dimension::find;
use entrepot_domain::Day;

impl Plan<'_> {
    /// The sum of the squared shares: per slice the sum by value of one dimension, each over the sum of all.
    pub(super) fn concentration(&self, shape: &Shape, sum: &Measure, over: &str) -> Select {
        let Ok(over) = find(over) else { return Select::default() };
        let mut inner = shape.clone();
        inner.dimensions.push(over);
        let sums = self.measured(&inner, sum);
        let missing = sums.values.iter().any(|(_, name)| name == "missing");
        let keys = self.key_names(shape);
        let partition = if keys.is_empty() { String::new() } else { format!("PARTITION BY {}", keys.join(", ")) };
        let mut shares = sums.outer(&keys);
        let exact = |value: &str| format!("CAST({value} AS DECIMAL(38,6))");
        let whole = format!("sum(v0) OVER ({partition})");
        shares.value(format!("CAST({} / nullif({}, 0) AS DECIMAL(38,9))", exact("v0"), exact(&whole)), "share");
        if missing {
            shares.value("missing", "missing");
        }
        let mut squares = shares.outer(&keys);
        squares.grouped = true;
        squares.value("sum(share * share)", "v0");
        squares.value("CASE WHEN count(share) > 0 THEN 1 END", "v1");
        if missing {
            squares.value("sum(missing)", "missing");
        }
        squares
    }

    /// What a sum is more than before (`v0`), and what it was before (`v1`).
    pub(super) fn growth(&self, shape: &Shape, sum: &Measure) -> Select {
        let Measure::Sum { expression, money, .. } = sum else { return Select::default() };
        let (from, to) = self.window();
        let now = Stretch { from, to, periods_on: 0, role: Some(1), onto: None };
        let before = if shape.period {
            Stretch { from: self.grain().start_before(from), to, periods_on: 1, role: Some(2), onto: Some((from, to)) }
        } else {
            let days = to.0 - from.0 + 1;
            Stretch { from: from.plus(-days), to: from.plus(-1), periods_on: 0, role: Some(2), onto: None }
        };
        let sums = [LineSum::of(self.base, expression, *money, &[])];
        let mut keys = self.line_columns(shape);
        keys.push("day");
        let base = self.summed(&keys, &sums, &sum.lines(), (Some(before.from), Some(to)));
        let mut roles = self.mapped(&base, shape);
        roles.from.push_str(&self.calendar(&[now, before], shape.period));
        if shape.period {
            roles.key("c.period", "period");
        }
        if self.shift.is_some() {
            roles.key("c.side", "side");
        }
        roles.key("c.role", "role");
        self.convert_sums(&mut roles, &sums, |value| format!("sum({value})"));
        let missing = roles.values.iter().any(|(_, name)| name == "missing");
        let mut both = roles.outer(&self.key_names(shape));
        both.grouped = true;
        let of = |role: u8| format!("coalesce(sum(v0) FILTER (WHERE role = {role}), 0)");
        both.value(format!("{} - {}", of(1), of(2)), "v0");
        both.value(of(2), "v1");
        if missing {
            both.value("sum(missing)", "missing");
        }
        both
    }

    /// A sum in the last whole year (`v0`) and in the first (`v1`).
    pub(super) fn cagr(&self, shape: &Shape, sum: &Measure) -> Select {
        let Measure::Sum { expression, money, .. } = sum else { return Select::default() };
        let (first, last) = self.whole_years();
        let in_year = |year: i32| {
            LineSum::of(self.base, expression, *money, &[&format!("day BETWEEN DATE '{year:04}-01-01' AND DATE '{year:04}-12-31'")])
        };
        let sums = [in_year(last), in_year(first)];
        let days = (Day::from_ymd(first, 1, 1), Day::from_ymd(last, 12, 31));
        let plan = Self { from: days.0, to: days.1, ..self.clone() };
        plan.keyed(shape, &[], &sums, &sum.lines())
    }

    /// First and last whole calendar year of the days asked for; the same twice when there is only one, or none.
    pub(crate) fn whole_years(&self) -> (i32, i32) {
        let (from, to) = self.window();
        let (year, month, day) = from.ymd();
        let first = if (month, day) == (1, 1) { year } else { year + 1 };
        let (year, month, day) = to.ymd();
        let last = if (month, day) == (12, 31) { year } else { year - 1 };
        (first, last.max(first))
    }
}
