//! Files on their way in: streamed from the request to the disk, under names that cannot leave their folder.
//!
//! A file is never held in memory and its size is bounded by the disk alone; the fields beside files are bounded. What was
//! received lies in a folder of its own that goes when the import ends, however it ends: the originals are kept by the
//! import itself.

use crate::error::ApiError;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use entrepot_lake::LakeError;
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt;

/// Most parts of one form.
const PARTS_MAX: usize = 500;
/// Longest text field, in bytes.
const TEXT_BYTES_MAX: usize = 200;
/// Longest answer about a table, in bytes: a field and the name of a column.
const ANSWER_BYTES_MAX: usize = 1000;
/// Longest file name that is kept, in bytes.
const NAME_BYTES_MAX: usize = 120;
/// Uploads that are older belong to a server that died, in microseconds.
const STALE_US: i64 = 24 * 3_600 * 1_000_000;

/// What a form brought.
#[derive(Debug)]
pub(crate) struct Upload {
    folder: Folder,
    /// The files, in order.
    pub files: Vec<PathBuf>,
    /// Bytes of all files.
    pub bytes: u64,
    /// The field `profile`, when it was given and not empty.
    pub profile: Option<String>,
    /// The field `source`, when it was given and not empty.
    pub source: Option<String>,
    /// The field `name`, when it was given and not empty.
    pub name: Option<String>,
    /// The fields `set`: answers about an unknown table.
    pub answers: Vec<String>,
}

/// A folder that goes with its value.
#[derive(Debug)]
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::debug!(folder = %self.0.display(), %error, "an upload stays behind");
        }
    }
}

impl Upload {
    /// Receives a form into `<dir>/<id>`.
    pub async fn receive(dir: &Path, id: &str, form: Result<Multipart, MultipartRejection>) -> Result<Self, ApiError> {
        let mut form = form.map_err(|error| {
            ApiError::new(error.status(), "usage.form", error.body_text(), "Send a multipart form with the field file.")
        })?;
        let path = dir.join(id);
        tokio::fs::create_dir_all(&path).await.map_err(LakeError::io(format!("cannot create {}", path.display())))?;
        let mut upload =
            Self { folder: Folder(path), files: Vec::new(), bytes: 0, profile: None, source: None, name: None, answers: Vec::new() };
        let mut parts = 0_usize;
        while let Some(field) = form.next_field().await.map_err(broken)? {
            parts += 1;
            if parts > PARTS_MAX {
                return Err(ApiError::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "usage.form",
                    format!("The form has more than {PARTS_MAX} parts."),
                    "Send fewer files at once.",
                ));
            }
            match field.name().unwrap_or_default() {
                "file" | "files" => upload.file(field).await?,
                "profile" => upload.profile = text(field, TEXT_BYTES_MAX).await?,
                "source" => upload.source = text(field, TEXT_BYTES_MAX).await?,
                "name" => upload.name = text(field, TEXT_BYTES_MAX).await?,
                "set" => upload.answers.extend(text(field, ANSWER_BYTES_MAX).await?),
                other => {
                    return Err(ApiError::usage(
                        "usage.form",
                        format!("There is no field \"{}\" here.", shown(other)),
                        "The fields are file, profile, source, name and set.",
                    ));
                }
            }
        }
        if upload.files.is_empty() {
            return Err(ApiError::usage("usage.form", "The form has no file.", "Add at least one part named file."));
        }
        Ok(upload)
    }

    /// A file that the server itself writes into `<dir>/<id>`.
    pub async fn written(dir: &Path, id: &str, name: &str, text: &[u8]) -> Result<Self, ApiError> {
        let path = dir.join(id);
        tokio::fs::create_dir_all(&path).await.map_err(LakeError::io(format!("cannot create {}", path.display())))?;
        let file = path.join(safe_name(name));
        let upload = Self {
            folder: Folder(path),
            files: vec![file.clone()],
            bytes: text.len() as u64,
            profile: None,
            source: None,
            name: None,
            answers: Vec::new(),
        };
        tokio::fs::write(&file, text).await.map_err(LakeError::io(format!("cannot keep {name}")))?;
        Ok(upload)
    }

    async fn file(&mut self, mut field: Field<'_>) -> Result<(), ApiError> {
        let path = self.free_path(&safe_name(field.file_name().unwrap_or_default()));
        let what = || format!("cannot keep the upload {}", path.file_name().unwrap_or_default().to_string_lossy());
        let mut file = tokio::fs::OpenOptions::new().write(true).create_new(true).open(&path).await.map_err(LakeError::io(what()))?;
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            file.write_all(&chunk).await.map_err(LakeError::io(what()))?;
            self.bytes += chunk.len() as u64;
        }
        file.flush().await.map_err(LakeError::io(what()))?;
        self.files.push(path);
        Ok(())
    }

    /// The name in the folder; a second file of one name gets a number.
    fn free_path(&self, name: &str) -> PathBuf {
        let mut path = self.folder.0.join(name);
        let mut number = 2;
        while self.files.contains(&path) {
            path = self.folder.0.join(format!("{number}-{name}"));
            number += 1;
        }
        path
    }
}

async fn text(mut field: Field<'_>, longest: usize) -> Result<Option<String>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > longest {
            return Err(ApiError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "usage.form",
                format!("The field \"{}\" is longer than {longest} bytes.", shown(field.name().unwrap_or_default())),
                "Only files may be long.",
            ));
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| ApiError::usage("usage.form", "A field is not UTF-8.", "Send text as UTF-8."))?;
    let text = text.trim();
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn broken(error: MultipartError) -> ApiError {
    let code = if error.status() == StatusCode::PAYLOAD_TOO_LARGE { "usage.too_large" } else { "usage.form" };
    ApiError::new(error.status(), code, error.body_text(), "Send the form again; nothing of it was kept.")
}

fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}

/// A file name without folders, control characters and tricks, and short enough for any disk. What is left of the name is
/// what the history shows.
pub(crate) fn safe_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .map(|c| {
            if c.is_control() || matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
                '_'
            } else {
                c
            }
        })
        .collect();
    let clean = clean.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    if clean.is_empty() {
        return "upload".to_owned();
    }
    if clean.len() <= NAME_BYTES_MAX {
        return clean.to_owned();
    }
    let (stem, extension) = clean.rsplit_once('.').filter(|(_, e)| e.len() <= 10).unwrap_or((clean, ""));
    let mut end = NAME_BYTES_MAX - extension.len() - 1;
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    if extension.is_empty() { stem[..end].to_owned() } else { format!("{}.{extension}", &stem[..end]) }
}

/// Removes uploads that a server which died left behind.
pub(crate) fn sweep(dir: &Path, now_us: i64) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let written = entry.metadata().and_then(|meta| meta.modified()).ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        let written_us = written.and_then(|since| i64::try_from(since.as_micros()).ok());
        if written_us.is_some_and(|at| now_us - at > STALE_US) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        for (given, kept) in [
            ("orders.csv", "orders.csv"),
            ("../../etc/passwd", "passwd"),
            ("..\\..\\boot.ini", "boot.ini"),
            ("/absolute/x.csv", "x.csv"),
            ("C:\\x\\订单.xlsx", "订单.xlsx"),
            ("..", "upload"),
            (".", "upload"),
            ("", "upload"),
            ("a/", "upload"),
            (".hidden", "hidden"),
            ("a\0b\n.csv", "a_b_.csv"),
            ("con:stream", "con_stream"),
            ("gnp.\u{202e}exe", "gnp._exe"),
            ("dots...", "dots"),
        ] {
            assert_eq!(safe_name(given), kept, "{given:?}");
        }
        let long = safe_name(&format!("{}.csv", "订".repeat(200)));
        assert!(long.len() <= NAME_BYTES_MAX && long.ends_with(".csv"), "{long}");
        assert!(safe_name(&"x".repeat(500)).len() <= NAME_BYTES_MAX);
    }

    #[test]
    fn only_old_uploads_are_swept() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("job")).unwrap();
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros() as i64;
        sweep(dir.path(), now);
        assert!(dir.path().join("job").exists());
        sweep(dir.path(), now + 2 * STALE_US);
        assert!(!dir.path().join("job").exists());
    }
}
