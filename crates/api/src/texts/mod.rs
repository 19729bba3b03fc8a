//! The server's own texts in Chinese, by code.
//!
//! Rooms speak English: an error or question has a stable code, a cause and a hint. This table says each code in Chinese
//! as well; where the English sentence carries names or numbers, a pair of patterns carries them over (`{name}` stands for
//! anything). A sentence that no pattern fits is said in the code's general words, and the English one stays beside it.
//! `cargo xtask tidy` finds a code that has no text; `docs/decisions/0009-server-texts.md` says why it is done this way.

mod asking;
mod border;
mod fees;
mod forecast;
mod importing;
mod keeping;
mod ledger;
mod market;
mod serving;
mod storing;

use crate::wire::Said;

/// Two sentences that say the same: English, Chinese.
pub(crate) type Pair = (&'static str, &'static str);

/// What a code says in Chinese.
#[derive(Debug)]
pub(crate) struct Text {
    /// The code.
    pub code: &'static str,
    /// What happened, in general.
    pub cause: &'static str,
    /// What to do about it, in general.
    pub hint: &'static str,
    /// Causes with their names and numbers.
    pub causes: &'static [Pair],
    /// Hints with their names and numbers.
    pub hints: &'static [Pair],
}

/// An entry of the table.
const fn t(code: &'static str, cause: &'static str, hint: &'static str, causes: &'static [Pair], hints: &'static [Pair]) -> Text {
    Text { code, cause, hint, causes, hints }
}

/// One list an area.
const AREAS: &[&[Text]] = &[
    asking::TEXTS,
    border::TEXTS,
    fees::TEXTS,
    forecast::TEXTS,
    importing::TEXTS,
    keeping::TEXTS,
    ledger::TEXTS,
    market::TEXTS,
    serving::TEXTS,
    storing::TEXTS,
];

/// Hints that many codes give.
const HINTS: &[Pair] = &[
    ("Did you mean \"{name}\"?", "是否要写“{name}”？"),
    ("Known: {names}.", "可用的有：{names}。"),
    ("try again", "请重试。"),
    ("please report it with the file", "请连同文件一起报告。"),
    ("correct the profile", "请更正映射方案。"),
];

/// Every entry.
pub(crate) fn all() -> impl Iterator<Item = &'static Text> {
    AREAS.iter().flat_map(|area| area.iter())
}

/// A cause and a hint in Chinese; none for a code that has no text.
pub(crate) fn chinese(code: &str, cause: &str, hint: Option<&str>) -> Option<Said> {
    let text = all().find(|text| text.code == code)?;
    let said = carried(text.causes, cause);
    let advice = hint.map(|hint| carried(text.hints, hint).or_else(|| carried(HINTS, hint)).unwrap_or_else(|| text.hint.to_owned()));
    Some(Said { whole: said.is_some() || plain(cause), cause: said.unwrap_or_else(|| text.cause.to_owned()), hint: advice })
}

/// Whether a sentence carries nothing of its own that the general words would lose.
fn plain(sentence: &str) -> bool {
    !sentence.chars().any(|c| c.is_ascii_digit() || matches!(c, '"' | '`' | ':' | '/'))
}

/// The sentence by the first pair that fits.
fn carried(pairs: &[Pair], sentence: &str) -> Option<String> {
    pairs.iter().find_map(|(english, chinese)| {
        let found = matched(english, sentence)?;
        let mut out = (*chinese).to_owned();
        for (name, value) in found {
            out = out.replace(&format!("{{{name}}}"), value);
        }
        Some(out)
    })
}

/// What stands in the places of a pattern, when the sentence is of its form. A place takes as little as it can.
fn matched<'a>(pattern: &'static str, sentence: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let mut found = Vec::new();
    let (mut pattern, mut rest) = (pattern, sentence);
    loop {
        let Some(open) = pattern.find('{') else { return (pattern == rest).then_some(found) };
        rest = rest.strip_prefix(&pattern[..open])?;
        let close = open + pattern[open..].find('}')?;
        let name = &pattern[open + 1..close];
        pattern = &pattern[close + 1..];
        let literal = &pattern[..pattern.find('{').unwrap_or(pattern.len())];
        let end = match (literal.is_empty(), pattern.len() == literal.len()) {
            (true, _) => rest.len(),
            (false, true) => rest.len().checked_sub(literal.len()).filter(|end| rest.is_char_boundary(*end) && &rest[*end..] == literal)?,
            (false, false) => rest.find(literal)?,
        };
        found.push((name, &rest[..end]));
        rest = &rest[end..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn is_chinese(text: &str) -> bool {
        text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    }

    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
    }

    #[test]
    fn every_code_is_there_once_and_in_chinese() {
        let mut seen = BTreeSet::new();
        for text in all() {
            assert!(seen.insert(text.code), "{} is there twice", text.code);
            assert!(is_chinese(text.cause) && is_chinese(text.hint), "{}", text.code);
            for (english, chinese) in text.causes.iter().chain(text.hints) {
                assert!(is_chinese(chinese), "{}: {chinese}", text.code);
                assert_eq!(places(english), places(chinese), "{}: {english}", text.code);
                let sample = carried(&[(english, chinese)], english).expect("a pattern fits itself");
                assert_eq!(&sample, chinese);
            }
        }
        assert!(seen.len() > 90, "{}", seen.len());
    }

    #[test]
    fn the_codes_of_the_public_tables_have_a_text() {
        let known: BTreeSet<&str> = all().map(|text| text.code).collect();
        for (code, _) in entrepot_domain::errors::CODES {
            assert!(known.contains(code), "{code}");
        }
        for reason in entrepot_collect::reasons::REASONS {
            assert!(
                is_chinese(reason.zh) && is_chinese(reason.hint_zh) && !reason.en.is_empty() && !reason.hint_en.is_empty(),
                "{}",
                reason.code
            );
        }
    }

    #[test]
    fn names_and_numbers_are_carried_over() {
        let said = chinese("unknown_table", "There is no table \"订单 {x}\".", Some("Did you mean \"lines\"?")).unwrap();
        assert_eq!((said.cause.as_str(), said.hint.as_deref(), said.whole), ("没有名为“订单 {x}”的表。", Some("是否要写“lines”？"), true));
        let said = chinese("lake.locked", "another process (pid 17) is writing to this home", None).unwrap();
        assert!(said.cause.contains("17") && said.hint.is_none());
        let general = chinese("sql_syntax", "something: new 3", Some("new advice")).unwrap();
        assert!(!general.whole && is_chinese(&general.cause) && general.hint.as_deref().is_some_and(is_chinese));
        assert!(chinese("no.such.code", "", None).is_none());
    }

    #[test]
    fn a_pattern_takes_what_it_should() {
        assert_eq!(matched("{a}: {b}", "x: y: z"), Some(vec![("a", "x"), ("b", "y: z")]));
        assert_eq!(matched("a {n} b", "a 12 b"), Some(vec![("n", "12")]));
        assert_eq!(matched("a {n} b", "a 12 c"), None);
        assert_eq!(matched("abc", "abc"), Some(vec![]));
        assert_eq!(matched("{a} b", "é"), None);
    }
}
