//! Asks the shipped presets in one line.

use entrepot_domain::Day;
use entrepot_domain::money::{DecimalStyle, format_micros, to_micros};
use entrepot_rules::Question;
use entrepot_rules::fees::{Circumstances, Event, FeeQuote, FeeTable, Sale, quote};
use entrepot_rules::platforms::Catalogue;
use std::sync::LazyLock;

/// The shipped presets.
pub static SHIPPED: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::shipped().unwrap());

/// A day on which all of today's tables hold.
pub const TODAY: &str = "2026-11-22";

pub fn micros(text: &str) -> i64 {
    to_micros(text.as_bytes(), DecimalStyle::POINT).unwrap() as i64
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn fees_of(platform: &str) -> &'static FeeTable {
    &SHIPPED.platform(platform).unwrap().fees
}

/// The whole quote of a sale of one piece.
pub fn ask(table: &FeeTable, category: Option<&str>, options: &[&str], on: &str, sale: &Sale) -> Result<FeeQuote, Vec<Question>> {
    let program = table.program(Event::Sale, Circumstances { category, options }, day(on))?;
    quote(table, &program, sale).map_err(|question| vec![question])
}

pub fn piece(price: &str) -> Sale {
    Sale::single(micros(price), 1).unwrap()
}

/// The sum of the fees of one piece, or the codes of the questions.
pub fn total(platform: &str, category: &str, price: &str) -> String {
    match ask(fees_of(platform), Some(category), &[], TODAY, &piece(price)) {
        Ok(quote) => quote.low.amount(),
        Err(questions) => codes(&questions),
    }
}

pub fn codes(questions: &[Question]) -> String {
    questions.iter().map(|question| question.code).collect::<Vec<_>>().join(" ")
}

/// The amounts of a quote by fee.
pub fn parts(quote: &FeeQuote) -> Vec<(&str, String)> {
    quote.fees.iter().map(|(fee, quoted)| (fee.as_str(), format_micros(quoted.amount.micros()))).collect()
}
