//! Fee cliffs: the published ones, and brute force over every price.

use crate::ask::{SHIPPED, TODAY, day, fees_of, micros};
use entrepot_rules::fees::{Amounts, Circumstances, Cliff, Event, FeeTable, Program, Sale, Turn, cliffs, gain};

const CENT: i64 = 10_000;

fn program(table: &FeeTable, category: Option<&str>) -> Program {
    table.program(Event::Sale, Circumstances { category, options: &[] }, day(TODAY)).unwrap()
}

fn of(platform: &str, category: &str) -> Vec<Cliff> {
    let table = fees_of(platform);
    cliffs(table, &program(table, Some(category)))
}

fn fee(program: &Program, price: i64) -> Option<i64> {
    let mut amounts = Amounts::default();
    program.run(&Sale::single(price, 1).unwrap(), &mut amounts).ok()?;
    Some(program.total(&amounts).0 as i64)
}

#[test]
fn f1_clothing_has_cliffs_at_15_and_20() {
    let found = of("amazon-us", "Clothing");
    let edges: Vec<(String, String, String, String)> =
        found.iter().map(|one| (one.below.amount(), one.above.amount(), one.fee_below.amount(), one.fee_above.amount())).collect();
    let row = |a: &str, b: &str, c: &str, d: &str| (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned());
    assert_eq!(edges, [row("15.00", "15.01", "0.75", "1.50"), row("20.00", "20.01", "2.00", "3.40")]);
    assert!(found.iter().all(|one| one.turn == Turn::Up));
    // 14.25 are left of 15.00, and again of 15.83.
    assert_eq!((found[0].zone_to.amount().as_str(), found[0].saving.amount().as_str()), ("15.82", "0.74"));
    assert_eq!(found[0].rule_ids, ["amazon-us/referral/clothing-and-accessories/2026-01-15"]);
}

#[test]
fn f10_an_order_just_below_300_pays_more_than_one_of_300() {
    let found = of("dhgate", "Most categories");
    assert_eq!(
        found.iter().map(|one| (one.turn, one.above.amount())).collect::<Vec<_>>(),
        [(Turn::Down, "300.00".to_owned()), (Turn::Down, "1000.00".to_owned())]
    );
    assert_eq!((found[0].fee_below.amount().as_str(), found[0].fee_above.amount().as_str()), ("37.50", "12.00"));
    // From 277.33 on it pays to put in the difference oneself: 277.33 and a fee of 34.67 are what 300 + 12 are.
    assert_eq!(found[0].zone_from.amount(), "277.33");
    let table = fees_of("dhgate");
    let program = program(table, Some("Most categories"));
    assert_eq!(gain(&program, &found[0], micros("299")), Some(micros("25.38")));
    assert_eq!(gain(&program, &found[0], micros("277.32")), None);
}

#[test]
fn portions_flat_rates_and_small_steps_are_no_cliffs() {
    for (platform, category) in [("amazon-us", "Jewelry"), ("amazon-us", "Home"), ("tiktok-us", "Clothing")] {
        assert!(of(platform, category).is_empty(), "{platform} {category}");
    }
    // An order of more than 10 USD pays ten cents more.
    let found = of("ebay-us", "Toys");
    assert_eq!(found.iter().map(|one| one.below.amount()).collect::<Vec<_>>(), ["10.00"]);
    assert!(found[0].rule_ids[0].starts_with("ebay-us/per_order/"));
}

#[test]
fn every_price_agrees_with_brute_force() {
    for platform in SHIPPED.platforms() {
        let table = &platform.fees;
        if table.currency.minor_units() != 2 {
            continue;
        }
        let names: Vec<Option<&str>> = if table.categories.is_empty() {
            vec![None]
        } else {
            table.categories.iter().map(|category| Some(category.name.as_str())).collect()
        };
        for category in names {
            let Ok(program) = table.program(Event::Sale, Circumstances { category, options: &[] }, day(TODAY)) else { continue };
            let found = cliffs(table, &program);
            let mut jumps = Vec::new();
            // Every price to 1,100: all shipped cliffs but the one at 5,000 lie below.
            let fees: Vec<Option<i64>> = (0..=110_000).map(|cents| fee(&program, cents * CENT)).collect();
            for (cents, pair) in fees.windows(2).enumerate() {
                if let [Some(before), Some(after)] = pair
                    && (after - before).abs() > 2 * CENT
                {
                    jumps.push(cents as i64 * CENT);
                }
            }
            let below: Vec<i64> = found.iter().map(|one| one.below.micros() as i64).filter(|price| *price < 1_100 * 100 * CENT).collect();
            assert_eq!(below, jumps, "{} {category:?}", table.slug);
            for cliff in found.iter().filter(|one| one.turn == Turn::Up && one.zone_to.micros() < 1_100_000_000) {
                let at = |micros: i128| (micros as i64 / CENT) as usize;
                let net = |cents: usize| fees[cents].map(|fee| cents as i64 * CENT - fee);
                let kept = net(at(cliff.below.micros())).unwrap();
                let first = (at(cliff.above.micros())..fees.len()).find(|cents| net(*cents).is_some_and(|net| net >= kept));
                assert_eq!(first, Some(at(cliff.zone_to.micros()) + 1), "{} {category:?}", table.slug);
            }
        }
    }
}
