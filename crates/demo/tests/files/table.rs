//! A small CSV reader of its own: quotes, doubled quotes, one record a line.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use std::path::Path;

/// One record: its fields, or fewer if the line was cut.
pub struct Record {
    header: std::rc::Rc<Vec<String>>,
    pub fields: Vec<String>,
    pub line: String,
}

impl Record {
    /// The field of a column.
    pub fn get(&self, column: &str) -> &str {
        let place = self.header.iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column}"));
        &self.fields[place]
    }

    /// True if no field is missing.
    pub fn whole(&self) -> bool {
        self.fields.len() == self.header.len()
    }

    /// A decimal as an integer of millionths.
    pub fn micros(&self, column: &str) -> i128 {
        micros(self.get(column)).unwrap_or_else(|| panic!("{column} of {}", self.line))
    }

    /// An instant, `None` if empty. Without offset it is Shanghai time.
    pub fn at(&self, column: &str) -> Option<Timestamp> {
        let text = self.get(column);
        (!text.is_empty()).then(|| instant(text).unwrap_or_else(|| panic!("{column} of {}", self.line)))
    }
}

pub fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let local = DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok()?;
    Some(local.to_zoned(TimeZone::fixed(Offset::constant(8))).ok()?.timestamp())
}

pub fn micros(text: &str) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || part.len() > 6 || !(whole.to_owned() + part).bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(sign * (whole.parse::<i128>().ok()? * 1_000_000 + format!("{part:0<6}").parse::<i128>().ok()?))
}

pub fn read(path: &Path) -> Vec<Record> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let header = std::rc::Rc::new(split(lines.next().unwrap()));
    lines.map(|line| Record { header: header.clone(), fields: split(line), line: line.to_owned() }).collect()
}

/// The fields of a line that is not quoted.
pub fn split_at(line: &str, separator: char) -> Vec<String> {
    line.split(separator).map(str::to_owned).collect()
}

/// The fields of a CSV line.
pub fn split(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let field = fields.last_mut().unwrap();
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => field.push(other),
        }
    }
    fields
}
