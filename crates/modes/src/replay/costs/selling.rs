//! Advertising and what comes back: expected shares, as the scenario gives them.

use super::platform::FeesBack;
use super::{Costs, Sale, percent};
use crate::replay::kind::Kind;
use crate::replay::scenario::Scenario;

/// Adds advertising and returns.
pub(crate) fn charge(scenario: &Scenario, sale: &Sale<'_>, back: FeesBack, out: &mut Costs) {
    if let Some(share) = scenario.advertising {
        out.given(Kind::Advertising, percent(sale.revenue, share));
    }
    if let Some(returns) = scenario.returns {
        out.given(Kind::ReturnRefund, percent(sale.revenue, returns.rate));
        let goods = out.of(Kind::Goods).0;
        out.given(Kind::ReturnGoods, -percent(percent(goods, returns.rate), returns.resale));
        let (low, high) = out.of(Kind::Freight);
        let carried = |freight: i64| percent(percent(freight, returns.rate), returns.freight);
        out.add(Kind::ReturnFreight, carried(low), carried(high), true);
        if back.best != 0 {
            out.add(Kind::ReturnFees, -percent(back.best, returns.rate), -percent(back.worst, returns.rate), !back.unverified);
        }
    }
}
