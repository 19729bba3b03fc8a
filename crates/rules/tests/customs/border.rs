//! Duty and import tax: vectors D1 to D12.

use entrepot_domain::fx::RateBook;
use entrepot_domain::ledger::Component;
use entrepot_domain::{Country, Currency, Day, Money};
use entrepot_rules::customs::{Buyer, Consignment, CustomsBook, DutyQuote, Goods, Territory, quote};

pub fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// `12.50 USD`.
pub fn money(text: &str) -> Money {
    let (amount, currency) = text.split_once(' ').unwrap();
    Money::parse(amount, Currency::parse(currency).unwrap()).unwrap()
}

pub fn goods(hs: &str, value: &str) -> Goods {
    Goods { hs: hs.parse().unwrap(), origin: country("CN"), value: money(value) }
}

pub fn to(to: &str, on: &str, goods: Vec<Goods>) -> Consignment {
    Consignment {
        goods,
        freight: None,
        insurance: None,
        from: country("CN"),
        to: country(to),
        day: day(on),
        buyer: Buyer::Person,
        channel: None,
        item_digits: None,
        tax_class: None,
    }
}

/// Duty and tax as told, or the code of the question.
pub fn told(book: &CustomsBook, consignment: &Consignment) -> (String, String) {
    let answer = quote(book, consignment, &RateBook::embedded().unwrap());
    match answer.questions.first() {
        Some(question) => (question.code.to_owned(), String::new()),
        None => (answer.duty.unwrap().0.to_string(), answer.tax.unwrap().0.to_string()),
    }
}

fn duty(consignment: &Consignment) -> String {
    told(&CustomsBook::shipped().unwrap(), consignment).0
}

/// The percentages of the layers in a quote.
fn layers(answer: &DutyQuote<'_>) -> Vec<String> {
    let step = |line: &entrepot_rules::customs::DutyLine| line.quoted.steps.last().unwrap().text.split(" of").next().unwrap().to_owned();
    answer.lines.iter().filter(|line| line.quoted.component == Component::Duty).map(step).collect()
}

#[test]
fn d1_a_t_shirt_under_three_laws() {
    let shirt = |on| to("US", on, vec![goods("6109.10", "10.00 USD")]);
    assert_eq!(duty(&shirt("2026-09-01")), "3.65 USD");
    assert_eq!(duty(&shirt("2026-03-15")), "3.40 USD");
    assert_eq!(duty(&shirt("2025-01-15")), "0.00 USD");
    let book = CustomsBook::shipped().unwrap();
    let rates = RateBook::embedded().unwrap();
    assert_eq!(layers(&quote(&book, &shirt("2026-09-01"), &rates)), ["16.5 %", "7.5 %", "12.5 %"]);
    assert_eq!(layers(&quote(&book, &shirt("2026-03-15"), &rates)), ["16.5 %", "7.5 %", "10 %"]);
    let free = quote(&book, &shirt("2025-01-15"), &rates);
    assert_eq!(free.reliefs[0].quoted.rule_id, "duties/us/relief-duty@2016-03-10");
    // On the days between, the emergency-powers layers are missing: it asks and says why.
    let asked = quote(&book, &shirt("2025-06-01"), &rates);
    assert_eq!((asked.questions[0].code, asked.duty), ("duty.incomplete", None));
    assert!(asked.questions[0].text.contains("IEEPA"), "{}", asked.questions[0].text);
}

#[test]
fn d2_imitation_jewellery() {
    assert_eq!(duty(&to("US", "2026-09-01", vec![goods("7117.19.90", "20.00 USD")])), "6.20 USD");
    // Six digits do not decide which line of the tariff it is.
    assert_eq!(duty(&to("US", "2026-09-01", vec![goods("7117.19", "20.00 USD")])), "duty.hs_short");
}

#[test]
fn d3_plastic_articles() {
    let told = duty(&to("US", "2026-09-14", vec![goods("3926.90.99", "45.00 USD")]));
    assert!(told == "11.38 USD" || told == "11.39 USD" || told == "11.40 USD", "{told}");
}

#[test]
fn d4_the_same_goods_at_their_transfer_price() {
    assert_eq!(duty(&to("US", "2026-09-14", vec![goods("3926.90.99", "10.00 USD")])), "2.53 USD");
}

#[test]
fn d5_three_euros_for_each_tariff_item_and_tax_on_them() {
    let book = CustomsBook::shipped().unwrap();
    let parcel = to("FR", "2026-07-02", vec![goods("6109.10", "80.00 EUR"), goods("6403.99", "40.00 EUR")]);
    let (duty, tax) = told(&book, &parcel);
    assert_eq!(duty, "6.00 EUR");
    // 20 % of 120.00 is 24.00; 1.20 is the tax on the duty.
    assert_eq!(tax, "25.20 EUR");
    let answer = quote(&book, &parcel, &RateBook::new());
    assert_eq!(answer.scheme.unwrap().code, "IOSS");
}

#[test]
fn d6_five_shirts_are_one_item_a_shirt_and_a_watch_are_two() {
    assert_eq!(duty(&to("DE", "2026-07-02", vec![goods("6109.10", "100.00 EUR")])), "3.00 EUR");
    assert_eq!(duty(&to("DE", "2026-07-02", vec![goods("6109.10", "20.00 EUR"), goods("6109.10", "80.00 EUR")])), "3.00 EUR");
    assert_eq!(duty(&to("DE", "2026-07-02", vec![goods("6109.10", "20.00 EUR"), goods("9102.11", "80.00 EUR")])), "6.00 EUR");
    // By the full declaration ten digits make an item: two shirts of different lines are two, and six digits do not tell.
    let full = |one: &str, other: &str| {
        duty(&Consignment { item_digits: Some(10), ..to("DE", "2026-07-02", vec![goods(one, "20.00 EUR"), goods(other, "80.00 EUR")]) })
    };
    assert_eq!(full("6109.10.00.10", "6109.10.00.90"), "6.00 EUR");
    assert_eq!(full("6109.10", "6109.10.00.90"), "duty.hs_short");
    let four =
        Consignment { item_digits: Some(4), ..to("DE", "2026-07-02", vec![goods("6109.10", "20.00 EUR"), goods("6109.90", "80.00 EUR")]) };
    assert_eq!(duty(&four), "3.00 EUR");
}

#[test]
fn d7_a_cent_over_the_threshold_pays_the_tariff_on_carriage_too() {
    let parcel = Consignment { freight: Some(money("10.00 EUR")), ..to("DE", "2026-07-02", vec![goods("6109.10", "150.01 EUR")]) };
    let book = CustomsBook::shipped().unwrap();
    let answer = quote(&book, &parcel, &RateBook::new());
    assert_eq!(answer.customs_value, Some(money("160.01 EUR")));
    assert_eq!(answer.duty.unwrap().0, money("19.20 EUR"));
    assert!(answer.lines.iter().all(|line| line.quoted.rule_id.contains("/mfn/") || line.quoted.component == Component::Tax));
    // A company pays the tariff at any value since then.
    let company = Consignment { buyer: Buyer::Business, ..to("DE", "2026-07-02", vec![goods("6109.10", "100.00 EUR")]) };
    assert_eq!(duty(&company), "12.00 EUR");
}

#[test]
fn d8_the_last_day_of_the_relief() {
    assert_eq!(duty(&to("DE", "2026-06-30", vec![goods("6109.10", "150.00 EUR")])), "0.00 EUR");
    assert_eq!(duty(&to("DE", "2026-07-01", vec![goods("6109.10", "150.00 EUR")])), "3.00 EUR");
}

#[test]
fn d9_a_penny_over_the_british_threshold() {
    assert_eq!(duty(&to("GB", "2026-09-01", vec![goods("7117.19", "135.00 GBP")])), "0.00 GBP");
    let over = Consignment { freight: Some(money("5.00 GBP")), ..to("GB", "2026-09-01", vec![goods("7117.19", "135.01 GBP")]) };
    assert_eq!(duty(&over), "5.60 GBP");
    assert_eq!(duty(&to("GB", "2026-09-01", vec![goods("7117.19", "135.01 GBP")])), "5.40 GBP");
    // Before 2021 the union's law held there; the table does not say.
    assert_eq!(duty(&to("GB", "2020-06-01", vec![goods("7117.19", "10.00 GBP")])), "duty.incomplete");
}

/// A made-up territory: one rate for everything.
fn made_up(basis: &str, duty: &str) -> CustomsBook {
    let text = format!(
        "schema_version = 1\ncode = 'au'\nlabel = {{ en = 'A', zh = 'A' }}\ncountries = ['AU']\ncurrency = 'USD'\nsource = 's'\nas_of = '2026'\nverified = true\n\
         valuation = {{ basis = '{basis}' }}\n[[complete]]\n[[component]]\ncode = 'mfn'\nlabel = {{ en = 'T', zh = 'T' }}\nrequired_from = ['*']\n\
         [[layer]]\ncomponent = 'mfn'\nhs = ['*']\norigins = ['*']\nrate_pct = '{duty}'\n"
    );
    let taxes = "schema_version = 1\nsource = 's'\nas_of = '2026'\nverified = true\n[[tax]]\ncountry = 'AU'\nname = 'VAT'\nrates = [{ pct = '18' }]\n";
    CustomsBook::shipped().unwrap().with(&[("au.toml".to_owned(), text)]).unwrap().with_taxes("import.toml", taxes).unwrap()
}

#[test]
fn d10_duty_on_cif_and_on_fob() {
    let parcel = Consignment {
        freight: Some(money("800 USD")),
        insurance: Some(money("50 USD")),
        ..to("AU", "2026-09-01", vec![goods("8471.30", "5000 USD")])
    };
    let (cif, cif_tax) = told(&made_up("cif", "10"), &parcel);
    let (fob, fob_tax) = told(&made_up("fob", "10"), &parcel);
    assert_eq!((cif.as_str(), fob.as_str()), ("585.00 USD", "500.00 USD"));
    // Tax is on carriage in both; it is in the customs value of one and added to the other.
    assert_eq!((cif_tax.as_str(), fob_tax.as_str()), ("1158.30 USD", "1143.00 USD"));
}

#[test]
fn d11_tax_on_value_and_duty() {
    let parcel = to("AU", "2026-09-01", vec![goods("8471.30", "1000 USD")]);
    assert_eq!(told(&made_up("cif", "7"), &parcel), ("70.00 USD".to_owned(), "192.60 USD".to_owned()));
}

#[test]
fn d12_the_simplified_regime_by_channel() {
    let book = CustomsBook::shipped().unwrap();
    let parcel = |value: &str, channel: Option<&str>| Consignment {
        channel: channel.map(str::to_owned),
        ..to("BR", "2026-09-01", vec![goods("6109.10", value)])
    };
    let duty = |value, channel| told(&book, &parcel(value, channel)).0;
    assert_eq!(duty("50.00 USD", Some("remessa_conforme")), "10.00 USD");
    assert_eq!(duty("100.00 USD", Some("remessa_conforme")), "40.00 USD");
    assert_eq!(duty("50.01 USD", Some("remessa_conforme")), "10.01 USD");
    assert_eq!(duty("100.00 USD", Some("other")), "60.00 USD");
    assert_eq!(duty("100.00 USD", None), "duty.channel");
    assert_eq!(duty("100.00 USD", Some("pigeon")), "duty.channel");
    assert_eq!(duty("3000.01 USD", Some("other")), "duty.no_rate");
    // What is taken off is taken off once, however many items there are.
    let two = Consignment {
        goods: vec![goods("6109.10", "60.00 USD"), goods("6403.99", "40.00 USD")],
        ..parcel("1 USD", Some("remessa_conforme"))
    };
    assert_eq!(told(&book, &two).0, "40.00 USD");
    // The tax is part of its own base: 17/83 of 140.00.
    assert_eq!(told(&book, &parcel("100.00 USD", Some("remessa_conforme"))).1, "28.67 USD");
}

#[test]
fn retail_import_pays_seventy_percent_of_the_tax_and_says_it_is_not_verified() {
    let book = CustomsBook::shipped().unwrap();
    let parcel = Consignment {
        from: country("DE"),
        channel: Some("retail_import".to_owned()),
        ..to("CN", "2026-09-01", vec![Goods { origin: country("DE"), ..goods("3304.99", "1000 CNY") }])
    };
    let answer = quote(&book, &parcel, &RateBook::new());
    assert_eq!((answer.duty.unwrap().0, answer.tax.unwrap().0), (money("0 CNY"), money("91 CNY")));
    assert!(!answer.verified());
    assert!(answer.lines.iter().all(|line| !line.quoted.verified));
    let general = Consignment { channel: Some("general_trade".to_owned()), ..parcel.clone() };
    assert_eq!(told(&book, &general).0, "duty.no_rate");
    let large = Consignment { goods: vec![Goods { origin: country("DE"), ..goods("3304.99", "5000.01 CNY") }], ..parcel };
    assert_eq!(told(&book, &large).0, "duty.no_rate");
}

#[test]
fn what_no_layer_names_is_asked() {
    let book = CustomsBook::shipped().unwrap();
    let asked = |consignment: &Consignment| quote(&book, consignment, &RateBook::embedded().unwrap()).questions[0].clone();
    // A tariff is there, whether it is on a list of section 301 is not.
    let oven = asked(&to("US", "2026-09-01", vec![goods("8516.60", "100 USD")]));
    assert_eq!((oven.code, oven.subject.as_str()), ("duty.no_rate", "8516.60"));
    assert!(oven.text.contains("section301") && oven.hint.contains("presets/duties/us.toml"), "{oven:?}");
    let unknown = asked(&to("DE", "2026-09-01", vec![goods("0101.21", "1000 EUR")]));
    assert!(unknown.hint.contains("5.55"), "{unknown:?}");
    assert_eq!(asked(&to("IL", "2026-09-01", vec![goods("6109.10", "10 USD")])).code, "duty.no_table");
    assert_eq!(asked(&to("JP", "2026-09-01", vec![goods("6109.10", "20000 JPY")])).code, "duty.no_rate");
    assert_eq!(
        asked(&Consignment { tax_class: Some("luxury".to_owned()), ..to("DE", "2026-09-01", vec![goods("6109.10", "10 EUR")]) }).code,
        "tax.no_class"
    );
    // Without a rate for the currency there is no value to judge.
    let answer = quote(&book, &to("US", "2026-09-01", vec![goods("6109.10", "10 EUR")]), &RateBook::new());
    assert_eq!((answer.questions[0].code, answer.duty), ("fx_missing", None));
}

#[test]
fn flat_charges_of_single_countries_and_announced_ones() {
    let book = CustomsBook::shipped().unwrap();
    let rates = RateBook::embedded().unwrap();
    let kinds = |country: &str, on: &str| {
        let answer = quote(&book, &to(country, on, vec![goods("6109.10", "50 EUR")]), &rates);
        let kinds = answer
            .lines
            .iter()
            .filter(|line| line.quoted.component == Component::Fee)
            .map(|line| (line.quoted.kind.clone(), line.quoted.amount.to_string()));
        (kinds.collect::<Vec<_>>(), answer.announced.len())
    };
    assert_eq!(kinds("RO", "2026-07-02"), (vec![("logistics_tax".to_owned(), "25.00 RON".to_owned())], 0));
    assert_eq!(kinds("FR", "2026-05-01"), (vec![("small_parcel_tax".to_owned(), "2.00 EUR".to_owned())], 0));
    assert_eq!(kinds("IT", "2026-07-02"), (Vec::new(), 1));
    assert_eq!(kinds("FR", "2026-07-02"), (Vec::new(), 0));
    assert_eq!(kinds("DE", "2026-11-02"), (Vec::new(), 1));
}

#[test]
fn inside_a_union_there_is_no_border() {
    let book = CustomsBook::shipped().unwrap();
    let parcel = Consignment { from: country("DE"), ..to("FR", "2026-07-02", vec![goods("6109.10", "200 EUR")]) };
    let answer = quote(&book, &parcel, &RateBook::new());
    assert!(answer.domestic && answer.scheme.is_none());
    assert_eq!((answer.duty.unwrap().0, answer.tax.unwrap().0), (money("0 EUR"), money("40 EUR")));
}

#[test]
fn taxes_have_their_history() {
    let book = CustomsBook::shipped().unwrap();
    let tax = |country: &str, on: &str, class: Option<&str>| {
        let parcel = Consignment { tax_class: class.map(str::to_owned), ..to(country, on, vec![goods("6109.10", "100 EUR")]) };
        told(&book, &parcel).1
    };
    assert_eq!(tax("DE", "2020-06-30", None), "19.00 EUR");
    assert_eq!(tax("DE", "2020-07-01", None), "16.00 EUR");
    assert_eq!(tax("DE", "2021-01-01", None), "19.00 EUR");
    assert_eq!(tax("DE", "2021-01-01", Some("reduced")), "7.00 EUR");
    assert_eq!(tax("FI", "2024-09-01", None), "25.50 EUR");
    // Up to 22 EUR there was none before July 2021.
    assert_eq!(told(&book, &to("DE", "2021-06-30", vec![goods("6109.10", "22 EUR")])).1, "0.00 EUR");
    assert_eq!(told(&book, &to("DE", "2021-07-01", vec![goods("6109.10", "22 EUR")])).1, "4.18 EUR");
}

#[test]
fn every_shipped_table_is_valid_and_every_file_is_shipped() {
    let book = CustomsBook::shipped().unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../presets/duties");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), book.territories().len());
    // A country has one table of its own at most; a union's goes before it while it is a member.
    for one in Country::all() {
        assert!(book.territories().iter().filter(|t| t.code != "eu" && t.holds(one, day("2026-09-01"))).count() <= 1, "{one}");
    }
    let of = |on: &str| book.territory(country("GB"), day(on)).unwrap().code.clone();
    assert_eq!((of("2020-01-31"), of("2020-02-01")), ("eu".to_owned(), "gb".to_owned()));
    assert!(book.territories().iter().filter(|t| t.shipped).count() > 20);
}

#[test]
fn a_home_replaces_a_territory() {
    let us = include_str!("../../../../presets/duties/us.toml");
    let own = format!(
        "{us}\n[[layer]]\ncomponent = 'section301'\nhs = ['8516.60']\norigins = ['CN']\nrate_pct = '7.5'\neff_from = '2020-02-14'\n"
    );
    let book = CustomsBook::shipped().unwrap().with(&[("us.toml".to_owned(), own)]).unwrap();
    let oven = to("US", "2026-09-01", vec![goods("8516.60", "100 USD")]);
    assert_eq!(told(&book, &oven).0, "22.70 USD");
    let territory: &Territory = book.territory(country("US"), day("2026-09-01")).unwrap();
    assert!(!territory.shipped);
}
