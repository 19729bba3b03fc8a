//! A customs territory, compiled: flat tables that `Territory::assess` walks without allocating.

use super::check::Check;
use super::file::{Channel, File, GapText, Per, ReliefOf, UnionName, ValueOf};
use super::hs::HsNumber;
use super::scope::Scope;
use crate::error::RuleError;
use crate::text::Text;
use crate::{Period, Provenance};
use entrepot_domain::country::{Union, member};
use entrepot_domain::{Country, Currency, Day};
use serde::{Deserialize, Serialize};

/// On which value duty is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Valuation {
    /// The goods alone, as they leave the country of export.
    Fob,
    /// The goods with carriage and insurance to the border.
    Cif,
}

impl Valuation {
    /// The word in files and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fob => "fob",
            Self::Cif => "cif",
        }
    }
}

/// Where a line comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Stable name: `duties/<code>/<component>/<hs>@<day>`.
    pub id: String,
    /// Its origin.
    pub provenance: Provenance,
}

/// A customs territory.
#[derive(Debug)]
pub struct Territory {
    /// Stable code, the name of its file.
    pub code: String,
    /// Its name for people.
    pub label: Text,
    /// The currency of its thresholds and of everything that `Territory::assess` takes and gives.
    pub currency: Currency,
    /// On which value it takes duty.
    pub valuation: Valuation,
    /// Where that is said.
    pub valuation_rule: Rule,
    /// Where its figures come from.
    pub provenance: Provenance,
    /// What else should be known.
    pub note: Option<Text>,
    /// An average rate over all goods in millionths of a percent, to be told and never used.
    pub average_pct: Option<i128>,
    /// True when it came with the program, false for a file of the home.
    pub shipped: bool,
    pub(super) countries: Scope,
    pub(super) union: Option<Union>,
    pub(super) complete: Vec<Period>,
    pub(super) gaps: Vec<GapText>,
    pub(super) channels: Vec<Channel>,
    pub(super) components: Vec<Component>,
    pub(super) layers: Vec<Layer>,
    pub(super) reliefs: Vec<Relief>,
    pub(super) flats: Vec<Flat>,
    pub(super) schemes: Vec<Scheme>,
    pub(super) shares: Vec<TaxShare>,
    pub(super) rules: Vec<Rule>,
}

#[derive(Debug)]
pub(super) struct Component {
    pub code: String,
    pub label: Text,
    pub required_from: Scope,
    pub period: Period,
}

/// One prefix of a layer. Amounts are millionths of the territory's currency, rates millionths of a percent.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    pub component: u8,
    pub prefix: HsNumber,
    pub except: Vec<HsNumber>,
    pub origins: Scope,
    pub channel: Option<u8>,
    pub rate: (i128, i128),
    pub above: i128,
    pub up_to: i128,
    pub less: i128,
    pub period: Period,
    pub goods: Option<Text>,
    pub note: Option<Text>,
    pub rule: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Relief {
    pub of: ReliefOf,
    pub threshold: i128,
    pub value_of: ValueOf,
    pub origins: Scope,
    pub channel: Option<u8>,
    pub period: Period,
    pub note: Option<Text>,
    pub rule: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Flat {
    pub kind: String,
    pub label: Text,
    pub amount: i128,
    pub currency: Currency,
    pub per: Per,
    pub digits: u8,
    pub up_to: i128,
    pub persons_only: bool,
    pub replaces_duty: bool,
    pub countries: Option<Scope>,
    pub enabled: bool,
    pub period: Period,
    pub note: Option<Text>,
    pub rule: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Scheme {
    pub code: String,
    pub label: Text,
    pub up_to: i128,
    pub period: Period,
    pub rule: u32,
}

#[derive(Debug, Clone)]
pub(super) struct TaxShare {
    pub channel: u8,
    pub pct: i128,
    pub up_to: i128,
    pub period: Period,
    pub rule: u32,
}

impl Territory {
    /// Reads and compiles a territory's file; `file` is its name for messages, and its stem must be the territory's code.
    ///
    /// # Errors
    /// [`RuleError`] for the first thing that is wrong: an unknown key, a word that is not declared, rules of which two hold for
    /// the same goods and day.
    pub fn parse(file: &str, text: &str) -> Result<Self, RuleError> {
        let raw: File = toml::from_str(text).map_err(|error| {
            RuleError::new(
                "preset.invalid",
                file,
                error.to_string().trim_end(),
                "correct the file; docs/guide/landed-cost.md shows its form",
            )
        })?;
        let check = Check::new(file);
        check.head(&raw)?;
        let own = Provenance { source: raw.source.clone(), as_of: Some(raw.as_of.clone()), verified: raw.verified };
        let mut rules = Vec::new();
        let mut rule = |part: String, from: Option<Day>, source: &Option<String>, verified: Option<bool>| -> u32 {
            let mut provenance = own.clone();
            if let Some(source) = source {
                provenance.source.clone_from(source);
            }
            provenance.verified = verified.unwrap_or(provenance.verified);
            let since = from.map(|day| format!("@{day}")).unwrap_or_default();
            rules.push(Rule { id: format!("duties/{}/{part}{since}", raw.code), provenance });
            rules.len() as u32 - 1
        };
        let channel = |code: &Option<String>| -> Result<Option<u8>, RuleError> {
            let Some(code) = code else { return Ok(None) };
            let at = raw.channel.iter().position(|channel| channel.code == *code);
            at.map(|at| Some(at as u8)).ok_or_else(|| check.undeclared("channel", code))
        };
        let mut layers = Vec::new();
        for layer in &raw.layer {
            let at = raw.component.iter().position(|component| component.code == layer.component);
            let component = at.ok_or_else(|| check.undeclared("component", &layer.component))? as u8;
            let except: Vec<HsNumber> = layer.except_hs.iter().map(|text| check.prefix(text)).collect::<Result<_, _>>()?;
            let rate = check.rate(layer.rate_pct, layer.rate_pct_high)?;
            for text in &layer.hs {
                let prefix = check.prefix(text)?;
                let place = layer.channel.as_ref().map(|code| format!("/{code}")).unwrap_or_default();
                let value = layer.above.map(|above| format!("/over-{}", crate::exact::shown(above.0))).unwrap_or_default();
                let id = format!("{}{place}/{prefix}{value}", layer.component);
                layers.push(Layer {
                    component,
                    prefix,
                    except: except.clone(),
                    origins: Scope::of(&layer.origins, &layer.except_origins),
                    channel: channel(&layer.channel)?,
                    rate,
                    above: layer.above.map_or(-1, |amount| amount.0),
                    up_to: layer.up_to.map_or(i128::MAX, |amount| amount.0),
                    less: layer.less.unwrap_or_default().0,
                    period: Period { from: layer.eff_from, to: layer.eff_to },
                    goods: layer.goods.clone(),
                    note: layer.note.clone(),
                    rule: rule(id, layer.eff_from, &layer.source, layer.verified),
                });
            }
        }
        let mut reliefs = Vec::new();
        for relief in &raw.relief {
            let word = if relief.of == ReliefOf::Duty { "relief-duty" } else { "relief-tax" };
            reliefs.push(Relief {
                of: relief.of,
                threshold: relief.threshold.0,
                value_of: relief.value_of,
                origins: Scope::of(&relief.origins, &relief.except_origins),
                channel: channel(&relief.channel)?,
                period: Period { from: relief.eff_from, to: relief.eff_to },
                note: relief.note.clone(),
                rule: rule(word.to_owned(), relief.eff_from, &relief.source, relief.verified),
            });
        }
        let flats = (raw.flat.iter())
            .map(|flat| Flat {
                kind: flat.kind.clone(),
                label: flat.label.clone(),
                amount: flat.amount.0,
                currency: flat.currency,
                per: flat.per,
                digits: flat.digits.unwrap_or(6),
                up_to: flat.up_to.0,
                persons_only: flat.persons_only,
                replaces_duty: flat.replaces_duty,
                countries: (!flat.countries.is_empty()).then(|| countries(&flat.countries)),
                enabled: flat.enabled,
                period: Period { from: flat.eff_from, to: flat.eff_to },
                note: flat.note.clone(),
                rule: rule(flat.kind.clone(), flat.eff_from, &flat.source, flat.verified),
            })
            .collect();
        let schemes = (raw.scheme.iter())
            .map(|scheme| Scheme {
                code: scheme.code.clone(),
                label: scheme.label.clone(),
                up_to: scheme.up_to.0,
                period: Period { from: scheme.eff_from, to: scheme.eff_to },
                rule: rule(format!("scheme/{}", scheme.code), scheme.eff_from, &scheme.source, scheme.verified),
            })
            .collect();
        let mut shares = Vec::new();
        for share in &raw.tax_share {
            shares.push(TaxShare {
                channel: channel(&Some(share.channel.clone()))?.unwrap_or_default(),
                pct: share.share_pct.0,
                up_to: share.up_to.0,
                period: Period { from: share.eff_from, to: share.eff_to },
                rule: rule(format!("tax-share/{}", share.channel), share.eff_from, &share.source, share.verified),
            });
        }
        let valuation_at = rule(format!("valuation-{}", raw.valuation.basis.as_str()), None, &raw.valuation.source, raw.valuation.verified);
        let components = (raw.component.iter())
            .map(|component| Component {
                code: component.code.clone(),
                label: component.label.clone(),
                required_from: Scope::of(&component.required_from, &[]),
                period: Period { from: component.eff_from, to: component.eff_to },
            })
            .collect();
        let territory = Self {
            countries: countries(&raw.countries),
            union: raw.union.map(|UnionName::Eu| Union::Eu),
            code: raw.code,
            label: raw.label,
            currency: raw.currency,
            valuation: raw.valuation.basis,
            valuation_rule: rules[valuation_at as usize].clone(),
            provenance: own,
            note: raw.note,
            average_pct: raw.average_pct.map(|pct| pct.0),
            shipped: false,
            complete: raw.complete.iter().map(|span| Period { from: span.from, to: span.to }).collect(),
            gaps: raw.gap,
            channels: raw.channel,
            components,
            layers,
            reliefs,
            flats,
            schemes,
            shares,
            rules,
        };
        check.whole(&territory)?;
        Ok(territory)
    }

    /// Whether a country belongs to it on a day.
    #[must_use]
    pub fn holds(&self, country: Country, day: Day) -> bool {
        self.countries.holds(country) || self.union.is_some_and(|union| member(country, union, day))
    }

    pub(super) fn is_union(&self) -> bool {
        self.union.is_some()
    }

    /// The procedures by which goods may come in, where rules differ by it.
    pub fn channels(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.channels.iter().map(|channel| (channel.code.as_str(), &channel.label))
    }

    /// The number of a channel, for an entry.
    #[must_use]
    pub fn channel(&self, code: &str) -> Option<u8> {
        self.channels.iter().position(|channel| channel.code == code).map(|at| at as u8)
    }

    /// The spans over which its layers are complete.
    #[must_use]
    pub fn complete(&self) -> &[Period] {
        &self.complete
    }

    /// A rule by the index that a line names.
    #[must_use]
    pub fn rule(&self, index: u32) -> Option<&Rule> {
        self.rules.get(index as usize)
    }
}

fn countries(list: &[Country]) -> Scope {
    Scope::of(&list.iter().map(|country| crate::lanes::Place::In(*country)).collect::<Vec<_>>(), &[])
}
