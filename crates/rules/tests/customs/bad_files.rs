//! Files that are no tables of duties or taxes, and what is said about them.

use entrepot_rules::customs::{CustomsBook, ExportBook, Territory};

const GOOD: &str = "schema_version = 1
code = 'x'
label = { en = 'X', zh = 'X' }
countries = ['US']
currency = 'USD'
source = 's'
as_of = '2026'
verified = true
valuation = { basis = 'fob' }
[[complete]]
[[component]]
code = 'mfn'
label = { en = 'T', zh = 'T' }
required_from = ['*']
";

fn layer(hs: &str, more: &str) -> String {
    format!("[[layer]]\ncomponent = 'mfn'\nhs = ['{hs}']\norigins = ['*']\nrate_pct = '5'\n{more}\n")
}

fn fault(text: &str) -> (&'static str, String) {
    let error = Territory::parse("x.toml", text).unwrap_err();
    assert!(!error.hint.is_empty());
    (error.code, error.cause)
}

#[test]
fn unknown_keys_and_words_are_errors() {
    assert!(Territory::parse("x.toml", GOOD).is_ok());
    for (from, to, code) in [
        ("verified", "verifeid", "preset.invalid"),
        ("['US']", "['ZZ']", "preset.invalid"),
        ("'fob'", "'exw'", "preset.invalid"),
        ("= 1\n", "= 2\n", "preset.version"),
        ("code = 'x'", "code = 'y'", "preset.name"),
        ("['US']", "[]", "preset.places"),
    ] {
        assert_eq!(fault(&GOOD.replacen(from, to, 1)).0, code, "{to}");
    }
    for (more, code) in [
        (layer("61x", ""), "preset.hs"),
        (layer("6", ""), "preset.hs"),
        (layer("61", "channel = 'post'"), "preset.word"),
        (layer("61", "").replace("'mfn'", "'other'"), "preset.word"),
        (layer("61", "rate_pct_high = '4'"), "preset.range"),
        (layer("61", "above = '50'\nup_to = '50'"), "preset.range"),
        (layer("61", "").replace("'5'", "'-5'"), "preset.invalid"),
        (layer("61", "").replace("'5'", "'5000'"), "preset.range"),
    ] {
        assert_eq!(fault(&format!("{GOOD}{more}")).0, code, "{more}");
    }
}

#[test]
fn two_layers_for_the_same_goods_and_day_are_an_error_and_so_is_a_day_between() {
    let both = |a: &str, b: &str| format!("{GOOD}{}{}", layer("61", a), layer("61", b));
    assert!(Territory::parse("x.toml", &both("eff_to = '2026-03-31'", "eff_from = '2026-04-01'")).is_ok());
    assert_eq!(
        fault(&both("eff_to = '2026-04-01'", "eff_from = '2026-04-01'")),
        ("preset.dates", "two layers of mfn hold for 61 on 2026-04-01".to_owned())
    );
    let (code, cause) = fault(&both("eff_to = '2026-03-01'", "eff_from = '2026-04-01'"));
    assert_eq!((code, cause.as_str()), ("preset.dates", "mfn for 61: no rule holds from 2026-03-02 to 2026-03-31"));
    // A longer prefix goes before a shorter one: no conflict. Two sets of origins that meet are one.
    assert!(Territory::parse("x.toml", &format!("{GOOD}{}{}", layer("61", ""), layer("6109.10", ""))).is_ok());
    let origins = format!("{GOOD}{}{}", layer("61", "").replace("['*']", "['CN', 'VN']"), layer("61", "").replace("['*']", "['VN']"));
    assert_eq!(fault(&origins).0, "preset.dates");
    let reliefs = format!(
        "{GOOD}[[relief]]\nof = 'duty'\nthreshold = '800'\nvalue_of = 'goods'\n[[relief]]\nof = 'duty'\nthreshold = '10'\nvalue_of = 'goods'\norigins = ['CN']\n"
    );
    assert_eq!(fault(&reliefs).0, "preset.dates");
    let gap = GOOD.replace("[[complete]]", "[[complete]]\nto = '2025-01-01'\n[[complete]]\nfrom = '2025-02-01'");
    assert_eq!(fault(&gap), ("preset.dates", "complete and gap: no rule holds from 2025-01-02 to 2025-01-31".to_owned()));
}

#[test]
fn taxes_and_rebates_follow_one_another_day_by_day() {
    let taxes = |rates: &str| {
        let text = format!(
            "schema_version = 1\nsource = 's'\nas_of = '2026'\nverified = true\n[[tax]]\ncountry = 'DE'\nname = 'VAT'\nrates = [{rates}]\n"
        );
        CustomsBook::shipped().unwrap().with_taxes("import.toml", &text).map(|_| ()).map_err(|error| error.code)
    };
    assert_eq!(taxes("{ pct = '19' }"), Ok(()));
    assert_eq!(taxes(""), Err("preset.range"));
    assert_eq!(taxes("{ pct = '119' }"), Err("preset.range"));
    assert_eq!(taxes("{ pct = '19', eff_to = '2020-06-30' }, { pct = '16', eff_from = '2020-07-02' }"), Err("preset.dates"));
    assert_eq!(taxes("{ pct = '19' }, { pct = '16', eff_from = '2020-07-02' }"), Err("preset.dates"));
    let export = include_str!("../../../../presets/trade/export.toml");
    let wrong = |from: &str, to: &str| ExportBook::parse("export.toml", &export.replacen(from, to, 1)).unwrap_err().code;
    assert_eq!(wrong("eff_from = \"2026-04-01\"", "eff_from = \"2026-04-02\""), "preset.dates");
    assert_eq!(wrong("\"9610\", \"9710\"", "\"9611\", \"9710\""), "preset.word");
    assert_eq!(wrong("pct = \"13\" },", "pct = \"14\" },"), "preset.range");
}
