//! Takes Rust text apart just far enough for the rules: code without comments and without the
//! contents of string literals, the literals themselves, and which lines only tests see.
//!
//! It is a lexer, not a parser: macros, types and scopes mean nothing to it.

/// A Rust file taken apart.
pub struct Source {
    /// Code by line; comments and the contents of literals are blanks.
    pub lines: Vec<Line>,
    /// String literals in order, as they are written between the quotes.
    pub literals: Vec<Literal>,
}

/// One line of code.
pub struct Line {
    /// The line with comments and literals blanked.
    pub code: String,
    /// Whether only tests see it.
    pub test: bool,
}

/// One string literal.
pub struct Literal {
    /// Line it starts on, from 1.
    pub line: usize,
    /// Escapes are not resolved.
    pub text: String,
    /// Whether only tests see it.
    pub test: bool,
}

impl Source {
    /// Reads a file's text; `test` says that the whole file is for tests.
    pub fn parse(text: &str, test: bool) -> Self {
        let mut lexer = Lexer { chars: text.chars().collect(), at: 0, line: 1, code: String::new(), literals: Vec::new() };
        lexer.run();
        let marks = if test { Vec::new() } else { test_lines(&lexer.code) };
        let is_test = |line: usize| test || marks.get(line - 1).copied().unwrap_or(false);
        let lines = lexer.code.lines().enumerate().map(|(at, code)| Line { code: code.to_owned(), test: is_test(at + 1) });
        let lines: Vec<Line> = lines.collect();
        let literals = lexer.literals.into_iter().map(|(line, text)| Literal { line, text, test: is_test(line) });
        Self { lines, literals: literals.collect() }
    }

    /// Says that the whole file is there for tests.
    pub fn mark_all_test(&mut self) {
        self.lines.iter_mut().for_each(|line| line.test = true);
        self.literals.iter_mut().for_each(|literal| literal.test = true);
    }

    /// Numbered lines that are not only for tests.
    pub fn product_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines.iter().enumerate().filter(|(_, line)| !line.test).map(|(at, line)| (at + 1, line.code.as_str()))
    }

    /// Literals that are not only for tests.
    pub fn product_literals(&self) -> impl Iterator<Item = &Literal> {
        self.literals.iter().filter(|literal| !literal.test)
    }
}

/// Whether `word` stands in `code` on its own: not as a part of a longer identifier.
pub fn has_word(code: &str, word: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        let starts = !word.starts_with(is_name) || !before.is_some_and(is_name);
        let ends = !word.ends_with(is_name) || !after.is_some_and(is_name);
        starts && ends
    })
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    code: String,
    literals: Vec<(usize, String)>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// Moves one character on; what is not code leaves a blank, lines stay lines.
    fn step(&mut self, is_code: bool) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        if c == '\n' {
            self.line += 1;
            self.code.push('\n');
        } else {
            self.code.push(if is_code { c } else { ' ' });
        }
        Some(c)
    }

    fn run(&mut self) {
        while let Some(c) = self.peek(0) {
            let after_name = self.code.chars().next_back().is_some_and(|p| p.is_alphanumeric() || p == '_');
            match (c, self.peek(1)) {
                ('/', Some('/')) => {
                    while self.peek(0).is_some_and(|c| c != '\n') {
                        self.step(false);
                    }
                }
                ('/', Some('*')) => self.block_comment(),
                ('"', _) => self.string(),
                ('r', Some('"' | '#')) if !after_name => self.raw_string(1),
                ('b' | 'c', Some('r')) if !after_name && matches!(self.peek(2), Some('"' | '#')) => self.raw_string(2),
                ('\'', _) => self.quote(),
                _ => {
                    self.step(true);
                }
            }
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => {
                    depth += 1;
                    self.step(false);
                }
                (Some('*'), Some('/')) => {
                    depth -= 1;
                    self.step(false);
                }
                (None, _) => return,
                _ => {}
            }
            self.step(false);
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let start = self.line;
        let mut text = String::new();
        self.step(true);
        while let Some(c) = self.peek(0) {
            if c == '"' {
                self.step(true);
                break;
            }
            self.step(false);
            text.push(c);
            if c == '\\' {
                text.extend(self.step(false));
            }
        }
        self.literals.push((start, text));
    }

    fn raw_string(&mut self, prefix: usize) {
        let hashes = self.chars[self.at + prefix..].iter().take_while(|c| **c == '#').count();
        if self.peek(prefix + hashes) != Some('"') {
            // A raw identifier such as r#type.
            self.step(true);
            return;
        }
        let start = self.line;
        for _ in 0..=prefix + hashes {
            self.step(true);
        }
        let mut text = String::new();
        while let Some(c) = self.peek(0) {
            let closes = c == '"' && (1..=hashes).all(|n| self.peek(n) == Some('#'));
            if closes {
                for _ in 0..=hashes {
                    self.step(true);
                }
                break;
            }
            self.step(false);
            text.push(c);
        }
        self.literals.push((start, text));
    }

    /// A character literal or a lifetime.
    fn quote(&mut self) {
        let is_char = self.peek(1) == Some('\\') || self.peek(2) == Some('\'');
        self.step(true);
        if !is_char {
            return;
        }
        while let Some(c) = self.step(false) {
            match c {
                '\\' => {
                    self.step(false);
                }
                '\'' => return,
                _ => {}
            }
        }
    }
}

/// Marks the lines of every item under a `cfg(test)`.
fn test_lines(code: &str) -> Vec<bool> {
    let mut marks = vec![false; code.lines().count()];
    let starts = ["#[cfg(test)]", "#[cfg(all(test", "#[cfg(any(test"];
    for start in starts.iter().flat_map(|start| code.match_indices(start).map(|(at, _)| at)) {
        let end = item_end(&code[start..]).map_or(code.len(), |len| start + len);
        let first = code[..start].matches('\n').count();
        let last = code[..end].matches('\n').count();
        for mark in marks.iter_mut().take(last + 1).skip(first) {
            *mark = true;
        }
    }
    marks
}

/// Where the item that `code` starts with ends: at its closing brace, or at its semicolon.
fn item_end(code: &str) -> Option<usize> {
    let (mut braces, mut others) = (0_usize, 0_usize);
    for (at, c) in code.char_indices() {
        match c {
            '[' | '(' => others += 1,
            ']' | ')' => others = others.saturating_sub(1),
            '{' => braces += 1,
            '}' => {
                braces = braces.saturating_sub(1);
                if braces == 0 {
                    return Some(at);
                }
            }
            ';' if braces == 0 && others == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Source, has_word};

    fn code(text: &str) -> String {
        Source::parse(text, false).lines.into_iter().map(|l| l.code).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn comments_and_literals_leave_no_trace_in_code() {
        assert_eq!(code("a // f64\nb"), "a       \nb");
        assert_eq!(code("b /* f64 /* x */ f64 */ c"), format!("b{}c", " ".repeat("/* f64 /* x */ f64 */".len() + 2)));
        assert!(!code("let x = \"f64 \\\" f64\"; y").contains("f64"));
        assert!(code("let x = \"f64\"; y").ends_with("; y"));
        assert!(!code("let x = r#\"a \"f64\" b\"#; y").contains("f64"));
        assert!(code("fn f<'a>(x: &'a str) -> f64 { '\\'' ; '\"' ; 1.0 }").contains("f64"));
        assert!(code("let r#type = 1; f64").contains("f64"));
    }

    #[test]
    fn literals_keep_their_line_and_text() {
        let source = Source::parse("x\nlet a = \"one\\\"two\";\nlet b = br\"three\nfour\"; let c = \"five\";", false);
        let found: Vec<_> = source.literals.iter().map(|l| (l.line, l.text.as_str())).collect();
        assert_eq!(found, [(2, "one\\\"two"), (3, "three\nfour"), (4, "five")]);
    }

    #[test]
    fn lines_under_cfg_test_are_tests_and_the_lines_after_are_not() {
        let text =
            "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b(x: [u8; 3]) { { \"}\" } }\n}\nfn c() {}\n#[cfg(test)]\nuse x;\nfn d() {}";
        let marks: Vec<bool> = Source::parse(text, false).lines.iter().map(|l| l.test).collect();
        assert_eq!(marks, [false, true, true, true, true, false, true, true, false]);
        assert!(Source::parse("fn a() {}", true).lines[0].test);
    }

    #[test]
    fn words_are_whole_words() {
        assert!(has_word("x: f64,", "f64"));
        assert!(!has_word("as_f64()", "f64"));
        assert!(has_word("use std::fs;", "std::fs"));
        assert!(!has_word("use std::fsx;", "std::fs"));
        assert!(has_word("static mut X", "static mut"));
    }
}
