//! Source files: where the kept original of every imported file is, and how to find a line in it again.

use crate::imports::ImportState;
use crate::{Ops, OpsError};
use serde::{Deserialize, Serialize};

/// A place in the decoded text of a file from which reading can start: `[line, byte offset]`.
pub type LineMark = (i64, i64);

/// One file of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// File id.
    pub id: i64,
    /// SHA-256 of the original bytes, hex.
    pub sha256: String,
    /// Name as the user gave it, without folders.
    pub name: String,
    /// Size of the original.
    pub bytes: i64,
    /// Path of the kept original, relative to the home's `raw` folder.
    pub stored: String,
    /// The import that read it.
    pub import_id: i64,
    /// The profile's table that it was read as.
    pub role: String,
    /// How it was read: a JSON document of encoding, separator, header line and sheet.
    pub format: String,
    /// Column names, in order.
    pub header: Vec<String>,
    /// Line marks, rising.
    pub marks: Vec<LineMark>,
}

/// Where the bytes of an imported file are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOriginal {
    /// Name below the home's `raw` folder.
    pub stored: String,
    /// SHA-256 of the original bytes, hex.
    pub sha256: String,
    /// Size of the original.
    pub bytes: i64,
    /// The import that read it.
    pub import_id: i64,
    /// Where that import stands.
    pub state: ImportState,
}

impl Ops {
    /// Every kept original of every import, in the order they were read; one that several imports read comes several times.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn kept_originals(&self) -> Result<Vec<KeptOriginal>, OpsError> {
        let rows: Vec<(String, String, i64, i64, String)> = sqlx::query_as(
            "SELECT f.stored, f.sha256, f.bytes, f.import_id, i.state FROM files f JOIN imports i ON i.id = f.import_id \
             WHERE f.stored <> '' ORDER BY f.id",
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .map(|r| KeptOriginal { stored: r.0, sha256: r.1, bytes: r.2, import_id: r.3, state: ImportState::parse(&r.4) })
            .collect())
    }

    /// Registers a file under an import and returns its id.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn add_file(&self, file: &SourceFile) -> Result<i64, OpsError> {
        let row: (i64,) = sqlx::query_as(
            "INSERT INTO files (sha256, name, bytes, stored, import_id, role, format, header, marks) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        )
        .bind(&file.sha256)
        .bind(&file.name)
        .bind(file.bytes)
        .bind(&file.stored)
        .bind(file.import_id)
        .bind(&file.role)
        .bind(&file.format)
        .bind(serde_json::to_string(&file.header)?)
        .bind(serde_json::to_string(&file.marks)?)
        .fetch_one(&self.pool)
        .await?;
        Ok(row.0)
    }

    /// Fills in what is known only after a file was read to its end.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn finish_file(&self, file: &SourceFile) -> Result<(), OpsError> {
        sqlx::query("UPDATE files SET sha256 = $2, bytes = $3, stored = $4, header = $5, marks = $6, format = $7 WHERE id = $1")
            .bind(file.id)
            .bind(&file.sha256)
            .bind(file.bytes)
            .bind(&file.stored)
            .bind(serde_json::to_string(&file.header)?)
            .bind(serde_json::to_string(&file.marks)?)
            .bind(&file.format)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// One file.
    ///
    /// # Errors
    /// `ops.missing` when there is none.
    pub async fn file(&self, id: i64) -> Result<SourceFile, OpsError> {
        self.select_files("WHERE id = $1", id).await?.pop().ok_or(OpsError::Missing { what: "file", id })
    }

    /// The files of an import, in the order they were read.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn files_of(&self, import_id: i64) -> Result<Vec<SourceFile>, OpsError> {
        self.select_files("WHERE import_id = $1 ORDER BY id", import_id).await
    }

    /// File names by id, for lineage columns.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn file_names(&self) -> Result<Vec<(i64, String)>, OpsError> {
        Ok(sqlx::query_as("SELECT id, name FROM files ORDER BY id").fetch_all(&self.pool).await?)
    }

    async fn select_files(&self, tail: &'static str, id: i64) -> Result<Vec<SourceFile>, OpsError> {
        type Row = (i64, String, String, i64, String, i64, String, String, String, String);
        let sql = format!("SELECT id, sha256, name, bytes, stored, import_id, role, format, header, marks FROM files {tail}");
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_all(&self.pool).await?;
        rows.into_iter()
            .map(|r| {
                Ok(SourceFile {
                    id: r.0,
                    sha256: r.1,
                    name: r.2,
                    bytes: r.3,
                    stored: r.4,
                    import_id: r.5,
                    role: r.6,
                    format: r.7,
                    header: serde_json::from_str(&r.8)?,
                    marks: serde_json::from_str(&r.9)?,
                })
            })
            .collect()
    }
}
