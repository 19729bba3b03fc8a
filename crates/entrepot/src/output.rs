//! Standard output: data only. The one place that may print to it.

use std::io::Write;

/// Writes one line; a reader that went away is no error.
pub fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
}

/// Writes a JSON document.
pub fn json(value: &impl serde::Serialize) -> Result<(), crate::failure::Failure> {
    line(&serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Writes bytes as they are.
pub fn raw(bytes: &[u8]) {
    let _ = std::io::stdout().lock().write_all(bytes);
}

/// An instant as people read it, UTC.
pub fn instant(us: i64) -> String {
    jiff::Timestamp::from_microsecond(us).map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}

/// A plain table: left-aligned text, right-aligned where every cell of a column is a number.
pub fn table(header: &[&str], rows: &[Vec<String>]) {
    let numeric = |i: usize| {
        !rows.is_empty()
            && rows
                .iter()
                .all(|r| r.get(i).is_none_or(|c| c.is_empty() || c == "–" || c.trim_end_matches(['%', '?']).parse::<f64>().is_ok()))
    };
    let width =
        |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| c.chars().count()).chain([header[i].chars().count()]).max().unwrap_or(0);
    let columns: Vec<(usize, bool)> = (0..header.len()).map(|i| (width(i), numeric(i))).collect();
    let cells = |row: &mut dyn Iterator<Item = &str>| {
        let mut text = String::new();
        for ((w, right), cell) in columns.iter().zip(row) {
            let pad = " ".repeat(w.saturating_sub(cell.chars().count()));
            text += &if *right { format!("{pad}{cell}  ") } else { format!("{cell}{pad}  ") };
        }
        text.trim_end().to_owned()
    };
    line(&cells(&mut header.iter().copied()));
    for row in rows {
        line(&cells(&mut row.iter().map(String::as_str)));
    }
}
