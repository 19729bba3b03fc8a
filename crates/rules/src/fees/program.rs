//! Fee rules in the form that is evaluated: chosen once for a category, a span of days and options, then run over many sales.
//!
//! Running allocates nothing and divides once a fee, when it is rounded to the currency's minor unit. The same code runs with
//! a trace to tell its steps ([`super::quote()`]).

use super::rule::{Bracket, FeeRule, RateE8, WHOLE_E8};
use super::words::{Base, Method, Scope, Tier};
use crate::dated::Period;
use crate::exact::rounded_ratio;
use entrepot_domain::Currency;
use entrepot_domain::money::MAX_MICROS;

/// Most fees that one event can have.
pub const FEES_MAX: usize = 16;

/// Most pieces in a line: more is a slip of columns.
const PIECES_MAX: i64 = 1_000_000_000;

/// A sale as fees see it. Amounts are micros of the table's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sale {
    /// Price of one piece after the seller's own discount.
    pub price: i64,
    /// Pieces; in the scope of an order 1, with the order's sums in the other fields.
    pub quantity: i64,
    /// What the buyer pays for shipping of all pieces.
    pub shipping: i64,
    /// Tax that the buyer pays on all pieces.
    pub tax: i64,
    /// Goods of the whole order.
    pub order: i64,
    /// What fulfilment of all pieces costs, when the platform does it.
    pub fulfilment: Option<i64>,
}

impl Sale {
    /// An order of one line.
    pub fn single(price: i64, quantity: i64) -> Option<Self> {
        Some(Self { price, quantity, order: price.checked_mul(quantity)?, ..Self::default() })
    }

    /// The order that this line alone makes.
    pub fn as_order(&self) -> Self {
        Self { price: self.order, quantity: 1, ..*self }
    }
}

/// The amounts of a run, one a fee of the program, in micros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    low: [i64; FEES_MAX],
    high: [i64; FEES_MAX],
}

impl Default for Amounts {
    fn default() -> Self {
        Self { low: [0; FEES_MAX], high: [0; FEES_MAX] }
    }
}

impl Amounts {
    /// Low end of a fee, the amount of one that is no range.
    pub fn low(&self, fee: usize) -> i64 {
        self.low[fee]
    }

    /// High end of a fee.
    pub fn high(&self, fee: usize) -> i64 {
        self.high[fee]
    }
}

/// Why a run has no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAmount {
    /// The amount lies above the last bracket of a fee, by its position in the program.
    AboveBrackets(usize),
    /// A price, quantity or amount is negative.
    Negative,
    /// The sum does not fit.
    Overflow,
}

/// One fee of a program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Op {
    /// Position of the rule in its table.
    pub rule: usize,
    scope: Scope,
    base: Base,
    tier: Tier,
    method: Method,
    first: usize,
    last: usize,
    min: i64,
    max: i64,
    /// Bits of the fees before it that it is a percentage of.
    parents: u32,
    of_fulfilment: bool,
}

/// Fees that are charged together.
#[derive(Debug, Clone)]
pub struct Program {
    /// The days on which exactly these rules are in force.
    pub holds: Period,
    pub(crate) ops: Vec<Op>,
    brackets: Vec<Bracket>,
    /// Decimals of the currency's minor unit.
    minor: u8,
}

/// What a run tells about its steps; every call is empty unless somebody listens.
pub(crate) trait Trace {
    /// A rate was applied to a part of the base, for a number of pieces.
    fn part(&mut self, _part: Part) {}
    /// Minimum or cap took the place of the sum.
    fn bound(&mut self, _minimum: bool, _micros: i128) {}
}

/// One application of a rate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// Low end of the rate.
    pub rate: RateE8,
    /// High end of the rate.
    pub rate_high: RateE8,
    /// What it is taken of, micros.
    pub of: i128,
    /// Fixed part, low end, for all pieces, micros.
    pub fixed: i128,
    /// Fixed part, high end, for all pieces, micros.
    pub fixed_high: i128,
    /// True when it is only a part of the base.
    pub bracket: bool,
}

struct Silent;
impl Trace for Silent {}

impl Program {
    /// Puts chosen rules together; `rules` are positions in `table`, in its order.
    pub(crate) fn build(table: &[FeeRule], rules: &[usize], holds: Period, currency: Currency) -> Self {
        let mut program = Self { holds, ops: Vec::new(), brackets: Vec::new(), minor: currency.minor_units() };
        for &position in rules {
            let rule = &table[position];
            let first = program.brackets.len();
            program.brackets.extend(&rule.brackets);
            let parent = |op: &Op| rule.of.iter().any(|of| *of == table[op.rule].fee);
            let parents = program.ops.iter().enumerate().filter(|(_, op)| parent(op)).fold(0, |bits, (at, _)| bits | 1 << at);
            program.ops.push(Op {
                rule: position,
                scope: rule.scope,
                base: rule.base,
                tier: rule.tier,
                method: rule.method,
                first,
                last: program.brackets.len(),
                min: rule.min.unwrap_or(0),
                max: rule.max.unwrap_or(i64::MAX),
                parents,
                of_fulfilment: rule.of.iter().any(|of| of == super::table::FULFILMENT),
            });
        }
        program
    }

    /// Low and high end of the sum of all its fees after a run.
    pub fn total(&self, amounts: &Amounts) -> (i128, i128) {
        let sum = |ends: &[i64; FEES_MAX]| ends[..self.ops.len()].iter().map(|end| i128::from(*end)).sum();
        (sum(&amounts.low), sum(&amounts.high))
    }

    /// Number of its fees.
    pub fn len(&self) -> usize {
        self.ops.len()
    }

    /// Decimals that its fees are rounded to.
    pub(crate) fn minor(&self) -> u8 {
        self.minor
    }

    /// True when nothing is charged.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// The position in the table of the rule of a fee.
    pub fn rule(&self, fee: usize) -> usize {
        self.ops[fee].rule
    }

    /// Whether any of its fees is counted once an order.
    pub fn has(&self, scope: Scope) -> bool {
        self.ops.iter().any(|op| op.scope == scope)
    }

    /// All fees of a sale that is an order of one line.
    ///
    /// # Errors
    /// [`NoAmount`], when a fee has no amount for it.
    pub fn run(&self, sale: &Sale, out: &mut Amounts) -> Result<(), NoAmount> {
        for at in 0..self.ops.len() {
            self.one(at, sale, out, &mut Silent)?;
        }
        Ok(())
    }

    /// The fees of one scope: of a line in the scope of a piece, of an order (its sums, quantity 1) in that of an order. The
    /// fees of the other scope are left as they are.
    ///
    /// # Errors
    /// [`NoAmount`], when a fee has no amount for it.
    pub fn run_scope(&self, scope: Scope, sale: &Sale, out: &mut Amounts) -> Result<(), NoAmount> {
        for (at, op) in self.ops.iter().enumerate() {
            if op.scope == scope {
                self.one(at, sale, out, &mut Silent)?;
            }
        }
        Ok(())
    }

    /// One fee.
    pub(crate) fn one<T: Trace>(&self, at: usize, sale: &Sale, out: &mut Amounts, trace: &mut T) -> Result<(), NoAmount> {
        let op = &self.ops[at];
        if sale.price < 0 || sale.quantity < 0 || sale.shipping < 0 || sale.tax < 0 || sale.order < 0 {
            return Err(NoAmount::Negative);
        }
        let goods = i128::from(sale.price) * i128::from(sale.quantity);
        if sale.quantity > PIECES_MAX
            || [goods, sale.shipping.into(), sale.tax.into(), sale.order.into()].into_iter().any(|one| one > MAX_MICROS)
        {
            return Err(NoAmount::Overflow);
        }
        let whole;
        let sale = if op.scope == Scope::Order {
            whole = sale.as_order();
            &whole
        } else {
            sale
        };
        let pieces = i128::from(sale.quantity);
        let brackets = &self.brackets[op.first..op.last];
        let (mut low, mut high) = (0_i128, 0_i128);
        let mut add = |trace: &mut T, part: Part| {
            trace.part(part);
            low += part.of * i128::from(part.rate) + part.fixed * i128::from(WHOLE_E8);
            high += part.of * i128::from(part.rate_high) + part.fixed_high * i128::from(WHOLE_E8);
        };
        match op.method {
            Method::Flat | Method::Threshold => {
                let base = base(op, sale);
                let bracket = match op.tier {
                    Tier::Base => find(brackets, base, pieces),
                    Tier::Order => find(brackets, i128::from(sale.order), 1),
                };
                let bracket = bracket.ok_or(NoAmount::AboveBrackets(at))?;
                add(trace, whole_part(bracket, base, pieces));
            }
            Method::Marginal => {
                let base = base(op, sale);
                let mut from = 0_i128;
                let mut open = true;
                for bracket in brackets {
                    let end = bracket.bound.map_or(i128::MAX, |bound| i128::from(bound) * pieces);
                    let upto = base.min(end);
                    if upto > from || from == 0 {
                        add(trace, Part { bracket: true, ..whole_part(bracket, (upto - from).max(0), pieces) });
                    }
                    from = upto.max(from);
                    if base <= end {
                        open = false;
                        break;
                    }
                }
                if open {
                    return Err(NoAmount::AboveBrackets(at));
                }
            }
            Method::PctOfFee => {
                let Some(bracket) = brackets.first() else { return Err(NoAmount::AboveBrackets(at)) };
                let (mut parents, mut parents_high) = (0_i128, 0_i128);
                for before in 0..at {
                    if op.parents & (1 << before) != 0 {
                        parents += i128::from(out.low[before]);
                        parents_high += i128::from(out.high[before]);
                    }
                }
                if op.of_fulfilment {
                    let fulfilment = i128::from(sale.fulfilment.unwrap_or(0));
                    (parents, parents_high) = (parents + fulfilment, parents_high + fulfilment);
                }
                trace.part(Part { bracket: false, ..whole_part(bracket, parents, 0) });
                low = parents * i128::from(bracket.rate);
                high = parents_high * i128::from(bracket.rate_high);
            }
        }
        out.low[at] = self.bounded(op, low, pieces, trace)?;
        out.high[at] = if high == low { out.low[at] } else { self.bounded(op, high, pieces, &mut Silent)? };
        Ok(())
    }

    /// Minimum and cap, and the one rounding: `amount` is micros times [`WHOLE_E8`].
    fn bounded<T: Trace>(&self, op: &Op, amount: i128, pieces: i128, trace: &mut T) -> Result<i64, NoAmount> {
        let mut amount = amount;
        let least = i128::from(op.min) * pieces;
        if amount < least * i128::from(WHOLE_E8) {
            trace.bound(true, least);
            amount = least * i128::from(WHOLE_E8);
        }
        if op.max != i64::MAX {
            let most = i128::from(op.max) * pieces;
            if amount > most * i128::from(WHOLE_E8) {
                trace.bound(false, most);
                amount = most * i128::from(WHOLE_E8);
            }
        }
        rounded_ratio(amount, i128::from(WHOLE_E8), self.minor).and_then(|micros| i64::try_from(micros).ok()).ok_or(NoAmount::Overflow)
    }
}

fn base(op: &Op, sale: &Sale) -> i128 {
    let goods = i128::from(sale.price) * i128::from(sale.quantity);
    match op.base {
        Base::Item => goods,
        Base::ItemAndShipping => goods + i128::from(sale.shipping),
        Base::BuyerTotal => goods + i128::from(sale.shipping) + i128::from(sale.tax),
    }
}

fn whole_part(bracket: &Bracket, of: i128, pieces: i128) -> Part {
    Part {
        rate: bracket.rate,
        rate_high: bracket.rate_high,
        of,
        fixed: i128::from(bracket.fixed) * pieces,
        fixed_high: i128::from(bracket.fixed_high) * pieces,
        bracket: false,
    }
}

/// The bracket of an amount, whose bounds are those of one piece.
fn find(brackets: &[Bracket], amount: i128, pieces: i128) -> Option<&Bracket> {
    brackets.iter().find(|bracket| match bracket.bound {
        None => true,
        Some(bound) if bracket.inclusive => amount <= i128::from(bound) * pieces,
        Some(bound) => amount < i128::from(bound) * pieces,
    })
}
