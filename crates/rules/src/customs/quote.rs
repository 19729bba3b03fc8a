//! A consignment with money in any currency: duty and tax with the law behind each line, or what must be asked.

use super::assess::{Assessed, Buyer, Charge, Entry, Item, Line};
use super::book::CustomsBook;
use super::hs::HsNumber;
use super::taxes::STANDARD;
use super::territory::{Rule, Territory, Valuation};
use super::told::Told;
use crate::{Question, Quoted, Text};
use entrepot_domain::fx::RateBook;
use entrepot_domain::ids::HsCode;
use entrepot_domain::ledger::Component;
use entrepot_domain::{Country, Currency, Day, Money};

/// Goods of one code and origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goods {
    /// The code, 6 to 10 digits.
    pub hs: HsCode,
    /// Where they were made.
    pub origin: Country,
    /// What all pieces together are sold for.
    pub value: Money,
}

/// What goes over the border.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consignment {
    /// Its goods, at least one.
    pub goods: Vec<Goods>,
    /// Carriage to the destination.
    pub freight: Option<Money>,
    /// Insurance of the carriage.
    pub insurance: Option<Money>,
    /// Where it was sent from.
    pub from: Country,
    /// Where it goes.
    pub to: Country,
    /// The day of the entry.
    pub day: Day,
    /// Who buys.
    pub buyer: Buyer,
    /// The procedure, where the destination's rules differ by it.
    pub channel: Option<String>,
    /// Digits that make a tariff item for flat duties: 4, 6, 8 or 10.
    pub item_digits: Option<u8>,
    /// Class of goods for the import tax; `standard` where absent.
    pub tax_class: Option<String>,
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyLine {
    /// Amount, steps and rule.
    pub quoted: Quoted,
    /// Its name for people.
    pub label: Text,
    /// The code of the goods that it is for; none where it is for the whole consignment.
    pub hs: Option<String>,
    /// What the rule says besides.
    pub note: Option<Text>,
}

/// A way of paying the import tax at the sale instead of at the border.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeUsed {
    /// Its short name.
    pub code: String,
    /// Its name for people.
    pub label: Text,
    /// Its rule.
    pub rule: Rule,
}

/// What a consignment pays, in the currency of its destination's customs.
#[derive(Debug, Clone)]
pub struct DutyQuote<'a> {
    /// The territory whose rules were asked; none for a country without a table.
    pub territory: Option<&'a Territory>,
    /// The currency of every amount but some flat charges.
    pub currency: Currency,
    /// The goods in that currency.
    pub goods: Money,
    /// Carriage in that currency.
    pub freight: Money,
    /// Insurance in that currency.
    pub insurance: Money,
    /// What duty was taken of; none while something is asked.
    pub customs_value: Option<Money>,
    /// Every line: layers of duty by item, flat charges, import tax.
    pub lines: Vec<DutyLine>,
    /// Duty, low and high; none while something is asked.
    pub duty: Option<(Money, Money)>,
    /// Import tax, low and high; none while something is asked.
    pub tax: Option<(Money, Money)>,
    /// What freed the goods, with its rule: told, since a zero needs its reason.
    pub reliefs: Vec<DutyLine>,
    /// The scheme under which the tax is paid at the sale.
    pub scheme: Option<SchemeUsed>,
    /// It crosses no customs border.
    pub domestic: bool,
    /// Announced charges that are not in force, with their note.
    pub announced: Vec<(Text, Option<Text>)>,
    /// What must be known first.
    pub questions: Vec<Question>,
}

/// Quotes duty and import tax.
#[must_use]
pub fn quote<'a>(book: &'a CustomsBook, consignment: &Consignment, rates: &RateBook) -> DutyQuote<'a> {
    let territory = book.territory(consignment.to, consignment.day);
    let currency =
        territory.map_or_else(|| consignment.goods.first().map_or(Currency::EUR, |goods| goods.value.currency()), |one| one.currency);
    let mut answer = DutyQuote {
        territory,
        currency,
        goods: Money::zero(currency),
        freight: Money::zero(currency),
        insurance: Money::zero(currency),
        customs_value: None,
        lines: Vec::new(),
        duty: None,
        tax: None,
        reliefs: Vec::new(),
        scheme: None,
        domestic: false,
        announced: Vec::new(),
        questions: Vec::new(),
    };
    let Some(items) = exchanged(&mut answer, consignment, rates) else { return answer };
    let Some(territory) = territory else {
        let (to, code) = (consignment.to, consignment.to.as_str().to_lowercase());
        answer.questions.push(Question {
            code: "duty.no_table",
            subject: to.to_string(),
            text: format!("Which duty does {to} take? There is no table for it."),
            hint: format!("Write presets/duties/{code}.toml in the home."),
        });
        return answer;
    };
    let channel = match &consignment.channel {
        None => None,
        Some(code) => match territory.channel(code) {
            Some(at) => Some(at),
            None => {
                let names: Vec<&str> = territory.channels().map(|(code, _)| code).collect();
                answer.questions.push(Question {
                    code: "duty.channel",
                    subject: consignment.to.to_string(),
                    text: format!("By which procedure do the goods come into {}? It has no channel \"{code}\".", consignment.to),
                    hint: if names.is_empty() {
                        "Leave the channel out.".to_owned()
                    } else {
                        format!("Name the channel: {}.", names.join(", "))
                    },
                });
                return answer;
            }
        },
    };
    let entry = Entry {
        items: &items,
        freight: answer.freight.micros(),
        insurance: answer.insurance.micros(),
        from: consignment.from,
        to: consignment.to,
        day: consignment.day,
        buyer: consignment.buyer,
        channel,
        item_digits: consignment.item_digits,
        tax_class: consignment.tax_class.as_deref().unwrap_or(STANDARD),
    };
    let told = Told { territory, tax: book.tax(consignment.to), entry: &entry };
    let mut lines: Vec<Line> = Vec::new();
    match book.assess(territory, &entry, &mut |line| lines.push(line)) {
        Ok(done) => fill(&mut answer, &told, &lines, &done),
        Err(gap) => answer.questions.push(told.question(gap)),
    }
    answer
}

/// Everything in the territory's currency; none, with a question, when a rate is missing.
fn exchanged(answer: &mut DutyQuote<'_>, consignment: &Consignment, rates: &RateBook) -> Option<Vec<Item>> {
    let (currency, day) = (answer.currency, consignment.day);
    let change = |money: Money, questions: &mut Vec<Question>| -> Option<Money> {
        rates
            .convert(money, currency, day)
            .map_err(|ask| {
                let fault = ask.fault();
                questions.push(Question { code: fault.code, subject: money.currency().to_string(), text: fault.cause, hint: fault.hint });
            })
            .ok()
    };
    let mut items = Vec::new();
    let mut goods = Money::zero(currency);
    for one in &consignment.goods {
        let value = change(one.value, &mut answer.questions)?;
        goods = goods.checked_add(value).ok()?;
        items.push(Item { hs: HsNumber::of(&one.hs), origin: one.origin, value: value.micros() });
    }
    answer.goods = goods;
    answer.freight = change(consignment.freight.unwrap_or_else(|| Money::zero(currency)), &mut answer.questions)?;
    answer.insurance = change(consignment.insurance.unwrap_or_else(|| Money::zero(currency)), &mut answer.questions)?;
    Some(items)
}

fn fill(answer: &mut DutyQuote<'_>, told: &Told<'_>, lines: &[Line], done: &Assessed) {
    let currency = answer.currency;
    let money = |micros: i128, currency| Money::from_micros(micros, currency).unwrap_or_else(|_| Money::zero(currency));
    for line in lines {
        let Some(rule) = told.rule(line) else { continue };
        let (kind, label) = told.name(line);
        let (component, hs, note) = match line.charge {
            Charge::Layer { layer, item } => {
                let one = &told.territory.layers[usize::from(layer)];
                let hs = (one.less == 0).then(|| told.entry.items[usize::from(item)].hs.to_string());
                (Component::Duty, hs, one.note.clone().or_else(|| one.goods.clone()))
            }
            Charge::Flat(at) => {
                let flat = &told.territory.flats[usize::from(at)];
                (if flat.replaces_duty { Component::Duty } else { Component::Fee }, None, flat.note.clone())
            }
            Charge::Tax => (Component::Tax, None, told.tax.and_then(|tax| tax.note.clone())),
        };
        // A share of the tax is a rule of its own.
        let share = done.share.and_then(|at| told.territory.shares.get(usize::from(at))).and_then(|share| told.territory.rule(share.rule));
        let share = share.filter(|_| component == Component::Tax);
        let kind = if component == Component::Duty { "duty".to_owned() } else { kind };
        let quoted = Quoted {
            kind,
            component,
            amount: money(line.micros, line.currency),
            high: (line.micros_high != line.micros).then(|| money(line.micros_high, line.currency)),
            steps: told.steps(line, done),
            rule_id: share.map_or_else(|| rule.id.clone(), |share| format!("{} {}", rule.id, share.id)),
            source: rule.provenance.source.clone(),
            verified: rule.provenance.verified && share.is_none_or(|share| share.provenance.verified),
        };
        answer.lines.push(DutyLine { quoted, label, hs, note });
    }
    answer.customs_value = Some(money(done.customs_value, currency));
    answer.duty = Some((money(done.duty.0, currency), money(done.duty.1, currency)));
    answer.tax = Some((money(done.tax.0, currency), money(done.tax.1, currency)));
    answer.domestic = done.domestic;
    let territory = told.territory;
    for (at, component) in [(done.duty_relief, Component::Duty), (done.tax_relief, Component::Tax)] {
        let Some(relief) = at.and_then(|at| territory.reliefs.get(usize::from(at))) else { continue };
        let Some(rule) = territory.rule(relief.rule) else { continue };
        let threshold = money(relief.threshold, currency);
        let quoted = Quoted {
            kind: "relief".to_owned(),
            component,
            amount: Money::zero(currency),
            high: None,
            steps: vec![crate::Step { text: format!("value up to {threshold}"), amount: "0".to_owned() }],
            rule_id: rule.id.clone(),
            source: rule.provenance.source.clone(),
            verified: rule.provenance.verified,
        };
        let label = match component {
            Component::Duty => Text { en: format!("No duty up to {threshold}"), zh: format!("{threshold} 以下免关税") },
            _ => Text { en: format!("No import tax up to {threshold}"), zh: format!("{threshold} 以下免进口税") },
        };
        answer.reliefs.push(DutyLine { quoted, label, hs: None, note: relief.note.clone() });
    }
    answer.scheme = done.scheme.and_then(|at| territory.schemes.get(usize::from(at))).and_then(|scheme| {
        let rule = territory.rule(scheme.rule)?.clone();
        Some(SchemeUsed { code: scheme.code.clone(), label: scheme.label.clone(), rule })
    });
    let day = told.entry.day;
    answer.announced = (territory.flats.iter())
        .filter(|flat| !flat.enabled && flat.period.holds(day) && flat.countries.is_none_or(|countries| countries.holds(told.entry.to)))
        .map(|flat| (flat.label.clone(), flat.note.clone()))
        .collect();
}

impl DutyQuote<'_> {
    /// True when every figure in it was read in its source.
    #[must_use]
    pub fn verified(&self) -> bool {
        self.lines.iter().chain(&self.reliefs).all(|line| line.quoted.verified)
    }

    /// Whether duty is taken on the goods alone or with carriage and insurance.
    #[must_use]
    pub fn valuation(&self) -> Option<Valuation> {
        self.territory.map(|territory| territory.valuation)
    }
}
