//! An amount that a rule computed, with the steps that lead to it.

use entrepot_domain::{Money, ledger::Component};
use serde::Serialize;

/// One amount that somebody charges by a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// Its name in the ledger, for example `commission` (`docs/charges.md`).
    pub kind: String,
    /// What it is for.
    pub component: Component,
    /// The amount, rounded once to the currency's minor unit; of a range, its low end.
    pub amount: Money,
    /// The high end, when the rule states a range.
    pub high: Option<Money>,
    /// How the amount came about, in order.
    pub steps: Vec<Step>,
    /// The rule that computed it.
    pub rule_id: String,
    /// Where the rule comes from.
    pub source: String,
    /// False when the rule's figure was not read in its source.
    pub verified: bool,
}

/// One step of a computation: a base, what was taken of it, and the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What happens, in the rule's own terms: `15 % of 400.00 USD`.
    pub text: String,
    /// The result of the step, a decimal string in the charge's currency, not rounded.
    pub amount: String,
}
