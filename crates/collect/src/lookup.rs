//! Files of a source that other files look things up in: rows by key, in memory, with a stated bound.

use crate::ImportError;
use std::collections::HashMap;

/// Bytes that all lookups of one import may hold.
pub const LOOKUP_BYTES_MAX: usize = 384 << 20;

/// One looked-up file: header and rows by key.
#[derive(Debug, Default)]
pub struct LookupTable {
    /// Column names.
    pub header: Vec<String>,
    key: usize,
    rows: HashMap<Box<[u8]>, Box<[u8]>>,
    bytes: usize,
}

impl LookupTable {
    /// An empty table keyed by column `key`.
    #[must_use]
    pub fn new(header: Vec<String>, key: usize) -> Self {
        Self { header, key, rows: HashMap::new(), bytes: 0 }
    }

    /// Keeps a row; the last one of a key stays.
    ///
    /// # Errors
    /// `lookup.size` beyond [`LOOKUP_BYTES_MAX`].
    pub fn insert<'a>(&mut self, fields: impl Iterator<Item = &'a [u8]> + Clone) -> Result<(), ImportError> {
        let Some(key) = fields.clone().nth(self.key) else { return Ok(()) };
        let mut packed = Vec::new();
        for f in fields {
            packed.extend_from_slice(&u32::try_from(f.len()).unwrap_or(0).to_le_bytes());
            packed.extend_from_slice(f);
        }
        self.bytes += packed.len() + key.len() + 64;
        if self.bytes > LOOKUP_BYTES_MAX {
            return Err(ImportError::refused(
                "lookup.size",
                format!("a file to look things up in holds more than {} MB", LOOKUP_BYTES_MAX >> 20),
                "import the source in parts, for example month by month",
            ));
        }
        self.rows.insert(key.into(), packed.into());
        Ok(())
    }

    /// The row of a key.
    #[must_use]
    pub fn get(&self, key: &[u8]) -> Option<&[u8]> {
        self.rows.get(key).map(AsRef::as_ref)
    }

    /// Position of a column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|h| crate::profile::same_name(h, name))
    }

    /// Field `i` of a packed row.
    #[must_use]
    pub fn field(row: &[u8], i: usize) -> &[u8] {
        let mut rest = row;
        for _ in 0..i {
            let Some((len, tail)) = split_len(rest) else { return b"" };
            rest = tail.get(len..).unwrap_or(b"");
        }
        split_len(rest).and_then(|(len, tail)| tail.get(..len)).unwrap_or(b"").trim_ascii()
    }
}

fn split_len(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (head, tail) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*head) as usize, tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_by_key() {
        let mut t = LookupTable::new(vec!["id".into(), "city".into()], 0);
        for (id, city) in [("1", "Ningbo"), ("2", ""), ("1", "Yiwu ")] {
            t.insert([id.as_bytes(), city.as_bytes()].into_iter()).unwrap();
        }
        let row = t.get(b"1").unwrap();
        assert_eq!(LookupTable::field(row, 1), b"Yiwu");
        assert_eq!(LookupTable::field(row, 0), b"1");
        assert_eq!(LookupTable::field(row, 9), b"");
        assert!(t.get(b"3").is_none());
    }
}
