//! Tables that cannot be taken: each with its code, its line and a hint.

use entrepot_market::{MarketError, Origin, table};
use proptest::prelude::*;

const HEADER: &str = "period,flow,value_trn_cny,kind,basis,source\n";

fn codes(text: &str) -> Vec<(&'static str, Option<u64>)> {
    match table::parse(text, Origin::User) {
        Err(MarketError::Table(problems)) => {
            assert!(problems.iter().all(|problem| !problem.hint.is_empty() && !problem.cause.is_empty()));
            problems.into_iter().map(|problem| (problem.code, problem.line)).collect()
        }
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn every_mistake_has_its_code_and_line() {
    let row = |row: &str| codes(&format!("{HEADER}2017,total,1,actual,x,s\n{row}\n"));
    assert_eq!(row("2017,total,2,actual,x,s"), [("market.duplicate", Some(3))]);
    assert_eq!(row("2018,total,2,actual,100ec+iimedia,s"), [("market.joined_bases", Some(3))]);
    assert_eq!(row("2018,total,2,guess,x,s"), [("market.kind", Some(3))]);
    assert_eq!(row("2018,out,2,actual,x,s"), [("market.flow", Some(3))]);
    assert_eq!(row("18,total,2,actual,x,s"), [("market.period", Some(3))]);
    assert_eq!(row("2018,total,,actual,x,s").first().map(|one| one.0), Some("market.unit"));
    assert_eq!(row("2018,total,-2,actual,x,s"), [("market.negative", Some(3))]);
    assert_eq!(row("2018,total,2,actual,x,"), [("market.source", Some(3))]);
    assert_eq!(row("2018,total,2,actual,X Y,s"), [("market.basis", Some(3))]);
    assert_eq!(row("2018,total,2,actual,../x,s"), [("market.joined_bases", Some(3))]);
    assert_eq!(row("2018,total,2"), [("market.cells", Some(3))]);
    for number in ["1e3", "NaN", "\"1,5\"", "5 %", "9999999999999", "0.0000000001", "١٢", "-", "."] {
        assert_eq!(row(&format!("2018,total,{number},actual,x,s")), [("market.number", Some(3))], "{number}");
    }
}

#[test]
fn shares_stay_within_their_whole() {
    let shares = |rows: &str| codes(&format!("period,flow,partner,share_pct,basis,source\n{rows}"));
    assert_eq!(shares("2017,export,US,101,x,s\n")[0], ("market.share", Some(2)));
    assert_eq!(shares("2017,export,US,60.0,x,s\n2017,export,FR,41.0,x,s\n"), [("market.shares_over_100", None)]);
    assert_eq!(shares("2017,export,Atlantis,1,x,s\n"), [("market.partner", Some(2))]);
    assert_eq!(shares("2017,export,EU27,1,x,s\n"), [("market.partner", Some(2))]);
    assert_eq!(shares("2017,export,US,1,x,s\n2017,export,USA,2,x,s\n"), [("market.duplicate", Some(3))]);
    // Rounding may go over a hundred: three shares of one decimal by 0.15.
    let rounded = "period,partner,share_pct,basis,source\n2017,US,33.4,x,s\n2017,FR,33.4,x,s\n2017,GB,33.3,x,s\n";
    assert!(table::parse(rounded, Origin::User).is_ok());
}

#[test]
fn headers_that_say_too_little_or_too_much_are_refused() {
    assert_eq!(codes("period,basis,source\n2017,x,s\n")[0].0, "market.figure");
    assert_eq!(codes("period,basis,source,value,share_pct,partner\n")[0].0, "market.figure");
    assert_eq!(codes("period,basis,value_trn_cny\n2017,x,1\n")[0].0, "market.column");
    assert_eq!(codes(&HEADER.replace("kind", "colour"))[0].0, "market.column");
    assert_eq!(codes(&HEADER.replace("kind", "flow"))[0].0, "market.column");
    assert_eq!(codes(HEADER)[0].0, "market.empty");
    assert_eq!(codes("").len(), 4, "no header: three columns and the figure are missing");
    assert_eq!(codes(&"x".repeat(table::TABLE_BYTES_MAX + 1))[0].0, "market.too_large");
}

#[test]
fn units_are_money_and_one_for_a_series() {
    let head = "period,value,unit,basis,source\n";
    let ok = table::parse(&format!("{head}2020,4.2,trn USD,world,s\n"), Origin::User).unwrap();
    assert_eq!((ok[0].unit.as_str(), ok[0].id.to_string().as_str()), ("trn USD", "volume.world.total"));
    assert_eq!(codes(&format!("{head}2020,4.2,trillions,world,s\n"))[0].0, "market.unit");
    assert_eq!(codes(&format!("{head}2020,4.2,bn XXZ,world,s\n"))[0].0, "market.unit");
    assert_eq!(codes(&format!("{head}2020,4.2,bn USD,w,s\n2021,4.2,trn USD,w,s\n")), [("market.mixed_units", Some(3))]);
}

proptest! {
    /// Any text is series or reasons, and what is read survives being written.
    #[test]
    fn any_table_is_series_or_reasons(text in "(period|basis|source|value|unit|share_pct|partner|2017|[a-z0-9.,;\"\n# -]){0,60}") {
        match table::parse(&text, Origin::User) {
            Ok(series) => for one in series {
                prop_assert_eq!(&table::parse(&table::write(&one), Origin::User).unwrap()[0], &one);
            },
            Err(MarketError::Table(problems)) => prop_assert!(!problems.is_empty()),
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    /// Written and read back, a series is the same, whatever its texts say.
    #[test]
    fn what_is_written_is_read_back(values in prop::collection::btree_map(1950_i32..2100, (0_i64..999_999_999, 0_u32..6, "[a-z,\"' é中]{0,12}"), 1..30)) {
        let mut text = "period,value,unit,basis,source,note\n".to_owned();
        for (year, (value, scale, note)) in &values {
            let number = rust_decimal::Decimal::new(*value, *scale);
            text += &format!("{year},{number},bn EUR,b,s,\"{}\"\n", note.replace('"', "\"\""));
        }
        let series = table::parse(&text, Origin::User).unwrap();
        prop_assert_eq!(series[0].points.len(), values.len());
        prop_assert_eq!(table::parse(&table::write(&series[0]), Origin::User).unwrap(), series);
    }
}
