//! Tables that cannot be used say where, what and what to do.

use crate::ask::SHIPPED;
use entrepot_rules::RuleError;
use entrepot_rules::platforms::{Catalogue, OwnFiles, Platform, PresetFile};

const HEAD: &str = r#"
schema_version = 1
slug = "somewhere"
label = { en = "Somewhere", zh = "某处" }
mode = "b2c"
currency = "USD"
status = "alive"
profit_models = ["commission"]
source = "a test"
as_of = 2026-11-22
verified = true

[[category]]
name = "Shoes"
aliases = ["Boots"]

[[category]]
name = "Hats"
"#;

fn fee(more: &str) -> String {
    format!("\n[[fee]]\nfee = \"referral\"\nkind = \"commission\"\n{more}\n")
}

fn own_platforms(platforms: Vec<PresetFile>) -> OwnFiles {
    OwnFiles { platforms, ..OwnFiles::default() }
}

fn read(text: &str) -> Result<Platform, RuleError> {
    Platform::parse("presets/platforms/somewhere.b2c.toml", text)
}

fn refused(body: &str) -> (&'static str, String) {
    let error = read(&format!("{HEAD}{body}")).expect_err(body);
    assert!(!error.hint.is_empty() && error.to_string().starts_with("presets/platforms/somewhere.b2c.toml: "), "{error}");
    (error.code, error.cause)
}

#[test]
fn overlapping_and_gapped_days_are_named() {
    let two = |first: &str, second: &str| {
        let flat = |days: &str| fee(&format!("method = \"flat\"\npct = \"5\"\n{days}"));
        refused(&(flat(first) + &flat(second)))
    };
    let (code, cause) = two("eff_from = 2026-01-01\neff_to = 2026-03-31", "eff_from = 2026-03-31");
    assert_eq!((code, cause.as_str()), ("preset.overlap", "fee \"referral\" for \"Shoes\": two rules hold on 2026-03-31"));
    let (code, cause) = two("eff_to = 2026-03-31", "eff_from = 2026-04-03");
    assert_eq!((code, cause.as_str()), ("preset.gap", "fee \"referral\" for \"Shoes\": no rule holds from 2026-04-01 to 2026-04-02"));
    let (code, _) = refused(&fee("method = \"flat\"\npct = \"5\"\neff_from = 2026-03-02\neff_to = 2026-03-01"));
    assert_eq!(code, "preset.overlap");
    // A rule for all categories and one for a category are two rules for that category.
    let all_and_one = fee("method = \"flat\"\npct = \"5\"") + &fee("method = \"flat\"\npct = \"6\"\ncategories = [\"Hats\"]");
    assert_eq!(refused(&all_and_one), ("preset.overlap", "fee \"referral\" for \"Hats\": two rules hold at all times".to_owned()));
}

#[test]
fn unknown_keys_words_and_numbers_are_errors() {
    for (body, code) in [
        ("method = \"flat\"\npct = \"5\"\npercent = \"6\"", "preset.form"),
        ("method = \"flatt\"\npct = \"5\"", "preset.form"),
        ("method = \"flat\"\npct = 5.0", "preset.form"),
        ("method = \"flat\"\npct = \"5\"\nbase = \"price\"", "preset.form"),
        ("method = \"flat\"\npct = \"5,5\"", "preset.fee"),
        ("method = \"flat\"\npct = \"-5\"", "preset.fee"),
        ("method = \"flat\"\npct = \"101\"", "preset.fee"),
        ("method = \"flat\"", "preset.fee"),
        ("method = \"flat\"\npct = \"5\"\npct_high = \"4\"", "preset.fee"),
        ("method = \"flat\"\npct = \"5\"\nmin = \"2\"\nmax = \"1\"", "preset.fee"),
        ("method = \"flat\"\npct = \"5\"\ncategories = [\"Gloves\"]", "preset.fee"),
        ("method = \"flat\"\npct = \"5\"\ncurrency = \"EUR\"", "preset.fee"),
        ("method = \"flat\"\npct = \"5\"\nevery = \"month\"", "preset.fee"),
        ("method = \"flat\"\nbracket = [{ to = \"5\", pct = \"1\" }, { pct = \"2\" }]", "preset.fee"),
        ("method = \"threshold\"\nbracket = [{ to = \"5\", pct = \"1\" }, { to = \"5\", pct = \"2\" }]", "preset.fee"),
        ("method = \"threshold\"\nbracket = [{ pct = \"1\" }, { to = \"5\", pct = \"2\" }]", "preset.fee"),
        ("method = \"threshold\"\nbracket = [{ to = \"5\", below = \"6\", pct = \"1\" }]", "preset.fee"),
        ("method = \"marginal\"\ntier = \"order\"\nbracket = [{ to = \"5\", pct = \"1\" }, { pct = \"2\" }]", "preset.fee"),
        ("method = \"pct_of_fee\"\npct = \"5\"", "preset.fee"),
        ("method = \"pct_of_fee\"\npct = \"5\"\nof = [\"referral\"]", "preset.reference"),
        ("method = \"pct_of_fee\"\npct = \"5\"\nof = [\"later\"]", "preset.reference"),
        ("method = \"flat\"\npct = \"5\"\neff_from = \"2026-01-01\"", "preset.form"),
    ] {
        assert_eq!(refused(&fee(body)).0, code, "{body}");
    }
    assert!(read(&format!("{HEAD}{}", fee("method = \"flat\"\npct = \"5\""))).is_ok());
}

#[test]
fn a_preset_says_what_it_is_and_asks_for_what_it_lacks() {
    let good = format!("{HEAD}{}", fee("method = \"flat\"\npct = \"5\""));
    let changed = |from: &str, to: &str| read(&good.replace(from, to)).map(|_| ()).expect_err(to).code;
    assert_eq!(changed("schema_version = 1", "schema_version = 2"), "preset.version");
    assert_eq!(changed("slug = \"somewhere\"", "slug = \"elsewhere\""), "preset.name");
    assert_eq!(changed("mode = \"b2c\"", "mode = \"b2b\""), "preset.name");
    assert_eq!(changed("mode = \"b2c\"", "mode = \"c2c\""), "preset.form");
    assert_eq!(changed("currency = \"USD\"", "currency = \"DOLLAR\""), "preset.form");
    assert_eq!(changed("source = \"a test\"", ""), "preset.form");
    assert_eq!(changed("\"commission\"]", "\"luck\"]"), "preset.form");
    assert_eq!(changed("[\"commission\"]", "[\"sales_profit\"]"), "preset.profit_model");
    assert_eq!(changed("status = \"alive\"", "status = \"alive\"\nmarkets = [\"XX\"]"), "preset.market");
    assert_eq!(changed("name = \"Hats\"", "name = \"boots\""), "preset.category");
    assert_eq!(refused("").0, "preset.no_sale");
    let both = fee("method = \"flat\"\npct = \"5\"") + "\n[[unknown]]\nfee = \"referral\"\nkind = \"commission\"\nwhy = \"a secret\"\n";
    assert_eq!(refused(&both).0, "preset.unknown");
}

#[test]
fn a_name_leads_to_one_platform() {
    let text = format!("{HEAD}{}", fee("method = \"flat\"\npct = \"5\""))
        .replace("slug = \"somewhere\"", "slug = \"somewhere\"\naliases = [\"JD\"]");
    let file = |path: &str, text: &str| PresetFile { path: path.to_owned(), text: text.to_owned() };
    let error = Catalogue::with(own_platforms(vec![file("home/somewhere.b2c.toml", &text)])).unwrap_err();
    assert_eq!((error.code, error.cause.contains("jd-worldwide")), ("preset.taken", true));
    // A file of the same name takes the place of the shipped one; others join.
    let more = text.replace("\"JD\"", "\"over-there\"");
    let own = Catalogue::with(own_platforms(vec![file("home/somewhere.b2c.toml", &more)])).unwrap();
    assert_eq!(own.platforms().len(), SHIPPED.platforms().len() + 1);
    assert_eq!(own.platform("Over-There").unwrap().slug, "somewhere");
    let dear = include_str!("../../../../presets/platforms/walmart-us.b2c.toml").replace("pct = \"6\"", "pct = \"7\"");
    let own = Catalogue::with(own_platforms(vec![file("home/walmart-us.b2c.toml", &dear)])).unwrap();
    assert_eq!(own.platforms().len(), SHIPPED.platforms().len());
    assert_eq!(own.platform("walmart-us").unwrap().fees.rules[0].brackets[0].rate, 7_000_000);
}
