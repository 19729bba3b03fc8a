//! Nobody is locked in: everything out in open formats, into an empty home, and out again the same.

use crate::backup::{content, lived_in};
use crate::mount::Mount;
use crate::run::Place;
use std::collections::BTreeMap;
use std::path::Path;

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                all.insert(path.strip_prefix(folder).unwrap().display().to_string(), std::fs::read(&path).unwrap());
            }
        }
    }
    all
}

fn export(place: &Place, name: &str) -> std::path::PathBuf {
    let folder = place.dir.path().join(name);
    let (code, done) = place.json(&["export", "--all", &folder.display().to_string()]);
    assert_eq!(code, 0, "{done}");
    folder
}

#[test]
fn what_went_out_and_came_in_goes_out_the_same() {
    let place = lived_in();
    assert_eq!(place.json(&["import", "undo", "1"]).0, 0);
    let folder = export(&place, "out");
    let other = Place::new();
    let (code, came) = other.json(&["import", "--all", &folder.display().to_string()]);
    assert_eq!((code, came["set_again"][0].as_str()), (0, Some("token")), "{came}");
    assert_eq!(content(&other.home()), content(&place.home()), "the same rows, history and quarantine");
    let (mut first, mut second) = (files(&folder), files(&export(&other, "again")));
    // The log tells that it was carried; the manifest has the log's hash.
    let log = |files: &mut BTreeMap<String, Vec<u8>>| String::from_utf8(files.remove("ops/audit.jsonl").unwrap()).unwrap();
    let (before, after) = (log(&mut first), log(&mut second));
    let added = after.strip_prefix(&before).expect("the log only grows");
    assert!(added.lines().count() == 1 && added.contains("carry.import"), "{added}");
    let sum = |files: &mut BTreeMap<String, Vec<u8>>| {
        let mut manifest: serde_json::Value = serde_json::from_slice(&files.remove("manifest.json").unwrap()).unwrap();
        // The secrets that the first export left out are not there to be left out again.
        manifest["left_out"] = serde_json::Value::Null;
        manifest["files"].as_array_mut().unwrap().retain(|f| f["path"] != "ops/audit.jsonl");
        manifest
    };
    assert_eq!(sum(&mut first), sum(&mut second), "every hash is the same");
    assert_eq!(first, second, "every byte is the same");
    assert!(
        first.contains_key("tables/lines_history.parquet")
            && first.contains_key("README.md")
            && first.keys().any(|k| k.starts_with("raw/"))
    );
    assert!(!String::from_utf8_lossy(&first["entrepot.toml"]).contains("s3cret"));
    // Life goes on in the new home.
    for home in [&place, &other] {
        assert_eq!(home.json(&["import", "undo", "2"]).0, 0);
        assert_eq!(home.json(&["quarantine", "replay", "--code", "currency.unknown", "--set", "currency=CNY"]).0, 0);
    }
    assert_eq!(content(&other.home()), content(&place.home()));
}

#[test]
fn the_tables_can_be_read_without_this_program() {
    let place = lived_in();
    let folder = export(&place, "out");
    let text = std::fs::read_to_string(folder.join("tables/lines.csv")).unwrap();
    let n: usize = place.one("SELECT count(*) AS n FROM lines").parse().unwrap();
    assert_eq!(text.lines().count(), n + 1);
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let schema: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("tables/schema.json")).unwrap()).unwrap();
    let lines = schema.as_array().unwrap().iter().find(|t| t["table"] == "lines").unwrap();
    let named: Vec<&str> = lines["columns"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(header, named);
    // The amounts add up to what the program says, by reading the text alone.
    let at = header.iter().position(|name| *name == "amount").unwrap();
    let cents: i64 = text.lines().skip(1).map(|l| l.split(',').nth(at).unwrap().replace('.', "").parse::<i64>().unwrap()).sum();
    let said = place.one("SELECT sum(amount) AS n FROM lines");
    assert_eq!(said.replace('.', "").trim_end_matches('0'), cents.to_string().trim_end_matches('0'), "{said}");
}

#[test]
fn folders_and_homes_that_are_not_empty_are_refused() {
    let place = lived_in();
    let folder = export(&place, "out");
    let named = folder.display().to_string();
    let (code, refused) = place.json(&["export", "--all", &named]);
    assert_eq!((code, refused["error"]["code"].as_str()), (1, Some("carry.not_empty")));
    let (code, refused) = place.json(&["import", "--all", &named]);
    assert_eq!((code, refused["error"]["code"].as_str()), (1, Some("carry.home_not_empty")));
    let other = Place::new();
    let (code, refused) = other.json(&["import", "--all", &place.home().display().to_string()]);
    assert_eq!((code, refused["error"]["code"].as_str()), (1, Some("carry.no_export")));
    assert!(!other.home().exists());
}

#[test]
fn an_export_that_was_changed_or_is_newer_is_refused_whole() {
    let place = lived_in();
    let folder = export(&place, "out");
    let other = Place::new();
    let refused = |want: &str| {
        let (code, refused) = other.json(&["import", "--all", &folder.display().to_string()]);
        assert_eq!((code, refused["error"]["code"].as_str()), (1, Some(want)), "{refused}");
        assert!(!other.home().exists(), "nothing half is left");
    };
    for name in ["tables/lines.parquet", "ops/imports.jsonl"] {
        let path = folder.join(name);
        let bytes = std::fs::read(&path).unwrap();
        let mut bad = bytes.clone();
        bad[bytes.len() / 2] ^= 1;
        std::fs::write(&path, &bad).unwrap();
        refused("carry.damaged");
        std::fs::remove_file(&path).unwrap();
        refused("carry.damaged");
        std::fs::write(&path, &bytes).unwrap();
    }
    std::fs::write(folder.join("raw/stranger"), "x").unwrap();
    refused("carry.damaged");
    std::fs::remove_file(folder.join("raw/stranger")).unwrap();
    let path = folder.join("manifest.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("\"format\": 1", "\"format\": 2", 1)).unwrap();
    refused("carry.newer");
    std::fs::write(&path, &text[..text.len() / 2]).unwrap();
    refused("carry.damaged");
    std::fs::write(&path, &text).unwrap();
    assert_eq!(other.json(&["import", "--all", &folder.display().to_string()]).0, 0);
}

#[test]
fn a_full_disk_leaves_no_half_export() {
    let place = lived_in();
    let at = place.dir.path().join("small");
    let Some(_mount) = Mount::tmpfs(&at, "size=400k") else { return };
    let (code, failed) = place.json(&["export", "--all", &at.join("out").display().to_string()]);
    assert_eq!((code, failed["error"]["code"].as_str()), (1, Some("keep.disk_full")), "{failed}");
    assert_eq!(std::fs::read_dir(&at).unwrap().count(), 0);
}
