//! A lane's own examples: quotes in its file that must come out.

use super::evaluate::{Miss, Parcel};
use super::file::Example;
use super::lane::Lane;
use crate::exact::shown;

/// An example that does not come out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("example {number} of {lane}: expected {expected}, got {found}")]
pub struct ExampleFault {
    /// The lane.
    pub lane: String,
    /// Which one, from 1.
    pub number: usize,
    /// What the file says.
    pub expected: String,
    /// What the lane says.
    pub found: String,
}

impl Lane {
    /// Runs the examples of the file.
    #[must_use]
    pub fn check_examples(&self) -> Vec<ExampleFault> {
        (self.examples.iter().enumerate()).filter_map(|(at, example)| self.run(at + 1, example)).collect()
    }

    /// How many examples the file has.
    #[must_use]
    pub fn examples(&self) -> usize {
        self.examples.len()
    }

    fn run(&self, number: usize, example: &Example) -> Option<ExampleFault> {
        let parcel = Parcel {
            from: example.from,
            to: example.to,
            weight_g: example.weight_g,
            dims_mm: example.dims_mm,
            cargo: example.cargo,
            remote_area: example.remote_area,
        };
        let (mut low, mut high) = (0, 0);
        let answer = self.evaluate(&parcel, example.on, &mut |line| {
            // Lines in another currency than the lane's are not part of an example's amount.
            if line.currency == self.currency {
                low += line.micros;
                high += line.micros_high;
            }
        });
        let fault = |expected: String, found: String| Some(ExampleFault { lane: self.code.clone(), number, expected, found });
        let found = match answer {
            Ok(weighed) => {
                let wrong = example.billed_g.is_some_and(|g| g != weighed.billed_g)
                    || example.amount.is_some_and(|amount| amount.0 != low)
                    || example.high.is_some_and(|amount| amount.0 != high)
                    || example.refused.is_some()
                    || example.asks.is_some();
                if !wrong {
                    return None;
                }
                format!("{} g, {} to {} {}", weighed.billed_g, shown(low), shown(high), self.currency)
            }
            Err(Miss::Refused(why)) if example.refused.as_deref() == Some(why.code()) => return None,
            Err(Miss::Asks(what)) if example.asks.as_deref() == Some(what.question(self, &parcel, example.on).code) => return None,
            Err(Miss::Refused(why)) => why.code().to_owned(),
            Err(Miss::Asks(what)) => what.question(self, &parcel, example.on).code.to_owned(),
        };
        let part = |name: &str, value: Option<String>| value.map(|value| format!("{name} {value}"));
        let expected: Vec<String> = [
            part("billed_g", example.billed_g.map(|g| g.to_string())),
            part("amount", example.amount.map(|amount| shown(amount.0))),
            part("high", example.high.map(|amount| shown(amount.0))),
            part("refused", example.refused.clone()),
            part("asks", example.asks.clone()),
        ]
        .into_iter()
        .flatten()
        .collect();
        fault(expected.join(", "), found)
    }
}
