//! Reads the embedded preset tables while compiling, so that the running program holds plain constant arrays.
//!
//! The form is a small part of CSV: lines that start with `#` are comments, the first other line is the header, fields are
//! separated by commas and never quoted. A malformed table does not compile.

/// Walks over the records of an embedded table.
pub(crate) struct Cursor {
    bytes: &'static [u8],
    position: usize,
}

impl Cursor {
    /// Starts after the comments and the header line.
    pub(crate) const fn after_header(text: &'static str) -> Self {
        let mut cursor = Self { bytes: text.as_bytes(), position: 0 };
        cursor.skip_comments();
        cursor.skip_line();
        cursor.skip_comments();
        cursor
    }

    /// True when no record is left.
    pub(crate) const fn is_done(&self) -> bool {
        self.position >= self.bytes.len()
    }

    const fn skip_line(&mut self) {
        while self.position < self.bytes.len() && self.bytes[self.position] != b'\n' {
            self.position += 1;
        }
        self.position += 1;
    }

    const fn skip_comments(&mut self) {
        while self.position < self.bytes.len() && self.bytes[self.position] == b'#' {
            self.skip_line();
        }
    }

    /// The next field of the record; the last field ends with the line.
    pub(crate) const fn field(&mut self) -> &'static str {
        let start = self.position;
        let mut end = start;
        while end < self.bytes.len() && self.bytes[end] != b',' && self.bytes[end] != b'\n' {
            end += 1;
        }
        self.position = end + 1;
        slice(self.bytes, start, end)
    }
}

/// Number of records of a table.
pub(crate) const fn count(text: &'static str) -> usize {
    let mut cursor = Cursor::after_header(text);
    let mut rows = 0;
    while !cursor.is_done() {
        cursor.skip_line();
        rows += 1;
    }
    rows
}

/// `text[start..end]`, which must fall on character boundaries.
pub(crate) const fn slice(bytes: &'static [u8], start: usize, end: usize) -> &'static str {
    let (head, _) = bytes.split_at(end);
    let (_, part) = head.split_at(start);
    match core::str::from_utf8(part) {
        Ok(text) => text,
        Err(_) => panic!("an embedded table is not UTF-8"),
    }
}

/// A decimal number without sign.
pub(crate) const fn number(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let mut value = 0;
    let mut i = 0;
    while i < bytes.len() {
        assert!(bytes[i].is_ascii_digit(), "an embedded table holds a malformed number");
        value = value * 10 + (bytes[i] - b'0') as u32;
        i += 1;
    }
    value
}
