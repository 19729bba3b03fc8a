//! Columns of a file by name, in any of their spellings.

use super::Start;
use super::number::{money, plain};
use crate::record::Record;
use entrepot_domain::money::DecimalStyle;
use std::collections::HashMap;

/// Where each column is. Names are compared in lower case; of two columns with one name, the first counts.
#[derive(Debug)]
pub(crate) struct Columns {
    places: HashMap<String, usize>,
    style: DecimalStyle,
}

impl Columns {
    /// The columns of a file.
    pub(crate) fn of(start: &Start<'_>) -> Self {
        let mut places = HashMap::new();
        for (i, name) in start.header.iter().enumerate() {
            places.entry(name.trim().to_lowercase()).or_insert(i);
        }
        Self { places, style: start.style }
    }

    /// How the file writes numbers.
    pub(crate) fn style(&self) -> DecimalStyle {
        self.style
    }

    /// Has the file one of these columns? Names are in lower case.
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|n| self.places.contains_key(*n))
    }

    /// The first of these columns that says something; names are in lower case.
    pub(crate) fn text(&self, record: &Record<'_>, names: &[&str]) -> String {
        let found = names.iter().filter_map(|n| self.places.get(*n)).map(|i| record.field(*i)).find(|f| !f.is_empty());
        found.map(|f| String::from_utf8_lossy(f).into_owned()).unwrap_or_default()
    }

    /// An amount in micro units; `None` when it is empty or no number.
    pub(crate) fn amount(&self, record: &Record<'_>, names: &[&str]) -> Option<i128> {
        money(self.text(record, names).as_bytes(), self.style)
    }

    /// An amount written plainly; as it stands when it is no number, so that the converter can say so.
    pub(crate) fn plain(&self, record: &Record<'_>, names: &[&str]) -> String {
        let text = self.text(record, names);
        money(text.as_bytes(), self.style).map_or(text, plain)
    }
}
