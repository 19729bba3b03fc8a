//! Files that are no lanes, and what is said about them.

use crate::published::{day, parcel, priced};
use entrepot_rules::lanes::{Lane, LaneBook, Miss, Missing};

const GOOD: &str = "schema_version = 1
code = 'x'
label = { en = 'X', zh = 'X' }
carrier = 'X'
logistics = 'logistics_lines'
leg = 'parcel'
origins = ['CN']
destinations = ['US', 'DE']
currency = 'CNY'
source = 's'
as_of = '2026'
verified = true
[weight]
rule = 'actual'
";

fn fault(text: &str) -> (&'static str, String) {
    let error = Lane::parse("x.toml", text).unwrap_err();
    assert!(!error.hint.is_empty());
    (error.code, error.cause)
}

#[test]
fn unknown_keys_words_and_places_are_errors() {
    assert!(Lane::parse("x.toml", GOOD).is_ok());
    for (from, to, code) in [
        ("carrier", "carier", "preset.invalid"),
        ("'CN'", "'XX'", "preset.invalid"),
        ("'CNY'", "'RMB'", "preset.invalid"),
        ("'actual'", "'heavy'", "preset.invalid"),
        ("logistics_lines", "pigeon", "preset.word"),
        ("code = 'x'", "code = 'y'", "preset.name"),
        ("= 1\n", "= 2\n", "preset.version"),
        ("['CN']", "[]", "preset.places"),
        ("rule = 'actual'", "rule = 'greater'\ndivisor = 0", "preset.weight"),
        ("rule = 'actual'", "rule = 'greater'\nratio = 2", "preset.weight"),
        ("rule = 'actual'", "rule = 'actual'\nsteps = [{ step_g = 500 }, { step_g = 100 }]", "preset.weight"),
    ] {
        assert_eq!(fault(&GOOD.replacen(from, to, 1)).0, code, "{to}");
    }
    for (more, code) in [
        ("[[rate]]\nper_kg = '-1'", "preset.invalid"),
        ("[[rate]]\nper_kg = 1.5", "preset.invalid"),
        ("[[rate]]\nper_kg = '0'", "preset.range"),
        ("[[rate]]\nper_kg = '2'\nper_kg_high = '1'", "preset.range"),
        ("[[rate]]\nzone = 'Z'\nper_kg = '2'", "preset.zone"),
        ("[[zone]]\ncode = 'A'\ncountries = ['FR']", "preset.zone"),
        ("[[zone]]\ncode = 'A'\ncountries = ['DE']\n[[zone]]\ncode = 'B'\ncountries = ['DE']", "preset.zone"),
        ("[transit_days]\nmin = 9\nmax = 3", "preset.transit"),
    ] {
        assert_eq!(fault(&format!("{GOOD}{more}")).0, code, "{more}");
    }
}

#[test]
fn weight_bands_follow_one_another_gram_by_gram() {
    let bands = |a: &str, b: &str| format!("{GOOD}[[rate]]\nper_kg = '2'\n{a}\n[[rate]]\nper_kg = '3'\n{b}\n");
    assert!(Lane::parse("x.toml", &bands("up_to_g = 500", "above_g = 500")).is_ok());
    assert_eq!(fault(&bands("up_to_g = 500", "above_g = 400")), ("preset.bands", "weight bands overlap at 400 g".to_owned()));
    assert_eq!(fault(&bands("up_to_g = 500", "above_g = 600")), ("preset.bands", "weight bands leave a gap at 500 g".to_owned()));
    assert_eq!(fault(&bands("", "")).0, "preset.bands");
    assert_eq!(fault(&bands("up_to_g = 500\nabove_g = 500", "above_g = 500")).0, "preset.bands");
}

#[test]
fn dates_neither_overlap_nor_leave_a_gap() {
    let rates = |a: &str, b: &str| format!("{GOOD}[[rate]]\nper_kg = '2'\n{a}\n[[rate]]\nper_kg = '3'\n{b}\n");
    let good = rates("eff_to = '2026-03-31'", "eff_from = '2026-04-01'\neff_to = '2026-12-31'");
    let lane = Lane::parse("x.toml", &good).unwrap();
    let price = |on: &str| priced(&lane, &parcel("DE", 1_000, None), on).map(|(sum, _)| sum);
    assert_eq!((price("2026-03-31"), price("2026-04-01")), (Ok(2_000_000), Ok(3_000_000)));
    assert_eq!(price("2027-01-01"), Err(Miss::Asks(Missing::TariffOn)));
    assert!(day("2026-04-01") > day("2026-03-31"));
    let (code, cause) = fault(&rates("eff_to = '2026-04-01'", "eff_from = '2026-04-01'"));
    assert_eq!((code, cause.as_str()), ("preset.dates", "rates: two rules hold on 2026-04-01"));
    let (code, cause) = fault(&rates("eff_to = '2026-03-01'", "eff_from = '2026-04-01'"));
    assert_eq!((code, cause.as_str()), ("preset.dates", "rates: no rule holds from 2026-03-02 to 2026-03-31"));
    let fuel = |a: &str, b: &str| format!("{GOOD}[[fuel]]\npercent = '15'\n{a}\n[[fuel]]\npercent = '16'\n{b}\n");
    assert_eq!(fault(&fuel("eff_to = '2026-02-01'", "eff_from = '2026-02-03'")).0, "preset.dates");
    assert_eq!(fault(&fuel("", "eff_from = '2026-02-03'")).0, "preset.dates");
}

#[test]
fn a_lane_of_the_home_takes_the_place_of_the_shipped_one() {
    let text = GOOD.replace("code = 'x'", "code = 'epacket'") + "[[rate]]\nper_kg = '70'\n";
    let book = LaneBook::shipped().unwrap().with(&[("epacket.toml".to_owned(), text), ("x.toml".to_owned(), GOOD.to_owned())]).unwrap();
    assert_eq!(book.lanes().len(), LaneBook::shipped().unwrap().lanes().len() + 1);
    let own = book.find("epacket").unwrap();
    assert!(!own.shipped && book.find("ems").unwrap().shipped);
    assert_eq!(priced(own, &parcel("DE", 3_000, None), "2026-09-01").unwrap().0, 210_000_000);
    assert_eq!(priced(book.find("x").unwrap(), &parcel("DE", 3_000, None), "2026-09-01"), Err(Miss::Asks(Missing::Tariff)));
}

#[test]
fn an_example_that_does_not_come_out_is_named() {
    let text =
        format!("{GOOD}[[rate]]\nper_kg = '70'\n[[example]]\nfrom = 'CN'\nto = 'DE'\non = '2026-01-01'\nweight_g = 1000\namount = '71'\n");
    let faults = Lane::parse("x.toml", &text).unwrap().check_examples();
    assert_eq!(faults[0].to_string(), "example 1 of x: expected amount 71, got 1000 g, 70 to 70 CNY");
}
