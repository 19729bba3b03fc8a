//! What bound money costs, and what exchanging receipts takes.
//!
//! Goods are paid before the sale, carriage and duty at it (those of a bulk consignment when it leaves), receipts come with the
//! payout: each amount costs capital for the days that lie between.

use super::{Costs, Sale};
use crate::replay::kind::Kind;
use crate::replay::scenario::{HUNDRED, Scenario};
use entrepot_domain::Currency;
use entrepot_domain::money::divide_half_even;

/// When money moves, in days around the sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timing {
    /// Days before the sale on which goods are paid.
    pub goods: i32,
    /// Days before the sale on which a bulk consignment is paid.
    pub bulk: i32,
    /// Days after the sale of the payout.
    pub payout: i32,
}

impl Timing {
    /// `transit_days` is that of the first leg.
    pub fn of(scenario: &Scenario, transit_days: u16) -> Self {
        let on_hand = scenario.warehouse.as_ref().map_or(0, |warehouse| warehouse.days_on_hand as i32 + i32::from(transit_days));
        Self { goods: on_hand + scenario.goods_days.unwrap_or(0) as i32, bulk: on_hand, payout: scenario.payout_days.unwrap_or(0) as i32 }
    }

    /// Days around the sale on which a cost is paid.
    pub fn day_of(self, kind: Kind, bulk: bool) -> i32 {
        match kind {
            Kind::Goods => -self.goods,
            Kind::FirstLeg => -self.bulk,
            Kind::Duty | Kind::ImportTax | Kind::Clearing if bulk => -self.bulk,
            Kind::Duty | Kind::ImportTax | Kind::Clearing | Kind::Freight | Kind::Fulfilment | Kind::Storage | Kind::Other => 0,
            Kind::Advertising => 0,
            _ => self.payout,
        }
    }
}

/// Adds the cost of capital and the spread.
pub(crate) fn charge(scenario: &Scenario, timing: Timing, sale: &Sale<'_>, own: Currency, report: Currency, out: &mut Costs) {
    if let Some(yearly) = scenario.capital {
        let bulk = scenario.warehouse.is_some();
        let (mut low, mut high) = (0_i128, 0_i128);
        for kind in Kind::ALL.iter().filter(|kind| !matches!(kind, Kind::Capital | Kind::FxSpread)) {
            let days = i128::from(timing.payout - timing.day_of(*kind, bulk));
            let (from, to) = out.of(*kind);
            // What comes back is received with the payout at the earliest and binds nothing.
            low += i128::from(from) * days;
            high += i128::from(to) * days;
        }
        let cost = |bound: i128| divide_half_even(bound * i128::from(yearly), HUNDRED * 365) as i64;
        out.add(Kind::Capital, cost(low), cost(high), true);
    }
    if let Some(spread) = scenario.fx_spread {
        let micros = if own == report { 0 } else { super::percent(sale.revenue, spread) };
        out.given(Kind::FxSpread, micros);
    }
}
