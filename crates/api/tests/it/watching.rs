//! The folder that the server watches.

use crate::server::Server;
use serde_json::Value;
use std::time::Duration;

const GOOD: &str = "order_id,order_time,sku,quantity,unit_price,currency\nA,2026-10-01,MUG,1,2.50,EUR\n";

async fn until(server: &Server, done: impl Fn(&Value) -> bool) -> Value {
    let mut last = Value::Null;
    for _ in 0..3000 {
        last = server.get("/api/v1/watch").await.json();
        if done(&last) {
            return last;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the watch did not come to that: {last}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dropped_in_is_a_job_and_moved_aside() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = dir.path().join("inbox");
    let folder = inbox.clone();
    let server = Server::start(move |config| {
        config.watch = Some(folder);
        config.watch_every = Duration::from_millis(50);
    })
    .await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(entrepot_api::serve(server.app.clone(), listener, async {
        let _ = stopped.await;
    }));
    until(&server, |_| inbox.is_dir()).await;
    std::fs::write(inbox.join("good.csv"), GOOD).unwrap();
    std::fs::write(inbox.join("odd.csv"), "a,b\n1,2\n").unwrap();
    let told = until(&server, |w| w["recent"].as_array().is_some_and(|r| r.len() == 2)).await;
    let of = |file: &str| told["recent"].as_array().unwrap().iter().find(|r| r["file"] == file).unwrap().clone();
    assert_eq!((of("good.csv")["outcome"].as_str(), of("good.csv")["result"]["rows_accepted"].as_i64()), (Some("done"), Some(1)));
    assert_eq!((of("odd.csv")["outcome"].as_str(), of("odd.csv")["error"]["code"].as_str()), (Some("failed"), Some("profile.none")));
    assert!(of("odd.csv")["error"]["zh"]["cause"].as_str().unwrap().contains("odd.csv"), "{told}");
    assert!(inbox.join("done/good.csv").exists() && inbox.join("failed/odd.csv.txt").exists());
    let jobs = server.get("/api/v1/jobs").await.json();
    assert_eq!(jobs.as_array().unwrap().len(), 2, "the list of jobs shows them");
    assert_eq!(server.get("/api/v1/imports").await.json()[0]["actor"], "watch");
    let _ = stop.send(());
    serving.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_another_process_watches_is_said_and_no_folder_is_none() {
    let dir = tempfile::tempdir().unwrap();
    let held = entrepot_collect::watch::Watch::open(dir.path()).unwrap();
    let folder = dir.path().to_owned();
    let server = Server::start(move |config| config.watch = Some(folder)).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let serving = tokio::spawn(entrepot_api::serve(server.app.clone(), listener, std::future::pending()));
    let told = until(&server, |w| !w["problem"].is_null()).await;
    assert_eq!((told["problem"]["code"].as_str(), told["recent"].as_array().map(Vec::len)), (Some("watch.held"), Some(0)));
    serving.abort();
    drop(held);
    let none = Server::start(|_| {}).await.get("/api/v1/watch").await.json();
    assert!(none["folder"].is_null() && none["problem"].is_null());
}
