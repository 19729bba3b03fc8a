//! All platforms and payment providers: the shipped ones, with a home's own in their place or beside them.

use super::preset::{Platform, Provider};
use super::shipped::{FULFILMENT, PAYMENTS, PLATFORMS};
use crate::error::RuleError;
use crate::fulfilment::FulfilmentTable;
use entrepot_domain::Day;
use std::collections::BTreeMap;

/// A file of presets: its path for people, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresetFile {
    /// Its path, as errors and hints show it.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What can be sold on and paid through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    platforms: Vec<Platform>,
    providers: Vec<Provider>,
    fulfilment: Vec<FulfilmentTable>,
}

/// A home's own files, a list for each kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnFiles {
    /// Of `presets/platforms`.
    pub platforms: Vec<PresetFile>,
    /// Of `presets/payments`.
    pub payments: Vec<PresetFile>,
    /// Of `presets/fulfilment`.
    pub fulfilment: Vec<PresetFile>,
}

impl Catalogue {
    /// The shipped presets.
    ///
    /// # Errors
    /// Never, as a test proves.
    pub fn shipped() -> Result<Self, RuleError> {
        Self::with(OwnFiles::default())
    }

    /// The shipped presets, replaced by own files of the same name and joined by the others.
    ///
    /// # Errors
    /// The first thing that is wrong with a file, or two files that claim one name.
    pub fn with(own: OwnFiles) -> Result<Self, RuleError> {
        let all = |shipped: &[(&str, &str)], folder: &str, own: Vec<PresetFile>| {
            let shipped =
                shipped.iter().map(|(name, text)| PresetFile { path: format!("presets/{folder}/{name}"), text: (*text).to_owned() });
            let mut files: BTreeMap<String, PresetFile> = shipped.map(|file| (name(&file.path), file)).collect();
            files.extend(own.into_iter().map(|file| (name(&file.path), file)));
            files.into_values()
        };
        let platforms =
            all(PLATFORMS, "platforms", own.platforms).map(|file| Platform::parse(&file.path, &file.text)).collect::<Result<_, _>>()?;
        let providers =
            all(PAYMENTS, "payments", own.payments).map(|file| Provider::parse(&file.path, &file.text)).collect::<Result<_, _>>()?;
        let fulfilment = all(FULFILMENT, "fulfilment", own.fulfilment)
            .map(|file| FulfilmentTable::parse(&file.path, &file.text))
            .collect::<Result<_, _>>()?;
        let catalogue = Self { platforms, providers, fulfilment };
        catalogue.check_names()?;
        Ok(catalogue)
    }

    /// Every platform, by slug.
    pub fn platforms(&self) -> &[Platform] {
        &self.platforms
    }

    /// Every payment provider, by slug.
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// Every table of fulfilment, by slug.
    pub fn fulfilment(&self) -> &[FulfilmentTable] {
        &self.fulfilment
    }

    /// The table of fulfilment by a platform that holds on a day.
    pub fn fulfilment_by(&self, platform: &str, on: Day) -> Option<&FulfilmentTable> {
        let of = || self.fulfilment.iter().filter(|table| table.platform == platform);
        of().find(|table| table.period.holds(on)).or_else(|| of().next())
    }

    /// A platform by its slug or another name for it.
    pub fn platform(&self, name: &str) -> Option<&Platform> {
        let name = name.trim();
        self.platforms
            .iter()
            .find(|one| one.slug.eq_ignore_ascii_case(name) || one.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name)))
    }

    /// A payment provider by its slug.
    pub fn provider(&self, name: &str) -> Option<&Provider> {
        self.providers.iter().find(|one| one.slug.eq_ignore_ascii_case(name.trim()))
    }

    fn check_names(&self) -> Result<(), RuleError> {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for platform in &self.platforms {
            for name in std::iter::once(&platform.slug).chain(&platform.aliases) {
                if let Some(other) = seen.insert(name.to_lowercase(), &platform.slug) {
                    let cause = format!("\"{name}\" names both {other} and {}", platform.slug);
                    return Err(RuleError::new(
                        "preset.taken",
                        &platform.fees.file,
                        cause,
                        "A name leads to one platform; it would be counted twice.",
                    ));
                }
            }
        }
        for table in &self.fulfilment {
            if self.platform(&table.platform).is_none_or(|platform| platform.slug != table.platform) {
                let cause = format!("it is of a platform \"{}\", which has no preset", table.platform);
                return Err(RuleError::new("preset.platform", &table.file, cause, "Name a platform by its slug."));
            }
            let again = |other: &&FulfilmentTable| {
                other.platform == table.platform && other.slug != table.slug && other.period.overlaps(table.period)
            };
            if let Some(other) = self.fulfilment.iter().find(again) {
                let cause = format!("it and {} hold on the same days", other.slug);
                return Err(RuleError::new(
                    "preset.overlap",
                    &table.file,
                    cause,
                    "Let `eff_to` of one be the day before `eff_from` of the next.",
                ));
            }
        }
        Ok(())
    }
}

fn name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}
