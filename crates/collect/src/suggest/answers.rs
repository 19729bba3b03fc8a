//! What the user says about a table: which column a field is, a fixed value, a date format.

use crate::ImportError;
use std::collections::BTreeMap;

/// Where a field's values come from, as said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// From the column of this name.
    Column(String),
    /// Always this value.
    Constant(String),
    /// From nowhere.
    Nothing,
}

/// All that was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The table of the lake.
    pub table: Option<String>,
    /// The decimal mark, `.` or `,`.
    pub decimal: Option<String>,
    /// The time zone of local times.
    pub zone: Option<String>,
    /// Are rows with a negative quantity returns?
    pub negative_returns: bool,
    fields: BTreeMap<String, Source>,
    formats: BTreeMap<String, String>,
}

impl Answers {
    /// Takes one in: `field=column`, `field==fixed value`, `field=` for none, `field.format=%d/%m/%Y`, `table=lines`, `decimal=,`,
    /// `zone=Europe/Berlin`, `returns=negative`.
    ///
    /// # Errors
    /// `suggest.answer` when it is none of these.
    pub fn take(&mut self, text: &str) -> Result<(), ImportError> {
        let Some((name, value)) = text.split_once('=').filter(|(name, _)| !name.trim().is_empty()) else {
            return Err(wrong(format!("\"{text}\" says nothing about a field")));
        };
        let (name, plain) = (name.trim(), value.trim());
        match name {
            "table" => self.table = Some(plain.to_owned()),
            "decimal" if matches!(plain, "." | ",") => self.decimal = Some(plain.to_owned()),
            "decimal" => return Err(wrong(format!("the decimal mark cannot be \"{plain}\""))),
            "returns" if matches!(plain, "negative" | "no") => self.negative_returns = plain == "negative",
            "returns" => return Err(wrong(format!("returns cannot be \"{plain}\""))),
            "zone" => self.zone = Some(plain.to_owned()),
            _ => match (name.strip_suffix(".format"), value.strip_prefix('=')) {
                (Some(field), _) => {
                    self.formats.insert(field.to_owned(), plain.to_owned());
                }
                (None, Some(constant)) => {
                    self.fields.insert(name.to_owned(), Source::Constant(constant.trim().to_owned()));
                }
                (None, None) if plain.is_empty() => {
                    self.fields.insert(name.to_owned(), Source::Nothing);
                }
                (None, None) => {
                    self.fields.insert(name.to_owned(), Source::Column(plain.to_owned()));
                }
            },
        }
        Ok(())
    }

    /// Was anything said about a field's source?
    #[must_use]
    pub fn says(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// What was said about a field's source.
    #[must_use]
    pub fn source(&self, field: &str) -> Option<&Source> {
        self.fields.get(field)
    }

    /// The date format that was named for a field.
    #[must_use]
    pub fn format(&self, field: &str) -> Option<&str> {
        self.formats.get(field).map(String::as_str)
    }

    /// Every field that was spoken of must be one, and every column must be in the file.
    ///
    /// # Errors
    /// `suggest.answer` naming what there is.
    pub fn check(&self, known: &[&str], header: &[String]) -> Result<(), ImportError> {
        if let Some(name) = self.fields.keys().chain(self.formats.keys()).find(|n| !known.contains(&n.as_str())) {
            return Err(ImportError::refused(
                "suggest.answer",
                format!("there is no field {name}"),
                format!("the fields are: {}", known.join(", ")),
            ));
        }
        for source in self.fields.values() {
            if let Source::Column(column) = source
                && !header.iter().any(|h| crate::profile::same_name(h, column))
            {
                return Err(ImportError::refused(
                    "suggest.answer",
                    format!("the file has no column {column}"),
                    format!("its columns are: {}; a fixed value is written field==value", header.join(", ")),
                ));
            }
        }
        Ok(())
    }
}

fn wrong(cause: String) -> ImportError {
    ImportError::refused("suggest.answer", cause, "write field=column, field==value, field= for none, or field.format=%d/%m/%Y")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_said() {
        let mut a = Answers::default();
        for text in ["sku=Item no", "currency==USD", "status=", "time.format=%d/%m/%Y", "table=products", "decimal=,", "zone=Asia/Shanghai"]
        {
            a.take(text).unwrap();
        }
        assert_eq!(a.source("sku"), Some(&Source::Column("Item no".into())));
        assert_eq!(a.source("currency"), Some(&Source::Constant("USD".into())));
        assert_eq!(a.source("status"), Some(&Source::Nothing));
        assert_eq!((a.format("time"), a.table.as_deref(), a.decimal.as_deref()), (Some("%d/%m/%Y"), Some("products"), Some(",")));
        for text in ["sku", "=x", "decimal=;"] {
            assert_eq!(a.take(text).unwrap_err().code(), "suggest.answer", "{text}");
        }
        let known = ["sku", "currency", "status", "time"];
        assert!(a.check(&known, &["ITEM NO".to_owned()]).is_ok());
        assert!(a.check(&known, &["x".to_owned()]).unwrap_err().to_string().contains("Item no"));
        assert!(a.check(&["sku"], &["Item no".to_owned()]).unwrap_err().to_string().contains("currency"));
    }
}
