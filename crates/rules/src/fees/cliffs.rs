//! Fee cliffs: prices at which one minor unit more changes the fee by much more than its rate.
//!
//! They are read from the program itself: each end of a bracket is a candidate, and the fee on both sides says whether it jumps.

use super::program::{Amounts, Program, Sale};
use super::rule::FeeRule;
use super::table::FeeTable;
use super::words::{Method, Scope, Tier};
use entrepot_domain::Money;

/// Which way the fee jumps when the price rises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Up: a price just above the cliff leaves less than one just below it.
    Up,
    /// Down: an order just below the cliff costs more in fees than one just above it.
    Down,
}

impl Turn {
    /// The word as surfaces spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// One cliff. Of ranges, the low end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cliff {
    /// Which way the fee jumps.
    pub turn: Turn,
    /// Whether the prices are those of a piece or of a whole order.
    pub of: Scope,
    /// The last price before the jump.
    pub below: Money,
    /// The first price after it.
    pub above: Money,
    /// The fee before the jump.
    pub fee_below: Money,
    /// The fee after it.
    pub fee_above: Money,
    /// First price at which the other side of the cliff is better for the seller.
    pub zone_from: Money,
    /// Last such price.
    pub zone_to: Money,
    /// What the other side is better by, at the price beside the cliff.
    pub saving: Money,
    /// The rules that jump there.
    pub rule_ids: Vec<String>,
}

/// Every cliff of a program for a single piece without shipping and tax, by price.
pub fn cliffs(table: &FeeTable, program: &Program) -> Vec<Cliff> {
    let ground = Ground { program, step: 10_i64.pow(u32::from(6_u8.saturating_sub(program.minor()))) };
    let mut edges = ground.edges(table);
    edges.sort_unstable();
    edges.dedup();
    let found = edges.iter().filter_map(|below| ground.cliff(table, *below, &edges));
    found.collect()
}

/// What a seller gains on one piece by moving its price to the better side of a cliff; nothing outside of its zone.
///
/// Above a rise: the price falls to the last one before it. Below a fall: the price is lifted to the first one after it, and the fees
/// that this saves are counted, not the higher price.
pub fn gain(program: &Program, cliff: &Cliff, price: i64) -> Option<i64> {
    let ground = Ground { program, step: 1 };
    if i128::from(price) < cliff.zone_from.micros() || i128::from(price) > cliff.zone_to.micros() {
        return None;
    }
    let gained = match cliff.turn {
        Turn::Up => i64::try_from(cliff.below.micros() - cliff.fee_below.micros()).ok()? - ground.net(price)?,
        Turn::Down => ground.fee(price)? - i64::try_from(cliff.fee_above.micros()).ok()?,
    };
    Some(gained.max(0))
}

struct Ground<'a> {
    program: &'a Program,
    /// Micros in a minor unit.
    step: i64,
}

impl Ground<'_> {
    fn fee(&self, price: i64) -> Option<i64> {
        let mut amounts = Amounts::default();
        self.program.run(&Sale::single(price, 1)?, &mut amounts).ok()?;
        i64::try_from(self.program.total(&amounts).0).ok()
    }

    fn net(&self, price: i64) -> Option<i64> {
        price.checked_sub(self.fee(price)?)
    }

    /// The last price inside each bracket that ends.
    fn edges(&self, table: &FeeTable) -> Vec<i64> {
        let mut edges = Vec::new();
        for at in 0..self.program.len() {
            let rule = &table.rules[self.program.rule(at)];
            if matches!(rule.method, Method::Marginal | Method::PctOfFee) {
                continue;
            }
            for bracket in &rule.brackets {
                let Some(bound) = bracket.bound else { continue };
                let whole = bound / self.step * self.step;
                edges.push(if bracket.inclusive || whole < bound { whole } else { whole - self.step });
            }
        }
        edges
    }

    fn cliff(&self, table: &FeeTable, below: i64, edges: &[i64]) -> Option<Cliff> {
        let above = below.checked_add(self.step)?;
        let (fee_below, fee_above) = (self.fee(below)?, self.fee(above)?);
        // A rate below 100 % adds at most one minor unit for one more, and rounding another.
        let jump = fee_above - fee_below;
        if jump.abs() <= 2 * self.step {
            return None;
        }
        let turn = if jump > 0 { Turn::Up } else { Turn::Down };
        let (zone_from, zone_to, saving) = match turn {
            Turn::Up => (above, self.recovers(self.net(below)?, above, edges)? - self.step, jump - self.step),
            Turn::Down => (self.worth_lifting(above, above + fee_above)?, below, -jump),
        };
        let money = |micros: i64| Money::from_micros(micros.into(), table.currency).ok();
        let jumps = |at: &usize| -> Option<bool> {
            let one = |price: i64| -> Option<i64> {
                let mut amounts = Amounts::default();
                self.program.run(&Sale::single(price, 1)?, &mut amounts).ok()?;
                Some(amounts.low(*at))
            };
            Some((one(above)? - one(below)?).abs() > 2 * self.step)
        };
        let rules: Vec<&FeeRule> =
            (0..self.program.len()).filter(|at| jumps(at) == Some(true)).map(|at| &table.rules[self.program.rule(at)]).collect();
        let of_order = rules.iter().all(|rule| rule.scope == Scope::Order || rule.tier == Tier::Order);
        Some(Cliff {
            turn,
            of: if of_order { Scope::Order } else { Scope::Item },
            below: money(below)?,
            above: money(above)?,
            fee_below: money(fee_below)?,
            fee_above: money(fee_above)?,
            zone_from: money(zone_from)?,
            zone_to: money(zone_to)?,
            saving: money(saving)?,
            rule_ids: rules.into_iter().map(|rule| rule.id.clone()).collect(),
        })
    }

    /// The first price from `start` on that leaves as much as `target`. Between two edges what is left grows with the price.
    fn recovers(&self, target: i64, start: i64, edges: &[i64]) -> Option<i64> {
        let mut from = start;
        for end in edges.iter().copied().filter(|end| *end >= start).chain([start.checked_mul(64)?.max(self.step * 1_000_000)]) {
            if end >= from && self.net(end)? >= target {
                let (mut low, mut high) = (from, end);
                while low < high {
                    let middle = low + (high - low) / self.step / 2 * self.step;
                    if self.net(middle)? >= target { high = middle } else { low = middle + self.step }
                }
                return Some(low);
            }
            from = end.max(from) + self.step;
        }
        None
    }

    /// The first price below `above` for which it pays to lift the order to `above` even when the seller puts in the difference:
    /// price and fee together cost as much as they do above.
    fn worth_lifting(&self, above: i64, cost_above: i64) -> Option<i64> {
        let (mut low, mut high) = (0, above - self.step);
        while low < high {
            let middle = low + (high - low) / self.step / 2 * self.step;
            if middle + self.fee(middle)? >= cost_above { high = middle } else { low = middle + self.step }
        }
        Some(low)
    }
}
