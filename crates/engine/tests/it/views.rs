//! Views, the table of countries and the rate tables.

use crate::book::{Book, Line, line};
use crate::{open, show};
use entrepot_domain::fx::RateBook;
use entrepot_domain::{Currency, Day};

fn returned(trade: &str, change: impl FnOnce(&mut Line)) -> Line {
    let mut l = line(trade);
    l.kind = "return";
    l.day += 10;
    l.quantity = -l.quantity;
    l.amount = -l.amount;
    change(&mut l);
    l
}

#[tokio::test]
async fn returns_find_their_purchase() {
    let bought = |trade: &str, day: i32, price: i64| {
        let mut l = line(trade);
        l.day += day;
        l.unit_price = price;
        l
    };
    let mut other = line("s9");
    other.buyer_id = Some("b2".to_owned());
    other.day += 9;
    let lines = vec![
        bought("s1", 0, 10_000_000),
        bought("s2", 3, 10_000_000),
        bought("s3", 5, 9_000_000),
        bought("s4", 11, 10_000_000), // after the return
        other,
        returned("r1", |_| {}),                                             // same price, latest: s2
        returned("r2", |l| l.unit_price = 9_000_000),                       // price 9: s3
        returned("r3", |l| l.unit_price = 7_000_000),                       // no such price: the latest, s3
        returned("r4", |l| l.parent_trade_id = Some("s9".to_owned())),      // named, whoever bought it
        returned("r5", |l| l.sku = Some("zz".to_owned())),                  // never bought
        returned("r6", |l| l.buyer_id = None),                              // anonymous
        returned("r7", |l| l.parent_trade_id = Some("unknown".to_owned())), // names a trade that is not there
    ];
    let lake = Book { lines, ..Book::default() }.snapshot(1, 3).await;
    let (_engine, session) = open(&lake, 2);
    let links = session.sql("SELECT return_trade_id, purchase_trade_id, named FROM return_links ORDER BY 1").await.unwrap();
    assert_eq!(show(&links), ["r1 s2 false", "r2 s3 false", "r3 s3 false", "r4 s9 true"]);
    let one = session.sql("SELECT purchase_trade_id, purchase_row FROM return_links WHERE return_trade_id = 'r2'").await.unwrap();
    assert_eq!(show(&one), ["s3 4"]);
    // The filter reaches the scans of the returns.
    let plan =
        show(&session.sql("EXPLAIN SELECT purchase_trade_id FROM return_links WHERE return_trade_id = 'r2'").await.unwrap()).join("\n");
    assert!(plan.matches("predicate=kind@2 = return AND trade_id@0 = r2").count() + plan.matches("trade_id@0 = r2").count() >= 2, "{plan}");
}

#[tokio::test]
async fn every_part_of_a_line_is_a_charge() {
    let mut l = line("s1");
    l.discount = 1_500_000;
    let lake = Book { lines: vec![l, line("s2")], ..Book::default() }.snapshot(1, 1).await;
    let (_engine, session) = open(&lake, 2);
    let charges = session.sql("SELECT charge_id, component, amount, currency, basis FROM charges_all ORDER BY charge_id").await.unwrap();
    assert_eq!(
        show(&charges),
        ["s1/0/discount discount -1.50 EUR actual", "s1/0/goods goods 10.00 EUR actual", "s2/1/goods goods 10.00 EUR actual"]
    );
}

#[tokio::test]
async fn countries_are_a_table() {
    let lake = Book::default().snapshot(1, 1).await;
    let (_engine, session) = open(&lake, 2);
    let counts =
        session.sql("SELECT count(*) FILTER (WHERE eu27) AS eu, count(*) FILTER (WHERE asean10) AS asean FROM countries").await.unwrap();
    assert_eq!(show(&counts), ["27 10"]);
    let one = session.sql("SELECT en, region FROM countries WHERE code = 'DE'").await.unwrap();
    assert_eq!(show(&one), ["Germany EU27"]);
}

#[tokio::test]
async fn rate_tables_are_dense_and_stop_where_a_guess_would_begin() {
    // 2022-02-25 is a Friday; the rouble stops on 2022-03-01.
    let lines = [19_048, 19_070].map(|day| Line { day, ..line("t") }).to_vec();
    let lake = Book { lines, ..Book::default() }.snapshot(1, 1).await;
    let (_engine, session) = open(&lake, 2);
    let book = RateBook::embedded().unwrap();
    let rates = session
        .sql("SELECT day, rate FROM fx_usd WHERE currency = 'GBP' AND day BETWEEN DATE '2022-02-25' AND DATE '2022-02-28' ORDER BY day")
        .await
        .unwrap();
    let expected: Vec<String> = (0..4)
        .map(|at| {
            let day = Day(19_048 + at);
            let mut rate = book.rate(Currency::parse("GBP").unwrap(), Currency::parse("USD").unwrap(), day).unwrap().rate;
            rate.rescale(15);
            format!("{day} {}", rate.normalize())
        })
        .collect();
    assert_eq!(show(&rates), expected);
    assert_eq!(show(&session.sql("SELECT max(day) AS d FROM fx_eur WHERE currency = 'RUB'").await.unwrap()), ["2022-03-01"]);
    assert_eq!(show(&session.sql("SELECT DISTINCT rate FROM fx_eur WHERE currency = 'EUR'").await.unwrap()), ["1.00"]);
}

#[tokio::test]
async fn the_lakes_own_rates_win() {
    let day = 19_055; // 2022-03-04
    let lines = vec![Line { day, ..line("t") }];
    let rates = vec![(day, "RUB", 120_000_000_000), (day, "USD", 2_000_000_000)];
    let lake = Book { lines, rates, ..Book::default() }.snapshot(1, 1).await;
    let (_engine, session) = open(&lake, 2);
    let rates = session.sql("SELECT currency, rate FROM fx_eur WHERE currency IN ('RUB', 'USD') ORDER BY currency").await.unwrap();
    assert_eq!(show(&rates), ["RUB 0.008333333333333", "USD 0.50"]);
}
