//! The reference tables against independent lists of ISO codes, and the country names of a real order book.

use std::collections::{BTreeMap, BTreeSet};

use entrepot_domain::country::{Region, Union, member, resolve};
use entrepot_domain::money::CurrencyStatus;
use entrepot_domain::{Country, Currency, Day, Resolved};

use crate::test_data;

#[test]
fn countries_are_those_of_an_independent_list() {
    let Some(text) = test_data::read("reference/iso/iso3166-1.json") else { return };
    let list: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let theirs: BTreeSet<(String, String, u16)> = list["3166-1"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| {
            let field = |name: &str| row[name].as_str().expect("text").to_owned();
            (field("alpha_2"), field("alpha_3"), field("numeric").parse().expect("a number"))
        })
        .collect();
    let ours: BTreeSet<_> =
        Country::all().map(|country| (country.as_str().to_owned(), country.alpha3().to_owned(), country.numeric())).collect();
    assert_eq!(ours.len(), 249);
    assert_eq!(ours, theirs);
}

#[test]
fn names_of_an_independent_list_resolve_to_the_same_country() {
    let Some(text) = test_data::read("reference/iso/iso3166-1.json") else { return };
    let list: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut missed = Vec::new();
    for row in list["3166-1"].as_array().expect("a list") {
        let code = row["alpha_2"].as_str().expect("a code");
        for field in ["name", "common_name"] {
            let Some(name) = row[field].as_str() else { continue };
            match resolve(name) {
                Resolved::Country(country) => assert_eq!(country.as_str(), code, "{name}"),
                other => missed.push((code.to_owned(), name.to_owned(), other)),
            }
        }
    }
    assert_eq!(missed, []);
}

#[test]
fn continents_are_those_of_an_independent_list() {
    let Some(text) = test_data::read("reference/geo/geonames_countries.json") else { return };
    let list: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    for country in Country::all() {
        // The United Nations count Timor-Leste to South-eastern Asia, the other list to Oceania.
        if country.as_str() != "TL" {
            assert_eq!(list[country.as_str()]["continentcode"].as_str(), Some(country.continent().as_str()), "{country}");
        }
    }
}

#[test]
fn currencies_are_those_of_an_independent_list() {
    let Some(text) = test_data::read("reference/iso/iso4217.json") else { return };
    let list: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let theirs: BTreeSet<&str> = list["4217"].as_array().expect("a list").iter().filter_map(|row| row["alpha_3"].as_str()).collect();
    for code in &theirs {
        match Currency::parse(code) {
            Ok(currency) => assert_eq!(currency.status(), CurrencyStatus::Active, "{code}"),
            Err(error) => assert_eq!(error.code(), "currency_special", "{code}"),
        }
    }
    for currency in Currency::all().filter(|currency| currency.status() == CurrencyStatus::Active) {
        assert!(theirs.contains(currency.as_str()), "{currency}");
    }
}

#[test]
fn the_38_country_names_of_a_real_order_book_resolve() {
    let names = [
        ("United Kingdom", "GB"),
        ("Germany", "DE"),
        ("France", "FR"),
        ("EIRE", "IE"),
        ("Spain", "ES"),
        ("Netherlands", "NL"),
        ("Belgium", "BE"),
        ("Switzerland", "CH"),
        ("Portugal", "PT"),
        ("Australia", "AU"),
        ("Norway", "NO"),
        ("Italy", "IT"),
        ("Channel Islands", "JE"),
        ("Finland", "FI"),
        ("Cyprus", "CY"),
        ("Sweden", "SE"),
        ("Austria", "AT"),
        ("Denmark", "DK"),
        ("Japan", "JP"),
        ("Poland", "PL"),
        ("Israel", "IL"),
        ("USA", "US"),
        ("Hong Kong", "HK"),
        ("Singapore", "SG"),
        ("Iceland", "IS"),
        ("Canada", "CA"),
        ("Greece", "GR"),
        ("Malta", "MT"),
        ("United Arab Emirates", "AE"),
        ("RSA", "ZA"),
        ("Lebanon", "LB"),
        ("Lithuania", "LT"),
        ("Brazil", "BR"),
        ("Czech Republic", "CZ"),
        ("Bahrain", "BH"),
        ("Saudi Arabia", "SA"),
    ];
    assert_eq!(names.len(), 36);
    for (name, code) in names {
        assert_eq!(resolve(name).country().map(Country::as_str), Some(code), "{name}");
    }
    for name in ["European Community", "Unspecified"] {
        assert_eq!(resolve(name), Resolved::Group(name));
    }
    let Some(text) = test_data::read("online_retail/online_retail.csv.gz") else { return };
    let found: BTreeSet<&str> = text.lines().skip(1).filter_map(|line| line.rsplit(',').next()).collect();
    assert_eq!(found.len(), 38);
    assert!(found.iter().all(|name| resolve(name) != Resolved::Unknown));
    assert_eq!(found.iter().filter(|name| resolve(name).country().is_none()).count(), 2);
}

#[test]
fn the_eu_had_the_published_number_of_members() {
    // European Union, "History": members after each accession and after the withdrawal.
    for (year, month, members) in [
        (1957, 12, 0),
        (1958, 1, 6),
        (1973, 1, 9),
        (1981, 1, 10),
        (1986, 1, 12),
        (1995, 1, 15),
        (2004, 5, 25),
        (2007, 1, 27),
        (2013, 7, 28),
        (2020, 1, 28),
        (2020, 2, 27),
        (2026, 11, 27),
    ] {
        let day = Day::from_ymd(year, month, 1).expect("a day");
        assert_eq!(Country::all().filter(|&country| member(country, Union::Eu, day)).count(), members, "{day}");
    }
    for (year, members) in [(1968, 5), (1985, 6), (1996, 7), (1998, 9), (2000, 10), (2026, 11)] {
        let day = Day::from_ymd(year, 1, 1).expect("a day");
        assert_eq!(Country::all().filter(|&country| member(country, Union::Asean, day)).count(), members, "{day}");
    }
}

#[test]
fn every_country_is_in_exactly_one_region() {
    let per_region: usize = Region::ALL.iter().map(|region| Country::all().filter(|country| country.region() == *region).count()).sum();
    assert_eq!(per_region, Country::all().count());
}

#[test]
fn days_agree_with_an_independent_calendar() {
    let first = jiff::civil::date(1, 1, 1);
    let mut date = first;
    let mut number = -719_162;
    while date < jiff::civil::date(9999, 12, 1) {
        let day = Day(number);
        assert_eq!(Day::from(date), day);
        assert_eq!(day.to_date(), Some(date));
        assert_eq!(day.to_string(), date.to_string());
        assert_eq!(date.to_string().parse::<Day>().expect("a day"), day);
        date = date.checked_add(jiff::Span::new().days(17)).expect("a date");
        number += 17;
    }
    for text in ["2023-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "20260101", "2026/01/01", ""] {
        assert!(text.parse::<Day>().is_err(), "{text}");
    }
}
