//! Small tables written by hand: rows as pairs of column and value.

use crate::book::Book;
use entrepot_collect::{ImportReport, Progress, ReplayRequest, replay};
use std::time::Duration;

/// A table with these columns; each row names the columns that it fills.
pub fn sheet(columns: &str, separator: char, rows: &[&[(&str, &str)]]) -> String {
    let names: Vec<&str> = columns.split(separator).collect();
    let mut text = format!("{columns}\n");
    for row in rows {
        let mut cells = vec![String::new(); names.len()];
        for (column, value) in *row {
            let at = names.iter().position(|n| n == column).unwrap_or_else(|| panic!("no column {column}"));
            cells[at] = if value.contains(separator) { format!("\"{value}\"") } else { (*value).to_owned() };
        }
        text += &cells.join(&separator.to_string());
        text.push('\n');
    }
    text
}

/// Imports a text that must be refused; its code and message. Nothing may have been published.
pub async fn refused(book: &Book, profile: &str, text: impl AsRef<[u8]>) -> (&'static str, String) {
    let error = book.import(profile, &[book.file("refused.csv", text)]).await.unwrap_err();
    assert!(!error.hint().is_empty());
    assert!(book.home.ops.imports().await.unwrap().iter().all(|i| i.state != entrepot_ops::ImportState::Committing));
    (error.code(), error.to_string())
}

/// The one open row of the quarantine: id, code, line and text.
pub async fn only_quarantined(book: &Book) -> (i64, String, i64, String) {
    let filter = entrepot_ops::QuarantineFilter { limit: 10, ..Default::default() };
    let (open, _) = book.home.ops.quarantine(&filter).await.unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    (open[0].id, open[0].code.clone(), open[0].row, open[0].text.clone())
}

/// Replays a row with a new text.
pub async fn fixed(book: &Book, id: i64, text: String) -> ImportReport {
    let request = ReplayRequest {
        edits: vec![(id, text)],
        actor: "test".into(),
        now_us: crate::book::NOW_US,
        patience: Duration::from_secs(5),
        ..ReplayRequest::default()
    };
    replay(&book.home, &request, &Progress::default()).await.unwrap()
}

/// What the seller received less what they paid, over the stored charges that a test picks, micro units.
pub async fn received(book: &Book, pick: impl Fn(&dyn Fn(&str) -> String) -> bool) -> i128 {
    let rows = book.rows("charges").await;
    crate::book::sum(&rows, "amount", |t| t("payee") == "seller" && pick(t))
        - crate::book::sum(&rows, "amount", |t| t("payer") == "seller" && pick(t))
}
