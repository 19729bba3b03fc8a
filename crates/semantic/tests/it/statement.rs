//! Profit and loss: particular statements, and the law of the cube: drill by any dimensions in any order, the parts are the whole.

use crate::book::{Book, Charge, Line, Shipment, line};
use crate::random::{any_book, units};
use crate::{ask, ledger, open, semantic, show};
use entrepot_domain::{Currency, Day};
use entrepot_semantic::{Grain, LineKind, MetricQuery, Statement};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;

const EUR: Option<Currency> = Some(Currency::EUR);

fn charge(kind: &'static str, component: &'static str, payee: &'static str, amount: i64, change: impl FnOnce(&mut Charge)) -> Charge {
    let mut charge = Charge {
        subject: ("trade", Some("t1".to_owned())),
        trade_id: Some("t1".to_owned()),
        kind,
        component,
        payer: "seller",
        payee,
        amount,
        currency: "EUR",
        estimate: false,
        day: 19_723,
    };
    change(&mut charge);
    charge
}

/// One order of 10.00 less 1.00, tax and postage collected, and everything that it costs.
fn book() -> Book {
    let sold = Line { discount: 1_000_000, tax: 1_900_000, shipping: 2_000_000, ..line("t1") };
    let charges = vec![
        charge("commission", "fee", "platform", 1_500_000, |_| {}),
        charge("payment_fee", "fee", "payment", 300_000, |_| {}),
        charge("goods", "goods", "seller", 10_000_000, |c| c.payer = "buyer"),
        charge("payment", "goods", "seller", 12_900_000, |c| c.payer = "payment"),
        charge("duty", "duty", "authority", 700_000, |c| c.estimate = true),
        charge("duty", "duty", "authority", 600_000, |_| {}),
        charge("vat", "tax", "carrier", 500_000, |_| {}),
        charge("duty", "duty", "authority", 9_000_000, |c| c.payer = "buyer"),
        charge("advertising", "fee", "searches", 250_000, |c| (c.subject, c.trade_id) = (("period", None), None)),
        charge("reimbursement", "other", "seller", 50_000, |c| c.payer = "platform"),
    ];
    let parcel = Shipment {
        shipment_id: "p1".to_owned(),
        trade_id: Some("t1".to_owned()),
        lane: Some("air"),
        cost: 1_100_000,
        currency: Some("EUR"),
        shipped: Some(19_724),
        ..Shipment::default()
    };
    let costs = vec![("a".to_owned(), 3_000_000, "EUR")];
    Book { lines: vec![sold], charges, shipments: vec![parcel], costs, ..Book::default() }
}

async fn statement(book: &Book, query: &MetricQuery) -> Statement {
    let (_engine, session) = open(&book.snapshot(1, 2).await, 2);
    semantic().statement(&session, query).await.unwrap()
}

fn totals(statement: &Statement) -> Vec<String> {
    let shown = |line: &entrepot_semantic::StatementLine| format!("{} {}", line.name, line.total.value.as_deref().unwrap_or("null"));
    statement.lines.iter().filter(|line| line.total.value.as_deref() != Some("0.00")).map(shown).collect()
}

#[tokio::test]
async fn a_statement_leads_from_price_to_contribution() {
    let found = statement(&book(), &MetricQuery { currency: EUR, ..MetricQuery::new("") }).await;
    assert_eq!(
        totals(&found),
        [
            "gross_sales 10.00",
            "discounts -1.00",
            "net_sales 9.00",
            "shipping_collected 2.00",
            "cost_of_goods -3.00",
            "gross_profit 8.00",
            "duty -0.60",
            "cm1 7.40",
            "platform_fees -1.50",
            "payment_fees -0.30",
            "freight -1.10",
            "cm2 4.50",
            "advertising -0.25",
            "other 0.05",
            "cm3 4.30",
            "contribution 4.30",
            "tax_collected 1.90",
            "tax_paid -0.50",
        ]
    );
    assert_eq!(found.lines.last().map(|line| line.kind), Some(LineKind::Memo));
    assert_eq!(found.lines.iter().find(|line| line.name == "contribution").unwrap().total.share.as_deref(), Some("0.477778"));
    assert!(found.questions.is_empty() && found.columns.is_empty());
}

#[tokio::test]
async fn what_belongs_to_no_order_is_not_allocated() {
    let by = MetricQuery { by: vec!["lane".into()], currency: EUR, ..MetricQuery::new("contribution") };
    assert_eq!(show(&ask(&book(), &by).await), ["air = 4.55", "null = -0.25"]);
    let found = statement(&book(), &MetricQuery { by: vec!["product".into()], ..by.clone() }).await;
    let keys: Vec<_> = found.columns.iter().map(|column| column.keys[0].1.as_deref()).collect();
    assert_eq!(keys, [Some("a"), None]);
    let account = MetricQuery { by: vec!["account".into()], filters: vec![("channel".into(), "searches".into())], ..by };
    assert_eq!(show(&ask(&book(), &account).await), ["advertising = -0.25"]);
}

#[tokio::test]
async fn an_unknown_cost_is_asked_for_and_never_nothing() {
    let mut unknown = book();
    unknown.lines.push(Line { sku: Some("b".to_owned()), ..line("t2") });
    let query = MetricQuery { by: vec!["product".into()], currency: EUR, ..MetricQuery::new("cost_of_goods") };
    let answer = ask(&unknown, &query).await;
    assert_eq!(show(&answer), ["a = 3.00", "b = null"]);
    assert_eq!(answer.total.value, None);
    let asked: Vec<_> = answer.questions.iter().map(|question| (question.code, question.count)).collect();
    assert_eq!(asked, [("cost_missing", 1)]);
    let found = statement(&unknown, &query).await;
    let line = |name: &str| found.lines.iter().find(|line| line.name == name).unwrap();
    assert_eq!((line("cost_of_goods").total.value.as_deref(), line("cost_of_goods").total.known.as_str()), (None, "-3.00"));
    assert_eq!((line("net_sales").total.value.as_deref(), line("contribution").total.value.as_deref()), (Some("19.00"), None));
    assert_eq!(found.questions.len(), 1);
}

#[tokio::test]
async fn rows_behind_an_amount_add_up_to_it() {
    let (_engine, session) = open(&book().snapshot(1, 2).await, 2);
    let query = MetricQuery { currency: EUR, ..MetricQuery::new("contribution") };
    let rows = semantic().source_rows(&session, &query, 50, 0).await.unwrap();
    let (mut sum, mut accounts) = (0_i128, Vec::new());
    for batch in &rows.result.batches {
        let cell = |name: &str, row: usize| entrepot_engine::cell_text(batch.column_by_name(name).unwrap(), row);
        for row in 0..batch.num_rows() {
            sum += units(&cell("converted", row).unwrap());
            accounts.push(cell("kind", row).unwrap());
        }
    }
    assert_eq!((sum, rows.total), (units("4.30"), 10));
    assert!(accounts.contains(&"advertising".to_owned()) && accounts.contains(&"cost_of_goods".to_owned()));
}

#[tokio::test]
async fn the_rest_of_many_columns_is_one_more() {
    let lines = (1..=6).map(|n| Line { sku: Some(format!("s{n}")), amount: n * 1_000_000, ..line(&format!("t{n}")) }).collect();
    let query = MetricQuery { by: vec!["product".into()], limit: Some(2), currency: EUR, ..MetricQuery::new("") };
    let found = statement(&Book { lines, ..Book::default() }, &query).await;
    let columns: Vec<_> = found.columns.iter().map(|column| (column.keys[0].1.as_deref(), column.stands_for)).collect();
    assert_eq!(columns, [(Some("s6"), 1), (Some("s5"), 1), (None, 4)]);
    let cells: Vec<_> = found.lines[0].cells.iter().map(|cell| cell.value.as_deref()).collect();
    assert_eq!(cells, [Some("6.00"), Some("5.00"), Some("10.00")]);
}

#[tokio::test]
async fn accounts_are_no_columns_and_only_profit_has_them() {
    let (_engine, session) = open(&Book::default().snapshot(1, 1).await, 1);
    let asked = |metric: &str| MetricQuery { by: vec!["account".into()], ..MetricQuery::new(metric) };
    assert_eq!(semantic().statement(&session, &asked("")).await.unwrap_err().code(), "unknown_dimension");
    assert_eq!(semantic().answer(&session, &asked("net_sales")).await.unwrap_err().code(), "unknown_dimension");
    assert!(semantic().answer(&session, &asked("contribution")).await.is_ok());
}

/// The dimensions of the cube, and the account.
const CUBE: [&str; 6] = ["mode", "platform", "lane", "country", "product", "account"];

/// Every cell of the cube by brute force: account amounts in millionths, all in one currency.
fn brute(book: &Book) -> BTreeMap<Vec<Option<String>>, i64> {
    let mut cells = BTreeMap::new();
    for row in ledger::postings(book) {
        let own = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let key = vec![
            own(row.mode),
            row.platform.map(str::to_owned),
            ledger::lane(book, &row.trade_id),
            row.country.map(str::to_owned),
            row.sku.clone(),
            own(row.kind),
            Some(Grain::Week.start(Day(row.day)).to_string()),
        ];
        if !["tax_collected", "tax_paid"].contains(&row.kind) {
            *cells.entry(key).or_default() += row.amount;
        }
    }
    cells
}

fn drilled(book: &Book, order: &[usize]) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (_engine, session) = open(&book.snapshot(1, 3).await, 2);
        let layer = semantic();
        let cells = brute(book);
        let whole: i64 = cells.values().sum();
        // From the total down, one dimension more at each step, the week at the last.
        for depth in 0..=order.len() {
            let by: Vec<String> = order[..depth].iter().map(|at| CUBE[*at].to_owned()).collect();
            let grain = (depth == order.len()).then_some(Grain::Week);
            let query = MetricQuery { by, grain, currency: EUR, ..MetricQuery::new("contribution") };
            let answer = layer.answer(&session, &query).await.map_err(|error| TestCaseError::fail(error.to_string()))?;
            let mut expected: BTreeMap<Vec<Option<String>>, i128> = BTreeMap::new();
            for (key, amount) in &cells {
                let mut short: Vec<Option<String>> = order[..depth].iter().map(|at| key[*at].clone()).collect();
                short.extend(grain.map(|_| key[CUBE.len()].clone()));
                *expected.entry(short).or_default() += i128::from(*amount) * 10_i128.pow(15);
            }
            if depth == 0 {
                expected.entry(Vec::new()).or_default();
            }
            let told: BTreeMap<Vec<Option<String>>, i128> = answer
                .rows
                .iter()
                .map(|row| (row.keys.iter().map(|(_, value)| value.clone()).collect(), units(row.value.as_deref().unwrap())))
                .collect();
            prop_assert_eq!(&told, &expected, "{:?}\n{}", query.by, answer.sql);
            prop_assert_eq!(told.values().sum::<i128>(), i128::from(whole) * 10_i128.pow(15));
            prop_assert_eq!(answer.total.value.as_deref().map(units), Some(i128::from(whole) * 10_i128.pow(15)));
        }
        Ok(())
    })
}

#[test]
fn drilling_in_any_order_keeps_the_total() {
    let config = Config { cases: 5, max_shrink_iters: 10, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let order = Just((0..CUBE.len()).collect::<Vec<_>>()).prop_shuffle();
    let book = any_book().prop_map(|mut book| {
        // One currency and known costs, so that every amount can be told.
        book.lines.iter_mut().for_each(|line| line.currency = "EUR");
        book.charges.iter_mut().for_each(|charge| charge.currency = "EUR");
        book.costs = ["a", "b", "c"].map(|sku| (sku.to_owned(), 1_234_567, "EUR")).to_vec();
        book.lines.retain(|line| line.sku.is_some());
        book
    });
    runner.run(&(book, order), |(book, order)| drilled(&book, &order)).unwrap();
}

#[tokio::test]
async fn a_parcels_own_cost_gives_way_to_any_freight_charge() {
    let query = MetricQuery { currency: EUR, ..MetricQuery::new("freight_cost") };
    assert_eq!(ask(&book(), &query).await.total.value.as_deref(), Some("1.10"));
    let freight = |amount: i64, estimate: bool| {
        charge("freight", "shipping", "carrier", amount, |c| (c.subject, c.estimate) = (("shipment", Some("p1".to_owned())), estimate))
    };
    let mut estimated = book();
    estimated.charges.push(freight(1_200_000, true));
    assert_eq!(ask(&estimated, &query).await.total.value.as_deref(), Some("1.20"));
    estimated.charges.push(freight(1_300_000, false));
    assert_eq!(ask(&estimated, &query).await.total.value.as_deref(), Some("1.30"));
}
