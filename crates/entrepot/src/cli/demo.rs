//! `entrepot demo`: the demo seller, through the same import as everybody.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::Args;
use entrepot_demo::{DemoFile, DemoSpec};

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Number of orders, up to three million.
    #[arg(long, default_value_t = 20_000)]
    orders: u64,
    /// Seed: the same seed makes the same files.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Import only; do not serve the console.
    #[arg(long)]
    no_serve: bool,
    /// Address to serve on.
    #[arg(long)]
    listen: Option<String>,
}

/// Runs it.
pub async fn run(c: &Context, args: DemoArgs) -> Result<u8, Failure> {
    let home = wiring::home(&c.dir, &c.config).await?;
    if home.ops.meta(entrepot_collect::BUSINESS_ZONE).await?.is_none() {
        home.ops.set_meta(entrepot_collect::BUSINESS_ZONE, entrepot_demo::ZONE).await?;
    }
    if home.ops.meta("seller").await?.is_none() {
        home.ops.set_meta("seller", "Demo seller, Ningbo").await?;
    }
    if home.ops.meta("home_country").await?.is_none() {
        home.ops.set_meta("home_country", entrepot_demo::HOME_COUNTRY).await?;
    }
    let spec = DemoSpec { orders: args.orders, seed: args.seed, ..DemoSpec::default() };
    let dir = c.dir.join("demo-files");
    std::fs::create_dir_all(&dir)?;
    eprintln!("making the demo seller's files: {} orders", args.orders);
    let target = dir.clone();
    let made = tokio::task::spawn_blocking(move || entrepot_demo::write(&target, &spec, &mut |_, _| {}, &|| false))
        .await
        .map_err(|e| Failure::new("demo.fault", e.to_string(), "please report it"))??;
    let mut reports = Vec::new();
    eprintln!("{} files; what they add up to is in {}", made.files.len(), dir.join("demo.json").display());
    for files in made.imports() {
        let paths = files.iter().map(|file| file.path.clone()).collect();
        let report = super::import::one(c, &home, files[0].profile, None, paths).await?;
        eprintln!(
            "{}: {} read = {} accepted + {} updated + {} quarantined + {} duplicate",
            title(files),
            report.rows_read,
            report.rows_accepted,
            report.rows_updated,
            report.rows_quarantined,
            report.rows_duplicate
        );
        reports.push(report);
    }
    if args.no_serve {
        if c.json {
            output::json(&reports)?;
        }
        let held: i64 = reports.iter().map(|r| r.rows_quarantined).sum();
        return Ok(if held > 0 { super::QUARANTINED } else { DONE });
    }
    drop(home);
    super::serve::run(c, super::serve::ServeArgs { listen: args.listen }).await
}

/// What is imported at once: the file, or the profile and how many files.
fn title(files: &[DemoFile]) -> String {
    match files {
        [file] => file.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        _ => format!("{} ({} files)", files[0].profile, files.len()),
    }
}
