//! `import --suggest` on the command line: answers, exit codes, saving, and an import by what was saved.

use crate::run::Place;

const TABLE: &str = "Order No,Date,Article,Pcs,Price each\nX-1,2026-10-01,MUG,2,16.00\nX-2,2026-10-02,TEA,1,7.50\n";

#[test]
fn an_unknown_table_is_asked_about_saved_and_imported() {
    let place = Place::new();
    let file = place.file("my export.csv", TABLE);
    let (code, none) = place.json(&["import", &file]);
    assert_eq!((code, none["error"]["code"].as_str()), (1, Some("profile.none")));
    assert!(none["error"]["hint"].as_str().unwrap().contains("--suggest"), "{none}");

    let (code, s) = place.json(&["import", "--suggest", &file]);
    assert_eq!((code, s["table"].as_str(), s["preview"].is_null()), (4, Some("lines"), true), "a currency is missing");
    assert_eq!((s["questions"][0]["code"].as_str(), s["questions"][0]["field"].as_str()), (Some("missing"), Some("currency")));
    let (code, s) = place.json(&["import", "--suggest", &file, "--save", "mine"]);
    assert_eq!((code, s["saved"].is_null()), (4, true), "nothing is saved while something must be answered");

    let answered = ["import", "--suggest", &file, "--set", "currency==EUR", "--save", "mine"];
    let (code, s) = place.json(&answered);
    assert_eq!((code, s["preview"]["rows_taken"].as_i64()), (0, Some(2)));
    assert!(place.home().join("presets/profiles/mine.toml").exists());
    let (code, again) = place.json(&answered);
    assert_eq!((code, again["error"]["code"].as_str()), (1, Some("profile.exists")), "{again}");
    let (code, _) = place.json(&[&answered[..], &["--force"]].concat());
    assert_eq!(code, 0);

    let (code, r) = place.json(&["import", "--profile", "mine", &file]);
    assert_eq!((code, r["rows_accepted"].as_i64()), (0, Some(2)));
    assert_eq!(place.one("SELECT sum(amount) AS a FROM lines WHERE currency = 'EUR'"), "39.50");
    let (code, r) = place.json(&["import", &file]);
    assert_eq!((code, r["rows_duplicate"].as_i64()), (0, Some(2)), "the saved profile is found by itself");
}

#[test]
fn people_read_the_proposal_and_wrong_answers_are_usage() {
    let place = Place::new();
    let file = place.file("t.csv", TABLE);
    let out = place.run(&["import", "--suggest", &file]);
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(out.status.code(), Some(4));
    for part in ["Order No", "trade_id", "questions (* must be answered)", "* No column looks like currency", "--set 'currency==EUR'"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for (set, code) in [("colour=Date", "suggest.answer"), ("sku=Nothing", "suggest.answer"), ("nonsense", "suggest.answer")] {
        let (exit, e) = place.json(&["import", "--suggest", &file, "--set", set]);
        assert_eq!((exit, e["error"]["code"].as_str()), (2, Some(code)), "{set}");
    }
    let (exit, e) = place.json(&["import", "--suggest", &file, "--set", "currency==EUR", "--save", "../x"]);
    assert_eq!((exit, e["error"]["code"].as_str()), (2, Some("profile.name")));
    let known = place.file("known.csv", &crate::run::orders(3));
    let out = place.run(&["import", "--suggest", &known]);
    assert!(String::from_utf8_lossy(&out.stdout).starts_with("profile orders fits"), "a shipped profile is named first");
    assert_eq!(place.run(&["import", &file, "--set", "a=b"]).status.code(), Some(2), "--set belongs to --suggest");
}
