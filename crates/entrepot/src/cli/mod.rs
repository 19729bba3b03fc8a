//! The command line: `entrepot <noun> <verb>`, `--json` everywhere, exit codes 0 done, 1 failed, 2 wrong usage, 3 done with
//! quarantined rows, 4 something must be asked.

mod alerts;
mod audit;
mod backup;
mod cohorts;
mod demo;
mod doctor;
mod export;
mod find;
mod forecast;
pub mod fx;
mod import;
mod market;
mod metric;
mod mode;
mod nightly;
mod pnl;
mod preset;
mod quality;
mod quarantine;
mod quote;
mod reference;
mod saved;
mod serve;
mod sql;
mod suggest;
mod token;
mod watch;

use crate::config::{Config, default_home};
use crate::failure::Failure;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Done.
pub const DONE: u8 = 0;
/// Done, and some rows are in quarantine.
pub const QUARANTINED: u8 = 3;
/// Something must be asked.
pub const ASKS: u8 = 4;

/// The operations engine for companies that sell across borders.
#[derive(Debug, Parser)]
#[command(
    name = "entrepot",
    version,
    about,
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with quarantined rows, 4 something must be asked."
)]
pub struct Args {
    /// Folder that holds everything (default: `entrepot` in your home folder).
    #[arg(long, global = true, env = "ENTREPOT_HOME", overrides_with = "home")]
    home: Option<PathBuf>,
    /// Answer as JSON on standard output.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Import files by a mapping profile; `import --suggest FILE`, `import history`, `import undo ID`, `import list`.
    Import(import::ImportArgs),
    /// Rows that could not be taken: list, show, replay.
    Quarantine(quarantine::QuarantineArgs),
    /// One read-only SQL statement over the lake.
    Sql(sql::SqlArgs),
    /// What is kept under a name: `saved list`, `saved show NAME`, `saved remove NAME`.
    Saved(saved::SavedArgs),
    /// Metrics: `metric list`, `metric show NAME`, `metric NAME --by country --grain month`.
    Metric(metric::MetricArgs),
    /// Profit and loss from price to contribution: `pnl --by mode`, `pnl --grain month --compare year`.
    Pnl(pnl::PnlArgs),
    /// Buyers by the period of their first purchase, and how many came back in each period after.
    Cohorts(cohorts::CohortArgs),
    /// How good the data is: a score from 0 to 100 and the checks behind it.
    Quality(quality::QualityArgs),
    /// Days on which a metric was outside of what its weekday and season let expect.
    Alerts(alerts::AlertArgs),
    /// The market beside your own trade: `market volume|products|destinations|origins|modes`, `market list|add|remove`.
    Market(market::MarketArgs),
    /// Forecasts: `forecast net_sales`, `forecast --sku S --by country`, `forecast --all-skus`.
    Forecast(forecast::ForecastArgs),
    /// What something costs by the rules of a day: `quote fee`, `quote lane`, `quote duty`, `quote landed`, `quote export`.
    Quote(quote::QuoteArgs),
    /// Platforms and their dated fees: `preset list`, `preset show SLUG`, `preset check FILE`.
    Preset(preset::PresetArgs),
    /// What could be better, on your own orders: `find cliffs`.
    Find(find::FindArgs),
    /// Which way to sell: your own orders under other modes, platforms, lanes and laws: `mode compare --modes b2c,b2b,b2b2c`.
    Mode(mode::ModeArgs),
    /// Exchange rates: list, load a file, update from the European Central Bank.
    Fx(fx::FxArgs),
    /// Make the demo seller's files, import them and serve the console.
    Demo(demo::DemoArgs),
    /// Serve the console and the HTTP API.
    Serve(serve::ServeArgs),
    /// The whole home in one file: `backup FILE`.
    Backup(backup::BackupArgs),
    /// A backup into an empty home: `restore FILE`; `--check` only looks.
    Restore(backup::RestoreArgs),
    /// Everything in open formats: `export --all FOLDER`; `import --all FOLDER` takes it into an empty home.
    Export(export::ExportArgs),
    /// Who may ask the server from elsewhere: `token add NAME --role viewer`, `token list`, `token revoke NAME`.
    Token(token::TokenArgs),
    /// Who did what, newest first.
    Audit(audit::AuditArgs),
    /// What ran at night: rates, compaction, examination, backup; `--once` runs it now.
    Nightly(nightly::NightlyArgs),
    /// Is everything whole? Checks lake, history and originals against each other; `--deep` reads every byte.
    Doctor(doctor::DoctorArgs),
    /// Lake versions and compaction.
    Lake(sql::LakeArgs),
    /// Write a reference page of the documentation.
    #[command(hide = true)]
    Reference(reference::ReferenceArgs),
}

/// What every command gets.
#[derive(Clone)]
pub struct Context {
    /// The home folder.
    pub dir: PathBuf,
    /// Its configuration.
    pub config: Config,
    /// JSON wanted?
    pub json: bool,
}

/// Runs a command and returns its exit code.
pub async fn run(args: Args) -> Result<u8, Failure> {
    let dir = args.home.unwrap_or_else(default_home);
    let config = Config::load(&dir)?;
    let context = Context { dir, config, json: args.json };
    match args.command {
        Command::Import(a) => import::run(&context, a).await,
        Command::Quarantine(a) => quarantine::run(&context, a).await,
        Command::Sql(a) => sql::run(&context, a).await,
        Command::Saved(a) => saved::run(&context, a).await,
        Command::Metric(a) => metric::run(&context, a).await,
        Command::Pnl(a) => pnl::run(&context, a).await,
        Command::Cohorts(a) => cohorts::run(&context, a).await,
        Command::Quality(a) => quality::run(&context, a).await,
        Command::Alerts(a) => alerts::run(&context, a).await,
        Command::Market(a) => market::run(&context, a).await,
        Command::Forecast(a) => forecast::run(&context, a).await,
        Command::Quote(a) => quote::run(&context, &a).await,
        Command::Preset(a) => preset::run(&context, a),
        Command::Find(a) => find::run(&context, a).await,
        Command::Mode(a) => mode::run(&context, a).await,
        Command::Fx(a) => fx::run(&context, a).await,
        Command::Demo(a) => demo::run(&context, a).await,
        Command::Serve(a) => serve::run(&context, a).await,
        Command::Backup(a) => backup::backup(&context, a).await,
        Command::Restore(a) => backup::restore(&context, a).await,
        Command::Export(a) => export::export(&context, a).await,
        Command::Token(a) => token::run(&context, a).await,
        Command::Audit(a) => audit::run(&context, a).await,
        Command::Nightly(a) => nightly::run(&context, &a).await,
        Command::Doctor(a) => doctor::run(&context, &a).await,
        Command::Lake(a) => sql::lake(&context, a).await,
        Command::Reference(a) => reference::run(&context, &a),
    }
}
