//! What a sale costs in fees, told step by step. The numbers come from [`Program`]'s own evaluation; this only listens.

use super::program::{Amounts, NoAmount, Part, Program, Sale, Trace};
use super::rule::{FeeRule, WHOLE_E8};
use super::table::{FULFILMENT, FeeTable};
use super::words::{Method, Scope};
use crate::question::Question;
use crate::quoted::{Quoted, Step};
use entrepot_domain::money::{MAX_MICROS, format_micros};
use entrepot_domain::{Money, ledger::Component};

/// Every fee of a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeQuote {
    /// The fees, in the order of the table, each with its name in it.
    pub fees: Vec<(String, Quoted)>,
    /// Their sum, low end.
    pub low: Money,
    /// Their sum, high end.
    pub high: Money,
}

impl FeeQuote {
    /// True when a rule states a range: the amount is the low end of one.
    pub fn is_estimate(&self) -> bool {
        self.low != self.high
    }

    /// True when every rule was read in its source.
    pub fn is_verified(&self) -> bool {
        self.fees.iter().all(|(_, fee)| fee.verified)
    }
}

/// Runs a program over a sale that is an order of one line, and tells its steps.
///
/// # Errors
/// A question, when a fee has no amount for the sale.
pub fn quote(table: &FeeTable, program: &Program, sale: &Sale) -> Result<FeeQuote, Question> {
    let mut amounts = Amounts::default();
    let mut fees = Vec::with_capacity(program.len());
    for at in 0..program.len() {
        let rule = &table.rules[program.rule(at)];
        // A share of what fulfilment costs is no fee of a seller who sends the parcels.
        if rule.of == [FULFILMENT] && sale.fulfilment.is_none() {
            continue;
        }
        let mut steps = Telling { rule, steps: Vec::new() };
        program.one(at, sale, &mut amounts, &mut steps).map_err(|reason| no_amount(table, program, reason))?;
        let money = |micros: i64| Money::from_micros(micros.into(), rule.currency).map_err(|_| too_large(table));
        let (low, high) = (money(amounts.low(at))?, money(amounts.high(at))?);
        let mut steps = steps.steps;
        if !rule.includes.is_empty() {
            steps.push(Step { text: format!("includes {}", rule.includes.join(", ")), amount: low.amount() });
        }
        let quoted = Quoted {
            kind: rule.kind.clone(),
            component: Component::Fee,
            amount: low,
            high: (high != low).then_some(high),
            steps,
            rule_id: rule.id.clone(),
            source: rule.provenance.source.clone(),
            verified: rule.provenance.verified,
        };
        fees.push((rule.fee.clone(), quoted));
    }
    let (low, high) = program.total(&amounts);
    let sum = |micros: i128| Money::from_micros(micros, table.currency).map_err(|_| too_large(table));
    Ok(FeeQuote { fees, low: sum(low)?, high: sum(high)? })
}

/// What is asked when a fee has no amount.
pub fn no_amount(table: &FeeTable, program: &Program, reason: NoAmount) -> Question {
    match reason {
        NoAmount::AboveBrackets(at) => {
            let rule = &table.rules[program.rule(at)];
            let end = rule.brackets.last().and_then(|bracket| bracket.bound).map(|bound| format_micros(bound.into())).unwrap_or_default();
            let text = format!("{} tells \"{}\" up to {end} {} only.", table.slug, rule.fee, rule.currency);
            let hint = format!("Add a bracket to {} in {}.", rule.id, table.file);
            Question::new("fee.above_brackets", &format!("{}/{}", table.slug, rule.fee), text, hint)
        }
        NoAmount::Negative => Question::new(
            "fee.negative",
            &table.slug,
            "A price, quantity or amount is negative.",
            "Fees are of sales; a refund is asked for by itself.",
        ),
        NoAmount::Overflow => too_large(table),
    }
}

fn too_large(table: &FeeTable) -> Question {
    Question::new(
        "fee.overflow",
        &table.slug,
        "The amount does not fit.",
        "Check the column: quantities, cents or an id may have been read as an amount.",
    )
}

struct Telling<'a> {
    rule: &'a FeeRule,
    steps: Vec<Step>,
}

impl Trace for Telling<'_> {
    fn part(&mut self, part: Part) {
        let currency = self.rule.currency;
        let whole = i128::from(WHOLE_E8);
        if part.rate_high > 0 {
            let base = match self.rule.method {
                Method::PctOfFee => self.rule.of.join(" and "),
                _ if part.bracket => format!("{} in this bracket", self.rule.base.words()),
                _ => self.rule.base.words().to_owned(),
            };
            let text = format!("{} of {} {currency} ({base})", range(part.rate, part.rate_high, " %"), format_micros(part.of));
            self.steps.push(Step { text, amount: exact(part.of * i128::from(part.rate)) });
        } else if part.fixed_high == 0 {
            self.steps.push(Step { text: format!("0 % of {} {currency}", format_micros(part.of)), amount: "0".to_owned() });
        }
        if part.fixed_high > 0 {
            let each = if self.rule.scope == Scope::Order { "an order" } else { "a piece" };
            let fixed = range(part.fixed as i64, part.fixed_high as i64, "");
            self.steps.push(Step { text: format!("{fixed} {currency} {each}"), amount: exact(part.fixed * whole) });
        }
    }

    fn bound(&mut self, minimum: bool, micros: i128) {
        let text = if minimum { "at least" } else { "at most" };
        self.steps.push(Step { text: format!("{text} {} {}", format_micros(micros), self.rule.currency), amount: format_micros(micros) });
    }
}

fn range(low: i64, high: i64, unit: &str) -> String {
    let low_text = format_micros(low.into());
    if low == high { format!("{low_text}{unit}") } else { format!("{low_text} to {}{unit}", format_micros(high.into())) }
}

/// Micros times [`WHOLE_E8`] as a decimal with all its digits.
fn exact(amount: i128) -> String {
    let whole = i128::from(WHOLE_E8);
    let (micros, finer) = (amount / whole, amount % whole);
    if finer == 0 || micros.abs() > MAX_MICROS {
        return format_micros(micros);
    }
    let unit = 1_000_000;
    let text = format!("{}.{:06}{:08}", micros / unit, micros % unit, finer);
    text.trim_end_matches('0').to_owned()
}
