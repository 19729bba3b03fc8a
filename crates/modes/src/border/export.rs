//! What leaves the seller's country: what VAT comes back, and under which code.

use entrepot_domain::ledger::Mode;
use entrepot_domain::{Day, Money};
use entrepot_rules::customs::ExportBook;
use entrepot_rules::{Question, Step, Text};
use serde::Serialize;

/// An export to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportAsked {
    /// What the goods were bought for, VAT included.
    pub purchase: Option<Money>,
    /// Category of the rebate.
    pub category: Option<String>,
    /// The operating mode.
    pub mode: Option<Mode>,
    /// The pilot city.
    pub city: Option<String>,
    /// The day of the export declaration.
    pub on: Day,
}

/// What comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RebateShown {
    /// The rebate.
    pub amount: String,
    /// What the goods cost after it.
    pub net_cost: String,
    /// ISO 4217 code.
    pub currency: &'static str,
    /// How it came about.
    pub steps: Vec<Step>,
    /// The rule.
    pub rule_id: String,
    /// Where the rule comes from.
    pub source: String,
    /// False when it was not read there.
    pub verified: bool,
}

/// A supervision code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeShown {
    /// Four digits.
    pub code: String,
    /// Its name for people.
    pub label: Text,
    /// Operating modes that it fits.
    pub modes: Vec<Mode>,
    /// yes, conditional or no.
    pub rebate: String,
    /// On which conditions.
    pub rebate_note: Text,
    /// How goods are declared.
    pub declaration: Text,
    /// The most that one declaration may hold.
    pub limit: Option<String>,
}

/// A pilot city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CityShown {
    /// Its code.
    pub code: String,
    /// Its name for people.
    pub label: Text,
    /// Supervision codes that may be used there.
    pub codes: Vec<String>,
    /// False when that is recalled.
    pub verified: bool,
}

/// The export side of a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportAnswer {
    /// The day of the declaration.
    pub on: Day,
    /// What comes back; nothing when no purchase was named or something is asked.
    pub rebate: Option<RebateShown>,
    /// Supervision codes that fit.
    pub codes: Vec<CodeShown>,
    /// The pilot cities, or the one that was named.
    pub cities: Vec<CityShown>,
    /// Categories of the rebate.
    pub categories: Vec<String>,
    /// What must be known first.
    pub questions: Vec<Question>,
}

/// Asks the export table.
#[must_use]
pub fn export(book: &ExportBook, asked: &ExportAsked) -> ExportAnswer {
    let mut questions = Vec::new();
    let categories: Vec<String> = book.categories().map(|(code, _)| code.to_owned()).collect();
    let rebate = match (asked.purchase, &asked.category) {
        (None, _) => None,
        (Some(_), None) => {
            let hint = format!("Name the category: {}.", categories.join(", "));
            questions.push(Question::new(
                "export.no_category",
                "category",
                "What VAT comes back? The category of the goods is missing.",
                hint,
            ));
            None
        }
        (Some(purchase), Some(category)) => match book.rebate(purchase, category, asked.on) {
            Ok(found) => Some(RebateShown {
                amount: found.amount.amount(),
                net_cost: found.net_cost.amount(),
                currency: purchase.currency().as_str(),
                steps: found.steps,
                rule_id: found.rule_id,
                source: found.provenance.source,
                verified: found.provenance.verified,
            }),
            Err(question) => {
                questions.push(question);
                None
            }
        },
    };
    let mut codes = Vec::new();
    for mode in Mode::ALL.iter().filter(|mode| asked.mode.is_none_or(|asked| asked == **mode)) {
        match book.allowed(*mode, asked.on, asked.city.as_deref()) {
            Ok(found) => codes.extend(found.into_iter().map(|one| one.code.clone())),
            Err(question) if !questions.contains(&question) => questions.push(question),
            Err(_) => {}
        }
    }
    let code = |one: &entrepot_rules::customs::SupervisionCode| CodeShown {
        code: one.code.clone(),
        label: one.label.clone(),
        modes: one.modes.clone(),
        rebate: one.rebate.clone(),
        rebate_note: one.rebate_note.clone(),
        declaration: one.declaration.clone(),
        limit: one.limit.map(|limit| limit.to_string()),
    };
    ExportAnswer {
        on: asked.on,
        rebate,
        codes: book.codes().iter().filter(|one| codes.contains(&one.code)).map(code).collect(),
        cities: (book.cities().iter())
            .filter(|city| asked.city.as_ref().is_none_or(|asked| *asked == city.code))
            .map(|city| CityShown {
                code: city.code.clone(),
                label: city.label.clone(),
                codes: city.codes.clone(),
                verified: city.provenance.verified,
            })
            .collect(),
        categories,
        questions,
    }
}
