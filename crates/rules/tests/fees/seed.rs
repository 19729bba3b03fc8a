//! The platforms of the paper: each is there by name, with what the paper says of it.

use crate::ask::{SHIPPED, TODAY, ask, codes, fees_of, piece};
use entrepot_domain::ledger::Mode;
use entrepot_rules::platforms::{Channel, LogisticsMode, ProfitModel};
use std::collections::BTreeSet;

#[test]
fn every_file_of_presets_is_shipped() {
    for (folder, count) in
        [("platforms", SHIPPED.platforms().len()), ("payments", SHIPPED.providers().len()), ("fulfilment", SHIPPED.fulfilment().len())]
    {
        let path = format!("{}/../../presets/{folder}", env!("CARGO_MANIFEST_DIR"));
        assert_eq!(std::fs::read_dir(path).unwrap().count(), count, "a file of presets/{folder} is not listed in shipped.rs");
    }
}

#[test]
fn a20_to_a29_the_nine_platforms_say_what_the_paper_says() {
    use Channel::{Ads, Bbs, Email, O2o, Pavilion, Sem, Seo, Sns};
    use ProfitModel::{AdvertisingFee, Commission, NetPriceDifference, SalesProfit, ServiceFee};
    type Row = (&'static str, Mode, u8, ProfitModel, Option<LogisticsMode>, &'static [Channel]);
    let rows: [Row; 9] = [
        ("jd-worldwide", Mode::B2c, 1, NetPriceDifference, None, &[Sem, Ads, Email]),
        ("tmall", Mode::B2c, 1, AdvertisingFee, None, &[Ads]),
        ("globalegrow", Mode::B2c, 1, NetPriceDifference, None, &[Sem, Ads, Email]),
        ("dhgate", Mode::B2b, 2, Commission, Some(LogisticsMode::PostalPacket), &[Sem, Seo, Sns, Bbs]),
        ("alibaba", Mode::B2b, 2, ServiceFee, Some(LogisticsMode::LogisticsLines), &[Sem, Seo]),
        ("eastmachinery", Mode::B2b, 2, ServiceFee, Some(LogisticsMode::OverseasWarehouse), &[Pavilion]),
        ("lextreme", Mode::B2b2c, 3, SalesProfit, Some(LogisticsMode::ParcelPost), &[Bbs]),
        ("osell", Mode::B2b2c, 3, NetPriceDifference, Some(LogisticsMode::OverseasWarehouse), &[O2o]),
        ("beitone", Mode::B2b2c, 3, ServiceFee, Some(LogisticsMode::Express), &[Sem]),
    ];
    for (slug, mode, table, model, logistics, channels) in rows {
        let platform = SHIPPED.platform(slug).unwrap_or_else(|| panic!("{slug}"));
        let seed = platform.seed.as_ref().unwrap();
        assert_eq!((platform.mode, seed.table, platform.profit_models[0]), (mode, table, model), "{slug}");
        assert_eq!(platform.channels, channels, "{slug}");
        assert_eq!(seed.profit_model.replace(' ', "_"), model.as_str(), "{slug}");
        assert_eq!(seed.marketing.len(), channels.len(), "{slug}");
        if let Some(logistics) = logistics {
            assert_eq!(platform.logistics, [logistics], "{slug}");
            assert!(seed.logistics.is_some(), "{slug}");
        }
    }
    let scopes = ["jd-worldwide", "tmall", "globalegrow"].map(|slug| SHIPPED.platform(slug).unwrap().seed.clone().unwrap().scope.unwrap());
    assert_eq!(scopes, ["3C product", "Department", "Clothing"]);
    assert_eq!(SHIPPED.platforms().iter().filter(|platform| platform.seed.is_some()).count(), 9);
}

#[test]
fn a23_jingdong_is_one_platform_under_two_names() {
    let by_alias = SHIPPED.platform("jingdong-global-shopping").unwrap();
    assert!(std::ptr::eq(by_alias, SHIPPED.platform("JD-Worldwide").unwrap()));
    let slugs: BTreeSet<&str> = SHIPPED.platforms().iter().map(|platform| platform.slug.as_str()).collect();
    assert_eq!(slugs.len(), SHIPPED.platforms().len());
    assert!(!slugs.contains("jingdong-global-shopping"));
}

#[test]
fn a26_a27_a29_fees_that_are_not_public_are_asked_for_once_and_never_nothing() {
    for slug in ["eastmachinery", "lextreme", "beitone", "osell", "globalegrow", "made-in-china"] {
        let questions = ask(fees_of(slug), None, &[], TODAY, &piece("100")).unwrap_err();
        assert_eq!(codes(&questions), "fee.unknown", "{slug}");
        assert!(questions[0].hint.contains(&format!("presets/platforms/{slug}.")), "{}", questions[0].hint);
        assert!(!SHIPPED.platform(slug).unwrap().is_verified(), "{slug}");
    }
}

#[test]
fn a35_a36_every_logistics_mode_and_channel_is_used() {
    assert_eq!((ProfitModel::ALL.len(), LogisticsMode::ALL.len(), Channel::ALL.len()), (5, 5, 8));
    let seeds = || SHIPPED.platforms().iter().filter(|platform| platform.seed.is_some());
    for mode in LogisticsMode::ALL {
        assert!(seeds().any(|platform| platform.logistics.contains(mode)), "{}", mode.as_str());
    }
    for channel in Channel::ALL {
        assert!(seeds().any(|platform| platform.channels.contains(channel)), "{}", channel.as_str());
    }
    for model in ProfitModel::ALL {
        assert!(seeds().any(|platform| platform.profit_models[0] == *model), "{}", model.as_str());
    }
}

#[test]
fn todays_platforms_are_there_by_name() {
    for name in [
        "amazon-us",
        "amazon-uk",
        "amazon-de",
        "amazon-fr",
        "ebay-us",
        "aliexpress",
        "temu",
        "shein",
        "shopee-sg",
        "shopee-my",
        "shopee-th",
        "shopee-vn",
        "shopee-tw",
        "lazada",
        "tiktok-us",
        "tiktok-uk",
        "tiktok-eu",
        "made-in-china",
        "own-store",
        "etsy-us",
        "walmart-us",
    ] {
        assert!(SHIPPED.platform(name).is_some(), "{name}");
    }
    for category in ["Clothing", "Jewelry", "Watches", "Furniture", "Baby", "Home"] {
        for platform in ["amazon-us", "ebay-us", "dhgate", "tiktok-us"] {
            assert!(fees_of(platform).category(category).is_some(), "{platform}: {category}");
        }
    }
}
