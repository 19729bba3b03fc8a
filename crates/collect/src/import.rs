//! The import of a set of files by a profile: probe, read in parallel, compare with what is there, commit.

use crate::ImportError;
use crate::convert::Setting;
use crate::identify::{Identified, identify};
use crate::lane::{LaneFile, quarantined};
use crate::lineage::Layout;
use crate::profile::Profile;
use crate::progress::{Phase, Progress};
use crate::reading::{read_all, read_lookups};
use crate::settle::{policies, settle};
use crate::source::Probe;
use crate::text::named_encoding;
use entrepot_lake::{Home, Intent};
use entrepot_ops::{Counts, ImportKind, ImportRecord, ImportState, SourceFile};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What to import.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    /// The mapping profile.
    pub profile: Profile,
    /// The files.
    pub files: Vec<PathBuf>,
    /// Namespace of the row keys: two shops that number their orders alike need two. The profile's name when absent.
    pub source: Option<String>,
    /// Who asks.
    pub actor: String,
    /// The present, microseconds since the epoch.
    pub now_us: i64,
    /// How long to wait for another writer.
    pub patience: Duration,
}

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Import id.
    pub import_id: i64,
    /// Profile.
    pub profile: String,
    /// Files with the rows read from each.
    pub files: Vec<FileReport>,
    /// Rows read.
    pub rows_read: i64,
    /// Rows that are new.
    pub rows_accepted: i64,
    /// Rows that replaced an older version.
    pub rows_updated: i64,
    /// Rows in quarantine.
    pub rows_quarantined: i64,
    /// Rows that were there already.
    pub rows_duplicate: i64,
    /// Trades that are new or changed.
    pub trades: i64,
    /// Order lines that are new or changed.
    pub lines: i64,
    /// The lake version that shows it.
    pub lake_version: i64,
    /// What must be answered; filled in by surfaces.
    pub questions: Vec<serde_json::Value>,
}

/// One file of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// File id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// The profile's table it was read as.
    pub role: String,
    /// Data rows read.
    pub rows_read: i64,
}

/// A file that was looked at.
pub(crate) struct Opened {
    pub probe: Probe,
    pub found: Identified,
}

/// Key of the setting that holds the business zone.
pub const BUSINESS_ZONE: &str = "business_zone";

/// Imports files.
///
/// # Errors
/// When the whole import is refused; nothing is published then.
pub async fn import(home: &Home, request: &ImportRequest, progress: &Progress) -> Result<ImportReport, ImportError> {
    if request.files.is_empty() {
        return Err(ImportError::refused("file.missing", "no file was named", "name at least one file"));
    }
    let opened = open_all(&request.profile, &request.files)?;
    progress.set_total(opened.iter().map(|o| o.probe.bytes).sum());
    let _lock = home.writer(request.patience).await?;
    run(home, request, opened, progress, None).await
}

/// Probes and identifies all files.
pub(crate) fn open_all(profile: &Profile, files: &[PathBuf]) -> Result<Vec<Opened>, ImportError> {
    files
        .iter()
        .map(|path| {
            let named = profile.table.iter().find_map(|t| t.encoding.as_deref()).map(named_encoding).transpose()?;
            let probe = Probe::open(path, named)?;
            let found = identify(profile, &probe)?;
            Ok(Opened { probe, found })
        })
        .collect()
}

/// Imports opened files; the caller holds the write lock. With `refill`, only rows that are missing are added: the files
/// are the kept originals of that import.
pub(crate) async fn run(
    home: &Home, request: &ImportRequest, opened: Vec<Opened>, progress: &Progress, refill: Option<i64>,
) -> Result<ImportReport, ImportError> {
    let start = Instant::now();
    let kind = if refill.is_some() { ImportKind::Replay } else { ImportKind::Import };
    let source = request.source.clone().unwrap_or_else(|| request.profile.name.clone());
    let id = home.ops.begin_import(kind, &request.profile.name, &source, refill, &request.actor, request.now_us).await?;
    let staging = home.staging(id);
    let result = async {
        std::fs::create_dir_all(&staging).map_err(entrepot_lake::LakeError::io(format!("cannot create {}", staging.display())))?;
        let known = if refill.is_none() { known_files(home, request, &source, &opened).await? } else { vec![None; opened.len()] };
        stage_and_commit(home, request, &source, id, kind, refill, &opened, &known, &staging, progress, start).await
    }
    .await;
    if let Err(e) = &result {
        let _ = std::fs::remove_dir_all(&staging);
        home.raw.sweep();
        home.ops.fail_import(id, &e.to_string()).await?;
    }
    progress.set_phase(Phase::Done);
    result
}

/// For each file: rows it had when the very same file was imported before, and is still in the lake.
async fn known_files(home: &Home, request: &ImportRequest, source: &str, opened: &[Opened]) -> Result<Vec<Option<u64>>, ImportError> {
    let history = home.ops.imports().await?;
    let mut by_hash: BTreeMap<(i64, String), u64> = BTreeMap::new();
    for i in history.iter().filter(|i| {
        i.state == ImportState::Published && i.kind == ImportKind::Import && i.profile == request.profile.name && i.source == source
    }) {
        let rows: BTreeMap<i64, u64> =
            i.files.as_array().into_iter().flatten().filter_map(|f| Some((f["id"].as_i64()?, f["rows"].as_u64()?))).collect();
        for f in home.ops.files_of(i.id).await? {
            if let Some(rows) = rows.get(&f.id) {
                by_hash.insert((f.bytes, f.sha256), *rows);
            }
        }
    }
    let mut known = Vec::with_capacity(opened.len());
    for o in opened {
        let bytes = i64::try_from(o.probe.bytes).unwrap_or(i64::MAX);
        let candidate = by_hash.keys().any(|(b, _)| *b == bytes);
        known.push(if candidate { by_hash.get(&(bytes, sha256(&o.probe)?)).copied() } else { None });
    }
    // Files of a source that is joined are known together or not at all: any of them changes what rows say.
    if known.iter().any(Option::is_none) && request.profile.table.iter().any(|t| !t.lookup.is_empty()) {
        known.fill(None);
    }
    Ok(known)
}

fn sha256(probe: &Probe) -> Result<String, ImportError> {
    use sha2::Digest;
    let mut hash = sha2::Sha256::new();
    let mut file = std::fs::File::open(&probe.path).map_err(ImportError::reading(&probe.name))?;
    std::io::copy(&mut file, &mut HashWriter(&mut hash)).map_err(ImportError::reading(&probe.name))?;
    Ok(hex::encode(hash.finalize()))
}

struct HashWriter<'a>(&'a mut sha2::Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, b: &[u8]) -> std::io::Result<usize> {
        sha2::Digest::update(self.0, b);
        Ok(b.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[expect(clippy::too_many_arguments, reason = "the steps of one import share these; a struct would be used once")]
async fn stage_and_commit(
    home: &Home, request: &ImportRequest, source: &str, id: i64, kind: ImportKind, refill: Option<i64>, opened: &[Opened],
    known: &[Option<u64>], staging: &Path, progress: &Progress, start: Instant,
) -> Result<ImportReport, ImportError> {
    let business_zone = match home.ops.meta(BUSINESS_ZONE).await? {
        Some(zone) => zone,
        None => {
            let zone = file_zone(&request.profile, "UTC");
            home.ops.set_meta(BUSINESS_ZONE, &zone).await?;
            zone
        }
    };
    let snapshot = home.snapshot(None).await?;
    let lookups = read_lookups(&request.profile, opened)?;
    let setting = Setting {
        source: source.to_owned(),
        file_zone: file_zone(&request.profile, &business_zone),
        business_zone,
        now_us: request.now_us,
        // Rows that fill up an earlier import are that import's: undoing it takes them along.
        import_id: refill.unwrap_or(id),
    };
    let mut files = Vec::new();
    let mut reports = Vec::new();
    for o in opened {
        let t = &request.profile.table[o.found.table];
        let file = SourceFile {
            id: 0,
            sha256: String::new(),
            name: o.probe.name.clone(),
            bytes: i64::try_from(o.probe.bytes).unwrap_or(i64::MAX),
            stored: String::new(),
            import_id: id,
            role: t.role.clone(),
            format: Layout::describe(&o.probe, &o.found),
            header: o.found.header.clone(),
            marks: Vec::new(),
        };
        let file_id = home.ops.add_file(&file).await?;
        reports.push(FileReport { id: file_id, name: file.name.clone(), role: t.role.clone(), rows_read: 0 });
        let lane = match t.target() {
            None if t.importer.is_none() => None,
            _ => Some(LaneFile::bind(&request.profile, t, file_id, &o.found, &lookups, &setting)?),
        };
        files.push((SourceFile { id: file_id, ..file }, lane));
    }
    let lanes: Vec<&LaneFile> = files.iter().filter_map(|f| f.1.as_ref()).collect();
    let policies = policies(&lanes, Some(&snapshot), opened.len() == 1, refill.is_some());
    progress.set_phase(Phase::Reading);
    let staged =
        tokio::task::block_in_place(|| read_all(home, opened, known, &mut files, &policies, staging, progress, &format!("i{id}")))?;
    progress.set_phase(Phase::Resolving);
    let (changes, outcome) = settle(home, &snapshot, &staged, &policies, staging, id).await?;
    let mut counts = Counts::default();
    for (i, (source_file, lane)) in files.iter().enumerate() {
        let rows = match known[i] {
            Some(rows) => {
                counts.duplicate += i64::try_from(rows).unwrap_or(0);
                rows
            }
            None => staged.iter().map(|r| r.read.get(&i).copied().unwrap_or(0)).sum(),
        };
        if lane.is_some() {
            counts.read += i64::try_from(rows).unwrap_or(0);
        }
        reports[i].rows_read = i64::try_from(rows).unwrap_or(0);
        home.ops.finish_file(source_file).await?;
    }
    counts.quarantined = staged.iter().map(|r| i64::try_from(r.quarantined).unwrap_or(0)).sum();
    let mains: Vec<&'static str> = files.iter().filter_map(|f| f.1.as_ref()).flat_map(LaneFile::mains).collect();
    for (name, r) in &outcome {
        if mains.contains(name) {
            counts.accepted += r.own.accepted;
            counts.updated += r.own.updated;
            counts.duplicate += r.own.duplicate;
        }
    }
    let changed = |name: &str| outcome.get(name).map_or(0, |r| r.all.accepted + r.all.updated);
    let record = ImportRecord {
        id,
        kind,
        state: ImportState::Committing,
        profile: request.profile.name.clone(),
        source: source.to_owned(),
        of_import: refill,
        at_us: request.now_us,
        elapsed_ms: i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX),
        actor: request.actor.clone(),
        counts,
        trades: changed("trades"),
        lines: changed("lines"),
        lake_version: None,
        reaches_us: staged.iter().filter_map(|r| r.reaches_us).max(),
        files: reports.iter().map(|f| serde_json::json!({ "id": f.id, "name": f.name, "role": f.role, "rows": f.rows_read })).collect(),
        note: None,
    };
    if !counts.balanced() {
        return Err(ImportError::refused(
            "import.balance",
            format!("{counts:?} does not add up"),
            "this is a fault of entrepot, not of your file; nothing was published. Please report it with the file",
        ));
    }
    if progress.stopped() {
        return Err(ImportError::Cancelled);
    }
    progress.set_phase(Phase::Committing);
    let reason = kind.as_str().to_owned();
    let intent = Intent { import_id: id, reason, at_us: request.now_us, changes, replays: Vec::new() };
    let lake_version = home.commit(&record, &intent, &mut quarantined(&staged)).await?;
    Ok(ImportReport {
        import_id: id,
        profile: request.profile.name.clone(),
        files: reports,
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

/// Zone of a profile's local times; `home` means the business zone.
pub(crate) fn file_zone(profile: &Profile, business_zone: &str) -> String {
    if profile.zone == "home" { business_zone.to_owned() } else { profile.zone.clone() }
}

/// The kept originals of an import, as files in `folder`.
pub(crate) async fn open_kept(home: &Home, profile: &Profile, import_id: i64, folder: &Path) -> Result<Vec<Opened>, ImportError> {
    let mut paths = Vec::new();
    for (n, file) in home.ops.files_of(import_id).await?.into_iter().enumerate() {
        let dir = folder.join(n.to_string());
        let what = || format!("cannot unpack a kept original to {}", dir.display());
        std::fs::create_dir_all(&dir).map_err(entrepot_lake::LakeError::io(what()))?;
        let path = dir.join(&file.name);
        let mut out = std::fs::File::create(&path).map_err(entrepot_lake::LakeError::io(what()))?;
        std::io::copy(&mut home.raw.read(&file.stored)?, &mut out).map_err(entrepot_lake::LakeError::io(what()))?;
        paths.push(path);
    }
    open_all(profile, &paths)
}

/// The looked-up files of an earlier import, read again from the kept originals.
pub(crate) async fn lookups_of(
    home: &Home, profile: &Profile, import_id: i64,
) -> Result<BTreeMap<String, std::sync::Arc<crate::lookup::LookupTable>>, ImportError> {
    if profile.table.iter().all(|t| t.lookup.is_empty()) {
        return Ok(BTreeMap::new());
    }
    let folder = home.dir.join("staging").join(format!("lookups-{import_id}"));
    let opened = open_kept(home, profile, import_id, &folder).await?;
    let lookups = read_lookups(profile, &opened);
    let _ = std::fs::remove_dir_all(&folder);
    lookups
}
