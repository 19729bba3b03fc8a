//! The list of allowed licences and the packages that need a word of explanation.

use super::spdx;
use anyhow::{Context, Result, bail};

/// A dependency and what it says about its licence.
pub struct Package {
    /// Name in its registry.
    pub name: String,
    /// Version.
    pub version: String,
    /// SPDX expression; empty when it names none.
    pub licence: String,
}

/// `licences.toml`.
pub struct List {
    allow: Vec<String>,
    build_allow: Vec<String>,
    clarified: Vec<(String, String)>,
    excepted: Vec<(String, String)>,
}

impl List {
    /// Reads the list; an entry without a reason is an error.
    pub fn parse(text: &str) -> Result<Self> {
        let table: toml::Table = text.parse().context("licences.toml is not TOML")?;
        let words = |key: &str| -> Result<Vec<String>> {
            let array = table.get(key).and_then(|v| v.as_array()).with_context(|| format!("licences.toml: no list `{key}`"))?;
            Ok(array.iter().filter_map(|v| v.as_str()).map(str::to_owned).collect())
        };
        let entries = |key: &str| -> Result<Vec<(String, String)>> {
            let mut found = Vec::new();
            for entry in table.get(key).and_then(|v| v.as_array()).into_iter().flatten() {
                let field = |key: &str| entry.get(key).and_then(|v| v.as_str()).unwrap_or_default().trim().to_owned();
                let (name, licence, reason) = (field("name"), field("licence"), field("reason"));
                if name.is_empty() || licence.is_empty() || reason.is_empty() {
                    bail!("licences.toml: every [[{key}]] needs name, licence and reason");
                }
                found.push((name, licence));
            }
            Ok(found)
        };
        Ok(Self {
            allow: words("allow")?,
            build_allow: words("build_allow")?,
            clarified: entries("clarify")?,
            excepted: entries("except")?,
        })
    }

    /// What is linked into the binary.
    pub fn refused_crates(&self, crates: &[Package]) -> Vec<String> {
        crates.iter().filter_map(|package| self.refusal("crate", package, &self.allow)).collect()
    }

    /// What builds and tests the console; parts of it end up in the console's files.
    pub fn refused_modules(&self, modules: &[Package]) -> Vec<String> {
        let allow: Vec<String> = self.allow.iter().chain(&self.build_allow).cloned().collect();
        modules.iter().filter_map(|package| self.refusal("node module", package, &allow)).collect()
    }

    /// Entries about packages that are no dependency any more.
    pub fn stale(&self, crates: &[Package]) -> Vec<String> {
        self.clarified
            .iter()
            .chain(&self.excepted)
            .filter(|(name, _)| !crates.iter().any(|package| package.name == *name))
            .map(|(name, _)| format!("licences.toml speaks of `{name}`, which is no dependency: remove the entry"))
            .collect()
    }

    fn refusal(&self, kind: &str, package: &Package, allow: &[String]) -> Option<String> {
        let clarified = self.clarified.iter().find(|(name, _)| *name == package.name).map(|(_, licence)| licence);
        let licence = clarified.unwrap_or(&package.licence);
        if self.excepted.iter().any(|(name, named)| *name == package.name && named == licence) {
            return None;
        }
        let who = format!("{kind} {} {}", package.name, package.version);
        match spdx::parse(licence) {
            Ok(expression) if expression.is_allowed(allow) => None,
            Ok(_) => Some(format!("{who}: `{licence}` is not in licences.toml")),
            Err(why) => Some(format!("{who}: `{licence}` is no licence expression: {why}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{List, Package};

    fn package(name: &str, licence: &str) -> Package {
        Package { name: name.into(), version: "1.0.0".into(), licence: licence.into() }
    }

    const LIST: &str =
        "allow = ['MIT']\nbuild_allow = ['MPL-2.0']\n[[clarify]]\nname = 'odd'\nlicence = 'MIT'\nreason = 'its file says so'";

    #[test]
    fn what_is_linked_is_judged_harder_than_what_only_builds() {
        let list = List::parse(LIST).unwrap();
        let weak = [package("a", "MPL-2.0"), package("b", "MIT")];
        assert_eq!(list.refused_crates(&weak), ["crate a 1.0.0: `MPL-2.0` is not in licences.toml"]);
        assert!(list.refused_modules(&weak).is_empty());
    }

    #[test]
    fn a_package_without_licence_is_refused_unless_clarified() {
        let list = List::parse(LIST).unwrap();
        assert_eq!(list.refused_crates(&[package("none", "")]).len(), 1);
        assert!(list.refused_crates(&[package("odd", "")]).is_empty());
        assert_eq!(list.stale(&[package("a", "MIT")]).len(), 1);
    }

    #[test]
    fn an_exception_is_for_one_package_and_one_licence() {
        let list = List::parse("allow = []\nbuild_allow = []\n[[except]]\nname = 'x'\nlicence = 'MPL-2.0'\nreason = 'unchanged'").unwrap();
        assert!(list.refused_crates(&[package("x", "MPL-2.0")]).is_empty());
        assert_eq!(list.refused_crates(&[package("y", "MPL-2.0"), package("x", "GPL-3.0")]).len(), 2);
    }

    #[test]
    fn a_clarification_without_reason_is_an_error() {
        assert!(List::parse("allow = []\nbuild_allow = []\n[[clarify]]\nname = 'x'\nlicence = 'MIT'").is_err());
    }
}
