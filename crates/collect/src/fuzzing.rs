//! Doors for fuzz targets: the parsers behind a slice of bytes. The same calls run as property tests on stable.

use crate::record::{RecordFormat, RecordReader};
use crate::split::Splitter;
use crate::text::{TextDecoder, encoding_of};
use crate::times;
use crate::zone::Zone;

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
            prop_assert!(super::split(&bytes));
            prop_assert!(super::decode(&bytes));
            prop_assert!(super::time(&bytes));
        }
    }
}
