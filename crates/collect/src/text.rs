//! From file bytes to UTF-8 text: compression, encoding, line ends. It streams; nothing is held but one block.

use crate::ImportError;
use encoding_rs::{DecoderResult, Encoding, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::Read;

/// Bytes looked at to find out what a file is.
pub const SAMPLE: usize = 256 * 1024;

/// A file that grows by more than this factor (after [`BOMB_FLOOR`] bytes) is a decompression bomb, not data.
const BOMB_FACTOR: u64 = 250;
const BOMB_FLOOR: u64 = 64 << 20;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Plain text.
    Plain,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
    /// An XLSX workbook.
    Workbook,
}

impl Packing {
    /// Told by the first bytes, never by the name.
    #[must_use]
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            [b'P', b'K', 3, 4, ..] => Self::Workbook,
            _ => Self::Plain,
        }
    }

    /// Unpacks a stream.
    ///
    /// # Errors
    /// When the unpacker cannot start.
    pub fn unpack(self, inner: Box<dyn Read + Send>) -> std::io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::Plain | Self::Workbook => inner,
            Self::Gzip => Box::new(flate2::read::MultiGzDecoder::new(inner)),
            Self::Zstd => Box::new(zstd::Decoder::new(inner)?),
        })
    }
}

/// Stops a decompression bomb.
#[derive(Debug, Default)]
pub struct BombGuard {
    /// Packed bytes read so far.
    pub packed: u64,
    /// Unpacked bytes so far.
    pub unpacked: u64,
}

impl BombGuard {
    /// Checks the ratio.
    ///
    /// # Errors
    /// `file.bomb`.
    pub fn check(&self, name: &str) -> Result<(), ImportError> {
        if self.unpacked > BOMB_FLOOR && self.unpacked / self.packed.max(1) > BOMB_FACTOR {
            return Err(ImportError::refused(
                "file.bomb",
                format!("{name} unpacks to more than {BOMB_FACTOR} times its size; this is no table"),
                "unpack it yourself and look at it before you import it",
            ));
        }
        Ok(())
    }
}

/// Finds the encoding of a sample. `whole`: the sample is the whole file.
///
/// A byte order mark decides; then valid UTF-8; then zero bytes (UTF-16); then valid GBK with Chinese characters; else Latin-1.
#[must_use]
pub fn encoding_of(sample: &[u8], whole: bool) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return encoding;
    }
    let valid = match std::str::from_utf8(sample) {
        Ok(_) => true,
        Err(e) => !whole && e.error_len().is_none(),
    };
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).take(2000).filter(|b| **b == 0).count();
    let half = (sample.len() / 2).min(2000);
    if half > 8 && zeros(1) * 10 > half * 4 {
        return UTF_16LE;
    }
    if half > 8 && zeros(0) * 10 > half * 4 {
        return UTF_16BE;
    }
    if valid {
        return UTF_8;
    }
    if mostly_utf8(sample) {
        return UTF_8;
    }
    if looks_gbk(sample) { GBK } else { WINDOWS_1252 }
}

/// UTF-8 with a few damaged places: multi-byte characters that decode outnumber those that do not.
fn mostly_utf8(sample: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 4
}

/// Every high byte pairs up as GBK and the pairs are common Chinese characters.
fn looks_gbk(sample: &[u8]) -> bool {
    let mut decoder = GBK.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(sample.len() * 2);
    let (result, _) = decoder.decode_to_string_without_replacement(sample, &mut text, false);
    if matches!(result, DecoderResult::Malformed(..)) {
        return false;
    }
    let (mut han, mut other) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        match c {
            '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' => han += 1,
            _ => other += 1,
        }
    }
    // Latin-1 text pairs up as rare characters mixed with ASCII; Chinese text comes in runs.
    han > other * 3 && han >= 2 && text.chars().zip(text.chars().skip(1)).filter(|(a, b)| !a.is_ascii() && !b.is_ascii()).count() * 2 > han
}

/// The encoding a profile names.
///
/// # Errors
/// `profile.field`.
pub fn named_encoding(name: &str) -> Result<&'static Encoding, ImportError> {
    let label = if name.eq_ignore_ascii_case("latin1") { "windows-1252" } else { name };
    Encoding::for_label(label.as_bytes())
        .ok_or_else(|| ImportError::refused("profile.field", format!("there is no encoding {name}"), "use utf-8, gbk, latin1 or utf-16"))
}

/// Decodes a stream of bytes to UTF-8 in blocks, drops a byte order mark and turns bare CR line ends into LF.
#[derive(Debug)]
pub struct TextDecoder {
    decoder: Option<encoding_rs::Decoder>,
    bare_cr: bool,
    first: bool,
}

impl TextDecoder {
    /// A decoder; `bare_cr` for files whose lines end in CR alone.
    #[must_use]
    pub fn new(encoding: &'static Encoding, bare_cr: bool) -> Self {
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        Self { decoder, bare_cr, first: true }
    }

    /// Appends a decoded block to `out`. UTF-8 passes through unchecked: rows are checked one by one, so that one damaged
    /// row does not take the file with it. Bytes that the encoding does not have become U+FFFD.
    pub fn push(&mut self, block: &[u8], last: bool, out: &mut Vec<u8>) {
        let start = out.len();
        match &mut self.decoder {
            None => {
                let block = if self.first { block.strip_prefix(b"\xef\xbb\xbf").unwrap_or(block) } else { block };
                out.extend_from_slice(block);
            }
            Some(decoder) => {
                let need = decoder.max_utf8_buffer_length(block.len()).unwrap_or(block.len() * 3 + 16);
                out.resize(start + need, 0);
                let (_, _, written, _) = decoder.decode_to_utf8(block, &mut out[start..], last);
                out.truncate(start + written);
            }
        }
        self.first = self.first && block.is_empty();
        if self.bare_cr {
            for b in &mut out[start..] {
                if *b == b'\r' {
                    *b = b'\n';
                }
            }
        }
    }
}

/// Do lines end in CR alone?
#[must_use]
pub fn bare_cr(sample: &[u8]) -> bool {
    let cr = memchr::memchr_iter(b'\r', sample).count();
    cr > 1 && !sample.contains(&b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> (String, &'static str) {
        let encoding = encoding_of(bytes, true);
        let mut out = Vec::new();
        let mut d = TextDecoder::new(encoding, false);
        for block in bytes.chunks(3) {
            d.push(block, false, &mut out);
        }
        d.push(&[], true, &mut out);
        (String::from_utf8(out).unwrap(), encoding.name())
    }

    #[test]
    fn encodings_are_told_apart() {
        let chinese = "订单号,商品名称,数量\n1001,蓝牙耳机,3\n1002,充电宝,5\n";
        assert_eq!(decode(chinese.as_bytes()), (chinese.to_owned(), "UTF-8"));
        assert_eq!(decode(&GBK.encode(chinese).0), (chinese.to_owned(), "GBK"));
        let latin = "id,name\n1,Café crème à emporter\n2,Müller & Söhne\n";
        assert_eq!(decode(&WINDOWS_1252.encode(latin).0), (latin.to_owned(), "windows-1252"));
        for (bom, big) in [(true, false), (true, true), (false, false), (false, true)] {
            let mut bytes = Vec::new();
            for unit in if bom { "\u{feff}" } else { "" }.encode_utf16().chain(latin.encode_utf16()) {
                bytes.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
            }
            assert_eq!(decode(&bytes).0, latin);
        }
        assert_eq!(decode(b"\xef\xbb\xbfa,b\n1,2\n").0, "a,b\n1,2\n");
    }

    #[test]
    fn a_bomb_is_refused_and_a_large_table_is_not() {
        assert!(BombGuard { packed: 100_000, unpacked: 100 << 20 }.check("x").is_err());
        assert!(BombGuard { packed: 8 << 20, unpacked: 1 << 30 }.check("x").is_ok());
    }
}
