//! A line of a quote as every surface shows it.

use entrepot_domain::Money;
use entrepot_rules::{Quoted, Step};
use serde::Serialize;

/// One amount with the rule behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineShown {
    /// Its name in the ledger.
    pub kind: String,
    /// What it is for: shipping, duty, tax, fee, goods.
    pub component: &'static str,
    /// The amount; of a range, its low end.
    pub amount: String,
    /// The high end of a range.
    pub high: Option<String>,
    /// ISO 4217 code.
    pub currency: &'static str,
    /// How it came about.
    pub steps: Vec<Step>,
    /// The rule.
    pub rule_id: String,
    /// Where the rule comes from.
    pub source: String,
    /// False when it was not read there.
    pub verified: bool,
}

impl From<Quoted> for LineShown {
    fn from(quoted: Quoted) -> Self {
        Self {
            kind: quoted.kind,
            component: quoted.component.as_str(),
            amount: quoted.amount.amount(),
            high: quoted.high.map(Money::amount),
            currency: quoted.amount.currency().as_str(),
            steps: quoted.steps,
            rule_id: quoted.rule_id,
            source: quoted.source,
            verified: quoted.verified,
        }
    }
}

/// Low and high end as shown: the high one only where it differs.
#[must_use]
pub fn shown(pair: Option<(Money, Money)>) -> (Option<String>, Option<String>) {
    match pair {
        None => (None, None),
        Some((low, high)) => (Some(low.amount()), (low != high).then(|| high.amount())),
    }
}
