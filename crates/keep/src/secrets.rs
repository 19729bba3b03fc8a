//! `entrepot.toml` as it is carried: without what only this machine should know.

use crate::KeepError;
use std::path::Path;

/// Keys of secrets, wherever they stand.
const SECRETS: [&str; 2] = ["token", "secret"];
/// Keys that speak of this machine: a restored home keeps its tables in itself.
const OF_THIS_MACHINE: [&str; 1] = ["tables"];

/// The text to carry, and the keys that are not in it.
pub(crate) type Carried = (Vec<u8>, Vec<String>);

/// The configuration to carry, and the keys that were left out. Untouched, comments included, when nothing is left out.
pub(crate) fn carried(path: &Path, with_secrets: bool) -> Result<Option<Carried>, KeepError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(KeepError::reading(path)(e)),
    };
    let mut table: toml::Table = text.parse().map_err(|e| {
        KeepError::refused(
            "config.syntax",
            format!("{}: {e}", path.display()),
            "correct it; a backup must know which of its lines are secrets",
        )
    })?;
    let mut left_out = Vec::new();
    leave_out(&mut table, "", with_secrets, &mut left_out);
    if left_out.is_empty() {
        return Ok(Some((text.into_bytes(), left_out)));
    }
    let text = toml::to_string(&table).map_err(|e| KeepError::refused("config.syntax", e.to_string(), "correct entrepot.toml"))?;
    Ok(Some((text.into_bytes(), left_out)))
}

fn leave_out(table: &mut toml::Table, under: &str, with_secrets: bool, left_out: &mut Vec<String>) {
    let keys: Vec<String> = table.keys().cloned().collect();
    for key in keys {
        let full = if under.is_empty() { key.clone() } else { format!("{under}.{key}") };
        let secret = SECRETS.contains(&key.as_str()) && !with_secrets;
        let local = under.is_empty() && OF_THIS_MACHINE.contains(&key.as_str());
        match table.get_mut(&key) {
            Some(toml::Value::Table(inner)) => leave_out(inner, &full, with_secrets, left_out),
            Some(toml::Value::String(text)) if text.is_empty() => {}
            Some(_) if secret || local => {
                table.remove(&key);
                left_out.push(full);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::carried;

    fn carry(text: &str, with_secrets: bool) -> (String, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("entrepot.toml");
        std::fs::write(&path, text).unwrap();
        let (bytes, left_out) = carried(&path, with_secrets).unwrap().unwrap();
        (String::from_utf8(bytes).unwrap(), left_out)
    }

    #[test]
    fn secrets_stay_here_and_the_rest_is_carried() {
        let text = "# mine\nseller = \"Ann\"\ntoken = \"t0p\"\ntables = \"/data\"\n[webhooks.shop]\nsecret = \"s3cret\"\n";
        let (carried, left_out) = carry(text, false);
        assert!(!carried.contains("t0p") && !carried.contains("s3cret") && !carried.contains("/data") && carried.contains("Ann"));
        assert_eq!(left_out, ["tables", "token", "webhooks.shop.secret"]);
        let (all, left_out) = carry(text, true);
        assert!(all.contains("t0p") && all.contains("s3cret"));
        assert_eq!(left_out, ["tables"]);
        let plain = "# mine\nseller = \"Ann\"\ntoken = \"\"\n";
        assert_eq!(carry(plain, false), (plain.to_owned(), vec![]));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_not_carried_by_guess() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("entrepot.toml");
        assert!(carried(&path, false).unwrap().is_none());
        std::fs::write(&path, "token = ").unwrap();
        assert_eq!(carried(&path, false).unwrap_err().code(), "config.syntax");
    }
}
