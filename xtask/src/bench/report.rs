//! Writes what was measured into docs/benchmarks.md, each part between its own two markers, with
//! the command, the machine and the day.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// How and where it was measured.
pub struct About<'a> {
    /// What peers.py said about the machine.
    pub machine: &'a Value,
    /// The command that measures the same again.
    pub command: &'a str,
    /// Copies of the data set in the large runs.
    pub copies: u32,
}

impl About<'_> {
    pub fn line(&self) -> String {
        let text = |key: &str| self.machine[key].as_str().unwrap_or("?").to_owned();
        format!(
            "`{}`, {}; {}, {} cores, {} GiB; {}; load before the run {:.1}.\n",
            self.command,
            text("date"),
            text("cpu"),
            self.machine["cores"],
            self.machine["memory_gib"],
            text("peers"),
            self.machine["load"].as_f64().unwrap_or(f64::NAN)
        )
    }
}

/// Puts `text` between the part's markers.
pub fn write(root: &Path, part: &str, text: &str) -> Result<()> {
    let path = root.join("docs/benchmarks.md");
    let old = std::fs::read_to_string(&path).context("cannot read docs/benchmarks.md")?;
    let new = between(&old, part, text)?;
    std::fs::write(&path, new).context("cannot write docs/benchmarks.md")
}

fn between(old: &str, part: &str, text: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- bench:{part} -->"), format!("<!-- /bench:{part} -->"));
    let cut = old.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    match cut {
        Some((before, after)) => Ok(format!("{before}{begin}\n{}\n{end}{after}", text.trim_end())),
        None => bail!("docs/benchmarks.md has no `{begin}` … `{end}`"),
    }
}

/// Wall time against DuckDB, and memory by size.
pub fn import(about: &About<'_>, result: &Value) -> Result<String> {
    let mut text = about.line();
    let (ours, theirs) = (&result["entrepot"], &result["duckdb"]);
    writeln!(text, "\n| UCI x {}, {} rows | wall, median of {} | peak memory |", about.copies, result["rows"], result["runs"])?;
    text.push_str("| --- | ---: | ---: |\n");
    writeln!(text, "| entrepot import | {:.1} s | {} MiB |", float(ours, "seconds")?, mebibytes(ours)?)?;
    writeln!(text, "| DuckDB COPY | {:.1} s | {} MiB |", float(theirs, "seconds")?, mebibytes(theirs)?)?;
    writeln!(text, "| ratio (must: 3.0, goal: 1.0) | **{:.2}** | |", float(result, "ratio")?)?;
    text.push_str("\n| copies | rows | wall | peak memory (must: 1,024 MiB) |\n| ---: | ---: | ---: | ---: |\n");
    for row in result["memory"].as_array().context("no memory figures")? {
        writeln!(text, "| {} | {} | {:.1} s | {} MiB |", row["copies"], row["rows"], float(row, "seconds")?, mebibytes(row)?)?;
    }
    Ok(text)
}

/// How long a proposal takes.
pub fn suggest(about: &About<'_>, result: &Value) -> Result<String> {
    let mut text = about.line();
    writeln!(text, "\n| file | size | wall, median of {} | must |", result["runs"])?;
    text.push_str("| --- | ---: | ---: | ---: |\n");
    for row in result["rows"].as_array().context("no proposals")? {
        let megabytes = row["bytes"].as_u64().unwrap_or(0) / 1_000_000;
        writeln!(text, "| {} | {megabytes} MB | {:.2} s | 2 s |", row["file"].as_str().unwrap_or("?"), float(row, "seconds")?)?;
    }
    Ok(text)
}

/// Each query beside its peers.
pub fn queries(about: &About<'_>, result: &Value) -> Result<String> {
    let mut text = about.line();
    writeln!(text, "\n| {} lines, ms, median of {} | entrepot | DuckDB | chdb | rows | answers |", result["lines"], result["runs"])?;
    text.push_str("| --- | ---: | ---: | ---: | ---: | --- |\n");
    for row in result["queries"].as_array().context("no queries")? {
        let different = row["different"].as_array().map_or(0, Vec::len);
        let answers = if different == 0 { "equal".to_owned() } else { format!("**{different} differ**") };
        writeln!(
            text,
            "| {} | {:.0} | {:.0} | {:.0} | {} | {answers} |",
            row["name"].as_str().unwrap_or("?"),
            float(row, "entrepot_ms")?,
            float(row, "duckdb_ms")?,
            float(row, "chdb_ms")?,
            row["rows"]
        )?;
    }
    let ratio = &result["ratio"];
    writeln!(
        text,
        "| geometric mean of the ratios (must: 1.5, goal: below 1.0) | | **{:.2}** | **{:.2}** | | |",
        float(ratio, "duckdb")?,
        float(ratio, "chdb")?
    )?;
    Ok(text)
}

/// How many queries have an answer that is not the peers'.
pub fn different(result: &Value) -> usize {
    let queries = result["queries"].as_array().into_iter().flatten();
    queries.filter(|row| row["different"].as_array().is_none_or(|keys| !keys.is_empty())).count()
}

/// All metrics at once, on the large data set.
pub fn overview(about: &About<'_>, result: &Value) -> Result<String> {
    let mut text = about.line();
    writeln!(
        text,
        "\n| UCI x {}, {} lines, all {} metrics over the whole book | measured | must |",
        about.copies, result["lines"], result["metrics"]
    )?;
    text.push_str("| --- | ---: | ---: |\n");
    writeln!(text, "| first time, of a server that has just started | {:.0} ms | 2,000 ms |", float(result, "cold_ms")?)?;
    writeln!(text, "| once more | {:.0} ms | 300 ms |", float(result, "warm_ms")?)?;
    Ok(text)
}

/// Latency on the plain data set: every metric by two slices, each pair asked once.
pub fn slices(about: &About<'_>, result: &Value) -> Result<String> {
    let mut text = about.line();
    text.push_str("\n| UCI x 1 | measured | must |\n| --- | ---: | ---: |\n");
    let slowest = result["slowest"].as_str().unwrap_or("?");
    writeln!(
        text,
        "| slowest of {} metrics by two slices ({slowest}) | {:.0} ms | 300 ms |",
        result["requests"],
        float(result, "max_ms")?
    )?;
    writeln!(text, "| median of them | {:.0} ms | |", float(result, "median_ms")?)?;
    writeln!(text, "| of them over 300 ms | {} | 0 |", result["over_300_ms"])?;
    writeln!(text, "| `entrepot --help` | {:.0} ms | 50 ms |", float(result, "help_ms")?)?;
    Ok(text)
}

fn float(value: &Value, key: &str) -> Result<f64> {
    value[key].as_f64().with_context(|| format!("peers.py measured no `{key}`"))
}

fn mebibytes(value: &Value) -> Result<u64> {
    let bytes = value["peak_bytes"].as_u64().context("peers.py measured no memory")?;
    Ok(bytes.div_ceil(1 << 20))
}

#[cfg(test)]
mod tests {
    use super::{About, between, different, import, queries};
    use serde_json::json;

    #[test]
    fn a_part_replaces_only_itself() {
        let old = "a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb\n<!-- bench:y -->\n<!-- /bench:y -->\n";
        let new = between(old, "x", "new\n").unwrap();
        assert_eq!(new, "a\n<!-- bench:x -->\nnew\n<!-- /bench:x -->\nb\n<!-- bench:y -->\n<!-- /bench:y -->\n");
        assert_eq!(between(&new, "x", "new\n").unwrap(), new);
        assert!(between(old, "z", "new").is_err());
    }

    #[test]
    fn tables_show_what_was_measured() {
        let machine = json!({"cpu": "C", "cores": 2, "memory_gib": 8, "peers": "p", "load": 0.1, "date": "2026-01-01"});
        let about = About { machine: &machine, command: "cargo xtask bench", copies: 20 };
        let side = |seconds: f64| json!({"seconds": seconds, "peak_bytes": 1_048_577});
        let result = json!({"rows": 10, "runs": 3, "ratio": 2.0, "entrepot": side(4.0), "duckdb": side(2.0),
            "memory": [{"copies": 1, "rows": 5, "seconds": 1.0, "peak_bytes": 1}]});
        let text = import(&about, &result).unwrap();
        assert!(text.contains("| ratio (must: 3.0, goal: 1.0) | **2.00** | |"), "{text}");
        assert!(text.contains("| entrepot import | 4.0 s | 2 MiB |"), "{text}");
        let result = json!({"lines": 1, "runs": 7, "ratio": {"duckdb": 0.5, "chdb": 1.25},
            "queries": [{"name": "q", "entrepot_ms": 1.0, "duckdb_ms": 2.0, "chdb_ms": 0.8, "rows": 3, "different": ["k"]}]});
        let text = queries(&about, &result).unwrap();
        assert!(text.contains("**1 differ**") && text.contains("**0.50** | **1.25**"), "{text}");
        assert_eq!(different(&result), 1);
        assert!(queries(&about, &json!({"queries": [{}]})).is_err());
    }
}
