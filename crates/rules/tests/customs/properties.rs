//! What holds of every consignment, and a second opinion written straight from the law's words.

use crate::border::{country, money, to};
use crate::landing::with;
use entrepot_domain::fx::RateBook;
use entrepot_domain::ledger::{Component, Incoterm};
use entrepot_domain::{Currency, Money};
use entrepot_rules::customs::{Buyer, Consignment, CustomsBook, Entry, Goods, HsNumber, Item, quote};
use proptest::prelude::*;
use std::sync::LazyLock;

static BOOK: LazyLock<CustomsBook> = LazyLock::new(|| CustomsBook::shipped().unwrap());

/// Codes whose layers are known in the tables below.
const CODES: [&str; 3] = ["6109100010", "7117199000", "3926909990"];

fn cents(cents: i64, currency: Currency) -> Money {
    Money::from_micros(i128::from(cents) * 10_000, currency).unwrap()
}

fn consignments(place: &'static str, currency: Currency) -> impl Strategy<Value = Consignment> {
    let item = (0_usize..3, 1_i64..60_000);
    let day = prop::sample::select(vec!["2024-06-01", "2026-03-15", "2026-07-02", "2026-09-01"]);
    (prop::collection::vec(item, 1..4), 0_i64..20_000, 0_i64..3_000, day).prop_map(move |(items, freight, insurance, day)| Consignment {
        freight: Some(cents(freight, currency)),
        insurance: Some(cents(insurance, currency)),
        ..to(
            place,
            day,
            items
                .into_iter()
                .map(|(code, value)| Goods { hs: CODES[code].parse().unwrap(), origin: country("CN"), value: cents(value, currency) })
                .collect(),
        )
    })
}

/// Half to even on hundredths: `micros * pct_thousandths / 100_000` in millionths.
fn percent(micros: i128, pct_thousandths: i128) -> i128 {
    let exact = micros * pct_thousandths;
    let (whole, rest) = (exact.div_euclid(1_000_000_000), exact.rem_euclid(1_000_000_000));
    let up = rest > 500_000_000 || (rest == 500_000_000 && whole % 2 == 1);
    (whole + i128::from(up)) * 10_000
}

/// The law of the US for the three codes above, read from the acceptance vectors and nothing else.
fn oracle_us(consignment: &Consignment) -> i128 {
    let total: i128 = consignment.goods.iter().map(|goods| goods.value.micros()).sum();
    let on = consignment.day.to_string();
    if on.as_str() < "2025-02-04" && total <= 800_000_000 {
        return 0;
    }
    let mfn = |hs: &str| match &hs[..4] {
        "6109" => 16_500,
        "7117" => 11_000,
        _ => 5_300,
    };
    consignment
        .goods
        .iter()
        .map(|goods| {
            let base = goods.value.micros();
            let extra = if on.as_str() < "2026-02-24" {
                0
            } else if on.as_str() < "2026-07-24" {
                percent(base, 10_000)
            } else {
                percent(base, 12_500)
            };
            percent(base, mfn(goods.hs.as_str())) + percent(base, 7_500) + extra
        })
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn duty_agrees_with_an_independent_reading(consignment in consignments("US", Currency::USD)) {
        let book = &*BOOK;
        let answer = quote(book, &consignment, &RateBook::new());
        prop_assert!(answer.questions.is_empty(), "{:?}", answer.questions);
        prop_assert_eq!(answer.duty.unwrap().0.micros(), oracle_us(&consignment));
    }

    /// Tax is taken of goods, carriage, insurance and duty, each once, whatever the customs value is.
    #[test]
    fn the_tax_base_is_everything_once(consignment in prop_oneof![consignments("DE", Currency::EUR), consignments("US", Currency::USD)]) {
        let consignment = Consignment { goods: consignment.goods.iter().take(1).map(|g| Goods { hs: "6109100010".parse().unwrap(), ..g.clone() }).collect(), ..consignment };
        let book = &*BOOK;
        let answer = quote(book, &consignment, &RateBook::new());
        prop_assert!(answer.questions.is_empty(), "{:?}", answer.questions);
        let goods: i128 = consignment.goods.iter().map(|goods| goods.value.micros()).sum();
        let outside = consignment.freight.unwrap().micros() + consignment.insurance.unwrap().micros();
        let rate = if consignment.to == country("DE") { 19_000 } else { 0 };
        prop_assert_eq!(answer.tax.unwrap().0.micros(), percent(goods + outside + answer.duty.unwrap().0.micros(), rate));
        let lines: i128 = answer.lines.iter().filter(|line| line.quoted.component == Component::Duty).map(|line| line.quoted.amount.micros()).sum();
        prop_assert_eq!(lines, answer.duty.unwrap().0.micros());
    }

    /// Dearer carriage or insurance never makes goods land cheaper.
    #[test]
    fn raising_a_cost_never_lowers_the_landed_cost(consignment in prop_oneof![consignments("DE", Currency::EUR), consignments("US", Currency::USD)], more in 1_i64..50_000) {
        let consignment = Consignment { goods: consignment.goods.iter().take(1).map(|g| Goods { hs: "6109100010".parse().unwrap(), ..g.clone() }).collect(), ..consignment };
        let book = &*BOOK;
        let total = |c: &Consignment| with(book, c, Incoterm::Ddp, None, None, &RateBook::new()).total.unwrap().0.micros();
        let currency = consignment.freight.unwrap().currency();
        let freight = Consignment { freight: Some(consignment.freight.unwrap().checked_add(cents(more, currency)).unwrap()), ..consignment.clone() };
        let insurance = Consignment { insurance: Some(consignment.insurance.unwrap().checked_add(cents(more, currency)).unwrap()), ..consignment.clone() };
        prop_assert!(total(&freight) >= total(&consignment) + i128::from(more) * 10_000);
        prop_assert!(total(&insurance) >= total(&consignment) + i128::from(more) * 10_000);
    }

    /// Who pays is the term's; how much is not.
    #[test]
    fn a_term_never_changes_the_total(consignment in consignments("US", Currency::USD)) {
        let book = &*BOOK;
        let first = with(book, &consignment, Incoterm::Exw, None, None, &RateBook::new());
        for &term in Incoterm::ALL {
            let answer = with(book, &consignment, term, None, None, &RateBook::new());
            prop_assert_eq!(answer.total, first.total);
            let (seller, buyer) = (answer.seller_pays.unwrap(), answer.buyer_pays.unwrap());
            prop_assert_eq!(seller.0.checked_add(buyer.0).unwrap(), answer.total.unwrap().0);
            prop_assert_eq!(seller.1.checked_add(buyer.1).unwrap(), answer.total.unwrap().1);
        }
    }

    /// The quote with its steps and the bare assessment are one path.
    #[test]
    fn a_quote_is_its_assessment(consignment in consignments("US", Currency::USD), business: bool) {
        let book = &*BOOK;
        let consignment = Consignment { buyer: if business { Buyer::Business } else { Buyer::Person }, ..consignment };
        let items: Vec<Item> = consignment.goods.iter().map(|g| Item { hs: HsNumber::of(&g.hs), origin: g.origin, value: g.value.micros() }).collect();
        let entry = Entry {
            items: &items, freight: consignment.freight.unwrap().micros(), insurance: consignment.insurance.unwrap().micros(), from: consignment.from,
            to: consignment.to, day: consignment.day, buyer: consignment.buyer, channel: None, item_digits: None, tax_class: "standard",
        };
        let mut lines = Vec::new();
        let territory = book.territory(consignment.to, consignment.day).unwrap();
        let bare = book.assess(territory, &entry, &mut |line| lines.push(line)).unwrap();
        let answer = quote(book, &consignment, &RateBook::new());
        prop_assert_eq!(lines.iter().map(|line| line.micros).collect::<Vec<_>>(), answer.lines.iter().map(|line| line.quoted.amount.micros()).collect::<Vec<_>>());
        prop_assert_eq!((bare.duty.0, bare.tax.0), (answer.duty.unwrap().0.micros(), answer.tax.unwrap().0.micros()));
    }

    /// Splitting goods of one code into two items changes nothing but the rounding of each line.
    #[test]
    fn items_of_one_code_add_up(one in 1_i64..100_000, other in 1_i64..100_000) {
        let book = &*BOOK;
        let goods = |cents_of: i64| Goods { hs: "6109100010".parse().unwrap(), origin: country("CN"), value: cents(cents_of, Currency::USD) };
        let duty = |goods: Vec<Goods>| quote(book, &to("US", "2026-09-01", goods), &RateBook::new()).duty.unwrap().0.micros();
        let difference = duty(vec![goods(one), goods(other)]) - duty(vec![goods(one + other)]);
        prop_assert!(difference.abs() <= 30_000, "{}", difference);
        prop_assert!(money("0 USD").micros() <= duty(vec![goods(one)]));
    }
}
