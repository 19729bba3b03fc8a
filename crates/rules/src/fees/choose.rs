//! Which fees are charged: the rules of an event for a category, a day and options, or the questions in their place.

use super::program::Program;
use super::rule::FeeRule;
use super::table::FeeTable;
use super::words::Event;
use crate::dated::{Dated, Period, pick};
use crate::question::Question;
use entrepot_domain::Day;

/// What a sale is, beside its amounts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstances<'a> {
    /// Its category, in the platform's words or others.
    pub category: Option<&'a str>,
    /// What applies to it: `international`, `cross_border`.
    pub options: &'a [&'a str],
}

impl FeeTable {
    /// The program of an event.
    ///
    /// # Errors
    /// One question for each fee that no rule tells, and for a category or option that the table does not know.
    pub fn program(&self, event: Event, of: Circumstances<'_>, day: Day) -> Result<Program, Vec<Question>> {
        let mut questions = Vec::new();
        let known = self.options();
        for option in of.options.iter().filter(|option| !known.contains(*option)) {
            let text = format!("{} has no option \"{option}\".", self.slug);
            let hint = if known.is_empty() {
                "Leave it out.".to_owned()
            } else {
                format!("Known: {}.", known.iter().copied().collect::<Vec<_>>().join(", "))
            };
            questions.push(Question::new("fee.option_unknown", &self.slug, text, hint));
        }
        let category = match of.category {
            Some(word) if !self.categories.is_empty() => {
                let found = self.category(word);
                if found.is_none() {
                    questions.push(self.no_such_category(word));
                }
                found
            }
            _ => None,
        };
        let lost = of.category.is_some() && category.is_none() && !self.categories.is_empty();
        for unknown in self.unknown.iter().filter(|unknown| unknown.event == event) {
            questions.push(self.not_public(&unknown.fee, &unknown.why));
        }
        let mut fees: Vec<&str> = Vec::new();
        for rule in self.of_event(event).filter(|rule| rule.when.as_deref().is_none_or(|option| of.options.contains(&option))) {
            if !fees.contains(&rule.fee.as_str()) {
                fees.push(&rule.fee);
            }
        }
        let (mut chosen, mut holds) = (Vec::new(), Period::default());
        for fee in fees {
            let rules: Vec<&FeeRule> = self.of_event(event).filter(|rule| rule.fee == fee && rule.is_for(category)).collect();
            match pick(&rules, day) {
                Some(rule) => {
                    holds = shared(holds, rule.period());
                    chosen.extend(self.rules.iter().position(|other| std::ptr::eq(other, *rule)));
                }
                None if rules.is_empty() && lost => {}
                None if rules.is_empty() && category.is_none() => questions.push(self.needs_category(fee)),
                None if rules.is_empty() => questions.push(self.not_for(fee, category)),
                None => questions.push(self.not_on(fee, &rules, day)),
            }
        }
        if !questions.is_empty() {
            return Err(questions);
        }
        chosen.sort_unstable();
        Ok(Program::build(&self.rules, &chosen, holds, self.currency))
    }

    fn no_such_category(&self, word: &str) -> Question {
        let names: Vec<&str> = self.categories.iter().map(|category| category.name.as_str()).collect();
        let text = format!("{} has no category \"{word}\".", self.slug);
        Question::new("fee.category_unknown", &self.slug, text, format!("Known: {}.", names.join("; ")))
    }

    fn needs_category(&self, fee: &str) -> Question {
        let text = format!("{} charges \"{fee}\" by category, and none is named.", self.slug);
        let names: Vec<&str> = self.categories.iter().map(|category| category.name.as_str()).collect();
        Question::new("fee.category_missing", &self.slug, text, format!("Known: {}.", names.join("; ")))
    }

    fn not_for(&self, fee: &str, category: Option<usize>) -> Question {
        let name = category.map_or("", |category| self.categories[category].name.as_str());
        self.not_public(fee, &format!("no rule is for the category \"{name}\""))
    }

    fn not_on(&self, fee: &str, rules: &[&FeeRule], day: Day) -> Question {
        let first = rules.iter().filter_map(|rule| rule.period.from).min();
        let last = rules.iter().filter_map(|rule| rule.period.to).max();
        let span = match (first, last) {
            (Some(first), _) if day < first => format!("the table begins on {first}"),
            (_, Some(last)) => format!("the table ends on {last}"),
            _ => "no rule holds".to_owned(),
        };
        let text = format!("{} has no rule for \"{fee}\" on {day}: {span}.", self.slug);
        Question::new(
            "fee.no_day",
            &format!("{}/{fee}", self.slug),
            text,
            format!("Put a [[fee]] for that time into {} of your home.", self.file),
        )
    }

    fn not_public(&self, fee: &str, why: &str) -> Question {
        let text = format!("{} does not tell what \"{fee}\" is: {why}.", self.slug);
        let hint = format!("Put a [[fee]] with fee = \"{fee}\" into {} of your home.", self.file);
        Question::new("fee.unknown", &format!("{}/{fee}", self.slug), text, hint)
    }
}

/// The days that lie in both.
fn shared(a: Period, b: Period) -> Period {
    let to = match (a.to, b.to) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    // None is before every day: of two beginnings the later one counts.
    Period { from: a.from.max(b.from), to }
}
