//! `import --watch`: what is dropped in is imported once and moved aside, whatever happens in between.

use crate::run::{Place, command, orders};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

fn inbox(place: &Place) -> PathBuf {
    let dir = place.dir.path().join("inbox");
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

fn watch_once(place: &Place, dir: &Path) -> Vec<serde_json::Value> {
    let out = command(&place.home()).args(["import", "--once", "--every", "1", "--json", "--watch"]).arg(dir).output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn what_is_dropped_in_is_imported_and_moved_with_its_reason() {
    let place = Place::new();
    let dir = inbox(&place);
    std::fs::create_dir(dir.join("orders")).unwrap();
    std::fs::write(dir.join("good.csv"), orders(20)).unwrap();
    std::fs::write(dir.join("odd.csv"), "a,b\n1,2\n").unwrap();
    std::fs::write(dir.join("orders/forced.csv"), "order_id,order_time\n1,2026-10-01\n").unwrap();
    std::fs::write(dir.join("later.csv.part"), orders(5)).unwrap();
    let dirty = orders(3).replace("EUR", "RMB").replace("O0", "D0").replace("O1", "D1").replace("O2", "D2");
    std::fs::write(dir.join("dirty.csv"), dirty).unwrap();
    let said = watch_once(&place, &dir);
    let of = |file: &str| said.iter().find(|d| d["file"] == file).unwrap_or_else(|| panic!("{file}: {said:?}")).clone();
    assert_eq!((of("good.csv")["outcome"].as_str(), of("good.csv")["report"]["rows_accepted"].as_i64()), (Some("done"), Some(20)));
    assert_eq!((of("odd.csv")["outcome"].as_str(), of("odd.csv")["error"]["code"].as_str()), (Some("failed"), Some("profile.none")));
    assert_eq!(of("forced.csv")["error"]["code"], "header.missing", "its folder says that it is orders");
    for gone in ["done/good.csv", "done/dirty.csv", "failed/odd.csv", "orders/failed/forced.csv", "later.csv.part"] {
        assert!(dir.join(gone).exists(), "{gone}");
    }
    let reason = std::fs::read_to_string(dir.join("failed/odd.csv.txt")).unwrap();
    assert!(reason.starts_with("profile.none\n") && reason.contains("hint:"), "{reason}");
    assert!(std::fs::read_to_string(dir.join("done/dirty.csv.txt")).unwrap().contains("wait in quarantine"));
    assert!(!dir.join("done/good.csv.txt").exists());
    let (_, history) = place.json(&["import", "history"]);
    assert!(history.as_array().unwrap().iter().all(|i| i["actor"] == "watch" || i["state"] == "failed"), "{history}");
    // The same again: another name in done/, and nothing counted twice.
    std::fs::write(dir.join("good.csv"), orders(20)).unwrap();
    assert_eq!(watch_once(&place, &dir)[0]["report"]["rows_duplicate"], 20);
    assert!(dir.join("done/good-2.csv").exists());
    assert_eq!(place.one("SELECT count(*) AS n FROM lines WHERE trade_id LIKE 'O%'"), "20");
}

#[test]
fn killed_at_any_moment_each_file_is_imported_once() {
    let place = Place::new();
    let dir = inbox(&place);
    for i in 0..3 {
        std::fs::write(dir.join(format!("{i}.csv")), orders(20_000).replace("\nO", &format!("\n{i}-"))).unwrap();
    }
    for wait_ms in [1100, 1300, 1500, 1700, 2000] {
        let mut child = command(&place.home())
            .args(["import", "--every", "1", "--watch"])
            .arg(&dir)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait_ms));
        let _ = child.kill();
        child.wait().unwrap();
    }
    watch_once(&place, &dir);
    assert_eq!(place.one("SELECT count(*) AS n FROM lines"), "60000");
    assert_eq!(place.one("SELECT count(DISTINCT trade_id) AS n FROM lines"), "60000");
    let done = std::fs::read_dir(dir.join("done")).unwrap().count();
    assert_eq!(done, 3, "each file is in done/ once");
    assert!(!dir.join("failed").exists());
}

#[test]
fn a_second_watcher_is_told_who_watches() {
    let place = Place::new();
    let dir = inbox(&place);
    let mut first =
        command(&place.home()).args(["import", "--watch"]).arg(&dir).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(first.stderr.take().unwrap()), &mut said).unwrap();
    assert!(said.starts_with("watching"), "{said}");
    let (code, e) = place.json(&["import", "--once", "--watch", &dir.display().to_string()]);
    assert_eq!((code, e["error"]["code"].as_str()), (1, Some("watch.held")));
    assert!(e["error"]["cause"].as_str().unwrap().contains(&first.id().to_string()), "{e}");
    first.kill().unwrap();
    first.wait().unwrap();
}
