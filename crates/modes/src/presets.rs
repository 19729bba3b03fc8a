//! Presets of platforms and payment providers: the shipped ones, and those of a folder in their place or beside them.

use crate::error::ModesError;
use entrepot_rules::RuleError;
use entrepot_rules::fulfilment::FulfilmentTable;
use entrepot_rules::platforms::{Catalogue, OwnFiles, Platform, PresetFile, Provider};
use std::path::Path;

/// Everything that can be sold on and paid through. `own` is the `presets` folder of a home; it need not exist.
///
/// # Errors
/// A file that cannot be read, or the first thing that is wrong with one.
pub fn catalogue(own: Option<&Path>) -> Result<Catalogue, ModesError> {
    let of = |folder: &str| own.map_or_else(|| Ok(Vec::new()), |own| files(&own.join(folder)));
    Ok(Catalogue::with(OwnFiles { platforms: of("platforms")?, payments: of("payments")?, fulfilment: of("fulfilment")? })?)
}

/// The `*.toml` files of a folder, by name; none when there is no such folder.
///
/// # Errors
/// A file that cannot be read.
pub fn files(folder: &Path) -> Result<Vec<PresetFile>, ModesError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unread(folder, &error))? {
        let path = entry.map_err(|error| unread(folder, &error))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(file(&path)?);
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn file(path: &Path) -> Result<PresetFile, ModesError> {
    let text = std::fs::read_to_string(path).map_err(|error| unread(path, &error))?;
    Ok(PresetFile { path: path.display().to_string(), text })
}

fn unread(path: &Path, error: &std::io::Error) -> ModesError {
    ModesError::File { path: path.display().to_string(), cause: error.to_string() }
}

/// What a look at one file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The file.
    pub path: String,
    /// What is wrong with it; nothing when it can be used.
    pub error: Option<ModesError>,
}

/// Looks at every preset of a path: one file, a folder of files, or a `presets` folder with `platforms`, `payments` and `fulfilment` in it.
/// Each file is looked at by itself; names that two files claim are found last.
///
/// # Errors
/// When there is nothing at the path.
pub fn check(path: &Path) -> Result<Vec<Checked>, ModesError> {
    if !path.exists() {
        let cause = format!("there is nothing at {}", path.display());
        return Err(ModesError::Missing { code: "preset.missing", cause, hint: "Name a preset file or a folder of them.".to_owned() });
    }
    if path.is_file() {
        let file = file(path)?;
        return Ok(vec![Checked { error: wrong(&file).map(ModesError::Rule), path: file.path }]);
    }
    let mut all = files(path)?;
    let of = |kind: &str| files(&path.join(kind));
    let own = OwnFiles { platforms: of("platforms")?, payments: of("payments")?, fulfilment: of("fulfilment")? };
    all.extend(own.platforms.iter().chain(&own.payments).chain(&own.fulfilment).cloned());
    let mut checked: Vec<Checked> =
        all.into_iter().map(|file| Checked { error: wrong(&file).map(ModesError::Rule), path: file.path }).collect();
    if checked.iter().all(|one| one.error.is_none())
        && let Err(error) = Catalogue::with(own)
    {
        let file = checked.iter_mut().find(|one| one.path == error.file);
        match file {
            Some(one) => one.error = Some(error.into()),
            None => checked.push(Checked { path: error.file.clone(), error: Some(error.into()) }),
        }
    }
    Ok(checked)
}

/// What is wrong with a file. A platform's name has its mode in it; a table of fulfilment has size tiers.
fn wrong(file: &PresetFile) -> Option<RuleError> {
    let name = file.path.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_platform = name.trim_end_matches(".toml").contains('.');
    if is_platform {
        Platform::parse(&file.path, &file.text).err()
    } else if file.text.contains("[[tier]]") {
        FulfilmentTable::parse(&file.path, &file.text).err()
    } else {
        Provider::parse(&file.path, &file.text).err()
    }
}

/// A platform by its name.
///
/// # Errors
/// When there is none; the hint names what comes near.
pub fn platform<'a>(catalogue: &'a Catalogue, name: &str) -> Result<&'a Platform, ModesError> {
    catalogue.platform(name).ok_or_else(|| {
        let known = catalogue.platforms().iter().map(|platform| platform.slug.as_str());
        ModesError::Missing {
            code: "platform.unknown",
            cause: format!("there is no platform \"{name}\""),
            hint: format!("Known: {}.", known.collect::<Vec<_>>().join(", ")),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{catalogue, check};
    use std::path::Path;

    const WALMART: &str = include_str!("../../../presets/platforms/walmart-us.b2c.toml");

    #[test]
    fn a_home_replaces_and_adds_and_says_what_is_wrong() {
        let home = tempfile::tempdir().unwrap();
        let shipped = catalogue(Some(home.path())).unwrap();
        let folder = home.path().join("platforms");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("walmart-us.b2c.toml"), WALMART.replace("pct = \"6\"", "pct = \"8\"")).unwrap();
        std::fs::write(folder.join("notes.txt"), "not a preset").unwrap();
        let own = catalogue(Some(home.path())).unwrap();
        assert_eq!(own.platforms().len(), shipped.platforms().len());
        assert_eq!(own.platform("walmart-us").unwrap().fees.rules[0].brackets[0].rate, 8_000_000);
        assert!(check(home.path()).unwrap().iter().all(|one| one.error.is_none()));
        std::fs::write(folder.join("walmart-us.b2c.toml"), WALMART.replace("pct_high", "pct_hihg")).unwrap();
        let error = catalogue(Some(home.path())).unwrap_err();
        assert_eq!(error.code(), "preset.form");
        assert!(error.to_string().contains("pct_hihg") && error.to_string().contains("walmart-us.b2c.toml"), "{error}");
        assert_eq!(check(&folder).unwrap()[0].error.as_ref().map(super::ModesError::code), Some("preset.form"));
        assert_eq!(check(Path::new("/nowhere/at/all")).unwrap_err().code(), "preset.missing");
    }

    #[test]
    fn one_name_for_two_files_is_found_by_a_check_of_the_folder() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("platforms");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("mine.b2c.toml"), WALMART.replace("slug = \"walmart-us\"", "slug = \"mine\"")).unwrap();
        let checked = check(home.path()).unwrap();
        assert_eq!(checked.iter().filter_map(|one| one.error.as_ref()).map(super::ModesError::code).collect::<Vec<_>>(), ["preset.taken"]);
    }
}
