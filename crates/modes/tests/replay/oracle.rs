//! An independent slow computation of a handful of orders, through the telling side of the rules instead of the compiled one.

use crate::made::{SHIPPED, builder, country, day, line, micros, phone_case, run, scenario};
use entrepot_domain::{Currency, Money};
use entrepot_modes::replay::{Article, Kind, NewOrder};
use entrepot_rules::customs::{Buyer, Consignment, Goods, quote as quote_duty};
use entrepot_rules::fees::{Circumstances, Event, Sale, quote as quote_fee};
use entrepot_rules::lanes::{Cargo, Parcel};

const ORDERS: &[(&str, &str, &str, i64, &str, &str)] = &[
    ("2026-03-02", "US", "USD", 1, "45.00", "5.99"),
    ("2026-04-20", "US", "GBP", 2, "61.30", "0"),
    ("2026-08-31", "US", "EUR", 3, "12.34", "1.10"),
    ("2026-09-14", "US", "USD", 1, "349.99", "0"),
    ("2026-10-01", "US", "JPY", 7, "9800", "500"),
];

fn usd(money: Money, on: &str) -> i128 {
    SHIPPED.rates.convert(money, Currency::USD, day(on)).unwrap().micros()
}

#[test]
fn a_slow_computation_by_the_telling_side_gives_the_same() {
    let article = Article { unit_cost: Some((micros("31.50"), Currency::CNY)), ..phone_case() };
    let mut book = builder();
    let at = book.article(article);
    let mut expected = [0_i128; Kind::COUNT];
    let mut revenue = 0;
    for (number, (on, to, currency, pieces, amount, shipping)) in ORDERS.iter().enumerate() {
        let currency = Currency::parse(currency).unwrap();
        let lines = [line(at, *pieces, amount)];
        let sale = NewOrder {
            number: &number.to_string(),
            day: day(on),
            to: Some(country(to)),
            currency,
            shipping: micros(shipping),
            tax: 0,
            lines: &lines,
        };
        book.order(sale, None).unwrap();

        let money = |text: &str| Money::parse(text, currency).unwrap();
        revenue += usd(money(amount).checked_add(money(shipping)).unwrap(), on);
        let mut add = |kind: Kind, micros: i128| expected[kind as usize] += micros;
        add(Kind::Goods, usd(Money::from_micros(i128::from(micros("31.50") * pieces), Currency::CNY).unwrap(), on));
        // Fees, in the table's currency.
        let in_usd = |text: &str| i64::try_from(usd(money(text), on)).unwrap();
        let platform = &SHIPPED.catalogue.platform("dhgate").unwrap().fees;
        let program = platform.program(Event::Sale, Circumstances { category: Some("Most categories"), options: &[] }, day(on)).unwrap();
        let piece = Sale {
            price: in_usd(amount) / pieces,
            quantity: *pieces,
            shipping: in_usd(shipping),
            order: in_usd(amount),
            ..Sale::default()
        };
        for (_, fee) in quote_fee(platform, &program, &piece).unwrap().fees {
            add(Kind::Commission, fee.amount.micros());
        }
        let provider = &SHIPPED.catalogue.provider("stripe-gb").unwrap().fees;
        let program = provider.program(Event::Sale, Circumstances::default(), day(on)).unwrap();
        let in_gbp = |text: &str| i64::try_from(SHIPPED.rates.convert(money(text), Currency::GBP, day(on)).unwrap().micros()).unwrap();
        let paid = Sale { price: in_gbp(amount), quantity: 1, shipping: in_gbp(shipping), order: in_gbp(amount), ..Sale::default() };
        add(Kind::PaymentFee, quote_fee(provider, &program, &paid).unwrap().fees.iter().map(|(_, fee)| usd(fee.amount, on)).sum());
        // Carriage of all pieces in one parcel.
        let parcel = Parcel {
            from: country("CN"),
            to: country(to),
            weight_g: Some(300 * *pieces as u32),
            dims_mm: Some([200, 150, 50 * *pieces as u32]),
            cargo: Cargo::General,
            remote_area: false,
        };
        let lane = SHIPPED.lanes.find("generic_air_line_general").unwrap();
        let (offer, _) = lane.offer(&parcel, day(on), None, &SHIPPED.rates).unwrap();
        let freight: i128 = offer.lines.iter().map(|line| usd(line.amount, on)).sum();
        add(Kind::Freight, freight);
        // The border, by the goods' price.
        let goods = Goods { hs: "3926.90.99".parse().unwrap(), origin: country("CN"), value: money(amount) };
        let consignment = Consignment {
            goods: vec![goods],
            freight: Money::from_micros(freight, Currency::USD).ok(),
            insurance: None,
            from: country("CN"),
            to: country(to),
            day: day(on),
            buyer: Buyer::Person,
            channel: None,
            item_digits: None,
            tax_class: None,
        };
        let duty = quote_duty(&SHIPPED.customs, &consignment, &SHIPPED.rates);
        assert!(duty.questions.is_empty(), "{:?}", duty.questions);
        for line in &duty.lines {
            let kind = if line.quoted.component == entrepot_domain::ledger::Component::Tax { Kind::ImportTax } else { Kind::Duty };
            add(kind, usd(line.quoted.amount, on));
        }
    }
    let text = "mode = 'b2c'\nplatform = 'dhgate'\ncategory = 'Most categories'\npayment = 'stripe-gb'\nlanes = ['generic_air_line_general']\nincoterm = 'DDP'";
    let answer = run(&book.finish(), &[scenario(text)]).scenarios.remove(1);
    assert_eq!((answer.answered, answer.net_revenue), (ORDERS.len() as u64, revenue));
    for kind in [Kind::Goods, Kind::Commission, Kind::PaymentFee, Kind::Freight, Kind::Duty, Kind::ImportTax] {
        assert_eq!(answer.cost(kind), expected[kind as usize], "{}", kind.as_str());
    }
    let of = |kinds: &[Kind]| kinds.iter().map(|kind| expected[*kind as usize]).sum::<i128>();
    assert_eq!(answer.margins.cm1, revenue - of(&[Kind::Goods, Kind::Duty, Kind::ImportTax]));
    let member = answer.cost(Kind::Subscription);
    assert_eq!(answer.margins.cm2, answer.margins.cm1 - member - of(&[Kind::Commission, Kind::PaymentFee, Kind::Freight]));
    assert!(member > 0);
}
