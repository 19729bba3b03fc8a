//! The life of an order as a partial order of events.
//!
//! A file tells when an order was placed, paid, shipped, delivered, refunded or cancelled; mostly not all of it. What is
//! missing is not held against the order. What is there is compared with the table below:
//!
//! | pair | B2C | B2B | B2B2C | when it is the other way round |
//! | --- | --- | --- | --- | --- |
//! | placed before all others | must | must | must | flag `before_placed` |
//! | shipped before delivered | must | must | must | flag `delivered_before_shipped` |
//! | paid before refunded | must | must | must | flag `refunded_before_paid` |
//! | cancelled before shipped | must not | must not | must not | flag `shipped_after_cancelled` |
//! | paid before shipped | usual | prepayment | usual | normal: paid at the door, or on an open account |
//! | paid before delivered | usual | prepayment | usual | normal: cash on delivery (B2C, B2B2C), net 30 (B2B) |
//! | delivered before refunded | usual | usual | usual | normal: money goes back before the parcel arrives |
//!
//! | impossible | reject |
//! | --- | --- |
//! | an event before 1990 or from 2099 on | `time_out_of_range` |
//! | delivered, never placed | `delivered_never_placed` |
//! | refunded, never placed | `refunded_never_placed` |
//!
//! A flag stays on the order and the order stays in every sum; a reject goes to quarantine. Several events of one kind
//! (part shipments, instalments) are compared by their first. Equal times are in order.

use crate::errors::Fault;
use crate::ledger::Mode;
use crate::{Day, day};

/// A step in the life of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// The buyer ordered.
    Placed,
    /// Money arrived.
    Paid,
    /// Goods left.
    Shipped,
    /// Goods arrived.
    Delivered,
    /// Money went back.
    Refunded,
    /// The order was called off.
    Cancelled,
}

impl Event {
    /// Every event in its usual order.
    pub const ALL: [Self; 6] = [Self::Placed, Self::Paid, Self::Shipped, Self::Delivered, Self::Refunded, Self::Cancelled];

    /// The word used by files and surfaces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Paid => "paid",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Refunded => "refunded",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The first instant that is taken for an order's time: 1990-01-01T00:00:00Z, in microseconds.
pub const EARLIEST_MICROS: i64 = start_of_year(1990);
/// The first instant that is too late: 2099-01-01T00:00:00Z, in microseconds.
pub const TOO_LATE_MICROS: i64 = start_of_year(2099);

const fn start_of_year(year: i32) -> i64 {
    match Day::from_ymd(year, 1, 1) {
        Some(day) => day.start_micros(),
        None => panic!("not a year"),
    }
}

/// A pair of events that has one right order.
struct Pair {
    before: Event,
    after: Event,
    modes: &'static [Mode],
    code: &'static str,
}

const PAIRS: &[Pair] = &[
    Pair { before: Event::Placed, after: Event::Paid, modes: Mode::ALL, code: "before_placed" },
    Pair { before: Event::Placed, after: Event::Shipped, modes: Mode::ALL, code: "before_placed" },
    Pair { before: Event::Placed, after: Event::Delivered, modes: Mode::ALL, code: "before_placed" },
    Pair { before: Event::Placed, after: Event::Refunded, modes: Mode::ALL, code: "before_placed" },
    Pair { before: Event::Placed, after: Event::Cancelled, modes: Mode::ALL, code: "before_placed" },
    Pair { before: Event::Shipped, after: Event::Delivered, modes: Mode::ALL, code: "delivered_before_shipped" },
    Pair { before: Event::Paid, after: Event::Refunded, modes: Mode::ALL, code: "refunded_before_paid" },
    Pair { before: Event::Shipped, after: Event::Cancelled, modes: Mode::ALL, code: "shipped_after_cancelled" },
];

/// What a finding does to its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Stays on the order, which stays in every sum.
    Flag,
    /// The record cannot be true and goes to quarantine.
    Reject,
}

/// A finding about the life of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// Stable code.
    pub code: &'static str,
    /// Flag or reject.
    pub severity: Severity,
    /// The event that is in the wrong place.
    pub event: Event,
    /// The event that it is in the wrong place to.
    pub against: Option<Event>,
}

impl Flag {
    /// The shared shape.
    pub fn fault(&self) -> Fault {
        let event = self.event.as_str();
        let cause = match (self.code, self.against) {
            ("time_out_of_range", _) => format!("the order is {event} before 1990 or after 2098"),
            (_, Some(Event::Placed)) if self.severity == Severity::Reject => format!("the order is {event} but was never placed"),
            ("shipped_after_cancelled", _) => "the order is shipped after it was cancelled".to_owned(),
            (_, Some(other)) => format!("the order is {event} before it is {}", other.as_str()),
            (_, None) => format!("the order is {event} at an impossible time"),
        };
        let hint = match self.code {
            "time_out_of_range" => "check the date format and the century",
            "delivered_never_placed" | "refunded_never_placed" => "map the column with the order's date, or add the date",
            _ => "check the columns and the file's time zone; the order is kept and counted",
        };
        Fault::new(self.code, cause, hint)
    }

    /// True when the record cannot be true.
    pub fn is_reject(&self) -> bool {
        self.severity == Severity::Reject
    }
}

/// Checks the events of one order; times are microseconds UTC. An empty answer means that nothing is wrong.
pub fn check(mode: Mode, events: &[(Event, i64)]) -> Vec<Flag> {
    check_with_tolerance(mode, events, 0)
}

/// As [`check`], for files whose times are not all equally precise: a pair is only flagged when it is the wrong way round
/// by more than the tolerance. A file with times for orders and mere days for deliveries has a tolerance of a day.
pub fn check_with_tolerance(mode: Mode, events: &[(Event, i64)], tolerance_micros: i64) -> Vec<Flag> {
    let mut flags = Vec::new();
    let mut first: [Option<i64>; Event::ALL.len()] = [None; Event::ALL.len()];
    for &(event, time) in events {
        if !(EARLIEST_MICROS..TOO_LATE_MICROS).contains(&time) {
            flags.push(Flag { code: "time_out_of_range", severity: Severity::Reject, event, against: None });
            continue;
        }
        let slot = &mut first[event as usize];
        *slot = Some(slot.map_or(time, |known| known.min(time)));
    }
    let was_told = |event: Event| events.iter().any(|&(told, _)| told == event);
    if !was_told(Event::Placed) {
        for (event, code) in [(Event::Delivered, "delivered_never_placed"), (Event::Refunded, "refunded_never_placed")] {
            if was_told(event) {
                flags.push(Flag { code, severity: Severity::Reject, event, against: Some(Event::Placed) });
            }
        }
    }
    for pair in PAIRS.iter().filter(|pair| pair.modes.contains(&mode)) {
        let (Some(before), Some(after)) = (first[pair.before as usize], first[pair.after as usize]) else { continue };
        if before.saturating_sub(after) > tolerance_micros {
            // A cancelled order that is shipped is the shipment's fault, every other pair the later step's.
            let (event, against) = match pair.after {
                Event::Cancelled if pair.before == Event::Shipped => (pair.before, pair.after),
                _ => (pair.after, pair.before),
            };
            flags.push(Flag { code: pair.code, severity: Severity::Flag, event, against: Some(against) });
        }
    }
    flags
}

/// A tolerance of one day, for files that tell some steps by the day only.
pub const DAY_TOLERANCE: i64 = day::DAY_MICROS;

#[cfg(test)]
mod tests {
    use super::*;
    use Event::{Cancelled, Delivered, Paid, Placed, Refunded, Shipped};

    type Story<'a> = (&'a [(Event, i64)], &'a [&'a str]);

    fn at(day: i64) -> i64 {
        Day::from_ymd(2026, 3, 1).unwrap().start_micros() + day * day::DAY_MICROS
    }

    fn codes(mode: Mode, events: &[(Event, i64)]) -> Vec<&'static str> {
        check(mode, events).iter().map(|flag| flag.code).collect()
    }

    #[test]
    fn what_is_normal_in_trade_is_not_flagged() {
        let normal: [(&str, &[(Event, i64)]); 7] = [
            ("prepaid", &[(Placed, at(0)), (Paid, at(0)), (Shipped, at(1)), (Delivered, at(9))]),
            ("cash on delivery", &[(Placed, at(0)), (Shipped, at(1)), (Delivered, at(9)), (Paid, at(9))]),
            ("net 30", &[(Placed, at(0)), (Shipped, at(1)), (Delivered, at(9)), (Paid, at(39))]),
            ("refund before arrival", &[(Placed, at(0)), (Paid, at(0)), (Refunded, at(2)), (Delivered, at(9))]),
            ("cancelled", &[(Placed, at(0)), (Paid, at(0)), (Cancelled, at(1)), (Refunded, at(2))]),
            ("only placed", &[(Placed, at(0))]),
            ("steps unknown", &[(Placed, at(0)), (Delivered, at(9))]),
        ];
        for (name, events) in normal {
            for &mode in Mode::ALL {
                assert_eq!(codes(mode, events), [""; 0], "{name} {mode}");
            }
        }
    }

    #[test]
    fn a_wrong_order_is_a_flag() {
        let wrong: [Story; 6] = [
            (&[(Placed, at(3)), (Paid, at(2))], &["before_placed"]),
            (&[(Placed, at(3)), (Cancelled, at(2))], &["before_placed"]),
            (&[(Placed, at(0)), (Shipped, at(5)), (Delivered, at(4))], &["delivered_before_shipped"]),
            (&[(Placed, at(0)), (Paid, at(5)), (Refunded, at(4))], &["refunded_before_paid"]),
            (&[(Placed, at(0)), (Cancelled, at(1)), (Shipped, at(2))], &["shipped_after_cancelled"]),
            (&[(Placed, at(9)), (Shipped, at(5)), (Delivered, at(4))], &["before_placed", "before_placed", "delivered_before_shipped"]),
        ];
        for (events, expected) in wrong {
            for &mode in Mode::ALL {
                assert_eq!(codes(mode, events), expected);
                assert!(check(mode, events).iter().all(|flag| !flag.is_reject()));
            }
        }
    }

    #[test]
    fn the_impossible_is_rejected() {
        let year = |year| Day::from_ymd(year, 1, 1).unwrap().start_micros();
        let impossible: [Story; 6] = [
            (&[(Placed, year(1990) - 1)], &["time_out_of_range"]),
            (&[(Placed, year(2099))], &["time_out_of_range"]),
            (&[(Placed, at(0)), (Delivered, i64::MAX)], &["time_out_of_range"]),
            (&[(Delivered, at(1))], &["delivered_never_placed"]),
            (&[(Paid, at(0)), (Refunded, at(1))], &["refunded_never_placed"]),
            (&[(Placed, i64::MIN), (Paid, at(0))], &["time_out_of_range"]),
        ];
        for (events, expected) in impossible {
            assert_eq!(codes(Mode::B2c, events), expected);
            assert!(check(Mode::B2c, events).iter().all(Flag::is_reject));
        }
        assert_eq!(codes(Mode::B2b, &[(Placed, year(1990))]), [""; 0]);
        assert_eq!(codes(Mode::B2b, &[(Placed, year(2099) - 1)]), [""; 0]);
    }

    #[test]
    fn part_shipments_are_compared_by_their_first() {
        let events = [(Placed, at(0)), (Shipped, at(1)), (Delivered, at(4)), (Shipped, at(6)), (Delivered, at(9))];
        assert_eq!(codes(Mode::B2b, &events), [""; 0]);
    }

    #[test]
    fn a_coarse_clock_is_not_a_wrong_order() {
        let events = [(Placed, at(0) + day::DAY_MICROS / 2), (Delivered, at(0))];
        assert_eq!(codes(Mode::B2c, &events), ["before_placed"]);
        assert_eq!(check_with_tolerance(Mode::B2c, &events, DAY_TOLERANCE), []);
        let later = [(Placed, at(2)), (Delivered, at(0))];
        assert_eq!(check_with_tolerance(Mode::B2c, &later, DAY_TOLERANCE).len(), 1);
    }

    #[test]
    fn every_finding_explains_itself() {
        let events = [(Refunded, at(3)), (Paid, at(5)), (Delivered, 0)];
        for flag in check(Mode::B2c, &events) {
            let fault = flag.fault();
            assert!(!fault.cause.is_empty() && !fault.hint.is_empty(), "{fault:?}");
        }
        let flag = check(Mode::B2c, &[(Placed, at(0)), (Cancelled, at(1)), (Shipped, at(2))])[0];
        assert_eq!(flag.fault().cause, "the order is shipped after it was cancelled");
    }
}
