//! Collections of review texts without a header: a label and a text (in either order), an id with a mean rating and a text,
//! or nothing but a text a line. They carry no dates: the profile says when the collection was made.

use super::entry::Ids;
use super::{Groups, Importer, Made, Reader, Row, Start};
use crate::ImportError;
use crate::record::Record;
use entrepot_domain::money::{DecimalStyle, to_micros};
use xxhash_rust::xxh3::xxh3_64;

const MAKES: &[Made] = &[Made { role: "review", columns: &["id", "score", "text"], counted: true }];

/// Label and text, separated and quoted.
pub(crate) struct LabelledTexts;
/// A line a text, perhaps behind an id and a rating.
pub(crate) struct TextLines;

fn is_label(text: &str) -> bool {
    matches!(text.trim_start_matches('\u{feff}').trim(), "1" | "-1" | "+1" | "0")
}

/// A rating in micro units.
fn number(text: &str) -> Option<i128> {
    to_micros(text.trim().as_bytes(), DecimalStyle::POINT_GROUPED.rounding()).ok()
}

fn is_numbered(id: &str) -> bool {
    id.trim_start_matches('\u{feff}')
        .split_once('_')
        .is_some_and(|(a, b)| !a.is_empty() && !b.is_empty() && a.bytes().chain(b.bytes()).all(|c| c.is_ascii_digit()))
}

impl Importer for LabelledTexts {
    fn name(&self) -> &'static str {
        "review-labelled"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn is_first_row(&self, fields: &[String]) -> bool {
        fields.len() == 2 && (is_label(&fields[0]) != is_label(&fields[1]))
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(Texts { ids: Ids::of(start.context), labelled: true }))
    }
}

impl Importer for TextLines {
    fn name(&self) -> &'static str {
        "review-lines"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn is_first_row(&self, fields: &[String]) -> bool {
        let rated = fields.len() > 3 && is_numbered(&fields[0]) && number(&fields[1]).is_some() && number(&fields[2]).is_none();
        let chinese = fields.iter().any(|f| f.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count() > 6);
        rated || (chinese && !fields.iter().any(|f| f.contains([',', '\t', ';', '|', '{', '['])))
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(Texts { ids: Ids::of(start.context), labelled: false }))
    }
}

struct Texts {
    ids: Ids,
    labelled: bool,
}

/// Id, score and text of a record.
fn parts(record: &Record<'_>, labelled: bool) -> (String, String, String) {
    let text = |b: &[u8]| String::from_utf8_lossy(b).trim_start_matches('\u{feff}').trim().to_owned();
    if labelled {
        let (a, b) = (text(record.field(0)), text(record.field(1)));
        let (label, text) = if is_label(&a) { (a, b) } else { (b, a) };
        return (String::new(), label.trim_start_matches('+').to_owned(), text);
    }
    let line = text(record.raw);
    let columns: Vec<&str> = line.splitn(3, '\t').collect();
    match columns.as_slice() {
        // A mean rating becomes the nearest whole score.
        [id, mean, rest] if is_numbered(id) && number(mean).is_some() => {
            let score = number(mean).map(|m| m.signum() * ((m.abs() + 500_000) / 1_000_000)).unwrap_or_default().to_string();
            ((*id).to_owned(), score, (*rest).trim().to_owned())
        }
        _ => (String::new(), String::new(), line.clone()),
    }
}

impl Reader for Texts {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let (own, score, text) = parts(record, self.labelled);
        let base = if own.is_empty() { format!("{:016x}", xxh3_64(text.as_bytes())) } else { own };
        out.open(record);
        out.row(Row::new(MAKES, 0).with("id", self.ids.next(base, record.line)).with("score", score).with("text", text));
        out.close();
        Ok(())
    }

    fn context(&self) -> Option<serde_json::Value> {
        Some(serde_json::json!({ "numbers": self.ids.numbers() }))
    }
}
