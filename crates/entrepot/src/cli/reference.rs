//! `entrepot reference`: the reference pages of the documentation, written from what the binary knows about itself.

use super::{Args as Cli, Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::{Args, CommandFactory, ValueEnum};
use entrepot_collect::presets::profiles;
use std::fmt::Write;

/// Arguments of `reference`.
#[derive(Debug, Args)]
pub struct ReferenceArgs {
    /// The page to write.
    page: Page,
}

/// One reference page.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Page {
    /// Every command with its options.
    Cli,
    /// Every metric with its definition.
    Metrics,
    /// Every mapping profile with its columns.
    Profiles,
    /// Every call of the HTTP interface.
    Api,
}

/// Runs it.
pub fn run(c: &Context, args: &ReferenceArgs) -> Result<u8, Failure> {
    let mut page = match args.page {
        Page::Cli => commands(),
        Page::Metrics => metrics(c)?,
        Page::Profiles => mappings()?,
        Page::Api => calls()?,
    };
    page.truncate(page.trim_end().len());
    output::line(&page);
    Ok(DONE)
}

fn title(name: &str, what: &str) -> String {
    format!("# {name}\n\n{what} This page is written by the binary and compared with it by a test; do not edit it.\n")
}

fn commands() -> String {
    let mut page = title("Commands", "Every command with its options.");
    let mut root = Cli::command();
    root.build();
    section(&root, &mut Vec::new(), &mut page);
    page
}

/// One command, then those below it. Options that every command has are told once, at the root.
fn section(command: &clap::Command, path: &mut Vec<String>, page: &mut String) {
    if command.is_hide_set() || command.get_name() == "help" {
        return;
    }
    path.push(command.get_name().to_owned());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = write!(page, "\n## `{}`\n\n{about}\n", path.join(" "));
    let mut options = String::new();
    for arg in command.get_arguments().filter(|a| !a.is_hide_set() && !matches!(a.get_id().as_str(), "help" | "version")) {
        if path.len() > 1 && arg.is_global_set() {
            continue;
        }
        let values: Vec<String> = arg
            .get_value_names()
            .unwrap_or_default()
            .iter()
            .map(|v| format!("<{v}>"))
            .filter(|_| arg.get_action().takes_values())
            .collect();
        let name = match arg.get_long() {
            Some(long) => format!("--{long} {}", values.join(" ")).trim().to_owned(),
            None => values.join(" "),
        };
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default().replace('|', "\\|").replace('\n', " ");
        let _ = writeln!(options, "| `{name}` | {help} |");
    }
    if !options.is_empty() {
        let _ = write!(page, "\n| option | |\n| --- | --- |\n{options}");
    }
    for below in command.get_subcommands() {
        section(below, path, page);
    }
    path.pop();
}

fn metrics(c: &Context) -> Result<String, Failure> {
    let semantic = wiring::semantic(&c.dir, &c.config)?;
    let mut page = title("Metrics", "Every figure, what exactly it counts, and why one looks at it.");
    for m in semantic.registry().metrics() {
        let _ = write!(
            page,
            "\n## `{}`\n\n{} · {}\n\n{}\n\n{}\n\n*{}*\n",
            m.name, m.label.en, m.label.zh, m.definition.en, m.definition.zh, m.why.en
        );
    }
    Ok(page)
}

fn mappings() -> Result<String, Failure> {
    let mut page =
        title("Profiles", "Every mapping profile: which files it reads, by which columns it knows them, and where the facts come from.");
    for p in profiles(None)? {
        let checked = if p.verified { "checked against real files" } else { "not checked against a real file" };
        let _ = write!(page, "\n## `{}`\n\n{} · {}\n\nSource: {} ({}, {checked}).\n", p.name, p.label.en, p.label.zh, p.source, p.as_of);
        let files: Vec<_> = p.table.iter().filter(|t| !t.made).collect();
        let _ = write!(page, "\n| file | becomes | required columns |\n| --- | --- | --- |\n");
        for t in files {
            let becomes = t.into.as_deref().or(t.importer.as_deref().map(|_| "rows of several tables")).unwrap_or("looked up only");
            let columns = if t.header.is_empty() { &t.columns } else { &t.header };
            let named: Vec<String> = columns.iter().map(|c| format!("`{c}`")).collect();
            let _ = writeln!(page, "| {} | {becomes} | {} |", t.role, named.join(", "));
        }
    }
    Ok(page)
}

fn calls() -> Result<String, Failure> {
    let document = serde_json::to_value(entrepot_api::openapi())?;
    let mut page = title("HTTP interface", "Every call; `GET /api/v1/openapi.json` has the shapes.");
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, call) in methods.as_object().into_iter().flatten() {
            let text = |key: &str| call[key].as_str().unwrap_or_default().trim().to_owned();
            let _ =
                write!(page, "\n## `{} {path}`\n\n{}\n", method.to_uppercase(), [text("summary"), text("description")].join("\n\n").trim());
            let mut rows = String::new();
            for p in call["parameters"].as_array().into_iter().flatten() {
                let about = p["description"].as_str().unwrap_or_default().replace('|', "\\|").replace('\n', " ");
                let _ =
                    writeln!(rows, "| `{}` | {} | {about} |", p["name"].as_str().unwrap_or_default(), p["in"].as_str().unwrap_or_default());
            }
            if !rows.is_empty() {
                let _ = write!(page, "\n| parameter | in | |\n| --- | --- | --- |\n{rows}");
            }
        }
    }
    Ok(page)
}
