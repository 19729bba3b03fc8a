//! Rules have days: from when to when one is in force, and which one a day picks.

use entrepot_domain::Day;

/// From which day to which a rule is in force, both included; an open end is unlimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// The first day, or none for "always was".
    pub from: Option<Day>,
    /// The last day, or none for "until further notice".
    pub to: Option<Day>,
}

impl Period {
    /// True when the day lies inside.
    pub fn holds(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// True when both share a day.
    pub fn overlaps(self, other: Self) -> bool {
        let starts_before_end = |start: Option<Day>, end: Option<Day>| match (start, end) {
            (Some(start), Some(end)) => start <= end,
            _ => true,
        };
        starts_before_end(self.from, other.to) && starts_before_end(other.from, self.to)
    }

    /// True when the end lies before the start: a period that holds no day.
    pub fn is_empty(self) -> bool {
        matches!((self.from, self.to), (Some(from), Some(to)) if to < from)
    }
}

/// Anything that is in force for a period.
pub trait Dated {
    /// When it is in force.
    fn period(&self) -> Period;
}

/// The rule in force on a day among rules about one subject and component.
///
/// `None` when none is; the first when several are: tables are checked for overlaps when they are read.
pub fn pick<T: Dated>(rules: &[T], day: Day) -> Option<&T> {
    rules.iter().find(|rule| rule.period().holds(day))
}

/// What is wrong with the days of rules about one subject and component: they must follow one another day by day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    /// A rule ends before it begins.
    #[error("a rule ends on {to}, before it begins on {from}")]
    Empty {
        /// Its first day.
        from: Day,
        /// Its last day.
        to: Day,
    },
    /// Two rules hold on the same days.
    #[error("two rules hold {}", span(*.from, *.to))]
    Overlap {
        /// The first day that both hold; none when both always did.
        from: Option<Day>,
        /// The last day that both hold; none when it is open.
        to: Option<Day>,
    },
    /// No rule holds between two that do.
    #[error("no rule holds {}", span(Some(*.from), Some(*.to)))]
    Gap {
        /// The first day without a rule.
        from: Day,
        /// The last day without a rule.
        to: Day,
    },
}

/// A span of days in words.
fn span(from: Option<Day>, to: Option<Day>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => format!("on {from}"),
        (Some(from), Some(to)) => format!("from {from} to {to}"),
        (Some(from), None) => format!("from {from} on"),
        (None, Some(to)) => format!("until {to}"),
        (None, None) => "at all times".to_owned(),
    }
}

/// Every overlap and gap among the rules about one subject and component, by day. Days before the first rule and after the
/// last one are no gap: there the table ends and asks.
pub fn date_faults<T: Dated>(rules: &[T]) -> Vec<DateFault> {
    let mut periods: Vec<Period> = rules.iter().map(Dated::period).collect();
    let mut faults = Vec::new();
    periods.retain(|period| match (period.from, period.to) {
        (Some(from), Some(to)) if to < from => {
            faults.push(DateFault::Empty { from, to });
            false
        }
        _ => true,
    });
    periods.sort_by_key(|period| (period.from, period.to.is_none(), period.to));
    let Some((first, rest)) = periods.split_first() else { return faults };
    // How far the rules so far reach; none for an open end.
    let mut reach = first.to;
    for next in rest {
        let shares = match (next.from, reach) {
            (Some(from), Some(end)) => from <= end,
            _ => true,
        };
        if shares {
            let to = match (reach, next.to) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            faults.push(DateFault::Overlap { from: next.from, to });
        } else if let (Some(from), Some(end)) = (next.from, reach)
            && from > end.plus(1)
        {
            faults.push(DateFault::Gap { from: end.plus(1), to: from.plus(-1) });
        }
        reach = match (reach, next.to) {
            (Some(a), Some(b)) => Some(a.max(b)),
            _ => None,
        };
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::{DateFault, Dated, Period, date_faults};
    use entrepot_domain::Day;
    use proptest::prelude::*;

    fn period(from: Option<i32>, to: Option<i32>) -> Period {
        Period { from: from.map(Day), to: to.map(Day) }
    }

    impl Dated for Period {
        fn period(&self) -> Period {
            *self
        }
    }

    #[test]
    fn overlaps_and_gaps_name_their_days() {
        let day = |text: &str| text.parse::<Day>().unwrap().0;
        let (jan, feb, mar) = (day("2026-01-15"), day("2026-02-01"), day("2026-03-01"));
        let told = |rules: &[Period]| date_faults(rules).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(told(&[period(None, Some(jan - 1)), period(Some(jan), Some(feb - 1)), period(Some(feb), None)]).is_empty());
        assert_eq!(told(&[period(Some(feb), None), period(None, Some(feb))]), ["two rules hold on 2026-02-01"]);
        assert_eq!(told(&[period(Some(jan), None), period(Some(feb), None)]), ["two rules hold from 2026-02-01 on"]);
        assert_eq!(told(&[period(Some(jan), Some(feb)), period(Some(mar), None)]), ["no rule holds from 2026-02-02 to 2026-02-28"]);
        assert_eq!(told(&[period(Some(feb), Some(jan))]), ["a rule ends on 2026-01-15, before it begins on 2026-02-01"]);
        assert_eq!(told(&[period(None, None), period(None, None)]), ["two rules hold at all times"]);
    }

    proptest! {
        #[test]
        fn rules_without_faults_hold_each_day_between_once(spans in proptest::collection::vec((proptest::option::of(0..20), proptest::option::of(0..20)), 1..5)) {
            let rules: Vec<Period> = spans.into_iter().map(|(from, to)| period(from, to)).collect();
            prop_assume!(rules.iter().all(|rule| !rule.is_empty()));
            let holding = |day: i32| rules.iter().filter(|rule| rule.holds(Day(day))).count();
            let covered: Vec<usize> = (-1..21).map(holding).collect();
            let first = covered.iter().position(|count| *count > 0);
            let last = covered.iter().rposition(|count| *count > 0);
            let (Some(first), Some(last)) = (first, last) else { return Ok(()) };
            let sound = covered[first..=last].iter().all(|count| *count == 1);
            let faults = date_faults(&rules);
            prop_assert_eq!(faults.is_empty(), sound, "{:?}", faults);
            let overlaps = faults.iter().any(|fault| matches!(fault, DateFault::Overlap { .. }));
            prop_assert_eq!(overlaps, covered.iter().any(|count| *count > 1));
        }

        #[test]
        fn overlap_is_a_shared_day(a in proptest::option::of(0..12), b in proptest::option::of(0..12), c in proptest::option::of(0..12), d in proptest::option::of(0..12)) {
            let (left, right) = (period(a, b), period(c, d));
            prop_assume!(!left.is_empty() && !right.is_empty());
            let shared = (-1..14).any(|day| left.holds(Day(day)) && right.holds(Day(day)));
            prop_assert_eq!(left.overlaps(right), shared);
            prop_assert_eq!(left.overlaps(right), right.overlaps(left));
        }
    }
}
