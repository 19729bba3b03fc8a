//! SPDX licence expressions: `MIT OR Apache-2.0`, `(MIT OR Apache-2.0) AND Unicode-3.0`,
//! `Apache-2.0 WITH LLVM-exception`; also the old `MIT/Apache-2.0`, which means OR.
//!
//! AND binds tighter than OR, as the standard says (SPDX 2.3, annex D).

/// A parsed expression.
#[derive(Debug, PartialEq, Eq)]
pub enum Expression {
    /// One licence, with its exception where there is one: `Apache-2.0 WITH LLVM-exception`.
    One(String),
    /// All of them apply.
    All(Vec<Expression>),
    /// The user chooses.
    Any(Vec<Expression>),
}

impl Expression {
    /// Whether some choice needs only licences from the list.
    pub fn is_allowed(&self, allowed: &[String]) -> bool {
        match self {
            Self::One(name) => allowed.contains(name),
            Self::All(parts) => parts.iter().all(|part| part.is_allowed(allowed)),
            Self::Any(parts) => parts.iter().any(|part| part.is_allowed(allowed)),
        }
    }
}

/// Reads an expression; the error says what is wrong with it.
pub fn parse(text: &str) -> Result<Expression, String> {
    let spaced = text.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { tokens: &tokens, at: 0 };
    let expression = reader.any()?;
    match reader.peek() {
        None => Ok(expression),
        Some(token) => Err(format!("unexpected `{token}`")),
    }
}

struct Reader<'a> {
    tokens: &'a [&'a str],
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.tokens.get(self.at).copied()
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(word);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<Expression, String> {
        let mut parts = vec![self.all()?];
        while self.take("OR") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Any(parts) })
    }

    fn all(&mut self) -> Result<Expression, String> {
        let mut parts = vec![self.one()?];
        while self.take("AND") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::All(parts) })
    }

    fn one(&mut self) -> Result<Expression, String> {
        if self.take("(") {
            let inner = self.any()?;
            return if self.take(")") { Ok(inner) } else { Err("a `)` is missing".to_owned()) };
        }
        let name = self.name()?;
        if self.take("WITH") {
            let exception = self.name()?;
            return Ok(Expression::One(format!("{name} WITH {exception}")));
        }
        Ok(Expression::One(name.to_owned()))
    }

    fn name(&mut self) -> Result<&'a str, String> {
        match self.peek() {
            None => Err("a licence is missing at the end".to_owned()),
            Some(word @ ("AND" | "OR" | "WITH" | "(" | ")")) => Err(format!("unexpected `{word}`")),
            Some(word) => {
                self.at += 1;
                Ok(word)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Expression, parse};

    fn allowed(text: &str) -> bool {
        let list = ["MIT", "Apache-2.0", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned);
        parse(text).unwrap().is_allowed(&list)
    }

    #[test]
    fn one_allowed_choice_is_enough_and_every_part_of_an_and_is_needed() {
        assert!(allowed("MIT"));
        assert!(allowed("GPL-3.0 OR MIT"));
        assert!(allowed("MIT/GPL-2.0"));
        assert!(!allowed("MIT AND GPL-3.0"));
        assert!(allowed("(MIT OR GPL-3.0) AND Unicode-3.0"));
        assert!(!allowed("(LGPL-2.1 OR GPL-3.0) AND Unicode-3.0"));
    }

    #[test]
    fn and_binds_tighter_than_or() {
        // MIT OR (GPL AND Apache) is fine through MIT; (MIT OR GPL) AND Apache would be too,
        // but GPL AND X OR MIT only under the standard's reading.
        assert!(allowed("GPL-3.0 AND Apache-2.0 OR MIT"));
        assert!(!allowed("GPL-3.0 AND (Apache-2.0 OR MIT)"));
    }

    #[test]
    fn an_exception_is_part_of_the_licence() {
        assert!(allowed("Apache-2.0 WITH LLVM-exception"));
        assert!(!allowed("MIT WITH Something-exception"));
        assert_eq!(parse("Apache-2.0 WITH LLVM-exception"), Ok(Expression::One("Apache-2.0 WITH LLVM-exception".into())));
    }

    #[test]
    fn nonsense_is_an_error_not_an_empty_permission() {
        for text in ["", "MIT OR", "(MIT", "MIT)", "AND MIT", "MIT Apache-2.0", "MIT WITH"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
