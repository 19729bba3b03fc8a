//! The books of a home: shipped tables with the home's own in their place or beside them.

use crate::error::ModesError;
use crate::presets::files;
use entrepot_rules::customs::CustomsBook;
use entrepot_rules::lanes::LaneBook;
use std::path::Path;

fn own(folder: Option<&Path>, kind: &str) -> Result<Vec<(String, String)>, ModesError> {
    let Some(folder) = folder else { return Ok(Vec::new()) };
    Ok(files(&folder.join(kind))?.into_iter().map(|file| (file.path, file.text)).collect())
}

/// Every lane. `presets` is the `presets` folder of a home; it need not exist.
///
/// # Errors
/// A file that cannot be read, or the first thing that is wrong with one.
pub fn lanes(presets: Option<&Path>) -> Result<LaneBook, ModesError> {
    Ok(LaneBook::shipped()?.with(&own(presets, "lanes")?)?)
}

/// Every customs territory and import tax.
///
/// # Errors
/// A file that cannot be read, or the first thing that is wrong with one.
pub fn customs(presets: Option<&Path>) -> Result<CustomsBook, ModesError> {
    let mut book = CustomsBook::shipped()?.with(&own(presets, "duties")?)?;
    for (file, text) in own(presets, "taxes")? {
        if file.rsplit(['/', '\\']).next() == Some("import.toml") {
            book = book.with_taxes(&file, &text)?;
        }
    }
    Ok(book)
}
