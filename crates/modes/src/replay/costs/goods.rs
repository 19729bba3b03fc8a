//! What the goods cost, and the VAT that comes back when they are exported.
//!
//! A rebate that the supervision code grants on conditions only is a range: with it at best, without it at worst.

use super::{Costs, Sale};
use crate::replay::book::Book;
use crate::replay::compile::Rules;
use crate::replay::fx::{Column, Fx};
use crate::replay::kind::Kind;
use crate::replay::scenario::Scenario;
use crate::replay::stop::{Ask, Stop};
use entrepot_domain::{Day, Money};
use entrepot_rules::Question;

/// The costs of every article, compiled.
#[derive(Debug)]
pub(crate) struct Goods {
    /// Unit cost by article with the way to the report currency.
    costs: Vec<Option<(i64, Column)>>,
    rebate: Option<Rebates>,
    pub questions: Vec<Question>,
}

#[derive(Debug)]
struct Rebates {
    /// The law of one day, or each order's own.
    on: Option<Day>,
    first: Day,
    /// By day of the book (one entry under the law of one day), the table that holds.
    table_of_day: Vec<u16>,
    /// By table, then article.
    tables: Vec<Vec<Unit>>,
    /// The code grants it only on conditions.
    conditional: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Back {
        micros: i64,
        verified: bool,
    },
    Asks(u16),
    /// Without a cost the cost is asked.
    NoCost,
}

impl Goods {
    pub fn compile(scenario: &Scenario, book: &Book, rules: &Rules<'_>, fx: &mut Fx, span: (Day, Day)) -> Self {
        let cost = |article: &crate::replay::book::Article| {
            article.unit_cost.map(|(micros, currency)| (micros, fx.column(currency, book.currency)))
        };
        let costs = book.articles.iter().map(cost).collect();
        let mut questions = Vec::new();
        let rebate = scenario.has_rebate().then(|| rebates(scenario, book, rules, span, &mut questions));
        Self { costs, rebate, questions }
    }

    /// Adds goods and rebate.
    pub fn charge(&self, sale: &Sale<'_>, fx: &Fx, out: &mut Costs) -> Result<(), Stop> {
        let day = sale.order.day;
        for line in sale.lines {
            let at = line.article as usize;
            let Some((cost, column)) = self.costs[at] else { return Err(Stop::Ask(Ask::Cost, Some(line.article))) };
            let change = |micros: i64| {
                let all = micros.checked_mul(line.pieces).ok_or(Stop::ask(Ask::Overflow))?;
                fx.change(column, day, all).ok_or(Stop::ask(Ask::Fx(column)))
            };
            let goods = change(cost)?;
            out.given(Kind::Goods, goods);
            if let Some(rebates) = &self.rebate {
                let table = if rebates.on.is_some() { 0 } else { (day.0 - rebates.first.0) as usize };
                match rebates.tables[usize::from(rebates.table_of_day[table])][at] {
                    Unit::Back { micros, verified } => {
                        let back = change(micros)?;
                        out.add(Kind::VatRebate, -back, if rebates.conditional { 0 } else { -back }, verified);
                    }
                    Unit::Asks(question) => return Err(Stop::ask(Ask::Rebate(question))),
                    Unit::NoCost => return Err(Stop::Ask(Ask::Cost, Some(line.article))),
                }
            }
        }
        Ok(())
    }
}

fn rebates(scenario: &Scenario, book: &Book, rules: &Rules<'_>, span: (Day, Day), questions: &mut Vec<Question>) -> Rebates {
    let code = scenario.export_code.as_deref().and_then(|code| rules.export.codes().iter().find(|known| known.code == code));
    let granted = code.map_or("no", |code| code.rebate.as_str());
    let days: Vec<Day> = match scenario.on {
        Some(on) => vec![on],
        None => (span.0.0..=span.1.0).map(Day).collect(),
    };
    let mut built = Rebates {
        on: scenario.on,
        first: span.0,
        table_of_day: Vec::with_capacity(days.len()),
        tables: Vec::new(),
        conditional: granted == "conditional",
    };
    for day in days {
        let table: Vec<Unit> = (book.articles.iter())
            .map(|article| match (article.unit_cost, granted) {
                (None, _) => Unit::NoCost,
                (Some(_), "no") => Unit::Back { micros: 0, verified: true },
                (Some((micros, currency)), _) => {
                    let category = scenario.rebate_of(article.category.as_deref()).unwrap_or_default();
                    let purchase = Money::from_micros(micros.into(), currency);
                    let asked = match purchase.map(|purchase| rules.export.rebate(purchase, category, day)) {
                        Ok(Ok(rebate)) => {
                            let micros = i64::try_from(rebate.amount.micros()).unwrap_or(0);
                            return Unit::Back { micros, verified: rebate.provenance.verified };
                        }
                        Ok(Err(question)) => question,
                        Err(error) => Question::new("export.overflow", &article.sku, error.to_string(), "Check the unit cost."),
                    };
                    let at = questions.iter().position(|known| *known == asked).unwrap_or_else(|| {
                        questions.push(asked);
                        questions.len() - 1
                    });
                    Unit::Asks(at as u16)
                }
            })
            .collect();
        if built.tables.last() != Some(&table) {
            built.tables.push(table);
        }
        built.table_of_day.push((built.tables.len() - 1) as u16);
    }
    built
}
