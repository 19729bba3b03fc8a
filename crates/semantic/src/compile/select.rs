//! A SELECT under construction, written out with indentation so that people can read what a number stands on.

use std::fmt::{self, Write};

/// One SELECT.
#[derive(Debug, Clone, Default)]
pub(crate) struct Select {
    /// Keys: grouped by when the select is grouped.
    pub keys: Vec<(String, String)>,
    /// Other columns.
    pub values: Vec<(String, String)>,
    /// What follows FROM.
    pub from: String,
    /// Conditions, all of which must hold.
    pub conditions: Vec<String>,
    /// Whether rows are grouped by the keys.
    pub grouped: bool,
    /// Whether rows are ordered by the keys.
    pub ordered: bool,
}

impl Select {
    /// Adds a key column.
    pub fn key(&mut self, expression: impl Into<String>, name: impl Into<String>) {
        self.keys.push((expression.into(), name.into()));
    }

    /// Adds another column.
    pub fn value(&mut self, expression: impl Into<String>, name: impl Into<String>) {
        self.values.push((expression.into(), name.into()));
    }

    /// Adds a condition.
    pub fn filter(&mut self, condition: impl Into<String>) {
        let condition = condition.into();
        if condition != "true" {
            self.conditions.push(condition);
        }
    }

    /// Names of the keys.
    pub fn key_names(&self) -> Vec<&str> {
        self.keys.iter().map(|(_, name)| name.as_str()).collect()
    }

    /// A select of the same keys from this one, without its other columns.
    pub fn outer(&self, keys: &[&str]) -> Self {
        let mut outer = Self { from: self.nested(""), ..Self::default() };
        for key in keys {
            outer.key(*key, *key);
        }
        outer
    }

    /// This select in brackets, with an alias unless it is empty.
    pub fn nested(&self, alias: &str) -> String {
        let inner = self.to_string().replace('\n', "\n  ");
        let alias = if alias.is_empty() { String::new() } else { format!(" {alias}") };
        format!("(\n  {inner}\n){alias}")
    }
}

/// `a AND b`, with brackets around alternatives.
pub(crate) fn all_of(conditions: &[String]) -> String {
    let guarded: Vec<String> = conditions.iter().map(|condition| guard(condition)).collect();
    guarded.join(" AND ")
}

/// A condition that can stand beside AND: alternatives get brackets, unless they have them.
pub(crate) fn guard(condition: &str) -> String {
    let has_or = condition.to_ascii_uppercase().contains(" OR ");
    if has_or && !is_bracketed(condition) { format!("({condition})") } else { condition.to_owned() }
}

/// Whether one pair of brackets encloses the whole text.
fn is_bracketed(text: &str) -> bool {
    let mut depth = 0_i32;
    let mut quoted = false;
    let last = text.len().saturating_sub(1);
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 && at < last {
            return false;
        }
    }
    text.starts_with('(')
}

impl fmt::Display for Select {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<String> = self
            .keys
            .iter()
            .chain(&self.values)
            .map(|(expression, name)| if expression == name { name.clone() } else { format!("{expression} AS {name}") })
            .collect();
        write!(f, "SELECT {}\nFROM {}", columns.join(", "), self.from)?;
        if !self.conditions.is_empty() {
            write!(f, "\nWHERE {}", all_of(&self.conditions))?;
        }
        let mut places = String::new();
        for at in 1..=self.keys.len() {
            if at > 1 {
                places.push_str(", ");
            }
            write!(places, "{at}")?;
        }
        if self.grouped && !self.keys.is_empty() {
            write!(f, "\nGROUP BY {places}")?;
        }
        if self.ordered && !self.keys.is_empty() {
            write!(f, "\nORDER BY {places}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_guarded() {
        assert_eq!(guard("a = 1"), "a = 1");
        assert_eq!(guard("a = 1 OR b = 2"), "(a = 1 OR b = 2)");
        assert_eq!(guard("(a = 1 OR b = 2)"), "(a = 1 OR b = 2)");
        assert_eq!(guard("(a = 1) or (b = 2)"), "((a = 1) or (b = 2))");
        assert_eq!(guard("(a = ') OR (' OR b)"), "(a = ') OR (' OR b)");
    }
}
