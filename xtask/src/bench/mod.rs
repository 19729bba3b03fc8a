//! `cargo xtask bench`: speed and memory beside DuckDB and chdb, measured in one run on one machine
//! and written into docs/benchmarks.md.
//!
//! This side prepares and reports; `xtask/bench/peers.py` measures. The peers come from pip into an
//! environment below cargo's target folder, never into the checkout.

mod prepare;
mod replay;
mod report;

use crate::args::{Args, Usage};
use crate::server::Server;
use crate::{out, place, process};
use anyhow::{Context, Result};
use prepare::Bench;
use serde_json::Value;
use std::ffi::OsStr;

const PARTS: &[&str] = &["import", "suggest", "queries", "overview", "slices"];
/// Copies of UCI Online Retail for the large runs: 10.8 million lines.
const COPIES: u32 = 20;

/// Runs the chosen parts and writes each one's table; 1 when a peer's answer differs from ours.
pub fn run(words: &[String]) -> Result<u8> {
    let mut args = Args::new(words);
    let only = args.all("--only")?;
    let copies = number(args.one("--copies")?, COPIES)?;
    let runs = number(args.one("--runs")?, 3)?;
    let profile = args.one("--profile")?.unwrap_or_else(|| "dist".to_owned());
    args.done()?;
    if let Some(part) = only.iter().find(|part| !PARTS.contains(&part.as_str())) {
        return Err(Usage(format!("no part `{part}`; there are {}", PARTS.join(" "))).into());
    }
    let chosen = |part: &str| only.is_empty() || only.iter().any(|name| name == part);

    let bench = Bench::prepare(&place::root()?, &profile, PARTS.iter().any(|part| *part != "replay" && chosen(part)))?;
    let machine = bench.peers(["machine"])?;
    let command = format!("cargo xtask bench --copies {copies} --runs {runs} --profile {profile}");
    let about = report::About { machine: &machine, command: &command, copies };
    let mut answers_differ = false;
    if chosen("import") {
        out::heading("import against DuckDB's COPY");
        let result = import(&bench, copies, runs)?;
        report::write(&bench.root, "import", &report::import(&about, &result)?)?;
    }
    if chosen("suggest") {
        out::heading("a proposal for a large table");
        report::write(&bench.root, "suggest", &report::suggest(&about, &suggest(&bench, copies, runs)?)?)?;
    }
    if chosen("queries") {
        out::heading("twelve dashboard queries against DuckDB and chdb");
        let home = bench.home(copies)?;
        let server = Server::start(&bench.binary, &home)?;
        let queries = bench.root.join("xtask/bench/queries.toml");
        let result = bench.peers::<&OsStr>([
            "queries".as_ref(),
            "--url".as_ref(),
            server.url.as_ref(),
            "--home".as_ref(),
            home.as_os_str(),
            "--work".as_ref(),
            bench.work.as_os_str(),
            "--queries".as_ref(),
            queries.as_os_str(),
            "--runs".as_ref(),
            "7".as_ref(),
        ]);
        server.stop()?;
        let result = result?;
        report::write(&bench.root, "queries", &report::queries(&about, &result)?)?;
        answers_differ = report::different(&result) > 0;
    }
    if chosen("overview") {
        out::heading("all metrics at once");
        let home = bench.home(copies)?;
        let server = Server::start(&bench.binary, &home)?;
        let result = bench.peers::<&OsStr>(["overview".as_ref(), "--url".as_ref(), server.url.as_ref()]);
        server.stop()?;
        report::write(&bench.root, "overview", &report::overview(&about, &result?)?)?;
    }
    if chosen("slices") {
        out::heading("every metric by every two slices, and the command's start");
        let home = bench.home(1)?;
        let server = Server::start(&bench.binary, &home)?;
        let result = bench.peers::<&OsStr>([
            "slices".as_ref(),
            "--url".as_ref(),
            server.url.as_ref(),
            "--binary".as_ref(),
            bench.binary.as_os_str(),
        ]);
        server.stop()?;
        report::write(&bench.root, "slices", &report::slices(&about, &result?)?)?;
    }
    if chosen("replay") {
        out::heading("an order book under thirty scenarios, against pandas");
        let result = replay::measure(&bench, &profile)?;
        report::write(&bench.root, "replay", &replay::report(&about, &result)?)?;
        answers_differ |= replay::different(&result);
    }
    out::say("written to docs/benchmarks.md");
    if answers_differ {
        out::say("error: a peer's answer differs from ours; a fast wrong answer is no result");
    }
    Ok(u8::from(answers_differ))
}

fn import(bench: &Bench, copies: u32, runs: u32) -> Result<Value> {
    let mut words = vec!["import".to_owned(), "--runs".to_owned(), runs.to_string()];
    let mut sizes = vec![1, 5, copies];
    sizes.retain(|size| *size <= copies);
    sizes.dedup();
    for size in sizes {
        words.extend(["--file".to_owned(), format!("{size}={}", bench.source(size)?.display())]);
    }
    words.extend(["--binary".to_owned(), bench.binary.display().to_string()]);
    words.extend(["--work".to_owned(), bench.work.display().to_string()]);
    bench.peers(words)
}

/// The time of `import --suggest`, from start to exit, on the large file as it is and packed.
fn suggest(bench: &Bench, copies: u32, runs: u32) -> Result<Value> {
    let source = bench.source(copies)?;
    let packed = source.with_extension("csv.gz");
    if !packed.is_file() {
        process::run(std::process::Command::new("gzip").args(["--keep", "--fast"]).arg(&source))?;
    }
    let mut rows = Vec::new();
    for file in [source, packed] {
        let mut seconds = Vec::new();
        for _ in 0..runs {
            let start = std::time::Instant::now();
            let mut command = std::process::Command::new(&bench.binary);
            command.arg("--home").arg(bench.work.join("home-suggest")).args(["import", "--suggest", "--json"]).arg(&file);
            process::capture(&mut command)?;
            seconds.push(start.elapsed().as_secs_f64());
        }
        seconds.sort_by(f64::total_cmp);
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned());
        rows.push(serde_json::json!({ "file": name, "bytes": std::fs::metadata(&file)?.len(), "seconds": seconds[seconds.len() / 2] }));
    }
    Ok(serde_json::json!({ "runs": runs, "rows": rows }))
}

fn number(text: Option<String>, default: u32) -> Result<u32> {
    match text {
        None => Ok(default),
        Some(text) => match text.parse() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(Usage(format!("`{text}` is no number above 0")).into()),
        },
    }
}

impl Bench {
    /// Runs the measuring script and reads its answer.
    fn peers<W: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = W>) -> Result<Value> {
        let mut python = self.python();
        python.arg(self.root.join("xtask/bench/peers.py")).args(words);
        let text = process::capture_talking(&mut python)?;
        serde_json::from_str(&text).context("peers.py wrote something that is not JSON")
    }
}
