//! Where in a statement an error is: line and column, both from 1, for an editor to point at.

use crate::error::{Code, EngineError};

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The place in `sql` that an error is about: the one that the parser names, or the first word that is the unknown name.
/// None when the error is about the whole statement.
#[must_use]
pub fn position(sql: &str, error: &EngineError) -> Option<Position> {
    match error.code {
        Code::SqlSyntax => named(&error.cause).or_else(|| error.cause.contains("found: EOF").then(|| end(sql))),
        Code::UnknownTable | Code::UnknownColumn | Code::UnknownFunction => {
            let name = error.cause.split('"').nth(1)?;
            first_word(sql, name)
        }
        _ => None,
    }
}

/// The last sign of a statement that ends too early.
fn end(sql: &str) -> Position {
    let text = sql.trim_end();
    let last = text.lines().last().unwrap_or_default();
    Position { line: text.lines().count().max(1), column: last.chars().count().max(1) }
}

/// `... at Line: 3, Column: 7`.
fn named(cause: &str) -> Option<Position> {
    let at = cause.rfind("Line: ")?;
    let mut numbers = cause[at..].split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(line)), Some(Ok(column))) if line > 0 && column > 0 => Some(Position { line, column }),
        _ => None,
    }
}

/// The first place where a name stands as a word of its own, upper and lower case alike, outside of text in quotes.
fn first_word(sql: &str, name: &str) -> Option<Position> {
    let name: Vec<char> = name.chars().collect();
    let word = |c: char| c.is_alphanumeric() || c == '_';
    for (at, line) in sql.lines().enumerate() {
        let signs: Vec<char> = line.chars().collect();
        let mut quoted = false;
        for start in 0..signs.len() {
            if signs[start] == '\'' {
                quoted = !quoted;
            }
            let Some(found) = signs.get(start..start + name.len()) else { break };
            let same = found.iter().zip(&name).all(|(a, b)| a.to_lowercase().eq(b.to_lowercase()));
            let alone = (start == 0 || !word(signs[start - 1])) && signs.get(start + name.len()).is_none_or(|c| !word(*c));
            if same && alone && !quoted && !name.is_empty() {
                return Some(Position { line: at + 1, column: start + 1 });
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(code: Code, cause: &str, sql: &str) -> Option<(usize, usize)> {
        position(sql, &EngineError::new(code, cause, "")).map(|place| (place.line, place.column))
    }

    #[test]
    fn the_parsers_place_and_the_unknown_words_place_are_found() {
        let syntax = "Expected: an expression, found: FROM at Line: 2, Column: 13";
        assert_eq!(at(Code::SqlSyntax, syntax, ""), Some((2, 13)));
        assert_eq!(at(Code::SqlSyntax, "unterminated", ""), None);
        assert_eq!(at(Code::SqlSyntax, "Expected: an expression, found: EOF", "SELECT 1\nGROUP BY \n"), Some((2, 8)));
        let unknown = "There is no column \"amuont\" here.";
        assert_eq!(at(Code::UnknownColumn, unknown, "SELECT 'amuont', amuont_x,\n  Amuont FROM lines"), Some((2, 3)));
        assert_eq!(at(Code::UnknownTable, "There is no table \"订单\".", "SELECT 1 FROM 订单"), Some((1, 15)));
        assert_eq!(at(Code::UnknownColumn, unknown, "SELECT 1"), None);
        assert_eq!(at(Code::Timeout, unknown, "amuont"), None);
    }
}
