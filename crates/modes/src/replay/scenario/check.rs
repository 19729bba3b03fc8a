//! What a scenario needs to be one: ranges of its numbers, and inputs that others ask for.

use super::{HUNDRED, Scenario, Warehouse};
use crate::replay::error::ScenarioError;
use entrepot_domain::ledger::Mode;

/// Ten years: a longer time is a slip.
const DAYS_MAX: u32 = 3_653;

impl Scenario {
    pub(super) fn check(&self, file: &str) -> Result<(), ScenarioError> {
        let fault =
            |code, cause: &str, hint: &str| Err(ScenarioError::new(code, file, format!("scenario \"{}\": {cause}", self.slug), hint));
        let tidy = !self.slug.is_empty() && self.slug.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if !tidy || self.slug == "today" {
            return fault(
                "scenario.slug",
                "its slug is empty, taken or has other than letters, digits, - and _",
                "Rename it; \"today\" is the ledger itself.",
            );
        }
        if i128::from(self.price_change) <= -HUNDRED || i128::from(self.price_change) > 10 * HUNDRED {
            return fault(
                "scenario.range",
                "the price changes by -100 % or less, or to more than elevenfold",
                "Give price_change_pct between -100 and 1000.",
            );
        }
        if self.elasticity.abs() > 100_000_000 {
            return fault("scenario.range", "the elasticity is beyond 100", "It is usually between -5 and 0.");
        }
        let shares = [self.advertising, self.chargebacks, self.capital, self.fx_spread, Some(self.unverified)];
        if shares.into_iter().flatten().any(|share| !(0..=HUNDRED).contains(&i128::from(share))) {
            return fault("scenario.range", "a percentage is below 0 or above 100", "Correct it.");
        }
        if let Some(returns) = self.returns {
            if returns.resale < 0 || returns.freight < 0 {
                let hint = "Add return_resale_pct (of the goods, what can be sold again) and return_freight_pct (of the carriage out).";
                return fault("scenario.needs", "it tells how much is returned and not what becomes of it", hint);
            }
            if [returns.rate, returns.resale].into_iter().any(|share| i128::from(share) > HUNDRED) || i128::from(returns.rate) < 0 {
                return fault("scenario.range", "a share of returns is below 0 or above 100 %", "Correct it.");
            }
        }
        if self.capital.is_some() && (self.goods_days.is_none() || self.payout_days.is_none()) {
            return fault(
                "scenario.needs",
                "it has a cost of capital and not for how long money is bound",
                "Add goods_days and payout_days.",
            );
        }
        if [self.goods_days, self.payout_days].into_iter().flatten().any(|days| days > DAYS_MAX) {
            return fault("scenario.range", "a number of days is longer than ten years", "Correct it.");
        }
        if !self.lanes.is_empty() && self.incoterm.is_none() {
            return fault("scenario.needs", "it names lanes and not who pays them", "Add incoterm.");
        }
        if self.has_rebate() && self.export_code.is_none() {
            return fault("scenario.needs", "it has a VAT rebate and no supervision code, on which the rebate depends", "Add export_code.");
        }
        if self.mode == Mode::B2b2c && self.warehouse.is_none() {
            return fault(
                "scenario.needs",
                "goods go in bulk to an importer first, and there is no warehouse",
                "Add [scenario.warehouse].",
            );
        }
        match &self.warehouse {
            Some(warehouse) => self.check_warehouse(warehouse, &fault),
            None => Ok(()),
        }
    }

    fn check_warehouse(
        &self, warehouse: &Warehouse, fault: &dyn Fn(&'static str, &str, &str) -> Result<(), ScenarioError>,
    ) -> Result<(), ScenarioError> {
        if self.incoterm.is_none() || self.lanes.is_empty() {
            return fault("scenario.needs", "it has a warehouse and no lane from there to the buyers", "Add lanes and incoterm.");
        }
        if warehouse.replenish_days == 0
            || [warehouse.replenish_days, warehouse.days_on_hand, warehouse.cover_days].into_iter().any(|days| days > DAYS_MAX)
        {
            return fault("scenario.range", "a number of days of the warehouse is 0 or longer than ten years", "Correct it.");
        }
        let (low, high) = warehouse.arms_length;
        if warehouse.transfer_price <= 0 || i128::from(warehouse.transfer_price) > 100 * HUNDRED || low < 0 || low > high {
            return fault(
                "scenario.range",
                "the transfer price, or what is at arm's length, cannot be",
                "Give percentages: of the unit cost, and of the selling price.",
            );
        }
        let mut before = Some(0);
        for rate in &warehouse.storage {
            match (before, rate.up_to_days) {
                (Some(start), Some(end)) if end > start => before = Some(end),
                (Some(_), None) => before = None,
                _ => {
                    return fault(
                        "scenario.storage",
                        "the rates of storage do not follow one another",
                        "Let up_to_days rise; only the last rate has none.",
                    );
                }
            }
        }
        if before.is_some_and(|end| end < warehouse.days_on_hand) {
            let cause = if warehouse.storage.is_empty() {
                "nothing tells what storage takes"
            } else {
                "the rates of storage end before days_on_hand"
            };
            return fault("scenario.storage", cause, "Add storage = [{ per_m3_day = \"1.00 USD\" }].");
        }
        Ok(())
    }
}
