//! What a refund gives back of the fees of a sale, and what it costs.

use super::program::{Amounts, Program, Sale};
use super::rule::{RateE8, WHOLE_E8};
use super::table::FeeTable;
use super::words::{Base, OnRefund, Scope};
use crate::exact::rounded_ratio;
use crate::question::Question;
use entrepot_domain::Money;
use entrepot_domain::money::format_micros;

/// One fee after a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundedFee {
    /// The fee, in the table's own terms.
    pub fee: String,
    /// Its kind in the ledger.
    pub kind: String,
    /// What was charged at the sale.
    pub charged: Money,
    /// What comes back of it.
    pub returned: Money,
    /// What handling the refund costs.
    pub admin: Money,
    /// The rule.
    pub rule_id: String,
    /// False when the rule was not read in its source.
    pub verified: bool,
}

impl RefundedFee {
    /// What the fee costs in the end.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn left(&self) -> Result<Money, entrepot_domain::DomainError> {
        self.charged.checked_sub(self.returned)?.checked_add(self.admin)
    }
}

/// The fees of a sale of which `refunded` micros go back to the buyer; of ranges, the low end.
///
/// # Errors
/// Questions: a refund larger than the order, a fee without an amount, or one whose source does not say what a refund does.
pub fn refund(table: &FeeTable, program: &Program, sale: &Sale, refunded: i64) -> Result<Vec<RefundedFee>, Vec<Question>> {
    let mut amounts = Amounts::default();
    program.run(sale, &mut amounts).map_err(|reason| vec![super::quote::no_amount(table, program, reason)])?;
    let goods = i128::from(sale.price) * i128::from(sale.quantity);
    let paid = goods + i128::from(sale.shipping) + i128::from(sale.tax);
    if refunded < 0 || i128::from(refunded) > paid {
        let text = format!("A refund of {} is more than the {} that the buyer paid.", format_micros(refunded.into()), format_micros(paid));
        return Err(vec![Question::new("fee.refund_exceeds", &table.slug, text, "A refund is between nothing and what was paid.")]);
    }
    let mut fees = Vec::with_capacity(program.len());
    let mut questions = Vec::new();
    for at in 0..program.len() {
        let rule = &table.rules[program.rule(at)];
        let Some(refund) = &rule.refund else {
            let text = format!("{} does not tell what a refund does to \"{}\".", table.slug, rule.fee);
            let hint = format!("Add `refund` to {} in {}: kept, returned or proportional.", rule.id, table.file);
            questions.push(Question::new("fee.refund_unknown", &format!("{}/{}", table.slug, rule.fee), text, hint));
            continue;
        };
        let base = match rule.base {
            Base::Item => goods,
            Base::ItemAndShipping => goods + i128::from(sale.shipping),
            Base::BuyerTotal => paid,
        };
        let charged = i128::from(amounts.low(at));
        let left = (base - i128::from(refunded)).max(0);
        let returned = match refund.keeps {
            OnRefund::Kept => 0,
            OnRefund::Returned if left == 0 => charged,
            OnRefund::Returned => 0,
            OnRefund::Proportional if base == 0 => charged,
            OnRefund::Proportional => charged - rounded_ratio(charged * left, base, program.minor()).unwrap_or(charged),
        };
        let pieces = if rule.scope == Scope::Order { 1 } else { sale.quantity };
        let admin = admin(returned, refund.admin, refund.admin_max, pieces, program.minor());
        let money = |micros: i128| Money::from_micros(micros, rule.currency);
        match (money(charged), money(returned), money(admin)) {
            (Ok(charged), Ok(returned), Ok(admin)) => fees.push(RefundedFee {
                fee: rule.fee.clone(),
                kind: rule.kind.clone(),
                charged,
                returned,
                admin,
                rule_id: rule.id.clone(),
                verified: rule.provenance.verified && refund.verified,
            }),
            _ => questions.push(super::quote::no_amount(table, program, super::program::NoAmount::Overflow)),
        }
    }
    if questions.is_empty() { Ok(fees) } else { Err(questions) }
}

fn admin(returned: i128, rate: RateE8, most: Option<i64>, pieces: i64, minor: u8) -> i128 {
    let amount = returned * i128::from(rate);
    let capped = most.map_or(amount, |most| amount.min(i128::from(most) * i128::from(pieces) * i128::from(WHOLE_E8)));
    rounded_ratio(capped, i128::from(WHOLE_E8), minor).unwrap_or(0)
}
