//! Particular answers: comparison, currencies, missing rates, categories, names, source rows.

use crate::book::{Book, Line, line};
use crate::{ask, open, semantic, show};
use entrepot_domain::{Currency, Day};
use entrepot_semantic::{Compare, Expression, Grain, MetricQuery, SemanticError};

fn on(trade: &str, day: &str, change: impl FnOnce(&mut Line)) -> Line {
    let mut l = line(trade);
    l.day = day.parse::<Day>().unwrap().0;
    change(&mut l);
    l
}

fn day(text: &str) -> Option<Day> {
    text.parse().ok()
}

#[tokio::test]
async fn a_comparison_matches_weekdays() {
    // Friday 2024-11-29 against Friday 2024-11-22, and against Friday 2023-12-01 (364 days before).
    let lines = vec![
        on("a", "2024-11-29", |l| l.amount = 30_000_000),
        on("b", "2024-11-22", |l| l.amount = 20_000_000),
        on("c", "2023-12-01", |l| l.amount = 5_000_000),
        on("d", "2024-11-28", |l| l.amount = 1_000_000),
    ];
    let book = Book { lines, ..Book::default() };
    let one_day = MetricQuery { from: day("2024-11-29"), to: day("2024-11-29"), ..MetricQuery::new("gross_sales") };
    let week = ask(&book, &MetricQuery { compare: Some(Compare::Previous), ..one_day.clone() }).await;
    assert_eq!(show(&week), [" = 30.00 (20.00)"]);
    assert_eq!(week.compare.as_ref().map(|days| (days.from.as_str(), days.to.as_str())), Some(("2024-11-22", "2024-11-22")));
    let year = ask(&book, &MetricQuery { compare: Some(Compare::Year), grain: Some(Grain::Day), ..one_day.clone() }).await;
    assert_eq!(show(&year), ["2024-11-29 = 30.00 (5.00)"]);
    assert_eq!((year.total.value.as_deref(), year.total.previous.as_deref()), (Some("30.00"), Some("5.00")));
    // Five days: moved by one whole week.
    let five = MetricQuery { from: day("2024-11-25"), compare: Some(Compare::Previous), ..one_day };
    assert_eq!(ask(&book, &five).await.compare.map(|days| days.from), Some("2024-11-18".to_owned()));
}

#[tokio::test]
async fn the_report_currency_has_an_order_of_defaults() {
    let mut lines = vec![on("a", "2024-03-01", |l| l.currency = "USD")];
    let currency_of = async |book: &Book, home: Option<&str>| {
        let (_engine, session) = open(&book.snapshot(1, 1).await, 1);
        let layer = entrepot_semantic::Semantic::new(
            entrepot_semantic::Registry::shipped().unwrap(),
            home.and_then(|code| Currency::parse(code).ok()),
        );
        layer.answer(&session, &MetricQuery::new("gross_sales")).await.unwrap().currency.unwrap()
    };
    let single = Book { lines: lines.clone(), ..Book::default() };
    assert_eq!(currency_of(&single, None).await, "USD");
    assert_eq!(currency_of(&single, Some("GBP")).await, "GBP");
    lines.push(on("b", "2024-03-01", |l| l.currency = "GBP"));
    let mixed = Book { lines, ..Book::default() };
    assert_eq!(currency_of(&mixed, None).await, "EUR");
    assert_eq!(currency_of(&Book::default(), None).await, "EUR");
    let orders = ask(&mixed, &MetricQuery::new("orders")).await;
    assert_eq!((orders.currency, orders.total.value.as_deref()), (None, Some("2")));
}

#[tokio::test]
async fn amounts_convert_at_the_rate_of_their_day_exactly() {
    // 2 USD per EUR on the 1st, 4 on the 2nd: 10 + 5 + 2.50.
    let first = on("a", "2024-03-01", |_| {});
    let lines = vec![first.clone(), on("b", "2024-03-01", |l| l.currency = "USD"), on("c", "2024-03-04", |l| l.currency = "USD")];
    let rates = vec![(first.day, "USD", 2_000_000_000), (first.day + 3, "USD", 4_000_000_000)];
    let book = Book { lines, rates, ..Book::default() };
    let euros = MetricQuery { by: vec!["currency".into()], currency: Some(Currency::EUR), ..MetricQuery::new("gross_sales") };
    let answer = ask(&book, &euros).await;
    assert_eq!(show(&answer), ["EUR = 10.00", "USD = 7.50"]);
    assert_eq!(answer.total.value.as_deref(), Some("17.50"));
    // The published vector: 20 EUR at 2 EUR = 1 USD is 10 USD, never 40.
    let lines = vec![on("a", "2024-03-01", |l| l.amount = 20_000_000)];
    let book = Book { lines, rates: vec![(first.day, "USD", 500_000_000)], ..Book::default() };
    let dollars = ask(&book, &MetricQuery { currency: Currency::parse("USD").ok(), ..MetricQuery::new("gross_sales") }).await;
    assert_eq!(dollars.total.value.as_deref(), Some("10.00"));
}

#[tokio::test]
async fn a_missing_rate_is_asked_for_and_never_guessed() {
    let lines = vec![
        on("a", "2022-03-10", |l| l.currency = "RUB"),
        on("b", "2022-03-12", |l| l.currency = "RUB"),
        on("b", "2022-03-12", |l| (l.currency, l.amount) = ("RUB", 2_500_000)),
        on("c", "2022-03-12", |l| l.country = Some("FR")),
        on("d", "2022-02-28", |l| (l.currency, l.country) = ("RUB", Some("FR"))),
    ];
    let book = Book { lines, ..Book::default() };
    let query = MetricQuery { by: vec!["country".into()], currency: Some(Currency::EUR), ..MetricQuery::new("gross_sales") };
    let answer = ask(&book, &query).await;
    assert_eq!((answer.rows[0].key("country"), answer.rows[0].value.as_deref()), (Some(Some("DE")), None));
    assert!(answer.rows[1].value.as_deref().is_some_and(|value| value.starts_with("10.0")));
    assert_eq!(answer.total.value, None);
    let question = &answer.questions[0];
    assert_eq!((question.code, question.currency.as_str(), question.count), ("fx_missing", "RUB", 2));
    assert_eq!((question.from.as_str(), question.to.as_str(), question.amount.as_str()), ("2022-03-10", "2022-03-12", "22.50"));
    // What needs no rate asks nothing.
    let orders = ask(&book, &MetricQuery::new("orders")).await;
    assert!(orders.questions.is_empty());
    let roubles = ask(
        &book,
        &MetricQuery {
            filters: vec![("currency".into(), "RUB".into())],
            currency: Currency::parse("RUB").ok(),
            ..MetricQuery::new("gross_sales")
        },
    )
    .await;
    assert_eq!((roubles.total.value.as_deref(), roubles.questions.len()), (Some("32.50"), 0));
    let share = ask(&book, &MetricQuery { currency: Some(Currency::EUR), ..MetricQuery::new("cross_border_share") }).await;
    assert_eq!((share.total.value, share.questions.len()), (None, 1));
}

#[tokio::test]
async fn a_category_is_the_lines_own_or_its_articles() {
    let lines = vec![
        on("a", "2024-01-01", |l| l.category = Some("toys")),
        on("b", "2024-01-01", |l| l.sku = Some("b".into())),
        on("c", "2024-01-01", |l| l.sku = Some("zz".into())),
    ];
    let products = vec![("a".to_owned(), Some("tools")), ("b".to_owned(), Some("tools"))];
    let book = Book { lines, products, ..Book::default() };
    let by = MetricQuery { by: vec!["category".into()], ..MetricQuery::new("orders") };
    assert_eq!(show(&ask(&book, &by).await), ["tools = 1", "toys = 1", "null = 1"]);
    let tools = MetricQuery {
        filters: vec![("category".into(), "tools".into()), ("category".into(), "unknown".into())],
        ..MetricQuery::new("gross_sales")
    };
    assert_eq!(ask(&book, &tools).await.total.value.as_deref(), Some("20.00"));
}

#[tokio::test]
async fn a_limit_keeps_the_largest_and_the_total() {
    let lines = (0..5)
        .map(|at| on(&format!("t{at}"), "2024-01-01", |l| (l.sku, l.amount) = (Some(format!("s{at}")), i64::from(at % 4) * 1_000_000 + 1)))
        .collect();
    let book = Book { lines, ..Book::default() };
    let top = MetricQuery { by: vec!["product".into()], limit: Some(2), ..MetricQuery::new("gross_sales") };
    let answer = ask(&book, &top).await;
    assert_eq!(show(&answer), ["s3 = 3.000001", "s2 = 2.000001"]);
    assert_eq!(answer.total.value.as_deref(), Some("6.000005"));
}

#[tokio::test]
async fn an_empty_book_answers_every_metric() {
    for metric in &crate::random::metrics() {
        let whole = metric == "cagr";
        let query = MetricQuery {
            by: vec!["mode".into()],
            grain: (!whole).then_some(Grain::Month),
            compare: (!whole).then_some(Compare::Previous),
            ..MetricQuery::new(metric)
        };
        let answer = ask(&Book::default(), &query).await;
        assert!(answer.rows.is_empty() && answer.questions.is_empty(), "{metric}");
        let layer = semantic();
        let metric = layer.registry().get(metric).unwrap();
        let expected = match &metric.expression {
            Expression::Sum { amount: Some(_), .. } => Some("0.00"),
            Expression::Sum { .. } | Expression::Distinct { .. } | Expression::First { .. } => Some("0"),
            _ => None,
        };
        let metric = &metric.name;
        assert_eq!(answer.total.value.as_deref(), expected, "{metric}");
        assert_eq!((answer.from, answer.to), (None, None));
    }
}

#[tokio::test]
async fn wrong_questions_get_a_hint() {
    let (_engine, session) = open(&Book::default().snapshot(1, 1).await, 1);
    let layer = semantic();
    let wrong = |change: fn(&mut MetricQuery)| {
        let mut query = MetricQuery::new("orders");
        change(&mut query);
        query
    };
    for (query, code, hint) in [
        (wrong(|q| q.metric = "order".into()), "unknown_metric", "orders"),
        (wrong(|q| q.by = vec!["contry".into()]), "unknown_dimension", "country"),
        (wrong(|q| q.by = vec!["mode".into(), "mode".into()]), "unknown_dimension", "once"),
        (wrong(|q| q.filters = vec![("country".into(), "Atlantis".into())]), "unknown_value", "ISO"),
        (wrong(|q| (q.from, q.to) = (Some(Day(2)), Some(Day(1)))), "bad_period", "Swap"),
    ] {
        let error = layer.answer(&session, &query).await.unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.hint().contains(hint) && error.is_callers(), "{error:?}");
    }
    assert!(matches!(Grain::parse("fortnight"), Err(SemanticError::Asked { .. })));
}

#[tokio::test]
async fn a_value_is_only_ever_a_value() {
    let lines = vec![on("a", "2024-01-01", |l| l.sku = Some("x' OR 'a'='a".into())), on("b", "2024-01-01", |_| {})];
    let book = Book { lines, ..Book::default() };
    let query = |value: &str| MetricQuery { filters: vec![("product".into(), value.into())], ..MetricQuery::new("orders") };
    assert_eq!(ask(&book, &query("x' OR 'a'='a")).await.total.value.as_deref(), Some("1"));
    assert_eq!(ask(&book, &query("'; DROP TABLE lines; --")).await.total.value.as_deref(), Some("0"));
    assert_eq!(ask(&book, &query("\\' OR 1=1 --")).await.total.value.as_deref(), Some("0"));
}

#[tokio::test]
async fn lines_behind_a_number_add_up_to_it() {
    let lines = vec![
        on("a", "2024-01-01", |l| l.discount = 1_000_000),
        on("b", "2024-01-02", |l| l.currency = "USD"),
        on("c", "2024-01-03", |l| (l.kind, l.amount) = ("return", -4_000_000)),
        on("d", "2024-01-04", |l| l.kind = "adjustment"),
    ];
    let book = Book { lines, ..Book::default() };
    let (_engine, session) = open(&book.snapshot(1, 2).await, 2);
    let layer = semantic();
    let query = MetricQuery { currency: Currency::parse("EUR").ok(), ..MetricQuery::new("net_sales") };
    let rows = layer.source_rows(&session, &query, 10, 0).await.unwrap();
    assert_eq!((rows.total, rows.result.rows()), (3, 3));
    let names: Vec<String> = rows.result.columns().into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "trade_id",
            "line_id",
            "sku",
            "product_name",
            "kind",
            "quantity",
            "amount",
            "currency",
            "converted",
            "day",
            "country",
            "file_id",
            "row",
            "import_id"
        ]
    );
    let page = layer.source_rows(&session, &query, 1, 1).await.unwrap();
    assert_eq!((page.total, entrepot_engine::cell_text(page.result.batches[0].column(0), 0).as_deref()), (3, Some("b")));
    for (metric, lines) in [
        ("orders", 2),
        ("customers", 3),
        ("new_customers", 1),
        ("return_rate", 3),
        ("retention", 2),
        ("repeat_rate", 2),
        ("mode_share", 2),
        ("aov", 2),
        ("units", 2),
    ] {
        let rows = layer.source_rows(&session, &MetricQuery { metric: metric.into(), ..query.clone() }, 10, 0).await.unwrap();
        assert_eq!(rows.total, lines, "{metric}");
    }
}

#[tokio::test]
async fn pickers_list_what_occurs() {
    let lines = vec![
        on("a", "2024-01-01", |_| {}),
        on("b", "2024-01-01", |_| {}),
        on("c", "2024-01-01", |l| (l.country, l.sku) = (Some("FR"), Some("bowl".into()))),
        on("d", "2024-01-01", |l| l.country = None),
    ];
    let (_engine, session) = open(&Book { lines, ..Book::default() }.snapshot(1, 1).await, 1);
    let layer = semantic();
    let list = async |name: &str, search: &str| -> Vec<String> {
        let values = layer.dimension_values(&session, name, search, 10).await.unwrap();
        values
            .iter()
            .map(|v| format!("{} {} {}", v.value.as_deref().unwrap_or("null"), v.label.as_ref().map_or("-", |l| l.en.as_str()), v.lines))
            .collect()
    };
    assert_eq!(list("country", "").await, ["DE Germany 2", "FR France 1", "null - 1"]);
    assert_eq!(list("country", "fran").await, ["FR France 1"]);
    assert_eq!(list("region", "").await, ["EU27 - 3", "null - 1"]);
    assert_eq!(list("product", "BOW").await, ["bowl Article bowl 1"]);
    assert_eq!(list("category", "").await, ["null - 4"]);
}
