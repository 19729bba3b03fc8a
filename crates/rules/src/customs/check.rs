//! What must hold of a territory's file before it is used: never two rules for the same goods, origin, channel, value and day.

use super::file::File;
use super::hs::HsNumber;
use super::territory::{Layer, Territory};
use crate::error::RuleError;
use crate::exact::{Amount, PERCENT};
use crate::{Dated, Period, date_faults};

/// Checks of one file.
pub(super) struct Check<'a> {
    file: &'a str,
}

impl<'a> Check<'a> {
    pub fn new(file: &'a str) -> Self {
        Self { file }
    }

    fn fault(&self, code: &'static str, cause: impl Into<String>) -> RuleError {
        RuleError::new(code, self.file, cause, "correct the file; docs/guide/landed-cost.md shows its form")
    }

    pub fn undeclared(&self, what: &str, name: &str) -> RuleError {
        self.fault("preset.word", format!("the {what} `{name}` is used and not declared"))
    }

    pub fn head(&self, raw: &File) -> Result<(), RuleError> {
        if raw.schema_version != 1 {
            return Err(self.fault("preset.version", format!("schema_version is {}, this program reads 1", raw.schema_version)));
        }
        let stem = self.file.rsplit('/').next().unwrap_or(self.file).trim_end_matches(".toml");
        if raw.code != stem || raw.code.is_empty() {
            return Err(self.fault("preset.name", format!("the territory is called `{}` and its file `{stem}`", raw.code)));
        }
        if raw.countries.is_empty() && raw.union.is_none() {
            return Err(self.fault("preset.places", "a territory needs countries or a union"));
        }
        if raw.flat.iter().any(|flat| flat.replaces_duty && flat.currency != raw.currency) {
            return Err(self.fault("preset.currency", "a flat duty is in the territory's currency"));
        }
        if raw.flat.iter().any(|flat| flat.digits.is_some_and(|digits| !matches!(digits, 4 | 6 | 8 | 10))) {
            return Err(self.fault("preset.range", "a tariff item has 4, 6, 8 or 10 digits"));
        }
        if raw.tax_share.iter().any(|share| share.share_pct.0 > PERCENT) {
            return Err(self.fault("preset.range", "a share is over 100 %"));
        }
        Ok(())
    }

    pub fn prefix(&self, text: &str) -> Result<HsNumber, RuleError> {
        HsNumber::prefix(text).ok_or_else(|| self.fault("preset.hs", format!("`{text}` is no HS code or beginning of one")))
    }

    pub fn rate(&self, low: Amount, high: Option<Amount>) -> Result<(i128, i128), RuleError> {
        let high = high.unwrap_or(low);
        // Over 1000 % it is a slip, not a duty.
        if low > high || high.0 > 1_000_000_000 {
            return Err(self.fault("preset.range", "a rate is over 1000 %, or its high end below its low end"));
        }
        Ok((low.0, high.0))
    }

    pub fn whole(&self, territory: &Territory) -> Result<(), RuleError> {
        self.spans(territory)?;
        for (at, one) in territory.layers.iter().enumerate() {
            if one.above >= one.up_to {
                return Err(self.fault("preset.range", "a layer holds for no value"));
            }
            if let Some(other) = territory.layers[at + 1..].iter().find(|other| same_goods(one, other)) {
                let code = &territory.components[usize::from(one.component)].code;
                let what = format!("two layers of {code} hold for {} {}", one.prefix, shared(one.period, other.period));
                return Err(self.fault("preset.dates", what));
            }
            self.no_gap(territory, one)?;
        }
        for (at, one) in territory.reliefs.iter().enumerate() {
            let other = territory.reliefs[at + 1..].iter().find(|other| {
                one.of == other.of
                    && one.channel == other.channel
                    && one.origins.overlaps(&other.origins)
                    && one.period.overlaps(other.period)
            });
            if let Some(other) = other {
                return Err(self.fault("preset.dates", format!("two reliefs hold {}", shared(one.period, other.period))));
            }
        }
        for (at, one) in territory.flats.iter().enumerate() {
            let other = territory.flats[at + 1..].iter().find(|other| one.kind == other.kind && one.period.overlaps(other.period));
            if let Some(other) = other {
                return Err(self.fault("preset.dates", format!("{} holds twice {}", one.kind, shared(one.period, other.period))));
            }
        }
        Ok(())
    }

    /// Complete spans and gaps follow one another: each day is one or the other.
    fn spans(&self, territory: &Territory) -> Result<(), RuleError> {
        let gaps = territory.gaps.iter().map(|gap| Only(Period { from: Some(gap.from), to: Some(gap.to) }));
        let all: Vec<Only> = territory.complete.iter().copied().map(Only).chain(gaps).collect();
        match date_faults(&all).first() {
            Some(fault) => Err(self.fault("preset.dates", format!("complete and gap: {fault}"))),
            None if territory.complete.is_empty() => Err(self.fault("preset.dates", "`complete` names no days")),
            None => Ok(()),
        }
    }

    /// Layers of one prefix and one set of origins that change over time do so without a day between them.
    fn no_gap(&self, territory: &Territory, one: &Layer) -> Result<(), RuleError> {
        let same = |other: &&Layer| {
            (one.component, one.prefix, one.channel, one.origins, one.above)
                == (other.component, other.prefix, other.channel, other.origins, other.above)
        };
        let all: Vec<Only> = territory.layers.iter().filter(same).map(|layer| Only(layer.period)).collect();
        match date_faults(&all).first() {
            None => Ok(()),
            Some(fault) => Err(self
                .fault("preset.dates", format!("{} for {}: {fault}", territory.components[usize::from(one.component)].code, one.prefix))),
        }
    }
}

/// Two layers that would both be taken: same prefix (a longer one goes before a shorter), and everything else meets.
fn same_goods(one: &Layer, other: &Layer) -> bool {
    one.component == other.component
        && one.prefix == other.prefix
        && (one.channel == other.channel || one.channel.is_none() || other.channel.is_none())
        && one.above < other.up_to
        && other.above < one.up_to
        && one.period.overlaps(other.period)
        && one.origins.overlaps(&other.origins)
}

/// The days that two periods share, in words.
fn shared(one: Period, other: Period) -> String {
    let from = one.from.max(other.from);
    match from {
        Some(day) => format!("on {day}"),
        None => "at once".to_owned(),
    }
}

struct Only(Period);

impl Dated for Only {
    fn period(&self) -> Period {
        self.0
    }
}
