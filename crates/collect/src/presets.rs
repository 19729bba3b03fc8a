//! The shipped profiles, and those a home adds or overrides.

use crate::ImportError;
use crate::profile::Profile;
use std::path::Path;

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../presets/profiles/", $name, ".toml")))),*]
    };
}

/// Every shipped profile: register a new one here.
pub const PROFILES: &[(&str, &str)] = shipped![
    "orders",
    "products",
    "sellers",
    "stock",
    "shipments",
    "fx",
    "uci-online-retail",
    "olist",
    "cdnow",
    "cdnow-sample",
    "shopify",
    "amazon-orders",
    "ebay-orders",
    "woocommerce",
    "aliexpress",
    "dhgate",
    "1688",
    "amazon-settlement",
    "amazon-date-range",
    "stripe",
    "paypal",
    "payoneer",
    "payouts",
    "charges",
    "dhl",
    "ups",
    "scms",
    "reviews",
    "review-texts",
    "cases",
    "ad-spend",
];

/// All profiles: those in `dir` (files `*.toml`) first, then the shipped ones that none of them replaces.
///
/// # Errors
/// `profile.syntax`, `profile.field`, `file.read`.
pub fn profiles(dir: Option<&Path>) -> Result<Vec<Profile>, ImportError> {
    let mut all = Vec::new();
    if let Some(dir) = dir.filter(|d| d.is_dir()) {
        let mut paths: Vec<_> = std::fs::read_dir(dir)
            .map_err(ImportError::reading(&dir.display().to_string()))?
            .flatten()
            .map(|e| e.path())
            .filter(|p| p.extension().is_some_and(|x| x == "toml"))
            .collect();
        paths.sort();
        for path in paths {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(&path).map_err(ImportError::reading(&name))?;
            all.push(Profile::parse(&text, &name)?);
        }
    }
    for (name, text) in PROFILES {
        if !all.iter().any(|p: &Profile| p.name == *name) {
            all.push(Profile::parse(text, name)?);
        }
    }
    Ok(all)
}

/// The profile of this name.
///
/// # Errors
/// `profile.unknown`, naming the nearest one.
pub fn profile(name: &str, dir: Option<&Path>) -> Result<Profile, ImportError> {
    let all = profiles(dir)?;
    let names: Vec<String> = all.iter().map(|p| p.name.clone()).collect();
    all.into_iter().find(|p| p.name == name).ok_or_else(|| {
        ImportError::refused("profile.unknown", format!("there is no profile {name}"), format!("profiles are: {}", names.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_profile_is_valid_and_named_like_its_file() {
        for (name, text) in PROFILES {
            let profile = Profile::parse(text, name).unwrap();
            assert_eq!(&profile.name, name);
            assert!(!profile.label.zh.is_empty() && !profile.source.is_empty());
        }
    }

    #[test]
    fn unknown_keys_and_columns_are_errors() {
        let base = PROFILES[0].1;
        assert_eq!(Profile::parse(&format!("colour = 1\n{base}"), "x").unwrap_err().code(), "profile.syntax");
        let renamed = base.replace("\nsku = ", "\nskew = ");
        assert_eq!(Profile::parse(&renamed, "x").unwrap_err().code(), "profile.field");
    }
}
