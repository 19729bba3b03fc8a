//! Incoterms 2020: who pays which part of the way. What it costs in all does not depend on it.

use super::shipped::INCOTERMS;
use crate::Text;
use crate::error::RuleError;
use entrepot_domain::ledger::Incoterm;
use serde::Deserialize;

/// Who pays a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payer {
    /// The seller.
    Seller,
    /// The buyer.
    Buyer,
}

impl Payer {
    /// The word in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Seller => "seller",
            Self::Buyer => "buyer",
        }
    }
}

/// What a term says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermRule {
    /// The three letters.
    pub code: Incoterm,
    /// Its name for people.
    pub label: Text,
    /// Only for carriage by sea and inland waterway.
    pub sea_only: bool,
    /// The seller pays the main carriage.
    pub seller_pays_carriage: bool,
    /// The seller must insure the carriage for the buyer.
    pub seller_pays_insurance: bool,
    /// The seller pays duty, import tax and clearance.
    pub seller_pays_import: bool,
    /// The seller clears the goods for export.
    pub seller_clears_export: bool,
    /// Where the risk passes.
    pub risk_passes: Text,
}

impl TermRule {
    fn payer(seller: bool) -> Payer {
        if seller { Payer::Seller } else { Payer::Buyer }
    }

    /// Who pays the carriage.
    #[must_use]
    pub fn carriage(&self) -> Payer {
        Self::payer(self.seller_pays_carriage)
    }

    /// Who pays the insurance.
    #[must_use]
    pub fn insurance(&self) -> Payer {
        Self::payer(self.seller_pays_insurance)
    }

    /// Who pays duty, import tax and clearance.
    #[must_use]
    pub fn import(&self) -> Payer {
        Self::payer(self.seller_pays_import)
    }
}

/// The eleven terms.
#[derive(Debug, Clone)]
pub struct IncotermBook(Vec<TermRule>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "read to be valid")]
    schema_version: u32,
    #[expect(dead_code, reason = "a preset must say it; shown in its file")]
    source: String,
    #[expect(dead_code, reason = "a preset must say it; shown in its file")]
    as_of: String,
    #[expect(dead_code, reason = "a preset must say it; shown in its file")]
    verified: bool,
    term: Vec<TermRule>,
}

impl IncotermBook {
    /// The shipped table.
    ///
    /// # Errors
    /// [`RuleError`]; a test keeps it from happening.
    pub fn shipped() -> Result<Self, RuleError> {
        let file: File = toml::from_str(INCOTERMS.1)
            .map_err(|error| RuleError::new("preset.invalid", INCOTERMS.0, error.to_string().trim_end(), "correct the file"))?;
        match Incoterm::ALL.iter().find(|term| file.term.iter().filter(|rule| rule.code == **term).count() != 1) {
            Some(term) => {
                Err(RuleError::new("preset.twice", INCOTERMS.0, format!("{term} does not stand exactly once"), "correct the file"))
            }
            None => Ok(Self(file.term)),
        }
    }

    /// The eleven terms.
    #[must_use]
    pub fn terms(&self) -> &[TermRule] {
        &self.0
    }

    /// What a term says; [`IncotermBook::shipped`] makes sure that each is there.
    #[must_use]
    pub fn rule(&self, term: Incoterm) -> Option<&TermRule> {
        self.0.iter().find(|rule| rule.code == term)
    }
}
