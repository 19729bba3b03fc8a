//! The words by which columns are recognised: a preset, `presets/suggest/fields.toml`.

use crate::ImportError;
use entrepot_lake::schema::{Kind, TableDef, table};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const TEXT: &str = include_str!("../../../../presets/suggest/fields.toml");

/// The whole preset.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    #[serde(rename = "schema_version")]
    _schema_version: u32,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "as_of")]
    _as_of: String,
    #[serde(rename = "verified")]
    _verified: bool,
    /// What stands in brackets behind a column's name.
    pub unit: Vec<Unit>,
    /// States of an order that was not carried out.
    pub cancelled: Vec<String>,
    /// Tables that a file may become.
    pub target: Vec<Target>,
}

/// A unit or currency named in a header.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its spellings.
    pub words: Vec<String>,
    /// Transform that brings it to the lake's unit.
    pub transform: Option<String>,
    /// The currency that it names.
    pub currency: Option<String>,
}

/// A table of the lake with the words for its columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Table of the lake.
    pub table: String,
    /// What its rows are.
    pub label: crate::profile::Label,
    /// Fields without which no row can be made; `a|b` when either will do.
    pub needs: Vec<String>,
    /// Fields that tell this table from others.
    #[serde(default)]
    pub wants: Vec<String>,
    /// Fields that tell its rows apart, as far as they are there.
    pub key: Vec<String>,
    /// What its rows also make.
    #[serde(default)]
    pub derive: Vec<String>,
    /// Fields with a fixed value when no column gives one.
    #[serde(default)]
    pub constants: BTreeMap<String, String>,
    /// Fields that are filled from the column of another.
    #[serde(default)]
    pub also: BTreeMap<String, String>,
    /// Words for each field.
    pub words: BTreeMap<String, Vec<String>>,
    /// Words for something near it.
    #[serde(default)]
    pub weak: BTreeMap<String, Vec<String>>,
    /// Words for fields of the derived trade.
    #[serde(default)]
    pub trade_words: BTreeMap<String, Vec<String>>,
}

impl Target {
    /// The table of the lake.
    #[must_use]
    pub fn def(&self) -> Option<&'static TableDef> {
        table(&self.table)
    }

    /// Every field that a column may be given to, with its type; those of the derived trade last.
    #[must_use]
    pub fn fields(&self) -> Vec<Field<'_>> {
        let own = self.words.keys().filter_map(|name| Some(Field { name, kind: self.def()?.column(name)?.1, trade: false }));
        let trades = table("trades");
        let trade = self.trade_words.keys().filter_map(|name| Some(Field { name, kind: trades?.column(name)?.1, trade: true }));
        own.chain(trade).collect()
    }
}

/// A field of the lake that a column may be given to.
#[derive(Clone, Copy, Debug)]
pub struct Field<'w> {
    /// Column of the lake.
    pub name: &'w str,
    /// Its type.
    pub kind: Kind,
    /// Is it a column of the derived trade?
    pub trade: bool,
}

static WORDS: LazyLock<Result<Words, String>> = LazyLock::new(|| toml::from_str(TEXT).map_err(|e| e.to_string()));

/// The preset.
///
/// # Errors
/// `profile.syntax`, when the shipped preset is damaged; a test keeps that from happening.
pub fn words() -> Result<&'static Words, ImportError> {
    WORDS.as_ref().map_err(|e| ImportError::refused("profile.syntax", format!("profile suggest/fields: {e}"), "please report it"))
}

/// A column's name as words: lower case, without brackets, marks and doubled blanks; and what stood in the brackets.
#[must_use]
pub fn plain(name: &str) -> (String, Option<String>) {
    let open = |c: char| matches!(c, '(' | '（' | '[' | '【');
    let (head, tail) = match name.find(open) {
        Some(at) if at > 0 => (&name[..at], Some(&name[at..])),
        _ => (name, None),
    };
    let bare = |text: &str| {
        let mut out = String::new();
        let mut previous = ' ';
        for c in text.chars() {
            let camel = c.is_ascii_uppercase() && (previous.is_ascii_lowercase() || previous.is_ascii_digit());
            let c = if c.is_alphanumeric() || matches!(c, '#' | '$' | '¥' | '￥' | '€' | '£') { c } else { ' ' };
            if (camel || c == ' ') && !out.ends_with(' ') {
                out.push(' ');
            }
            if c != ' ' {
                out.extend(c.to_lowercase());
            }
            previous = c;
        }
        out.trim().to_owned()
    };
    (bare(head), tail.map(bare).filter(|t| !t.is_empty()))
}

/// How well a column's plain name fits a list of words, 0 to 100.
#[must_use]
pub fn likeness(name: &str, words: &[String]) -> u32 {
    words.iter().map(|w| alike(name, w)).max().unwrap_or(0)
}

fn alike(name: &str, word: &str) -> u32 {
    if name == word || squeezed(name) == squeezed(word) {
        return 100;
    }
    let share = |part: usize, whole: usize| u32::try_from(part * 100 / whole.max(1)).unwrap_or(0);
    if !word.is_ascii() {
        let (n, w) = (name.chars().count(), word.chars().count());
        // Chinese compounds end in what they are: 商品数量 is a 数量, 订单号码 is an 订单号.
        return match () {
            () if w < 2 => 0,
            () if name.ends_with(word) => 60 + share(w, n) * 3 / 10,
            () if name.contains(word) => 40 + share(w, n) * 4 / 10,
            () => 0,
        };
    }
    let (have, want): (Vec<&str>, Vec<&str>) = (name.split(' ').collect(), word.split(' ').collect());
    if want.iter().all(|w| have.contains(w)) {
        // "order date (utc)" is an "order date"; of "ship date" and "date", the longer word counts more.
        let last = have.last() == want.last();
        return if last { 50 + share(want.len(), have.len()) * 4 / 10 } else { 25 + share(want.len(), have.len()) * 5 / 10 };
    }
    0
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| *c != ' ').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_belongs_to_a_column_of_the_lake_and_stands_once() {
        let words = words().unwrap();
        for t in &words.target {
            let def = t.def().unwrap();
            for name in t.words.keys().chain(t.weak.keys()).chain(t.constants.keys()).chain(t.also.keys()) {
                assert!(def.column(name).is_some(), "{}.{name}", t.table);
            }
            for name in t.needs.iter().flat_map(|n| n.split('|')).chain(t.wants.iter().map(String::as_str)) {
                assert!(t.words.contains_key(name), "{}.{name} has no words", t.table);
            }
            assert_eq!(t.fields().len(), t.words.len() + t.trade_words.len());
            for (a, list) in &t.words {
                for (b, other) in t.words.iter().filter(|(b, _)| *b > a) {
                    let twice: Vec<_> = list.iter().filter(|w| other.contains(w)).collect();
                    assert!(twice.is_empty(), "{}: {a} and {b} share {twice:?}", t.table);
                }
                for word in list {
                    assert_eq!(plain(word).0, *word, "{}.{a}: words are written plain", t.table);
                }
            }
        }
    }

    #[test]
    fn names_are_compared_as_people_read_them() {
        let list = |w: &[&str]| w.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!(plain("Order_ID"), ("order id".to_owned(), None));
        assert_eq!(plain("orderId").0, "order id");
        assert_eq!(plain("货品总价(元)"), ("货品总价".to_owned(), Some("元".to_owned())));
        assert_eq!(likeness("orderid", &list(&["order id"])), 100);
        assert!(likeness("ship date", &list(&["date"])) < likeness("ship date", &list(&["ship date"])));
        assert!(likeness("商品购买数量", &list(&["数量"])) > 60);
        assert_eq!(likeness("colour", &list(&["order", "date"])), 0);
    }
}
