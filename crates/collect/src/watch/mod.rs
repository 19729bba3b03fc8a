//! A folder whose files are imported: each once, by the profile that fits or that its subfolder names, and then moved aside.
//!
//! A file is taken when two looks in a row find it unchanged. It is imported first and moved then, so that a crash in between
//! costs nothing: the next look imports it again, and an import of the same file adds nothing. One process watches a folder.

mod settled;

pub use settled::{Outcome, settle};

use crate::ImportError;
use crate::detect::detect;
use crate::profile::Profile;
use entrepot_lake::{LakeError, WriteLock};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Folder for files that were imported, beside them.
pub const DONE: &str = "done";
/// Folder for files that could not be imported, beside them.
pub const FAILED: &str = "failed";
/// Looks after which a file that stays empty is taken for complete.
const EMPTY_LOOKS: u32 = 5;
const LOCK: &str = ".entrepot-watch.lock";

/// A file that is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The files; several when a profile joins them.
    pub files: Vec<PathBuf>,
    /// The profile that their folder names.
    pub profile: Option<String>,
}

impl Dropped {
    /// Names of the files, without folders.
    #[must_use]
    pub fn name(&self) -> String {
        let name = |p: &PathBuf| p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        self.files.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// Bytes of all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().filter_map(|f| std::fs::metadata(f).ok()).map(|m| m.len()).sum()
    }

    /// The profile that reads them: the one their folder names, or the one that fits.
    ///
    /// # Errors
    /// `profile.none` when none fits, `file.*` when one cannot be read.
    pub fn choose<'p>(&self, profiles: &'p [Profile]) -> Result<&'p Profile, ImportError> {
        let named = |name: &str| profiles.iter().find(|p| p.name == name);
        if let Some(profile) = self.profile.as_deref().and_then(named) {
            return Ok(profile);
        }
        let Some(path) = self.files.first() else {
            return Err(ImportError::refused("file.missing", "no file was named", "name at least one file"));
        };
        let found = detect(profiles, path)?;
        found.profile.as_deref().and_then(named).ok_or_else(|| {
            let near: Vec<&str> = found.candidates.iter().take(3).map(|(n, _)| n.as_str()).collect();
            let near = if near.is_empty() { String::new() } else { format!("nearest are {}; ", near.join(", ")) };
            ImportError::refused(
                "profile.none",
                format!("no profile fits {}; its columns are: {}", self.name(), found.header.join(", ")),
                format!("{near}let one be proposed (entrepot import --suggest), or put the file into a subfolder named like a profile"),
            )
        })
    }
}

/// How a file looked at the last look, and for how many looks it has.
#[derive(Clone, Copy, Debug)]
struct Seen {
    bytes: u64,
    modified: Option<SystemTime>,
    looks: u32,
}

/// A watched folder.
#[derive(Debug)]
pub struct Watch {
    dir: PathBuf,
    seen: BTreeMap<PathBuf, Seen>,
    /// Files that were settled and could not be moved away.
    stuck: BTreeSet<PathBuf>,
    _lock: WriteLock,
}

impl Watch {
    /// Begins to watch a folder; it is made when it is not there.
    ///
    /// # Errors
    /// `watch.held` when another process watches it, `watch.folder` when it is none, `lake.io`.
    pub fn open(dir: &Path) -> Result<Self, ImportError> {
        let fail = LakeError::io(format!("cannot watch {}", dir.display()));
        if dir.exists() && !dir.is_dir() {
            return Err(ImportError::refused("watch.folder", format!("{} is no folder", dir.display()), "name a folder"));
        }
        std::fs::create_dir_all(dir).map_err(fail)?;
        let lock = WriteLock::acquire(&dir.join(LOCK), Duration::ZERO).map_err(|e| match e {
            LakeError::Locked { pid } => ImportError::refused(
                "watch.held",
                format!("process {pid} watches {} already", dir.display()),
                "one is enough: stop that one, or watch another folder",
            ),
            other => other.into(),
        })?;
        Ok(Self { dir: dir.to_owned(), seen: BTreeMap::new(), stuck: BTreeSet::new(), _lock: lock })
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Looks once: files that have not changed since the look before. Call it again and again, with a pause.
    ///
    /// # Errors
    /// `lake.io` when the folder cannot be read.
    pub fn look(&mut self, profiles: &[Profile]) -> Result<Vec<Dropped>, ImportError> {
        let mut now = BTreeMap::new();
        let mut ready = Vec::new();
        self.folder(&self.dir.clone(), None, &mut now, &mut ready)?;
        for name in subfolders(&self.dir)? {
            let Some(profile) = profiles.iter().find(|p| p.name == name) else { continue };
            let mut files = Vec::new();
            let complete = self.folder(&self.dir.join(&name), Some(&name), &mut now, &mut files)?;
            if profile.table.iter().any(|t| !t.lookup.is_empty()) {
                // Files that are joined go in together, when all of them are there.
                let all: Vec<PathBuf> = files.into_iter().flat_map(|d: Dropped| d.files).collect();
                if complete && !all.is_empty() {
                    ready.push(Dropped { files: all, profile: Some(name) });
                }
            } else {
                ready.extend(files);
            }
        }
        self.stuck.retain(|p| now.contains_key(p));
        self.seen = now;
        Ok(ready)
    }

    /// Files that were found and are not complete yet, or were not settled.
    #[must_use]
    pub fn waiting(&self) -> Vec<String> {
        let name = |p: &PathBuf| p.strip_prefix(&self.dir).unwrap_or(p).display().to_string();
        self.seen.keys().filter(|p| p.exists() && !self.stuck.contains(*p)).map(name).collect()
    }

    /// Do not take these files again: they were settled, and could not be moved away.
    pub fn leave(&mut self, dropped: &Dropped) {
        self.stuck.extend(dropped.files.iter().cloned());
    }

    /// Looks at one folder; true when every file in it is complete.
    fn folder(
        &self, dir: &Path, profile: Option<&str>, now: &mut BTreeMap<PathBuf, Seen>, ready: &mut Vec<Dropped>,
    ) -> Result<bool, ImportError> {
        let fail = || LakeError::io(format!("cannot read {}", dir.display()));
        let mut complete = true;
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(dir).map_err(fail())? {
            let entry = entry.map_err(fail())?;
            // Links are not followed: what they point to is not in the folder.
            if entry.file_type().is_ok_and(|t| t.is_file()) && !passing(&entry.file_name().to_string_lossy()) {
                paths.push(entry.path());
            }
        }
        paths.sort();
        for path in paths {
            let Ok(meta) = std::fs::metadata(&path) else { continue };
            let mut seen = Seen { bytes: meta.len(), modified: meta.modified().ok(), looks: 1 };
            if let Some(before) = self.seen.get(&path)
                && (before.bytes, before.modified) == (seen.bytes, seen.modified)
            {
                seen.looks = before.looks.saturating_add(1);
            }
            now.insert(path.clone(), seen);
            if self.stuck.contains(&path) {
                continue;
            }
            if seen.looks >= if seen.bytes == 0 { EMPTY_LOOKS } else { 2 } {
                ready.push(Dropped { files: vec![path], profile: profile.map(str::to_owned) });
            } else {
                complete = false;
            }
        }
        Ok(complete)
    }
}

/// Is the name one of a file that is being written, or that is none of ours?
fn passing(name: &str) -> bool {
    let lower = name.to_lowercase();
    let writing = [".part", ".tmp", ".temp", ".crdownload", ".partial", ".download", ".filepart"];
    name.starts_with('.') || name.starts_with("~$") || name.ends_with('~') || writing.iter().any(|end| lower.ends_with(end))
}

fn subfolders(dir: &Path) -> Result<Vec<String>, ImportError> {
    let entries = std::fs::read_dir(dir).map_err(LakeError::io(format!("cannot read {}", dir.display())))?;
    let folder = |e: &std::fs::DirEntry| e.file_type().is_ok_and(|t| t.is_dir());
    let mut names: Vec<String> = entries
        .flatten()
        .filter(folder)
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .filter(|n| n != DONE && n != FAILED)
        .collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presets::profiles;

    fn names(ready: &[Dropped]) -> Vec<String> {
        ready.iter().map(Dropped::name).collect()
    }

    #[test]
    fn a_file_is_complete_when_two_looks_find_it_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let known = profiles(None).unwrap();
        let mut watch = Watch::open(dir.path()).unwrap();
        let path = dir.path().join("a.csv");
        std::fs::write(&path, "x").unwrap();
        assert!(watch.look(&known).unwrap().is_empty());
        std::fs::write(&path, "xy").unwrap();
        assert!(watch.look(&known).unwrap().is_empty(), "it grew");
        assert_eq!(watch.waiting(), ["a.csv"]);
        assert_eq!(names(&watch.look(&known).unwrap()), ["a.csv"]);
        watch.leave(&Dropped { files: vec![path], profile: None });
        assert!(watch.look(&known).unwrap().is_empty(), "what cannot be moved is not taken again");
    }

    #[test]
    fn what_is_being_written_is_left_and_a_subfolder_names_the_profile() {
        let dir = tempfile::tempdir().unwrap();
        let known = profiles(None).unwrap();
        for folder in ["orders", "olist", "strangers", "done", "failed"] {
            std::fs::create_dir(dir.path().join(folder)).unwrap();
            std::fs::write(dir.path().join(folder).join("b.csv"), "x").unwrap();
        }
        std::fs::write(dir.path().join("olist/c.csv"), "x").unwrap();
        for name in ["a.csv", "a.csv.part", "b.TMP", ".hidden.csv", "~$a.xlsx", "c.crdownload"] {
            std::fs::write(dir.path().join(name), "x").unwrap();
        }
        let mut watch = Watch::open(dir.path()).unwrap();
        watch.look(&known).unwrap();
        let ready = watch.look(&known).unwrap();
        let found: Vec<(String, Option<&str>)> = ready.iter().map(|d| (d.name(), d.profile.as_deref())).collect();
        assert_eq!(found, [("a.csv".into(), None), ("b.csv, c.csv".into(), Some("olist")), ("b.csv".into(), Some("orders"))]);
    }

    #[test]
    fn one_process_watches_a_folder() {
        let dir = tempfile::tempdir().unwrap();
        let first = Watch::open(dir.path()).unwrap();
        assert_eq!(Watch::open(dir.path()).unwrap_err().code(), "watch.held");
        drop(first);
        assert!(Watch::open(dir.path()).is_ok());
        let file = dir.path().join("f");
        std::fs::write(&file, "x").unwrap();
        assert_eq!(Watch::open(&file).unwrap_err().code(), "watch.folder");
    }
}
