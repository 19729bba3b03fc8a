//! Fee cliffs of the platforms' tables, and the seller's own orders that lie at them.

use crate::error::ModesError;
use entrepot_domain::money::{DecimalStyle, to_micros};
use entrepot_domain::{Currency, Day, Money};
use entrepot_engine::{LakeSession, Limits, cell_text};
use entrepot_rules::Question;
use entrepot_rules::fees::{Circumstances, Cliff, Event, Program, Scope, cliffs, gain};
use entrepot_rules::platforms::{Catalogue, Platform};
use serde::Serialize;
use std::collections::BTreeMap;

/// Most rows that one look at the orders reads: prices are few, even of many orders.
const ROWS_MAX: usize = 2_000_000;

/// Which cliffs to look for.
#[derive(Debug, Clone, Default)]
pub struct CliffsAsked {
    /// Only this platform; every one whose fees are known when none.
    pub platform: Option<String>,
    /// Only this category.
    pub category: Option<String>,
    /// What applies to the sales.
    pub options: Vec<String>,
}

/// The seller's own sales at a cliff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct OwnAtCliff {
    /// Orders with a price in the zone.
    pub orders: i64,
    /// Pieces (or orders, where the cliff is one of orders) in the zone.
    pub count: i64,
    /// What these sold for.
    pub sold: String,
    /// What the other side of the cliff would have saved them.
    pub saved: String,
    #[serde(skip)]
    micros: (i128, i128),
}

/// One cliff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CliffFound {
    /// The platform's slug.
    pub platform: String,
    /// The category, in the platform's own words.
    pub category: Option<String>,
    /// up or down: which way the fee jumps when the price rises.
    pub turn: &'static str,
    /// item or order: whose price it is.
    pub of: Scope,
    /// The last price before the jump.
    pub below: String,
    /// The first price after it.
    pub above: String,
    /// The fee before the jump.
    pub fee_below: String,
    /// The fee after it.
    pub fee_above: String,
    /// First price at which the other side is better.
    pub zone_from: String,
    /// Last such price.
    pub zone_to: String,
    /// What the other side is better by, beside the cliff.
    pub saving: String,
    /// ISO 4217 code.
    pub currency: Currency,
    /// The rules that jump.
    pub rule_ids: Vec<String>,
    /// Own sales at it; nothing when there is no book.
    pub own: Option<OwnAtCliff>,
}

/// Every cliff that was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CliffsAnswer {
    /// The day whose rules were asked.
    pub on: Day,
    /// The cliffs, by platform, category and price.
    pub cliffs: Vec<CliffFound>,
    /// The lake version of own sales.
    pub lake_version: Option<i64>,
    /// What must be known first.
    pub questions: Vec<Question>,
}

/// The cliffs of the tables on a day; with a session, own sales at each.
///
/// # Errors
/// A platform that does not exist, or those of the engine.
pub async fn find(catalogue: &Catalogue, asked: &CliffsAsked, on: Day, own: Option<&LakeSession>) -> Result<CliffsAnswer, ModesError> {
    let platforms: Vec<&Platform> = match &asked.platform {
        Some(name) => vec![crate::presets::platform(catalogue, name)?],
        None => catalogue.platforms().iter().collect(),
    };
    let mut answer = CliffsAnswer { on, cliffs: Vec::new(), lake_version: own.map(LakeSession::version), questions: Vec::new() };
    for platform in platforms {
        let mut places = Vec::new();
        for category in categories(platform, asked) {
            let options: Vec<&str> = asked.options.iter().map(String::as_str).collect();
            match platform.fees.program(Event::Sale, Circumstances { category: category.as_deref(), options: &options }, on) {
                Ok(program) => places.push((category, program)),
                // Of all platforms, those without public fees are no news.
                Err(questions) if asked.platform.is_some() => answer.questions.extend(questions),
                Err(_) => {}
            }
        }
        let mut found: Vec<(CliffFound, Cliff, &Program)> = Vec::new();
        for (category, program) in &places {
            found.extend(
                cliffs(&platform.fees, program).into_iter().map(|cliff| (shown(platform, category.clone(), &cliff), cliff, program)),
            );
        }
        if let Some(session) = own
            && !found.is_empty()
        {
            for of in [Scope::Item, Scope::Order] {
                let sales = sales(session, platform, of).await?;
                count(platform, of, &sales, &mut found, &mut answer.questions);
            }
        }
        answer.cliffs.extend(found.into_iter().map(|(shown, ..)| shown));
    }
    answer.questions.sort();
    answer.questions.dedup();
    Ok(answer)
}

/// The categories that are looked at: the one asked for, or all.
fn categories(platform: &Platform, asked: &CliffsAsked) -> Vec<Option<String>> {
    match (&asked.category, platform.fees.categories.is_empty()) {
        (_, true) => vec![None],
        (None, false) => platform.fees.categories.iter().map(|category| Some(category.name.clone())).collect(),
        (Some(word), false) => match platform.fees.category(word) {
            Some(at) => vec![Some(platform.fees.categories[at].name.clone())],
            None if asked.platform.is_some() => vec![Some(word.clone())],
            None => Vec::new(),
        },
    }
}

fn shown(platform: &Platform, category: Option<String>, cliff: &Cliff) -> CliffFound {
    CliffFound {
        platform: platform.slug.clone(),
        category,
        turn: cliff.turn.as_str(),
        of: cliff.of,
        below: cliff.below.amount(),
        above: cliff.above.amount(),
        fee_below: cliff.fee_below.amount(),
        fee_above: cliff.fee_above.amount(),
        zone_from: cliff.zone_from.amount(),
        zone_to: cliff.zone_to.amount(),
        saving: cliff.saving.amount(),
        currency: platform.fees.currency,
        rule_ids: cliff.rule_ids.clone(),
        own: None,
    }
}

/// Own sales of one price.
struct Priced {
    category: Option<String>,
    price: i64,
    count: i64,
    orders: i64,
}

/// The prices of own sales on a platform, in its currency.
async fn sales(session: &LakeSession, platform: &Platform, of: Scope) -> Result<Vec<Priced>, ModesError> {
    let names: Vec<String> = std::iter::once(&platform.slug)
        .chain(&platform.aliases)
        .map(|name| format!("'{}'", name.to_lowercase().replace('\'', "''")))
        .collect();
    let which = format!(
        "kind = 'sale' AND component = 'goods' AND lower(platform) IN ({}) AND currency = '{}'",
        names.join(", "),
        platform.fees.currency
    );
    let sql = match of {
        Scope::Item => format!(
            "SELECT category, unit_price, CAST(sum(quantity) AS BIGINT) AS pieces, count(DISTINCT trade_id) AS orders\nFROM lines\nWHERE {which}\nGROUP BY category, unit_price"
        ),
        Scope::Order => format!(
            "SELECT category, amount, count(*) AS pieces, count(*) AS orders\nFROM (SELECT trade_id, max(category) AS category, sum(amount) AS amount FROM lines WHERE {which} GROUP BY trade_id) AS orders\nGROUP BY category, amount"
        ),
    };
    let result = session.sql_with(&sql, Limits { rows: ROWS_MAX, time_ms: session.limits().time_ms }).await?;
    let mut all = Vec::new();
    for batch in &result.batches {
        for row in 0..batch.num_rows() {
            let cell = |column: usize| cell_text(batch.column(column), row).filter(|text| !text.is_empty());
            let Some(price) = cell(1)
                .and_then(|text| to_micros(text.as_bytes(), DecimalStyle::POINT.rounding()).ok())
                .and_then(|micros| i64::try_from(micros).ok())
            else {
                continue;
            };
            let whole = |column: usize| cell(column).and_then(|text| text.parse().ok()).unwrap_or(0);
            all.push(Priced { category: cell(0), price, count: whole(2), orders: whole(3) });
        }
    }
    Ok(all)
}

/// Adds own sales to the cliffs whose zone they lie in; a category that the platform does not have is asked about once.
fn count(platform: &Platform, of: Scope, sales: &[Priced], found: &mut [(CliffFound, Cliff, &Program)], questions: &mut Vec<Question>) {
    for (shown, ..) in found.iter_mut().filter(|(shown, ..)| shown.of == of) {
        shown.own = Some(OwnAtCliff::default());
    }
    let mut lost: BTreeMap<String, (i64, i128)> = BTreeMap::new();
    for sale in sales {
        let category = sale.category.as_deref().and_then(|word| platform.fees.category(word));
        let name = category.map(|at| platform.fees.categories[at].name.as_str());
        if name.is_none() && !platform.fees.categories.is_empty() {
            let entry = lost.entry(sale.category.clone().unwrap_or_default()).or_default();
            *entry = (entry.0 + sale.orders, entry.1 + i128::from(sale.price) * i128::from(sale.count));
            continue;
        }
        for (shown, cliff, program) in found.iter_mut().filter(|(shown, ..)| shown.of == of && shown.category.as_deref() == name) {
            let Some(saved) = gain(program, cliff, sale.price) else { continue };
            let own = shown.own.get_or_insert_with(OwnAtCliff::default);
            own.orders += sale.orders;
            own.count += sale.count;
            own.micros.0 += i128::from(sale.price) * i128::from(sale.count);
            own.micros.1 += i128::from(saved) * i128::from(sale.count);
        }
    }
    for (shown, ..) in found.iter_mut() {
        if let Some(own) = &mut shown.own {
            let amount = |micros: i128| Money::from_micros(micros, platform.fees.currency).map(Money::amount).unwrap_or_default();
            (own.sold, own.saved) = (amount(own.micros.0), amount(own.micros.1));
        }
    }
    for (word, (orders, micros)) in lost {
        let sum = Money::from_micros(micros, platform.fees.currency).map(|sum| sum.to_string()).unwrap_or_default();
        let text = format!("{} has no category \"{word}\", which {orders} own orders of {sum} have.", platform.slug);
        let hint = format!("Add the word to the aliases of a category in {} of your home.", platform.fees.file);
        questions.push(Question::new("fee.category_unmapped", &platform.slug, text, hint));
    }
}
