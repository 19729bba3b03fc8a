//! The export side: vectors T1 and T2, supervision codes, pilot cities, the timeline.

use crate::border::{day, money};
use entrepot_domain::ledger::Mode;
use entrepot_rules::customs::{CustomsBook, ExportBook, Timeline};

#[test]
fn t1_what_a_purchase_costs_after_the_rebate() {
    let book = ExportBook::shipped().unwrap();
    for (category, net) in [("general", "100 CNY"), ("rate9", "104 CNY"), ("rate6", "107 CNY"), ("none", "113 CNY")] {
        let rebate = book.rebate(money("113 CNY"), category, day("2026-09-01")).unwrap();
        assert_eq!(rebate.net_cost, money(net), "{category}");
    }
}

#[test]
fn t2_batteries_by_the_day_of_the_declaration() {
    let book = ExportBook::shipped().unwrap();
    for (on, pct) in [("2026-03-31", 9), ("2026-04-01", 6), ("2026-12-31", 6), ("2027-01-01", 0)] {
        assert_eq!(book.rebate(money("113 CNY"), "batteries", day(on)).unwrap().pct, pct * 1_000_000, "{on}");
    }
    assert_eq!(book.rebate(money("113 CNY"), "batteries", day("2024-11-30")).unwrap_err().code, "export.no_rebate_on");
    assert_eq!(book.rebate(money("113 CNY"), "balloons", day("2026-09-01")).unwrap_err().code, "export.no_category");
}

#[test]
fn a03_ten_pilot_cities_and_their_codes() {
    let book = ExportBook::shipped().unwrap();
    assert_eq!(book.cities().len(), 10);
    let codes: Vec<&str> = book.codes().iter().map(|code| code.code.as_str()).collect();
    assert_eq!(codes, ["0110", "9610", "9710", "9810", "1210", "1039"]);
    let allowed =
        |mode, city| book.allowed(mode, day("2026-09-01"), city).unwrap().iter().map(|code| code.code.clone()).collect::<Vec<_>>();
    assert_eq!(allowed(Mode::B2c, Some("ningbo")), ["9610", "1210"]);
    assert_eq!(allowed(Mode::B2b2c, Some("shenzhen")), ["9810", "1210"]);
    assert_eq!(allowed(Mode::B2b, Some("ningbo")), ["0110", "9710"]);
    assert_eq!(allowed(Mode::B2b, None), ["0110", "9710", "1039"]);
    // Which codes a city may use is recalled; it says so.
    assert!(book.cities().iter().all(|city| !city.provenance.verified));
    assert_eq!(book.allowed(Mode::B2c, day("2026-09-01"), Some("atlantis")).unwrap_err().code, "export.no_city");
}

#[test]
fn the_timeline_is_in_order_and_names_territories_that_are_there() {
    let timeline = Timeline::shipped().unwrap();
    assert_eq!(timeline.events().len(), 18);
    assert!(timeline.events().windows(2).all(|pair| pair[0].on <= pair[1].on));
    let book = CustomsBook::shipped().unwrap();
    for event in timeline.events() {
        assert!(book.territories().iter().any(|territory| territory.code == event.territory), "{}", event.territory);
    }
    assert!(timeline.events().iter().any(|event| !event.provenance.verified));
}
