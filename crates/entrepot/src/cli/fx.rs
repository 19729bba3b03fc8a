//! `entrepot fx`: reference rates. The shipped table is the European Central Bank's; what is loaded comes before it.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::{Args, Subcommand};
use entrepot_collect::ImportReport;
use entrepot_domain::fx::RateBook;
use entrepot_lake::Home;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The ECB's public file with the rates of the last 90 days.
const ECB_90_DAYS: &str = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist-90d.xml";

/// Arguments of `fx`.
#[derive(Debug, Args)]
pub struct FxArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Load rates: `day,currency,rate` (units per euro), or the ECB's own CSV or XML.
    Load {
        /// The file.
        file: PathBuf,
    },
    /// Fetch the last 90 days from the European Central Bank.
    Update,
    /// What the shipped table covers.
    List,
}

/// Runs it.
pub async fn run(c: &Context, args: FxArgs) -> Result<u8, Failure> {
    match args.verb {
        Verb::List => list(c),
        Verb::Load { file } => {
            let text = std::fs::read(&file).map_err(|e| Failure::new("file.read", format!("{}: {e}", file.display()), "check the path"))?;
            let head = String::from_utf8_lossy(&text[..text.len().min(2000)]).into_owned();
            if head.contains("<Cube") {
                load_rows(c, &parse_xml(&String::from_utf8_lossy(&text))?, &file.display().to_string()).await
            } else if head.starts_with("Date,") {
                load_rows(c, &parse_wide(&String::from_utf8_lossy(&text))?, &file.display().to_string()).await
            } else {
                let home = wiring::home(&c.dir, &c.config).await?;
                let report = super::import::one(c, &home, "fx", None, vec![file]).await?;
                super::import::show(c, &report)
            }
        }
        Verb::Update => {
            let home = wiring::home(&c.dir, &c.config).await?;
            let report = update(c, &home, &wiring::actor()).await?;
            super::import::show(c, &report)
        }
    }
}

/// Fetches the newest rates and loads them in somebody's name.
pub async fn update(c: &Context, home: &Home, actor: &str) -> Result<ImportReport, Failure> {
    let url = if c.config.rates_url.is_empty() { ECB_90_DAYS.to_owned() } else { c.config.rates_url.clone() };
    let text =
        tokio::task::spawn_blocking(move || fetch(&url)).await.map_err(|e| Failure::new("fx.fetch", e.to_string(), "try again"))??;
    load(c, home, &parse_xml(&text)?, "European Central Bank", actor).await
}

fn fetch(url: &str) -> Result<String, Failure> {
    let fail = |e: ureq::Error| {
        Failure::new(
            "fx.offline",
            format!("the European Central Bank's file cannot be fetched: {e}"),
            "go online and try again, or load a downloaded file: entrepot fx load FILE",
        )
    };
    let mut answer = ureq::get(url).call().map_err(fail)?;
    answer.body_mut().read_to_string().map_err(fail)
}

/// `(day, currency, rate)` as written.
type Quote = (String, String, String);

/// The ECB's XML: `<Cube time="2026-10-30"><Cube currency="USD" rate="1.1172"/>`.
fn parse_xml(text: &str) -> Result<Vec<Quote>, Failure> {
    let attribute = |tag: &str, name: &str| {
        let start = tag.find(&format!("{name}="))? + name.len() + 2;
        let rest = tag.get(start..)?;
        Some(rest.split(['"', '\'']).next()?.to_owned())
    };
    let mut day = String::new();
    let mut quotes = Vec::new();
    for tag in text.split("<Cube").skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        if let Some(time) = attribute(tag, "time") {
            day = time;
        } else if let (Some(currency), Some(rate)) = (attribute(tag, "currency"), attribute(tag, "rate")) {
            quotes.push((day.clone(), currency, rate));
        }
    }
    if quotes.is_empty() {
        Err(Failure::new("fx.format", "the file has no rates", "load the ECB's CSV or XML, or day,currency,rate"))
    } else {
        Ok(quotes)
    }
}

/// The ECB's CSV: one day a line, one currency a column.
fn parse_wide(text: &str) -> Result<Vec<Quote>, Failure> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').map(str::trim).collect();
    let mut quotes = Vec::new();
    for line in lines {
        let mut cells = line.split(',').map(str::trim);
        let Some(day) = cells.next() else { continue };
        for (currency, rate) in header[1..].iter().zip(cells) {
            if !currency.is_empty() && !rate.is_empty() && rate != "N/A" {
                quotes.push((day.to_owned(), (*currency).to_owned(), rate.to_owned()));
            }
        }
    }
    if quotes.is_empty() {
        Err(Failure::new("fx.format", "the file has no rates", "load the ECB's CSV or XML, or day,currency,rate"))
    } else {
        Ok(quotes)
    }
}

async fn load_rows(c: &Context, quotes: &[Quote], source: &str) -> Result<u8, Failure> {
    let home = wiring::home(&c.dir, &c.config).await?;
    let report = load(c, &home, quotes, source, &wiring::actor()).await?;
    super::import::show(c, &report)
}

async fn load(c: &Context, home: &Home, quotes: &[Quote], source: &str, actor: &str) -> Result<ImportReport, Failure> {
    let dir = c.dir.join("staging");
    std::fs::create_dir_all(&dir)?;
    let path = dir.join(format!("fx-{}.csv", wiring::now_us()));
    write_plain(&path, quotes, source)?;
    let report = super::import::one_as(c, home, "fx", None, vec![path.clone()], actor).await;
    let _ = std::fs::remove_file(path);
    report
}

fn write_plain(path: &Path, quotes: &[Quote], source: &str) -> Result<(), Failure> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    writeln!(out, "day,currency,rate,source")?;
    let source = source.replace(['"', ',', '\n'], " ");
    for (day, currency, rate) in quotes {
        writeln!(out, "{day},{currency},{rate},{source}")?;
    }
    Ok(out.flush()?)
}

fn list(c: &Context) -> Result<u8, Failure> {
    let book = RateBook::embedded()?;
    let rows: Vec<Vec<String>> = book
        .currencies()
        .into_iter()
        .map(|currency| vec![currency.as_str().to_owned(), currency.name_en().to_owned(), currency.name_zh().to_owned()])
        .collect();
    let (from, to) = book.span().map_or_else(Default::default, |(a, b)| (a.to_string(), b.to_string()));
    if c.json {
        let currencies: Vec<_> = rows.iter().map(|r| serde_json::json!({ "currency": r[0], "en": r[1], "zh": r[2] })).collect();
        output::json(&serde_json::json!({ "source": "European Central Bank", "from": from, "to": to, "currencies": currencies }))?;
    } else {
        output::table(&["currency", "name", "名称"], &rows);
        eprintln!("European Central Bank, euro foreign exchange reference rates, {from} to {to}");
    }
    Ok(DONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_the_banks_file_are_read() {
        let xml = "<gesmes:Envelope><Cube><Cube time='2026-10-30'><Cube currency='USD' rate='1.1172'/><Cube currency='JPY' rate='175.68'/></Cube></Cube>";
        assert_eq!(
            parse_xml(xml).unwrap(),
            vec![("2026-10-30".into(), "USD".into(), "1.1172".into()), ("2026-10-30".into(), "JPY".into(), "175.68".into())]
        );
        let csv = "Date,USD,BGN,\n2026-10-30,1.1172,N/A,\n";
        assert_eq!(parse_wide(csv).unwrap(), vec![("2026-10-30".into(), "USD".into(), "1.1172".into())]);
        assert!(parse_xml("<Cube></Cube>").is_err());
    }
}
