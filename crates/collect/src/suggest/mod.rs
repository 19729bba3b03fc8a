//! A mapping profile for a table that no profile knows: proposed from a bounded sample, shown on its own rows, corrected by
//! answers, saved under a name. It guesses aloud: what it cannot decide is a question.

mod answers;
mod draft;
mod preview;
mod questions;
mod sample;
mod save;
mod scoring;
mod values;
mod words;

pub use answers::Answers;
pub use preview::{MappedRow, Preview, RejectedRow};
pub use questions::Question;
pub use save::{profile_name, save};
pub(crate) use values::is_value;

use crate::ImportError;
use crate::detect::detect_probe;
use crate::profile::{Label, Profile};
use crate::record::RecordFormat;
use crate::source::Probe;
use draft::Draft;
use entrepot_domain::Day;
use sample::Sample;
use scoring::{Reading, read};
use serde::Serialize;
use std::path::Path;
use values::Column;
use words::words;

/// Values of a column that are shown.
const SHOWN: usize = 3;

/// What to propose for.
#[derive(Clone, Debug)]
pub struct SuggestRequest<'a> {
    /// The file.
    pub path: &'a Path,
    /// The profiles that are there.
    pub profiles: &'a [Profile],
    /// What was said so far.
    pub answers: &'a Answers,
    /// Name for the profile.
    pub name: &'a str,
    /// The business zone.
    pub zone: &'a str,
    /// The present, microseconds since the epoch.
    pub now_us: i64,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// Name of the file.
    pub file: String,
    /// A profile that fits already.
    pub profile: Option<String>,
    /// Encoding.
    pub encoding: String,
    /// Separator: one character, or `json`.
    pub separator: String,
    /// Line of the header, from 1; 0 when there is none.
    pub header_line: u64,
    /// The decimal mark: `.`, `,` or `auto`.
    pub decimal: String,
    /// Rows that were looked at.
    pub rows_seen: usize,
    /// Are these all rows of the file?
    pub whole: bool,
    /// Table of the lake that rows become.
    pub table: String,
    /// All tables, best first.
    pub tables: Vec<TableChoice>,
    /// Columns of the file.
    pub columns: Vec<ColumnGuess>,
    /// Fields of the table.
    pub fields: Vec<FieldGuess>,
    /// What must or may be answered.
    pub questions: Vec<Question>,
    /// The sample as it would be imported; nothing while a required field has no source.
    pub preview: Option<Preview>,
    /// The profile as a TOML document; nothing while a required field has no source.
    pub text: Option<String>,
}

impl Suggestion {
    /// Must something be answered before the file can be imported?
    #[must_use]
    pub fn asks(&self) -> bool {
        self.questions.iter().any(|q| q.required)
    }
}

/// A table that the file could be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableChoice {
    /// Table of the lake.
    pub table: String,
    /// What its rows are.
    pub label: Label,
    /// How well it fits, 0 to 100.
    pub score: u32,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnGuess {
    /// Its name.
    pub name: String,
    /// What its values look like.
    pub looks: String,
    /// Some of its values.
    pub values: Vec<String>,
    /// The field that it was given to.
    pub field: Option<String>,
}

/// A field of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldGuess {
    /// Column of the lake.
    pub field: String,
    /// Can no row be made without it (or its alternative)?
    pub required: bool,
    /// The column that it is taken from.
    pub column: Option<String>,
    /// Its fixed value.
    pub constant: Option<String>,
    /// Its date format.
    pub format: Option<String>,
    /// How sure, 0 to 100.
    pub score: u32,
    /// Was it said, not guessed?
    pub said: bool,
}

/// Proposes a profile for a file. Reads its first 256 KB only.
///
/// # Errors
/// `file.*` when it cannot be read, `suggest.shape` when it is no table, `suggest.answer` for an answer that cannot be meant.
pub fn suggest(request: &SuggestRequest<'_>) -> Result<Suggestion, ImportError> {
    let probe = Probe::open(request.path, None)?;
    let known = detect_probe(request.profiles, &probe);
    let sample = sample::sample(&probe)?;
    let words = words()?;
    let columns: Vec<Column> = (0..sample.header.len()).map(|i| Column::of(&sample.rows, i, request.now_us)).collect();
    let mut readings: Vec<Reading<'_>> = words.target.iter().map(|t| read(words, t, &sample.header, &columns, request.answers)).collect();
    readings.sort_by_key(|r| std::cmp::Reverse(r.score));
    let tables: Vec<TableChoice> =
        readings.iter().map(|r| TableChoice { table: r.target.table.clone(), label: r.target.label.clone(), score: r.score }).collect();
    let chosen = match &request.answers.table {
        None => 0,
        Some(name) => readings.iter().position(|r| r.target.table == *name).ok_or_else(|| {
            let names: Vec<&str> = words.target.iter().map(|t| t.table.as_str()).collect();
            ImportError::refused("suggest.answer", format!("there is no table {name}"), format!("the tables are: {}", names.join(", ")))
        })?,
    };
    let reading = &readings[chosen];
    let known_fields: Vec<&str> =
        reading.target.fields().iter().map(|f| f.name).chain(reading.target.constants.keys().map(String::as_str)).collect();
    request.answers.check(&known_fields, &sample.header)?;
    let draft = Draft { words, reading, sample: &sample, columns: &columns, answers: request.answers };
    let today = Day::of_micros(request.now_us).to_string();
    let text = reading.missing().is_empty().then(|| draft.text(request.name, &probe.name, &today));
    let preview = match &text {
        Some(text) => Some(preview::preview(&Profile::parse(text, request.name)?, &sample, request.zone, request.now_us)?),
        None => None,
    };
    Ok(Suggestion {
        file: probe.name.clone(),
        profile: known.profile,
        encoding: probe.encoding.name().to_owned(),
        separator: separator(sample.format),
        header_line: sample.header_line,
        decimal: draft.decimal().to_owned(),
        rows_seen: sample.rows.len(),
        whole: probe.whole && sample.rows.len() < sample::RECORDS_MAX,
        table: reading.target.table.clone(),
        tables,
        columns: guessed_columns(reading, &sample, &columns),
        fields: guessed_fields(&draft),
        questions: questions::questions(&draft),
        preview,
        text,
    })
}

fn separator(format: RecordFormat) -> String {
    match format {
        RecordFormat::Delimited(s) => char::from(s).to_string(),
        RecordFormat::Whitespace => "whitespace".to_owned(),
        RecordFormat::JsonLines | RecordFormat::Documents => "json".to_owned(),
    }
}

fn guessed_columns(reading: &Reading<'_>, sample: &Sample, columns: &[Column]) -> Vec<ColumnGuess> {
    let field = |c: usize| reading.fields.iter().find(|(_, m)| m.column == Some(c)).map(|(f, _)| (*f).to_owned());
    let mut all = Vec::with_capacity(columns.len());
    for (c, (name, column)) in sample.header.iter().zip(columns).enumerate() {
        let values = column.values.iter().take(SHOWN).map(|v| v.chars().take(60).collect()).collect();
        all.push(ColumnGuess { name: name.clone(), looks: column.looks().to_owned(), values, field: field(c) });
    }
    all
}

fn guessed_fields(draft: &Draft<'_>) -> Vec<FieldGuess> {
    let reading = draft.reading;
    let needs = |f: &str| reading.target.needs.iter().any(|n| n.split('|').any(|n| n == f));
    let names = reading.target.fields().into_iter().map(|f| f.name);
    let mut all: Vec<FieldGuess> = names
        .map(|field| {
            let found = reading.fields.get(field);
            let column = found.and_then(|m| m.column);
            FieldGuess {
                field: field.to_owned(),
                required: needs(field),
                column: column.map(|c| draft.sample.header[c].clone()),
                constant: found.and_then(|m| m.constant.clone()),
                format: column.and_then(|c| draft.format(field, c)),
                score: found.map_or(0, |m| m.score),
                said: found.is_some_and(|m| m.said),
            }
        })
        .collect();
    all.sort_by_key(|f| (!f.required, f.column.is_none() && f.constant.is_none()));
    all
}
