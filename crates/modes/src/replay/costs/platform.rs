//! What the platform takes of a sale, by its dated table; memberships are spread over the orders of the book.

use super::program::{ByDay, Told};
use super::{Costs, Sale, share};
use crate::replay::book::{Book, OrderLine};
use crate::replay::compile::Rules;
use crate::replay::fx::{Column, Fx, Target};
use crate::replay::kind::Kind;
use crate::replay::scenario::Scenario;
use crate::replay::stop::{Ask, Refused, Stop, Table};
use entrepot_domain::{Country, Day};
use entrepot_rules::fees::{Amounts, Circumstances, Event, Every, FeeTable, Sale as FeeSale, Scope};
use entrepot_rules::{Dated as _, Question};

/// A platform's fees, compiled for a book.
#[derive(Debug)]
pub(crate) struct Platform<'a> {
    pub table: &'a FeeTable,
    markets: &'a [Country],
    target: Target,
    programs: Vec<ByDay>,
    by_article: Vec<u16>,
    members: Vec<Membership>,
    orders: usize,
    pub questions: Vec<Question>,
}

/// A fee of a stretch of time, for all days of the book.
#[derive(Debug)]
struct Membership {
    low: i64,
    high: i64,
    column: Column,
    verified: bool,
}

/// What a refund of the whole sale gives back of the fees: at worst and at best, in the report currency.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FeesBack {
    pub worst: i64,
    pub best: i64,
    pub unverified: bool,
}

impl<'a> Platform<'a> {
    /// None for a platform that no preset has: the question is told.
    pub fn compile(
        name: &str, scenario: &Scenario, book: &Book, rules: &Rules<'a>, fx: &mut Fx, span: (Day, Day),
    ) -> Result<Self, Question> {
        let platform = rules.catalogue.platform(name).ok_or_else(|| {
            let known: Vec<&str> = rules.catalogue.platforms().iter().map(|one| one.slug.as_str()).collect();
            Question::new(
                "fee.platform_unknown",
                name,
                format!("There is no platform \"{name}\"."),
                format!("Known: {}. Or write presets/platforms/{name}.<mode>.toml in the home.", known.join(", ")),
            )
        })?;
        let table = &platform.fees;
        let options: Vec<&str> = scenario.platform_options.iter().map(String::as_str).collect();
        let mut questions = Vec::new();
        let (mut words, mut programs, mut by_article): (Vec<Option<&str>>, Vec<ByDay>, Vec<u16>) = Default::default();
        for article in &book.articles {
            let word = if table.categories.is_empty() { None } else { scenario.category_of(article.category.as_deref()) };
            let at = words.iter().position(|known| *known == word).unwrap_or_else(|| {
                let of = Circumstances { category: word, options: &options };
                programs.push(ByDay::compile(table, Event::Sale, of, scenario.on, span, &mut questions));
                words.push(word);
                words.len() - 1
            });
            by_article.push(at as u16);
        }
        let mut members = Vec::new();
        let days = i64::from(span.1.0 - span.0.0) + 1;
        for unknown in table.unknown.iter().filter(|unknown| unknown.event == Event::Period) {
            let text = format!("{} does not tell what \"{}\" is: {}.", table.slug, unknown.fee, unknown.why);
            let hint = format!("Put a [[fee]] with fee = \"{}\" and event = \"period\" into {} of your home.", unknown.fee, table.file);
            questions.push(Question::new("fee.unknown", &format!("{}/{}", table.slug, unknown.fee), text, hint));
        }
        let blocked = !questions.is_empty() && table.unknown.iter().any(|unknown| unknown.event == Event::Period);
        let law = scenario.on.unwrap_or(span.1);
        for rule in table.of_event(Event::Period).filter(|rule| rule.period().holds(law)) {
            let times = match rule.every {
                Some(Every::Month) => days * 12,
                Some(Every::Quarter) => days * 4,
                Some(Every::HalfYear) => days * 2,
                Some(Every::Year) | None => days,
            };
            let times = (times + 364) / 365;
            let Some(bracket) = rule.brackets.first() else { continue };
            members.push(Membership {
                low: bracket.fixed.saturating_mul(times),
                high: bracket.fixed_high.saturating_mul(times),
                column: fx.column(rule.currency, book.currency),
                verified: rule.provenance.verified,
            });
        }
        let target = fx.target(table.currency);
        let orders = if blocked { 0 } else { book.len() };
        Ok(Self { table, markets: &platform.markets, target, programs, by_article, members, orders, questions })
    }

    /// Adds every fee, and tells what of them a refund of the whole sale would give back.
    pub fn charge(&self, sale: &Sale<'_>, fx: &Fx, out: &mut Costs) -> Result<FeesBack, Stop> {
        if self.orders == 0 {
            let at = self.questions.iter().position(|question| question.code == "fee.unknown").unwrap_or(0);
            return Err(Stop::ask(Ask::Fees(Table::Platform, at as u16)));
        }
        let Some(to) = sale.order.to else { return Err(Stop::ask(Ask::To)) };
        if !self.markets.is_empty() && !self.markets.contains(&to) {
            return Err(Stop::Refused(Refused::Market(to)));
        }
        let day = sale.order.day;
        let column = self.target.from[usize::from(sale.order.currency)];
        let change = |micros: i64| fx.change(column, day, micros).ok_or(Stop::ask(Ask::Fx(column)));
        let (order, shipping, tax) = (change(sale.goods)?, change(sale.shipping)?, change(sale.tax)?);
        let mut amounts = Amounts::default();
        let mut back = FeesBack::default();
        let (mut before, whole) = (0_i128, i128::from(sale.goods));
        for (at, line) in sale.lines.iter().enumerate() {
            let told = self.programs[usize::from(self.by_article[line.article as usize])]
                .on(sale.law)
                .map_err(|question| Stop::Ask(Ask::Fees(Table::Platform, question), Some(line.article)))?;
            let after = before + i128::from(sale.amounts[at]);
            let price = change(sale.amounts[at])? / line.pieces;
            let piece = FeeSale {
                price,
                quantity: line.pieces,
                shipping: share(shipping, before, after, whole),
                tax: share(tax, before, after, whole),
                order,
                fulfilment: None,
            };
            before = after;
            self.run(told, Scope::Item, &piece, line, day, fx, &mut amounts, out, &mut back)?;
            if at == 0 && told.program.has(Scope::Order) {
                let all = FeeSale { price: order, quantity: 1, shipping, tax, order, fulfilment: None };
                self.run(told, Scope::Order, &all, line, day, fx, &mut amounts, out, &mut back)?;
            }
        }
        for member in &self.members {
            let one = |total: i64| {
                let part = share(total, sale.at as i128, sale.at as i128 + 1, self.orders as i128);
                fx.change(member.column, day, part).ok_or(Stop::ask(Ask::Fx(member.column)))
            };
            out.add(Kind::Subscription, one(member.low)?, one(member.high)?, member.verified);
        }
        Ok(back)
    }

    #[expect(clippy::too_many_arguments, reason = "one step of the loop above, for either scope")]
    fn run(
        &self, told: &Told, scope: Scope, sale: &FeeSale, line: &OrderLine, day: Day, fx: &Fx, amounts: &mut Amounts, out: &mut Costs,
        back: &mut FeesBack,
    ) -> Result<(), Stop> {
        let column = self.target.back;
        let (article, pieces) = (line.article, if scope == Scope::Order { 1 } else { line.pieces });
        told.program.run_scope(scope, sale, amounts).map_err(|why| Stop::Ask(Ask::NoAmount(Table::Platform, why), Some(article)))?;
        for (at, fee) in told.fees.iter().enumerate() {
            if fee.scope != scope {
                continue;
            }
            let change = |micros: i64| fx.change(column, day, micros).ok_or(Stop::ask(Ask::Fx(column)));
            let low = change(amounts.low(at))?;
            let high = if amounts.high(at) == amounts.low(at) { low } else { change(amounts.high(at))? };
            out.add(fee.kind, low, high, fee.verified);
            let (worst, best, verified) = fee.returned(low, pieces);
            back.worst += worst;
            back.best += best;
            back.unverified |= !verified;
        }
        Ok(())
    }
}

impl Platform<'_> {
    /// The question behind a fee without an amount.
    pub fn no_amount(&self, article: u32, law: Day, why: entrepot_rules::fees::NoAmount) -> Option<Question> {
        let by_day = self.programs.get(usize::from(*self.by_article.get(article as usize)?))?;
        by_day.on(law).ok().map(|told| entrepot_rules::fees::no_amount(self.table, &told.program, why))
    }
}
