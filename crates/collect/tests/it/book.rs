//! A temporary home and short ways to import into it and to look at what is there.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Decimal128Type, Int64Type};
use entrepot_collect::presets::profile;
use entrepot_collect::{ImportError, ImportReport, ImportRequest, Progress, import};
use entrepot_lake::{Home, HomeOptions};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// 2026-11-22T00:00:00Z.
pub const NOW_US: i64 = 1_795_305_600_000_000;

/// A home that goes with the test.
pub struct Book {
    pub dir: tempfile::TempDir,
    pub home: Home,
}

impl Book {
    pub async fn new() -> Self {
        Self::with_tables(None).await
    }

    /// A home whose tables are somewhere else: a folder or an object store URL.
    pub async fn with_tables(tables: Option<String>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(&dir.path().join("home"), &HomeOptions { tables, ..HomeOptions::default() }).await.unwrap();
        Self { dir, home }
    }

    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub async fn import(&self, name: &str, files: &[PathBuf]) -> Result<ImportReport, ImportError> {
        let request = ImportRequest {
            profile: profile(name, None).unwrap(),
            files: files.to_vec(),
            source: None,
            actor: "test".into(),
            now_us: NOW_US,
            patience: Duration::from_secs(5),
        };
        let report = import(&self.home, &request, &Progress::default()).await?;
        assert_eq!(
            report.rows_accepted + report.rows_updated + report.rows_quarantined + report.rows_duplicate,
            report.rows_read,
            "every row has one outcome"
        );
        Ok(report)
    }

    /// All rows of a table in the newest lake version.
    pub async fn rows(&self, table: &str) -> Vec<RecordBatch> {
        let snapshot = self.home.snapshot(None).await.unwrap();
        let Some(t) = snapshot.table(table) else { return Vec::new() };
        let mut all = Vec::new();
        for f in &t.files {
            let path = self.home.local_file(t, f, self.dir.path()).await.unwrap();
            let reader = ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(path).unwrap()).unwrap().build().unwrap();
            all.extend(reader.map(Result::unwrap));
        }
        all
    }

    /// One text column of a table, sorted; null as an empty text.
    pub async fn texts(&self, table: &str, columns: &[&str]) -> Vec<String> {
        let mut out = Vec::new();
        for b in self.rows(table).await {
            for i in 0..b.num_rows() {
                let cells: Vec<String> = columns
                    .iter()
                    .map(|c| {
                        let a = b.column_by_name(c).unwrap();
                        if a.is_null(i) { String::new() } else { arrow::util::display::array_value_to_string(a, i).unwrap() }
                    })
                    .collect();
                out.push(cells.join("|"));
            }
        }
        out.sort();
        out
    }

    /// What the lake says, without where it came from: what must not depend on how it got there.
    pub async fn content(&self) -> Vec<String> {
        let mut all = Vec::new();
        for def in entrepot_lake::schema::TABLES.iter() {
            let columns: Vec<&str> = def.columns.iter().map(|c| c.0).collect();
            all.extend(self.texts(def.name, &columns).await.into_iter().map(|r| format!("{}: {r}", def.name)));
        }
        all
    }
}

/// Sum of a decimal column over the rows that a test on text columns picks, in micro units.
pub fn sum(rows: &[RecordBatch], column: &str, pick: impl Fn(&dyn Fn(&str) -> String) -> bool) -> i128 {
    let mut total = 0;
    for b in rows {
        let values = b.column_by_name(column).unwrap().as_primitive::<Decimal128Type>();
        for i in 0..b.num_rows() {
            let text = |c: &str| arrow::util::display::array_value_to_string(b.column_by_name(c).unwrap(), i).unwrap();
            if pick(&text) {
                total += values.value(i);
            }
        }
    }
    total
}

/// The number of different values of a text column, nulls not counted.
pub fn distinct(rows: &[RecordBatch], column: &str) -> usize {
    let mut seen = std::collections::HashSet::new();
    for b in rows {
        let a = b.column_by_name(column).unwrap();
        for i in (0..b.num_rows()).filter(|i| a.is_valid(*i)) {
            seen.insert(arrow::util::display::array_value_to_string(a, i).unwrap());
        }
    }
    seen.len()
}

/// Values of an integer column.
pub fn longs(rows: &[RecordBatch], column: &str) -> Vec<i64> {
    rows.iter().flat_map(|b| b.column_by_name(column).unwrap().as_primitive::<Int64Type>().values().to_vec()).collect()
}

/// The folder of real data, when it is there; says what is skipped when not.
pub fn data(file: &str) -> Option<PathBuf> {
    let root = std::env::var_os("ENTREPOT_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = root.join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {file} is not in the test data folder");
    None
}
