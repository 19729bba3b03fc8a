//! From what a file writes in its country column to a country.
//!
//! Names match without regard to letter case, spaces, punctuation and Latin diacritics. The index of all names is a hash
//! table built while compiling, because imports ask once per row. Nothing is guessed: there is no fuzzy matching, and a
//! name that means no single country (`country_groups.csv`) is told apart from a name that is not known at all.
//!
//! Two names are resolved by custom although they are not one country's own: "Channel Islands" covers Jersey and
//! Guernsey and is resolved to Jersey, the larger; "Korea" alone is the Republic of Korea. [`resolve_noted`] returns the
//! note, so that a row can carry it. The codes `NA` (Namibia) and text `N/A` (no country) are told apart.

use super::{COUNT, Country, ROWS};
use crate::table::{self, Cursor};

const GROUPS_TEXT: &str = include_str!("../../../../presets/reference/country_groups.csv");
const GROUP_COUNT: usize = table::count(GROUPS_TEXT);
static GROUPS: [&str; GROUP_COUNT] = read_groups();

/// Slots of the hash table; a power of two, well above the number of names.
const SLOTS: usize = 4096;
/// 64 bytes hold every known name after folding; a longer text is no country.
const KEY_MAX: usize = 64;

#[derive(Clone, Copy)]
struct Slot {
    hash: u64,
    /// 0 = free, 1..=COUNT a country's row + 1, above that a group.
    entry: u16,
    noted: bool,
}

static INDEX: [Slot; SLOTS] = build();

/// What a text in a country column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved {
    /// A country.
    Country(Country),
    /// A known name that means no single country: the canonical name, for example `European Community`. An empty cell is
    /// `Unspecified`.
    Group(&'static str),
    /// A text that is not known.
    Unknown,
}

impl Resolved {
    /// The country, if it is one.
    pub fn country(self) -> Option<Country> {
        match self {
            Self::Country(country) => Some(country),
            Self::Group(_) | Self::Unknown => None,
        }
    }
}

/// Resolves a code or a name.
pub fn resolve(text: &str) -> Resolved {
    resolve_noted(text).0
}

/// Resolves a code or a name, with the reason when it was resolved by custom.
pub fn resolve_noted(text: &str) -> (Resolved, Option<&'static str>) {
    let trimmed = text.trim_ascii();
    if let Some(country) = Country::from_alpha2(trimmed).or_else(|| Country::from_alpha3(trimmed)) {
        return (Resolved::Country(country), None);
    }
    let (key, length) = match fold(trimmed.as_bytes()) {
        Some(folded) => folded,
        None => return (Resolved::Unknown, None),
    };
    if length == 0 {
        return (Resolved::Group("Unspecified"), None);
    }
    let hash = hash(&key, length);
    let mut at = hash as usize % SLOTS;
    loop {
        let slot = INDEX[at];
        if slot.entry == 0 {
            return (Resolved::Unknown, None);
        }
        if slot.hash == hash {
            let entry = slot.entry as usize;
            if entry > COUNT {
                return (Resolved::Group(GROUPS[entry - COUNT - 1]), None);
            }
            let note = slot.noted.then(|| ROWS[entry - 1].note);
            return (Resolved::Country(Country::from_row(entry - 1)), note);
        }
        at = (at + 1) % SLOTS;
    }
}

/// Folds a name to its key: Latin letters without diacritics in lower case, digits, and every other script as it is;
/// spaces and punctuation vanish, `&` reads `and`. `None` when it is longer than any name.
const fn fold(text: &[u8]) -> Option<([u8; KEY_MAX], usize)> {
    let mut key = [0; KEY_MAX];
    let mut length = 0;
    let mut i = 0;
    while i < text.len() {
        // The longest replacement of one character is four bytes.
        if length + 4 > KEY_MAX {
            return None;
        }
        let byte = text[i];
        if byte == b'&' {
            key[length] = b'a';
            key[length + 1] = b'n';
            key[length + 2] = b'd';
            length += 3;
        } else if byte.is_ascii_alphanumeric() {
            key[length] = byte.to_ascii_lowercase();
            length += 1;
        } else if (byte == 0xC3 || byte == 0xC4 || byte == 0xC5) && i + 1 < text.len() {
            let letter = plain_letter(byte, text[i + 1]);
            if letter != 0 {
                key[length] = letter;
                length += 1;
            }
            i += 1;
        } else if byte == 0xE2 && i + 2 < text.len() && text[i + 1] == 0x80 {
            // General punctuation: curly quotes, dashes, narrow spaces.
            i += 2;
        } else if byte == 0xC2 && i + 1 < text.len() {
            // Latin-1 signs: no-break space, middle dot.
            i += 1;
        } else if byte == 0xCC || (byte == 0xCD && i + 1 < text.len() && text[i + 1] < 0xB0) {
            // Combining diacritics of decomposed text.
            i += 1;
        } else if byte >= 0x80 {
            key[length] = byte;
            length += 1;
        }
        i += 1;
    }
    Some((key, length))
}

/// The unaccented letter of U+00C0 to U+017F, 0 for what is no letter.
const fn plain_letter(lead: u8, trail: u8) -> u8 {
    const LATIN1: &[u8; 64] = b"aaaaaaaceeeeiiiidnooooo\0ouuuuytsaaaaaaaceeeeiiiidnooooo\0ouuuuyty";
    const EXTENDED: &[u8; 128] = b"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllll\
lnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    let offset = (trail & 0x3F) as usize;
    match lead {
        0xC3 => LATIN1[offset],
        0xC4 => EXTENDED[offset],
        _ => EXTENDED[64 + offset],
    }
}

/// FNV-1a, 64 bits. All known names are checked to differ while compiling.
const fn hash(key: &[u8; KEY_MAX], length: usize) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut i = 0;
    while i < length {
        hash = (hash ^ key[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    hash
}

const fn read_groups() -> [&'static str; GROUP_COUNT] {
    let mut groups = [""; GROUP_COUNT];
    let mut cursor = Cursor::after_header(GROUPS_TEXT);
    let mut i = 0;
    while !cursor.is_done() {
        groups[i] = cursor.field();
        let _note = cursor.field();
        i += 1;
    }
    groups
}

const fn build() -> [Slot; SLOTS] {
    let mut slots = [Slot { hash: 0, entry: 0, noted: false }; SLOTS];
    let mut i = 0;
    while i < COUNT {
        let row = ROWS[i];
        let entry = i as u16 + 1;
        insert(&mut slots, row.en.as_bytes(), entry, false);
        insert(&mut slots, row.zh_cn.as_bytes(), entry, false);
        let aliases = row.aliases.as_bytes();
        let mut start = 0;
        while start < aliases.len() {
            let mut end = start;
            while end < aliases.len() && aliases[end] != b'|' {
                end += 1;
            }
            let noted = aliases[start] == b'*';
            let name = table::slice(aliases, if noted { start + 1 } else { start }, end);
            assert!(!noted || !row.note.is_empty(), "an alias with * needs a note in countries.csv");
            insert(&mut slots, name.as_bytes(), entry, noted);
            start = end + 1;
        }
        i += 1;
    }
    let mut group = 0;
    while group < GROUP_COUNT {
        insert(&mut slots, GROUPS[group].as_bytes(), (COUNT + 1 + group) as u16, false);
        group += 1;
    }
    slots
}

const fn insert(slots: &mut [Slot; SLOTS], name: &[u8], entry: u16, noted: bool) {
    let (key, length) = match fold(name) {
        Some(folded) => folded,
        None => panic!("a country name is too long"),
    };
    let hash = hash(&key, length);
    let mut at = hash as usize % SLOTS;
    while slots[at].entry != 0 {
        if slots[at].hash == hash {
            assert!(slots[at].entry == entry, "two countries share a name");
            return;
        }
        at = (at + 1) % SLOTS;
    }
    slots[at] = Slot { hash, entry, noted };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        resolve(text).country().map(Country::as_str)
    }

    #[test]
    fn names_of_the_trade() {
        for (text, expected) in [
            ("EIRE", "IE"),
            ("RSA", "ZA"),
            ("UK", "GB"),
            ("U.K.", "GB"),
            ("USA", "US"),
            ("united  states of AMERICA", "US"),
            ("UAE", "AE"),
            ("Czech Republic", "CZ"),
            ("Hong Kong", "HK"),
            ("Korea, Republic of", "KR"),
            ("Côte d'Ivoire", "CI"),
            ("COTE DIVOIRE", "CI"),
            ("Österreich", "AT"),
            ("O\u{308}sterreich", "AT"),
            ("Curacao", "CW"),
            ("Trinidad and Tobago", "TT"),
            ("türkiye", "TR"),
            ("Turkey", "TR"),
            ("deu", "DE"),
            (" de ", "DE"),
            ("中国", "CN"),
            ("美国", "US"),
            ("香港", "HK"),
            ("NA", "NA"),
            ("EL", "GR"),
        ] {
            assert_eq!(code(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn every_own_name_resolves_to_its_country() {
        for country in Country::all() {
            for name in [country.as_str(), country.alpha3(), country.name_en(), country.name_zh()] {
                assert_eq!(resolve(name), Resolved::Country(country), "{name}");
            }
        }
    }

    #[test]
    fn customary_names_carry_their_note() {
        let (resolved, note) = resolve_noted("Channel Islands");
        assert_eq!(resolved.country().map(Country::as_str), Some("JE"));
        assert!(note.unwrap().contains("GG"));
        assert_eq!(resolve_noted("Jersey").1, None);
        assert!(resolve_noted("Korea").1.is_some());
    }

    #[test]
    fn what_names_no_country_is_told_from_what_is_unknown() {
        assert_eq!(resolve("European Community"), Resolved::Group("European Community"));
        assert_eq!(resolve("unspecified"), Resolved::Group("Unspecified"));
        assert_eq!(resolve("N/A"), Resolved::Group("N/A"));
        assert_eq!(resolve(""), Resolved::Group("Unspecified"));
        assert_eq!(resolve(" - "), Resolved::Group("Unspecified"));
        for text in ["Atlantis", "ZZ", "Germny", "\u{FFFD}", "é", &"x".repeat(10_000)] {
            assert_eq!(resolve(text), Resolved::Unknown, "{}", text.len());
        }
    }
}
