//! The wire: every JSON document that goes in or out. Money and decimals are strings, days `YYYY-MM-DD`, instants RFC 3339
//! in UTC. Nothing outside this folder has a shape that clients see; nothing here computes.

mod admin;
mod alert;
mod border;
mod cohort;
mod fee;
mod forecast;
mod intake;
mod lake;
mod market;
mod metric;
mod order;
mod pnl;
mod quality;
mod quarantine;
mod sql;
mod suggest;

pub(crate) use admin::*;
pub(crate) use alert::*;
pub(crate) use border::*;
pub(crate) use cohort::*;
pub(crate) use fee::*;
pub(crate) use forecast::*;
pub(crate) use intake::*;
pub(crate) use lake::*;
pub(crate) use market::*;
pub(crate) use metric::*;
pub(crate) use order::*;
pub(crate) use pnl::*;
pub(crate) use quality::*;
pub(crate) use quarantine::*;
pub(crate) use sql::*;
pub(crate) use suggest::*;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What went wrong and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Problem {
    /// Stable code.
    pub code: String,
    /// What happened.
    pub cause: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The same in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zh: Option<Box<Said>>,
    /// Where in the statement, for a query written by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
}

/// A text of the server in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Said {
    /// What happened, or the question.
    pub cause: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// False when the English sentence says more than this one: it is then worth showing too.
    pub whole: bool,
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The body of every answer with a status of 400 or more.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// The error.
    pub error: Problem,
}

/// A text in the languages of the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Label {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

impl Label {
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }
}

/// Something that only the seller can answer; until then the numbers leave it out and say so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Question {
    /// Stable code.
    pub code: String,
    /// The question.
    pub text: String,
    /// How to answer it.
    pub hint: Option<String>,
    /// How many rows wait for the answer.
    pub count: Option<i64>,
    /// How much money waits for it.
    pub amount: Option<String>,
    /// ISO 4217 code of that amount.
    pub currency: Option<String>,
    /// Question and hint in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zh: Option<Said>,
}

impl Question {
    /// A question in both languages; count, amount and currency are filled in by the caller.
    pub fn new(code: &str, text: impl Into<String>, hint: impl Into<String>) -> Self {
        let (text, hint) = (text.into(), hint.into());
        let zh = crate::texts::chinese(code, &text, Some(&hint));
        Self { code: code.to_owned(), text, hint: Some(hint), count: None, amount: None, currency: None, zh }
    }
}

/// One value of a row: text (also decimals, days and instants), a number, true or false, or nothing.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Scalar {
    /// Text, decimals, days and instants.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any other number; never money.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// Nothing.
    Null,
}

impl From<Value> for Scalar {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Flag(flag),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => Self::Integer(whole),
                (None, Some(other)) => Self::Number(other),
                (None, None) => Self::Text(number.to_string()),
            },
            Value::String(text) => Self::Text(text),
            other => Self::Text(other.to_string()),
        }
    }
}

/// Alive.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always true.
    pub ok: bool,
}

/// An instant, given in microseconds since the epoch, as RFC 3339 in UTC.
pub(crate) fn instant(us: i64) -> String {
    jiff::Timestamp::from_microsecond(us).map_or_else(|_| String::new(), |at| at.to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn instants_are_rfc_3339() {
        assert_eq!(super::instant(1_323_435_000_000_000), "2011-12-09T12:50:00Z");
        assert_eq!(super::instant(1_500_000), "1970-01-01T00:00:01.5Z");
    }

    #[test]
    fn values_keep_their_form() {
        let values = serde_json::json!(["a", 1, 1.5, true, null]);
        let scalars: Vec<super::Scalar> = values.as_array().unwrap().iter().cloned().map(super::Scalar::from).collect();
        assert_eq!(serde_json::to_value(&scalars).unwrap(), values);
    }
}
