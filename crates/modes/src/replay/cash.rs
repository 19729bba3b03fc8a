//! Money by day: goods are paid before they are sold, receipts come with the payout.

use crate::replay::costs::Costs;
use crate::replay::costs::capital::Timing;
use crate::replay::kind::Kind;
use entrepot_domain::Day;

/// What moves on a day, and what has moved by then, in micros of the report currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CashDay {
    /// The day.
    pub day: Day,
    /// In less out.
    pub net: i128,
    /// All of it up to the day.
    pub balance: i128,
}

/// The curve of a scenario: days on which something moves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CashCurve {
    /// By day.
    pub days: Vec<CashDay>,
    /// The lowest balance, which must be financed; 0 when it is never below.
    pub deepest: i128,
    /// The day of it.
    pub deepest_on: Option<Day>,
}

/// Adds up by day.
#[derive(Debug, Clone)]
pub(crate) struct CashTally {
    first: Day,
    net: Vec<i128>,
}

impl CashTally {
    pub fn new(timing: Timing, first: Day, last: Day) -> Self {
        let start = first.plus(-timing.goods.max(timing.bulk));
        Self { first: start, net: vec![0; (last.plus(timing.payout).0 - start.0).max(0) as usize + 1] }
    }

    /// An order: receipts at the payout, each cost on its day. Amounts may be scaled by the change of volume.
    pub fn add(&mut self, day: Day, timing: Timing, bulk: bool, receipts: i64, costs: &Costs, scale: impl Fn(i64) -> i64) {
        let at = (day.0 - self.first.0) as usize;
        let mut on = |offset: i32, micros: i64| self.net[(at as i32 + offset) as usize] += i128::from(micros);
        on(timing.payout, scale(receipts));
        for kind in Kind::ALL {
            let micros = costs.low[*kind as usize];
            if micros != 0 {
                on(timing.day_of(*kind, bulk), -scale(micros));
            }
        }
    }

    pub fn merge(&mut self, other: &Self) {
        for (own, theirs) in self.net.iter_mut().zip(&other.net) {
            *own += theirs;
        }
    }

    pub fn curve(&self) -> CashCurve {
        let mut curve = CashCurve::default();
        let mut balance = 0;
        for (at, net) in self.net.iter().enumerate().filter(|(_, net)| **net != 0) {
            balance += net;
            let day = self.first.plus(at as i32);
            curve.days.push(CashDay { day, net: *net, balance });
            if balance < curve.deepest {
                (curve.deepest, curve.deepest_on) = (balance, Some(day));
            }
        }
        curve
    }
}
