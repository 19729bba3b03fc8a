//! What kind of demand a series is: it decides which methods are tried and by which error they are judged.

/// Boundary of the average interval between demands, Syntetos, Boylan & Croston (2005), Journal of the Operational Research
/// Society 56.
const INTERVAL_MAX: f64 = 1.32;

/// The kind of demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// Something happens nearly every period.
    Smooth,
    /// Many periods are zero: demand comes now and then.
    Intermittent,
}

impl Pattern {
    /// Looks at a series. Values below zero rule out demand that comes now and then.
    pub fn of(values: &[f64]) -> Self {
        let demands = values.iter().filter(|value| **value != 0.0).count();
        let negative = values.iter().any(|value| *value < 0.0);
        if !negative && demands > 0 && values.len() as f64 / demands as f64 > INTERVAL_MAX { Self::Intermittent } else { Self::Smooth }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_is_the_published_one() {
        let series = |zeros: usize, demands: usize| [vec![0.0; zeros], vec![3.0; demands]].concat();
        assert_eq!(Pattern::of(&series(0, 10)), Pattern::Smooth);
        assert_eq!(Pattern::of(&series(32, 100)), Pattern::Smooth);
        assert_eq!(Pattern::of(&series(33, 100)), Pattern::Intermittent);
        assert_eq!(Pattern::of(&[-1.0, 0.0, 0.0, 2.0]), Pattern::Smooth);
    }
}
