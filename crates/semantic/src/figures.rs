//! One figure of many metrics over the same days.
//!
//! Whatever adds up accounts of profit and loss is told from one reading of all accounts; the rest is asked like any
//! question. The figures are those of [`Semantic::answer`], to the last digit.

use crate::answer::Days;
use crate::compile::Measure;
use crate::error::SemanticError;
use crate::metric::{Base, Unit};
use crate::query::MetricQuery;
use crate::semantic::{Semantic, number_text, run};
use crate::statement::{Accounts, Part, gather, ledger};
use crate::totals::{Number, quotient};
use entrepot_engine::LakeSession;
use futures::stream::{self, StreamExt};

/// Questions that are worked on at a time.
const AT_ONCE: usize = 3;

/// One figure of a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The metric.
    pub metric: String,
    /// What the value is.
    pub unit: Unit,
    /// The report currency of money.
    pub currency: Option<String>,
    /// The value; none where it cannot be told or would divide by zero.
    pub value: Option<String>,
    /// The value of the compared days.
    pub previous: Option<String>,
    /// The days that were compared with.
    pub compare: Option<Days>,
}

/// The accounts that a condition picks.
#[derive(Debug, PartialEq, Eq)]
struct Picked<'c> {
    names: Vec<&'c str>,
    others: bool,
}

impl<'c> Picked<'c> {
    /// Reads `account = 'a'`, `account IN ('a', 'b')` and `account NOT IN (...)`; nothing else.
    fn read(condition: &'c str) -> Option<Self> {
        let rest = condition.strip_prefix("account ")?;
        let quoted = |text: &'c str| text.strip_prefix('\'')?.strip_suffix('\'').filter(|name| !name.contains('\''));
        if let Some(one) = rest.strip_prefix("= ") {
            return Some(Self { names: vec![quoted(one)?], others: false });
        }
        let (others, list) = match rest.strip_prefix("NOT ") {
            Some(list) => (true, list),
            None => (false, rest),
        };
        let list = list.strip_prefix("IN (")?.strip_suffix(')')?;
        Some(Self { names: list.split(", ").map(quoted).collect::<Option<_>>()?, others })
    }

    fn holds(&self, account: &str) -> bool {
        self.names.contains(&account) != self.others
    }
}

impl Semantic {
    /// One figure a question, in order; what one cannot be told does not keep the others from being told. Slices and a grain of
    /// the questions are of no account.
    pub async fn figures(&self, session: &LakeSession, questions: &[MetricQuery]) -> Vec<Result<Figure, SemanticError>> {
        let asked = stream::iter(questions.to_vec());
        asked.map(|question| async move { self.figure(session, &question).await }).buffered(AT_ONCE).collect().await
    }

    async fn figure(&self, session: &LakeSession, question: &MetricQuery) -> Result<Figure, SemanticError> {
        let question = MetricQuery { by: Vec::new(), grain: None, limit: None, ..question.clone() };
        if let Some(figure) = self.told_by_accounts(session, &question).await? {
            return Ok(figure);
        }
        let answer = self.answer_without_questions(session, &question).await?;
        Ok(Figure {
            metric: answer.metric,
            unit: answer.unit,
            currency: answer.currency,
            value: answer.total.value,
            previous: answer.total.previous,
            compare: answer.compare,
        })
    }

    /// The figure of a metric that only adds up accounts.
    async fn told_by_accounts(&self, session: &LakeSession, question: &MetricQuery) -> Result<Option<Figure>, SemanticError> {
        let (own, _, currency) = self.plan(session, question).await?;
        let measures = own.measures();
        let mut picked = Vec::new();
        for measure in &measures {
            let Measure::Sum { base: Base::Postings, expression, condition, extra: None, .. } = measure else { return Ok(None) };
            let sign = match expression.as_str() {
                "amount" => 1,
                "-amount" => -1,
                _ => return Ok(None),
            };
            let Some(accounts) = Picked::read(condition) else { return Ok(None) };
            picked.push((accounts, sign));
        }
        let operands = if own.is_ratio() { 2 } else { 1 };
        if picked.len() != operands || !own.is_plain() {
            return Ok(None);
        }
        let asked = MetricQuery { by: vec!["account".to_owned()], ..question.clone() };
        let (plan, shape, _) = self.plan_of(session, &asked, ledger()).await?;
        let mut columns = gather(&shape, &run(session, &plan.sql(&shape)).await?)?;
        let accounts = columns.remove(&Vec::new()).unwrap_or_default();
        let value = |now: bool| -> Result<Number, SemanticError> {
            let sums: Vec<Number> = picked.iter().map(|(of, sign)| total(&accounts, of, *sign, now)).collect::<Result<_, _>>()?;
            match sums.as_slice() {
                [numerator, denominator] => quotient(*numerator, *denominator),
                [sum] => Ok(*sum),
                _ => Ok(None),
            }
        };
        let unit = own.metric.unit;
        let text = |number: Number| number.map(|(value, scale)| number_text(unit, value, scale));
        let (from, to) = own.window();
        Ok(Some(Figure {
            metric: own.metric.name.clone(),
            unit,
            currency: currency.map(|currency| currency.as_str().to_owned()),
            value: text(value(true)?),
            previous: text(value(false)?).filter(|_| own.shift.is_some()),
            compare: own.shift.map(|shift| Days { from: from.plus(-shift).to_string(), to: to.plus(-shift).to_string() }),
        }))
    }
}

/// The sum of the picked accounts; nothing when a part of it is unknown.
fn total(accounts: &Accounts, picked: &Picked<'_>, sign: i128, now: bool) -> Result<Number, SemanticError> {
    let mut sum = Part::default();
    for (_, amount) in accounts.iter().filter(|(account, _)| picked.holds(account)) {
        let part = if now { amount.now } else { amount.before };
        sum = sum.plus(part.known, part.missing)?;
    }
    Ok(sum.value().map(|(value, scale)| (value * sign, scale)))
}

#[cfg(test)]
mod tests {
    use super::Picked;

    #[test]
    fn only_conditions_on_accounts_are_read() {
        let one = Picked::read("account = 'duty'").unwrap();
        assert!(one.holds("duty") && !one.holds("freight"));
        let but = Picked::read("account NOT IN ('tax_collected', 'tax_paid')").unwrap();
        assert!(but.holds("duty") && !but.holds("tax_paid"));
        for other in ["account = 'a' AND mode = 'b2c'", "account IN ('a', mode)", "account LIKE 'a'", "kind = 'a'", "account = 'it''s'"] {
            assert_eq!(Picked::read(other), None, "{other}");
        }
    }
}
