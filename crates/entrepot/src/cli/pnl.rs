//! `entrepot pnl`: the profit and loss statement of a slice, as a table or as JSON.

use super::metric::{query, shown};
use super::{ASKS, Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::Args;
use entrepot_domain::Currency;
use entrepot_semantic::{Cell, Column, LineKind, Statement};

/// Arguments of `pnl`.
#[derive(Debug, Args)]
pub struct PnlArgs {
    /// One column for every value of these dimensions, separated by commas.
    #[arg(long, value_delimiter = ',')]
    by: Vec<String>,
    /// Only where a dimension has a value: `country=DE`. Repeat for more; values of one dimension are alternatives.
    #[arg(long = "where", value_name = "K=V")]
    filters: Vec<String>,
    /// First day, YYYY-MM-DD.
    #[arg(long)]
    from: Option<String>,
    /// Last day, YYYY-MM-DD.
    #[arg(long)]
    to: Option<String>,
    /// One column for every day, week, month, quarter or year.
    #[arg(long)]
    grain: Option<String>,
    /// Report currency, ISO 4217.
    #[arg(long)]
    currency: Option<String>,
    /// Compare with the period before (`previous`) or the year before (`year`), weekday by weekday.
    #[arg(long)]
    compare: Option<String>,
    /// At most so many columns, largest first; the rest is put together in one more.
    #[arg(long, default_value_t = 8)]
    limit: usize,
}

/// Runs it.
pub async fn run(c: &Context, args: PnlArgs) -> Result<u8, Failure> {
    let asked = super::metric::Asked {
        by: &args.by,
        filters: &args.filters,
        from: args.from.as_deref(),
        to: args.to.as_deref(),
        grain: args.grain.as_deref(),
        currency: args.currency.as_deref(),
        compare: args.compare.as_deref(),
    };
    let mut query = query("contribution", &asked)?;
    query.limit = Some(args.limit);
    let semantic = wiring::semantic(&c.dir, &c.config)?;
    let home = wiring::home(&c.dir, &c.config).await?;
    wiring::settle(&semantic, &home, &c.config).await?;
    let engine = wiring::engine(&c.config, &c.dir)?;
    let session = wiring::session(&home, &engine).await?;
    let statement = semantic.statement(&session, &query).await?;
    if c.json {
        output::json(&statement)?;
    } else {
        table(&statement);
        let (from, to) = (statement.from.as_deref().unwrap_or("–"), statement.to.as_deref().unwrap_or("–"));
        eprintln!("profit and loss in {}, {from} to {to}, lake version {}", statement.currency, statement.lake_version);
    }
    for q in &statement.questions {
        eprintln!("question[{}]: {}\nhint: {}", q.code, q.text, q.hint);
    }
    Ok(if statement.questions.is_empty() { DONE } else { ASKS })
}

fn table(statement: &Statement) {
    let money = Currency::parse(&statement.currency).ok();
    let text = |value: Option<&str>| shown(value, money).unwrap_or_else(|| "–".to_owned());
    // What is not wholly known shows what is, with a question mark.
    let amount = |cell: &Cell| match &cell.value {
        Some(value) => text(Some(value)),
        None => format!("{}?", text(Some(&cell.known))),
    };
    let names: Vec<String> = statement.columns.iter().map(title).collect();
    let mut header = vec!["account", "total"];
    if statement.compare.is_some() {
        header.push("previous");
    }
    header.push("of net sales");
    header.extend(names.iter().map(String::as_str));
    let rows: Vec<Vec<String>> = statement
        .lines
        .iter()
        .map(|line| {
            let mut row = vec![match line.kind {
                LineKind::Account => format!("  {}", line.label.en),
                LineKind::Memo => format!("  ({})", line.label.en),
                LineKind::Subtotal | LineKind::Total => line.label.en.clone(),
            }];
            row.push(amount(&line.total));
            if statement.compare.is_some() {
                row.push(text(line.total.previous.as_deref()));
            }
            row.push(share(&line.total));
            row.extend(line.cells.iter().map(amount));
            row
        })
        .collect();
    output::table(&header, &rows);
}

fn share(cell: &Cell) -> String {
    cell.share.as_deref().map_or_else(|| "–".to_owned(), percent)
}

/// A fraction of six decimals as percent with one, half away from zero.
pub(super) fn percent(share: &str) -> String {
    let millionths: i64 = share.replacen('.', "", 1).parse().unwrap_or(0);
    let tenths = (millionths.abs() + 500) / 1000;
    format!("{}{}.{}%", if millionths < 0 && tenths > 0 { "-" } else { "" }, tenths / 10, tenths % 10)
}

fn title(column: &Column) -> String {
    if column.stands_for > 1 {
        return format!("{} others", column.stands_for);
    }
    let values: Vec<&str> = column.keys.iter().map(|(_, value)| value.as_deref().unwrap_or("unknown")).collect();
    values.join(" / ")
}
