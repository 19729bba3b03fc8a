//! Where lines are read from: one by one, or added up by document where a question does not look at articles.
//!
//! `line_sums` holds the lines of a document that agree in everything but the article. A question can be asked of it when its
//! columns and conditions speak of what those lines agree in, and when what it adds up is sums and differences of amounts.

use super::Plan;
use super::scan::LineSum;
use crate::metric::Base;
use entrepot_engine::line_sums::{KEYS, LINE_SUMS, SUMS};

/// Postings with the lines added up.
const POSTING_SUMS: &str = "posting_sums";
/// What postings have beside the keys of lines; their amounts are never compared.
const POSTING_KEYS: [&str; 3] = ["account", "fx_day", "basis"];

/// Words of a condition that name no column.
const WORDS: [&str; 11] = ["and", "or", "not", "is", "null", "in", "true", "false", "between", "date", "like"];

impl Plan<'_> {
    /// The table or view for columns, conditions and sums: that of the base, or the sums of its lines.
    pub(super) fn relation(&self, columns: &[&str], condition: &str, sums: &[LineSum]) -> &'static str {
        let keys = keys_of(self.base);
        let table = match self.base {
            Base::Lines => LINE_SUMS,
            Base::Postings => POSTING_SUMS,
            _ => return self.base.relation(),
        };
        let told = self.line_sums
            && columns.iter().all(|column| KEYS.contains(column) || keys.contains(column))
            && sums.iter().all(|sum| sum.by_document)
            && is_of_keys(condition, keys)
            && self.line_filters().iter().all(|filter| is_of_keys(filter, keys));
        if told { table } else { self.base.relation() }
    }
}

/// What a base has beside the keys of lines.
pub(super) fn keys_of(base: Base) -> &'static [&'static str] {
    if base == Base::Postings { &POSTING_KEYS } else { &[] }
}

/// Whether an expression only adds and subtracts amounts: then sums of lines can stand for the lines. Postings have one amount.
pub(super) fn adds_up(base: Base, expression: &str) -> bool {
    let amounts: &[&str] = if base == Base::Postings { &["amount"] } else { &SUMS };
    let plain = expression.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b' ' | b'+' | b'-'));
    let mut names = expression.split(|c: char| !(c.is_ascii_lowercase() || c == '_')).filter(|name| !name.is_empty());
    plain && names.all(|name| amounts.contains(&name))
}

/// Whether a condition holds for all lines of a row of the sums when it holds for one: it names only what they agree in, and
/// of amounts only whether `amount` is above, below or equal to zero. `more` are the keys of postings, whose amounts do not count as known.
pub(super) fn is_of_keys(condition: &str, more: &[&str]) -> bool {
    let mut rest = condition;
    while let Some(c) = rest.chars().next() {
        if c == '\'' {
            // A literal; a doubled quote is two literals beside each other, which is just as well.
            let Some(end) = rest[1..].find('\'') else { return false };
            rest = &rest[end + 2..];
        } else if c.is_ascii_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            rest = after;
            let lower = name.to_ascii_lowercase();
            if name == "amount" && more.is_empty() {
                let Some(after) = compared_with_zero(rest) else { return false };
                rest = after;
            } else if !KEYS.contains(&name) && !more.contains(&name) && !WORDS.contains(&lower.as_str()) {
                return false;
            }
        } else if matches!(c, ' ' | '\n' | '(' | ')' | ',' | '=' | '<' | '>') {
            rest = &rest[c.len_utf8()..];
        } else {
            return false;
        }
    }
    true
}

/// What follows ` > 0` or another comparison with zero.
fn compared_with_zero(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let value = text.trim_start_matches(['<', '>', '=']);
    if value.len() == text.len() {
        return None;
    }
    let after = value.trim_start().strip_prefix('0')?;
    let ends = after.chars().next().is_none_or(|c| matches!(c, ' ' | ')' | '\n'));
    ends.then_some(after)
}

#[cfg(test)]
mod tests {
    use super::{adds_up, is_of_keys};
    use crate::metric::Base;

    #[test]
    fn conditions_on_what_lines_agree_in_hold_for_their_sums() {
        for condition in [
            "kind = 'sale' AND amount > 0",
            "(kind = 'sale' OR amount < 0) AND buyer_id IS NOT NULL",
            "kind IN ('sale', 'return') AND cross_border",
            "seller_country = 'CN' AND country <> 'CN'",
            "platform = 'it''s * sku'",
            "day BETWEEN DATE '2024-01-01' AND DATE '2024-02-01'",
            "true",
        ] {
            assert!(is_of_keys(condition, &[]), "{condition}");
        }
        for condition in [
            "sku = 'a'",
            "amount > 5",
            "amount > 0.5",
            "amount > 00",
            "amount + tax > 0",
            "quantity > 0",
            "status = 'paid'",
            "lower(kind) = 'sale'",
            "amount * 2 > 0",
            "category IS NULL",
            "kind = 'sale",
            "time > 0",
            "0 < amount",
            "amount IS NULL",
        ] {
            assert!(!is_of_keys(condition, &[]), "{condition}");
        }
    }

    #[test]
    fn postings_have_accounts_and_no_signs() {
        assert!(is_of_keys("account NOT IN ('tax_paid')", &super::POSTING_KEYS) && !is_of_keys("account = 'duty'", &[]));
        assert!(!is_of_keys("account = 'duty' AND amount > 0", &super::POSTING_KEYS));
    }

    #[test]
    fn only_sums_and_differences_of_amounts_add_up() {
        assert!(adds_up(Base::Lines, "amount - discount") && adds_up(Base::Lines, "-amount") && adds_up(Base::Lines, "quantity"));
        assert!(
            !adds_up(Base::Lines, "amount * quantity")
                && !adds_up(Base::Lines, "abs(amount)")
                && !adds_up(Base::Lines, "amount + 1")
                && !adds_up(Base::Lines, "unit_price")
                && !adds_up(Base::Lines, "(amount)")
                && !adds_up(Base::Postings, "quantity")
        );
    }
}
