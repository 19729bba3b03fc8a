//! Retention as SQL: who was there in one period and again in the next.
//!
//! Each buyer's periods are two sets of bits, `here` and `before` (there a period earlier), so that one row a slice and buyer
//! carries up to 62 periods and the lines are grouped once. Longer stretches of time come in blocks of 62.

use super::scan::Stretch;
use super::select::Select;
use super::{Plan, Shape, known};
use crate::metric::Key;

/// Periods of one set of bits; the sign bit and one more stay free.
const BLOCK: usize = 62;

impl Plan<'_> {
    /// Pairs of buyer and period (`v1`: there in the period before) and those among them that are there again (`v0`).
    pub(super) fn retention(&self, shape: &Shape, key: Key, condition: &str) -> Select {
        let ranked = self.ranked_periods();
        let people = self.people(shape, key, condition, &ranked);
        let mut keys = self.key_names(shape);
        let mut shares = Select { grouped: true, ..Select::default() };
        if !shape.period {
            shares.from = people.nested("");
            for key in keys {
                shares.key(key, key);
            }
            shares.value("sum(bit_count(here & before))", "v0");
            shares.value("sum(bit_count(before))", "v1");
            return shares;
        }
        // One row a period, to take the sets of bits apart.
        let mut periods = Select { from: ranked.nested(""), grouped: true, ..Select::default() };
        for key in ["period", "block", "bit"] {
            periods.key(key, key);
        }
        shares.from =
            format!("{}\nJOIN {} ON p.block = b.block AND (b.here | b.before) & p.bit <> 0", people.nested("b"), periods.nested("p"));
        keys.retain(|key| *key != "period");
        for dimension in &shape.dimensions {
            shares.key(format!("b.{}", dimension.name), dimension.name);
        }
        shares.key("p.period", "period");
        if self.shift.is_some() {
            shares.key("b.side", "side");
        }
        shares.value("count(*) FILTER (WHERE b.here & b.before & p.bit <> 0)", "v0");
        shares.value("count(*) FILTER (WHERE b.before & p.bit <> 0)", "v1");
        shares
    }

    /// One row a slice, buyer and block of periods with its two sets of bits.
    fn people(&self, shape: &Shape, key: Key, condition: &str, ranked: &Select) -> Select {
        let column = key.column();
        let (from, to) = self.window();
        let columns = self.line_columns(shape);
        // Grouping by article leaves about as many rows as there are lines: not worth a pass of its own.
        let grouped = !columns.contains(&"sku");
        let read: Vec<&str> = columns.into_iter().chain(["day", column]).collect();
        let of_lines = known(self.base, key, condition);
        let mut base = Select { from: self.relation(&read, &of_lines, &[]).to_owned(), grouped, ..Select::default() };
        for column in read {
            base.key(column, column);
        }
        self.restrict(&mut base, &of_lines, (Some(self.grain().start_before(from)), Some(to)));

        let mut days = Select { from: ranked.nested(""), grouped: true, ..Select::default() };
        days.key("day", "day");
        if self.shift.is_some() {
            days.key("side", "side");
        }
        days.key("block", "block");
        for (role, name) in [(1, "here"), (2, "before")] {
            days.value(format!("bit_or(CASE WHEN role = {role} THEN bit ELSE 0 END)"), name);
        }
        let mut people = self.mapped(&base, shape);
        people.from.push_str(&format!("\nJOIN {} ON c.day = l.day", days.nested("c")));
        if self.shift.is_some() {
            people.key("c.side", "side");
        }
        people.key("c.block", "block");
        people.key(format!("l.{column}"), column);
        people.value("bit_or(c.here)", "here");
        people.value("bit_or(c.before)", "before");
        people
    }

    /// The days that count, each with its period and the period's place among the bits: role 1 for the period of the day
    /// itself, role 2 for the one after it.
    fn ranked_periods(&self) -> Select {
        let grain = self.grain();
        let (from, to) = self.window();
        let stretches = [
            Stretch { from, to, periods_on: 0, role: Some(1), onto: None },
            Stretch { from: grain.start_before(from), to: grain.start(to).plus(-1), periods_on: 1, role: Some(2), onto: None },
        ];
        let mut numbered = Select { from: self.days_that_count(&stretches, true), ..Select::default() };
        let mut names = vec!["day", "period", "role"];
        if self.shift.is_some() {
            names.push("side");
        }
        for name in &names {
            numbered.key(*name, *name);
        }
        numbered.value("CAST(dense_rank() OVER (ORDER BY period) - 1 AS BIGINT)", "place");
        let mut ranked = Select { from: numbered.nested(""), ..Select::default() };
        for name in names {
            ranked.key(name, name);
        }
        ranked.value(format!("place / {BLOCK}"), "block");
        ranked.value(format!("1 << (place % {BLOCK})"), "bit");
        ranked
    }
}
