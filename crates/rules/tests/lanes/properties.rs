//! What holds of every parcel and lane, and an independent second opinion.

use crate::published::{card, country, day};
use entrepot_domain::fx::RateBook;
use entrepot_rules::lanes::{Cargo, LaneBook, Line, Parcel};
use proptest::prelude::*;
use std::sync::LazyLock;

static BOOK: LazyLock<LaneBook> = LazyLock::new(|| LaneBook::shipped().unwrap());

fn parcels() -> impl Strategy<Value = Parcel> {
    let to = prop::sample::select(vec!["US", "DE", "FR", "AR", "MX", "TR", "JP"]);
    let dims = prop::option::of([1_u32..1_500, 1_u32..1_500, 1_u32..1_500]);
    (to, prop::option::of(1_u32..80_000), dims, any::<bool>(), any::<bool>()).prop_map(|(to, weight_g, dims_mm, special, remote_area)| {
        Parcel {
            from: country("CN"),
            to: country(to),
            weight_g,
            dims_mm,
            cargo: if special { Cargo::Special } else { Cargo::General },
            remote_area,
        }
    })
}

proptest! {
    /// The quote with its steps and the bare evaluation are one path: the same lines, amounts and rules.
    #[test]
    fn a_quote_is_its_evaluation(parcel in parcels(), on in 17_500_i32..21_000) {
        let book = &*BOOK;
        let on = entrepot_domain::Day(on);
        for lane in book.lanes() {
            let mut lines: Vec<Line> = Vec::new();
            let bare = lane.evaluate(&parcel, on, &mut |line| lines.push(line));
            match (bare, lane.offer(&parcel, on, None, &RateBook::new())) {
                (Ok(weighed), Ok((offer, _))) => {
                    prop_assert_eq!(weighed, offer.weighed);
                    prop_assert_eq!(lines.len(), offer.lines.len());
                    for (line, quoted) in lines.iter().zip(&offer.lines) {
                        prop_assert_eq!(line.micros, quoted.amount.micros());
                        prop_assert_eq!(line.micros_high, quoted.high.unwrap_or(quoted.amount).micros());
                        prop_assert_eq!(&lane.rule(line.rule).unwrap().id, &quoted.rule_id);
                        prop_assert!(line.micros > 0 && line.micros <= line.micros_high);
                    }
                }
                (Err(a), Err(b)) => {
                    prop_assert_eq!(a, b);
                    prop_assert!(lines.is_empty(), "nothing is charged by a lane that does not take the parcel");
                }
                (a, b) => prop_assert!(false, "{:?} {:?}", a, b.map(|_| ())),
            }
        }
    }

    /// A second implementation of the published card, straight from its table, in whole hundredths of a fen.
    #[test]
    fn a_card_agrees_with_its_table(weight in 1_i128..5_001, special: bool) {
        let table = [(30, 85_500, 0), (80, 57_600, 929_880), (250, 63_900, 715_140), (5_000, 207_090, 688_770)];
        let (_, item, kilogram) = table.into_iter().find(|(end, _, _)| weight <= *end).unwrap();
        // 10^-4 yuan times grams: 10^-7 yuan; a fen is 10^5 of them.
        let exact = (item + if special { 10_000 } else { 0 }) * 1_000 + kilogram * weight;
        let (fen, rest) = (exact / 100_000, exact % 100_000);
        let fen = if rest > 50_000 || (rest == 50_000 && fen % 2 == 1) { fen + 1 } else { fen };
        let cargo = if special { Cargo::Special } else { Cargo::General };
        let parcel = Parcel { from: country("CN"), to: country("AR"), weight_g: Some(weight as u32), dims_mm: None, cargo, remote_area: false };
        let mut sum = 0;
        card().evaluate(&parcel, day("2020-02-02"), &mut |line| sum += line.micros).unwrap();
        prop_assert_eq!(sum, fen * 10_000);
    }

    /// Exactly one rate for a lane, zone, weight and day: freight is one line, whatever the parcel.
    #[test]
    fn freight_is_one_line(parcel in parcels()) {
        for lane in BOOK.lanes() {
            let mut freight = 0;
            let taken = lane.evaluate(&parcel, day("2018-02-26"), &mut |line| freight += usize::from(line.kind == entrepot_rules::lanes::LineKind::Freight));
            prop_assert_eq!(freight, usize::from(taken.is_ok()));
        }
    }
}
