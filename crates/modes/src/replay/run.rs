//! The replay: every order under every scenario, in parallel over orders. Sums are whole numbers, so the number of threads
//! changes nothing.

use crate::replay::answer::Answer;
use crate::replay::book::Book;
use crate::replay::bootstrap::Deal;
use crate::replay::cash::CashTally;
use crate::replay::compile::{Compiled, Rules, Span, priced};
use crate::replay::costs::border::Scratch;
use crate::replay::costs::platform::FeesBack;
use crate::replay::costs::{Costs, Sale, capital, percent, selling};
use crate::replay::fx::Fx;
use crate::replay::scenario::{HUNDRED, Scenario, as_it_was};
use crate::replay::stop::{Ask, Stop};
use crate::replay::tally::{Tally, count};
use crate::replay::told;
use entrepot_domain::money::divide_half_even;
use entrepot_domain::{Country, Day};

/// How a replay runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Resamples of the bootstrap; 0 leaves the interval to ranges alone.
    pub resamples: usize,
    /// What is drawn with.
    pub seed: u64,
    /// Threads; the answer does not depend on them.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { resamples: 1_000, seed: 1, threads: 1 }
    }
}

/// What an order came to, in the report currency.
#[derive(Debug, Clone, Copy)]
struct Outcome {
    revenue: i64,
    tax: i64,
    lane: Option<u16>,
}

/// Replays a book under scenarios; the ledger itself, `today`, comes first in the answer.
#[must_use]
pub fn replay(book: &Book, scenarios: &[Scenario], rules: &Rules<'_>, options: Options) -> Answer {
    let today = as_it_was(scenarios.first().map_or(entrepot_domain::ledger::Mode::B2c, |scenario| scenario.mode));
    let all: Vec<&Scenario> = std::iter::once(&today).chain(scenarios).collect();
    let (first, last) = book.span().unwrap_or((Day(0), Day(0)));
    let span = Span(first, last);
    let mut destinations: Vec<Country> = book.orders().iter().filter_map(|order| order.to).collect();
    destinations.sort_by_key(|country| country.slot());
    destinations.dedup();
    // Consignments of bulk are dated by the first day of their stretch, which lies inside the book.
    let mut fx = Fx::new(book.currency, book.currencies.clone(), first, last);
    let mut compiled: Vec<Compiled<'_>> =
        all.iter().map(|scenario| Compiled::new(scenario, book, rules, &destinations, span, &mut fx)).collect();
    fx.fill(rules.rates);
    for one in &mut compiled {
        one.load(book, &fx);
    }
    let deal = Deal::new(book.len(), options.seed);
    let fresh = || -> Vec<Tally> {
        let tally = |one: &Compiled<'_>| {
            let lanes = one.carriage.as_ref().map_or(0, |carriage| carriage.roads.len());
            Tally::new(deal.groups, lanes, CashTally::new(one.timing, first, last))
        };
        compiled.iter().map(tally).collect()
    };
    let threads = options.threads.clamp(1, 64);
    let part = book.len().div_ceil(threads).max(1);
    let run = |start: usize| {
        let (mut tallies, end) = (fresh(), (start + part).min(book.len()));
        let mut worker = Worker { book, fx: &fx, deal: &deal, costs: Costs::default(), scratch: Scratch::default(), amounts: Vec::new() };
        worker.run(&compiled, start..end, &mut tallies);
        tallies
    };
    let run = &run;
    let parts: Vec<Vec<Tally>> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..book.len()).step_by(part).map(|start| scope.spawn(move || run(start))).collect();
        handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let mut tallies = fresh();
    for part in parts {
        for (own, theirs) in tallies.iter_mut().zip(part) {
            own.merge(theirs);
        }
    }
    told::answer(book, rules, &compiled, &tallies, span, options, &fx)
}

struct Worker<'w> {
    book: &'w Book,
    fx: &'w Fx,
    deal: &'w Deal,
    costs: Costs,
    scratch: Scratch,
    amounts: Vec<i64>,
}

impl Worker<'_> {
    fn run(&mut self, compiled: &[Compiled<'_>], range: std::ops::Range<usize>, tallies: &mut [Tally]) {
        for at in range {
            let mut base = None;
            for (place, (one, tally)) in compiled.iter().zip(tallies.iter_mut()).enumerate() {
                let point = self.order(one, at, tally, base);
                if place == 0 {
                    base = point;
                }
            }
        }
    }

    /// Evaluates one order; gives its point profit, when it has one.
    fn order(&mut self, one: &Compiled<'_>, at: usize, tally: &mut Tally, base: Option<i64>) -> Option<i64> {
        self.costs = Costs::default();
        let result = evaluate(one, self.book, at, self.fx, &mut self.scratch, &mut self.amounts, &mut self.costs);
        let order = &self.book.orders()[at];
        let group = self.deal.of(at);
        tally.charges += u64::from(self.costs.charges);
        let result = match result {
            Ok(result) => result,
            Err(stop) => {
                let sold: i64 = self.book.lines(order).iter().map(|line| line.amount).sum();
                let money = self.fx.change(one.report[usize::from(order.currency)], order.day, sold).unwrap_or(0);
                match stop {
                    Stop::Refused(why) => {
                        count(&mut tally.refused, why, at, money, None);
                        if let Some(base) = base {
                            tally.compared += 1;
                            tally.compared_base += i128::from(base);
                            for series in 3..6 {
                                tally.groups[series][group] -= base;
                            }
                        }
                    }
                    Stop::Ask(why, article) => count(&mut tally.asked, why, at, money, article),
                }
                return None;
            }
        };
        let volume = one.scenario.volume();
        let scale = |micros: i64| {
            if volume == 1_000_000 { micros } else { divide_half_even(i128::from(micros) * volume, 1_000_000) as i64 }
        };
        let costs = &self.costs;
        let (mut low, mut high, mut unread) = (0, 0, 0);
        for kind in 0..crate::replay::kind::Kind::COUNT {
            let (own_low, own_high, own_unread) = (scale(costs.low[kind]), scale(costs.high[kind]), scale(costs.unverified[kind]));
            tally.low[kind] += i128::from(own_low);
            tally.high[kind] += i128::from(own_high);
            tally.unverified[kind] += i128::from(own_unread);
            (low, high, unread) = (low + own_low, high + own_high, unread + own_unread.abs());
        }
        let revenue = scale(result.revenue);
        let off = percent(unread, one.scenario.unverified);
        let (point, best, worst) = (revenue - low, revenue - low + off, revenue - high - off);
        tally.answered += 1;
        tally.revenue += i128::from(revenue);
        tally.tax += i128::from(scale(result.tax));
        tally.beside += i128::from(scale(costs.beside));
        for (series, value) in [point, best, worst].into_iter().enumerate() {
            tally.groups[series][group] += value;
            if let Some(base) = base {
                tally.groups[series + 3][group] += value - base;
            }
        }
        if let Some(base) = base {
            tally.compared += 1;
            tally.compared_base += i128::from(base);
            tally.compared_own += i128::from(point);
        }
        if let Some(lane) = result.lane {
            tally.lanes[usize::from(lane)] += 1;
        }
        tally.cash.add(order.day, one.timing, one.bulk.is_some(), result.revenue, costs, scale);
        Some(point)
    }
}

fn evaluate(
    one: &Compiled<'_>, book: &Book, at: usize, fx: &Fx, scratch: &mut Scratch, amounts: &mut Vec<i64>, out: &mut Costs,
) -> Result<Outcome, Stop> {
    if !one.unknown.is_empty() {
        return Err(Stop::ask(Ask::Unknown(0)));
    }
    let order = &book.orders()[at];
    let currency = book.currency_of(order);
    let scenario = one.scenario;
    amounts.clear();
    amounts.extend(book.lines(order).iter().map(|line| priced(scenario, line.amount, currency)));
    let goods = amounts.iter().sum();
    let shipping = if one.collects_shipping { order.shipping } else { 0 };
    let tax = if scenario.price_change == 0 { order.tax } else { percent(order.tax, HUNDRED as i64 + scenario.price_change) };
    let column = one.report[usize::from(order.currency)];
    let change = |micros: i64| fx.change(column, order.day, micros).ok_or(Stop::ask(Ask::Fx(column)));
    let sale = Sale {
        at,
        order,
        lines: book.lines(order),
        articles: &book.articles,
        amounts,
        goods,
        shipping,
        tax,
        revenue: change(goods + shipping)?,
        law: scenario.on.unwrap_or(order.day),
    };
    one.ledger.charge(&sale, &book.actuals, out);
    one.goods.charge(&sale, fx, out)?;
    let carried = one.carriage.as_ref().map(|carriage| carriage.charge(&sale, fx, out)).transpose()?;
    if let Some(bulk) = &one.bulk {
        bulk.charge(&sale, book, fx, out)?;
    } else if let Some(border) = &one.border {
        border.charge(&sale, one.carriage.as_ref().zip(carried), fx, scratch, out)?;
    }
    let back = one.platform.as_ref().map_or(Ok(FeesBack::default()), |platform| platform.charge(&sale, fx, out))?;
    if let Some(payment) = &one.payment {
        payment.charge(&sale, fx, out)?;
    }
    if let Some(stored) = &one.stored {
        stored.charge(&sale, fx, out)?;
    }
    selling::charge(scenario, &sale, back, out);
    capital::charge(scenario, one.timing, &sale, currency, book.currency, out);
    Ok(Outcome { revenue: sale.revenue, tax: change(tax)?, lane: carried.map(|carried| carried.lane) })
}
