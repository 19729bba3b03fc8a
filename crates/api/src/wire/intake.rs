//! Files on their way in: profiles, detection, jobs, imports and undo.

use super::{Label, Problem, Question};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A mapping profile.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProfileInfo {
    /// Name.
    pub name: String,
    /// Name for people.
    pub label: Label,
    /// The kinds of file that the source has.
    pub tables: Vec<ProfileTable>,
}

/// What became of a shop's message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookAnswer {
    /// It is kept, and will be imported.
    pub accepted: bool,
    /// This delivery was here before: nothing was done again.
    pub known: bool,
}

/// A kind of file of a source.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProfileTable {
    /// Name inside the profile.
    pub role: String,
    /// Columns that the file must have.
    pub required: Vec<String>,
    /// What such a file is usually called, where it is known.
    pub file_hint: Option<String>,
}

/// A profile and how well it fits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Candidate {
    /// Profile.
    pub profile: String,
    /// Share of its required columns that the file has, 0 to 1.
    pub score: f64,
}

/// What a file seems to be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Detection {
    /// The profile that fits; null when none does, or several do.
    pub profile: Option<String>,
    /// The profile's table.
    pub table: Option<String>,
    /// Text encoding.
    pub encoding: String,
    /// Separator.
    pub separator: String,
    /// Column names.
    pub header: Vec<String>,
    /// All profiles that fit in part, best first.
    pub candidates: Vec<Candidate>,
}

/// A file to look at.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used: the form is read as a stream")]
pub(crate) struct DetectForm {
    /// The file, or its first 64 KiB.
    #[schema(format = Binary)]
    pub file: String,
}

/// Files to import.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used: the form is read as a stream")]
pub(crate) struct ImportForm {
    /// Mapping profile; found out when absent.
    pub profile: Option<String>,
    /// Namespace of the row keys, when several shops share a profile.
    pub source: Option<String>,
    /// Files.
    #[schema(value_type = Vec<String>, format = Binary)]
    pub file: Vec<String>,
}

/// The demo seller to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DemoRequest {
    /// Number of orders, 1 to 200000; 5000 when absent.
    #[serde(default)]
    pub orders: Option<u64>,
}

/// A job that was started.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobStarted {
    /// Its id.
    pub job_id: String,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum JobState {
    /// Waits for the one before it.
    Queued,
    /// At work.
    Running,
    /// Published.
    Done,
    /// Refused; nothing was published.
    Failed,
    /// Stopped; nothing was published.
    Cancelled,
}

/// An import in the background.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Job {
    /// Id.
    pub id: String,
    /// Where it stands.
    pub state: JobState,
    /// waiting, reading, resolving, committing or done.
    pub phase: Option<String>,
    /// Bytes read so far.
    pub bytes_done: u64,
    /// Bytes of all files.
    pub bytes_total: u64,
    /// Rows read so far.
    pub rows_read: u64,
    /// What it did.
    pub result: Option<ImportReport>,
    /// Why it was refused.
    pub error: Option<Problem>,
}

/// The folder that the server watches.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Watched {
    /// The folder; null when none is watched.
    pub folder: Option<String>,
    /// Why it is not watched just now.
    pub problem: Option<Problem>,
    /// Files in it that are not complete yet, or not imported yet.
    pub waiting: Vec<String>,
    /// What became of the files, newest first.
    pub recent: Vec<WatchedFile>,
}

/// What became of a file that was dropped into the watched folder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WatchedFile {
    /// Its name.
    pub file: String,
    /// When.
    pub at: String,
    /// done, failed, later (it stays and is tried again) or stuck (it cannot be moved away).
    pub outcome: &'static str,
    /// What the import did.
    pub result: Option<ImportReport>,
    /// Why it was refused.
    pub error: Option<Problem>,
}

/// A file of an import.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ImportFile {
    /// Name.
    pub name: String,
    /// Rows read.
    pub rows_read: i64,
}

/// What an import did. Always: accepted + updated + quarantined + duplicate = read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ImportReport {
    /// Id.
    pub import_id: i64,
    /// Profile.
    pub profile: String,
    /// Files.
    pub files: Vec<ImportFile>,
    /// Rows read.
    pub rows_read: i64,
    /// Rows that are new.
    pub rows_accepted: i64,
    /// Rows that replaced an older version of themselves.
    pub rows_updated: i64,
    /// Rows in quarantine.
    pub rows_quarantined: i64,
    /// Rows that were there already.
    pub rows_duplicate: i64,
    /// Documents that are new or changed.
    pub trades: i64,
    /// Order lines that are new or changed.
    pub lines: i64,
    /// Lake version that shows it.
    pub lake_version: i64,
    /// What the seller is asked.
    pub questions: Vec<Question>,
}

/// An entry of the history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportEntry {
    /// What it did.
    #[serde(flatten)]
    pub report: ImportReport,
    /// When it began.
    pub at: String,
    /// Who asked for it.
    pub actor: String,
    /// published or undone.
    pub state: &'static str,
    /// The import that it took back.
    pub undo_of: Option<i64>,
    /// How long it took.
    pub elapsed_ms: i64,
}

/// What an undo would do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UndoPreview {
    /// The import.
    pub import_id: i64,
    /// Lake version that was looked at.
    pub lake_version: i64,
    /// Rows that would go, over all tables.
    pub rows_removed: i64,
    /// Older versions of rows that would return.
    pub rows_restored: i64,
    /// Rows of it in quarantine that would be put aside.
    pub rows_quarantined: i64,
    /// Later imports of the same source that would be read once more, newest first.
    pub refills: Vec<Refill>,
}

/// A later import that an undo reads once more, because rows of it were duplicates of rows that go.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Refill {
    /// Import id.
    pub import_id: i64,
    /// When it was imported.
    pub at: String,
    /// Names of its files.
    pub files: Vec<String>,
    /// At most so many of its rows come back.
    pub rows_at_most: i64,
}

/// What an undo did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UndoReport {
    /// Id of the undo in the history.
    pub import_id: i64,
    /// Lake version that shows it.
    pub lake_version: i64,
    /// Rows taken out.
    pub rows_removed: i64,
    /// Older versions of rows that are back.
    pub rows_restored: i64,
    /// Later imports that were applied again.
    pub replayed: Vec<i64>,
}
