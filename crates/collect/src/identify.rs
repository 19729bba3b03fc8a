//! Which table of a profile a file is: by its header, its separator and its shape.

use crate::ImportError;
use crate::importers::json::{Documents, Node, starts};
use crate::importers::{Body, Importer, importer};
use crate::profile::{FieldSpec, Profile, SourceTable, same_name};
use crate::record::{RecordFormat, RecordReader};
use crate::source::Probe;
use crate::suggest::is_value;
use entrepot_domain::money::DecimalStyle;
use entrepot_lake::schema::Kind;

/// A file bound to a table of a profile.
#[derive(Clone, Debug)]
pub struct Identified {
    /// Position of the table in the profile.
    pub table: usize,
    /// How records are written.
    pub format: RecordFormat,
    /// Column names.
    pub header: Vec<String>,
    /// Bytes of decoded text before the first record.
    pub skip_bytes: usize,
    /// Lines before the first record.
    pub skip_lines: u64,
    /// How numbers are written.
    pub style: DecimalStyle,
}

const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Finds the table of `profile` that the file is.
///
/// # Errors
/// `header.missing` naming the nearest table's missing columns, `header.duplicate`.
pub fn identify(profile: &Profile, probe: &Probe) -> Result<Identified, ImportError> {
    if let Some(found) = matching(profile, probe)? {
        return Ok(found);
    }
    let headers = candidate_headers(probe);
    let nearest = profile
        .table
        .iter()
        .flat_map(|t| headers.iter().map(move |(_, h)| (t, h, t.header.iter().filter(|c| h.iter().any(|x| same_name(x, c))).count())))
        .max_by_key(|(t, _, n)| (*n, std::cmp::Reverse(t.header.len())));
    let (cause, hint) = match nearest {
        Some((t, h, n)) if n > 0 => {
            let lacks: Vec<&str> = t.header.iter().filter(|c| !h.iter().any(|x| same_name(x, c))).map(String::as_str).collect();
            (
                format!("{} lacks the column {} of profile {}", probe.name, lacks.join(", "), profile.name),
                "export it again with that column, or map it in a profile of your own",
            )
        }
        _ => (
            format!("{} is no file of profile {}: its first line is {}", probe.name, profile.name, first_line(probe)),
            "choose another profile (`entrepot import list`)",
        ),
    };
    Err(ImportError::refused("header.missing", cause, hint))
}

/// The table of `profile` whose required columns the file has.
///
/// # Errors
/// `header.duplicate`.
pub fn matching(profile: &Profile, probe: &Probe) -> Result<Option<Identified>, ImportError> {
    let json = matches!(probe.sample.trim_ascii_start().first(), Some(b'{' | b'['));
    for (i, t) in profile.table.iter().enumerate().filter(|(_, t)| !t.made) {
        if let Some(importer) = t.importer.as_deref().and_then(importer) {
            if let Some(found) = by_importer(profile, i, importer, probe, json)? {
                return Ok(Some(found));
            }
            continue;
        }
        if json {
            if let Some(found) = json_lines(profile, i, t, probe) {
                return Ok(Some(found));
            }
            continue;
        }
        if !t.columns.is_empty() {
            continue;
        }
        for format in formats(t) {
            // A header may stand below a title or merged cells.
            let (mut at, mut lines) = (0, 0);
            for _ in 0..PREAMBLE_LINES {
                let Some((header, bytes, count)) = header_line(&probe.sample[at..], format) else { break };
                (at, lines) = (at + bytes, lines + count);
                if header.len() > 1 && t.fits(&header) {
                    duplicates(t, &header, probe)?;
                    let style = style(profile, t, &header, format, &probe.sample[at..], lines);
                    return Ok(Some(Identified { table: i, format, header, skip_bytes: at, skip_lines: lines, style }));
                }
                if bytes == 0 || at >= probe.sample.len() {
                    break;
                }
            }
        }
    }
    // Files without a header line fit when their first line has the right number of fields.
    for (i, t) in profile.table.iter().enumerate().filter(|(_, t)| !t.columns.is_empty() && !json && !t.made && t.importer.is_none()) {
        for format in formats(t) {
            let Some((fields, _, _)) = header_line(&probe.sample, format) else { continue };
            if fields.len() == t.columns.len() && fields.iter().any(|f| is_value(f)) {
                let style = style(profile, t, &t.columns, format, &probe.sample, 0);
                return Ok(Some(Identified { table: i, format, header: t.columns.clone(), skip_bytes: 0, skip_lines: 0, style }));
            }
        }
    }
    Ok(None)
}

/// Lines before a header that are looked through.
const PREAMBLE_LINES: usize = 60;

/// The file as one that an importer reads: its header may stand below a preamble, or be absent.
fn by_importer(
    profile: &Profile, i: usize, importer: &'static dyn Importer, probe: &Probe, json: bool,
) -> Result<Option<Identified>, ImportError> {
    let t = &profile.table[i];
    if importer.body() == Body::Documents {
        let fits = |at: &&usize| json && Documents::first(&probe.sample[**at..]).is_some_and(|text| json_fits(t, &text));
        let found = starts(&probe.sample);
        let Some(skip_bytes) = found.iter().find(fits).copied() else { return Ok(None) };
        let style = DecimalStyle::POINT_GROUPED;
        return Ok(Some(Identified { table: i, format: RecordFormat::Documents, header: Vec::new(), skip_bytes, skip_lines: 0, style }));
    }
    if json {
        return Ok(None);
    }
    for format in formats(t) {
        let (mut at, mut lines) = (0, 0);
        for n in 0..PREAMBLE_LINES {
            let Some((fields, bytes, count)) = header_line(&probe.sample[at..], format) else { break };
            let headerless = n == 0 && !t.columns.is_empty() && importer.is_first_row(&fields);
            let fits = fields.len() > 1 && t.columns.is_empty() && t.fits(&fields);
            if headerless || fits {
                let (header, skip_bytes, skip_lines) =
                    if headerless { (t.columns.clone(), 0, 0) } else { (fields, at + bytes, lines + count) };
                duplicates(t, &header, probe)?;
                let amounts: Vec<usize> = importer.amounts().iter().filter_map(|c| header.iter().position(|h| same_name(h, c))).collect();
                let style = style_of(profile, &amounts, &header, format, &probe.sample[skip_bytes..], skip_lines);
                return Ok(Some(Identified { table: i, format, header, skip_bytes, skip_lines, style }));
            }
            if bytes == 0 || at + bytes >= probe.sample.len() {
                break;
            }
            (at, lines) = (at + bytes, lines + count);
        }
    }
    Ok(None)
}

/// Has a JSON object the keys that the table wants?
fn json_fits(t: &SourceTable, text: &[u8]) -> bool {
    Node::parse(text).is_some_and(|object| t.header.iter().all(|key| object.at(key).is_some()))
}

/// How well a profile fits: required columns found, for the best of its tables. Used to propose a profile.
#[must_use]
pub fn score(profile: &Profile, probe: &Probe) -> f64 {
    let headers = candidate_headers(probe);
    let best = profile
        .table
        .iter()
        .filter(|t| !t.header.is_empty())
        .flat_map(|t| {
            headers.iter().map(move |(_, h)| {
                let found = t.header.iter().filter(|c| h.iter().any(|x| same_name(x, c))).count();
                (found as f64) / (t.header.len() as f64)
            })
        })
        .fold(0.0, f64::max);
    (best * 1000.0).round() / 1000.0
}

/// Headers by separator.
#[must_use]
pub fn candidate_headers(probe: &Probe) -> Vec<(u8, Vec<String>)> {
    SEPARATORS
        .iter()
        .filter_map(|s| header_line(&probe.sample, RecordFormat::Delimited(*s)).map(|(h, _, _)| (*s, h)))
        .filter(|(_, h)| h.len() > 1)
        .collect()
}

fn formats(t: &SourceTable) -> Vec<RecordFormat> {
    match t.separator.as_deref() {
        Some("whitespace") => vec![RecordFormat::Whitespace],
        Some("tab" | "\t") => vec![RecordFormat::Delimited(b'\t')],
        Some(s) if s.len() == 1 => vec![RecordFormat::Delimited(s.as_bytes()[0])],
        _ => SEPARATORS.iter().map(|s| RecordFormat::Delimited(*s)).collect(),
    }
}

/// The first record of the text with its length in bytes and lines.
fn header_line(sample: &[u8], format: RecordFormat) -> Option<(Vec<String>, usize, u64)> {
    let start = sample.iter().position(|b| !matches!(b, b'\n' | b'\r'))?;
    let blank = sample[..start].iter().filter(|b| **b == b'\n').count() as u64;
    let stop = memchr::memchr(b'\n', &sample[start..]).map_or(sample.len(), |p| start + p);
    let line = sample[start..stop].strip_suffix(b"\r").unwrap_or(&sample[start..stop]);
    let mut fields = Vec::new();
    let columns = match format {
        RecordFormat::Delimited(s) => {
            let mut quoted = false;
            1 + line
                .iter()
                .filter(|b| {
                    if **b == b'"' {
                        quoted = !quoted;
                    }
                    **b == s && !quoted
                })
                .count()
        }
        _ => String::from_utf8_lossy(line).split_whitespace().count(),
    };
    RecordReader::new(format, vec![String::new(); columns])
        .read::<()>(line, 1, |r| {
            if let Ok(r) = r {
                fields =
                    (0..r.spans.len()).map(|i| String::from_utf8_lossy(r.field(i)).trim_start_matches('\u{feff}').to_owned()).collect();
            }
            Ok(())
        })
        .ok()?;
    if fields.is_empty() { None } else { Some((fields, (stop + 1).min(sample.len()), blank + 1)) }
}

fn duplicates(t: &SourceTable, header: &[String], probe: &Probe) -> Result<(), ImportError> {
    let used = referenced(t);
    match used.iter().find(|c| header.iter().filter(|h| same_name(h, c)).count() > 1) {
        None => Ok(()),
        Some(c) => Err(ImportError::refused(
            "header.duplicate",
            format!("{} has the column {c} more than once", probe.name),
            "remove or rename one of them; which one counts cannot be guessed",
        )),
    }
}

/// Every source column that a table reads.
fn referenced(t: &SourceTable) -> Vec<String> {
    let mut all: Vec<String> = t.header.iter().chain(&t.key).cloned().collect();
    for spec in t.fields.values().chain(t.trade_fields.values()).map(FieldSpec::full) {
        all.extend(spec.column);
        all.extend(spec.join);
    }
    all.extend(t.rule.iter().flat_map(|r| r.when.keys().cloned()));
    all.extend(t.lookup.iter().map(|l| l.by.clone()));
    all.sort();
    all.dedup();
    all
}

fn json_lines(profile: &Profile, i: usize, t: &SourceTable, probe: &Probe) -> Option<Identified> {
    let line = probe.sample.split(|b| *b == b'\n').find(|l| !l.trim_ascii().is_empty())?;
    let object: serde_json::Value = serde_json::from_slice(line).ok()?;
    let has = |c: &String| object.get(c).is_some() || c.split('.').try_fold(&object, |v, k| v.get(k)).is_some();
    if t.header.is_empty() || !t.header.iter().all(has) {
        return None;
    }
    let header = referenced(t);
    let style = style(profile, t, &header, RecordFormat::JsonLines, &probe.sample, 0);
    Some(Identified { table: i, format: RecordFormat::JsonLines, header, skip_bytes: 0, skip_lines: 0, style })
}

/// The decimal style: as the profile says, or from the amounts of the first rows.
fn style(profile: &Profile, t: &SourceTable, header: &[String], format: RecordFormat, sample: &[u8], line: u64) -> DecimalStyle {
    let Some(def) = t.target() else { return DecimalStyle::POINT_GROUPED };
    let amounts: Vec<usize> = t
        .fields
        .iter()
        .filter(|(name, _)| def.column(name).is_some_and(|c| c.1 == Kind::Amount))
        .filter_map(|(_, s)| s.full().column)
        .filter_map(|c| header.iter().position(|h| same_name(h, &c)))
        .collect();
    style_of(profile, &amounts, header, format, sample, line)
}

/// The decimal style: as the profile says, or from these columns of the first rows.
fn style_of(profile: &Profile, amounts: &[usize], header: &[String], format: RecordFormat, sample: &[u8], line: u64) -> DecimalStyle {
    match profile.decimal.as_str() {
        "," => return DecimalStyle::COMMA_GROUPED,
        "." => return DecimalStyle::POINT_GROUPED,
        _ => {}
    }
    let (mut comma, mut point) = (0, 0);
    let _ = RecordReader::new(format, header.to_vec()).lenient().read::<()>(sample, line, |r| {
        if let Ok(r) = r {
            for i in amounts {
                match decimal_mark(r.field(*i)) {
                    Some(b',') => comma += 1,
                    Some(b'.') => point += 1,
                    _ => {}
                }
            }
        }
        Ok(())
    });
    if comma > point { DecimalStyle::COMMA_GROUPED } else { DecimalStyle::POINT_GROUPED }
}

/// The decimal mark that a number can only have: the last of two different marks, or one that three digits do not follow.
pub(crate) fn decimal_mark(text: &[u8]) -> Option<u8> {
    let last = text.iter().rposition(|b| matches!(b, b'.' | b','))?;
    let mark = text[last];
    let others = text[..last].iter().filter(|b| matches!(b, b'.' | b',')).collect::<Vec<_>>();
    if others.iter().any(|b| **b != mark) {
        return Some(mark);
    }
    if others.is_empty() && text.len() - last - 1 != 3 { Some(mark) } else { None }
}

fn first_line(probe: &Probe) -> String {
    let line = probe.sample.split(|b| *b == b'\n').find(|l| !l.trim_ascii().is_empty()).unwrap_or_default();
    let text: String = String::from_utf8_lossy(line).chars().take(120).collect();
    format!("“{}”", text.trim())
}
