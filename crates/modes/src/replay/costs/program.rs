//! Programs of a fee table by day, with what the ledger calls each fee, for platforms and payment providers alike.

use crate::replay::kind::Kind;
use entrepot_domain::Day;
use entrepot_rules::Question;
use entrepot_rules::fees::{Circumstances, Event, FeeTable, OnRefund, Program, Scope, WHOLE_E8};

/// A program with the meaning of its fees.
#[derive(Debug)]
pub(crate) struct Told {
    pub program: Program,
    pub fees: Vec<Fee>,
}

/// One fee of a program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fee {
    pub kind: Kind,
    pub scope: Scope,
    pub verified: bool,
    pub back: Back,
}

/// What a whole refund gives back of a fee.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Back {
    Kept,
    /// All but an administration fee, a rate of 10^-8 with a cap a piece.
    Returned {
        admin: i64,
        most: Option<i64>,
        verified: bool,
    },
    /// The source does not say: nothing at worst, everything at best.
    NotSaid,
}

/// The programs of one category over the days of a book.
#[derive(Debug)]
pub(crate) struct ByDay {
    on: Option<Day>,
    first: Day,
    at_day: Vec<u16>,
    programs: Vec<Result<Told, u16>>,
}

impl ByDay {
    /// Chooses the programs; questions are collected, and a day that asks holds the place of its first one.
    pub fn compile(
        table: &FeeTable, event: Event, of: Circumstances<'_>, on: Option<Day>, span: (Day, Day), questions: &mut Vec<Question>,
    ) -> Self {
        let days: Vec<Day> = on.map_or_else(|| (span.0.0..=span.1.0).map(Day).collect(), |on| vec![on]);
        let mut built = Self { on, first: span.0, at_day: Vec::with_capacity(days.len()), programs: Vec::new() };
        let mut asked: Vec<(Vec<Question>, u16)> = Vec::new();
        for day in days {
            let same = built.programs.last().is_some_and(|last| last.as_ref().is_ok_and(|told| told.program.holds.holds(day)));
            if !same {
                match table.program(event, of, day) {
                    Ok(program) => built.programs.push(Ok(tell(table, program))),
                    Err(new) => {
                        // A day outside the table is one question, not one a day.
                        let at = match asked.iter().find(|(known, _)| known.iter().map(|q| q.code).eq(new.iter().map(|q| q.code))) {
                            Some((_, at)) => *at,
                            None => {
                                let at = questions.len() as u16;
                                questions.extend(new.iter().cloned());
                                asked.push((new, at));
                                at
                            }
                        };
                        built.programs.push(Err(at));
                    }
                }
            }
            built.at_day.push((built.programs.len() - 1) as u16);
        }
        built
    }

    /// The program of a day, or the place of the question that stands for it.
    pub fn on(&self, day: Day) -> Result<&Told, u16> {
        let at = if self.on.is_some() { 0 } else { (day.0 - self.first.0) as usize };
        self.programs[usize::from(self.at_day[at])].as_ref().map_err(|question| *question)
    }
}

fn tell(table: &FeeTable, program: Program) -> Told {
    let fees = (0..program.len())
        .map(|at| {
            let rule = &table.rules[program.rule(at)];
            let kind = match rule.kind.as_str() {
                "commission" => Kind::Commission,
                "subscription" => Kind::Subscription,
                "payment_fee" => Kind::PaymentFee,
                "fulfilment" => Kind::Fulfilment,
                "advertising" => Kind::Advertising,
                "chargeback" => Kind::Chargeback,
                _ => Kind::ServiceFee,
            };
            let back = match &rule.refund {
                None => Back::NotSaid,
                Some(refund) if refund.keeps == OnRefund::Kept => Back::Kept,
                Some(refund) => Back::Returned { admin: refund.admin, most: refund.admin_max, verified: refund.verified },
            };
            Fee { kind, scope: rule.scope, verified: rule.provenance.verified, back }
        })
        .collect();
    Told { program, fees }
}

impl Fee {
    /// What a whole refund gives back of an amount for some pieces: at worst and at best, and whether that was read.
    pub fn returned(&self, amount: i64, pieces: i64) -> (i64, i64, bool) {
        match self.back {
            Back::Kept => (0, 0, true),
            Back::NotSaid => (0, amount, false),
            Back::Returned { admin, most, verified } => {
                let fee = (i128::from(amount) * i128::from(admin) / i128::from(WHOLE_E8)) as i64;
                let fee = most.map_or(fee, |most| fee.min(most.saturating_mul(pieces)));
                (amount - fee, amount - fee, verified)
            }
        }
    }
}
