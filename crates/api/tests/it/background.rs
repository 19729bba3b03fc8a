//! Imports while others read, write or give up.

use crate::server::Server;
use std::fmt::Write as _;
use std::time::Duration;

/// Orders of one line each over 30 days.
fn orders(prefix: &str, rows: usize) -> Vec<u8> {
    let mut text = "order_id,order_time,sku,quantity,unit_price,currency,country\n".to_owned();
    for i in 0..rows {
        writeln!(text, "{prefix}{i},2024-03-{:02}T10:00:00Z,S{},1,2.50,EUR,DE", i % 30 + 1, i % 50).unwrap();
    }
    text.into_bytes()
}

fn left_behind(server: &Server) -> Vec<String> {
    let uploads = server.home.dir.join("uploads");
    std::fs::read_dir(uploads)
        .map(|entries| entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_goes_on_while_an_import_runs_and_sees_all_of_it_or_nothing() {
    let server = Server::start(|_| {}).await;
    let first = server.upload(&[("profile", None, b"orders"), ("file", Some("a.csv"), &orders("A", 1000))]).await;
    server.until(&first, "done").await;
    let job = server.upload(&[("file", Some("b.csv"), &orders("B", 60_000))]).await;
    let (mut seen, mut during) = (Vec::new(), 0);
    loop {
        let state = server.get(&format!("/api/v1/jobs/{job}")).await.json()["state"].clone();
        let answer = server.get("/api/v1/metrics/gross_sales").await.json();
        let pair = (answer["lake_version"].as_i64().unwrap(), answer["total"]["value"].as_str().unwrap().to_owned());
        assert!(pair == (1, "2500.00".into()) || pair == (2, "152500.00".into()), "{pair:?}");
        if state == "done" {
            break;
        }
        assert!(state == "running" || state == "queued", "{state}");
        during += 1;
        seen.push(pair.0);
    }
    assert!(during > 0, "at least one answer came while the import ran");
    assert!(seen.is_sorted(), "nobody goes back in time: {seen:?}");
    let report = server.until(&job, "done").await["result"].clone();
    assert_eq!(
        (report["profile"].as_str(), report["rows_accepted"].as_i64(), report["files"][0]["name"].as_str()),
        (Some("orders"), Some(60_000), Some("b.csv"))
    );
    assert_eq!(server.get("/api/v1/status").await.json()["lines"], 61_000);
    assert_eq!(left_behind(&server), [""; 0], "uploads go when the import ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_writer_is_told_and_a_stopped_import_publishes_nothing() {
    let server = Server::start(|config| config.patience = Duration::from_millis(1500)).await;
    let lock = server.home.writer(Duration::ZERO).await.unwrap();
    let stopped = server.upload(&[("profile", None, b"orders"), ("file", Some("a.csv"), &orders("A", 2000))]).await;
    let waiting = server.upload(&[("profile", None, b"orders"), ("file", Some("b.csv"), &orders("B", 10))]).await;
    server.until(&stopped, "running").await;
    assert_eq!(server.until(&waiting, "queued").await["phase"], serde_json::Value::Null);
    let answer = server.send("DELETE", &format!("/api/v1/jobs/{waiting}"), "text/plain", Vec::new()).await;
    assert_eq!(answer.json()["state"], "cancelled", "what waits is stopped at once");
    server.send("DELETE", &format!("/api/v1/jobs/{stopped}"), "text/plain", Vec::new()).await;
    drop(lock);
    server.until(&stopped, "cancelled").await;
    assert_eq!(server.get("/api/v1/status").await.json()["lake_version"], 0);
    assert_eq!(server.get("/api/v1/imports").await.json(), serde_json::json!([]));

    let lock = server.home.writer(Duration::ZERO).await.unwrap();
    let refused = server.upload(&[("profile", None, b"orders"), ("file", Some("c.csv"), &orders("C", 10))]).await;
    let job = server.until(&refused, "failed").await;
    assert_eq!(job["error"]["code"], "lake.locked");
    assert!(job["error"]["cause"].as_str().unwrap().contains(&std::process::id().to_string()), "the holder is named: {job}");
    let undo = server.send("POST", "/api/v1/imports/1/undo", "text/plain", Vec::new()).await;
    assert_eq!((undo.status.as_u16(), undo.json()["error"]["code"].as_str()), (409, Some("lake.locked")));
    drop(lock);
    assert_eq!(left_behind(&server), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_uploads_cannot_leave_their_folder() {
    let server = Server::start(|_| {}).await;
    let content = orders("A", 3);
    for name in ["../../../evil.csv", "..\\\\..\\\\evil.csv", "/etc/evil.csv", "..", "a/../../evil.csv"] {
        let job = server.upload(&[("profile", None, b"orders"), ("file", Some(name), &content)]).await;
        let shown = server.until(&job, "done").await["result"]["files"][0]["name"].as_str().unwrap().to_owned();
        assert!(shown == "evil.csv" || shown == "upload", "{name} became {shown}");
    }
    let mut folders = vec![server.dir.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            assert!(!path.to_string_lossy().contains("evil"), "{}", path.display());
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
}
