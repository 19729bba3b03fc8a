//! Doors for fuzz targets: the parsers behind a slice of bytes. The same calls run as property tests on stable.

use crate::importers::{Body, importer, reshape};
use crate::profile::Profile;
use crate::record::{RecordFormat, RecordReader};
use crate::split::Splitter;
use crate::text::{TextDecoder, encoding_of};
use crate::times;
use crate::zone::Zone;
use std::sync::LazyLock;

/// Reads bytes as records of every format; returns how many there were.
#[must_use]
pub fn records(bytes: &[u8]) -> usize {
    let mut n = 0;
    for format in [RecordFormat::Delimited(b','), RecordFormat::Delimited(b'\t'), RecordFormat::Whitespace, RecordFormat::JsonLines] {
        let _ = RecordReader::new(format, vec!["a".into(), "b".into(), "c".into()]).read::<()>(bytes, 1, |_| {
            n += 1;
            Ok(())
        });
    }
    n
}

/// The shipped profiles, read once for all cases.
static SHIPPED: LazyLock<Vec<Profile>> = LazyLock::new(|| crate::presets::profiles(None).unwrap_or_default());

/// Reads bytes with every importer, whole and again from each group's own text; true when no source text was lost on the way.
#[must_use]
pub fn importers(bytes: &[u8]) -> bool {
    let style = entrepot_domain::money::DecimalStyle::POINT_GROUPED;
    let mut whole = true;
    for table in SHIPPED.iter().flat_map(|p| &p.table) {
        let Some(importer) = table.importer.as_deref().and_then(importer) else { continue };
        let format = match importer.body() {
            Body::Documents => RecordFormat::Documents,
            Body::Rows => RecordFormat::Delimited(b','),
        };
        let text = String::from_utf8_lossy(bytes);
        let again = |text: &str| reshape(importer, format, &table.header, style, &serde_json::Value::Bool(true), text, 1);
        let Ok(groups) = again(&text) else { continue };
        for group in groups {
            whole &= text.contains(String::from_utf8_lossy(&group.raw).lines().next().unwrap_or_default());
            let _ = again(&String::from_utf8_lossy(&group.raw));
        }
    }
    whole
}

/// Splits bytes into chunks; true when they join to what went in.
#[must_use]
pub fn split(bytes: &[u8]) -> bool {
    let mut splitter = Splitter::new(Some(b','), 1, 0);
    let mut joined = Vec::new();
    for block in bytes.chunks(257) {
        splitter.buffer().extend_from_slice(block);
        while let Ok(Some(c)) = splitter.cut(false) {
            joined.extend(c.bytes);
        }
    }
    while let Ok(Some(c)) = splitter.cut(true) {
        joined.extend(c.bytes);
    }
    joined == bytes
}

/// Decodes bytes in whatever encoding they seem to have; true when the result is text or was UTF-8 all along.
#[must_use]
pub fn decode(bytes: &[u8]) -> bool {
    let encoding = encoding_of(bytes, true);
    let mut out = Vec::new();
    let mut decoder = TextDecoder::new(encoding, false);
    decoder.push(bytes, true, &mut out);
    encoding == encoding_rs::UTF_8 || std::str::from_utf8(&out).is_ok()
}

/// Reads bytes as a time.
#[must_use]
pub fn time(bytes: &[u8]) -> bool {
    let Ok(mut zone) = Zone::new("Europe/London") else { return false };
    let now = 1_795_305_600_000_000;
    match times::moment(bytes, None, &mut zone, now) {
        Ok(m) => m.utc_us <= now + 366 * 86_400_000_000,
        Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_fuzz_target_holds(bytes in proptest::collection::vec(prop_oneof![any::<u8>(), Just(b','), Just(b'"'), Just(b'\n'), Just(b'{'), Just(b'0')], 0..900)) {
            let _ = super::records(&bytes);
            prop_assert!(super::importers(&bytes));
            prop_assert!(super::split(&bytes));
            prop_assert!(super::decode(&bytes));
            prop_assert!(super::time(&bytes));
        }

        #[test]
        fn importers_take_any_fields_and_any_json(fields in proptest::collection::vec("[0-9.,$£\"a-c{}\\[\\]:#-]{0,6}", 0..40), keys in proptest::collection::vec(0..12_usize, 0..30)) {
            let rows: String = fields.iter().enumerate().map(|(i, f)| format!("{f}{}", if i % 7 == 6 { "\n" } else { "," })).collect();
            prop_assert!(super::importers(rows.as_bytes()));
            let names = ["line_items", "quantity", "price", "total", "subtotal", "currency", "refunds", "variants", "orderItems", "proceeds", "fee_lines", "sku"];
            let values = fields.iter().map(|f| serde_json::Value::from(f.as_str()).to_string()).chain(["{}".into(), "[{}]".into(), "null".into(), "-1e9".into()]);
            let object: Vec<String> = keys.iter().zip(values.cycle()).map(|(k, v)| format!("\"{}\": [{{\"{}\": {v}}}]", names[*k], names[(*k + 1) % 12])).collect();
            let text = format!("{{{}}}", object.join(","));
            prop_assert!(super::importers(text.as_bytes()));
        }
    }
}
