//! Quarantined rows, corrected and imported again. The original line stays in the kept file; the new row points to it.

use crate::ImportError;
use crate::convert::{Converter, Setting};
use crate::identify::Identified;
use crate::import::{BUSINESS_ZONE, FileReport, ImportReport, lookups_of};
use crate::lane::{Lane, LaneFile, quarantined};
use crate::lineage::Layout;
use crate::lookup::LookupTable;
use crate::presets;
use crate::profile::{Profile, same_name};
use crate::progress::{Phase, Progress};
use crate::record::{RecordFormat, RecordReader};
use crate::settle::{policies, settle};
use crate::split::Chunk;
use entrepot_lake::{Home, Intent};
use entrepot_ops::{Counts, ImportKind, ImportRecord, ImportState, QuarantineFilter, QuarantineRow, SourceFile};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A replacement in the chosen rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replace {
    /// Only in this source column; anywhere in the line when absent.
    pub column: Option<String>,
    /// The text to find (the whole value, when a column is named).
    pub find: String,
    /// What takes its place.
    pub with: String,
}

/// Which rows to replay, and how they are corrected first.
#[derive(Clone, Debug, Default)]
pub struct ReplayRequest {
    /// Quarantine ids.
    pub ids: Vec<i64>,
    /// New texts by id.
    pub edits: Vec<(i64, String)>,
    /// A replacement in all of them.
    pub replace: Option<Replace>,
    /// Source columns set to a value in all of them.
    pub set: Vec<(String, String)>,
    /// Profiles of the home.
    pub profiles_dir: Option<PathBuf>,
    /// Who asks.
    pub actor: String,
    /// The present, microseconds since the epoch.
    pub now_us: i64,
    /// How long to wait for another writer.
    pub patience: Duration,
}

/// What a replay would do with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayPreview {
    /// Quarantine id.
    pub id: i64,
    /// The line as it is.
    pub before: String,
    /// The line as it would be imported.
    pub after: String,
    /// Would it be taken?
    pub ok: bool,
    /// Why not.
    pub code: Option<String>,
}

/// A row with its correction and its place.
struct Fixed {
    row: QuarantineRow,
    text: String,
    file: usize,
}

/// Everything needed to convert the chosen rows.
struct Prepared {
    profile: Profile,
    source: String,
    files: Vec<LaneFile>,
    reports: Vec<FileReport>,
    rows: Vec<Fixed>,
}

/// Shows what a replay would do; changes nothing.
///
/// # Errors
/// `quarantine.none`, `quarantine.mixed`, or what reading the source again meets.
pub async fn replay_preview(home: &Home, request: &ReplayRequest) -> Result<Vec<ReplayPreview>, ImportError> {
    let prepared = prepare(home, request, 0).await?;
    let mut out = Vec::new();
    for fixed in &prepared.rows {
        let code = check(&prepared.files[fixed.file], fixed)?;
        out.push(ReplayPreview {
            id: fixed.row.id,
            before: fixed.row.text.clone(),
            after: fixed.text.clone(),
            ok: code.is_none(),
            code: code.map(str::to_owned),
        });
    }
    Ok(out)
}

/// Converts one row without writing it; the reason's code when it is refused.
fn check(file: &LaneFile, fixed: &Fixed) -> Result<Option<&'static str>, ImportError> {
    if let Some(shaped) = &file.shaped {
        let groups = shaped.again(file, &fixed.text, 1)?;
        return shaped.check(file, &groups);
    }
    let mut converter = Converter::new(&file.plan, &file.setting)?;
    let mut code = None;
    let mut seen = 0;
    RecordReader::new(file.format, file.header.clone()).read(fixed.text.as_bytes(), 1, |outcome| {
        seen += 1;
        match outcome {
            Err((reason, _, _)) => code = Some(reason.code),
            Ok(record) => {
                if let Err(r) = converter.convert(&record, file.file_id, &mut |_, _, _, _| Ok(()))? {
                    code = Some(r.reason.code);
                }
            }
        }
        Ok::<(), ImportError>(())
    })?;
    Ok(if seen == 1 { code } else { Some("row.columns") })
}

/// Imports the corrected rows. Rows that are still refused stay in quarantine as they are.
///
/// # Errors
/// `quarantine.none`, `quarantine.mixed`, or any of an import.
pub async fn replay(home: &Home, request: &ReplayRequest, progress: &Progress) -> Result<ImportReport, ImportError> {
    let start = Instant::now();
    let _lock = home.writer(request.patience).await?;
    let first = prepare(home, request, 0).await?;
    let of_import = first.rows.first().map(|f| f.row.import_id);
    let id =
        home.ops.begin_import(ImportKind::Replay, &first.profile.name, &first.source, of_import, &request.actor, request.now_us).await?;
    let result = commit(home, request, prepare(home, request, id).await?, id, of_import, progress, start).await;
    if let Err(e) = &result {
        let _ = std::fs::remove_dir_all(home.staging(id));
        home.ops.fail_import(id, &e.to_string()).await?;
    }
    progress.set_phase(Phase::Done);
    result
}

async fn commit(
    home: &Home, request: &ReplayRequest, mut prepared: Prepared, id: i64, of_import: Option<i64>, progress: &Progress, start: Instant,
) -> Result<ImportReport, ImportError> {
    let staging = home.staging(id);
    std::fs::create_dir_all(&staging).map_err(entrepot_lake::LakeError::io(format!("cannot create {}", staging.display())))?;
    let snapshot = home.snapshot(None).await?;
    let policies = policies(&prepared.files.iter().collect::<Vec<_>>(), None, false, false);
    progress.set_phase(Phase::Reading);
    let mut still = BTreeSet::new();
    let mut lane = Lane::new(0, &staging, &prepared.files, &policies, progress, &format!("i{id}"));
    for fixed in &prepared.rows {
        if check(&prepared.files[fixed.file], fixed)?.is_some() {
            still.insert(fixed.row.id);
            continue;
        }
        let line = u64::try_from(fixed.row.row).unwrap_or(1);
        match &prepared.files[fixed.file].shaped {
            Some(shaped) => lane.groups(fixed.file, shaped.again(&prepared.files[fixed.file], &fixed.text, line)?)?,
            None => lane.chunk(fixed.file, &Chunk { seq: 0, line, offset: 0, bytes: fixed.text.clone().into_bytes() })?,
        }
        prepared.reports[fixed.file].rows_read += 1;
    }
    let staged = vec![lane.finish()?];
    progress.set_phase(Phase::Resolving);
    let (changes, outcome) = settle(home, &snapshot, &staged, &policies, &staging, id).await?;
    let mains: BTreeSet<&str> = prepared.files.iter().flat_map(LaneFile::mains).collect();
    let read: u64 = staged.iter().flat_map(|s| s.read.values()).sum();
    let mut counts = Counts {
        // What an importer took apart counts as often as it did when it was read first.
        read: i64::try_from(read).unwrap_or(0) + i64::try_from(still.len()).unwrap_or(0),
        quarantined: i64::try_from(still.len()).unwrap_or(0),
        ..Counts::default()
    };
    for (_, r) in outcome.iter().filter(|(n, _)| mains.contains(*n)) {
        counts.accepted += r.own.accepted;
        counts.updated += r.own.updated;
        counts.duplicate += r.own.duplicate;
    }
    // A row that passed the check but failed in the lane would be lost from the balance: it must not be.
    if !counts.balanced() || quarantined(&staged).next().is_some() {
        return Err(ImportError::refused(
            "import.balance",
            format!("{counts:?} does not add up"),
            "please report it with the file; nothing was published",
        ));
    }
    let changed = |name: &str| outcome.get(name).map_or(0, |r| r.all.accepted + r.all.updated);
    let record = ImportRecord {
        id,
        kind: ImportKind::Replay,
        state: ImportState::Committing,
        profile: prepared.profile.name.clone(),
        source: prepared.source.clone(),
        of_import,
        at_us: request.now_us,
        elapsed_ms: i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX),
        actor: request.actor.clone(),
        counts,
        trades: changed("trades"),
        lines: changed("lines"),
        lake_version: None,
        reaches_us: staged.iter().filter_map(|r| r.reaches_us).max(),
        files: prepared
            .reports
            .iter()
            .map(|f| serde_json::json!({ "id": f.id, "name": f.name, "role": f.role, "rows": f.rows_read }))
            .collect(),
        note: None,
    };
    progress.set_phase(Phase::Committing);
    let replays = prepared.rows.iter().map(|f| f.row.id).filter(|i| !still.contains(i)).collect();
    let intent = Intent { import_id: id, reason: "replay".to_owned(), at_us: request.now_us, changes, replays };
    let lake_version = home.commit(&record, &intent, &mut std::iter::empty()).await?;
    Ok(ImportReport {
        import_id: id,
        profile: record.profile.clone(),
        files: prepared.reports,
        rows_read: counts.read,
        rows_accepted: counts.accepted,
        rows_updated: counts.updated,
        rows_quarantined: counts.quarantined,
        rows_duplicate: counts.duplicate,
        trades: record.trades,
        lines: record.lines,
        lake_version,
        questions: Vec::new(),
    })
}

async fn prepare(home: &Home, request: &ReplayRequest, import_id: i64) -> Result<Prepared, ImportError> {
    let none = || ImportError::refused("quarantine.none", "no open row was chosen", "list them: `entrepot quarantine list`");
    let mut ids = request.ids.clone();
    ids.extend(request.edits.iter().map(|e| e.0));
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Err(none());
    }
    let limit = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let (rows, _) = home.ops.quarantine(&QuarantineFilter { ids, limit, ..QuarantineFilter::default() }).await?;
    let mut sources = BTreeMap::new();
    for r in &rows {
        let i = home.ops.import(r.import_id).await?;
        sources.insert((i.profile, i.source), r.import_id);
    }
    if sources.len() > 1 {
        return Err(ImportError::refused(
            "quarantine.mixed",
            "the rows come from different sources",
            "replay the rows of one source at a time",
        ));
    }
    let Some(((name, source), origin)) = sources.pop_first() else { return Err(none()) };
    let profile = presets::profile(&name, request.profiles_dir.as_deref())?;
    let business_zone = home.ops.meta(BUSINESS_ZONE).await?.unwrap_or_else(|| "UTC".to_owned());
    let file_zone = crate::import::file_zone(&profile, &business_zone);
    let setting = Setting { source: source.clone(), file_zone, business_zone, now_us: request.now_us, import_id };
    let lookups: BTreeMap<String, Arc<LookupTable>> = lookups_of(home, &profile, origin).await?;
    let (mut files, mut reports, mut places) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut fixed = Vec::new();
    for row in rows {
        let place = match places.get(&row.file_id) {
            Some(p) => *p,
            None => {
                let file = home.ops.file(row.file_id).await?;
                files.push(lane_file(&profile, &file, &lookups, &setting)?);
                reports.push(FileReport { id: file.id, name: file.name.clone(), role: file.role.clone(), rows_read: 0 });
                places.insert(row.file_id, files.len() - 1);
                files.len() - 1
            }
        };
        let text = corrected(&row, request, &files[place]);
        fixed.push(Fixed { row, text, file: place });
    }
    Ok(Prepared { profile, source, files, reports, rows: fixed })
}

fn lane_file(
    profile: &Profile, file: &SourceFile, lookups: &BTreeMap<String, Arc<LookupTable>>, setting: &Setting,
) -> Result<LaneFile, ImportError> {
    let table = profile.role(&file.role).ok_or_else(|| {
        ImportError::refused(
            "profile.field",
            format!("profile {} has no table {} any more", profile.name, file.role),
            "restore the profile that imported the file",
        )
    })?;
    let layout = Layout::of(file)?;
    let (header, format, style) = (file.header.clone(), layout.format, layout.style);
    let found = Identified { table: 0, format, header, skip_bytes: 0, skip_lines: 0, style };
    let mut bound = LaneFile::bind(profile, table, file.id, &found, lookups, setting)?;
    if let Some(shaped) = &mut bound.shaped {
        shaped.context = layout.context;
    }
    Ok(bound)
}

/// The line with its corrections.
fn corrected(row: &QuarantineRow, request: &ReplayRequest, file: &LaneFile) -> String {
    let mut text = request.edits.iter().find(|e| e.0 == row.id).map_or_else(|| row.text.clone(), |e| e.1.clone());
    if let Some(r) = &request.replace {
        match &r.column {
            None => text = text.replace(&r.find, &r.with),
            Some(c) => text = with_column(&text, file, c, &|v| (v == r.find).then(|| r.with.clone())),
        }
    }
    for (column, value) in &request.set {
        text = with_column(&text, file, column, &|_| Some(value.clone()));
    }
    text
}

/// The line with one column changed.
fn with_column(text: &str, file: &LaneFile, column: &str, change: &dyn Fn(&str) -> Option<String>) -> String {
    let Some(at) = file.header.iter().position(|h| same_name(h, column)) else { return text.to_owned() };
    if matches!(file.format, RecordFormat::JsonLines | RecordFormat::Documents) {
        let Ok(mut object) = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text) else { return text.to_owned() };
        let old = object.get(column).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).unwrap_or_default();
        if let Some(new) = change(&old) {
            object.insert(column.to_owned(), serde_json::Value::String(new));
        }
        return serde_json::to_string(&object).unwrap_or_else(|_| text.to_owned());
    }
    // An importer's group has several lines: each is changed.
    let mut lines = Vec::new();
    let _ = RecordReader::new(file.format, file.header.clone()).lenient().read::<()>(text.as_bytes(), 1, |r| {
        lines.push(match r {
            Ok(r) => {
                let fields: Vec<String> = (0..r.spans.len()).map(|i| String::from_utf8_lossy(r.field(i)).into_owned()).collect();
                let new = fields.get(at).and_then(|v| change(v));
                new.map_or_else(|| String::from_utf8_lossy(r.raw).into_owned(), |new| line_with(&fields, at, new, file.format))
            }
            Err((_, raw, _)) => String::from_utf8_lossy(raw).into_owned(),
        });
        Ok(())
    });
    lines.join("\n")
}

/// A line of these fields, one of them changed.
fn line_with(fields: &[String], at: usize, new: String, format: RecordFormat) -> String {
    let mut fields = fields.to_vec();
    fields[at] = new;
    let separator = match format {
        RecordFormat::Delimited(s) => char::from(s),
        _ => ' ',
    };
    let quote = |f: &String| if f.contains([separator, '"', '\n']) { format!("\"{}\"", f.replace('"', "\"\"")) } else { f.clone() };
    fields.iter().map(quote).collect::<Vec<_>>().join(&separator.to_string())
}
