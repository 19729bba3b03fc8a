//! Tables in an S3 bucket, over HTTP, against a server that the test starts and stops: the same answers as in a folder.

use crate::run::{Place, orders};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// An S3 server on a free port. `cargo xtask test` installs one and names it in `ENTREPOT_TEST_S3_SERVER`.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start() -> Option<Self> {
        let Some(program) = std::env::var_os("ENTREPOT_TEST_S3_SERVER") else {
            eprintln!("skipped: ENTREPOT_TEST_S3_SERVER names no S3 server; `cargo xtask test` does");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Self { process: command.spawn().unwrap(), port };
        let deadline = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "the S3 server does not listen");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(server)
    }

    fn make_bucket(&self, name: &str) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "PUT /{name} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    fn command(&self, place: &Place, args: &[&str]) -> Command {
        let mut command = crate::run::command(&place.home());
        command
            .args(args)
            .arg("--json")
            .env("ENTREPOT_TABLES", "s3://goods/book")
            .env("AWS_ENDPOINT", format!("http://127.0.0.1:{}", self.port))
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test");
        command
    }

    fn json(&self, place: &Place, args: &[&str]) -> Value {
        let out = self.command(place, args).output().unwrap();
        assert!(matches!(out.status.code(), Some(0 | 3)), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_slice(&out.stdout).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn tables_in_a_bucket_answer_like_tables_in_a_folder() {
    let Some(server) = Server::start() else { return };
    server.make_bucket("goods");
    let (remote, local) = (Place::new(), Place::new());
    let first = orders(400);
    let later = first.replace(",9.99,", ",11.49,") + "O900,1,2026-10-05 10:00:00,SKU1,5,3.00,EUR,DE,B1\n";
    for text in [&first, &later] {
        let (there, here) = (remote.file("orders.csv", text), local.file("orders.csv", text));
        let args = |file| ["import", "--profile", "orders", file];
        let (got, want) = (server.json(&remote, &args(&there)), local.json(&args(&here)).1);
        for count in ["rows_read", "rows_accepted", "rows_updated", "rows_quarantined", "rows_duplicate", "lake_version"] {
            assert_eq!(got[count], want[count], "{count}");
        }
    }
    let same = |what: &str| {
        for question in
            [vec!["metric", "net_sales", "--by", "country", "--currency", "EUR"], vec!["metric", "customers", "--grain", "month"]]
        {
            let (got, want) = (server.json(&remote, &question), local.json(&question).1);
            assert_eq!(got["rows"], want["rows"], "{what}: {question:?}");
            assert!(!got["rows"].as_array().unwrap().is_empty());
        }
    };
    same("after an update");
    let told = server.json(&remote, &["import", "undo", "2", "--preview"]);
    assert_eq!(told["rows_restored"], local.json(&["import", "undo", "2", "--preview"]).1["rows_restored"]);
    server.json(&remote, &["import", "undo", "2"]);
    local.json(&["import", "undo", "2"]);
    same("after an undo");
    server.json(&remote, &["lake", "compact"]);
    same("after compaction");
    assert!(!remote.home().join("lake").exists(), "nothing is kept in the home's own folder");
}

#[test]
fn a_bucket_that_is_not_there_is_a_clear_error_and_loses_nothing() {
    let Some(server) = Server::start() else { return };
    let place = Place::new();
    let file = place.file("orders.csv", &orders(10));
    let out = server.command(&place, &["import", "--profile", "orders", &file]).output().unwrap();
    let told = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert_eq!(out.status.code(), Some(1), "{told}");
    assert!(told.contains("lake."), "{told}");
    assert!(told.contains("hint"), "{told}");
    server.make_bucket("goods");
    assert_eq!(server.json(&place, &["import", "--profile", "orders", &file])["rows_accepted"], 10);
}
