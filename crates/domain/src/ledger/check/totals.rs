//! Invariants over totals that somebody else computed: payouts, control totals, row counts.

use std::collections::{HashMap, HashSet};

use super::Violation;
use crate::Money;
use crate::ids::ChargeId;
use crate::ledger::{Charge, Payout};
use crate::money::format_micros;

/// Invariant 2: a payout equals its charges plus the opening balance minus the reserve, in one currency; a charge is
/// settled once.
pub fn payouts_balance(payouts: &[Payout], charges: &[Charge]) -> Vec<Violation> {
    let by_id: HashMap<&ChargeId, &Charge> = charges.iter().map(|charge| (&charge.charge_id, charge)).collect();
    let mut settled: HashSet<&ChargeId> = HashSet::new();
    let mut found = Vec::new();
    for payout in payouts {
        let subject = format!("payout {}", payout.payout_id);
        let mut violation = |code, cause, hint| found.push(Violation { code, subject: subject.clone(), cause, hint });
        let mut expected = payout.opening - payout.reserve;
        let mut complete = true;
        for id in &payout.charges {
            if !settled.insert(id) {
                let cause = format!("charge {id} is settled already");
                violation("payout_settles_twice", cause, "remove the charge from one of the payouts");
            }
            let Some(charge) = by_id.get(id) else {
                complete = false;
                let cause = format!("charge {id} is not known");
                violation("payout_charge_unknown", cause, "import the charges of the payout first");
                continue;
            };
            if charge.amount.currency() != payout.amount.currency() {
                complete = false;
                let cause = format!("charge {id} is in {}, the payout in {}", charge.amount.currency(), payout.amount.currency());
                violation("payout_mixes_currencies", cause, "a payout settles one currency; split it");
                continue;
            }
            if charge.payee == payout.payee {
                expected += charge.amount.micros();
            }
            if charge.payer == payout.payee {
                expected -= charge.amount.micros();
            }
        }
        if complete && expected != payout.amount.micros() {
            let cause = format!("its charges make {}, but {} arrived", format_micros(expected), payout.amount);
            violation("payout_unbalanced", cause, "a charge is missing, or the opening balance or reserve is wrong");
        }
    }
    found
}

/// Invariant 10: the parts of a file sum to the total that it declares, to the last digit; otherwise the whole file is
/// refused. `subject` names the file.
pub fn control_total(subject: &str, declared: Money, parts: &[Money]) -> Vec<Violation> {
    let violation = |code, cause, hint| vec![Violation { code, subject: subject.to_owned(), cause, hint }];
    if let Some(other) = parts.iter().find(|part| part.currency() != declared.currency()) {
        let cause = format!("it declares {}, but holds an amount in {}", declared.currency(), other.currency());
        return violation("control_total_currency", cause, "import one file per currency");
    }
    let sum: i128 = parts.iter().map(|part| part.micros()).sum();
    if sum == declared.micros() {
        return Vec::new();
    }
    let cause = format!("its rows sum to {} {}, but it declares {declared}", format_micros(sum), declared.currency());
    violation("control_total_mismatch", cause, "the file is cut off or was edited; export it again")
}

/// What became of the rows of an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows read.
    pub read: u64,
    /// New rows.
    pub accepted: u64,
    /// Rows that replaced an earlier version.
    pub updated: u64,
    /// Rows put aside with a reason.
    pub quarantined: u64,
    /// Rows that were there already.
    pub duplicate: u64,
}

/// Accepted + updated + quarantined + duplicate = read. `subject` names the import.
pub fn rows_add_up(subject: &str, counts: RowCounts) -> Vec<Violation> {
    let RowCounts { read, accepted, updated, quarantined, duplicate } = counts;
    let told = u128::from(accepted) + u128::from(updated) + u128::from(quarantined) + u128::from(duplicate);
    if told == u128::from(read) {
        return Vec::new();
    }
    vec![Violation {
        code: "rows_do_not_add_up",
        subject: subject.to_owned(),
        cause: format!("{read} rows were read, but {told} are accounted for"),
        hint: "this is an error of the program, not of the file: please report it; nothing was published",
    }]
}
