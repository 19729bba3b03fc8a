//! The rate tables `fx_<currency>`: one row per (day, currency) with the factor into that currency.
//!
//! `fx_eur.rate` times an amount in `currency` of that day is the amount in euro. Dense: a day without publication has
//! the last rate before it, by the rule of [`entrepot_domain::fx::RateBook`]; a pair without a row must be asked, never
//! guessed. The days are those of the lake. Rates of the lake's own `fx` table win over the shipped ones.

use crate::error::{Code, EngineError};
use crate::session::{LakeSession, Limits};
use arrow::array::{AsArray, Date32Array, Decimal128Array, RecordBatch, StringViewArray};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Field, Schema};
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use entrepot_domain::fx::{LOOK_BACK_DAYS, RateBook};
use entrepot_domain::{Currency, Day};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::sync::Arc;

/// Precision and scale of a factor.
pub const FACTOR: (u8, i8) = (38, 15);

/// The currency of a rate table's name, when it is one.
#[must_use]
pub fn currency_of(table: &str) -> Option<Currency> {
    let code = table.strip_prefix("fx_")?;
    (code.len() == 3 && code.bytes().all(|b| b.is_ascii_lowercase())).then(|| Currency::parse(code).ok()).flatten()
}

/// The name of a currency's rate table.
#[must_use]
pub fn table_of(currency: Currency) -> String {
    format!("fx_{}", currency.as_str().to_lowercase())
}

/// All rates of this lake version: the shipped ones, then the lake's own.
///
/// Boxed by hand: it runs a query, and queries make rate tables.
pub(crate) fn book(session: &LakeSession) -> BoxFuture<'_, Result<RateBook, EngineError>> {
    async move {
        let mut book = session.engine()?.shipped_rates()?.clone();
        if session.snapshot().table("fx").is_none_or(|table| table.rows() == 0) {
            return Ok(book);
        }
        let limits = Limits { rows: usize::MAX, time_ms: session.engine()?.config().time_limit_ms };
        let own = session.sql_with("SELECT day, currency, rate, source FROM fx ORDER BY day, currency, import_id, row", limits).await?;
        for batch in &own.batches {
            let days = batch.column(0).as_primitive::<Date32Type>();
            let rates = batch.column(2).as_primitive::<Decimal128Type>();
            let (currencies, sources) = (batch.column(1).as_string_view(), batch.column(3).as_string_view());
            for row in 0..batch.num_rows() {
                let Ok(currency) = Currency::parse(currencies.value(row)) else { continue };
                let Ok(nanos) = i64::try_from(rates.value(row)) else { continue };
                book.insert(Day(days.value(row)), currency, nanos, sources.value(row));
            }
        }
        Ok(book)
    }
    .boxed()
}

/// Builds the rate table of a currency for the days of the lake.
pub(crate) async fn table(session: &LakeSession, to: Currency) -> Result<Arc<dyn TableProvider>, EngineError> {
    let book = book(session).await?;
    let (first, last) = days(session, &book);
    let mut columns = (Vec::new(), Vec::new(), Vec::new());
    for from in book.currencies() {
        for day in (first.0..=last.0).map(Day) {
            let Ok(cross) = book.rate(from, to, day) else { continue };
            let mut rate = cross.rate;
            rate.rescale(FACTOR.1.unsigned_abs().into());
            columns.0.push(day.0);
            columns.1.push(from.as_str());
            columns.2.push(rate.mantissa());
        }
    }
    let schema = Arc::new(Schema::new(vec![
        Field::new("day", DataType::Date32, false),
        Field::new("currency", DataType::Utf8View, false),
        Field::new("rate", DataType::Decimal128(FACTOR.0, FACTOR.1), false),
    ]));
    let build = || -> Result<Arc<dyn TableProvider>, datafusion::common::DataFusionError> {
        let rates = Decimal128Array::from(columns.2).with_precision_and_scale(FACTOR.0, FACTOR.1)?;
        let batch = RecordBatch::try_new(
            Arc::clone(&schema),
            vec![Arc::new(Date32Array::from(columns.0)), Arc::new(StringViewArray::from_iter_values(columns.1)), Arc::new(rates)],
        )?;
        Ok(Arc::new(MemTable::try_new(schema, vec![vec![batch]])?))
    };
    build().map_err(|error| EngineError::new(Code::Internal, error.to_string(), "Report this as a fault."))
}

/// The days of the lake's dated tables, as far as the book has rates; the book's last year for an empty lake.
fn days(session: &LakeSession, book: &RateBook) -> (Day, Day) {
    let (book_first, book_last) = book.span().unwrap_or((Day(0), Day(0)));
    let reach = book_last.plus(LOOK_BACK_DAYS);
    let files = || session.snapshot().tables.iter().filter(|(name, _)| *name != "fx").flat_map(|(_, table)| &table.files);
    let first = files().filter_map(|file| file.day_min).min();
    let last = files().filter_map(|file| file.day_max).max();
    match (first, last) {
        (Some(first), Some(last)) => (Day(first.max(book_first.0)), Day(last.min(reach.0))),
        _ => (reach.plus(-366), reach),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rate_tables_are_rate_tables() {
        assert_eq!(currency_of("fx_eur").map(Currency::as_str), Some("EUR"));
        assert_eq!(currency_of("fx"), None);
        assert_eq!(currency_of("fx_history"), None);
        assert_eq!(currency_of("fx_zzz"), None);
        assert_eq!(currency_of("fx_EUR"), None);
        assert_eq!(table_of(Currency::EUR), "fx_eur");
    }
}
