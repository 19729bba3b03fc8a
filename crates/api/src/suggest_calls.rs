//! Proposals of `collect` as wire types.

use crate::wire::{
    Label, MappedRow, MappedRows, RejectedRow, SuggestedColumn, SuggestedField, SuggestedQuestion, SuggestedTable, Suggestion,
};
use entrepot_collect::{Preview, profile};

fn label(label: profile::Label) -> Label {
    Label::new(label.en, label.zh)
}

fn rows(preview: Preview) -> MappedRows {
    let rejected = |row: entrepot_collect::RejectedRow| RejectedRow {
        line: row.line,
        code: row.code,
        reason: label(row.reason),
        hint: label(row.hint),
        field: row.field,
        value: row.value,
        text: row.text,
    };
    MappedRows {
        fields: preview.fields,
        rows: preview.rows.into_iter().map(|row| MappedRow { line: row.line, values: row.values }).collect(),
        rejected: preview.rejected.into_iter().map(rejected).collect(),
        rows_taken: preview.rows_taken,
        rows_rejected: preview.rows_rejected,
    }
}

/// A proposal on the wire.
pub(crate) fn suggestion(s: entrepot_collect::Suggestion) -> Suggestion {
    Suggestion {
        file: s.file,
        profile: s.profile,
        encoding: s.encoding,
        separator: s.separator,
        header_line: s.header_line,
        decimal: s.decimal,
        rows_seen: s.rows_seen,
        whole: s.whole,
        table: s.table,
        tables: s.tables.into_iter().map(|t| SuggestedTable { table: t.table, label: label(t.label), score: t.score }).collect(),
        columns: s
            .columns
            .into_iter()
            .map(|c| SuggestedColumn { name: c.name, looks: c.looks, values: c.values, field: c.field })
            .collect(),
        fields: s
            .fields
            .into_iter()
            .map(|f| SuggestedField {
                field: f.field,
                required: f.required,
                column: f.column,
                constant: f.constant,
                format: f.format,
                score: f.score,
                said: f.said,
            })
            .collect(),
        questions: s
            .questions
            .into_iter()
            .map(|q| SuggestedQuestion { code: q.code, field: q.field, text: label(q.text), choices: q.choices, required: q.required })
            .collect(),
        preview: s.preview.map(rows),
        text: s.text,
    }
}
