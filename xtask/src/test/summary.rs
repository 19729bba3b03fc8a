//! How the steps' results are written.

use crate::out;
use std::time::Duration;

/// How a step ended.
pub enum Done {
    /// Nothing wrong.
    Passed,
    /// Something wrong, and what.
    Failed(String),
    /// Not looked at, and why.
    Skipped(String),
}

/// One step's result.
pub struct Outcome {
    /// The step's name.
    pub name: &'static str,
    /// How it ended.
    pub done: Done,
    /// Wall time.
    pub time: Duration,
}

impl Outcome {
    /// `ok      clippy     12.3 s`.
    pub fn line(&self) -> String {
        let (word, more) = match &self.done {
            Done::Passed => ("ok", ""),
            Done::Failed(why) => ("FAILED", why.as_str()),
            Done::Skipped(why) => ("skipped", why.as_str()),
        };
        let more = more.lines().next().unwrap_or_default();
        format!("{word:<8}{:<9}{:>13}  {more}", self.name, out::duration(self.time)).trim_end().to_owned()
    }
}

/// `8 passed, 0 failed`; steps that did not run are named too, so that nothing looks tested that was not.
pub fn total(outcomes: &[Outcome]) -> String {
    let count = |want: fn(&Done) -> bool| outcomes.iter().filter(|o| want(&o.done)).count();
    let passed = count(|d| matches!(d, Done::Passed));
    let failed = count(|d| matches!(d, Done::Failed(_)));
    let skipped = count(|d| matches!(d, Done::Skipped(_)));
    if skipped == 0 { format!("{passed} passed, {failed} failed") } else { format!("{passed} passed, {failed} failed, {skipped} skipped") }
}

#[cfg(test)]
mod tests {
    use super::{Done, Outcome, total};
    use std::time::Duration;

    fn outcome(done: Done) -> Outcome {
        Outcome { name: "clippy", done, time: Duration::from_millis(12_300) }
    }

    #[test]
    fn the_last_line_is_plain() {
        let both = [outcome(Done::Passed), outcome(Done::Failed("x".into()))];
        assert_eq!(total(&both), "1 passed, 1 failed");
        assert_eq!(total(&[outcome(Done::Skipped("no Node".into()))]), "0 passed, 0 failed, 1 skipped");
    }

    #[test]
    fn a_failure_says_why_on_one_line() {
        let line = outcome(Done::Failed("`cargo clippy`: exit status: 101\nmore".into())).line();
        assert_eq!(line, "FAILED  clippy          12.3 s  `cargo clippy`: exit status: 101");
    }
}
