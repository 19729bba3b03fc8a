//! The query part of an address: repeated names, strict about what it does not know.
//!
//! It decodes and checks form; what a value means is the caller's business.

use crate::error::ApiError;
use entrepot_domain::Day;

/// Decoded `name=value` pairs, in order.
#[derive(Debug)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads the query, refusing names that are not `known`: a slip in a filter must not silently change a number.
    pub fn read(query: Option<&str>, known: &[&str]) -> Result<Self, ApiError> {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        match pairs.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(ApiError::usage(
                "usage.parameter",
                format!("There is no parameter \"{name}\" here."),
                match entrepot_engine::nearest(name, known) {
                    Some(other) => format!("Did you mean \"{other}\"?"),
                    None if known.is_empty() => "Leave it out.".to_owned(),
                    None => format!("The parameters here are: {}.", known.join(", ")),
                },
            )),
            None => Ok(Self(pairs)),
        }
    }

    /// The last value of a name; an empty one counts as absent.
    pub fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// All values of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, value)| n == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// A whole number from 0 to `most`.
    pub fn number(&self, name: &str, otherwise: usize, most: usize) -> Result<usize, ApiError> {
        match self.one(name) {
            None => Ok(otherwise),
            Some(text) => match text.parse::<usize>() {
                Ok(number) if number <= most => Ok(number),
                _ => Err(self.bad(name, format!("Write a whole number from 0 to {most}."))),
            },
        }
    }

    /// A positive id.
    pub fn id(&self, name: &str) -> Result<Option<i64>, ApiError> {
        match self.one(name).map(str::parse::<i64>) {
            None => Ok(None),
            Some(Ok(id)) if id > 0 => Ok(Some(id)),
            Some(_) => Err(self.bad(name, "Write a whole number.")),
        }
    }

    /// A day.
    pub fn day(&self, name: &str) -> Result<Option<Day>, ApiError> {
        self.one(name).map(|text| text.parse::<Day>().map_err(|_| self.bad(name, "Write a day as YYYY-MM-DD."))).transpose()
    }

    fn bad(&self, name: &str, hint: impl Into<String>) -> ApiError {
        ApiError::usage("usage.parameter", format!("\"{}\" is no value for \"{name}\".", self.one(name).unwrap_or_default()), hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded_and_slips_are_named() {
        let known = ["where", "from", "limit", "id"];
        let params = Params::read(Some("where=product:a%26b&where=country%3A&limit=7&from=2024-02-29&id="), &known).unwrap();
        assert_eq!(params.all("where").collect::<Vec<_>>(), ["product:a&b", "country:"]);
        assert_eq!(params.number("limit", 50, 10).unwrap(), 7);
        assert_eq!(params.number("limit", 50, 5).unwrap_err().status.as_u16(), 400);
        assert_eq!(params.day("from").unwrap().map(|d| d.to_string()).as_deref(), Some("2024-02-29"));
        assert_eq!(params.id("id").unwrap(), None);
        let error = Params::read(Some("wehre=x"), &known).unwrap_err();
        assert_eq!(error.problem.hint.as_deref(), Some("Did you mean \"where\"?"));
        assert!(Params::read(Some("from=2024-02-30"), &known).unwrap().day("from").is_err());
    }
}
