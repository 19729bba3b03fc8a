//! Where published figures come from: citations, and what each basis counts. Both are shipped tables.

use crate::error::MarketError;
use serde::Serialize;

const SOURCES: &str = include_str!("../../../presets/markets/sources.csv");
const BASES: &str = include_str!("../../../presets/markets/bases.csv");

/// A citation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its id in the tables; a user's own words are their own id.
    pub id: String,
    /// What was read.
    pub title: String,
    /// When it was published: a year, month or day; empty when it is not known.
    pub published: String,
    /// Where it was read.
    #[serde(rename = "where")]
    pub place: String,
    /// Whether the numbers that cite it were read there.
    pub verified: bool,
}

/// What a basis counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// Its id.
    pub id: String,
    /// `industry`, `customs`, or `user`.
    pub kind: String,
    /// English name.
    pub en: String,
    /// Chinese name.
    pub zh: String,
    /// What it counts, in English.
    pub note_en: String,
    /// The same in Chinese.
    pub note_zh: String,
}

/// All shipped citations and bases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct References {
    /// Citations.
    pub sources: Vec<Source>,
    /// Bases.
    pub bases: Vec<Basis>,
}

impl References {
    /// Reads the shipped tables.
    ///
    /// # Errors
    /// [`MarketError::Preset`]; a test keeps it from happening.
    pub fn shipped() -> Result<Self, MarketError> {
        let sources = rows("sources.csv", SOURCES)?
            .into_iter()
            .map(|[id, title, published, place, verified, _]| Source { id, title, published, place, verified: verified == "Y" })
            .collect();
        let bases = rows("bases.csv", BASES)?
            .into_iter()
            .map(|[id, kind, en, zh, note_en, note_zh]| Basis { id, kind, en, zh, note_en, note_zh })
            .collect();
        Ok(Self { sources, bases })
    }

    /// The citation of an id; a user's own words stand for themselves.
    #[must_use]
    pub fn source(&self, id: &str) -> Source {
        self.sources.iter().find(|source| source.id == id).cloned().unwrap_or_else(|| Source {
            id: id.to_owned(),
            title: id.to_owned(),
            published: String::new(),
            place: String::new(),
            verified: false,
        })
    }

    /// What a basis counts; a basis of the user is called what it is called.
    #[must_use]
    pub fn basis(&self, id: &str) -> Basis {
        self.bases.iter().find(|basis| basis.id == id).cloned().unwrap_or_else(|| Basis {
            id: id.to_owned(),
            kind: "user".to_owned(),
            en: id.to_owned(),
            zh: id.to_owned(),
            note_en: String::new(),
            note_zh: String::new(),
        })
    }
}

/// Rows of a shipped table, short ones filled up with empty cells.
pub(crate) fn rows<const N: usize>(file: &str, text: &str) -> Result<Vec<[String; N]>, MarketError> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| MarketError::Preset { file: file.to_owned(), cause: error.to_string() })?;
        found.push(core::array::from_fn(|at| record.get(at).unwrap_or_default().to_owned()));
    }
    Ok(found)
}
