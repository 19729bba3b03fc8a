//! The console's node modules, as its lock file names them.

use super::list::Package;
use anyhow::{Context, Result};
use std::path::Path;

/// Every locked module; none when there is no console.
pub fn packages(root: &Path) -> Result<Vec<Package>> {
    let path = root.join("web").join("package-lock.json");
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(&path).context("cannot read web/package-lock.json")?;
    read(&text)
}

fn read(text: &str) -> Result<Vec<Package>> {
    let lock: serde_json::Value = serde_json::from_str(text).context("web/package-lock.json is not JSON")?;
    let all = lock["packages"].as_object().context("web/package-lock.json lists no packages")?;
    Ok(all
        .iter()
        .filter_map(|(path, entry)| {
            let (_, name) = path.rsplit_once("node_modules/")?;
            let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
            Some(Package { name: name.to_owned(), version: text("version"), licence: text("license") })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn modules_are_named_by_their_last_folder_and_the_console_itself_is_left_out() {
        let lock = r#"{"packages": {"": {"name": "console"},
            "node_modules/a": {"version": "1.0.0", "license": "MIT"},
            "node_modules/a/node_modules/@s/b": {"version": "2.0.0", "license": "ISC"}}}"#;
        let found: Vec<_> = read(lock).unwrap().into_iter().map(|p| (p.name, p.licence)).collect();
        assert_eq!(found, [("a".into(), "MIT".into()), ("@s/b".into(), "ISC".into())]);
    }
}
