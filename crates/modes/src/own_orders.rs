//! The order book of the lake: sales with their lines, articles with what is known of them, and what each order cost by the ledger.
//!
//! Three questions to the engine, each once: lines, products, postings. What cannot be an order of the replay is left out and told
//! with its reason; amounts of the account that belong to no order of the book are told beside it, so that today's margin and they
//! are the ledger's.

use crate::error::ModesError;
use crate::replay::{Actual, Article, Book, BookBuilder, Kind, NewOrder, OrderLine};
use entrepot_domain::fx::RateBook;
use entrepot_domain::ids::HsCode;
use entrepot_domain::ledger::Mode;
use entrepot_domain::money::{DecimalStyle, to_micros};
use entrepot_domain::{Country, Currency, Day, Money};
use entrepot_engine::{LakeSession, Limits, QueryResult, cell_text};
use entrepot_rules::Question;
use entrepot_rules::customs::HsNumber;
use std::collections::{BTreeMap, HashMap};

/// Most rows that one question reads.
const ROWS_MAX: usize = 20_000_000;
const EXAMPLES: usize = 5;
/// What orders can be chosen by: columns that lines and postings share.
const CHOICES: &[&str] = &["mode", "platform", "channel", "seller_country", "country", "customer_type", "category", "sku", "currency"];

/// Which orders.
#[derive(Debug, Clone, Default)]
pub struct OrdersAsked {
    /// `key=value`; values of one key are alternatives.
    pub filters: Vec<String>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// The currency of every answer; the home's, else the most frequent one of the orders.
    pub currency: Option<Currency>,
    /// Where goods are sent from, when the orders do not agree on it.
    pub home: Option<Country>,
}

/// Orders that the replay cannot take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Why, in one sentence.
    pub why: &'static str,
    /// How many.
    pub orders: u64,
    /// The first of them.
    pub examples: Vec<String>,
}

/// The book with what it does not hold.
#[derive(Debug)]
pub struct OwnOrders {
    /// The book.
    pub book: Book,
    /// The mode of most orders.
    pub mode: Mode,
    /// What is left out.
    pub left_out: Vec<LeftOut>,
    /// Amounts of the account that belong to no order of the book, what comes in positive, in the report currency.
    pub beside: BTreeMap<&'static str, i128>,
    /// Rates that are missing.
    pub questions: Vec<Question>,
}

#[derive(Debug, Default)]
struct Draft {
    number: String,
    day: Option<Day>,
    to: Option<Country>,
    currency: Option<Currency>,
    mixed: bool,
    fraction: bool,
    goods: Vec<(String, Option<String>, i64, i64)>,
    less: i64,
    shipping: i64,
    tax: i64,
}

/// Reads the rates that queries use: the shipped ones and the lake's own.
///
/// # Errors
/// Those of the engine.
pub async fn rates(session: &LakeSession) -> Result<RateBook, ModesError> {
    let mut book = RateBook::embedded().map_err(|error| ModesError::Missing {
        code: "rates_malformed",
        cause: error.to_string(),
        hint: error.hint(),
    })?;
    if session.snapshot().table("fx").is_none_or(|table| table.rows() == 0) {
        return Ok(book);
    }
    let sql = "SELECT day, currency, CAST(rate * 1000000000 AS BIGINT) AS nanos, source FROM fx ORDER BY day, currency, import_id, row";
    for row in rows(&ask(session, sql).await?) {
        let (Some(day), Some(currency)) = (row.day(0), row.text(1).and_then(|code| Currency::parse(&code).ok())) else { continue };
        if let Some(nanos) = row.text(2).and_then(|text| text.replace(',', "").parse().ok()) {
            book.insert(day, currency, nanos, &row.text(3).unwrap_or_default());
        }
    }
    Ok(book)
}

/// Reads the book.
///
/// # Errors
/// A filter that is none, or those of the engine.
pub async fn read(session: &LakeSession, asked: &OrdersAsked, rates: &RateBook) -> Result<OwnOrders, ModesError> {
    let which = which(&asked.filters)?;
    let days = |column: &str| {
        let from = asked.from.map(|day| format!(" AND {column} >= DATE '{day}'")).unwrap_or_default();
        let to = asked.to.map(|day| format!(" AND {column} <= DATE '{day}'")).unwrap_or_default();
        format!("{from}{to}")
    };
    let sql = format!(
        "SELECT trade_id, day, country, currency, component, sku, category, quantity, amount - discount AS amount, shipping, tax, mode, seller_country\nFROM lines\nWHERE kind = 'sale'{which}{}\nORDER BY trade_id, row",
        days("day")
    );
    let found = ask(session, &sql).await?;
    let (mut drafts, mut modes, mut origins): (Vec<Draft>, BTreeMap<String, u64>, Vec<Country>) = Default::default();
    for row in rows(&found) {
        let number = row.text(0).unwrap_or_default();
        if drafts.last().is_none_or(|last| last.number != number) {
            drafts.push(Draft { number, ..Draft::default() });
            *modes.entry(row.text(11).unwrap_or_default()).or_default() += 1;
        }
        let Some(draft) = drafts.last_mut() else { continue };
        draft.add(&row);
        if let Some(origin) = row.country(12)
            && !origins.contains(&origin)
        {
            origins.push(origin);
        }
    }
    drafts.sort_by(|a, b| (a.day, &a.number).cmp(&(b.day, &b.number)));
    let report = asked.currency.unwrap_or_else(|| frequent(&drafts));
    let from = if let [only] = origins[..] { Some(only) } else { asked.home };
    let mut builder = BookBuilder::new(report, from);
    let articles = products(session, &drafts, &mut builder).await?;
    let mut own = Costs::read(session, &which, rates, report).await?;
    let mut left_out: Vec<LeftOut> = Vec::new();
    let mut taken = HashMap::new();
    for draft in &drafts {
        let result = draft.lines(&articles).and_then(|lines| {
            let (Some(day), Some(currency)) = (draft.day, draft.currency) else { return Err("it has no day or no currency") };
            let order =
                NewOrder { number: &draft.number, day, to: draft.to, currency, shipping: draft.shipping, tax: draft.tax, lines: &lines };
            let actual = own.by_order.remove(&draft.number).unwrap_or_default();
            builder.order(order, Some(actual)).map_err(|_| {
                own.by_order.insert(draft.number.clone(), actual);
                "an amount is negative, or too large to be one"
            })
        });
        match result {
            Ok(()) => {
                taken.insert(draft.number.as_str(), ());
            }
            Err(why) => leave_out(&mut left_out, why, &draft.number),
        }
    }
    // What is booked on other documents, or on none.
    let mut beside = own.beside;
    for (_, actual) in own.by_order {
        for kind in Kind::ALL.iter().filter(|kind| actual.of(**kind) != 0) {
            *beside.entry(kind.as_str()).or_default() -= i128::from(actual.of(*kind));
        }
    }
    let mode = modes.into_iter().max_by_key(|(_, orders)| *orders).and_then(|(mode, _)| Mode::parse(&mode).ok()).unwrap_or(Mode::B2c);
    Ok(OwnOrders { book: builder.finish(), mode, left_out, beside, questions: own.questions })
}

fn leave_out(list: &mut Vec<LeftOut>, why: &'static str, number: &str) {
    let at = list.iter().position(|known| known.why == why).unwrap_or_else(|| {
        list.push(LeftOut { why, orders: 0, examples: Vec::new() });
        list.len() - 1
    });
    list[at].orders += 1;
    if list[at].examples.len() < EXAMPLES {
        list[at].examples.push(number.to_owned());
    }
}

impl Draft {
    fn add(&mut self, row: &Row<'_>) {
        let currency = row.text(3).and_then(|code| Currency::parse(&code).ok());
        self.mixed |= self.currency.is_some() && self.currency != currency;
        self.currency = currency;
        self.day = self.day.min(row.day(1)).or(row.day(1));
        self.to = self.to.or(row.country(2));
        let amount = row.micros(8).unwrap_or(0);
        self.shipping = self.shipping.saturating_add(row.micros(9).unwrap_or(0));
        self.tax = self.tax.saturating_add(row.micros(10).unwrap_or(0));
        let quantity = row.micros(7).unwrap_or(0);
        let goods = row.text(4).as_deref() == Some("goods");
        if amount < 0 {
            self.less = self.less.saturating_sub(amount);
        } else if goods && quantity > 0 {
            self.fraction |= quantity % 1_000_000 != 0;
            let category = row.text(6);
            let sku = row.text(5).unwrap_or_else(|| category.clone().unwrap_or_default());
            self.goods.push((sku, category, quantity / 1_000_000, amount));
        } else {
            // Postage and services that stand as lines.
            self.shipping = self.shipping.saturating_add(amount);
        }
    }

    /// Its lines; discounts that stand as lines of their own are taken off, first from the goods, then from the rest.
    fn lines(&self, articles: &HashMap<String, u32>) -> Result<Vec<OrderLine>, &'static str> {
        if self.mixed {
            return Err("its lines are in several currencies");
        }
        if self.fraction {
            return Err("it has a part of a piece");
        }
        let mut less = self.less;
        let mut lines = Vec::with_capacity(self.goods.len());
        for (sku, _, pieces, amount) in &self.goods {
            let off = less.min(*amount);
            less -= off;
            lines.push(OrderLine { article: articles.get(sku).copied().unwrap_or(u32::MAX), pieces: *pieces, amount: amount - off });
        }
        if less > 0 {
            Err("its discounts are larger than its goods")
        } else if lines.is_empty() {
            Err("it has no goods")
        } else {
            Ok(lines)
        }
    }
}

/// The currency of most orders.
fn frequent(drafts: &[Draft]) -> Currency {
    let mut count: BTreeMap<Currency, u64> = BTreeMap::new();
    drafts.iter().filter_map(|draft| draft.currency).for_each(|currency| *count.entry(currency).or_default() += 1);
    count.into_iter().max_by_key(|(_, orders)| *orders).map_or(Currency::EUR, |(currency, _)| currency)
}

/// Every article that is sold, with what all rows of its product agree on.
async fn products(session: &LakeSession, drafts: &[Draft], builder: &mut BookBuilder) -> Result<HashMap<String, u32>, ModesError> {
    let agreed = |column: &str| format!("CASE WHEN min({column}) = max({column}) THEN min({column}) END AS {column}");
    let columns = ["category", "cost", "cost_currency", "weight_g", "length_mm", "width_mm", "height_mm", "hs_code", "origin"];
    let mut known: HashMap<String, Article> = HashMap::new();
    if session.snapshot().table("products").is_some_and(|table| table.rows() > 0) {
        let columns: Vec<String> = columns.iter().map(|column| agreed(column)).collect();
        let sql = format!("SELECT sku, {}\nFROM products GROUP BY sku", columns.join(", "));
        for row in rows(&ask(session, &sql).await?) {
            let sku = row.text(0).unwrap_or_default();
            let up = |column: usize| {
                row.micros(column).filter(|micros| *micros > 0).and_then(|micros| u32::try_from((micros + 999_999) / 1_000_000).ok())
            };
            let cost = row.micros(2).zip(row.text(3).and_then(|code| Currency::parse(&code).ok()));
            let article = Article {
                sku: sku.clone(),
                category: row.text(1),
                weight_g: up(4),
                dims_mm: up(5).zip(up(6)).zip(up(7)).map(|((length, width), height)| [length, width, height]),
                hs: row.text(8).and_then(|code| HsCode::parse(&code).ok()).map(|code| HsNumber::of(&code)),
                origin: row.country(9),
                unit_cost: cost,
            };
            known.insert(sku, article);
        }
    }
    let mut places = HashMap::new();
    for (sku, category, ..) in drafts.iter().flat_map(|draft| &draft.goods) {
        if !places.contains_key(sku) {
            let mut article = known.remove(sku).unwrap_or_else(|| Article { sku: sku.clone(), ..Article::default() });
            article.category = article.category.or_else(|| category.clone());
            places.insert(sku.clone(), builder.article(article));
        }
    }
    Ok(places)
}

/// What the account says beside sales and the goods sold.
#[derive(Debug, Default)]
struct Costs {
    by_order: HashMap<String, Actual>,
    beside: BTreeMap<&'static str, i128>,
    questions: Vec<Question>,
}

impl Costs {
    async fn read(session: &LakeSession, which: &str, rates: &RateBook, report: Currency) -> Result<Self, ModesError> {
        let sql = format!(
            "SELECT trade_id, account, kind, currency, fx_day, sum(amount) AS amount\nFROM postings\nWHERE account NOT IN ('gross_sales', 'discounts', 'tax_collected', 'tax_paid')\n  AND (account NOT IN ('cost_of_goods', 'shipping_collected') OR kind = 'return') AND amount IS NOT NULL{which}\nGROUP BY trade_id, account, kind, currency, fx_day"
        );
        let mut costs = Self::default();
        for row in rows(&ask(session, &sql).await?) {
            let (Some(currency), Some(day)) = (row.text(3).and_then(|code| Currency::parse(&code).ok()), row.day(4)) else { continue };
            let kind = kind_of(&row.text(1).unwrap_or_default(), &row.text(2).unwrap_or_default());
            let money = row.micros(5).and_then(|micros| Money::from_micros(micros.into(), currency).ok());
            let Some(money) = money else { continue };
            let changed = match rates.convert(money, report, day) {
                Ok(money) => i64::try_from(money.micros()).unwrap_or(i64::MAX),
                Err(missing) => {
                    let fault = missing.fault();
                    let question = Question { code: fault.code, subject: currency.to_string(), text: fault.cause, hint: fault.hint };
                    if costs.questions.len() < EXAMPLES && !costs.questions.contains(&question) {
                        costs.questions.push(question);
                    }
                    continue;
                }
            };
            match row.text(0) {
                Some(order) => costs.by_order.entry(order).or_default().add(kind, -changed),
                None => *costs.beside.entry(kind.as_str()).or_default() += i128::from(changed),
            }
        }
        Ok(costs)
    }
}

/// The cost line of an account of the ledger.
fn kind_of(account: &str, kind: &str) -> Kind {
    match (account, kind) {
        ("returns" | "shipping_collected", _) => Kind::ReturnRefund,
        ("cost_of_goods", _) => Kind::ReturnGoods,
        ("vat_rebate", _) => Kind::VatRebate,
        ("first_leg", _) => Kind::FirstLeg,
        ("duty", "import_tax") => Kind::ImportTax,
        ("duty", _) => Kind::Duty,
        ("platform_fees", "commission" | "refund_commission") => Kind::Commission,
        ("platform_fees", "subscription") => Kind::Subscription,
        ("platform_fees", _) => Kind::ServiceFee,
        ("payment_fees", _) => Kind::PaymentFee,
        ("fulfilment", _) => Kind::Fulfilment,
        ("freight", _) => Kind::Freight,
        ("storage", _) => Kind::Storage,
        ("advertising", _) => Kind::Advertising,
        ("return_costs", _) => Kind::ReturnFreight,
        ("chargebacks", _) => Kind::Chargeback,
        ("capital", _) => Kind::Capital,
        ("fx_spread", _) => Kind::FxSpread,
        _ => Kind::Other,
    }
}

/// Filters as a condition that begins with AND; values of one key are alternatives.
fn which(filters: &[String]) -> Result<String, ModesError> {
    let mut by_key: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for filter in filters {
        let known = filter.split_once('=').filter(|(key, _)| CHOICES.contains(&key.trim()));
        let Some((key, value)) = known else {
            return Err(ModesError::Missing {
                code: "compare.filter",
                cause: format!("orders cannot be chosen by \"{filter}\""),
                hint: format!("Write key=value; keys: {}.", CHOICES.join(", ")),
            });
        };
        by_key.entry(key.trim()).or_default().push(format!("'{}'", value.trim().replace('\'', "''")));
    }
    Ok(by_key.into_iter().map(|(key, values)| format!(" AND {key} IN ({})", values.join(", "))).collect())
}

async fn ask(session: &LakeSession, sql: &str) -> Result<QueryResult, ModesError> {
    Ok(session.sql_with(sql, Limits { rows: ROWS_MAX, time_ms: session.limits().time_ms }).await?)
}

/// One row of a result.
struct Row<'a> {
    result: &'a QueryResult,
    batch: usize,
    row: usize,
}

fn rows(result: &QueryResult) -> impl Iterator<Item = Row<'_>> {
    let batches = result.batches.iter().enumerate();
    batches.flat_map(move |(batch, rows)| (0..rows.num_rows()).map(move |row| Row { result, batch, row }))
}

impl Row<'_> {
    fn text(&self, column: usize) -> Option<String> {
        cell_text(self.result.batches[self.batch].column(column), self.row).filter(|text| !text.is_empty())
    }

    fn micros(&self, column: usize) -> Option<i64> {
        let micros = to_micros(self.text(column)?.as_bytes(), DecimalStyle::POINT_GROUPED.rounding()).ok()?;
        i64::try_from(micros).ok()
    }

    fn day(&self, column: usize) -> Option<Day> {
        self.text(column)?.parse().ok()
    }

    fn country(&self, column: usize) -> Option<Country> {
        Country::parse(&self.text(column)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_alternatives_of_a_key_and_cannot_break_out() {
        let of = |filters: &[&str]| which(&filters.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&[]).unwrap(), "");
        assert_eq!(of(&["country=DE", "mode=b2c", "country=FR"]).unwrap(), " AND country IN ('DE', 'FR') AND mode IN ('b2c')");
        assert_eq!(of(&["sku=x' OR 1=1 --"]).unwrap(), " AND sku IN ('x'' OR 1=1 --')");
        for wrong in ["country", "moon=1", "1=1 OR country=DE"] {
            assert_eq!(of(&[wrong]).unwrap_err().code(), "compare.filter", "{wrong}");
        }
    }

    #[test]
    fn discounts_as_lines_are_taken_off_the_goods() {
        let draft = Draft { goods: vec![("a".to_owned(), None, 1, 100), ("b".to_owned(), None, 2, 50)], less: 120, ..Draft::default() };
        let articles = HashMap::from([("a".to_owned(), 0), ("b".to_owned(), 1)]);
        let amounts: Vec<i64> = draft.lines(&articles).unwrap().iter().map(|line| line.amount).collect();
        assert_eq!(amounts, [0, 30]);
        assert!(Draft { less: 151, ..draft }.lines(&articles).is_err());
    }
}
