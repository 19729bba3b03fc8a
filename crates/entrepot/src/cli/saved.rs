//! `entrepot saved`: what the console keeps under a name, queries and views.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::{Args, Subcommand};
use entrepot_lake::Home;
use entrepot_ops::Saved;

/// Arguments of `saved`.
#[derive(Debug, Args)]
pub struct SavedArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Everything that is kept.
    List {
        /// Only this kind: query or view.
        #[arg(long)]
        kind: Option<String>,
    },
    /// One of them, whole.
    Show {
        /// Its name.
        name: String,
        /// Its kind, when a query and a view share the name.
        #[arg(long)]
        kind: Option<String>,
    },
    /// Forget one.
    Remove {
        /// Its name.
        name: String,
        /// Its kind, when a query and a view share the name.
        #[arg(long)]
        kind: Option<String>,
    },
}

/// Runs it.
pub async fn run(c: &Context, args: SavedArgs) -> Result<u8, Failure> {
    let home = wiring::home(&c.dir, &c.config).await?;
    match args.verb {
        Verb::List { kind } => {
            let all = home.ops.saved(kind.as_deref()).await?;
            if c.json {
                output::json(&all)?;
                return Ok(DONE);
            }
            let rows: Vec<Vec<String>> = all
                .iter()
                .map(|one| vec![one.kind.clone(), one.name.clone(), output::instant(one.updated_us), one.actor.clone(), text(one)])
                .collect();
            output::table(&["kind", "name", "changed (UTC)", "by", "what"], &rows);
        }
        Verb::Show { name, kind } => {
            let one = find(&home, &name, kind.as_deref()).await?;
            if c.json { output::json(&one)? } else { output::line(&text(&one)) }
        }
        Verb::Remove { name, kind } => {
            let one = find(&home, &name, kind.as_deref()).await?;
            home.ops.remove_saved(&one.kind, &one.name, &wiring::actor(), wiring::now_us()).await?;
            if c.json { output::json(&one)? } else { eprintln!("removed the {} {}", one.kind, one.name) }
        }
    }
    Ok(DONE)
}

/// The statement of a saved query.
pub async fn query(home: &Home, name: &str) -> Result<String, Failure> {
    let one = find(home, name, Some("query")).await?;
    Ok(text(&one))
}

async fn find(home: &Home, name: &str, kind: Option<&str>) -> Result<Saved, Failure> {
    let mut fitting: Vec<Saved> = home.ops.saved(kind).await?.into_iter().filter(|one| one.name == name).collect();
    match fitting.len() {
        1 => Ok(fitting.remove(0)),
        0 => Err(Failure::usage("saved.missing", format!("nothing is kept under the name {name}"), "see `entrepot saved list`")),
        _ => {
            Err(Failure::usage("saved.kind", format!("a query and a view are called {name}"), "say which with --kind query or --kind view"))
        }
    }
}

/// What is kept, as a person reads it: the statement, or the address.
fn text(one: &Saved) -> String {
    let known = ["sql", "path"].iter().find_map(|key| one.body[key].as_str());
    known.map_or_else(|| one.body.to_string(), str::to_owned)
}
