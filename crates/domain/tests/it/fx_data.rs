//! Exchange rates: the shipped table against the published file, and the rule that picks a rate.

use entrepot_domain::fx::{Ask, AskReason, EcbTable, LOOK_BACK_DAYS, RateBook, pack, parse_ecb_csv};
use entrepot_domain::{Currency, Day, Money};
use rust_decimal::Decimal;

use crate::test_data;

fn currency(code: &str) -> Currency {
    code.parse().expect("a currency")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

fn book() -> RateBook {
    RateBook::embedded().expect("the shipped rates")
}

#[test]
fn the_shipped_table_equals_the_published_file_in_every_cell() {
    let Some(text) = test_data::read("ecb_fx/eurofxref-hist.csv.gz") else { return };
    let table = EcbTable::embedded().expect("the shipped rates");
    // Compared cell by cell with a reading of its own, not with the product's parser.
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let (mut rows, mut cells, mut gaps) = (0, 0, 0);
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        let row = day(fields[0]);
        for (name, field) in header.iter().zip(&fields).skip(1).filter(|(name, _)| !name.is_empty()) {
            let published = table.published(currency(name), row);
            if *field == "N/A" {
                assert_eq!(published, None, "{name} {row}");
                gaps += 1;
            } else {
                let nanos = published.unwrap_or_else(|| panic!("{name} {row} is missing"));
                assert_eq!(Decimal::new(nanos, 9).normalize(), decimal(field).normalize(), "{name} {row}");
                cells += 1;
            }
        }
        rows += 1;
    }
    assert_eq!((rows, table.days().len(), table.currencies().count()), (7126, 7126, 41));
    assert_eq!(table.rates().count(), cells);
    assert!(gaps > 0);
    let read = parse_ecb_csv(&text).expect("the published file");
    assert_eq!(read, table);
    assert_eq!(pack(&read), include_bytes!("../../../../presets/fx/ecb.bin"));
}

#[test]
fn the_shipped_table_is_small_and_described() {
    let description = include_str!("../../../../presets/fx/ecb.toml");
    let table = EcbTable::embedded().expect("the shipped rates");
    let (first, last) = (table.days().first().expect("a day"), table.days().last().expect("a day"));
    for line in [
        format!("eff_from = \"{first}\""),
        format!("eff_to = \"{last}\""),
        format!("days = {}", table.days().len()),
        format!("currencies = {}", table.currencies().count()),
    ] {
        assert!(description.contains(&line), "{line}");
    }
    assert!(pack(&table).len() < 700_000);
}

#[test]
fn vector_x1_divides_by_the_rate_and_never_multiplies() {
    // 2 EUR = 1 USD is 0.5 USD per EUR: 20 EUR are 10.00 USD, never 40.
    let mut book = RateBook::new();
    assert!(book.insert(day("2026-03-02"), Currency::USD, 500_000_000, "test"));
    let twenty = Money::parse("20", Currency::EUR).expect("an amount");
    let dollars = book.convert(twenty, Currency::USD, day("2026-03-02")).expect("a rate");
    assert_eq!(dollars.to_string(), "10.00 USD");
    let back = book.convert(dollars, Currency::EUR, day("2026-03-02")).expect("a rate");
    assert_eq!(back, twenty);
}

#[test]
fn a_holiday_takes_the_last_rate_before_it() {
    let book = book();
    // Friday 2026-10-30, then the weekend.
    for asked in ["2026-10-30", "2026-10-31", "2026-11-01"] {
        let rate = book.rate(Currency::EUR, Currency::USD, day(asked)).expect("a rate");
        assert_eq!((rate.rate, rate.day_used_to), (decimal("1.1172"), day("2026-10-30")), "{asked}");
    }
    // Easter 2026: Good Friday 3 April to Easter Monday 6 April.
    let rate = book.rate(Currency::EUR, Currency::GBP, day("2026-04-06")).expect("a rate");
    assert_eq!(rate.day_used_to, day("2026-04-02"));
    assert_eq!(rate.day_used_from, day("2026-04-06"));
}

#[test]
fn look_back_is_bounded() {
    let book = book();
    let last = day("2026-10-30");
    assert!(book.rate(Currency::EUR, Currency::USD, last.plus(LOOK_BACK_DAYS)).is_ok());
    let asked = last.plus(LOOK_BACK_DAYS + 1);
    let ask = Ask { currency: Currency::USD, day: asked, reason: AskReason::TooOld };
    assert_eq!(book.rate(Currency::EUR, Currency::USD, asked), Err(ask));
    assert_eq!(book.rate(Currency::USD, Currency::EUR, asked), Err(ask));
    assert_eq!(ask.fault().code, "fx_missing");
}

#[test]
fn a_currency_that_stopped_is_asked_and_not_carried_on() {
    let book = book();
    for (code, last, next) in
        [("RUB", "2022-03-01", "2022-03-02"), ("HRK", "2022-12-30", "2023-01-02"), ("TRL", "2004-12-31", "2005-01-03")]
    {
        let currency = currency(code);
        let last = day(last);
        assert_eq!(book.per_euro(currency, last).expect("a rate").1, last, "{code}");
        let reason = AskReason::NotPublished;
        for asked in [day(next), day(next).plus(1), day("2026-10-30")] {
            assert_eq!(book.per_euro(currency, asked), Err(Ask { currency, day: asked, reason }), "{code} {asked}");
        }
    }
    // New Year's Eve was a holiday of the source, not of the kuna: its last rate still holds.
    assert_eq!(book.per_euro(currency("HRK"), day("2022-12-31")).expect("a rate").1, day("2022-12-30"));
}

#[test]
fn what_was_never_published_is_asked() {
    let book = book();
    let reason = |code: &str, asked: &str| book.per_euro(currency(code), day(asked)).map_err(|ask| ask.reason);
    assert_eq!(reason("VND", "2020-05-05"), Err(AskReason::NoCurrency));
    assert_eq!(reason("TRY", "2004-12-31"), Err(AskReason::BeforeFirst));
    assert_eq!(reason("USD", "1999-01-03"), Err(AskReason::BeforeFirst));
    // The króna was suspended from 2008-12-10 to 2018-01-31.
    assert_eq!(reason("ISK", "2012-06-01"), Err(AskReason::NotPublished));
    assert!(reason("ISK", "2018-02-01").is_ok());
}

#[test]
fn old_and_new_lira_are_different_money() {
    let book = book();
    let old = book.rate(Currency::EUR, currency("TRL"), day("2004-12-31")).expect("a rate").rate;
    let new = book.rate(Currency::EUR, currency("TRY"), day("2005-01-03")).expect("a rate").rate;
    // One million to one at the redenomination; the market moved little over the weekend.
    let ratio = old / new;
    assert!(ratio > decimal("970000") && ratio < decimal("1030000"), "{ratio}");
}

#[test]
fn cross_rates_go_through_the_euro() {
    let book = book();
    // 2026-10-30: USD 1.1172, IDR 20275.17, GBP 0.8338, computed independently with 60 digits and rounded half to even.
    for (from, to, expected) in [
        ("USD", "GBP", "0.746330110991765"),
        ("IDR", "USD", "0.000055101880773"),
        ("USD", "IDR", "18148.200859291084855"),
        ("IDR", "EUR", "0.000049321411362"),
        ("EUR", "EUR", "1"),
        ("USD", "USD", "1"),
    ] {
        let rate = book.rate(currency(from), currency(to), day("2026-10-30")).expect("a rate");
        assert_eq!(rate.rate, decimal(expected), "{from} {to}");
    }
}

#[test]
fn the_dense_table_answers_as_the_book_does() {
    let book = book();
    let (from, to) = (day("2022-02-25"), day("2022-03-10"));
    let dense = book.dense(from, to);
    for asked in (from.0..=to.0).map(Day) {
        for currency in Currency::all() {
            let cell = dense.iter().find(|cell| cell.day == asked && cell.currency == currency).map(|cell| (cell.nanos, cell.day_used));
            assert_eq!(cell, book.per_euro(currency, asked).ok(), "{currency} {asked}");
        }
    }
}

#[test]
fn a_loaded_rate_fills_a_gap_and_is_named() {
    let mut book = book();
    let rub = currency("RUB");
    assert!(book.insert(day("2022-03-10"), rub, 120_000_000_000, "bank"));
    assert_eq!(book.per_euro(rub, day("2022-03-12")), Ok((120_000_000_000, day("2022-03-10"))));
    assert_eq!(book.source_of(rub, day("2022-03-12")), Some("bank"));
    assert_eq!(book.source_of(rub, day("2022-03-01")), Some("ecb"));
    assert_eq!(book.per_euro(rub, day("2022-03-04")).map_err(|ask| ask.reason), Err(AskReason::NotPublished));
    assert_eq!(book.per_euro(rub, day("2022-03-21")).map_err(|ask| ask.reason), Err(AskReason::TooOld));
    assert!(!book.insert(day("2022-03-10"), rub, 0, "bank"));
    assert!(!book.insert(day("2022-03-10"), Currency::EUR, 1_000_000_000, "bank"));
}
