//! `entrepot backup` and `entrepot restore`: a home into one file, and back.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{output, progress, wiring};
use clap::Args;
use entrepot_keep::{BackupRequest, Progress, RestoreRequest};
use std::path::PathBuf;

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The file to write, for example `entrepot-2026-11-22.tar.zst`.
    file: PathBuf,
    /// Replace a file that is there.
    #[arg(long)]
    force: bool,
    /// Carry the secrets of `entrepot.toml` too.
    #[arg(long)]
    with_secrets: bool,
}

/// Arguments of `restore`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup.
    file: PathBuf,
    /// Move a home that is there aside and take its place.
    #[arg(long)]
    replace: bool,
    /// Only check the backup, every byte of it, and say what is in it.
    #[arg(long, conflicts_with = "replace")]
    check: bool,
}

/// Makes a backup.
pub async fn backup(c: &Context, args: BackupArgs) -> Result<u8, Failure> {
    wiring::existing(&c.dir)?;
    let home = wiring::home(&c.dir, &c.config).await?;
    let request = BackupRequest {
        target: args.file,
        force: args.force,
        with_secrets: args.with_secrets,
        actor: wiring::actor(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        now_us: wiring::now_us(),
    };
    let watched = Progress::default();
    let guard = progress::show_carry(&watched, "backup", c.json);
    let done = entrepot_keep::backup(&home, &request, &watched).await;
    drop(guard);
    let report = done?;
    if c.json {
        output::json(&report)?;
    } else {
        output::line(&format!("{}: {} bytes, lake version {}", report.file, report.bytes, report.lake_version));
        output::line(&format!("{} members, {} bytes before compression, sha256 {}", report.members, report.content_bytes, report.sha256));
    }
    if !report.left_out.is_empty() {
        eprintln!("hint: not in it, set again after a restore: {}", report.left_out.join(", "));
    }
    Ok(DONE)
}

/// Restores one, or only checks it.
pub async fn restore(c: &Context, args: RestoreArgs) -> Result<u8, Failure> {
    let watched = Progress::default();
    let guard = progress::show_carry(&watched, if args.check { "check" } else { "restore" }, c.json);
    if args.check {
        let checked = entrepot_keep::check(&args.file, &watched).await;
        drop(guard);
        let header = checked?;
        if c.json {
            output::json(&header)?;
        } else {
            output::line(&format!("{} is whole: lake version {}, made {}", args.file.display(), header.lake_version, header.made_at));
            output::line(&format!(
                "{} members, {} bytes, by {} with entrepot {}",
                header.members, header.bytes, header.made_by, header.entrepot
            ));
        }
        return Ok(DONE);
    }
    if std::env::var_os("ENTREPOT_TABLES").is_some_and(|value| !value.is_empty()) {
        drop(guard);
        return Err(Failure::usage(
            "restore.elsewhere",
            "ENTREPOT_TABLES names another place for the tables; a restored home keeps them in itself",
            "unset it and run the command again",
        ));
    }
    let request =
        RestoreRequest { file: args.file, home: c.dir.clone(), replace: args.replace, actor: wiring::actor(), now_us: wiring::now_us() };
    let done = entrepot_keep::restore(&request, &watched).await;
    drop(guard);
    let report = done?;
    if c.json {
        output::json(&report)?;
    } else {
        output::line(&format!("{} is restored: lake version {}, as of {}", report.home, report.lake_version, report.made_at));
        if let Some(aside) = &report.moved_aside {
            output::line(&format!("the home that was there is now {aside}"));
        }
    }
    if !report.set_again.is_empty() {
        eprintln!("hint: not in the backup, set again in entrepot.toml: {}", report.set_again.join(", "));
    }
    Ok(DONE)
}
