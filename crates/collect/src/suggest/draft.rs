//! A reading of a file as a mapping profile, in the words of a profile's own file format.

use super::answers::Answers;
use super::sample::Sample;
use super::scoring::{Match, Reading};
use super::values::Column;
use super::words::{Words, plain};
use crate::record::RecordFormat;
use entrepot_lake::schema::{Kind, table};
use std::fmt::Write;

/// Transforms and fixed values that a draft adds to its reading.
pub struct Draft<'a> {
    /// The words.
    pub words: &'a Words,
    /// The reading.
    pub reading: &'a Reading<'a>,
    /// The file.
    pub sample: &'a Sample,
    /// Its columns.
    pub columns: &'a [Column],
    /// What was said.
    pub answers: &'a Answers,
}

impl Draft<'_> {
    /// The profile under a name, as a TOML document. `day` is today, `YYYY-MM-DD`; `file` the name of the file it was made from.
    #[must_use]
    pub fn text(&self, name: &str, file: &str, day: &str) -> String {
        let t = self.reading.target;
        let q = |s: &str| toml::Value::String(s.to_owned()).to_string();
        let list = |names: &[String]| names.iter().map(|n| q(n)).collect::<Vec<_>>().join(", ");
        let mut out = String::new();
        let mut line = |text: String| {
            let _ = writeln!(out, "{text}");
        };
        line("schema_version = 1".to_owned());
        line(format!("name = {}", q(name)));
        line(format!("label = {{ en = {}, zh = {} }}", q(&format!("{name}: {}", t.label.en)), q(&format!("{name}：{}", t.label.zh))));
        line(format!("source = {}", q(&format!("proposed from the columns of {file}"))));
        line(format!("as_of = {}", q(day)));
        line("verified = false".to_owned());
        line(format!("zone = {}", q(self.answers.zone.as_deref().unwrap_or("home"))));
        line(format!("decimal = {}", q(self.decimal())));
        line(String::new());
        line("[[table]]".to_owned());
        line(format!("role = {}", q(&t.table)));
        line(format!("into = {}", q(&t.table)));
        let used = self.used();
        if self.sample.header_line == 0 && self.sample.format != RecordFormat::JsonLines {
            line(format!("columns = [{}]", list(&self.sample.header)));
        } else {
            line(format!("header = [{}]", list(&used)));
        }
        if let RecordFormat::Delimited(s @ (b'\t' | b';' | b'|')) = self.sample.format {
            line(format!("separator = {}", q(&if s == b'\t' { "tab".to_owned() } else { char::from(s).to_string() })));
        }
        let key: Vec<String> = self.key().into_iter().map(|c| self.sample.header[c].clone()).collect();
        if !key.is_empty() {
            line(format!("key = [{}]", list(&key)));
        }
        if !t.derive.is_empty() {
            line(format!("derive = [{}]", list(&t.derive)));
        }
        for trade in [false, true] {
            let fields: Vec<_> = self.reading.fields.iter().filter(|(f, _)| self.of_trade(f) == trade).collect();
            if fields.is_empty() {
                continue;
            }
            line(String::new());
            line(if trade { "[table.trade_fields]" } else { "[table.fields]" }.to_owned());
            for (field, m) in fields {
                line(format!("{field} = {}", self.spec(field, m)));
                let twins = t.also.iter().filter(|(twin, of)| of.as_str() == *field && !self.reading.fields.contains_key(twin.as_str()));
                for (twin, _) in twins {
                    line(format!("{twin} = {}", self.spec(twin, m)));
                }
            }
        }
        for (when, set) in self.rules() {
            line(format!("\n[[table.rule]]\nwhen = {{ {when} }}\nset = {{ {set} }}"));
        }
        out
    }

    /// The columns that the profile reads, in the file's order.
    fn used(&self) -> Vec<String> {
        let used = |c: usize| self.reading.fields.values().any(|m| m.column == Some(c));
        self.sample.header.iter().enumerate().filter(|(c, _)| used(*c)).map(|(_, h)| h.clone()).collect()
    }

    fn of_trade(&self, field: &str) -> bool {
        !self.reading.target.words.contains_key(field) && self.reading.target.trade_words.contains_key(field)
    }

    /// One field's source, as a profile writes it.
    fn spec(&self, field: &str, m: &Match) -> String {
        let q = |s: &str| toml::Value::String(s.to_owned()).to_string();
        let Some(c) = m.column else { return format!("{{ default = {} }}", q(m.constant.as_deref().unwrap_or_default())) };
        let mut parts = vec![format!("column = {}", q(&self.sample.header[c]))];
        if let Some(format) = self.format(field, c) {
            parts.push(format!("format = {}", q(&format)));
        }
        if let Some(transform) = self.transform(field, c) {
            parts.push(format!("transform = {}", q(&transform)));
        }
        if let [only] = parts.as_slice() {
            return only.trim_start_matches("column = ").to_owned();
        }
        format!("{{ {} }}", parts.join(", "))
    }

    /// The date format of a field that is a date.
    #[must_use]
    pub fn format(&self, field: &str, column: usize) -> Option<String> {
        let def = if self.of_trade(field) { table("trades") } else { self.reading.target.def() };
        let (_, kind, _) = def?.column(field)?;
        if !matches!(kind, Kind::Instant | Kind::Day) {
            return None;
        }
        self.answers.format(field).map(str::to_owned).or_else(|| self.columns[column].dates.first().cloned().flatten())
    }

    /// From the unit in a column's name to the lake's unit.
    fn transform(&self, field: &str, column: usize) -> Option<String> {
        let wanted = if field.ends_with("_g") {
            "kg_to_g"
        } else if field.ends_with("_mm") {
            "cm_to_mm"
        } else {
            return None;
        };
        let (name, unit) = plain(&self.sample.header[column]);
        let says = |word: &String| unit.as_deref() == Some(word.as_str()) || name.split(' ').any(|n| n == word);
        let unit = self.words.unit.iter().find(|u| u.transform.as_deref() == Some(wanted) && u.words.iter().any(says))?;
        unit.transform.clone()
    }

    /// The decimal mark: as said, or as the amounts of the sample show it.
    #[must_use]
    pub fn decimal(&self) -> &str {
        if let Some(said) = &self.answers.decimal {
            return said;
        }
        match self.marks() {
            (0, 0) => "auto",
            (comma, point) if comma > point => ",",
            _ => ".",
        }
    }

    /// Amounts that can only have a comma, and only a point, as decimal mark.
    #[must_use]
    pub fn marks(&self) -> (usize, usize) {
        let def = self.reading.target.def();
        let amount = |f: &str| def.and_then(|d| d.column(f)).is_some_and(|c| c.1 == Kind::Amount);
        let columns = self.reading.fields.iter().filter(|(f, _)| amount(f)).filter_map(|(_, m)| m.column);
        columns.map(|c| self.columns[c].marks()).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
    }

    /// Columns that tell rows apart in the sample; none when they do not.
    #[must_use]
    pub fn key(&self) -> Vec<usize> {
        let key: Vec<usize> = self.reading.target.key.iter().filter_map(|f| self.reading.fields.get(f.as_str())?.column).collect();
        let mut seen = std::collections::HashSet::new();
        let apart = self.sample.rows.iter().all(|r| seen.insert(key.iter().map(|c| r[*c].as_str()).collect::<Vec<_>>().join("\u{1f}")));
        if apart { key } else { Vec::new() }
    }

    /// What depends on the row: orders that were cancelled, negative quantities that were said to be returns.
    fn rules(&self) -> Vec<(String, String)> {
        let mut rules = Vec::new();
        if self.reading.target.table != "lines" || self.reading.fields.contains_key("kind") {
            return rules;
        }
        let q = |s: &str| toml::Value::String(s.to_owned()).to_string();
        let header = |field: &str| self.reading.fields.get(field)?.column.map(|c| q(&self.sample.header[c]));
        if let Some(status) = header("status") {
            let words: Vec<String> = self.words.cancelled.iter().map(|w| q(w)).collect();
            rules.push((format!("{status} = {{ in = [{}] }}", words.join(", ")), "kind = \"cancelled\"".to_owned()));
        }
        if let (Some(quantity), true) = (header("quantity"), self.answers.negative_returns) {
            rules.push((format!("{quantity} = {{ negative = true }}"), "kind = \"return\"".to_owned()));
        }
        rules
    }
}
