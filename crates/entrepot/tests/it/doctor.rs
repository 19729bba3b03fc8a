//! The doctor finds what is broken: each thing is broken once, on a copy of a sound home.

use crate::backup::lived_in;
use crate::run::{Place, command, data};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn examine(home: &Path, deep: bool) -> (i32, Value) {
    let mut words = vec!["doctor", "--json"];
    words.extend(deep.then_some("--deep"));
    let out = command(home).args(&words).output().unwrap();
    (
        out.status.code().unwrap(),
        serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&out.stdout))),
    )
}

/// Codes of one severity.
fn codes(found: &Value, severity: &str) -> Vec<String> {
    let mut all: Vec<String> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["severity"] == severity)
        .map(|f| f["code"].as_str().unwrap().to_owned())
        .collect();
    all.dedup();
    all
}

fn one_of(folder: PathBuf, kind: &str) -> PathBuf {
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.display().to_string().ends_with(kind)).collect();
    all.sort();
    all.pop().unwrap()
}

async fn sql(home: &Path, text: &'static str) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(home.join("ops.sqlite"));
    let mut on = <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&options).await.unwrap();
    sqlx::raw_sql(text).execute(&mut on).await.unwrap();
    sqlx::Connection::close(on).await.unwrap();
}

#[test]
fn a_sound_home_is_sound() {
    let place = lived_in();
    for deep in [false, true] {
        let (code, found) = examine(&place.home(), deep);
        assert_eq!((code, found["sound"].as_bool()), (0, Some(true)), "{found}");
        assert!(found["findings"].as_array().unwrap().iter().all(|f| f["code"] == "doctor.disk_low"), "{found}");
        assert!(found["looked"]["data_rows"].as_i64().unwrap() > 700 && found["looked"]["originals"] == 3, "{found}");
    }
    assert_eq!(place.json(&["import", "undo", "1"]).0, 0);
    assert_eq!(place.json(&["lake", "compact"]).0, 0);
    let (code, found) = examine(&place.home(), true);
    assert_eq!(code, 0, "after an undo and a compaction: {found}");
    let (code, none) = Place::new().json(&["doctor"]);
    assert_eq!((code, none["error"]["code"].as_str()), (2, Some("home.missing")));
}

#[tokio::test]
async fn each_thing_that_is_broken_is_found() {
    let place = lived_in();
    let sound = place.home();
    let broken = place.dir.path().join("broken");
    let flip = |path: &Path, at: usize| {
        let mut bytes = std::fs::read(path).unwrap();
        bytes[at] ^= 0xff;
        std::fs::write(path, bytes).unwrap();
    };
    type Break<'a> = Box<dyn Fn(&Path) + 'a>;
    let files: Vec<(&str, bool, Break<'_>)> = vec![
        ("doctor.file_missing", false, Box::new(|h| std::fs::remove_file(one_of(h.join("lake/lines"), ".parquet")).unwrap())),
        (
            "doctor.file_size",
            false,
            Box::new(|h| {
                let path = one_of(h.join("lake/lines"), ".parquet");
                let bytes = std::fs::read(&path).unwrap();
                std::fs::write(path, &bytes[..bytes.len() - 1]).unwrap();
            }),
        ),
        (
            "doctor.file_unreadable",
            false,
            Box::new(|h| {
                let path = one_of(h.join("lake/lines"), ".parquet");
                let end = std::fs::metadata(&path).unwrap().len() as usize;
                flip(&path, end - 2);
            }),
        ),
        ("doctor.file_unreadable", true, Box::new(|h| flip(&one_of(h.join("lake/lines"), ".parquet"), 40))),
        ("doctor.log_unreadable", false, Box::new(|h| std::fs::remove_file(one_of(h.join("lake/lines/_delta_log"), ".json")).unwrap())),
        ("doctor.original_missing", false, Box::new(|h| std::fs::remove_file(one_of(h.join("raw"), ".zst")).unwrap())),
        ("doctor.original_changed", false, Box::new(|h| std::fs::write(one_of(h.join("raw"), ".zst"), "").unwrap())),
        ("doctor.original_changed", true, Box::new(|h| flip(&one_of(h.join("raw"), ".zst"), 60))),
    ];
    let copy = || {
        let _ = std::fs::remove_dir_all(&broken);
        assert!(Command::new("cp").arg("-r").arg(&sound).arg(&broken).status().unwrap().success());
    };
    for (want, deep, breaks) in &files {
        copy();
        breaks(&broken);
        let (code, found) = examine(&broken, *deep);
        assert_eq!((code, codes(&found, "broken")), (1, vec![(*want).to_owned()]), "{found}");
        assert!(found["findings"].as_array().unwrap().iter().all(|f| !f["hint"].as_str().unwrap().is_empty()));
    }
    for (want, text) in [
        ("doctor.balance", "UPDATE imports SET accepted = accepted + 1 WHERE id = 2"),
        ("doctor.quarantine_count", "DELETE FROM quarantine WHERE id = 1"),
        ("doctor.version_missing", "UPDATE imports SET lake_version = 77 WHERE id = 1"),
        ("doctor.lineage", "UPDATE imports SET state = 'undone' WHERE id = 2"),
        ("doctor.lineage", "PRAGMA foreign_keys = OFF; UPDATE files SET id = 99 WHERE id = 2"),
        (
            "doctor.line_without_trade",
            "UPDATE lake_versions SET tables = json_set(tables, '$.trades', 0) WHERE version = (SELECT max(version) FROM lake_versions)",
        ),
    ] {
        copy();
        sql(&broken, text).await;
        let (code, found) = examine(&broken, false);
        assert_eq!(code, 1, "{text}: {found}");
        assert!(codes(&found, "broken").contains(&want.to_owned()), "{text}: {found}");
    }
    // Not broken, but told.
    copy();
    std::fs::write(broken.join("lake/lines/stranger.parquet"), "x").unwrap();
    std::fs::write(broken.join("raw/stranger.zst"), "x").unwrap();
    std::fs::create_dir_all(broken.join("staging/77")).unwrap();
    sql(&broken, "INSERT INTO imports (kind, state, profile, source, at_us, actor) VALUES ('import', 'staging', 'p', 's', 1, 'a')").await;
    let (code, found) = examine(&broken, true);
    assert_eq!(code, 0, "{found}");
    let told = codes(&found, "warning");
    assert!(told.contains(&"doctor.orphan_file".to_owned()) && told.contains(&"doctor.intent_open".to_owned()), "{found}");
    let noted = codes(&found, "note");
    assert!(noted.contains(&"doctor.orphan_original".to_owned()) && noted.contains(&"doctor.staging".to_owned()), "{found}");
}

#[test]
fn a_damaged_store_is_found() {
    let place = lived_in();
    let path = place.home().join("ops.sqlite");
    let bytes = std::fs::read(&path).unwrap();
    let mut bad = bytes.clone();
    // A page in the middle, not the first: the store still opens.
    let page = bytes.len() / 4096 / 2 * 4096;
    bad[page..page + 512].fill(0xff);
    std::fs::write(&path, &bad).unwrap();
    let out = command(&place.home()).args(["doctor", "--json"]).output().unwrap();
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stdout));
}

#[test]
fn real_data_and_the_demo_seller_are_sound() {
    let place = Place::new();
    assert_eq!(place.json(&["demo", "--orders", "600", "--no-serve"]).0, 3);
    let (code, found) = examine(&place.home(), true);
    assert_eq!((code, codes(&found, "broken"), codes(&found, "warning")), (0, vec![], vec![]), "{found}");
    let Some(file) = data("online_retail/online_retail.csv.gz") else { return };
    assert_eq!(place.json(&["import", "--profile", "uci-online-retail", &file.display().to_string()]).0, 0);
    let (code, found) = examine(&place.home(), false);
    assert_eq!((code, found["sound"].as_bool()), (0, Some(true)), "{found}");
}
