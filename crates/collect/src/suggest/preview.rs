//! The sample's rows through the very converter that an import uses: the rows it would make and those it would not take.

use super::sample::Sample;
use crate::ImportError;
use crate::batch::Cell;
use crate::convert::{Converter, Setting, Target};
use crate::plan::Plan;
use crate::profile::{Label, Profile};
use crate::reasons::Reason;
use crate::record::RecordReader;
use entrepot_domain::Day;
use entrepot_domain::money::{DecimalStyle, format_micros};
use entrepot_lake::schema::{Kind, TableDef};
use serde::Serialize;
use std::collections::BTreeMap;

/// Rows that are shown, of each kind.
const SHOWN: usize = 10;

/// What an import would make of the sample.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Columns of the lake table that have a value in one of the rows shown.
    pub fields: Vec<String>,
    /// The first rows that would be taken.
    pub rows: Vec<MappedRow>,
    /// The first rows that would go to quarantine.
    pub rejected: Vec<RejectedRow>,
    /// Rows of the sample that would be taken.
    pub rows_taken: usize,
    /// Rows of the sample that would go to quarantine.
    pub rows_rejected: usize,
}

/// A row as the lake would have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MappedRow {
    /// Line of the file.
    pub line: u64,
    /// Values in the order of the preview's fields.
    pub values: Vec<Option<String>>,
}

/// A row that would not be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RejectedRow {
    /// Line of the file.
    pub line: u64,
    /// Reason code.
    pub code: String,
    /// The reason.
    pub reason: Label,
    /// What to do.
    pub hint: Label,
    /// Column of the lake at fault.
    pub field: Option<String>,
    /// The value as written.
    pub value: Option<String>,
    /// The row as written.
    pub text: String,
}

/// Converts the sample by `profile`'s only table. `zone` is the business zone.
///
/// # Errors
/// `header.missing`, `profile.field`.
pub fn preview(profile: &Profile, sample: &Sample, zone: &str, now_us: i64) -> Result<Preview, ImportError> {
    let Some(table) = profile.table.first() else { return Ok(Preview::default()) };
    let style = match profile.decimal.as_str() {
        "," => DecimalStyle::COMMA_GROUPED,
        _ => DecimalStyle::POINT_GROUPED,
    };
    let plan = Plan::bind(profile, table, &sample.header, &BTreeMap::new(), style)?;
    let file_zone = if profile.zone == "home" { zone } else { &profile.zone };
    let setting =
        Setting { source: profile.name.clone(), file_zone: file_zone.to_owned(), business_zone: zone.to_owned(), now_us, import_id: 0 };
    let mut converter = Converter::new(&plan, &setting)?;
    let mut done = Preview::default();
    let mut rows: Vec<(u64, Vec<Option<String>>)> = Vec::new();
    RecordReader::new(sample.format, sample.header.clone()).read(&sample.body, sample.line, |outcome| {
        let mut reject = |line, reason: &Reason, field: Option<&str>, value: Option<String>, raw: &[u8]| {
            done.rows_rejected += 1;
            if done.rejected.len() < SHOWN {
                done.rejected.push(RejectedRow {
                    line,
                    code: reason.code.to_owned(),
                    reason: Label { en: reason.en.to_owned(), zh: reason.zh.to_owned() },
                    hint: Label { en: reason.hint_en.to_owned(), zh: reason.hint_zh.to_owned() },
                    field: field.map(str::to_owned),
                    value,
                    text: String::from_utf8_lossy(raw).chars().take(400).collect(),
                });
            }
        };
        match outcome {
            Err((reason, raw, line)) => reject(line, reason, None, None, raw),
            Ok(record) => {
                let mut made = None;
                let mut emit = |target: Target, cells: &[Cell<'_>], _, _| {
                    if target == Target::Main {
                        made = Some(shown(plan.def, cells));
                    }
                    Ok(())
                };
                match converter.convert(&record, 0, &mut emit)? {
                    Err(r) => reject(record.line, r.reason, r.field, r.value, record.raw),
                    Ok(()) => {
                        done.rows_taken += 1;
                        if rows.len() < SHOWN {
                            rows.extend(made.map(|values| (record.line, values)));
                        }
                    }
                }
            }
        }
        Ok::<(), ImportError>(())
    })?;
    let filled: Vec<usize> = (0..plan.def.columns.len()).filter(|i| rows.iter().any(|(_, v)| v[*i].is_some())).collect();
    done.fields = filled.iter().map(|i| plan.def.columns[*i].0.to_owned()).collect();
    done.rows =
        rows.into_iter().map(|(line, mut values)| MappedRow { line, values: filled.iter().map(|i| values[*i].take()).collect() }).collect();
    Ok(done)
}

/// The values of a row as texts.
fn shown(def: &TableDef, cells: &[Cell<'_>]) -> Vec<Option<String>> {
    let text = |(cell, column): (&Cell<'_>, &(&str, Kind, bool))| match cell {
        Cell::Null => None,
        Cell::Text(t) => Some(String::from_utf8_lossy(t).into_owned()),
        Cell::Number(n) if column.1 == Kind::Rate => Some(rate(*n)),
        Cell::Number(n) => Some(format_micros(*n)),
        Cell::Instant(t) => jiff::Timestamp::from_microsecond(*t).ok().map(|t| t.to_string()),
        Cell::Day(d) => Some(Day(*d).to_string()),
        Cell::Bool(b) => Some(b.to_string()),
        Cell::Int(n) => Some(n.to_string()),
    };
    cells.iter().zip(def.columns).map(text).collect()
}

/// A rate without trailing zeros.
fn rate(n: i128) -> String {
    let text = format!("{}.{:09}", n / 1_000_000_000, n % 1_000_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
