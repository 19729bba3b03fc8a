//! The demo seller's files, read back with an independent reader and held against what they promise.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod bills;
mod ledger;
mod money;
mod table;
mod totals;
mod warehouse;
mod written;

use entrepot_demo::{DemoError, DemoReport, DemoSpec, write};
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;

/// One set of files for all tests that only read.
struct Demo {
    dir: TempDir,
    report: DemoReport,
}

fn demo() -> &'static Demo {
    static DEMO: OnceLock<Demo> = OnceLock::new();
    DEMO.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let report = make(dir.path(), &DemoSpec { orders: 12_000, ..DemoSpec::default() });
        Demo { dir, report }
    })
}

fn make(dir: &Path, spec: &DemoSpec) -> DemoReport {
    write(dir, spec, &mut |_, _| {}, &|| false).unwrap()
}

fn bytes(report: &DemoReport, dir: &Path) -> Vec<(String, Vec<u8>)> {
    let names = report.files.iter().map(|file| file.path.file_name().unwrap().to_str().unwrap().to_owned());
    names.chain(["demo.json".to_owned()]).map(|name| (name.clone(), std::fs::read(dir.join(name)).unwrap())).collect()
}

#[test]
fn same_spec_same_bytes_other_seed_other_bytes() {
    let dirs: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
    let spec = DemoSpec { orders: 700, seed: 11, ..DemoSpec::default() };
    let made: Vec<_> = [spec.clone(), spec.clone(), DemoSpec { seed: 12, ..spec }]
        .iter()
        .zip(&dirs)
        .map(|(spec, dir)| bytes(&make(dir.path(), spec), dir.path()))
        .collect();
    assert_eq!(made[0], made[1]);
    // Which months have an invoice depends on the seed, who the sellers are does not.
    let mut differ = 0;
    for (name, one) in made[0].iter().filter(|(name, _)| name != "sellers.csv") {
        if let Some((_, other)) = made[2].iter().find(|(of, _)| of == name) {
            assert!(one != other, "{name} does not depend on the seed");
            differ += 1;
        }
    }
    assert!(differ > 100, "{differ}");
}

#[test]
fn the_list_of_files_is_what_is_there_in_import_order() {
    let demo = demo();
    let names: Vec<_> = demo.report.files.iter().map(|f| f.path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names[..4], ["products.csv", "fx.csv", "sellers.csv", "orders_2023.csv"]);
    for name in [
        "orders_2026-W44.csv",
        "amazon_us_all_orders_2025.txt",
        "amazon_eu_all_orders_2026-W44.txt",
        "amazon_eu_settlement_2026-10-14.txt",
        "ebay_orders_report_2024.csv",
        "ebay_charges.csv",
        "ebay_payouts.csv",
        "shopify_orders_export_2025.csv",
        "shopify_orders_2026-11-01.json",
        "woocommerce_orders_2026.json",
        "stripe_balance_2026.csv",
        "paypal_activity_2025.csv",
        "dhl_invoice_2026-10.csv",
        "ups_billing_2026-09.csv",
        "own_estimates.csv",
        "shipments.csv",
        "ad_spend.csv",
        "reviews.csv",
        "cases.csv",
        "stock.csv",
    ] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    let mut there: Vec<_> = std::fs::read_dir(demo.dir.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    there.retain(|name| name != "demo.json" && !names.contains(&name.as_str()));
    assert!(there.is_empty(), "not in the list: {there:?}");
    // What repeats comes after what it repeats, and no import mixes the two.
    for (place, files) in demo.report.imports().iter().enumerate() {
        assert!(files.iter().all(|file| file.later == files[0].later && file.profile == files[0].profile));
        let before = &demo.report.imports()[..place];
        assert!(!files[0].later || before.iter().any(|other| other[0].profile == files[0].profile && !other[0].later), "{files:?}");
    }
}

#[test]
fn progress_reaches_the_end_and_stop_leaves_no_note() {
    let dir = tempfile::tempdir().unwrap();
    let spec = DemoSpec { orders: 300, years: 1, ..DemoSpec::default() };
    let mut seen = Vec::new();
    write(dir.path(), &spec, &mut |done, total| seen.push((done, total)), &|| false).unwrap();
    assert!(seen.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    assert_eq!(seen.last(), Some(&(300, 300)));
    assert!(dir.path().join("demo.json").exists());

    let asked = std::cell::Cell::new(0);
    let stop = || {
        asked.set(asked.get() + 1);
        asked.get() > 40
    };
    let error = write(dir.path(), &spec, &mut |_, _| {}, &stop).unwrap_err();
    assert!(matches!(error, DemoError::Stopped), "{error}");
    assert!(!dir.path().join("demo.json").exists(), "the old note vouches for half-written files");
}

#[test]
fn a_folder_that_cannot_be_is_named_in_the_error() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("occupied");
    std::fs::write(&file, "x").unwrap();
    let error = write(&file, &DemoSpec::default(), &mut |_, _| {}, &|| false).unwrap_err();
    assert_eq!(error.code(), "demo_write");
    assert!(error.to_string().contains("occupied") && !error.hint().is_empty(), "{error}");
}

#[test]
fn the_smallest_sellers_work() {
    for (orders, years) in [(1, 1), (2, 10), (40, 2)] {
        let dir = tempfile::tempdir().unwrap();
        let report = make(dir.path(), &DemoSpec { orders, years, ..DemoSpec::default() });
        assert_eq!(report.summary.platforms.values().sum::<u64>(), orders, "{orders} orders, {years} years");
        assert!(report.files.iter().all(|file| file.rows > 0), "{:?}", report.files);
    }
}
