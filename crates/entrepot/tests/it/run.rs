//! Runs the binary in a temporary home.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with a home in it.
pub struct Place {
    pub dir: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    pub fn run(&self, args: &[&str]) -> Output {
        command(&self.home()).args(args).output().unwrap()
    }

    /// Runs with `--json`; the exit code and the answer.
    pub fn json(&self, args: &[&str]) -> (i32, Value) {
        let out = command(&self.home()).args(args).arg("--json").output().unwrap();
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let value =
            serde_json::from_str(&text).unwrap_or_else(|e| panic!("{args:?}: {e}: {text} {}", String::from_utf8_lossy(&out.stderr)));
        (out.status.code().unwrap(), value)
    }

    /// One number by SQL.
    pub fn one(&self, sql: &str) -> String {
        let (code, answer) = self.json(&["sql", sql]);
        assert_eq!(code, 0, "{answer}");
        match &answer["rows"][0] {
            Value::Array(a) => plain(&a[0]),
            Value::Object(o) => plain(o.values().next().unwrap()),
            other => panic!("{sql}: {other}"),
        }
    }
}

fn plain(v: &Value) -> String {
    v.as_str().map_or_else(|| v.to_string(), str::to_owned)
}

/// The binary on a home, with a fixed clock.
pub fn command(home: &Path) -> Command {
    let mut c = Command::new(env!("CARGO_BIN_EXE_entrepot"));
    c.arg("--home").arg(home).env("ENTREPOT_NOW", "2026-11-22T00:00:00Z").env_remove("ENTREPOT_HOME").env_remove("ENTREPOT_TOKEN");
    c
}

/// A file of plain orders.
pub fn orders(n: usize) -> String {
    let mut text = "order_id,line_id,order_time,sku,quantity,unit_price,currency,country,buyer_id\n".to_owned();
    for i in 0..n {
        let currency = ["EUR", "USD", "GBP"][i % 3];
        let country = ["DE", "US", "EIRE", "Unspecified"][i % 4];
        text += &format!(
            "O{i},1,2026-{:02}-{:02} 10:00:00,SKU{},{},9.99,{currency},{country},B{}\n",
            1 + i % 10,
            1 + i % 28,
            i % 50,
            1 + i % 3,
            i % 97
        );
    }
    text
}

/// A folder of real data, when it is there.
pub fn data(file: &str) -> Option<PathBuf> {
    let root = std::env::var_os("ENTREPOT_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = root.join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {file} is not in the test data folder");
    None
}
