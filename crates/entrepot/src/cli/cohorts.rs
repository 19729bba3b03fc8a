//! `entrepot cohorts`: buyers by the period of their first purchase, and how many came back, as a table or as JSON.

use super::metric::{Asked, query};
use super::{Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::Args;

/// Arguments of `cohorts`.
#[derive(Debug, Args)]
pub struct CohortArgs {
    /// Only where a dimension has a value: `country=DE`. Repeat for more; values of one dimension are alternatives.
    #[arg(long = "where", value_name = "K=V")]
    filters: Vec<String>,
    /// First day of the first purchases, YYYY-MM-DD.
    #[arg(long)]
    from: Option<String>,
    /// Last day of the first purchases, YYYY-MM-DD.
    #[arg(long)]
    to: Option<String>,
    /// Length of a period: week, month, quarter or year.
    #[arg(long, default_value = "month")]
    grain: String,
}

/// Runs it.
pub async fn run(c: &Context, args: CohortArgs) -> Result<u8, Failure> {
    let asked = Asked {
        by: &[],
        filters: &args.filters,
        from: args.from.as_deref(),
        to: args.to.as_deref(),
        grain: Some(&args.grain),
        currency: None,
        compare: None,
    };
    let query = query("retention", &asked)?;
    let semantic = wiring::semantic(&c.dir, &c.config)?;
    let home = wiring::home(&c.dir, &c.config).await?;
    wiring::settle(&semantic, &home, &c.config).await?;
    let engine = wiring::engine(&c.config, &c.dir)?;
    let session = wiring::session(&home, &engine).await?;
    let found = semantic.cohorts(&session, &query).await?;
    if c.json {
        output::json(&found)?;
        return Ok(DONE);
    }
    let ages: Vec<String> = (0..found.whole.len()).map(|age| age.to_string()).collect();
    let mut header = vec!["first purchase", "buyers"];
    header.extend(ages.iter().map(String::as_str));
    let percent = |share: &Option<String>| share.as_deref().map_or_else(|| "–".to_owned(), super::pnl::percent);
    let mut rows: Vec<Vec<String>> = found
        .cohorts
        .iter()
        .map(|cohort| {
            [cohort.period.clone(), cohort.buyers.to_string()]
                .into_iter()
                .chain(cohort.ages.iter().map(|age| percent(&age.share)))
                .collect()
        })
        .collect();
    let buyers: u64 = found.cohorts.iter().map(|cohort| cohort.buyers).sum();
    rows.push(["all".to_owned(), buyers.to_string()].into_iter().chain(found.whole.iter().map(|age| percent(&age.share))).collect());
    output::table(&header, &rows);
    Ok(DONE)
}
