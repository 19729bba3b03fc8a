//! Errors that people can act on, and the gate seen from outside.

use crate::book::{Book, line};
use crate::open;
use entrepot_engine::Code;

#[tokio::test]
async fn errors_name_the_slip() {
    let lake = Book { lines: vec![line("t")], ..Book::default() }.snapshot(1, 1).await;
    let (_engine, session) = open(&lake, 2);
    for (query, code, hint) in [
        ("SELECT contry FROM lines", Code::UnknownColumn, "Did you mean \"country\"?"),
        ("SELECT l.amout FROM lines l", Code::UnknownColumn, "Did you mean \"amount\"?"),
        ("SELECT * FROM lnies", Code::UnknownTable, "Did you mean \"lines\"?"),
        ("SELECT * FROM return_link", Code::UnknownTable, "Did you mean \"return_links\"?"),
        ("SELECT smu(amount) FROM lines", Code::UnknownFunction, "Did you mean \"sum\"?"),
        ("SELECT * FROM '/etc/passwd'", Code::UnknownTable, ""),
        ("SELECT * FROM 'x.parquet'", Code::UnknownTable, ""),
        ("SELECT 1 / 0 AS x", Code::SqlInvalid, "nullif"),
        ("SELECT country FROM lines GROUP BY sku", Code::SqlInvalid, ""),
        ("SELECT CAST('x' AS INT) AS n FROM lines", Code::SqlInvalid, ""),
        ("DROP TABLE lines", Code::SqlNotAllowed, "SELECT"),
    ] {
        let error = session.sql(query).await.unwrap_err();
        assert_eq!(error.code, code, "{query}: {error:?}");
        assert!(error.hint.contains(hint), "{query}: {error:?}");
        assert!(!error.cause.is_empty() && !error.hint.is_empty());
    }
}

#[tokio::test]
async fn the_lake_describes_itself() {
    let lake = Book { lines: vec![line("t")], ..Book::default() }.snapshot(1, 1).await;
    let (_engine, session) = open(&lake, 2);
    let result = session.sql("SELECT table_name FROM information_schema.tables WHERE table_name = 'lines'").await.unwrap();
    assert_eq!(result.rows(), 1);
    let plan = session.sql("EXPLAIN SELECT count(*) FROM lines WHERE trade_id = 't'").await.unwrap();
    assert!(plan.rows() > 0);
    assert!(session.table_names().contains(&"charges_all".to_owned()));
}
