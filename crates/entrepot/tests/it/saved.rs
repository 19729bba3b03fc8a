//! What the console keeps under a name, on the command line.

use crate::run::{Place, orders};
use entrepot_lake::{Home, HomeOptions};
use serde_json::json;

#[tokio::test]
async fn a_saved_query_runs_and_is_listed_shown_and_removed() {
    let place = Place::new();
    let file = place.file("orders.csv", &orders(7));
    assert_eq!(place.json(&["import", "--profile", "orders", &file]).0, 0);
    let home = Home::open(&place.home(), &HomeOptions::default()).await.unwrap();
    home.ops.save("query", "How many", &json!({ "sql": "SELECT count(*) AS n FROM lines" }), "ann", 1).await.unwrap();
    home.ops.save("view", "How many", &json!({ "path": "/explore" }), "ann", 1).await.unwrap();
    drop(home);
    let (code, answer) = place.json(&["sql", "--saved", "How many"]);
    assert_eq!((code, answer["rows"][0][0].to_string().trim_matches('"')), (0, "7"), "{answer}");
    assert_eq!(place.json(&["saved", "list"]).1.as_array().map(Vec::len), Some(2));
    assert_eq!(place.json(&["saved", "list", "--kind", "view"]).1[0]["body"]["path"], "/explore");
    let (code, asked) = place.json(&["saved", "show", "How many"]);
    assert_eq!((code, asked["error"]["code"].as_str()), (2, Some("saved.kind")), "two of one name are asked about");
    assert_eq!(place.json(&["saved", "remove", "How many", "--kind", "view"]).0, 0);
    let shown = place.run(&["saved", "show", "How many"]);
    assert_eq!(String::from_utf8_lossy(&shown.stdout).trim(), "SELECT count(*) AS n FROM lines");
    let (code, gone) = place.json(&["sql", "--saved", "nothing"]);
    assert_eq!((code, gone["error"]["code"].as_str()), (2, Some("saved.missing")));
    assert_eq!(place.run(&["sql"]).status.code(), Some(2), "a statement or a name");
}
