//! A home into one file and back: the same answers, and nothing half whatever happens.

use crate::mount::Mount;
use crate::run::{Place, command, orders};
use std::path::Path;
use std::process::Stdio;

/// A home with an update, quarantined rows, a history twin and presets of its own.
pub fn lived_in() -> Place {
    let place = Place::new();
    let first = place.file("first.csv", &orders(400));
    let second = place.file("second.csv", &orders(700).replace(",2,9.99,", ",2,10.49,"));
    let dirty = place.file("dirty.csv", &orders(30).replace("EUR", "RMB").replace("O1", "Z1"));
    for (file, code) in [(&first, 0), (&second, 0), (&dirty, 3)] {
        assert_eq!(place.json(&["import", "--profile", "orders", file]).0, code);
    }
    let home = place.home();
    std::fs::create_dir_all(home.join("presets/holidays/deep")).unwrap();
    std::fs::write(home.join("presets/holidays/deep/note.txt"), "mine").unwrap();
    std::fs::write(home.join("entrepot.toml"), "seller = \"Ann\"\ntoken = \"t0p-s3cret\"\n").unwrap();
    place
}

/// What the content of a home comes to.
pub fn content(home: &Path) -> Vec<String> {
    let ask = |words: &[&str]| {
        let out = command(home).args(words).output().unwrap();
        assert_eq!(out.status.code(), Some(0), "{words:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    let table = |name: &str| {
        let sql = format!("SELECT * FROM {name} ORDER BY key_hi, key_lo, import_id");
        let out = command(home).args(["sql", &sql, "--csv"]).output().unwrap();
        let talk = String::from_utf8_lossy(&out.stderr).into_owned();
        // A history twin is there once a row of it was replaced.
        assert!(out.status.success() || (name.ends_with("_history") && talk.contains("unknown_table")), "{talk}");
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    let mut all: Vec<String> = ["lines", "lines_history", "trades", "trades_history"].iter().map(|name| table(name)).collect();
    all.push(ask(&["import", "history"]));
    all.push(ask(&["quarantine", "list", "--json"]));
    all
}

fn path(place: &Place, name: &str) -> String {
    place.dir.path().join(name).display().to_string()
}

fn hidden(dir: &Path) -> Vec<String> {
    let names = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|n| n.starts_with('.')).collect()
}

#[test]
fn a_restored_home_answers_the_same_and_undo_still_works() {
    let place = lived_in();
    let file = path(&place, "b.tar.zst");
    let (code, made) = place.json(&["backup", &file]);
    assert_eq!(code, 0, "{made}");
    assert_eq!((made["lake_version"].as_i64(), made["left_out"][0].as_str()), (Some(3), Some("token")));
    let (code, checked) = place.json(&["restore", "--check", &file]);
    assert_eq!((code, &checked["lake_version"]), (0, &made["lake_version"]), "{checked}");
    let other = Place::new();
    let (code, restored) = other.json(&["restore", &file]);
    assert_eq!((code, restored["set_again"][0].as_str()), (0, Some("token")), "{restored}");
    assert_eq!(content(&other.home()), content(&place.home()));
    assert_eq!(std::fs::read_to_string(other.home().join("presets/holidays/deep/note.txt")).unwrap(), "mine");
    assert!(!std::fs::read_to_string(other.home().join("entrepot.toml")).unwrap().contains("s3cret"));
    for home in [&place, &other] {
        assert_eq!(home.json(&["import", "undo", "2"]).0, 0);
        assert_eq!(home.json(&["quarantine", "replay", "--code", "currency.unknown", "--set", "currency=CNY"]).0, 0);
    }
    assert_eq!(content(&other.home()), content(&place.home()), "and goes on the same");
    assert!(hidden(place.dir.path()).is_empty() && hidden(other.dir.path()).is_empty(), "nothing is left beside it");
}

#[test]
fn a_restore_goes_into_an_empty_home_or_moves_the_old_one_aside() {
    let place = lived_in();
    let file = path(&place, "b.tar.zst");
    assert_eq!(place.json(&["backup", &file]).0, 0);
    let (code, again) = place.json(&["backup", &file]);
    assert_eq!((code, again["error"]["code"].as_str()), (1, Some("backup.exists")));
    assert_eq!(place.json(&["backup", &file, "--force"]).0, 0);
    let before = content(&place.home());
    let more = place.file("more.csv", &orders(900));
    assert_eq!(place.json(&["import", "--profile", "orders", &more]).0, 0);
    let later = content(&place.home());
    let (code, refused) = place.json(&["restore", &file]);
    assert_eq!((code, refused["error"]["code"].as_str()), (1, Some("restore.not_empty")));
    let (code, done) = place.json(&["restore", &file, "--replace"]);
    assert_eq!(code, 0, "{done}");
    assert_eq!(content(&place.home()), before);
    let aside = done["moved_aside"].as_str().unwrap();
    assert!(later != before && content(Path::new(aside)) == later, "the old home is whole");
}

#[test]
fn any_byte_that_differs_and_any_end_that_is_missing_is_found_out() {
    let place = Place::new();
    let file = place.file("o.csv", &orders(20));
    assert_eq!(place.json(&["import", "--profile", "orders", &file]).0, 0);
    let whole = path(&place, "b.tar.zst");
    assert_eq!(place.json(&["backup", &whole]).0, 0);
    let bytes = std::fs::read(&whole).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let code = |bytes: &[u8]| {
        let bad = place.dir.path().join("bad.tar.zst");
        std::fs::write(&bad, bytes).unwrap();
        runtime.block_on(entrepot_keep::check(&bad, &entrepot_keep::Progress::default())).map_or_else(|e| e.code(), |_| "whole")
    };
    assert_eq!(code(&bytes), "whole");
    for at in (0..bytes.len()).step_by((bytes.len() / 400).max(1)).chain(bytes.len() - 60..bytes.len()).chain(0..24) {
        let mut bad = bytes.clone();
        bad[at] ^= 0x10;
        assert!(["backup.damaged", "backup.unsealed"].contains(&code(&bad)), "byte {at}");
    }
    for length in [0, 1, 55, 56, 57, bytes.len() / 2, bytes.len() - 1] {
        assert_eq!(code(&bytes[..length]), "backup.unsealed", "{length} bytes");
    }
    // The command says so, and the home stays empty.
    let other = Place::new();
    std::fs::write(&whole, &bytes[..bytes.len() - 9]).unwrap();
    let (exit, refused) = other.json(&["restore", &whole]);
    assert_eq!((exit, refused["error"]["code"].as_str()), (1, Some("backup.unsealed")));
    assert!(!other.home().exists() && hidden(other.dir.path()).is_empty());
    let (exit, missing) = other.json(&["restore", "nowhere.tar.zst"]);
    assert_eq!((exit, missing["error"]["code"].as_str()), (1, Some("backup.missing")));
}

#[test]
fn a_full_disk_leaves_no_half_backup() {
    let place = lived_in();
    let at = place.dir.path().join("small");
    let Some(_mount) = Mount::tmpfs(&at, "size=96k") else { return };
    let file = at.join("b.tar.zst");
    let (code, failed) = place.json(&["backup", &file.display().to_string()]);
    assert_eq!((code, failed["error"]["code"].as_str()), (1, Some("keep.disk_full")), "{failed}");
    assert_eq!(std::fs::read_dir(&at).unwrap().count(), 0, "nothing half is left");
    let before = content(&place.home());
    let good = path(&place, "b.tar.zst");
    assert_eq!(place.json(&["backup", &good]).0, 0);
    // A disk that is full while restoring leaves nothing either.
    let home = at.join("home");
    let out = command(&home).args(["restore", &good, "--json"]).output().unwrap();
    assert!(String::from_utf8_lossy(&out.stdout).contains("keep.disk_full"), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(std::fs::read_dir(&at).unwrap().count(), 0);
    assert_eq!(content(&place.home()), before);
}

#[test]
fn a_backup_while_imports_run_is_one_of_the_published_states() {
    let place = Place::new();
    let small = place.file("small.csv", &orders(100));
    assert_eq!(place.json(&["import", "--profile", "orders", &small]).0, 0);
    let large = place.file("large.csv", &orders(30_000));
    let mut import =
        command(&place.home()).args(["import", "--profile", "orders", &large]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    for n in 0.. {
        let over = import.try_wait().unwrap().is_some();
        let file = path(&place, &format!("b{n}.tar.zst"));
        let (code, made) = place.json(&["backup", &file]);
        assert_eq!(code, 0, "{made}");
        let other = Place::new();
        assert_eq!(other.json(&["restore", &file]).0, 0);
        let lines = other.one("SELECT count(*) AS n FROM lines");
        assert!(["100", "30000"].contains(&lines.as_str()), "{lines}");
        // What was under way is told, and does not hinder the next import.
        assert_eq!(other.json(&["import", "--profile", "orders", &large]).0, 0);
        assert_eq!(other.one("SELECT count(*) AS n FROM lines"), "30000");
        if over {
            assert_eq!(lines, "30000");
            break;
        }
    }
    assert!(import.wait().unwrap().success());
}

#[test]
fn a_restore_that_is_killed_leaves_nothing_half() {
    let place = Place::new();
    let large = place.file("large.csv", &orders(30_000));
    assert_eq!(place.json(&["import", "--profile", "orders", &large]).0, 0);
    let file = path(&place, "b.tar.zst");
    assert_eq!(place.json(&["backup", &file]).0, 0);
    let other = Place::new();
    for wait_ms in [5, 20, 40, 80, 120, 200] {
        let mut child = command(&other.home()).args(["restore", &file]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait_ms));
        let _ = child.kill();
        child.wait().unwrap();
        if other.home().join("ops.sqlite").exists() {
            break;
        }
        assert!(!other.home().exists(), "a home is there whole or not at all");
    }
    if !other.home().exists() {
        assert_eq!(other.json(&["restore", &file]).0, 0);
    }
    assert_eq!(content(&other.home()), content(&place.home()));
}

#[test]
fn tables_in_another_place_are_told_apart() {
    let place = lived_in();
    let file = path(&place, "b.tar.zst");
    let out = command(&place.home()).args(["backup", &file, "--json"]).env("ENTREPOT_TABLES", "memory:///lake").output().unwrap();
    assert!(String::from_utf8_lossy(&out.stdout).contains("backup.elsewhere"), "{}", String::from_utf8_lossy(&out.stdout));
    assert_eq!(place.json(&["backup", &file]).0, 0);
    let other = Place::new();
    let out = command(&other.home()).args(["restore", &file, "--json"]).env("ENTREPOT_TABLES", "/elsewhere").output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stdout).contains("restore.elsewhere"));
    let (code, none) = other.json(&["backup", &file]);
    assert_eq!((code, none["error"]["code"].as_str()), (2, Some("home.missing")), "nothing is made of nothing");
    assert!(!other.home().exists());
}
