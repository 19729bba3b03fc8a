//! A table of fees: its rules, checked so that each subject, fee and day has exactly one.

use super::file::{Category, FeeEntry, Heading, Unknown};
use super::program::FEES_MAX;
use super::rule::FeeRule;
use super::words::{Event, Method};
use crate::dated::{DateFault, date_faults};
use crate::error::RuleError;
use std::collections::{BTreeMap, BTreeSet};

/// The fee that a caller brings along: what fulfilment of the piece costs. Percentages can be taken `of` it.
pub const FULFILMENT: &str = "fulfilment";

/// All fees of one platform or payment provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeTable {
    /// Its name.
    pub slug: String,
    /// The file that it was read from.
    pub file: String,
    /// The currency of its fees of a sale.
    pub currency: entrepot_domain::Currency,
    /// Its categories.
    pub categories: Vec<Category>,
    /// Its rules, in the order of the file.
    pub rules: Vec<FeeRule>,
    /// Fees that are known to exist and whose amount is not.
    pub unknown: Vec<Unknown>,
}

impl FeeTable {
    pub(crate) fn read(
        heading: &Heading<'_>, categories: Vec<Category>, fees: Vec<FeeEntry>, unknown: Vec<Unknown>,
    ) -> Result<Self, RuleError> {
        let rules = fees.into_iter().map(|entry| heading.read(entry)).collect::<Result<Vec<_>, _>>()?;
        let table =
            Self { slug: heading.slug.to_owned(), file: heading.file.to_owned(), currency: heading.currency, categories, rules, unknown };
        table.check_categories()?;
        table.check_references()?;
        table.check_days()?;
        Ok(table)
    }

    /// The category by its name or another word for it, letter case ignored.
    pub fn category(&self, word: &str) -> Option<usize> {
        let same = |other: &String| other.trim().eq_ignore_ascii_case(word.trim());
        self.categories.iter().position(|category| same(&category.name) || category.aliases.iter().any(same))
    }

    /// Every option that a rule asks for, by name.
    pub fn options(&self) -> BTreeSet<&str> {
        self.rules.iter().filter_map(|rule| rule.when.as_deref()).collect()
    }

    /// The rules of an event, in the order of the file.
    pub fn of_event(&self, event: Event) -> impl Iterator<Item = &FeeRule> {
        self.rules.iter().filter(move |rule| rule.event == event)
    }

    fn wrong(&self, code: &'static str, cause: impl Into<String>, hint: &str) -> RuleError {
        RuleError::new(code, &self.file, cause, hint)
    }

    fn check_categories(&self) -> Result<(), RuleError> {
        let mut seen = BTreeMap::new();
        for category in &self.categories {
            for word in std::iter::once(&category.name).chain(&category.aliases) {
                if let Some(other) = seen.insert(word.trim().to_lowercase(), &category.name) {
                    let cause = format!("\"{word}\" names both \"{other}\" and \"{}\"", category.name);
                    return Err(self.wrong("preset.category", cause, "Each word leads to one category."));
                }
            }
        }
        Ok(())
    }

    /// Percentages are taken of fees that stand before them: so none can be taken of itself, in a circle or not.
    fn check_references(&self) -> Result<(), RuleError> {
        let mut before: BTreeSet<(&str, Event)> = BTreeSet::new();
        for rule in &self.rules {
            for parent in &rule.of {
                let known = parent == FULFILMENT || before.contains(&(parent.as_str(), rule.event));
                if rule.method == Method::PctOfFee && (!known || *parent == rule.fee) {
                    let cause = format!("fee \"{}\" is a percentage of \"{parent}\", which does not stand before it", rule.fee);
                    return Err(self.wrong("preset.reference", cause, "Put the fee that it is taken of first; a circle has no beginning."));
                }
            }
            before.insert((&rule.fee, rule.event));
        }
        for unknown in &self.unknown {
            if before.contains(&(unknown.fee.as_str(), unknown.event)) {
                let cause = format!("fee \"{}\" has a rule and stands among the unknown ones", unknown.fee);
                return Err(self.wrong("preset.unknown", cause, "Remove its [[unknown]] entry."));
            }
        }
        Ok(())
    }

    /// Exactly one rule a fee, category, option and day: overlaps and gaps are errors that name their days.
    fn check_days(&self) -> Result<(), RuleError> {
        let mut groups: BTreeMap<(&str, Event, Option<usize>), Vec<&FeeRule>> = BTreeMap::new();
        let everywhere: Vec<Option<usize>> =
            if self.categories.is_empty() { vec![None] } else { (0..self.categories.len()).map(Some).collect() };
        for rule in &self.rules {
            let subjects: Vec<Option<usize>> =
                if rule.categories.is_empty() { everywhere.clone() } else { rule.categories.iter().copied().map(Some).collect() };
            for subject in subjects {
                groups.entry((&rule.fee, rule.event, subject)).or_default().push(rule);
            }
        }
        for ((fee, _, subject), rules) in &groups {
            if let Some(fault) = date_faults(rules).first() {
                let of = subject.map(|subject| format!(" for \"{}\"", self.categories[subject].name)).unwrap_or_default();
                let code = if matches!(fault, DateFault::Gap { .. }) { "preset.gap" } else { "preset.overlap" };
                let hint = "Let `eff_to` of one rule be the day before `eff_from` of the next.";
                return Err(self.wrong(code, format!("fee \"{fee}\"{of}: {fault}"), hint));
            }
            let first = rules[0];
            if rules.iter().any(|rule| rule.kind != first.kind || rule.scope != first.scope || rule.when != first.when) {
                let cause = format!("the rules of fee \"{fee}\" differ in `kind`, `scope` or `when`");
                return Err(self.wrong("preset.fee", cause, "A fee keeps them over time and categories; name another fee differently."));
            }
        }
        let fees: BTreeSet<(Event, &str)> = self.rules.iter().map(|rule| (rule.event, rule.fee.as_str())).collect();
        if fees.iter().any(|(event, _)| fees.iter().filter(|(other, _)| other == event).count() > FEES_MAX) {
            let cause = format!("it has more than {FEES_MAX} fees of one event");
            return Err(self.wrong("preset.fee", cause, "Join fees that are always charged together."));
        }
        Ok(())
    }
}
