//! The user's own series: one file each below `presets/markets/` of the home, in the form that [`crate::table`] writes.

use crate::book::{Book, Warning, warnings};
use crate::error::MarketError;
use crate::series::{Origin, Series, SeriesId};
use crate::table;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The folder of a home that holds the user's series.
#[must_use]
pub fn folder(home: &Path) -> PathBuf {
    home.join("presets").join("markets")
}

/// What adding a series does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It joins the book.
    Adds,
    /// It stands in the place of a shipped series.
    ReplacesShipped,
    /// It replaces the user's own earlier one.
    ReplacesOwn,
}

/// A series on its way into the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its name.
    pub series: SeriesId,
    /// What it does.
    pub effect: Effect,
    /// Its number of points.
    pub points: usize,
    /// Points of the series that it replaces.
    pub points_before: usize,
    /// What must be known about it.
    pub warnings: Vec<Warning>,
}

/// The shipped book with the series of a home.
///
/// # Errors
/// [`MarketError::File`], or [`MarketError::Preset`] for a file that is no longer valid.
pub fn open(home: &Path) -> Result<Book, MarketError> {
    let book = Book::shipped()?;
    let folder = folder(home);
    if !folder.is_dir() {
        return Ok(book);
    }
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(MarketError::file(&folder))? {
        let path = entry.map_err(MarketError::file(&folder))?.path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut own: Vec<Series> = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(MarketError::file(&path))?;
        let broken = |cause: String| MarketError::Preset { file: path.display().to_string(), cause };
        for one in table::parse(&text, Origin::User).map_err(|error| broken(error.to_string()))? {
            if own.iter().any(|other| other.id == one.id) {
                return Err(broken(format!("the series {} stands in another file too", one.id)));
            }
            own.push(one);
        }
    }
    Ok(book.with(own))
}

/// What a table would do, without doing it.
///
/// # Errors
/// [`MarketError::Table`] with all that is wrong with it.
pub fn preview(book: &Book, text: &str) -> Result<Vec<Step>, MarketError> {
    Ok(table::parse(text, Origin::User)?.iter().map(|one| step(book, one)).collect())
}

fn step(book: &Book, one: &Series) -> Step {
    let known = book.find(&one.id);
    let effect = match known.map(|known| known.origin) {
        None => Effect::Adds,
        Some(Origin::Shipped) => Effect::ReplacesShipped,
        Some(Origin::User | Origin::UserReplaced) => Effect::ReplacesOwn,
    };
    Step {
        series: one.id.clone(),
        effect,
        points: one.points.len(),
        points_before: known.map_or(0, |known| known.points.len()),
        warnings: warnings(one),
    }
}

/// Adds the series of a table to a home; with `replace` they may take the place of others.
///
/// # Errors
/// [`MarketError::Table`], `market.exists` when a series is known and `replace` is not given, [`MarketError::File`].
pub fn add(home: &Path, text: &str, replace: bool) -> Result<Vec<Step>, MarketError> {
    let book = open(home)?;
    let series = table::parse(text, Origin::User)?;
    let steps: Vec<Step> = series.iter().map(|one| step(&book, one)).collect();
    if let Some(known) = steps.iter().find(|step| step.effect != Effect::Adds && !replace) {
        return Err(MarketError::asked(
            "market.exists",
            format!("The series {} is in the book with {} numbers.", known.series, known.points_before),
            "Say that it shall be replaced (--replace), or name another basis. Removing yours later brings a shipped one back.",
        ));
    }
    let folder = folder(home);
    std::fs::create_dir_all(&folder).map_err(MarketError::file(&folder))?;
    // All are written aside before the first takes its place: a full disk changes nothing.
    let mut written = Vec::new();
    for one in &series {
        let (path, aside) = (folder.join(format!("{}.csv", one.id)), folder.join(format!("{}.new", one.id)));
        if let Err(error) = write_through(&aside, &table::write(one)) {
            for (aside, _) in &written {
                let _ = std::fs::remove_file(aside);
            }
            let _ = std::fs::remove_file(&aside);
            return Err(MarketError::file(&aside)(error));
        }
        written.push((aside, path));
    }
    for (aside, path) in written {
        std::fs::rename(&aside, &path).map_err(MarketError::file(&path))?;
    }
    Ok(steps)
}

fn write_through(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut file = std::fs::File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Removes a series of the user; a shipped one of that name is back. True when there is one.
///
/// # Errors
/// `market.shipped` for a series that is not the user's, `market.no_series` for one that is not there, [`MarketError::File`].
pub fn remove(home: &Path, id: &SeriesId) -> Result<bool, MarketError> {
    let book = open(home)?;
    match book.find(id).map(|one| one.origin) {
        None => Err(MarketError::asked("market.no_series", format!("There is no series {id}."), "entrepot market list shows all.")),
        Some(Origin::Shipped) => Err(MarketError::asked(
            "market.shipped",
            format!("The series {id} is shipped and stays."),
            "Replace it by your own, or leave its basis out.",
        )),
        Some(origin) => {
            let path = folder(home).join(format!("{id}.csv"));
            std::fs::remove_file(&path).map_err(MarketError::file(&path))?;
            Ok(origin == Origin::UserReplaced)
        }
    }
}
