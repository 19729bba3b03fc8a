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

#[cfg(test)]
mod tests {
    use super::Period;
    use entrepot_domain::Day;
    use proptest::prelude::*;

    fn period(from: Option<i32>, to: Option<i32>) -> Period {
        Period { from: from.map(Day), to: to.map(Day) }
    }

    proptest! {
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
