//! A proposed profile becomes a file of the home, under a name that no other profile has.

use crate::ImportError;
use crate::presets::PROFILES;
use crate::profile::Profile;
use entrepot_lake::LakeError;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Longest name of a profile.
const NAME_MAX: usize = 60;

/// A name that a profile may have: letters, digits, `-` and `_`, no path.
///
/// # Errors
/// `profile.name`.
pub fn profile_name(name: &str) -> Result<&str, ImportError> {
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if !name.is_empty() && name.chars().count() <= NAME_MAX && name.len() <= 200 && name.chars().all(fine) {
        return Ok(name);
    }
    Err(ImportError::refused(
        "profile.name",
        format!("a profile cannot be called \"{}\"", name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect::<String>()),
        "use letters, digits, - and _, at most 60",
    ))
}

/// Writes a profile into `dir` as `<name>.toml`, whole or not at all. `replace`: also over one that is there.
///
/// # Errors
/// `profile.name`, `profile.syntax`, `profile.field`, `profile.exists`, `lake.io`, `lake.disk_full`, `lake.read_only`.
pub fn save(dir: &Path, name: &str, text: &str, replace: bool) -> Result<PathBuf, ImportError> {
    let name = profile_name(name)?;
    let profile = Profile::parse(text, name)?;
    if profile.name != name {
        return Err(ImportError::refused(
            "profile.name",
            format!("the profile calls itself \"{}\", not \"{name}\"", profile.name),
            "give both the same name",
        ));
    }
    let path = dir.join(format!("{name}.toml"));
    let shipped = PROFILES.iter().any(|(n, _)| *n == name);
    let there = path.exists() || crate::presets::profiles(Some(dir)).is_ok_and(|all| all.iter().any(|p| p.name == name));
    if !replace && (shipped || there) {
        return Err(ImportError::refused(
            "profile.exists",
            format!("there is a profile {name} already"),
            "choose another name, or replace it with --force",
        ));
    }
    let fail = || LakeError::io(format!("cannot write {}", path.display()));
    std::fs::create_dir_all(dir).map_err(fail())?;
    let draft = dir.join(format!(".{name}.toml.part"));
    let mut file = std::fs::File::create(&draft).map_err(fail())?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(fail())?;
    std::fs::rename(&draft, &path).map_err(fail())?;
    Ok(path)
}
