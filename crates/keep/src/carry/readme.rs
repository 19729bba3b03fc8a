//! The README of an export: what each file is, for a reader who has only the folder.

use super::ExportManifest;
use std::fmt::Write;

/// The text.
pub fn text(manifest: &ExportManifest) -> String {
    let mut out = format!(
        "# Everything of one business, in open formats\n\n\
         Written by entrepot {} on {}; lake version {}.\n\n\
         - `tables/*.parquet`: every table, Apache Parquet. `_history` tables hold row versions that were replaced; `superseded_by`\n  \
           is the import that did so.\n\
         - `tables/*.csv`: the same rows in the same order, UTF-8, comma, RFC 4180. Nothing between two commas is null, `\"\"` is an\n  \
           empty text.\n\
         - `tables/schema.json`: columns, types and what they say.\n\
         - `raw/`: every imported file as it was, under its SHA-256. `.zst` are zstd (`zstd -d`), `.orig` the file itself;\n  \
           `ops/files.jsonl` has the names.\n\
         - `ops/*.jsonl`: history of imports, files, quarantined rows, saved queries and views, messages, lake versions, settings and\n  \
           the audit log; one JSON object a line.\n\
         - `presets/`, `entrepot.toml`: the business's own profiles, metrics, market series and settings, without secrets.\n\
         - `manifest.json`: size and SHA-256 of every file.\n\n\
         Amounts are decimals with six digits after the point, never floats; instants are UTC; `day` is the day in the business's\n\
         zone. `import_id`, `file_id` and `row` lead to the line of the original that a row came from.\n\n\
         Into an empty home: `entrepot --home NEW import --all FOLDER`.\n\n| table | rows |\n| --- | ---: |\n",
        manifest.entrepot, manifest.made_at, manifest.lake_version
    );
    for table in &manifest.tables {
        let _ = writeln!(out, "| `{}` | {} |", table.table, table.rows);
    }
    out
}
