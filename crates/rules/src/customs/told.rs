//! The words of lines and questions: what the integers of an assessment mean to people.

use super::assess::{Assessed, Charge, Entry, Gap, Line};
use super::file::Per;
use super::taxes::Tax;
use super::territory::{Rule, Territory, Valuation};
use crate::exact::{shown, told};
use crate::{Question, Step};

/// What the lines of an entry are told with.
pub(super) struct Told<'a> {
    pub territory: &'a Territory,
    pub tax: Option<&'a Tax>,
    pub entry: &'a Entry<'a>,
}

impl Told<'_> {
    /// The question behind a gap.
    pub fn question(&self, gap: Gap) -> Question {
        let (entry, territory) = (self.entry, self.territory);
        let file = format!("presets/duties/{}.toml of the home", territory.code);
        let item = |at: u16| entry.items.get(usize::from(at));
        let (code, text, hint) = match gap {
            Gap::Incomplete => {
                let missing = territory.gaps.iter().find(|gap| gap.from <= entry.day && entry.day <= gap.to);
                let why = missing.map_or_else(|| "The table does not cover the day.".to_owned(), |gap| gap.text.en.clone());
                (
                    "duty.incomplete",
                    format!("What was the duty of {} on {}? {why}", entry.to, entry.day),
                    format!("Write the layers in {file} and widen [[complete]]."),
                )
            }
            Gap::NoRate { component, item: at } => {
                let name = territory.components.get(usize::from(component)).map_or("", |component| component.code.as_str());
                let (hs, origin) = item(at).map_or_else(Default::default, |item| (item.hs.to_string(), item.origin.to_string()));
                let average = territory
                    .average_pct
                    .map(|pct| format!(" The average over all goods is {} %; it is not used.", shown(pct)))
                    .unwrap_or_default();
                (
                    "duty.no_rate",
                    format!("What is the {name} duty of {} on {hs} from {origin} on {}?", entry.to, entry.day),
                    format!("Look it up in the destination's tariff and write a [[layer]] in {file}.{average}"),
                )
            }
            Gap::HsTooShort { item: at, digits } => {
                let hs = item(at).map_or_else(String::new, |item| item.hs.to_string());
                (
                    "duty.hs_short",
                    format!("Which goods of {hs} are they? The duty of {} depends on more digits.", entry.to),
                    format!("Give the code with {digits} digits."),
                )
            }
            Gap::Channel => {
                let names: Vec<&str> = territory.channels().map(|(code, _)| code).collect();
                (
                    "duty.channel",
                    format!("By which procedure do the goods come into {}? The rules differ.", entry.to),
                    format!("Name the channel: {}.", names.join(", ")),
                )
            }
            Gap::NoTax => (
                "tax.no_rate",
                format!("What is the import tax of {}?", entry.to),
                "Write it in presets/taxes/import.toml of the home.".to_owned(),
            ),
            Gap::NoTaxOn => (
                "tax.no_rate_on",
                format!("What was the import tax of {} on {}?", entry.to, entry.day),
                "Write it in presets/taxes/import.toml of the home.".to_owned(),
            ),
            Gap::NoTaxClass => {
                let known: Vec<&str> = self
                    .tax
                    .iter()
                    .flat_map(|tax| &tax.rates)
                    .filter(|rate| rate.period.holds(entry.day))
                    .flat_map(|rate| rate.classes.iter().map(|(name, _)| name.as_str()))
                    .collect();
                (
                    "tax.no_class",
                    format!("{} has no tax class \"{}\" on {}. Which one is it?", entry.to, entry.tax_class, entry.day),
                    format!("Known: standard{}.", known.iter().map(|name| format!(", {name}")).collect::<String>()),
                )
            }
            Gap::Overflow => {
                ("duty.overflow", "Is the value so large? The amount does not fit.".to_owned(), "Check value and carriage.".to_owned())
            }
        };
        let subject = match gap {
            Gap::NoRate { item: at, .. } | Gap::HsTooShort { item: at, .. } => {
                item(at).map_or_else(String::new, |item| item.hs.to_string())
            }
            _ => entry.to.to_string(),
        };
        Question { code, subject, text, hint }
    }

    /// The rule of a line.
    pub fn rule(&self, line: &Line) -> Option<&Rule> {
        match line.charge {
            Charge::Layer { layer, .. } => self.territory.layers.get(usize::from(layer)).and_then(|layer| self.territory.rule(layer.rule)),
            Charge::Flat(at) => self.territory.flats.get(usize::from(at)).and_then(|flat| self.territory.rule(flat.rule)),
            Charge::Tax => self.tax.map(|tax| &tax.rule),
        }
    }

    /// The ledger's kind, and the name for people in English and Chinese.
    pub fn name(&self, line: &Line) -> (String, crate::Text) {
        let text = |en: &str, zh: &str| crate::Text { en: en.to_owned(), zh: zh.to_owned() };
        match line.charge {
            Charge::Layer { layer, .. } => {
                let component = self
                    .territory
                    .layers
                    .get(usize::from(layer))
                    .and_then(|layer| self.territory.components.get(usize::from(layer.component)));
                component.map_or_else(|| (String::new(), text("", "")), |component| (component.code.clone(), component.label.clone()))
            }
            Charge::Flat(at) => {
                let flat = self.territory.flats.get(usize::from(at));
                flat.map_or_else(|| (String::new(), text("", "")), |flat| (flat.kind.clone(), flat.label.clone()))
            }
            Charge::Tax => {
                let name = self.tax.map_or("", |tax| tax.name.as_str());
                ("import_tax".to_owned(), text(name, name))
            }
        }
    }

    /// How a line came about.
    pub fn steps(&self, line: &Line, done: &Assessed) -> Vec<Step> {
        let (currency, entry) = (line.currency, self.entry);
        let step = |text: String, micros: i128| Step { text, amount: shown(micros) };
        let pct = if line.rate.0 == line.rate.1 {
            format!("{} %", shown(line.rate.0))
        } else {
            format!("{} to {} %", shown(line.rate.0), shown(line.rate.1))
        };
        match line.charge {
            Charge::Layer { layer, item } => {
                let less = self.territory.layers.get(usize::from(layer)).map_or(0, |layer| layer.less);
                let goods = entry.items.get(usize::from(item)).map_or(0, |item| item.value);
                let goods = if less > 0 { entry.items.iter().map(|item| item.value).sum() } else { goods };
                let mut steps = Vec::new();
                if self.territory.valuation == Valuation::Cif && line.base != goods {
                    let outside = line.base - goods;
                    steps.push(step(
                        format!("customs value: goods {} + carriage and insurance {}", told(goods, currency), told(outside, currency)),
                        line.base,
                    ));
                }
                let taken = if less > 0 { format!(" less {}", told(less, currency)) } else { String::new() };
                steps.push(step(format!("{pct} of {}{taken}", told(line.base, currency)), line.micros));
                steps
            }
            Charge::Flat(at) => {
                let Some(flat) = self.territory.flats.get(usize::from(at)) else { return Vec::new() };
                let text = match flat.per {
                    Per::Parcel => format!("{} a parcel", told(flat.amount, currency)),
                    Per::TariffItem => format!(
                        "{} x {} tariff items of {} digits",
                        told(flat.amount, currency),
                        line.base / 1_000_000,
                        entry.item_digits.unwrap_or(flat.digits)
                    ),
                };
                vec![step(text, line.micros)]
            }
            Charge::Tax => {
                let goods: i128 = entry.items.iter().map(|item| item.value).sum();
                let (outside, duty) = (entry.freight + entry.insurance, done.duty.0);
                let mut steps = Vec::new();
                if outside + duty > 0 {
                    let text = format!(
                        "tax base: goods {} + carriage and insurance {} + duty {}",
                        told(goods, currency),
                        told(outside, currency),
                        told(duty, currency)
                    );
                    steps.push(step(text, line.base));
                }
                if let Some(share) = done.share.and_then(|at| self.territory.shares.get(usize::from(at))) {
                    steps.push(Step {
                        text: format!("this channel pays {} % of the rate, in percent", shown(share.pct)),
                        amount: shown(line.rate.0),
                    });
                }
                let itself = if self.tax.is_some_and(|tax| tax.on_itself) { ", the tax included in its base" } else { "" };
                steps.push(step(format!("{pct} of {}{itself}", told(line.base, currency)), line.micros));
                steps
            }
        }
    }
}
