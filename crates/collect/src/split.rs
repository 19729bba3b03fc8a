//! Cuts a stream of text into chunks that end where a record ends, so that chunks can be read in parallel.

use crate::ImportError;
use memchr::{memchr, memchr2, memrchr};

/// Target size of a chunk. Fixed: which rows share a chunk must not depend on the machine.
pub const CHUNK: usize = 1 << 20;
/// A quoted field longer than this was never meant to be one.
pub const MAX_RECORD: usize = 1 << 20;
/// A record longer than this refuses the file.
const MAX_BUFFER: usize = 96 << 20;

/// Whole records, in file order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Position among the chunks of the file, from 0.
    pub seq: u64,
    /// Line number of the first byte, from 1.
    pub line: u64,
    /// Offset of the first byte in the decoded text.
    pub offset: u64,
    /// The records.
    pub bytes: Vec<u8>,
}

/// Splits pushed text into chunks.
#[derive(Debug)]
pub struct Splitter {
    /// The separator when quotes count, `None` when every line is a record.
    separator: Option<u8>,
    buffer: Vec<u8>,
    scanned: usize,
    /// Start of the quoted field we are in.
    quote: Option<usize>,
    boundary: usize,
    seq: u64,
    line: u64,
    offset: u64,
}

impl Splitter {
    /// A splitter for records that start on line `line`.
    #[must_use]
    pub fn new(separator: Option<u8>, line: u64, offset: u64) -> Self {
        Self { separator, buffer: Vec::with_capacity(CHUNK * 2), scanned: 0, quote: None, boundary: 0, seq: 0, line, offset }
    }

    /// The buffer to append decoded text to before [`Splitter::cut`].
    pub fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Cuts the next chunk off when there is enough text; at the end of the file, the rest.
    ///
    /// # Errors
    /// `row.endless` when no record end comes.
    pub fn cut(&mut self, end: bool) -> Result<Option<Chunk>, ImportError> {
        if self.buffer.len() < CHUNK && !end {
            return Ok(None);
        }
        if self.buffer.is_empty() {
            return Ok(None);
        }
        self.scan(end);
        let at = if end && self.buffer.len() <= CHUNK * 4 { self.buffer.len() } else { self.boundary };
        if at == 0 {
            if end {
                return Ok(Some(self.take(self.buffer.len())));
            }
            if self.buffer.len() > MAX_BUFFER {
                return Err(ImportError::refused(
                    "row.endless",
                    format!("line {} goes on for more than {} MB", self.line, MAX_BUFFER >> 20),
                    "check the file: it may be binary, or its line ends may be missing",
                ));
            }
            return Ok(None);
        }
        Ok(Some(self.take(at)))
    }

    fn take(&mut self, at: usize) -> Chunk {
        let rest = self.buffer.split_off(at);
        let bytes = std::mem::replace(&mut self.buffer, rest);
        let chunk = Chunk { seq: self.seq, line: self.line, offset: self.offset, bytes };
        self.seq += 1;
        self.line += memchr::memchr_iter(b'\n', &chunk.bytes).count() as u64;
        self.offset += at as u64;
        self.scanned = self.scanned.saturating_sub(at);
        self.quote = self.quote.and_then(|q| q.checked_sub(at));
        self.boundary = 0;
        chunk
    }

    /// Moves `boundary` behind the last record end in the buffer.
    fn scan(&mut self, end: bool) {
        let Some(separator) = self.separator else {
            if let Some(p) = memrchr(b'\n', &self.buffer) {
                self.boundary = p + 1;
            }
            return;
        };
        if self.quote.is_none() && memchr(b'"', &self.buffer[self.scanned..]).is_none() {
            if let Some(p) = memrchr(b'\n', &self.buffer[self.scanned..]) {
                self.boundary = self.scanned + p + 1;
            }
            self.scanned = self.buffer.len();
            return;
        }
        // A quote as the last byte may be the first half of an escaped one: wait for the next block.
        let limit = if end { self.buffer.len() } else { self.buffer.len().saturating_sub(1) };
        while self.scanned < limit {
            match self.quote {
                None => {
                    let Some(p) = memchr2(b'"', b'\n', &self.buffer[self.scanned..limit]) else {
                        self.scanned = limit;
                        break;
                    };
                    let at = self.scanned + p;
                    self.scanned = at + 1;
                    if self.buffer[at] == b'\n' {
                        self.boundary = at + 1;
                    } else if at == 0 || matches!(self.buffer[at - 1], b'\n' | b'\r') || self.buffer[at - 1] == separator {
                        self.quote = Some(at);
                    }
                }
                Some(start) => match memchr(b'"', &self.buffer[self.scanned..limit]) {
                    Some(p) => {
                        let at = self.scanned + p;
                        if self.buffer.get(at + 1) == Some(&b'"') {
                            self.scanned = at + 2;
                        } else {
                            self.scanned = at + 1;
                            self.quote = None;
                        }
                    }
                    None if limit - start > MAX_RECORD => {
                        // Never closed: it is an ordinary character of its line.
                        self.quote = None;
                        self.scanned = start + 1;
                    }
                    None => {
                        self.scanned = limit;
                        break;
                    }
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chunks(text: &[u8], block: usize) -> Vec<Chunk> {
        let mut s = Splitter::new(Some(b','), 1, 0);
        let mut out = Vec::new();
        for b in text.chunks(block) {
            s.buffer().extend_from_slice(b);
            while let Some(c) = s.cut(false).unwrap() {
                out.push(c);
            }
        }
        while let Some(c) = s.cut(true).unwrap() {
            out.push(c);
        }
        out
    }

    #[test]
    fn chunks_join_to_the_text_and_end_at_records() {
        let mut text = Vec::new();
        for i in 0..120_000 {
            text.extend_from_slice(format!("{i},\"a \"\"quoted\"\"\nname {i}\",7 \" inch\n").as_bytes());
        }
        let all = chunks(&text, 70_001);
        assert!(all.len() > 3);
        let mut at = 0;
        let mut line = 1;
        for c in &all {
            assert_eq!(&text[at..at + c.bytes.len()], c.bytes.as_slice());
            assert_eq!((c.offset, c.line), (at as u64, line));
            assert!(c.bytes.ends_with(b"inch\n") && !c.bytes.starts_with(b"name"));
            at += c.bytes.len();
            line += c.bytes.iter().filter(|b| **b == b'\n').count() as u64;
        }
        assert_eq!(at, text.len());
    }

    #[test]
    fn an_unclosed_quote_costs_a_megabyte_at_most() {
        let mut text = b"1,\"never closed\n".to_vec();
        for i in 0..200_000 {
            text.extend_from_slice(format!("{i},plain,row\n").as_bytes());
        }
        let all = chunks(&text, 1 << 16);
        assert!(all.len() >= 2);
        assert_eq!(all.iter().map(|c| c.bytes.len()).sum::<usize>(), text.len());
    }

    proptest! {
        #[test]
        fn no_byte_is_lost(text in proptest::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'a')], 0..4000), block in 1_usize..700) {
            let joined: Vec<u8> = chunks(&text, block).into_iter().flat_map(|c| c.bytes).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
