//! `entrepot import`: files in, the history out, an import taken back. The work itself is done in collect.

use super::{Context, DONE, QUARANTINED, suggest, watch};
use crate::failure::Failure;
use crate::wiring::{self, PATIENCE};
use crate::{output, progress};
use clap::{Args, Subcommand};
use entrepot_collect::presets::{profile, profiles};
use entrepot_collect::{ImportReport, ImportRequest, Progress, detect, import, undo, undo_preview};
use entrepot_lake::Home;
use std::path::PathBuf;
use std::time::Duration;

/// Arguments of `import`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ImportArgs {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// The mapping profile; found out from the header when absent.
    #[arg(long)]
    profile: Option<String>,
    /// Namespace of the row keys, for two shops of one kind (default: the profile's name).
    #[arg(long)]
    source: Option<String>,
    /// Take everything that `export --all` wrote into an empty home.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["profile", "source", "files"])]
    all: Option<PathBuf>,
    /// Propose a profile for an unknown file from its first rows; nothing is imported.
    #[arg(long, conflicts_with_all = ["profile", "source"])]
    suggest: bool,
    /// With --suggest: correct the proposal. `field=column`, `field==fixed value`, `field=` for none, `field.format=%d/%m/%Y`,
    /// `table=products`, `decimal=,`, `zone=Europe/Berlin`, `returns=negative`. May be repeated.
    #[arg(long = "set", value_name = "FIELD=COLUMN", requires = "suggest")]
    set: Vec<String>,
    /// With --suggest: keep the proposal as a profile of this name.
    #[arg(long, value_name = "NAME", requires = "suggest")]
    save: Option<String>,
    /// With --save: replace a profile of that name.
    #[arg(long, requires = "save")]
    force: bool,
    /// Watch a folder: each file that is dropped in is imported by the profile that fits, or that its subfolder names, and moved
    /// to done/ or failed/.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["profile", "source", "suggest", "files", "all"])]
    watch: Option<PathBuf>,
    /// With --watch: end when everything that is there was taken.
    #[arg(long, requires = "watch")]
    once: bool,
    /// With --watch: seconds between two looks; a file is taken when two looks find it unchanged.
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=3600), requires = "watch")]
    every: u64,
    /// Files: CSV, TSV, JSON Lines or XLSX, also .gz and .zst. A source of several files is named whole.
    files: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// What was imported, when and by whom.
    History,
    /// Take an import back.
    Undo {
        /// Import id.
        id: i64,
        /// Only say what it would do.
        #[arg(long)]
        preview: bool,
    },
    /// The mapping profiles.
    List,
}

/// Runs it.
pub async fn run(c: &Context, args: ImportArgs) -> Result<u8, Failure> {
    match args.verb {
        Some(Verb::History) => history(c).await,
        Some(Verb::List) => list(c),
        Some(Verb::Undo { id, preview: true }) => would_take_back(c, id).await,
        Some(Verb::Undo { id, preview: false }) => take_back(c, id).await,
        None => {
            if let Some(folder) = args.all {
                return super::export::import(c, folder).await;
            }
            if let Some(dir) = &args.watch {
                return watch::run(c, dir, Duration::from_secs(args.every), args.once).await;
            }
            if args.files.is_empty() {
                return Err(Failure::usage("import.files", "no file was named", "entrepot import --profile orders FILE..."));
            }
            if args.suggest {
                return suggest::run(c, &args.files, &args.set, args.save.as_deref(), args.force).await;
            }
            let name = match args.profile {
                Some(name) => name,
                None => guess(c, &args.files)?,
            };
            let home = wiring::home(&c.dir, &c.config).await?;
            let report = one(c, &home, &name, args.source, args.files).await?;
            show(c, &report)
        }
    }
}

/// The profile that the first file's header belongs to.
fn guess(c: &Context, files: &[PathBuf]) -> Result<String, Failure> {
    let all = profiles(Some(&wiring::profiles_dir(&c.dir)))?;
    let found = detect(&all, &files[0])?;
    if let Some(name) = found.profile {
        eprintln!("profile {name} fits");
        return Ok(name);
    }
    let near: Vec<String> = found.candidates.iter().map(|(n, s)| format!("{n} ({:.0} %)", s * 100.0)).collect();
    Err(Failure::new(
        "profile.none",
        format!("no profile fits {}; its columns are: {}", files[0].display(), found.header.join(", ")),
        if near.is_empty() {
            format!("let one be proposed: entrepot import --suggest {}", files[0].display())
        } else {
            format!("nearest: {}; or let one be proposed: entrepot import --suggest {}", near.join(", "), files[0].display())
        },
    ))
}

/// Imports files with a progress bar.
pub async fn one(c: &Context, home: &Home, name: &str, source: Option<String>, files: Vec<PathBuf>) -> Result<ImportReport, Failure> {
    one_as(c, home, name, source, files, &wiring::actor()).await
}

/// Imports files in somebody's name.
pub async fn one_as(
    c: &Context, home: &Home, name: &str, source: Option<String>, files: Vec<PathBuf>, actor: &str,
) -> Result<ImportReport, Failure> {
    let request = ImportRequest {
        profile: profile(name, Some(&wiring::profiles_dir(&c.dir)))?,
        files,
        source,
        actor: actor.to_owned(),
        now_us: wiring::now_us(),
        patience: PATIENCE,
    };
    let progress = Progress::default();
    let guard = progress::show(&progress, c.json);
    let report = import(home, &request, &progress).await;
    drop(guard);
    Ok(report?)
}

/// Shows a report; exit code 3 when rows are in quarantine.
pub fn show(c: &Context, r: &ImportReport) -> Result<u8, Failure> {
    if c.json {
        output::json(r)?;
    } else {
        output::line(&format!("import {} by profile {}, lake version {}", r.import_id, r.profile, r.lake_version));
        output::line(&format!(
            "{} read = {} accepted + {} updated + {} quarantined + {} duplicate",
            r.rows_read, r.rows_accepted, r.rows_updated, r.rows_quarantined, r.rows_duplicate
        ));
        output::line(&format!("{} trades and {} lines are new or changed", r.trades, r.lines));
    }
    if r.rows_quarantined > 0 {
        eprintln!("hint: {} rows wait in quarantine: entrepot quarantine list --import {}", r.rows_quarantined, r.import_id);
        return Ok(QUARANTINED);
    }
    Ok(DONE)
}

async fn history(c: &Context) -> Result<u8, Failure> {
    let home = wiring::home(&c.dir, &c.config).await?;
    let all = home.ops.imports().await?;
    if c.json {
        output::json(&all)?;
        return Ok(DONE);
    }
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|i| {
            let files: Vec<&str> = i.files.as_array().into_iter().flatten().filter_map(|f| f["name"].as_str()).collect();
            let at = jiff::Timestamp::from_microsecond(i.at_us).map(|t| t.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
            vec![
                i.id.to_string(),
                at,
                i.kind.as_str().to_owned(),
                i.state.as_str().to_owned(),
                i.profile.clone(),
                i.counts.read.to_string(),
                i.counts.accepted.to_string(),
                i.counts.updated.to_string(),
                i.counts.quarantined.to_string(),
                i.counts.duplicate.to_string(),
                file_names(&files),
            ]
        })
        .collect();
    output::table(
        &["id", "at (UTC)", "kind", "state", "profile", "read", "accepted", "updated", "quarantined", "duplicate", "files"],
        &rows,
    );
    Ok(DONE)
}

/// The names of an import's files in a line: all when they are few, else the first and how many more there are.
fn file_names(files: &[&str]) -> String {
    match files {
        [first, second, rest @ ..] if rest.len() > 1 => format!("{first}, {second} and {} more", rest.len()),
        _ => files.join(", "),
    }
}

fn list(c: &Context) -> Result<u8, Failure> {
    let all = profiles(Some(&wiring::profiles_dir(&c.dir)))?;
    if c.json {
        let doc: Vec<_> = all
            .iter()
            .map(|p| {
                let tables: Vec<_> =
                    p.table.iter().map(|t| serde_json::json!({ "role": t.role, "required": t.header, "optional": t.optional })).collect();
                serde_json::json!({ "name": p.name, "label": p.label, "source": p.source, "verified": p.verified, "tables": tables })
            })
            .collect();
        output::json(&doc)?;
        return Ok(DONE);
    }
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|p| vec![p.name.clone(), p.label.en.clone(), p.table.iter().map(|t| t.role.as_str()).collect::<Vec<_>>().join(", ")])
        .collect();
    output::table(&["profile", "what", "files"], &rows);
    Ok(DONE)
}

async fn would_take_back(c: &Context, id: i64) -> Result<u8, Failure> {
    let home = wiring::home(&c.dir, &c.config).await?;
    let told = undo_preview(&home, id).await?;
    if c.json {
        output::json(&told)?;
        return Ok(DONE);
    }
    output::line(&format!(
        "undoing import {id} would take {} rows and bring {} older versions back",
        told.rows_removed, told.rows_restored
    ));
    if told.rows_quarantined > 0 {
        output::line(&format!("{} rows of it in quarantine would be put aside", told.rows_quarantined));
    }
    for refill in &told.refills {
        let files = refill.files.join(", ");
        output::line(&format!("import {} ({files}) would be read again; at most {} rows return", refill.import_id, refill.rows_at_most));
    }
    output::line(&format!("nothing was changed; to do it: entrepot import undo {id}"));
    Ok(DONE)
}

async fn take_back(c: &Context, id: i64) -> Result<u8, Failure> {
    let home = wiring::home(&c.dir, &c.config).await?;
    let progress = Progress::default();
    let dir = wiring::profiles_dir(&c.dir);
    let r = undo(&home, id, Some(&dir), &wiring::actor(), wiring::now_us(), PATIENCE, &progress).await?;
    if c.json {
        output::json(
            &serde_json::json!({ "import_id": r.import_id, "undone": id, "lake_version": r.lake_version, "rows_removed": r.rows_removed,
            "rows_restored": r.rows_restored, "replayed": r.replayed }),
        )?;
    } else {
        output::line(&format!(
            "import {id} is taken back: {} rows went, {} older versions returned, lake version {}",
            r.rows_removed, r.rows_restored, r.lake_version
        ));
        if !r.replayed.is_empty() {
            output::line(&format!("filled up from their kept originals: imports {:?}", r.replayed));
        }
    }
    Ok(DONE)
}

#[cfg(test)]
mod tests {
    use super::file_names;

    #[test]
    fn many_names_are_counted() {
        assert_eq!(file_names(&[]), "");
        assert_eq!(file_names(&["a", "b", "c"]), "a, b, c");
        assert_eq!(file_names(&["a", "b", "c", "d"]), "a, b and 2 more");
    }
}
