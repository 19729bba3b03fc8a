//! `entrepot import --suggest`: a mapping profile for an unknown table, shown on its own rows, corrected, saved.

use super::{ASKS, Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use entrepot_collect::presets::profiles;
use entrepot_collect::{Answers, BUSINESS_ZONE, Preview, SuggestRequest, Suggestion, profile_name, save, suggest};
use std::path::{Path, PathBuf};

/// Fields of the preview that fit on a line.
const FIELDS_SHOWN: usize = 9;

/// Runs it: exit code 4 while something must be answered.
pub async fn run(c: &Context, files: &[PathBuf], set: &[String], keep: Option<&str>, force: bool) -> Result<u8, Failure> {
    let [path] = files else {
        return Err(Failure::usage("import.files", "a proposal is made for one file", "entrepot import --suggest FILE"));
    };
    let mut answers = Answers::default();
    for text in set {
        answers.take(text)?;
    }
    let name = match keep {
        Some(name) => profile_name(name)?.to_owned(),
        None => name_of(path),
    };
    let dir = wiring::profiles_dir(&c.dir);
    let all = profiles(Some(&dir))?;
    let zone = zone(c).await?;
    let request = SuggestRequest { path, profiles: &all, answers: &answers, name: &name, zone: &zone, now_us: wiring::now_us() };
    let found = suggest(&request)?;
    let mut saved = None;
    if let (Some(name), false, Some(text)) = (keep, found.asks(), &found.text) {
        saved = Some(save(&dir, name, text, force)?);
    }
    if c.json {
        let mut doc = serde_json::to_value(&found)?;
        doc["saved"] = serde_json::json!(saved);
        output::json(&doc)?;
    } else {
        show(&found, path);
    }
    if let (Some(file), Some(name)) = (&saved, keep) {
        eprintln!("saved as {}", file.display());
        eprintln!("hint: entrepot import --profile {name} {}", path.display());
    } else if keep.is_some() {
        eprintln!("hint: not saved: answer the questions marked * with --set first");
    }
    Ok(if found.asks() && found.profile.is_none() { ASKS } else { DONE })
}

/// The home's business zone, without making a home.
async fn zone(c: &Context) -> Result<String, Failure> {
    if c.dir.join("ops.sqlite").exists() || c.dir.join("lake").exists() {
        let home = wiring::home(&c.dir, &c.config).await?;
        if let Some(zone) = home.ops.meta(BUSINESS_ZONE).await? {
            return Ok(zone);
        }
    }
    Ok(if c.config.business_zone.is_empty() { "UTC".to_owned() } else { c.config.business_zone.clone() })
}

/// A name from the file's: its letters and digits.
fn name_of(path: &Path) -> String {
    let stem = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = stem.split('.').next().unwrap_or_default();
    let name: String = stem.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(40).collect();
    let name = name.trim_matches('-').to_lowercase();
    if name.is_empty() { "my-table".to_owned() } else { name }
}

fn show(s: &Suggestion, path: &Path) {
    if let Some(profile) = &s.profile {
        output::line(&format!("profile {profile} fits: entrepot import --profile {profile} {}", path.display()));
        output::line("");
    }
    let separator = match s.separator.as_str() {
        "\t" => "tab",
        other => other,
    };
    let header = if s.header_line == 0 { "no header line".to_owned() } else { format!("header on line {}", s.header_line) };
    let part = if s.whole { "all" } else { "the first" };
    output::line(&format!("{}: {}, separator {separator}, {header}, decimal mark {}", s.file, s.encoding, s.decimal));
    output::line(&format!("looked at {part} {} rows; they are most likely {}", s.rows_seen, label(s)));
    output::line("");
    let rows: Vec<Vec<String>> = s
        .columns
        .iter()
        .map(|column| {
            let field = s.fields.iter().find(|f| Some(&f.field) == column.field.as_ref());
            vec![
                column.name.clone(),
                column.looks.clone(),
                column.field.clone().unwrap_or_else(|| "–".to_owned()),
                field.map(|f| if f.said { "said".to_owned() } else { format!("{}%", f.score) }).unwrap_or_default(),
                field.and_then(|f| f.format.clone()).unwrap_or_default(),
                column.values.join(" | "),
            ]
        })
        .collect();
    output::table(&["column", "looks like", "field", "sure", "format", "values"], &rows);
    for fixed in s.fields.iter().filter(|f| f.constant.is_some()) {
        output::line(&format!("fixed: {} = {}", fixed.field, fixed.constant.as_deref().unwrap_or_default()));
    }
    if let Some(preview) = &s.preview {
        preview_rows(preview);
    }
    if !s.questions.is_empty() {
        output::line("");
        output::line("questions (* must be answered):");
        for q in &s.questions {
            output::line(&format!("{} {}", if q.required { "*" } else { "-" }, q.text.en));
            if !q.choices.is_empty() {
                let choices: Vec<String> = q.choices.iter().take(6).map(|c| format!("--set '{c}'")).collect();
                output::line(&format!("    {}", choices.join("  ")));
            }
        }
    }
    if !s.asks() {
        eprintln!("hint: keep it with --save NAME, correct it with --set field=column");
    }
}

fn label(s: &Suggestion) -> String {
    let of = |table: &str| s.tables.iter().find(|t| t.table == table).map(|t| t.label.en.clone()).unwrap_or_default();
    format!("{} ({})", of(&s.table), s.table)
}

fn preview_rows(p: &Preview) {
    output::line("");
    output::line(&format!("of these rows {} would be taken and {} would wait in quarantine", p.rows_taken, p.rows_rejected));
    if !p.rows.is_empty() {
        let fields: Vec<&str> = std::iter::once("line").chain(p.fields.iter().take(FIELDS_SHOWN).map(String::as_str)).collect();
        let cell = |v: &Option<String>| v.as_deref().unwrap_or("").chars().take(28).collect::<String>();
        let rows: Vec<Vec<String>> = p
            .rows
            .iter()
            .take(5)
            .map(|r| std::iter::once(r.line.to_string()).chain(r.values.iter().take(FIELDS_SHOWN).map(cell)).collect())
            .collect();
        output::table(&fields, &rows);
    }
    for r in p.rejected.iter().take(5) {
        let field = r.field.as_deref().map(|f| format!(" {f}")).unwrap_or_default();
        let value = r.value.as_deref().filter(|v| !v.is_empty()).map(|v| format!(" \"{v}\"")).unwrap_or_default();
        output::line(&format!("line {}: {}{field}{value}: {}; {}", r.line, r.code, r.reason.en, r.hint.en));
    }
}
