//! Decimals, countries, currencies and the ECB's file from any bytes.
#![no_main]

use entrepot_domain::money::{DecimalStyle, format_micros, to_micros};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for style in [DecimalStyle::POINT, DecimalStyle::COMMA, DecimalStyle::POINT_GROUPED, DecimalStyle::COMMA_GROUPED] {
        if let Ok(n) = to_micros(bytes, style) {
            assert_eq!(to_micros(format_micros(n).as_bytes(), DecimalStyle::POINT), Ok(n));
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = entrepot_domain::country::resolve(text);
        let _ = entrepot_domain::Currency::parse(text);
        let _ = entrepot_domain::fx::parse_ecb_csv(text);
    }
});
