//! What stays as it was: the ledger's own amounts of the groups that a scenario does not name.

use super::{Costs, Sale, percent};
use crate::replay::book::Actual;
use crate::replay::kind::Kind;
use crate::replay::scenario::{HUNDRED, Scenario};

/// Which kinds are taken over.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    kinds: Vec<Kind>,
    /// The price in percent of what it was.
    price: i64,
}

impl Ledger {
    pub fn new(scenario: &Scenario) -> Self {
        let border = scenario.incoterm.is_some();
        let ruled = |kind: Kind| match kind {
            Kind::Goods | Kind::VatRebate => true,
            Kind::FirstLeg => scenario.warehouse.is_some(),
            Kind::Duty | Kind::ImportTax | Kind::Clearing => border,
            Kind::Commission | Kind::ServiceFee | Kind::Subscription => scenario.platform.is_some(),
            Kind::PaymentFee => scenario.payment.is_some(),
            // Who carries and stores decides who packs.
            Kind::Freight | Kind::Fulfilment | Kind::Storage => !scenario.lanes.is_empty(),
            Kind::Other => false,
            Kind::Advertising => scenario.advertising.is_some(),
            Kind::ReturnRefund | Kind::ReturnGoods | Kind::ReturnFreight | Kind::ReturnFees => scenario.returns.is_some(),
            Kind::Chargeback => scenario.chargebacks.is_some(),
            Kind::Capital => scenario.capital.is_some(),
            Kind::FxSpread => scenario.fx_spread.is_some(),
        };
        let kinds = Kind::ALL.iter().copied().filter(|kind| !ruled(*kind)).collect();
        Self { kinds, price: (HUNDRED as i64) + scenario.price_change }
    }

    /// The kinds that are taken over.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    pub fn charge(&self, sale: &Sale<'_>, actuals: &[Actual], out: &mut Costs) {
        let Some(actual) = actuals.get(sale.at) else { return };
        for kind in &self.kinds {
            let amount = actual.of(*kind);
            if amount != 0 {
                let amount = if kind.follows_price() && i128::from(self.price) != HUNDRED { percent(amount, self.price) } else { amount };
                out.given(*kind, amount);
            }
        }
    }
}
