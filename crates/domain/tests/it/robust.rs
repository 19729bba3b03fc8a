//! Whatever a file holds, reading it is an answer and never a panic; and the codes are one closed, sorted list.

use entrepot_domain::country::resolve_noted;
use entrepot_domain::errors::CODES;
use entrepot_domain::fx::{EcbTable, pack, parse_ecb_csv, unpack};
use entrepot_domain::ids::{Gtin, HsCode, TradeId};
use entrepot_domain::ledger::Mode;
use entrepot_domain::lifecycle::{Event, check};
use entrepot_domain::{Country, Currency, Day, DomainError};
use proptest::prelude::*;

fn is_listed(code: &str) -> bool {
    CODES.iter().any(|(listed, _)| *listed == code)
}

fn explained(error: &DomainError) -> bool {
    // A message stays short, however long the cell was.
    is_listed(error.code()) && !error.hint().is_empty() && error.to_string().len() < 400
}

proptest! {
    #[test]
    fn any_text_is_an_answer(text in "(\\PC|[a-zA-Z0-9.,/ -]|[\u{0}-\u{1f}]){0,300}") {
        let errors = [
            Currency::parse(&text).err(), Country::parse(&text).err(), text.parse::<Day>().err(), Gtin::parse(&text).err(),
            HsCode::parse(&text).err(), TradeId::new(&text).err(), Mode::parse(&text).err(), parse_ecb_csv(&text).err(),
        ];
        prop_assert!(errors.iter().flatten().all(explained), "{:?}", errors);
        let _ = resolve_noted(&text);
    }

    #[test]
    fn any_bytes_are_no_rates_or_good_rates(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut packed = b"ECBRATE1".to_vec();
        packed.extend(&bytes);
        if let Ok(table) = unpack(&packed) {
            prop_assert_eq!(unpack(&pack(&table)), Ok(table));
        }
    }

    #[test]
    fn tables_of_rates_survive_packing(
        start in -30_000_i32..30_000,
        steps in proptest::collection::vec(1_i32..9, 1..60),
        cells in proptest::collection::vec((0_i64..3, 1_i64..1_000_000_000_000_000_000), 120),
    ) {
        let mut csv = String::from("Date,USD,TRY,\n");
        let mut day = Day(start);
        for (row, step) in steps.iter().enumerate() {
            day = day.plus(*step);
            csv.push_str(&day.to_string());
            for (kind, nanos) in &cells[row * 2..row * 2 + 2] {
                let cell = if *kind == 0 { "N/A".to_owned() } else { format!("{}.{:09}", nanos / 1_000_000_000, nanos % 1_000_000_000) };
                csv.push(',');
                csv.push_str(&cell);
            }
            csv.push_str(",\n");
        }
        let table: EcbTable = parse_ecb_csv(&csv).unwrap();
        prop_assert_eq!(table.days().len(), steps.len());
        prop_assert_eq!(unpack(&pack(&table)), Ok(table));
    }

    #[test]
    fn any_events_are_an_answer(events in proptest::collection::vec((0..6_usize, any::<i64>()), 0..12), mode in 0..3_usize) {
        let events: Vec<(Event, i64)> = events.into_iter().map(|(event, time)| (Event::ALL[event], time)).collect();
        let flags = check(Mode::ALL[mode], &events);
        prop_assert!(flags.iter().all(|flag| is_listed(flag.code)));
    }

    #[test]
    fn the_order_of_events_in_the_file_does_not_matter(times in proptest::collection::vec((0..6_usize, 0..60_i64), 0..10), turn in 0..10_usize) {
        let base = Day::from_ymd(2026, 1, 1).unwrap().start_micros();
        let mut events: Vec<(Event, i64)> =
            times.into_iter().map(|(event, minutes)| (Event::ALL[event], base + minutes * 60_000_000)).collect();
        let before = check(Mode::B2c, &events);
        let turn = turn.min(events.len());
        events.rotate_left(turn);
        prop_assert_eq!(check(Mode::B2c, &events), before);
    }
}

#[test]
fn codes_are_sorted_and_unique() {
    assert!(CODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(CODES.iter().all(|(_, meaning)| !meaning.is_empty()));
}
