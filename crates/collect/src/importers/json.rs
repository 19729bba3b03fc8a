//! JSON documents: finding the objects in a file, and looking into one without losing a digit.

use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A JSON value as it was written: numbers keep their digits.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a>(&'a RawValue);

impl<'a> Node<'a> {
    /// Reads a text; `None` when it is no JSON.
    pub(crate) fn parse(text: &'a [u8]) -> Option<Self> {
        serde_json::from_slice(text).ok().map(Self)
    }

    /// The value under a dotted path.
    pub(crate) fn at(&self, path: &str) -> Option<Node<'a>> {
        path.split('.').try_fold(self.clone(), |node, key| {
            let mut object: BTreeMap<String, &'a RawValue> = serde_json::from_str(node.0.get()).ok()?;
            object.remove(key).map(Node)
        })
    }

    /// The text under a dotted path: strings without quotes, numbers as written, nothing for null or absence.
    pub(crate) fn text(&self, path: &str) -> String {
        self.at(path).map(|n| n.own_text()).unwrap_or_default()
    }

    /// The value's own text.
    pub(crate) fn own_text(&self) -> String {
        match self.0.get() {
            "null" => String::new(),
            t if t.starts_with('"') => serde_json::from_str(t).unwrap_or_default(),
            t => t.to_owned(),
        }
    }

    /// The first of several paths that says something.
    pub(crate) fn first(&self, paths: &[&str]) -> String {
        paths.iter().map(|p| self.text(p)).find(|t| !t.is_empty()).unwrap_or_default()
    }

    /// The items of the list under a path; none when it is no list.
    pub(crate) fn items(&self, path: &str) -> Vec<Node<'a>> {
        self.at(path)
            .and_then(|n| serde_json::from_str::<Vec<&'a RawValue>>(n.0.get()).ok())
            .unwrap_or_default()
            .into_iter()
            .map(Node)
            .collect()
    }
}

/// Where the objects of a file begin: byte offset of the first one, for a file that is an object, a list of objects,
/// objects one after the other, or any of these under one key. All candidates, outermost first.
#[must_use]
pub(crate) fn starts(sample: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let Some(first) = sample.iter().position(|b| matches!(b, b'{' | b'[')) else { return found };
    let inside = |from: usize| sample[from..].iter().position(|b| !b.is_ascii_whitespace()).map(|p| from + p);
    let mut at = first;
    if sample[at] == b'[' {
        let Some(next) = inside(at + 1) else { return found };
        at = next;
    }
    if sample.get(at) != Some(&b'{') {
        return found;
    }
    found.push(at);
    // The value of the first key.
    let Some(key) = inside(at + 1).filter(|p| sample[*p] == b'"') else { return found };
    let Some(end) = sample[key + 1..].iter().position(|b| *b == b'"').map(|p| key + 1 + p) else { return found };
    let Some(colon) = inside(end + 1).filter(|p| sample[*p] == b':') else { return found };
    let Some(mut value) = inside(colon + 1) else { return found };
    if sample[value] == b'[' {
        let Some(next) = inside(value + 1) else { return found };
        value = next;
    }
    if sample[value] == b'{' {
        found.push(value);
    }
    found
}

/// Cuts objects off a stream of text.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    buffer: Vec<u8>,
    scanned: usize,
    depth: usize,
    quoted: bool,
    escaped: bool,
    start: Option<usize>,
    ended: bool,
    offset: u64,
}

/// One object: its number of bytes before it, and its text.
pub(crate) struct Document {
    /// Offset of its first byte in the decoded text.
    pub offset: u64,
    /// Its text.
    pub text: Vec<u8>,
    /// Is it cut off by the end of the file?
    pub cut: bool,
}

impl Documents {
    /// Starts at an offset of the text.
    pub(crate) fn at(offset: u64) -> Self {
        Self { offset, ..Self::default() }
    }

    /// The buffer to append text to before [`Documents::next`].
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// The next whole object; at the end of the file also a cut-off one.
    pub(crate) fn next(&mut self, end: bool) -> Option<Document> {
        while self.scanned < self.buffer.len() && !self.ended {
            let b = self.buffer[self.scanned];
            self.scanned += 1;
            if self.quoted {
                match b {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.quoted = false,
                    _ => {}
                }
                continue;
            }
            match b {
                b'"' => self.quoted = self.start.is_some(),
                b'{' | b'[' if self.start.is_some() => self.depth += 1,
                b'{' => (self.start, self.depth) = (Some(self.scanned - 1), 1),
                b'}' | b']' if self.start.is_some() => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(self.take(false));
                    }
                }
                // What encloses the objects is closed: whatever follows is none of them.
                b'}' | b']' => self.ended = true,
                _ => {}
            }
        }
        if end && !self.ended && self.start.is_some() {
            return Some(self.take(true));
        }
        None
    }

    fn take(&mut self, cut: bool) -> Document {
        let start = self.start.take().unwrap_or(0);
        let rest = self.buffer.split_off(self.scanned);
        let mut text = std::mem::replace(&mut self.buffer, rest);
        let offset = self.offset + start as u64;
        self.offset += self.scanned as u64;
        (self.scanned, self.depth, self.quoted) = (0, 0, false);
        text.drain(..start);
        Document { offset, text, cut }
    }

    /// The first object of a text, whole or cut off.
    pub(crate) fn first(text: &[u8]) -> Option<Vec<u8>> {
        let mut documents = Self::default();
        documents.buffer.extend_from_slice(text);
        documents.next(false).map(|d| d.text)
    }

    /// Bytes held.
    pub(crate) fn held(&self) -> usize {
        self.buffer.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str, block: usize) -> Vec<String> {
        let at = *starts(text.as_bytes()).last().unwrap_or(&0);
        let mut d = Documents::at(at as u64);
        let mut out = Vec::new();
        for piece in text.as_bytes()[at..].chunks(block) {
            d.buffer().extend_from_slice(piece);
            while let Some(o) = d.next(false) {
                assert_eq!(&text.as_bytes()[usize::try_from(o.offset).unwrap()..][..o.text.len()], o.text);
                out.push(String::from_utf8(o.text).unwrap());
            }
        }
        while let Some(o) = d.next(true) {
            out.push(format!("{}{}", String::from_utf8(o.text).unwrap(), if o.cut { "!" } else { "" }));
        }
        out
    }

    #[test]
    fn objects_are_found_in_every_wrapping() {
        let (a, b) = (r#"{"id":1,"t":"} \" {","l":[{"x":2}]}"#, r#"{"id":2}"#);
        for text in [
            format!("{a}\n{b}\n"),
            format!("[{a},\n {b}]"),
            format!("{{\"orders\": [{a}, {b}], \"next\": {{\"page\":2}} }}"),
            format!("  {{ \"orders\":\n[ {a} ,{b} ]}}"),
        ] {
            for block in [1, 3, 1000] {
                let got = if text.contains("orders") || text.starts_with('[') { all(&text, block) } else { lines(&text, block) };
                assert_eq!(got, [a, b], "{text}");
            }
        }
        assert_eq!(all(r#"{"order":{"id":3}}"#, 2), [r#"{"id":3}"#]);
        assert_eq!(all(r#"[{"id":3},{"id":"#, 2), [r#"{"id":3}"#, r#"{"id":!"#]);
    }

    fn lines(text: &str, block: usize) -> Vec<String> {
        let mut d = Documents::at(0);
        let mut out = Vec::new();
        for piece in text.as_bytes().chunks(block) {
            d.buffer().extend_from_slice(piece);
            while let Some(o) = d.next(false) {
                out.push(String::from_utf8(o.text).unwrap());
            }
        }
        out
    }

    #[test]
    fn a_node_keeps_what_was_written() {
        let node = Node::parse(br#"{"id":9007199254740993,"a":{"b":"x"},"p":1.50,"n":null,"l":[{"q":2}]}"#).unwrap();
        assert_eq!(node.text("id"), "9007199254740993");
        assert_eq!((node.text("p"), node.text("a.b"), node.text("n")), ("1.50".into(), "x".into(), String::new()));
        assert_eq!(node.items("l")[0].text("q"), "2");
        assert_eq!(node.first(&["n", "missing", "a.b"]), "x");
    }

    proptest! {
        #[test]
        fn any_bytes_end(text in proptest::collection::vec(prop_oneof![Just(b'{'), Just(b'}'), Just(b'"'), Just(b'['), Just(b']'), Just(b'\\'), Just(b'a')], 0..200)) {
            let mut d = Documents::at(0);
            d.buffer().extend_from_slice(&text);
            let mut n = 0;
            while d.next(true).is_some() { n += 1; prop_assert!(n < 300); }
            let _ = starts(&text);
        }
    }
}
