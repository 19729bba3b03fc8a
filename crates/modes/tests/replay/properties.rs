//! What holds for every book: money adds up, a dearer cost never earns more, a scenario equal to reality changes nothing.

use crate::made::{SHIPPED, country, day, micros, phone_case, run, scenario};
use entrepot_domain::Currency;
use entrepot_modes::replay::{Actual, Article, Book, BookBuilder, Kind, NewOrder, Options, OrderLine, as_it_was, replay};
use proptest::prelude::*;

/// Heavy or light, pieces, cents.
type MadeLine = (bool, i64, i64);
/// Day, abroad, currency, lines, shipping, tax and actual costs in cents.
type MadeOrder = (i32, bool, u8, Vec<MadeLine>, i64, i64, i64);

#[derive(Debug, Clone)]
struct Made {
    orders: Vec<MadeOrder>,
}

fn made() -> impl Strategy<Value = Made> {
    let line = (any::<bool>(), 1_i64..5, 1_i64..40_000);
    let order = (0_i32..60, any::<bool>(), 0_u8..3, prop::collection::vec(line, 1..4), 0_i64..2_000, 0_i64..500, 0_i64..3_000);
    prop::collection::vec(order, 1..12).prop_map(|orders| Made { orders })
}

/// Cents become micros; every second article is heavy; some orders go where no lane goes.
fn book(made: &Made) -> Book {
    let mut book = BookBuilder::new(Currency::USD, Some(country("CN")));
    let light = book.article(phone_case());
    let heavy = book.article(Article {
        sku: "heavy".to_owned(),
        weight_g: Some(4_200),
        unit_cost: Some((micros("55"), Currency::CNY)),
        ..phone_case()
    });
    for (at, (offset, abroad, currency, lines, shipping, tax, actual)) in made.orders.iter().enumerate() {
        let lines: Vec<OrderLine> = (lines.iter())
            .map(|(second, pieces, cents)| OrderLine {
                article: if *second { heavy } else { light },
                pieces: *pieces,
                amount: cents * 10_000,
            })
            .collect();
        let mut costs = Actual::default();
        costs.add(Kind::Freight, actual * 10_000);
        costs.add(Kind::Commission, actual * 5_000);
        let order = NewOrder {
            number: &at.to_string(),
            day: day("2026-08-01").plus(*offset),
            to: Some(country(if *abroad { "GB" } else { "US" })),
            currency: [Currency::USD, Currency::EUR, Currency::known("JPY")][usize::from(*currency)],
            shipping: shipping * 10_000,
            tax: tax * 10_000,
            lines: &lines,
        };
        book.order(order, Some(costs)).unwrap();
    }
    book.finish()
}

const FULL: &str = "platform = 'dhgate'\ncategory = 'Most categories'\npayment = 'stripe-us'\nadvertising_pct = '7'\nreturn_rate_pct = '4'\nreturn_resale_pct = '50'\n\
    return_freight_pct = '80'\nchargeback_rate_pct = '0.5'\ncapital_pct = '12'\ngoods_days = 10\npayout_days = 14\nfx_spread_pct = '1.5'\n";

fn modes() -> Vec<entrepot_modes::replay::Scenario> {
    let lanes = "lanes = ['generic_air_line_general', 'epacket']";
    let bulk = "mode = 'b2b2c'\nlanes = ['overseas_warehouse_us']\nincoterm = 'DDP'\nexport_code = '9810'\nrebate = 'general'\n";
    let warehouse = "[scenario.warehouse]\ncountry = 'US'\nfirst_leg = 'sea_lcl'\nreplenish_days = 14\ntransfer_price_pct = '130'\ndays_on_hand = 40\nhandling = '1 USD'\nstorage = [{ per_m3_day = '1 USD' }]";
    [
        format!("mode = 'b2c'\nincoterm = 'DDP'\n{lanes}\n{FULL}"),
        format!("mode = 'b2b'\nincoterm = 'FCA'\n{lanes}\nprice_change_pct = '-30'\nelasticity = '-1.5'\n{FULL}"),
        format!("{bulk}{FULL}{warehouse}"),
    ]
    .iter()
    .enumerate()
    .map(|(at, text)| entrepot_modes::replay::Scenario { slug: format!("s{at}"), ..scenario(text) })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// What buyers pay is what everybody receives; the cash curve ends where CM4 does.
    #[test]
    fn the_money_of_every_scenario_adds_up(made in made()) {
        let answer = run(&book(&made), &modes());
        for one in &answer.scenarios {
            let received: i128 = one.parties.iter().map(|(_, micros)| micros).sum();
            prop_assert_eq!(received, one.buyers_pay(), "{}", one.slug);
            prop_assert_eq!(one.cash.days.last().map_or(0, |day| day.balance), one.margins.cm4, "{}", one.slug);
            let accounted = one.answered + one.refused.iter().map(|refused| refused.orders).sum::<u64>() + one.questions.iter().map(|asked| asked.orders).sum::<u64>();
            prop_assert_eq!(accounted, answer.orders);
            prop_assert!(one.interval.low <= one.cm4_worst && one.cm4_worst <= one.margins.cm4);
            prop_assert!(one.margins.cm4 <= one.cm4_best && one.cm4_best <= one.interval.high);
            prop_assert!(one.interval.low <= one.sampling.low && one.sampling.high <= one.interval.high);
        }
    }

    #[test]
    fn a_scenario_equal_to_reality_changes_nothing(made in made()) {
        let same = entrepot_modes::replay::Scenario { slug: "same".to_owned(), ..as_it_was(entrepot_domain::ledger::Mode::B2c) };
        let answer = run(&book(&made), &[same]);
        let (today, same) = (&answer.scenarios[0], &answer.scenarios[1]);
        prop_assert_eq!((same.difference, same.difference_interval.low, same.difference_interval.high), (0, 0, 0));
        prop_assert_eq!((&same.costs, same.margins, same.interval), (&today.costs, today.margins, today.interval));
    }

    #[test]
    fn a_dearer_cost_never_earns_more(made in made(), which in 0_usize..7, more in 1_i64..30) {
        let book = book(&made);
        let cheap = modes().remove(2);
        let mut dear = cheap.clone();
        let by = more * 1_000_000;
        match which {
            0 => dear.advertising = dear.advertising.map(|pct| pct + by),
            1 => dear.capital = dear.capital.map(|pct| pct + by),
            2 => dear.chargebacks = dear.chargebacks.map(|pct| pct + by),
            3 => dear.fx_spread = dear.fx_spread.map(|pct| pct + by),
            4 => dear.warehouse.as_mut().unwrap().storage[0].per_m3_day += by,
            5 => dear.warehouse.as_mut().unwrap().transfer_price += by,
            _ => dear.warehouse.as_mut().unwrap().handling = Some((by + 1_000_000, Currency::USD)),
        }
        let cm4 = |one: entrepot_modes::replay::Scenario| run(&book, &[one]).scenarios[1].margins.cm4;
        prop_assert!(cm4(dear) <= cm4(cheap));
    }

    /// Carriage by the cubic metre, duty and shares are linear: an order in two halves costs the same but for rounding.
    #[test]
    fn splitting_an_order_keeps_what_is_linear(pieces in 1_i64..6, cents in 100_i64..50_000, shipping in 0_i64..900) {
        let twice = |split: bool| {
            let mut book = BookBuilder::new(Currency::USD, Some(country("CN")));
            let at = book.article(phone_case());
            for number in 0..if split { 2 } else { 1 } {
                let times = if split { 1 } else { 2 };
                let lines = [OrderLine { article: at, pieces: pieces * times, amount: cents * 10_000 * times }];
                book.order(NewOrder { number: &number.to_string(), day: day("2026-09-01"), to: Some(country("US")), currency: Currency::USD, shipping: shipping * 10_000 * times, tax: 0, lines: &lines }, None).unwrap();
            }
            run(&book.finish(), &[modes().remove(2)]).scenarios.remove(1)
        };
        let (whole, halves) = (twice(false), twice(true));
        for kind in [Kind::Goods, Kind::VatRebate, Kind::FirstLeg, Kind::Duty, Kind::Advertising, Kind::ReturnRefund, Kind::Storage] {
            let apart = (whole.cost(kind) - halves.cost(kind)).abs();
            prop_assert!(apart <= 2, "{}: {} {}", kind.as_str(), whole.cost(kind), halves.cost(kind));
        }
        prop_assert_eq!(whole.net_revenue, halves.net_revenue);
        prop_assert_eq!(whole.cost(Kind::Goods), halves.cost(Kind::Goods));
    }

    #[test]
    fn threads_and_order_change_nothing(made in made(), threads in 2_usize..9) {
        let book = book(&made);
        let one = replay(&book, &modes(), &SHIPPED.rules(), Options::default());
        let many = replay(&book, &modes(), &SHIPPED.rules(), Options { threads, ..Options::default() });
        prop_assert_eq!(one, many);
    }

    /// All scenarios see the same draws: two equal ones have equal intervals, and no spread between them.
    #[test]
    fn resamples_are_paired(made in made()) {
        let first = modes().remove(0);
        let second = entrepot_modes::replay::Scenario { slug: "again".to_owned(), ..first.clone() };
        let answer = run(&book(&made), &[first, second]);
        prop_assert_eq!(answer.scenarios[1].interval, answer.scenarios[2].interval);
        prop_assert_eq!(answer.scenarios[1].difference_interval, answer.scenarios[2].difference_interval);
    }
}
