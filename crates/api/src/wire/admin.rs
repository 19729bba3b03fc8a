//! Tokens, the audit log, settings, nightly runs, backups and the doctor.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who is asking.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    /// The name that the audit log gets.
    pub name: String,
    /// viewer, analyst, operator or admin.
    pub role: String,
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenInfo {
    /// Its name.
    pub name: String,
    /// viewer, analyst, operator or admin.
    pub role: String,
    /// valid, expired or revoked.
    pub state: String,
    /// When it was made.
    pub created_at: String,
    /// Who made it.
    pub created_by: String,
    /// When it ends by itself.
    pub expires_at: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
    /// Who revoked it.
    pub revoked_by: Option<String>,
}

/// A token to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewToken {
    /// A name that no token has or had: letters, digits, - _ . @
    pub name: String,
    /// viewer, analyst, operator or admin.
    pub role: String,
    /// Days after which it ends by itself; never when absent.
    pub days: Option<u32>,
}

/// A token that was made. The secret is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeToken {
    /// The secret; only its hash is kept.
    pub secret: String,
    /// The token.
    pub token: TokenInfo,
}

/// One action of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditItem {
    /// When.
    pub at: String,
    /// Who: a token's name, the user of the command line, `console` on this machine, `nightly`.
    pub actor: String,
    /// What, as `noun.verb`.
    pub action: String,
    /// On which thing.
    pub subject: String,
    /// The arguments.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
}

/// A part of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditLog {
    /// Entries, newest first.
    pub entries: Vec<AuditItem>,
    /// Everybody who is in the log.
    pub actors: Vec<String>,
    /// Every action that is in the log.
    pub actions: Vec<String>,
}

/// A setting and where its value comes from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Setting {
    /// What holds.
    pub value: String,
    /// `default`, `home` (set here) or `fixed` (entrepot.toml or the environment; stronger than what is set here).
    pub from: &'static str,
    /// Whether it can be changed here.
    pub changeable: bool,
}

/// The settings of the home.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Settings {
    /// ISO 4217 code that money is reported in; empty: the book's only currency, else EUR.
    pub report_currency: Setting,
    /// Two letters of ISO 3166-1: where exports begin; empty: the only country that sellers are in.
    pub home_country: Setting,
    /// IANA name of the zone that decides on which day something happened. It can be changed until the first import.
    pub business_zone: Setting,
    /// Version of the program.
    pub version: String,
    /// Where the home is.
    pub home: String,
    /// Folder that backups go to; none when backups are not set up.
    pub backup_folder: Option<String>,
    /// Time of the nightly run in the business zone; none when it is not set up.
    pub nightly_at: Option<String>,
    /// Whether a token is wanted from everybody.
    pub token_wanted: bool,
}

/// Settings to change; what is absent stays, an empty text takes a setting back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettingsChange {
    /// ISO 4217 code.
    pub report_currency: Option<String>,
    /// Two letters of ISO 3166-1.
    pub home_country: Option<String>,
    /// IANA name.
    pub business_zone: Option<String>,
}

/// One step of a nightly run.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NightStep {
    /// rates, compact, doctor, warm or backup.
    pub name: String,
    /// done, skipped or failed.
    pub outcome: String,
    /// What came of it, or why not.
    pub note: String,
    /// How long it took, in milliseconds.
    pub elapsed_ms: i64,
}

/// One nightly run.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Night {
    /// Its number.
    pub id: i64,
    /// When it began.
    pub begun_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// running, done or failed.
    pub state: String,
    /// Who asked for it.
    pub actor: String,
    /// Its steps.
    pub steps: Vec<NightStep>,
}

/// A backup to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBackup {
    /// Carry the secrets of the configuration too.
    #[serde(default)]
    pub with_secrets: bool,
}

/// One backup in the folder.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BackupFile {
    /// File name.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// When it was written.
    pub at: String,
}

/// Backups of this home.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Backups {
    /// The folder; none when backups are not set up.
    pub folder: Option<String>,
    /// Files in it, newest first.
    pub files: Vec<BackupFile>,
    /// Whether one is being made.
    pub running: bool,
    /// Bytes that are through.
    pub bytes_done: u64,
    /// Bytes there are.
    pub bytes_total: u64,
    /// Why the last one was not made.
    pub error: Option<super::Problem>,
}

/// One thing that the doctor found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DoctorFinding {
    /// Stable code.
    pub code: String,
    /// broken, warning or note.
    pub severity: String,
    /// What is so.
    pub cause: String,
    /// What to do.
    pub hint: String,
    /// The same in Chinese.
    pub zh: Option<super::Said>,
}

/// What the doctor found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DoctorReport {
    /// Nothing is broken.
    pub sound: bool,
    /// Lake version that was looked at.
    pub lake_version: i64,
    /// Lake versions, data files, rows, originals and imports that were looked at.
    #[schema(value_type = Object)]
    pub looked: serde_json::Value,
    /// What was found, the worst first.
    pub findings: Vec<DoctorFinding>,
}
