//! Reads `--name value` options. No library: the commands here have a handful of options each.

use anyhow::Result;
use std::fmt;

/// The caller wrote something that the command does not understand (exit code 2).
#[derive(Debug)]
pub struct Usage(pub String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// The words after a command, taken one option at a time.
pub struct Args {
    words: Vec<String>,
    /// Everything after a bare `--`.
    pub rest: Vec<String>,
}

impl Args {
    /// Splits at the first bare `--`.
    pub fn new(words: &[String]) -> Self {
        let cut = words.iter().position(|w| w == "--").unwrap_or(words.len());
        Self { words: words[..cut].to_vec(), rest: words.get(cut + 1..).unwrap_or_default().to_vec() }
    }

    /// Takes a switch without a value.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|w| w != name);
        self.words.len() < before
    }

    /// Takes every value of a repeatable option, written `--name value` or `--name=value`.
    pub fn all(&mut self, name: &str) -> Result<Vec<String>> {
        let mut values = Vec::new();
        let mut kept = Vec::new();
        let mut words = std::mem::take(&mut self.words).into_iter();
        while let Some(word) = words.next() {
            if word == name {
                let value = words.next().ok_or_else(|| Usage(format!("{name} needs a value")))?;
                values.push(value);
            } else if let Some(value) = word.strip_prefix(&format!("{name}=")) {
                values.push(value.to_owned());
            } else {
                kept.push(word);
            }
        }
        self.words = kept;
        Ok(values)
    }

    /// Takes an option that may stand at most once.
    pub fn one(&mut self, name: &str) -> Result<Option<String>> {
        let mut values = self.all(name)?;
        if values.len() > 1 {
            return Err(Usage(format!("{name} stands more than once")).into());
        }
        Ok(values.pop())
    }

    /// Refuses what nobody took.
    pub fn done(self) -> Result<()> {
        match self.words.first() {
            None => Ok(()),
            Some(word) => Err(Usage(format!("`{word}` is not understood here")).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn takes_options_in_any_order_and_refuses_the_rest() {
        let mut args = Args::new(&words("--only a --list --only=b -- --seed 1"));
        assert_eq!(args.all("--only").unwrap(), ["a", "b"]);
        assert!(args.flag("--list"));
        assert!(!args.flag("--list"));
        assert_eq!(args.rest, ["--seed", "1"]);
        args.done().unwrap();
        assert!(Args::new(&words("--oops")).done().is_err());
    }

    #[test]
    fn a_value_that_is_missing_or_doubled_is_an_error() {
        assert!(Args::new(&words("--only")).all("--only").is_err());
        assert!(Args::new(&words("--orders 1 --orders 2")).one("--orders").is_err());
    }
}
