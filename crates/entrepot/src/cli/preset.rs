//! `entrepot preset`: the platforms that are known, what is said of each, and whether your own files can be used.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::{Args, Subcommand};
use entrepot_modes::presets::{self, platform};
use entrepot_modes::view::{PlatformView, rows, show};
use entrepot_rules::platforms::{Channel, LogisticsMode, ProfitModel};
use std::path::PathBuf;

/// Arguments of `preset`.
#[derive(Debug, Args)]
pub struct PresetArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Every platform with its mode, how it earns, how goods travel and where buyers are found.
    List,
    /// Everything that is said of one platform: its dated fees, their sources, and what is asked for.
    Show {
        /// The platform, by its slug or another name.
        slug: String,
        /// Write the preset's own text, to start a file of your own from.
        #[arg(long, conflicts_with = "json")]
        toml: bool,
    },
    /// Can these files be used? Your own presets when nothing is named.
    Check {
        /// A file, or a folder of files.
        path: Option<PathBuf>,
    },
}

/// Runs it.
pub fn run(c: &Context, args: PresetArgs) -> Result<u8, Failure> {
    match args.verb {
        Verb::List => list(c),
        Verb::Show { slug, toml } => one(c, &slug, toml),
        Verb::Check { path } => check(c, path),
    }
}

fn list(c: &Context) -> Result<u8, Failure> {
    let rows = rows(&wiring::platforms(&c.dir)?);
    if c.json {
        output::json(&rows)?;
        return Ok(DONE);
    }
    let cells = rows.iter().map(|row| {
        vec![
            row.slug.clone(),
            row.mode.to_owned(),
            row.profit_model.map(ProfitModel::as_str).unwrap_or_default().to_owned(),
            row.logistics.map(LogisticsMode::as_str).unwrap_or_default().to_owned(),
            row.marketing.iter().map(|channel| channel.as_str()).collect::<Vec<&str>>().join(" "),
            if row.unknown > 0 {
                "asks".to_owned()
            } else if row.verified {
                String::new()
            } else {
                "unverified".to_owned()
            },
        ]
    });
    output::table(&["slug", "mode", "profit model", "logistics", "marketing", ""], &cells.collect::<Vec<_>>());
    Ok(DONE)
}

fn one(c: &Context, slug: &str, toml: bool) -> Result<u8, Failure> {
    let catalogue = wiring::platforms(&c.dir)?;
    let platform = platform(&catalogue, slug)?;
    if toml {
        output::raw(platform.text.as_bytes());
        return Ok(DONE);
    }
    let view = show(platform);
    if c.json {
        output::json(&view)?;
    } else {
        told(&view);
    }
    Ok(DONE)
}

fn told(view: &PlatformView) {
    let joined = |words: &mut dyn Iterator<Item = &'static str>| words.collect::<Vec<_>>().join(", ");
    output::line(&format!("{} ({}), {}", view.row.label.en, view.row.slug, view.row.mode));
    let facts = [
        ("also called", view.aliases.join(", ")),
        ("status", view.status.clone()),
        ("sells", view.scope.clone().unwrap_or_default()),
        ("earns by", joined(&mut view.row.profit_models.iter().map(|one| one.as_str()))),
        ("logistics", joined(&mut view.row.logistics_modes.iter().map(|one| one.as_str()))),
        ("marketing", joined(&mut view.row.marketing.iter().map(|one: &Channel| one.as_str()))),
        ("options", view.options.join(", ")),
        ("note", view.note.clone().unwrap_or_default()),
        ("source", format!("{}{}", view.source, view.as_of.as_deref().map(|day| format!(", read {day}")).unwrap_or_default())),
        ("file", view.file.clone()),
    ];
    for (name, text) in facts.into_iter().filter(|(_, text)| !text.is_empty()) {
        output::line(&format!("{name:<12} {text}"));
    }
    let mut rows = Vec::new();
    for rule in &view.fees {
        for bracket in &rule.brackets {
            let range = |low: &str, high: &Option<String>| high.as_ref().map_or_else(|| low.to_owned(), |high| format!("{low} to {high}"));
            let upto = match (&bracket.to, &bracket.below) {
                (Some(to), _) => format!("up to {to}"),
                (None, Some(below)) => format!("below {below}"),
                _ => String::new(),
            };
            rows.push(vec![
                rule.fee.clone(),
                match rule.categories.as_slice() {
                    [] => String::new(),
                    [one] => one.clone(),
                    [one, rest @ ..] => format!("{one} and {} more", rest.len()),
                },
                upto,
                if bracket.pct == "0" && bracket.fixed != "0" {
                    String::new()
                } else {
                    format!("{} %", range(&bracket.pct, &bracket.pct_high))
                },
                if bracket.fixed == "0" {
                    String::new()
                } else {
                    format!("{} {}", range(&bracket.fixed, &bracket.fixed_high), rule.currency)
                },
                rule.when.clone().or_else(|| rule.every.map(str::to_owned)).unwrap_or_default(),
                rule.eff_from.map(|day| day.to_string()).unwrap_or_default(),
                rule.eff_to.map(|day| day.to_string()).unwrap_or_default(),
                if rule.verified { String::new() } else { "unverified".to_owned() },
            ]);
        }
    }
    if !rows.is_empty() {
        output::table(&["fee", "category", "amounts", "rate", "fixed", "when", "from", "to", ""], &rows);
    }
    for ask in &view.asks {
        output::line(&format!("asks for {} ({}): {}", ask.fee, ask.kind, ask.why));
    }
}

fn check(c: &Context, path: Option<PathBuf>) -> Result<u8, Failure> {
    let own = wiring::presets_dir(&c.dir);
    let checked = match path {
        Some(path) => presets::check(&path)?,
        None if own.is_dir() => presets::check(&own)?,
        None => Vec::new(),
    };
    let wrong = checked.iter().filter(|one| one.error.is_some()).count();
    if wrong == 0 {
        // The shipped ones are proven by a test; here they must agree with the home's own.
        wiring::platforms(&c.dir)?;
    }
    if c.json {
        let files = checked.iter().map(|one| {
            let error = one.error.as_ref().map(|e| serde_json::json!({ "code": e.code(), "cause": e.to_string(), "hint": e.hint() }));
            serde_json::json!({ "file": one.path, "ok": one.error.is_none(), "error": error })
        });
        output::json(&serde_json::json!({ "checked": checked.len(), "wrong": wrong, "files": files.collect::<Vec<_>>() }))?;
    } else {
        for one in checked.iter().filter(|one| one.error.is_none()) {
            output::line(&format!("{}: can be used", one.path));
        }
        if checked.is_empty() {
            output::line(&format!("no presets of your own in {}; the shipped ones can be used", own.display()));
        }
    }
    for one in &checked {
        if let Some(error) = &one.error {
            eprintln!("error[{}]: {error}\nhint: {}", error.code(), error.hint());
        }
    }
    Ok(if wrong == 0 { DONE } else { 1 })
}
