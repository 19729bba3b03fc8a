//! `entrepot quarantine`: lists the rows that wait, shows one verbatim, previews and replays corrections.

use super::{Context, DONE, QUARANTINED};
use crate::failure::Failure;
use crate::output;
use crate::wiring::{self, PATIENCE};
use clap::{Args, Subcommand};
use entrepot_collect::{Progress, Replace, ReplayRequest, replay, replay_preview};
use entrepot_ops::QuarantineFilter;

/// Arguments of `quarantine`.
#[derive(Debug, Args)]
pub struct QuarantineArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Rows that wait, with their reason and hint.
    List {
        /// Of one import.
        #[arg(long)]
        import: Option<i64>,
        /// With one reason.
        #[arg(long)]
        code: Option<String>,
        /// At most so many.
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// One row, verbatim.
    Show {
        /// Quarantine id.
        id: i64,
    },
    /// Correct rows and import them.
    Replay(ReplayArgs),
}

#[derive(Debug, Args)]
struct ReplayArgs {
    /// Quarantine ids; all open rows of --import or --code when absent.
    ids: Vec<i64>,
    /// Rows of one import.
    #[arg(long)]
    import: Option<i64>,
    /// Rows with one reason.
    #[arg(long)]
    code: Option<String>,
    /// Set a column: `currency=CNY`. May be repeated.
    #[arg(long, value_name = "COLUMN=VALUE")]
    set: Vec<String>,
    /// Replace text anywhere in the line: `RMB=CNY`.
    #[arg(long, value_name = "FIND=WITH")]
    replace: Option<String>,
    /// The whole corrected line (with one id).
    #[arg(long)]
    text: Option<String>,
    /// Show what would happen; change nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Runs it.
pub async fn run(c: &Context, args: QuarantineArgs) -> Result<u8, Failure> {
    let home = wiring::home(&c.dir, &c.config).await?;
    match args.verb {
        Verb::List { import, code, limit } => {
            let (rows, total) =
                home.ops.quarantine(&QuarantineFilter { import_id: import, code, limit, ..QuarantineFilter::default() }).await?;
            let groups = home.ops.quarantine_groups(import).await?;
            if c.json {
                output::json(&serde_json::json!({ "total": total, "groups": groups, "rows": rows }))?;
                return Ok(DONE);
            }
            let table: Vec<Vec<String>> = rows
                .iter()
                .map(|r| {
                    vec![
                        r.id.to_string(),
                        r.code.clone(),
                        format!("{}:{}", r.file, r.row),
                        r.field.clone().unwrap_or_default(),
                        r.value.clone().unwrap_or_default(),
                        r.text.chars().take(60).collect(),
                    ]
                })
                .collect();
            output::table(&["id", "reason", "place", "field", "value", "line"], &table);
            eprintln!("{total} rows wait");
            for g in groups {
                eprintln!("hint: {} x {}: {}", g.count, g.code, g.hint);
            }
            Ok(DONE)
        }
        Verb::Show { id } => {
            let (rows, _) = home.ops.quarantine(&QuarantineFilter { ids: vec![id], ..QuarantineFilter::default() }).await?;
            let Some(row) = rows.first() else {
                return Err(Failure::new("quarantine.none", format!("no open row {id}"), "list them: entrepot quarantine list"));
            };
            if c.json {
                output::json(row)?;
            } else {
                output::line(&format!("{}  {}:{}  {}", row.id, row.file, row.row, row.code));
                output::line(&row.text);
                eprintln!("hint: {}", row.hint);
            }
            Ok(DONE)
        }
        Verb::Replay(a) => again(c, &home, a).await,
    }
}

async fn again(c: &Context, home: &entrepot_lake::Home, a: ReplayArgs) -> Result<u8, Failure> {
    let ids = if a.ids.is_empty() {
        let filter = QuarantineFilter { import_id: a.import, code: a.code, limit: 1_000_000, ..QuarantineFilter::default() };
        home.ops.quarantine(&filter).await?.0.into_iter().map(|r| r.id).collect()
    } else {
        a.ids
    };
    let pair = |text: &String| {
        text.split_once('=')
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .ok_or_else(|| Failure::usage("quarantine.set", format!("{text} is not NAME=VALUE"), "--set currency=CNY"))
    };
    let edits = match (a.text, ids.as_slice()) {
        (None, _) => Vec::new(),
        (Some(text), [id]) => vec![(*id, text)],
        (Some(_), _) => return Err(Failure::usage("quarantine.text", "--text goes with exactly one id", "name the id")),
    };
    let request = ReplayRequest {
        ids,
        edits,
        replace: a.replace.as_ref().map(pair).transpose()?.map(|(find, with)| Replace { column: None, find, with }),
        set: a.set.iter().map(pair).collect::<Result<_, _>>()?,
        profiles_dir: Some(wiring::profiles_dir(&c.dir)),
        actor: wiring::actor(),
        now_us: wiring::now_us(),
        patience: PATIENCE,
    };
    if a.dry_run {
        let previews = replay_preview(home, &request).await?;
        if c.json {
            let doc: Vec<_> = previews
                .iter()
                .map(|p| serde_json::json!({ "id": p.id, "before": p.before, "after": p.after, "ok": p.ok, "code": p.code }))
                .collect();
            output::json(&serde_json::json!({ "preview": doc }))?;
        } else {
            for p in &previews {
                output::line(&format!("{}  {}\n  - {}\n  + {}", p.id, p.code.as_deref().unwrap_or("ok"), p.before, p.after));
            }
        }
        return Ok(if previews.iter().all(|p| p.ok) { DONE } else { QUARANTINED });
    }
    let report = replay(home, &request, &Progress::default()).await?;
    super::import::show(c, &report)
}
