//! What adds up over orders, a scenario: totals by kind, group sums for the interval, refusals and questions.

use crate::replay::cash::CashTally;
use crate::replay::kind::Kind;
use crate::replay::stop::{Ask, Refused};

/// How many orders or articles a refusal or question names.
pub(crate) const EXAMPLES: usize = 5;

/// Sums of a group of orders: the point, at best, at worst; and the same less what the order earned as it was.
pub(crate) const SERIES: usize = 6;

/// Totals of one scenario.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    pub answered: u64,
    pub compared: u64,
    pub compared_base: i128,
    pub compared_own: i128,
    pub revenue: i128,
    pub tax: i128,
    pub beside: i128,
    pub low: [i128; Kind::COUNT],
    pub high: [i128; Kind::COUNT],
    pub unverified: [i128; Kind::COUNT],
    pub refused: Vec<Counted<Refused>>,
    pub asked: Vec<Counted<Ask>>,
    /// By series, then group.
    pub groups: [Vec<i64>; SERIES],
    /// Orders by lane.
    pub lanes: Vec<u64>,
    pub charges: u64,
    pub cash: CashTally,
}

/// A reason with how many orders and how much money it concerns.
#[derive(Debug, Clone)]
pub(crate) struct Counted<T> {
    pub why: T,
    pub orders: u64,
    /// Revenue of those orders.
    pub money: i128,
    /// Places of the first orders.
    pub examples: Vec<usize>,
    /// Places of the first articles, where it is about articles.
    pub articles: Vec<u32>,
}

impl Tally {
    pub fn new(groups: usize, lanes: usize, cash: CashTally) -> Self {
        Self {
            answered: 0,
            compared: 0,
            compared_base: 0,
            compared_own: 0,
            revenue: 0,
            tax: 0,
            beside: 0,
            low: [0; Kind::COUNT],
            high: [0; Kind::COUNT],
            unverified: [0; Kind::COUNT],
            refused: Vec::new(),
            asked: Vec::new(),
            groups: std::array::from_fn(|_| vec![0; groups]),
            lanes: vec![0; lanes],
            charges: 0,
            cash,
        }
    }

    /// Adds what another part of the orders came to.
    pub fn merge(&mut self, other: Self) {
        self.answered += other.answered;
        self.compared += other.compared;
        self.compared_base += other.compared_base;
        self.compared_own += other.compared_own;
        self.revenue += other.revenue;
        self.tax += other.tax;
        self.beside += other.beside;
        self.charges += other.charges;
        for at in 0..Kind::COUNT {
            self.low[at] += other.low[at];
            self.high[at] += other.high[at];
            self.unverified[at] += other.unverified[at];
        }
        for (own, theirs) in self.groups.iter_mut().zip(&other.groups) {
            own.iter_mut().zip(theirs).for_each(|(own, theirs)| *own += theirs);
        }
        self.lanes.iter_mut().zip(&other.lanes).for_each(|(own, theirs)| *own += theirs);
        self.cash.merge(&other.cash);
        for counted in other.refused {
            join(&mut self.refused, counted);
        }
        for counted in other.asked {
            join(&mut self.asked, counted);
        }
    }
}

/// Counts one order for a reason.
pub(crate) fn count<T: PartialEq + Copy>(list: &mut Vec<Counted<T>>, why: T, order: usize, money: i64, article: Option<u32>) {
    let at = list.iter().position(|known| known.why == why).unwrap_or_else(|| {
        list.push(Counted { why, orders: 0, money: 0, examples: Vec::new(), articles: Vec::new() });
        list.len() - 1
    });
    let known = &mut list[at];
    known.orders += 1;
    known.money += i128::from(money);
    if known.examples.len() < EXAMPLES {
        known.examples.push(order);
    }
    if let Some(article) = article
        && known.articles.len() < EXAMPLES
        && !known.articles.contains(&article)
    {
        known.articles.push(article);
    }
}

fn join<T: PartialEq + Copy>(list: &mut Vec<Counted<T>>, other: Counted<T>) {
    let Some(known) = list.iter_mut().find(|known| known.why == other.why) else {
        list.push(other);
        return;
    };
    known.orders += other.orders;
    known.money += other.money;
    known.examples.extend(other.examples);
    known.examples.truncate(EXAMPLES);
    for article in other.articles {
        if known.articles.len() < EXAMPLES && !known.articles.contains(&article) {
            known.articles.push(article);
        }
    }
}
