//! The shipped figures against the acceptance vectors M1 to M6 and the seed rows A05 to A12, A56, A57.

use entrepot_market::{
    Book, Dataset, End, Flow, Kind, Origin, Period, Series, Wanted, changes, implied_trade, share_sums, splits, table, warnings,
};
use std::path::{Path, PathBuf};

fn select(dataset: Dataset, bases: &[&str], flow: Option<Flow>, period: Option<&str>) -> Vec<Series> {
    let wanted = Wanted {
        bases: bases.iter().map(|basis| (*basis).to_owned()).collect(),
        flow,
        period: period.map(|period| Period::parse(period).unwrap()),
    };
    Book::shipped().unwrap().select(dataset, &wanted).unwrap()
}

fn change(bases: &[&str], flow: Option<Flow>, pair: &str) -> Result<Vec<entrepot_market::Change>, entrepot_market::MarketError> {
    let (from, to) = End::parse_pair(pair)?;
    changes(&select(Dataset::Volume, bases, flow, None), &from, &to)
}

#[test]
fn m1_seven_years_of_growth_are_29_9937_percent_a_year() {
    let found = change(&["seed_paper"], None, "2010..2017").unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].years, found[0].cagr_pct.unwrap().to_string()), (Some(7), "29.9937".to_owned()));
    assert_eq!(found[0].growth_pct.to_string(), "527.2727");
    assert_eq!(found[0].series.flow, Flow::ExportAsStated);
}

#[test]
fn m2_twelve_trillion_are_37_6_percent_of_31_9149() {
    let series = select(Dataset::Volume, &["aliresearch_2016"], None, Some("2020"));
    let point = &series[0].points[0];
    assert_eq!((point.value.to_string(), point.kind), ("12.0".to_owned(), Kind::Forecast));
    assert_eq!(implied_trade(point).unwrap().to_string(), "31.9149");
}

#[test]
fn m3_the_shares_of_2017_add_up_to_99_9_and_say_so() {
    let series = select(Dataset::Destinations, &["100ec"], Some(Flow::Export), Some("2017"));
    assert_eq!(share_sums(&series[0])[0].sum.to_string(), "99.9");
    let said = warnings(&series[0]);
    assert_eq!(said.iter().map(|one| (one.code, one.amount.to_string())).collect::<Vec<_>>(), [("market.shares_sum", "99.9".to_owned())]);
    // Nothing was rescaled: the largest share is the published one.
    assert_eq!(series[0].points[0].value.to_string(), "15");
    assert!(series[0].points.iter().all(|point| point.verified));
}

#[test]
fn m4_four_bases_are_four_series_and_never_one() {
    let bases = ["seed_paper", "iimedia", "100ec", "customs_gacc"];
    let series = select(Dataset::Volume, &bases, Some(Flow::Total), None);
    let mut found: Vec<&str> = series.iter().map(|one| one.id.basis.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, ["100ec", "customs_gacc", "iimedia", "seed_paper"]);
    for one in &series {
        let mut periods = one.periods();
        periods.dedup();
        assert_eq!(periods.len(), one.points.len(), "{}: one number a period", one.id);
    }
    // One period that all four know: still four.
    let text = bases.map(|basis| format!("2018,{basis},total,9.0,actual,test\n")).concat();
    let own = table::parse(&format!("period,basis,flow,value_trn_cny,kind,source\n{text}"), Origin::User).unwrap();
    let book = Book::shipped().unwrap().with(own);
    let wanted = Wanted { bases: bases.map(str::to_owned).to_vec(), flow: Some(Flow::Total), period: Some(Period::parse("2018").unwrap()) };
    let found = book.select(Dataset::Volume, &wanted).unwrap();
    assert_eq!(found.iter().map(|one| one.points.len()).collect::<Vec<_>>(), [1, 1, 1, 1]);
}

#[test]
fn m5_the_first_half_of_2018_splits_into_3_4695_and_1_0305() {
    let all = splits(&select(Dataset::Volume, &[], None, None));
    let one = all.iter().find(|one| one.period.to_string() == "2018H1").unwrap();
    assert_eq!((one.export.to_string(), one.import.to_string()), ("3.4695".to_owned(), "1.0305".to_owned()));
    assert_eq!((one.export_pct.to_string(), one.import_pct.to_string()), ("77.1".to_owned(), "22.9".to_owned()));
    assert!(!one.published && one.verified);
    // A08: the split by period, from published flows where there are two.
    let published: Vec<String> = all.iter().filter(|one| one.published).map(|one| one.period.to_string()).collect();
    assert_eq!(published, ["2022", "2023H1", "2024H1"]);
}

#[test]
fn m6_customs_counts_4_563_percent_more_in_2025() {
    let found = change(&["customs_gacc"], Some(Flow::Total), "2024..2025").unwrap();
    assert_eq!(found[0].growth_pct.to_string(), "4.5627");
    assert!((found[0].cagr_pct.unwrap().to_string().parse::<f64>().unwrap() - 4.563).abs() < 0.001);
}

#[test]
fn a05_2018_is_more_than_nine_trillion() {
    let series = select(Dataset::Volume, &["seed_paper"], None, Some("2018"));
    let point = &series[0].points[0];
    assert!(point.is_lower_bound() && point.verified);
    assert_eq!(warnings(&series[0])[0].code, "market.lower_bound");
    assert_eq!(Book::shipped().unwrap().references().source(&point.sources[0]).published, "2019");
}

#[test]
fn a56_a57_stand_ins_for_lost_figures_say_so() {
    let products = select(Dataset::Products, &[], None, None);
    assert!(products.iter().flat_map(|one| &one.points).all(|point| !point.verified && point.stand_in.as_deref() == Some("figure_2")));
    let codes = |series: &Series| warnings(series).into_iter().map(|one| one.code).collect::<Vec<_>>();
    assert_eq!(codes(&products[0]), ["market.unverified", "market.stand_in"]);
    let shares = select(Dataset::Destinations, &["100ec"], None, Some("2018"));
    assert!(shares[0].points.iter().all(|point| !point.verified && point.stand_in.as_deref() == Some("figure_3")));
    assert_eq!(codes(&shares[0]), ["market.unverified", "market.stand_in"]);
    assert_eq!(share_sums(&shares[0])[0].sum.to_string(), "100.0");
    // A source that names no remainder is not complete, and that is no warning about its sum.
    let customs = select(Dataset::Destinations, &["customs_gacc"], Some(Flow::Export), Some("2022"));
    assert_eq!(warnings(&customs[0])[0].code, "market.not_itemised");
    assert_eq!(warnings(&customs[0])[0].amount.to_string(), "47.8");
}

#[test]
fn growth_is_refused_across_bases_and_lengths() {
    let code = |bases: &[&str], pair: &str| change(bases, None, pair).unwrap_err();
    assert_eq!(code(&[], "iimedia:2017..customs_gacc:2025").code(), "market.across_bases");
    let error = code(&["iimedia", "customs_gacc"], "2017..2025");
    assert_eq!(error.code(), "market.across_bases");
    assert_eq!(error.hint(), "2017 is in volume.iimedia.total; 2025 is in volume.customs_gacc.total.");
    assert_eq!(code(&[], "2018H1..2025").code(), "market.period_mix");
    assert_eq!(code(&[], "2017..2010").code(), "market.period_order");
    assert_eq!(code(&[], "1999..2017").code(), "market.no_period");
    assert_eq!(code(&[], "2017").code(), "market.period");
    // The seed's own 9.0 is a total, its 6.9 is called export: not one series either.
    assert_eq!(code(&["seed_paper"], "2017..2018").code(), "market.across_bases");
}

#[test]
fn growth_to_a_lower_bound_is_a_lower_bound() {
    let own = table::parse(
        "period,basis,flow,value_trn_cny,kind,source\n2017,x,total,6.9,actual,a\n2018,x,total,9,lower_bound,a\n",
        Origin::User,
    );
    let (from, to) = End::parse_pair("2017..2018").unwrap();
    let found = changes(&own.unwrap(), &from, &to).unwrap();
    assert!(found[0].lower_bound && !found[0].verified);
}

#[test]
fn every_point_has_a_source_that_resolves_and_a_basis_that_is_explained() {
    let book = Book::shipped().unwrap();
    for series in book.series() {
        assert_ne!(book.references().basis(&series.id.basis).kind, "user", "{} is not explained", series.id.basis);
        for point in &series.points {
            for id in &point.sources {
                let source = book.references().source(id);
                assert_ne!(source.title, *id, "{id} is not cited");
                assert_eq!(source.verified, point.verified, "{} {}: {id}", series.id, point.period);
            }
            assert_eq!(point.as_of.as_deref(), Some("2026-11-22"));
        }
        assert_eq!(table::parse(&table::write(series), Origin::Shipped).unwrap()[0], *series, "what is written is read back");
    }
}

fn data(file: &str) -> Option<PathBuf> {
    let root = std::env::var_os("ENTREPOT_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = root.join("presets").join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: presets/{file} is not in the test data folder");
    None
}

/// Every collected row is in the book, number by number; the collection is read by its own few lines here.
#[test]
fn every_collected_row_is_shipped() {
    let book = Book::shipped().unwrap();
    let collected = [
        ("market_cn_cbec_volume.csv", Dataset::Volume, "value_trn_cny"),
        ("market_cn_cbec_partner_share.csv", Dataset::Destinations, "share_pct"),
        ("market_product_share.csv", Dataset::Products, "share_pct"),
    ];
    let mut rows = 0;
    for (file, dataset, column) in collected {
        let Some(path) = data(file) else { return };
        let mut reader = csv::Reader::from_path(path).unwrap();
        let header = reader.headers().unwrap().clone();
        for record in reader.records().map(Result::unwrap) {
            let cell = |name: &str| header.iter().position(|column| column == name).and_then(|at| record.get(at)).unwrap_or_default();
            let flow = match cell("flow") {
                "" => Flow::Total,
                "export(as stated)" => Flow::ExportAsStated,
                other => Flow::parse(other).unwrap(),
            };
            let item = match dataset {
                Dataset::Volume => None,
                Dataset::Destinations => Some(cell("partner").to_owned()),
                Dataset::Products => Some(
                    match cell("category") {
                        "3C electronics" => "3c_electronics",
                        "all other categories" => "OTHER",
                        other => other,
                    }
                    .to_owned(),
                ),
            };
            let series = book.series().iter().find(|one| one.id.dataset == dataset && one.id.basis == cell("basis") && one.id.flow == flow);
            let found = series.and_then(|one| one.points.iter().find(|p| p.period.to_string() == cell("period") && p.item == item));
            let point = found.unwrap_or_else(|| panic!("{file}: {record:?} is not in the book"));
            assert_eq!(point.value.to_string(), cell(column), "{file}: {record:?}");
            assert_eq!(point.verified, cell("verified") == "Y", "{file}: {record:?}");
            if dataset == Dataset::Volume {
                assert_eq!(point.kind.as_str(), cell("kind"), "{record:?}");
                assert_eq!(point.yoy_pct.map(|n| n.to_string()).unwrap_or_default(), cell("yoy_pct"), "{record:?}");
            }
            assert_eq!(point.sources.join(";"), cell("source"), "{file}: {record:?}");
            rows += 1;
        }
    }
    assert_eq!(rows, 35 + 38 + 3);
}
