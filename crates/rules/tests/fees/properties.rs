//! Properties of evaluation over random tables and sales, against a slow oracle that works piece by piece with fractions.

use crate::ask::{SHIPPED, TODAY, day, micros};
use entrepot_rules::fees::{
    Amounts, Base, Bracket, Circumstances, Event, FeeRule, FeeTable, Method, Program, Sale, Scope, Tier, WHOLE_E8, quote,
};
use proptest::prelude::*;

/// Half to even over a fraction, as an independent implementation does it.
fn nearest(numerator: i128, denominator: i128) -> i128 {
    let floor = numerator.div_euclid(denominator);
    match (2 * numerator.rem_euclid(denominator)).cmp(&denominator) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Greater => floor + 1,
        std::cmp::Ordering::Equal => floor + floor.rem_euclid(2),
    }
}

/// One fee of a sale in cents, worked out from its definition. All amounts are fractions over the number of pieces.
fn oracle(rule: &FeeRule, sale: &Sale, before: &[(String, i128)], high: bool) -> Option<i128> {
    let pieces = if rule.scope == Scope::Order { 1 } else { i128::from(sale.quantity) };
    let goods = if rule.scope == Scope::Order { i128::from(sale.order) } else { i128::from(sale.price) * i128::from(sale.quantity) };
    let of_all = match rule.base {
        Base::Item => goods,
        Base::ItemAndShipping => goods + i128::from(sale.shipping),
        Base::BuyerTotal => goods + i128::from(sale.shipping) + i128::from(sale.tax),
    };
    let rate = |bracket: &Bracket| i128::from(if high { bracket.rate_high } else { bracket.rate });
    let fixed = |bracket: &Bracket| i128::from(if high { bracket.fixed_high } else { bracket.fixed });
    let whole = i128::from(WHOLE_E8);
    // Everything below is for one piece, times `pieces`, times `whole`.
    let one = match rule.method {
        Method::PctOfFee => {
            before.iter().filter(|(fee, _)| rule.of.contains(fee)).map(|(_, amount)| amount * 10_000 * rate(&rule.brackets[0])).sum()
        }
        Method::Flat | Method::Threshold => {
            let (amount, parts) = if rule.tier == Tier::Order { (i128::from(sale.order), 1) } else { (of_all, pieces) };
            let inside = |bracket: &&Bracket| match bracket.bound {
                None => true,
                Some(bound) if bracket.inclusive => amount <= i128::from(bound) * parts,
                Some(bound) => amount < i128::from(bound) * parts,
            };
            let bracket = rule.brackets.iter().find(inside)?;
            of_all * rate(bracket) + fixed(bracket) * pieces * whole
        }
        Method::Marginal => {
            let last = rule.brackets.last()?.bound;
            if last.is_some_and(|last| of_all > i128::from(last) * pieces) {
                return None;
            }
            let mut from = 0;
            let mut sum = 0;
            for (at, bracket) in rule.brackets.iter().enumerate() {
                let end = bracket.bound.map_or(of_all, |bound| (i128::from(bound) * pieces).min(of_all));
                if end > from || at == 0 {
                    sum += (end - from) * rate(bracket) + fixed(bracket) * pieces * whole;
                }
                from = end.max(from);
            }
            sum
        }
    };
    let least = i128::from(rule.min.unwrap_or(0)) * pieces * whole;
    let most = rule.max.map_or(i128::MAX, |max| i128::from(max) * pieces * whole);
    Some(nearest(one.max(least).min(most), 10_000 * whole))
}

fn sale() -> impl Strategy<Value = Sale> {
    (0_i64..3_000_000_000, 1_i64..6, 0_i64..50_000_000, 0_i64..80_000_000, proptest::option::of(0_i64..20_000_000)).prop_map(
        |(price, quantity, shipping, tax, fulfilment)| {
            let cent = |micros: i64| micros / 10_000 * 10_000;
            Sale { price: cent(price), quantity, shipping: cent(shipping), tax: cent(tax), order: cent(price) * quantity, fulfilment }
        },
    )
}

/// Every program of the shipped tables on one day.
fn programs() -> Vec<(&'static FeeTable, Program)> {
    let mut all = Vec::new();
    let tables = SHIPPED.platforms().iter().map(|platform| &platform.fees).chain(SHIPPED.providers().iter().map(|provider| &provider.fees));
    for table in tables {
        let categories: Vec<Option<&str>> = if table.categories.is_empty() {
            vec![None]
        } else {
            table.categories.iter().map(|category| Some(category.name.as_str())).collect()
        };
        let options: Vec<&str> = table.options().into_iter().collect();
        for category in categories {
            for options in [&[][..], &options] {
                all.extend(table.program(Event::Sale, Circumstances { category, options }, day(TODAY)).map(|program| (table, program)));
            }
        }
    }
    assert!(all.len() > 60, "{}", all.len());
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn evaluation_agrees_with_the_definition_and_with_the_quote(sale in sale()) {
        for (table, program) in programs() {
            let mut amounts = Amounts::default();
            let ran = program.run(&sale, &mut amounts);
            let told = quote(table, &program, &sale);
            prop_assert_eq!(ran.is_ok(), told.is_ok(), "{}", &table.slug);
            for high in [false, true] {
                let mut before: Vec<(String, i128)> = vec![("fulfilment".to_owned(), i128::from(sale.fulfilment.unwrap_or(0)) / 10_000)];
                for at in 0..program.len() {
                    let rule = &table.rules[program.rule(at)];
                    // What the caller brings along need not be whole cents.
                    if rule.of.iter().any(|of| of == "fulfilment") {
                        continue;
                    }
                    let expected = oracle(rule, &sale, &before, high);
                    if ran.is_ok() {
                        let amount = if high { amounts.high(at) } else { amounts.low(at) };
                        let minor = if ["VND", "JPY"].contains(&table.currency.as_str()) { continue } else { 10_000 };
                        prop_assert_eq!(expected, Some(i128::from(amount) / minor), "{}", &rule.id);
                        before.push((rule.fee.clone(), i128::from(amount) / minor));
                    }
                }
            }
            if let Ok(told) = told {
                let (low, high) = program.total(&amounts);
                prop_assert_eq!((told.low.micros(), told.high.micros()), (low, high), "{}", &table.slug);
                let sum: i128 = told.fees.iter().map(|(_, fee)| fee.amount.micros()).sum();
                prop_assert_eq!(sum, low);
                prop_assert!(low <= high && low >= 0);
            }
        }
    }

    #[test]
    fn a_line_of_many_pieces_is_as_many_lines_of_one_where_nothing_is_rounded(price in 1_i64..2_000, pieces in 1_i64..9) {
        // Whole hundreds: no rate of these tables needs a fraction of a cent.
        let price = price * 100_000_000;
        for (table, program) in programs().into_iter().filter(|(table, _)| table.slug == "amazon-us") {
            let (mut one, mut many) = (Amounts::default(), Amounts::default());
            let sale = |quantity: i64| Sale { price, quantity, order: price * quantity, ..Sale::default() };
            if program.run(&sale(1), &mut one).is_ok() {
                program.run(&sale(pieces), &mut many).unwrap();
                prop_assert_eq!(program.total(&one).0 * i128::from(pieces), program.total(&many).0, "{}", &table.slug);
            }
        }
    }
}

#[test]
fn amounts_that_do_not_fit_are_refused_and_nothing_panics() {
    let sale = |price: i64, quantity: i64| Sale { price, quantity, order: price, ..Sale::default() };
    for (_, program) in programs() {
        let mut amounts = Amounts::default();
        for extreme in [sale(i64::MAX, 1), sale(1, i64::MAX), sale(i64::MAX, i64::MAX), sale(i64::MIN, 1), sale(1, -1)] {
            assert!(program.run(&extreme, &mut amounts).is_err());
        }
        let _ = program.run(&sale(micros("999999999999.99"), 1), &mut amounts);
    }
}
