//! The tree of goods: Harmonised System headings and category names to the groups that markets are published by.

use crate::error::MarketError;
use entrepot_semantic::Text;
use serde::{Deserialize, Serialize};

const TREE: &str = include_str!("../../../../presets/markets/categories.toml");

/// One entry of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its id.
    pub id: String,
    /// The entry above it.
    #[serde(default)]
    pub parent: Option<String>,
    /// Its name.
    pub label: Text,
    /// Harmonised System headings, two to six digits.
    #[serde(default)]
    pub hs: Vec<String>,
    /// Names that articles' categories may have, lower case.
    #[serde(default)]
    pub names: Vec<String>,
    /// Items of published series that mean the same.
    #[serde(default)]
    pub market: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema_version: u32,
    #[expect(dead_code, reason = "every preset says it; nothing is computed from it")]
    source: String,
    #[expect(dead_code, reason = "every preset says it; nothing is computed from it")]
    as_of: String,
    #[expect(dead_code, reason = "every preset says it; nothing is computed from it")]
    verified: bool,
    category: Vec<Category>,
}

/// The tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryTree {
    /// Its entries, groups before their parts.
    pub categories: Vec<Category>,
}

impl CategoryTree {
    /// The shipped tree.
    ///
    /// # Errors
    /// [`MarketError::Preset`]; a test keeps it from happening.
    pub fn shipped() -> Result<Self, MarketError> {
        Self::parse("categories.toml", TREE)
    }

    /// Reads a tree.
    ///
    /// # Errors
    /// [`MarketError::Preset`] for what is no tree: unknown keys, parents that come later or have parents, headings that are no digits.
    pub fn parse(file: &str, text: &str) -> Result<Self, MarketError> {
        let fail = |cause: String| MarketError::Preset { file: file.to_owned(), cause };
        let read: File = toml::from_str(text).map_err(|error| fail(error.to_string()))?;
        if read.schema_version != 1 {
            return Err(fail(format!("schema_version {} is not known", read.schema_version)));
        }
        for (at, one) in read.category.iter().enumerate() {
            let before = &read.category[..at];
            if before.iter().any(|other| other.id == one.id) {
                return Err(fail(format!("\"{}\" stands twice", one.id)));
            }
            if let Some(parent) = &one.parent
                && !before.iter().any(|other| other.id == *parent && other.parent.is_none())
            {
                return Err(fail(format!("\"{}\" has no group \"{parent}\" above it", one.id)));
            }
            if one.hs.iter().any(|heading| !(2..=6).contains(&heading.len()) || !heading.bytes().all(|byte| byte.is_ascii_digit())) {
                return Err(fail(format!("a heading of \"{}\" is not two to six digits", one.id)));
            }
        }
        Ok(Self { categories: read.category })
    }

    /// An entry by its id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|one| one.id == id)
    }

    /// The group that an entry belongs to: its parent, or itself.
    #[must_use]
    pub fn group<'a>(&'a self, one: &'a Category) -> &'a Category {
        one.parent.as_deref().and_then(|parent| self.find(parent)).unwrap_or(one)
    }

    /// Where an article belongs: the longest heading that its HS code begins with (of equally long ones the deeper entry), else
    /// the entry that lists its category name, else nowhere.
    #[must_use]
    pub fn place(&self, hs_code: Option<&str>, category: Option<&str>) -> Option<&Category> {
        let code: String = hs_code.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        let depth = |one: &Category| one.hs.iter().filter(|heading| code.starts_with(heading.as_str())).map(String::len).max();
        let by_code =
            self.categories.iter().filter_map(|one| Some(((depth(one)?, one.parent.is_some()), one))).max_by_key(|(depth, _)| *depth);
        let name = category.map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty());
        by_code.map(|(_, one)| one).or_else(|| {
            let name = name?;
            self.categories.iter().find(|one| one.names.contains(&name) || one.id == name)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_come_before_names_and_longer_ones_before_shorter() {
        let tree = CategoryTree::shipped().unwrap();
        let place = |hs: &str, name: &str| tree.place(Some(hs), Some(name)).map(|one| one.id.clone()).unwrap_or_default();
        assert_eq!(place("610910", ""), "clothing_knitted");
        assert_eq!(place("6203.42", "Ornaments"), "clothing_woven");
        assert_eq!(place("711719", ""), "ornaments");
        assert_eq!(place("711311", ""), "", "real jewellery is no ornament");
        assert_eq!(place("850940", ""), "appliances_motor");
        assert_eq!(place("851712", ""), "digital_phones");
        assert_eq!(place("852580", ""), "digital_products");
        assert_eq!(place("", " Small Appliances "), "small_appliances");
        assert_eq!(place("", "数码产品"), "digital_products");
        assert_eq!(place("392690", "toys"), "");
        assert_eq!(tree.group(tree.find("digital_sound").unwrap()).id, "digital_products");
        assert!(tree.place(None, None).is_none());
    }

    #[test]
    fn every_heading_is_one_of_the_harmonised_system() {
        let root = std::env::var_os("ENTREPOT_TEST_DATA")
            .map_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), std::path::PathBuf::from);
        let Ok(text) = std::fs::read_to_string(root.join("presets/hs2022_codes.csv")) else {
            eprintln!("skipped: presets/hs2022_codes.csv is not in the test data folder");
            return;
        };
        let known: std::collections::BTreeSet<&str> = text.lines().filter_map(|line| line.split(',').nth(1)).collect();
        for one in CategoryTree::shipped().unwrap().categories {
            for heading in one.hs {
                assert!(known.contains(heading.as_str()), "{heading} of {}", one.id);
            }
        }
    }

    #[test]
    fn a_broken_tree_says_why() {
        let broken = |from: &str, to: &str| CategoryTree::parse("x.toml", &TREE.replace(from, to)).unwrap_err().to_string();
        assert!(broken("parent = \"clothing\"", "parent = \"clothes\"").contains("has no group"));
        assert!(broken("\"7117\"", "\"71.17\"").contains("digits"));
        assert!(broken("id = \"ornaments\"", "id = \"clothing\"").contains("twice"));
        assert!(broken("schema_version = 1", "schema_version = 2").contains("not known"));
        assert!(broken("names = [", "nmaes = [").contains("unknown field"));
    }
}
