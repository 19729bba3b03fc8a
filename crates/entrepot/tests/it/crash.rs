//! Killed at any moment and run again: the same content.

use crate::run::{Place, command, orders};
use std::process::Stdio;
use std::time::Duration;

#[test]
fn killed_at_any_moment_and_run_again_gives_the_same_content() {
    let text = orders(40_000);
    let ask = "SELECT count(*) AS n, sum(amount) AS a, sum(quantity) AS q, count(DISTINCT trade_id) AS t FROM lines";
    let want = {
        let place = Place::new();
        let file = place.file("o.csv", &text);
        assert_eq!(place.json(&["import", "--profile", "orders", &file]).0, 0);
        place.json(&["sql", ask]).1["rows"].clone()
    };
    let place = Place::new();
    let file = place.file("o.csv", &text);
    // One home, killed again and again, at moments spread over the import and its commit.
    for wait_ms in [15, 60, 120, 180, 240, 300, 380, 460, 560, 700] {
        let mut child = command(&place.home())
            .args(["import", "--profile", "orders", &file])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait_ms));
        let _ = child.kill();
        child.wait().unwrap();
        // Whatever is visible is all or nothing.
        let seen = place.json(&["sql", "SELECT count(*) AS n FROM lines"]).1.to_string();
        assert!(
            seen.contains("40000") || seen.contains(":0") || seen.contains("[0]") || seen.contains("\"0\""),
            "half an import is visible: {seen}"
        );
    }
    let (code, _) = place.json(&["import", "--profile", "orders", &file]);
    assert_eq!(code, 0);
    assert_eq!(place.json(&["sql", ask]).1["rows"], want);
    assert!(std::fs::read_dir(place.home().join("staging")).unwrap().next().is_none(), "nothing is left behind");
}

#[test]
fn an_import_leaves_the_scratch_of_running_queries_alone() {
    let place = Place::new();
    let spilled = place.home().join("scratch").join("datafusion-running");
    std::fs::create_dir_all(&spilled).unwrap();
    let file = place.file("orders.csv", &orders(20));
    assert_eq!(place.json(&["import", "--profile", "orders", &file]).0, 0);
    assert_eq!(place.json(&["import", "undo", "1", "--preview"]).0, 0);
    assert_eq!(place.json(&["metric", "net_sales", "--currency", "EUR"]).0, 0);
    assert!(spilled.is_dir(), "a query of another process may be using it");
    assert_eq!(std::fs::read_dir(place.home().join("scratch")).unwrap().count(), 1, "and nothing of ours stays");
}
