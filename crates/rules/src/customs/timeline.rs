//! What changed at which border when, as far as the tables know.

use super::shipped::TIMELINE;
use crate::error::RuleError;
use crate::{Provenance, Text};
use entrepot_domain::Day;
use serde::Deserialize;

/// A change of the law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyEvent {
    /// The first day of it.
    pub on: Day,
    /// The territory in whose table it shows; that of exports for a change of rebates.
    pub territory: String,
    /// The country or union that changed it, by its code.
    pub place: String,
    /// What changed.
    pub event: Text,
    /// What it does to a cost.
    pub effect: Option<Text>,
    /// Its origin.
    pub provenance: Provenance,
}

/// All changes, by day.
#[derive(Debug, Clone)]
pub struct Timeline(Vec<PolicyEvent>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "read to be valid")]
    schema_version: u32,
    #[expect(dead_code, reason = "each event names its own")]
    source: String,
    as_of: String,
    verified: bool,
    event: Vec<RawEvent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEvent {
    on: Day,
    territory: String,
    #[serde(rename = "where")]
    place: String,
    event: Text,
    effect: Option<Text>,
    source: String,
    verified: Option<bool>,
}

impl Timeline {
    /// The shipped events.
    ///
    /// # Errors
    /// [`RuleError`]; a test keeps it from happening.
    pub fn shipped() -> Result<Self, RuleError> {
        let file: File = toml::from_str(TIMELINE.1)
            .map_err(|error| RuleError::new("preset.invalid", TIMELINE.0, error.to_string().trim_end(), "correct the file"))?;
        let mut events: Vec<PolicyEvent> = (file.event.into_iter())
            .map(|raw| PolicyEvent {
                on: raw.on,
                territory: raw.territory,
                place: raw.place,
                event: raw.event,
                effect: raw.effect,
                provenance: Provenance {
                    source: raw.source,
                    as_of: Some(file.as_of.clone()),
                    verified: raw.verified.unwrap_or(file.verified),
                },
            })
            .collect();
        events.sort_by_key(|event| event.on);
        Ok(Self(events))
    }

    /// All events, by day.
    #[must_use]
    pub fn events(&self) -> &[PolicyEvent] {
        &self.0
    }
}
