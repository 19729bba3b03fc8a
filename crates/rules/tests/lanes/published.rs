//! The acceptance vectors of lanes by their ids, and the examples of every shipped file.

use entrepot_domain::fx::RateBook;
use entrepot_domain::{Country, Currency, Day};
use entrepot_rules::lanes::{Cargo, Lane, LaneBook, Leg, Miss, Missing, Parcel, Refusal, Weighed, quote};

pub fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn parcel(to: &str, weight_g: u32, dims_mm: Option<[u32; 3]>) -> Parcel {
    Parcel { from: country("CN"), to: country(to), weight_g: Some(weight_g), dims_mm, cargo: Cargo::General, remote_area: false }
}

pub fn card() -> Lane {
    Lane::parse("wish_epc.toml", include_str!("../data/wish_epc.toml")).unwrap()
}

/// Sum of the low ends in millionths and the weights.
pub fn priced(lane: &Lane, parcel: &Parcel, on: &str) -> Result<(i128, Weighed), Miss> {
    let mut sum = 0;
    let weighed = lane.evaluate(parcel, day(on), &mut |line| sum += line.micros)?;
    Ok((sum, weighed))
}

fn weigh(code: &str, weight_g: u32, on: &str) -> Weighed {
    let book = LaneBook::shipped().unwrap();
    priced(book.find(code).unwrap(), &parcel("US", weight_g, Some([400, 300, 200])), on).unwrap().1
}

#[test]
fn every_shipped_lane_is_valid_and_its_examples_come_out() {
    let book = LaneBook::shipped().unwrap();
    let faults: Vec<String> = book.lanes().iter().flat_map(Lane::check_examples).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(book.lanes().iter().map(Lane::examples).sum::<usize>() >= 15);
    // The seed's ways of carriage are all there.
    for word in ["postal_packet", "parcel_post", "logistics_lines", "express", "overseas_warehouse"] {
        assert!(book.lanes().iter().any(|lane| lane.logistics == word), "{word}");
    }
}

#[test]
fn every_file_of_the_folder_is_shipped() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../presets/lanes");
    let files = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(files, LaneBook::shipped().unwrap().lanes().len());
}

#[test]
fn l1_volumetric_weight_by_two_divisors() {
    assert_eq!(weigh("dhl_express", 2_500, "2018-02-26").volumetric_g, Some(4_800));
    assert_eq!(weigh("generic_air_line_general", 2_500, "2026-09-01").volumetric_g, Some(4_000));
    assert_eq!(weigh("generic_air_line_general", 2_500, "2026-09-01").billed_g, 4_000);
}

#[test]
fn l2_volume_counts_from_twice_the_weight_on() {
    let text = include_str!("../../../../presets/lanes/yun_economy_variant_a.toml");
    let lane = Lane::parse("yun_economy_variant_a.toml", &format!("{text}\n[[rate]]\nper_kg = '60'\n")).unwrap();
    let billed = |weight| priced(&lane, &parcel("US", weight, Some([400, 300, 200])), "2026-09-01").unwrap().1.billed_g;
    assert_eq!((billed(2_500), billed(1_900)), (2_500, 4_000));
    // At exactly twice it counts.
    assert_eq!((billed(2_000), billed(2_001)), (4_000, 2_001));
}

#[test]
fn l3_express_steps() {
    let book = LaneBook::shipped().unwrap();
    let billed =
        |weight| priced(book.find("dhl_express").unwrap(), &parcel("US", weight, Some([100, 100, 100])), "2018-02-26").unwrap().1.billed_g;
    assert_eq!((billed(2_650), billed(24_300), billed(65_900)), (3_000, 25_000, 66_000));
    assert_eq!((billed(21_000), billed(21_001), billed(1)), (21_000, 22_000, 500));
}

#[test]
fn l4_a_published_card() {
    let lane = card();
    for (weight, cents) in [(10, 855), (50, 1_041), (100, 1_354), (500, 5_515)] {
        assert_eq!(priced(&lane, &parcel("AR", weight, None), "2020-02-02").unwrap().0, cents * 10_000, "{weight}");
    }
    // Special goods are one yuan more in each band; the ends of bands belong to the lower one.
    for weight in [10, 30, 80, 250, 5_000] {
        let special = Parcel { cargo: Cargo::Special, ..parcel("AR", weight, None) };
        let difference =
            priced(&lane, &special, "2020-02-02").unwrap().0 - priced(&lane, &parcel("AR", weight, None), "2020-02-02").unwrap().0;
        assert_eq!(difference, 1_000_000, "{weight}");
    }
    assert_eq!(priced(&lane, &parcel("AR", 30, None), "2020-02-02").unwrap().0, 8_550_000);
    assert_eq!(priced(&lane, &parcel("AR", 5_001, None), "2020-02-02"), Err(Miss::Refused(Refusal::BeyondTariff(5_000))));
}

#[test]
fn l5_a_small_packet_over_two_kilograms_is_refused_with_its_reason() {
    let book = LaneBook::shipped().unwrap();
    let heavy = parcel("US", 2_010, None);
    assert_eq!(priced(book.find("epacket").unwrap(), &heavy, "2026-09-01"), Err(Miss::Refused(Refusal::TooHeavy(2_000))));
    let answer = quote(&book, Leg::Parcel, &heavy, day("2026-09-01"), None, &RateBook::new());
    let refused = answer.refusals.iter().find(|refused| refused.lane.code == "epacket").unwrap();
    assert_eq!((refused.code, refused.text.as_str()), ("lane.too_heavy", "over 2 kg"));
}

#[test]
fn all_lanes_answer_once_sorted_with_reasons_and_questions() {
    let book = LaneBook::shipped().unwrap();
    let rates = RateBook::embedded().unwrap();
    let parcel = parcel("US", 500, Some([400, 300, 200]));
    let answer = quote(&book, Leg::Parcel, &parcel, day("2026-09-01"), Some(Currency::USD), &rates);
    let lanes = book.lanes().iter().filter(|lane| lane.leg == Leg::Parcel).count();
    let offered: Vec<&str> = answer.offers.iter().map(|offer| offer.lane.code.as_str()).collect();
    assert_eq!(answer.offers.len() + answer.refusals.len() + answer.questions.len(), lanes, "{offered:?} {:?}", answer.questions);
    assert!(answer.offers.windows(2).all(|pair| pair[0].price.unwrap().micros() <= pair[1].price.unwrap().micros()));
    assert_eq!(offered[0], "china_post_small_packet");
    assert!(
        answer.questions.iter().any(|question| question.code == "lane.no_tariff" && question.subject == "ems" && !question.hint.is_empty())
    );
    assert!(answer.questions.iter().any(|question| question.code == "lane.no_fuel" && question.text.contains("DHL")));
    for offer in &answer.offers {
        assert!(
            offer.lines.iter().all(|line| !line.source.is_empty() && !line.rule_id.is_empty() && !line.steps.is_empty()),
            "{}",
            offer.lane.code
        );
    }
}

#[test]
fn what_is_not_known_is_asked_and_never_nothing() {
    let book = LaneBook::shipped().unwrap();
    let lane = |code: &str| book.find(code).unwrap();
    let no_weight = Parcel { weight_g: None, ..parcel("US", 1, None) };
    assert_eq!(priced(lane("epacket"), &no_weight, "2026-09-01"), Err(Miss::Asks(Missing::Weight)));
    assert_eq!(priced(lane("dhl_express"), &parcel("US", 500, None), "2018-02-26"), Err(Miss::Asks(Missing::Dims)));
    assert_eq!(priced(lane("ddp_sea"), &parcel("US", 500, Some([1, 1, 1])), "2026-09-01"), Err(Miss::Asks(Missing::Divisor)));
    assert_eq!(priced(lane("epacket"), &parcel("FR", 500, None), "2026-09-01"), Err(Miss::Refused(Refusal::NotTo)));
    let from_us = Parcel { from: country("US"), ..parcel("US", 500, None) };
    assert_eq!(priced(lane("epacket"), &from_us, "2026-09-01"), Err(Miss::Refused(Refusal::NotFrom)));
    // A parcel without weight is one question, not one of each lane.
    let answer = quote(&book, Leg::Parcel, &no_weight, day("2026-09-01"), None, &RateBook::new());
    assert_eq!(answer.questions.iter().filter(|question| question.code == "lane.no_weight").count(), 1);
}

#[test]
fn a_remote_address_costs_its_own_currency_and_fuel() {
    let book = LaneBook::shipped().unwrap();
    let rates = RateBook::embedded().unwrap();
    let remote = Parcel { remote_area: true, ..parcel("US", 2_650, Some([100, 100, 100])) };
    let (offer, question) = book.find("dhl_express").unwrap().offer(&remote, day("2018-02-26"), Some(Currency::USD), &rates).unwrap();
    assert!(question.is_none());
    let said: Vec<(String, String)> = offer.lines.iter().map(|line| (line.kind.clone(), line.amount.to_string())).collect();
    let expect = [("freight", "18.00 USD"), ("fuel_surcharge", "2.92 USD"), ("remote_area", "180.00 CNY"), ("fuel_surcharge", "29.25 CNY")];
    assert_eq!(said, expect.map(|(kind, amount)| (kind.to_owned(), amount.to_owned())));
    assert_eq!(offer.lines[3].steps[0].text, "16.25 % of 180.00 CNY");
    // Without a rate for the yuan there is an offer without a price, and a question.
    let (offer, question) =
        book.find("dhl_express").unwrap().offer(&remote, day("2018-02-26"), Some(Currency::USD), &RateBook::new()).unwrap();
    assert_eq!((offer.price, question.unwrap().code), (None, "fx_missing"));
}
