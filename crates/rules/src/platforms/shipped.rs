//! The presets that are shipped: one line a file, a test compares them with the folders.

/// Platforms, by file name.
pub(super) const PLATFORMS: &[(&str, &str)] = &[
    ("alibaba.b2b.toml", include_str!("../../../../presets/platforms/alibaba.b2b.toml")),
    ("aliexpress.b2c.toml", include_str!("../../../../presets/platforms/aliexpress.b2c.toml")),
    ("amazon-de.b2c.toml", include_str!("../../../../presets/platforms/amazon-de.b2c.toml")),
    ("amazon-es.b2c.toml", include_str!("../../../../presets/platforms/amazon-es.b2c.toml")),
    ("amazon-fr.b2c.toml", include_str!("../../../../presets/platforms/amazon-fr.b2c.toml")),
    ("amazon-it.b2c.toml", include_str!("../../../../presets/platforms/amazon-it.b2c.toml")),
    ("amazon-uk.b2c.toml", include_str!("../../../../presets/platforms/amazon-uk.b2c.toml")),
    ("amazon-us.b2c.toml", include_str!("../../../../presets/platforms/amazon-us.b2c.toml")),
    ("beitone.b2b2c.toml", include_str!("../../../../presets/platforms/beitone.b2b2c.toml")),
    ("dhgate.b2b.toml", include_str!("../../../../presets/platforms/dhgate.b2b.toml")),
    ("eastmachinery.b2b.toml", include_str!("../../../../presets/platforms/eastmachinery.b2b.toml")),
    ("ebay-us.b2c.toml", include_str!("../../../../presets/platforms/ebay-us.b2c.toml")),
    ("etsy-us.b2c.toml", include_str!("../../../../presets/platforms/etsy-us.b2c.toml")),
    ("globalegrow.b2c.toml", include_str!("../../../../presets/platforms/globalegrow.b2c.toml")),
    ("jd-worldwide.b2c.toml", include_str!("../../../../presets/platforms/jd-worldwide.b2c.toml")),
    ("lazada-my.b2c.toml", include_str!("../../../../presets/platforms/lazada-my.b2c.toml")),
    ("lextreme.b2b2c.toml", include_str!("../../../../presets/platforms/lextreme.b2b2c.toml")),
    ("made-in-china.b2b.toml", include_str!("../../../../presets/platforms/made-in-china.b2b.toml")),
    ("osell.b2b2c.toml", include_str!("../../../../presets/platforms/osell.b2b2c.toml")),
    ("own-store-us.b2c.toml", include_str!("../../../../presets/platforms/own-store-us.b2c.toml")),
    ("shein.b2c.toml", include_str!("../../../../presets/platforms/shein.b2c.toml")),
    ("shopee-my.b2c.toml", include_str!("../../../../presets/platforms/shopee-my.b2c.toml")),
    ("shopee-sg.b2c.toml", include_str!("../../../../presets/platforms/shopee-sg.b2c.toml")),
    ("shopee-th.b2c.toml", include_str!("../../../../presets/platforms/shopee-th.b2c.toml")),
    ("shopee-tw.b2c.toml", include_str!("../../../../presets/platforms/shopee-tw.b2c.toml")),
    ("shopee-vn.b2c.toml", include_str!("../../../../presets/platforms/shopee-vn.b2c.toml")),
    ("temu.b2c.toml", include_str!("../../../../presets/platforms/temu.b2c.toml")),
    ("tiktok-eu.b2c.toml", include_str!("../../../../presets/platforms/tiktok-eu.b2c.toml")),
    ("tiktok-uk.b2c.toml", include_str!("../../../../presets/platforms/tiktok-uk.b2c.toml")),
    ("tiktok-us.b2c.toml", include_str!("../../../../presets/platforms/tiktok-us.b2c.toml")),
    ("tmall.b2c.toml", include_str!("../../../../presets/platforms/tmall.b2c.toml")),
    ("walmart-us.b2c.toml", include_str!("../../../../presets/platforms/walmart-us.b2c.toml")),
];

/// Payment providers, by file name.
pub(super) const PAYMENTS: &[(&str, &str)] = &[
    ("airwallex.toml", include_str!("../../../../presets/payments/airwallex.toml")),
    ("payoneer.toml", include_str!("../../../../presets/payments/payoneer.toml")),
    ("paypal-sg.toml", include_str!("../../../../presets/payments/paypal-sg.toml")),
    ("paypal-us.toml", include_str!("../../../../presets/payments/paypal-us.toml")),
    ("shopify-payments-sg.toml", include_str!("../../../../presets/payments/shopify-payments-sg.toml")),
    ("stripe-eea.toml", include_str!("../../../../presets/payments/stripe-eea.toml")),
    ("stripe-gb.toml", include_str!("../../../../presets/payments/stripe-gb.toml")),
    ("stripe-jp.toml", include_str!("../../../../presets/payments/stripe-jp.toml")),
    ("stripe-sg.toml", include_str!("../../../../presets/payments/stripe-sg.toml")),
    ("stripe-us.toml", include_str!("../../../../presets/payments/stripe-us.toml")),
    ("wise.toml", include_str!("../../../../presets/payments/wise.toml")),
];

/// Fulfilment by platforms, by file name.
pub(super) const FULFILMENT: &[(&str, &str)] = &[("fba-us.toml", include_str!("../../../../presets/fulfilment/fba-us.toml"))];
