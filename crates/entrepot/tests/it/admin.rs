//! Tokens, the audit log, settings and the nightly run, on the command line and in a running server.

use crate::run::{Place, command, orders};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Stdio};

struct Serving(Child, String);

impl Serving {
    fn start(place: &Place) -> Self {
        let mut server =
            command(&place.home()).args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self(server, line.trim().strip_prefix("listening on http://").unwrap().to_owned())
    }

    /// Status and body.
    fn ask(&self, method: &str, path: &str, secret: &str, body: &str) -> (u16, Value) {
        let mut s = std::net::TcpStream::connect(&self.1).unwrap();
        let token = if secret.is_empty() { String::new() } else { format!("Authorization: Bearer {secret}\r\n") };
        write!(
            s,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{token}Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.1,
            body.len()
        )
        .unwrap();
        let mut text = String::new();
        s.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap_or(Value::Null))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_token_opens_a_running_server_until_it_is_revoked() {
    let place = Place::new();
    let file = place.file("o.csv", &orders(30));
    assert_eq!(place.json(&["import", "--profile", "orders", &file]).0, 0);
    let server = Serving::start(&place);
    let (code, made) = place.json(&["token", "add", "reader", "--role", "viewer", "--days", "30"]);
    assert_eq!(code, 0, "{made}");
    let secret = made["secret"].as_str().unwrap();
    assert_eq!(server.ask("GET", "/api/v1/status", secret, "").0, 200, "without starting the server again");
    let (status, refused) = server.ask("POST", "/api/v1/sql", secret, r#"{"sql":"SELECT 1"}"#);
    assert_eq!((status, refused["error"]["code"].as_str()), (403, Some("serve.role")));
    assert_eq!(place.json(&["token", "revoke", "reader"]).0, 0);
    let (status, gone) = server.ask("GET", "/api/v1/status", secret, "");
    assert_eq!((status, gone["error"]["code"].as_str()), (401, Some("serve.token_revoked")));
    let (_, list) = place.json(&["token", "list"]);
    assert_eq!((&list[0]["token"]["name"], &list[0]["state"]), (&Value::from("reader"), &Value::from("revoked")));
    let shown = String::from_utf8(place.run(&["token", "list"]).stdout).unwrap() + &list.to_string();
    assert!(!shown.contains(secret));
    for (words, want) in
        [(vec!["token", "add", "reader", "--role", "admin"], "token.taken"), (vec!["token", "revoke", "nobody"], "token.missing")]
    {
        let (code, error) = place.json(&words);
        assert_eq!((code, error["error"]["code"].as_str()), (1, Some(want)));
    }
    assert_eq!(place.run(&["token", "add", "x", "--role", "king"]).status.code(), Some(2));
}

#[test]
fn every_action_has_an_actor() {
    let place = Place::new();
    let file = place.file("o.csv", &orders(9).replace("EUR", "RMB"));
    let ann = |words: &[&str]| {
        let out = command(&place.home()).args(words).env("USER", "ann").output().unwrap();
        assert!(out.status.success() || out.status.code() == Some(3), "{words:?}: {}", String::from_utf8_lossy(&out.stderr));
    };
    let at = |name: &str| place.dir.path().join(name).display().to_string();
    ann(&["import", "--profile", "orders", &file]);
    ann(&["quarantine", "replay", "--code", "currency.unknown", "--set", "currency=CNY"]);
    ann(&["import", "undo", "1"]);
    ann(&["lake", "compact"]);
    ann(&["token", "add", "t", "--role", "viewer"]);
    ann(&["token", "revoke", "t"]);
    ann(&["backup", &at("b.tar.zst")]);
    ann(&["export", "--all", &at("out")]);
    ann(&["restore", &at("b.tar.zst"), "--replace"]);
    let log = |words: &[&str]| {
        let (code, log) = place.json(&[&["audit"], words].concat());
        assert_eq!(code, 0);
        log.as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // The backup knows what came before it; the home that was moved aside knows of the export.
    assert_eq!(log(&[]), ["backup.restore", "token.revoke", "token.add", "lake.compact", "import.undo", "quarantine.replay", "import.run"]);
    assert_eq!(log(&["--actor", "ann"]).len(), 7);
    assert_eq!(log(&["--actor", "bob"]).len(), 0);
    assert_eq!(log(&["--action", "token"]), ["token.revoke", "token.add"]);
    assert_eq!(log(&["--since", "2026-11-23"]).len(), 0);
    assert_eq!(log(&["--since", "2026-11-22", "--limit", "1"]), ["backup.restore"]);
    let csv = String::from_utf8(place.run(&["audit", "--csv"]).stdout).unwrap();
    assert!(csv.starts_with("at,actor,action,subject,detail\r\n") && csv.lines().count() == 8, "{csv}");
    assert_eq!(place.run(&["audit", "--since", "yesterday"]).status.code(), Some(2));
}

#[test]
fn a_nightly_run_does_its_steps_and_says_what_failed() {
    let place = Place::new();
    for n in 1..=8 {
        let file = place.file(&format!("{n}.csv"), &orders(n * 20));
        assert_eq!(place.json(&["import", "--profile", "orders", &file]).0, 0);
    }
    let config = |rates: bool| {
        format!(
            "backup_dir = \"../shelf\"\nrates_url = \"http://127.0.0.1:9/none\"\n[nightly]\nrates = {rates}\nbackup = true\nkeep_backups = 1\n"
        )
    };
    std::fs::write(place.home().join("entrepot.toml"), config(false)).unwrap();
    let (code, night) = place.json(&["nightly", "--once"]);
    assert_eq!((code, night["state"].as_str()), (0, Some("done")), "{night}");
    let went = |night: &Value| {
        night["steps"].as_array().unwrap().iter().map(|s| format!("{} {}", s["name"], s["outcome"]).replace('"', "")).collect::<Vec<_>>()
    };
    assert_eq!(went(&night), ["rates skipped", "compact done", "doctor done", "warm skipped", "backup done"], "{night}");
    assert_eq!(place.one("SELECT count(*) AS n FROM lines"), "160");
    // Offline is told and keeps nothing else from running; the second backup takes the place of the first.
    std::fs::write(place.home().join("entrepot.toml"), config(true)).unwrap();
    let out = command(&place.home()).args(["nightly", "--once", "--json"]).env("ENTREPOT_NOW", "2026-11-23T00:00:00Z").output().unwrap();
    let night: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!((out.status.code(), night["state"].as_str()), (Some(1), Some("failed")), "{night}");
    assert_eq!(went(&night), ["rates failed", "compact skipped", "doctor done", "warm skipped", "backup done"], "{night}");
    assert!(night["steps"][0]["note"].as_str().unwrap().contains("fx.offline"));
    let shelf: Vec<_> =
        std::fs::read_dir(place.dir.path().join("shelf")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(shelf, ["entrepot-20261123T000000Z.tar.zst"]);
    let (_, nights) = place.json(&["nightly"]);
    assert_eq!(nights.as_array().unwrap().iter().map(|n| n["state"].as_str().unwrap()).collect::<Vec<_>>(), ["failed", "done"]);
    // A home that is broken fails the examination.
    std::fs::write(place.home().join("entrepot.toml"), "[nightly]\nrates = false\n").unwrap();
    std::fs::remove_dir_all(place.home().join("raw")).unwrap();
    let (code, night) = place.json(&["nightly", "--once"]);
    assert_eq!((code, went(&night)[2].as_str()), (1, "doctor failed"));
    std::fs::write(place.home().join("entrepot.toml"), "[nightly]\nat = \"25:00\"\n").unwrap();
    let (code, error) = place.json(&["serve"]);
    assert_eq!((code, error["error"]["code"].as_str()), (2, Some("config.time")));
}

#[test]
fn the_currency_chosen_in_the_home_yields_to_file_and_environment() {
    let place = Place::new();
    let file = place.file("o.csv", &orders(30));
    assert_eq!(place.json(&["import", "--profile", "orders", &file]).0, 0);
    let server = Serving::start(&place);
    assert_eq!(server.ask("PUT", "/api/v1/settings", "", r#"{"report_currency":"GBP"}"#).0, 200);
    let currency = |env: &str| {
        let out = command(&place.home()).args(["metric", "net_sales", "--json"]).env("ENTREPOT_REPORT_CURRENCY", env).output().unwrap();
        serde_json::from_slice::<Value>(&out.stdout).unwrap()["currency"].as_str().unwrap().to_owned()
    };
    assert_eq!(currency(""), "GBP");
    std::fs::write(place.home().join("entrepot.toml"), "report_currency = \"USD\"\n").unwrap();
    let plain = place.json(&["metric", "net_sales"]).1["currency"].clone();
    assert_eq!(plain, "USD", "the file is stronger");
    assert_eq!(currency("JPY"), "JPY", "the environment is stronger still");
    assert_eq!(place.json(&["metric", "net_sales", "--currency", "CNY"]).1["currency"], "CNY", "a flag is strongest");
}
