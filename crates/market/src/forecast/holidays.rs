//! Holidays from presets, and the share of a period that lies in them.

use crate::error::MarketError;
use entrepot_domain::Day;
use entrepot_models::forecast::Regressor;
use entrepot_semantic::{Grain, Text};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

use super::calendar::next;

/// The shipped holidays.
const SHIPPED: &[(&str, &str)] = &[
    ("lunar_new_year.toml", include_str!("../../../../presets/holidays/lunar_new_year.toml")),
    ("black_friday.toml", include_str!("../../../../presets/holidays/black_friday.toml")),
    ("singles_day.toml", include_str!("../../../../presets/holidays/singles_day.toml")),
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A part of a holiday that can have an effect of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// Stable name, `lunar_new_year.before`.
    pub name: String,
    /// Its name for people.
    pub label: Text,
    /// First and last day of every time it was or will be held.
    pub spans: Vec<(Day, Day)>,
}

/// All holidays that are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays(Vec<Holiday>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema_version: u32,
    name: String,
    #[expect(dead_code, reason = "read to be valid; the parts have labels of their own")]
    label: Text,
    #[expect(dead_code, reason = "a preset must say it; shown in its file")]
    source: String,
    #[expect(dead_code, reason = "a preset must say it; shown in its file")]
    as_of: toml::value::Datetime,
    #[expect(dead_code, reason = "a preset must say it; shown in its file")]
    verified: bool,
    #[serde(default)]
    dates: Vec<toml::value::Datetime>,
    rule: Option<Rule>,
    window: Vec<Window>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    month: u32,
    day: Option<u32>,
    nth: Option<i32>,
    weekday: Option<String>,
    #[serde(default)]
    plus_days: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Window {
    part: String,
    label: Text,
    from_day: i32,
    to_day: i32,
}

impl Holidays {
    /// The shipped ones.
    pub fn shipped() -> Result<Self, MarketError> {
        Self::of(SHIPPED.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect())
    }

    /// The shipped ones, with those of a directory added; one of the same file name replaces the shipped one.
    pub fn with_directory(directory: &Path) -> Result<Self, MarketError> {
        let mut files: BTreeMap<String, String> = SHIPPED.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
        if directory.is_dir() {
            for entry in std::fs::read_dir(directory).map_err(MarketError::file(directory))? {
                let path = entry.map_err(MarketError::file(directory))?.path();
                let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
                if name.ends_with(".toml") {
                    files.insert(name.to_owned(), std::fs::read_to_string(&path).map_err(MarketError::file(&path))?);
                }
            }
        }
        Self::of(files)
    }

    fn of(files: BTreeMap<String, String>) -> Result<Self, MarketError> {
        let mut all = Vec::new();
        for (file, text) in files {
            let wrong = |cause: String| MarketError::Preset { file: file.clone(), cause };
            let read: File = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
            if read.schema_version != 1 {
                return Err(wrong(format!("schema_version {} is not known", read.schema_version)));
            }
            let days = days(&read).ok_or_else(|| wrong("it needs `dates`, or a `rule` with a day or an nth weekday".into()))?;
            for window in &read.window {
                let spans = days.iter().map(|day| (day.plus(window.from_day), day.plus(window.to_day))).collect();
                all.push(Holiday { name: format!("{}.{}", read.name, window.part), label: window.label.clone(), spans });
            }
        }
        Ok(Self(all))
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Holiday] {
        &self.0
    }

    /// A holiday's name for people.
    #[must_use]
    pub fn label(&self, name: &str) -> Option<&Text> {
        self.0.iter().find(|holiday| holiday.name == name).map(|holiday| &holiday.label)
    }

    /// Every holiday's share of each of the periods.
    pub(crate) fn regressors(&self, grain: Grain, periods: &[Day]) -> Vec<Regressor> {
        let share = |holiday: &Holiday, start: Day| {
            let end = next(grain, start).plus(-1);
            let held: i32 = holiday.spans.iter().map(|(from, to)| (to.0.min(end.0) - from.0.max(start.0) + 1).max(0)).sum();
            f64::from(held) / f64::from(end.0 - start.0 + 1)
        };
        self.0
            .iter()
            .map(|holiday| Regressor { name: holiday.name.clone(), shares: periods.iter().map(|start| share(holiday, *start)).collect() })
            .collect()
    }
}

/// The days of a holiday: those listed, or those of its rule from 1990 to 2060.
fn days(file: &File) -> Option<Vec<Day>> {
    if !file.dates.is_empty() {
        return file.dates.iter().map(|date| date.to_string().parse().ok()).collect();
    }
    let rule = file.rule.as_ref()?;
    (1990..=2060)
        .map(|year| {
            if let Some(day) = rule.day {
                return Some(Day::from_ymd(year, rule.month, day)?.plus(rule.plus_days));
            }
            let weekday = WEEKDAYS.iter().position(|name| Some(*name) == rule.weekday.as_deref())? as i32;
            let first = Day::from_ymd(year, rule.month, 1)?;
            // 1970-01-01 was a Thursday, three days after a Monday.
            let offset = (weekday - (first.0 + 3)).rem_euclid(7);
            Some(first.plus(offset + 7 * (rule.nth? - 1) + rule.plus_days))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn spans(name: &str) -> Vec<(Day, Day)> {
        Holidays::shipped().unwrap().all().iter().find(|h| h.name == name).unwrap().spans.clone()
    }

    /// The moment of a new moon by the mean lunation and its largest periodic terms: Meeus, Astronomical Algorithms, chapter 49.
    /// Answers with days since 1970-01-01 in China's time; good to a few minutes.
    fn new_moon(k: f64) -> f64 {
        let t = k / 1236.85;
        let jde = 2_451_550.097_66 + 29.530_588_861 * k + 0.000_154_37 * t * t;
        let rad = |degrees: f64| degrees.to_radians();
        let m = rad(2.5534 + 29.105_356_7 * k);
        let mp = rad(201.5643 + 385.816_935_28 * k + 0.010_758_2 * t * t);
        let f = rad(160.7108 + 390.670_502_84 * k - 0.001_611_8 * t * t);
        let e = 1.0 - 0.002_516 * t;
        let o = rad(124.7746 - 1.563_755_88 * k);
        let terms = -0.407_20 * mp.sin()
            + 0.172_41 * e * m.sin()
            + 0.016_08 * (2.0 * mp).sin()
            + 0.010_39 * (2.0 * f).sin()
            + 0.007_39 * e * (mp - m).sin()
            - 0.005_14 * e * (mp + m).sin()
            + 0.002_08 * e * e * (2.0 * m).sin()
            - 0.001_11 * (mp - 2.0 * f).sin()
            - 0.000_57 * (mp + 2.0 * f).sin()
            + 0.000_56 * e * (2.0 * mp + m).sin()
            - 0.000_42 * (3.0 * mp).sin()
            + 0.000_42 * e * (m + 2.0 * f).sin()
            + 0.000_38 * e * (m - 2.0 * f).sin()
            - 0.000_24 * e * (2.0 * mp - m).sin()
            - 0.000_17 * o.sin();
        // Terrestrial time runs about 70 s ahead of UTC; China is eight hours east.
        jde + terms - 70.0 / 86_400.0 + 8.0 / 24.0 - 2_440_587.5
    }

    #[test]
    fn every_lunar_new_year_is_the_day_of_a_new_moon() {
        let spans = spans("lunar_new_year.during");
        assert_eq!(spans.len(), 41);
        let moons: Vec<i32> = (-5..520).map(|k| new_moon(f64::from(k)).floor() as i32).collect();
        for (year, (first, _)) in (2000..).zip(&spans) {
            assert!(moons.contains(&first.0), "{first} is no new moon");
            // The second new moon after the winter solstice lies between these days.
            let (y, month, number) = first.ymd();
            assert_eq!(y, year);
            assert!((month == 1 && number >= 21) || (month == 2 && number <= 21), "{first}");
        }
    }

    #[test]
    fn rules_give_the_known_days() {
        let black = spans("black_friday.during");
        for known in ["2019-11-29", "2020-11-27", "2023-11-24", "2024-11-29", "2025-11-28"] {
            assert!(black.iter().any(|(from, to)| *from == day(known) && to.0 - from.0 == 3), "{known}");
        }
        assert!(spans("singles_day.during").contains(&(day("2024-11-11"), day("2024-11-11"))));
        assert!(spans("lunar_new_year.before").contains(&(day("2024-01-27"), day("2024-02-09"))));
    }

    #[test]
    fn shares_are_days_in_the_window() {
        let holidays = Holidays::shipped().unwrap();
        let periods = [day("2024-01-01"), day("2024-02-01"), day("2024-03-01")];
        let regressors = holidays.regressors(Grain::Month, &periods);
        let before = regressors.iter().find(|r| r.name == "lunar_new_year.before").unwrap();
        // 27 to 31 January, and 1 to 9 February.
        assert_eq!(before.shares, [5.0 / 31.0, 9.0 / 29.0, 0.0]);
        let week = holidays.regressors(Grain::Week, &[day("2024-11-25"), day("2024-12-02")]);
        let black = week.iter().find(|r| r.name == "black_friday.during").unwrap();
        assert_eq!(black.shares, [3.0 / 7.0, 1.0 / 7.0]);
    }

    #[test]
    fn a_bad_preset_says_what_is_wrong() {
        let bad = |text: &str| Holidays::of(BTreeMap::from([("x.toml".to_owned(), text.to_owned())])).unwrap_err().code().to_owned();
        assert_eq!(bad("= broken"), "market.preset");
        let head = "schema_version = 1\nname = 'x'\nlabel = { en = 'x', zh = 'x' }\nsource = 's'\nas_of = 2026-01-01\nverified = false\n";
        assert_eq!(bad(&format!("{head}rule = {{ month = 13, day = 1 }}\nwindow = []")), "market.preset");
        assert_eq!(bad(&format!("{head}window = []")), "market.preset");
    }
}
