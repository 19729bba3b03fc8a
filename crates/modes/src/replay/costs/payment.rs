//! What the payment provider takes of a sale, and of a payment that is taken back.

use super::program::ByDay;
use super::{Costs, Sale, percent};
use crate::replay::compile::Rules;
use crate::replay::fx::{Fx, Target};
use crate::replay::kind::Kind;
use crate::replay::scenario::{Payment as Choice, Scenario};
use crate::replay::stop::{Ask, Stop, Table};
use entrepot_domain::Day;
use entrepot_rules::Question;
use entrepot_rules::fees::{Amounts, Circumstances, Event, FeeTable, NoAmount, Sale as FeeSale};

/// A provider's fees, compiled for a book.
#[derive(Debug)]
pub(crate) struct Payment<'a> {
    pub table: &'a FeeTable,
    target: Target,
    sale: ByDay,
    /// With the share of orders whose payment is taken back.
    chargeback: Option<(ByDay, i64)>,
    pub questions: Vec<Question>,
}

impl<'a> Payment<'a> {
    /// Errs with the question for a provider that no preset has.
    pub fn compile(choice: &Choice, scenario: &Scenario, rules: &Rules<'a>, fx: &mut Fx, span: (Day, Day)) -> Result<Self, Question> {
        let name = choice.provider.as_str();
        let provider = rules.catalogue.provider(name).ok_or_else(|| {
            let known: Vec<&str> = rules.catalogue.providers().iter().map(|one| one.slug.as_str()).collect();
            Question::new(
                "fee.provider_unknown",
                name,
                format!("There is no payment provider \"{name}\"."),
                format!("Known: {}. Or write presets/payments/{name}.toml in the home.", known.join(", ")),
            )
        })?;
        let table = &provider.fees;
        let options: Vec<&str> = choice.options.iter().map(String::as_str).collect();
        let mut questions = Vec::new();
        let of = Circumstances { category: None, options: &options };
        let sale = ByDay::compile(table, Event::Sale, of, scenario.on, span, &mut questions);
        let chargeback = scenario
            .chargebacks
            .map(|share| (ByDay::compile(table, Event::Chargeback, Circumstances::default(), scenario.on, span, &mut questions), share));
        Ok(Self { table, target: fx.target(table.currency), sale, chargeback, questions })
    }

    pub fn charge(&self, sale: &Sale<'_>, fx: &Fx, out: &mut Costs) -> Result<(), Stop> {
        let day = sale.order.day;
        let column = self.target.from[usize::from(sale.order.currency)];
        let change = |micros: i64| fx.change(column, day, micros).ok_or(Stop::ask(Ask::Fx(column)));
        let order = change(sale.goods)?;
        let paid = FeeSale { price: order, quantity: 1, shipping: change(sale.shipping)?, tax: change(sale.tax)?, order, fulfilment: None };
        self.run(&self.sale, &paid, sale, fx, &mut |_, low, high, verified| out.add(Kind::PaymentFee, low, high, verified))?;
        if let Some((program, share)) = &self.chargeback {
            // What is taken back is the payment, and the provider's fee for it.
            let mut fees = (0, 0, true);
            self.run(program, &paid, sale, fx, &mut |_, low, high, verified| {
                fees = (fees.0 + low, fees.1 + high, fees.2 && verified);
            })?;
            out.add(Kind::Chargeback, percent(sale.revenue + fees.0, *share), percent(sale.revenue + fees.1, *share), fees.2);
        }
        Ok(())
    }

    fn run(
        &self, programs: &ByDay, paid: &FeeSale, sale: &Sale<'_>, fx: &Fx, give: &mut dyn FnMut(usize, i64, i64, bool),
    ) -> Result<(), Stop> {
        let told = programs.on(sale.law).map_err(|question| Stop::ask(Ask::Fees(Table::Payment, question)))?;
        let mut amounts = Amounts::default();
        told.program.run(paid, &mut amounts).map_err(|why| Stop::ask(Ask::NoAmount(Table::Payment, why)))?;
        let (column, day) = (self.target.back, sale.order.day);
        let change = |micros: i64| fx.change(column, day, micros).ok_or(Stop::ask(Ask::Fx(column)));
        for (at, fee) in told.fees.iter().enumerate() {
            let low = change(amounts.low(at))?;
            let high = if amounts.high(at) == amounts.low(at) { low } else { change(amounts.high(at))? };
            give(at, low, high, fee.verified);
        }
        Ok(())
    }

    /// The question behind a fee without an amount.
    pub fn no_amount(&self, law: Day, why: NoAmount) -> Option<Question> {
        self.sale.on(law).ok().map(|told| entrepot_rules::fees::no_amount(self.table, &told.program, why))
    }
}
