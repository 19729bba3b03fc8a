//! The standard book of twenty orders on the nine platforms of the paper: stored results with made-up rate cards, exactly the
//! questions without them, and both sides of every profit model.

use crate::ask::{SHIPPED, day, micros};
use entrepot_domain::Currency;
use entrepot_domain::money::format_micros;
use entrepot_rules::fulfilment::{Piece, length_um, weight_ng};
use entrepot_rules::platforms::{BookOrder, Catalogue, OwnFiles, Party, PresetFile, ProfitModel, Settled, settle};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(name)
}

/// The cells of a table without its comments and heading.
fn table(name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(data(name)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// The standard book; prices in USD are worth `rate` of the platform's currency.
fn book(rate: i64) -> Vec<BookOrder> {
    let cells = table("standard-book.csv");
    assert_eq!(cells.len(), 20);
    let order = |row: Vec<String>| {
        let sides: Vec<i64> = row[8].split('x').map(|side| length_um(&format!("{side} mm")).unwrap()).collect();
        BookOrder {
            id: row[0].clone(),
            day: day(&row[1]),
            category: row[2].clone(),
            price: micros(&row[3]) * rate,
            quantity: row[4].parse().unwrap(),
            shipping: micros(&row[5]) * rate,
            cost: micros(&row[6]) * rate,
            piece: Piece::new(weight_ng(&format!("{} g", row[7])).unwrap(), [sides[0], sides[1], sides[2]]).unwrap(),
            stored_days: row[9].parse().unwrap(),
        }
    };
    cells.into_iter().map(order).collect()
}

/// The shipped presets with the made-up rate cards in their places.
fn with_cards() -> Catalogue {
    let files = |folder: &str| {
        let entries = std::fs::read_dir(data(&format!("rate-cards/{folder}"))).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| PresetFile { path: path.display().to_string(), text: std::fs::read_to_string(&path).unwrap() }).collect()
    };
    Catalogue::with(OwnFiles { platforms: files("platforms"), fulfilment: files("fulfilment"), ..OwnFiles::default() }).unwrap()
}

/// 1 CNY is 0.14 USD in these books.
fn rate(from: Currency) -> Option<i64> {
    (from == Currency::CNY).then_some(140_000)
}

fn run(catalogue: &Catalogue, slug: &str) -> Settled {
    let platform = catalogue.platform(slug).unwrap();
    let orders = book(if platform.fees.currency == Currency::CNY { 7 } else { 1 });
    settle(catalogue, platform, &orders, None, &rate)
}

const NINE: [&str; 9] = ["jd-worldwide", "tmall", "globalegrow", "dhgate", "alibaba", "eastmachinery", "lextreme", "osell", "beitone"];

#[test]
fn a20_to_a34_the_standard_book_comes_to_the_stored_results() {
    let catalogue = with_cards();
    let mut seen = BTreeSet::new();
    for row in table("standard-results.csv") {
        let (slug, model) = (row[0].as_str(), row[1].as_str());
        let settled = run(&catalogue, slug);
        assert!(settled.blocked.is_empty(), "{slug}: {:?}", settled.blocked);
        let model = *ProfitModel::ALL.iter().find(|one| one.as_str() == model).unwrap();
        let stored = settled.payments.iter().filter(|one| one.to == Party::Warehouse).map(|one| one.micros).sum();
        let figures = [-settled.net(Party::Buyer), settled.earned(model), settled.net(Party::Seller), settled.net(Party::Platform), stored];
        let told: Vec<i128> = row[3..].iter().map(|cell| i128::from(micros(cell))).collect();
        assert_eq!(figures.map(format_micros), [told[0], told[1], told[2], told[3], told[4]].map(format_micros), "{slug} {model:?}");
        assert_eq!(catalogue.platform(slug).unwrap().fees.currency.as_str(), row[2]);
        seen.insert(slug.to_owned());
    }
    assert_eq!(seen, NINE.iter().map(|slug| (*slug).to_owned()).collect());
}

#[test]
fn a30_a31_the_sellers_cost_is_the_platforms_revenue() {
    let catalogue = with_cards();
    for slug in NINE {
        let settled = run(&catalogue, slug);
        // Both sides of every payment add up to nothing.
        let parties = [Party::Buyer, Party::Seller, Party::Platform, Party::Supplier, Party::Warehouse];
        assert_eq!(parties.iter().map(|party| settled.net(*party)).sum::<i128>(), 0, "{slug}");
        // Sold less goods less what is left to the seller is what the platform earns before storage.
        let costs = -settled.net(Party::Buyer) - settled.net(Party::Supplier) - settled.net(Party::Seller);
        let revenue = settled.net(Party::Platform) + settled.net(Party::Warehouse);
        assert_eq!(costs, revenue, "{slug}");
        let earned: i128 = ProfitModel::ALL.iter().map(|model| settled.earned(*model)).sum();
        assert_eq!(earned, revenue, "{slug}: every fee belongs to a model");
    }
}

#[test]
fn a33_the_shares_of_a_membership_are_its_invoice() {
    let settled = run(&with_cards(), "alibaba");
    let shares: Vec<i128> = settled.payments.iter().filter(|one| one.kind == "subscription").map(|one| one.micros).collect();
    assert_eq!((shares.len(), shares.iter().sum::<i128>()), (20, i128::from(micros("4172.00"))));
}

#[test]
fn without_the_rate_cards_exactly_the_question_is_asked_once() {
    let expected = [
        ("jd-worldwide", "jd-worldwide/price_difference"),
        ("tmall", "tmall/advertising"),
        ("globalegrow", "globalegrow/price_difference"),
        ("alibaba", "alibaba/membership"),
        ("eastmachinery", "eastmachinery/service_fee"),
        ("lextreme", "lextreme/resale_margin"),
        ("osell", "osell/price_difference"),
        ("beitone", "beitone/service_fee"),
    ];
    for (slug, subject) in expected {
        let settled = run(&SHIPPED, slug);
        let asked: Vec<(&str, &str, usize)> =
            settled.blocked.iter().map(|one| (one.question.code, one.question.subject.as_str(), one.orders)).collect();
        assert_eq!(asked, [("fee.unknown", subject, 20)], "{slug}");
        let scale = if slug == "tmall" { 7 } else { 1 };
        assert_eq!(settled.blocked[0].micros, i128::from(micros("3641.69")) * scale, "{slug}");
    }
    // DHgate's fees are public: only its membership needs a rate of exchange.
    assert!(run(&SHIPPED, "dhgate").blocked.is_empty());
    let no_rate = settle(&SHIPPED, SHIPPED.platform("dhgate").unwrap(), &book(1), None, &|_| None);
    assert_eq!(no_rate.blocked.iter().map(|one| (one.question.code, one.orders)).collect::<Vec<_>>(), [("fee.rate_missing", 20)]);
}

#[test]
fn raising_a_fee_never_raises_what_is_left_to_the_seller() {
    let text = std::fs::read_to_string(data("rate-cards/platforms/beitone.b2b2c.toml")).unwrap();
    let left = |pct: &str| {
        let file = PresetFile { path: "beitone.b2b2c.toml".to_owned(), text: text.replace("pct = \"5.5\"", &format!("pct = \"{pct}\"")) };
        let catalogue = Catalogue::with(OwnFiles { platforms: vec![file], ..OwnFiles::default() }).unwrap();
        run(&catalogue, "beitone").net(Party::Seller)
    };
    let falling: Vec<i128> = ["0", "0.01", "1", "5.5", "5.6", "40", "100"].into_iter().map(left).collect();
    assert!(falling.windows(2).all(|pair| pair[0] >= pair[1]), "{falling:?}");
}
