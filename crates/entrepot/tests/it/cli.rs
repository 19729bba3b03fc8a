//! Commands, their answers and their exit codes.

use crate::mount::Mount;
use crate::run::{Place, command, data, orders};
use std::process::Stdio;

#[test]
fn the_main_job_on_real_data() {
    let Some(file) = data("online_retail/online_retail.csv.gz") else { return };
    let place = Place::new();
    let (code, r) = place.json(&["import", "--profile", "uci-online-retail", &file.display().to_string()]);
    assert_eq!(code, 0);
    assert_eq!((r["rows_read"].as_i64(), r["trades"].as_i64(), r["lines"].as_i64()), (Some(541_909), Some(25_900), Some(541_909)));
    let value = |metric: &str| place.json(&["metric", metric, "--currency", "GBP"]).1["rows"][0]["value"].as_str().unwrap().to_owned();
    assert_eq!(value("gross_sales"), "10655622.484");
    assert_eq!(value("net_sales"), "9758809.994");
    assert_eq!(place.one("SELECT sum(amount) AS n FROM lines"), "9747747.934");
    assert_eq!(place.one("SELECT count(DISTINCT buyer_id) AS n FROM lines"), "4372");
    // Returns find their purchase.
    let linked: i64 = place.one("SELECT count(*) AS n FROM return_links").parse().unwrap();
    assert!(linked > 7_000, "{linked} of 9,288 credit rows are linked");
    // Without a profile it is found out; the same file adds nothing.
    let (code, again) = place.json(&["import", &file.display().to_string()]);
    assert_eq!((code, again["rows_duplicate"].as_i64(), again["rows_accepted"].as_i64()), (0, Some(541_909), Some(0)));
}

#[test]
fn compaction_changes_no_answer_and_undo_still_works() {
    let place = Place::new();
    for (i, n) in [300, 600, 900].into_iter().enumerate() {
        let file = place.file(&format!("{i}.csv"), &orders(n));
        assert_eq!(place.json(&["import", "--profile", "orders", &file]).0, 0);
    }
    let ask = || place.json(&["metric", "net_sales", "--by", "country", "--grain", "month", "--currency", "EUR"]).1["rows"].clone();
    let before = ask();
    let (code, done) = place.json(&["lake", "compact"]);
    assert_eq!(code, 0);
    assert!(done["tables"][0]["files_before"].as_i64() > done["tables"][0]["files_after"].as_i64(), "{done}");
    assert_eq!(ask(), before);
    assert_eq!(place.one("SELECT count(*) AS n FROM lines"), "900");
    assert_eq!(place.json(&["import", "undo", "3"]).0, 0);
    assert_eq!(place.one("SELECT count(*) AS n FROM lines"), "600");
}

#[test]
fn exit_codes_say_what_happened() {
    let place = Place::new();
    let good = place.file("good.csv", &orders(20));
    let bad = place.file("bad.csv", &orders(5).replace("EUR", "RMB"));
    assert_eq!(place.json(&["import", "--profile", "orders", &good]).0, 0);
    assert_eq!(place.json(&["import", "--profile", "orders", &bad]).0, 3);
    let (code, e) = place.json(&["import", "--profile", "nothing", &good]);
    assert_eq!((code, e["error"]["code"].as_str()), (2, Some("profile.unknown")));
    let (code, e) = place.json(&["import", "--profile", "orders", "nowhere.csv"]);
    assert_eq!((code, e["error"]["code"].as_str()), (1, Some("file.missing")));
    assert_eq!(place.run(&["no-such-command"]).status.code(), Some(2));
    assert_eq!(place.json(&["metric", "no_such_metric"]).0, 2);
    // A currency without rates asks.
    let exotic = place.file("exotic.csv", &orders(3).replace("EUR", "KWD"));
    place.json(&["import", "--profile", "orders", "--source", "other", &exotic]);
    let (code, answer) = place.json(&["metric", "gross_sales", "--currency", "EUR"]);
    assert_eq!(code, 4, "{answer}");
    assert_eq!(answer["questions"][0]["code"], "fx_missing");
    let rates = place.file("kwd.csv", "day,currency,rate\n2026-01-01,KWD,0.34\n");
    assert_eq!(place.json(&["fx", "load", &rates]).0, 0);
    let (code, _) = place.json(&["metric", "gross_sales", "--currency", "EUR", "--from", "2026-01-01", "--to", "2026-01-09"]);
    assert_eq!(code, 0, "the loaded rate answers");
}

#[test]
fn sql_reads_and_nothing_else() {
    let place = Place::new();
    let file = place.file("o.csv", &orders(10));
    place.json(&["import", "--profile", "orders", &file]);
    for text in [
        "DROP TABLE lines",
        "SELECT 1; SELECT 2",
        "COPY lines TO 'x.csv'",
        "INSERT INTO lines VALUES (1)",
        "CREATE TABLE x AS SELECT 1",
        "SELECT * FROM '/etc/passwd'",
        "SET datafusion.execution.batch_size = 1",
        "CREATE EXTERNAL TABLE x STORED AS CSV LOCATION '/etc/passwd'",
    ] {
        let (code, e) = place.json(&["sql", text]);
        assert_eq!(code, 1, "{text}");
        assert!(!e["error"]["hint"].as_str().unwrap_or_default().is_empty(), "{text}: {e}");
    }
    let out = place.run(&["sql", "SELECT '=1+2' AS a, '@x' AS b, amount FROM lines LIMIT 1", "--csv"]);
    assert_eq!(String::from_utf8_lossy(&out.stdout).lines().nth(1).map(|l| l.starts_with("'=1+2,'@x,")), Some(true));
}

#[test]
fn quarantine_can_be_listed_fixed_and_replayed() {
    let place = Place::new();
    let file = place.file("bad.csv", &orders(9).replace("EUR", "RMB"));
    let (_, r) = place.json(&["import", "--profile", "orders", &file]);
    assert_eq!(r["rows_quarantined"], 3);
    let (_, list) = place.json(&["quarantine", "list"]);
    assert_eq!(list["total"], 3);
    let (code, preview) = place.json(&["quarantine", "replay", "--code", "currency.unknown", "--set", "currency=CNY", "--dry-run"]);
    assert_eq!((code, preview["preview"].as_array().map(Vec::len)), (0, Some(3)));
    let (code, done) = place.json(&["quarantine", "replay", "--code", "currency.unknown", "--set", "currency=CNY"]);
    assert_eq!((code, done["rows_accepted"].as_i64()), (0, Some(3)));
    assert_eq!(place.one("SELECT count(*) AS n FROM lines WHERE currency = 'CNY'"), "3");
}

#[test]
fn an_import_works_while_serve_runs() {
    use std::io::{BufRead, BufReader, Read, Write};
    let place = Place::new();
    let file = place.file("o.csv", &orders(30));
    place.json(&["import", "--profile", "orders", &file]);
    let mut server =
        command(&place.home()).args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let addr = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
    let lines = || {
        let mut s = std::net::TcpStream::connect(&addr).unwrap();
        write!(s, "GET /api/v1/status HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        s.read_to_string(&mut text).unwrap();
        let at = text.find("\"lines\":").unwrap() + 8;
        text[at..].split([',', '}']).next().unwrap().parse::<i64>().unwrap()
    };
    assert_eq!(lines(), 30);
    let more = place.file("more.csv", &orders(50));
    assert_eq!(place.json(&["import", "--profile", "orders", &more]).0, 0);
    assert_eq!(lines(), 50, "the server sees the new lake version");
    server.kill().unwrap();
    server.wait().unwrap();
    let refused = place.run(&["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("serve.token"));
}

#[test]
fn a_full_disk_loses_nothing() {
    let place = Place::new();
    let at = place.dir.path().join("small");
    let Some(_mount) = Mount::tmpfs(&at, "size=3m") else { return };
    let small = place.file("small.csv", &orders(200));
    let large = place.file("large.csv", &orders(120_000));
    let home = at.join("home");
    assert_eq!(command(&home).args(["import", "--profile", "orders", &small]).status().unwrap().code(), Some(0));
    let out = command(&home).args(["import", "--profile", "orders", &large, "--json"]).output().unwrap();
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(String::from_utf8_lossy(&out.stderr).contains("hint:"));
    let count = command(&home).args(["sql", "SELECT count(*) AS n FROM lines", "--csv"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&count.stdout).lines().nth(1), Some("200"), "{}", String::from_utf8_lossy(&count.stderr));
}

#[test]
fn a_read_only_home_says_so() {
    let place = Place::new();
    let at = place.dir.path().join("fixed");
    let Some(_mount) = Mount::tmpfs(&at, "ro") else { return };
    let file = place.file("o.csv", &orders(3));
    let out = command(&at.join("home")).args(["import", "--profile", "orders", &file]).output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("error[lake.read_only]"), "{}", String::from_utf8_lossy(&out.stderr));
}
