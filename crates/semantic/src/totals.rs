//! The numbers of a result's rows, and their total where it follows from them.
//!
//! Exact integers throughout; a ratio's total divides the sums of its operands, by the same rule as the SQL.

use crate::compile::Shape;
use crate::error::SemanticError;
use crate::root::root;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Decimal128Type, Int64Type};
use entrepot_engine::{Code, EngineError, QueryResult, cell_text};

/// A number before it is text: an integer and the number of its decimals.
pub(crate) type Number = Option<(i128, i8)>;

/// The numbers of one side of a comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Side {
    /// The value.
    pub value: Number,
    /// What was divided, for a ratio.
    pub numerator: Number,
    /// By what.
    pub denominator: Number,
    /// What is known of a value that may be missing a part.
    pub known: Number,
    /// Whether an amount could not be converted, or is unknown.
    pub missing: bool,
}

/// One row before it is text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// Dimension name (or `period`) and value.
    pub keys: Vec<(&'static str, Option<String>)>,
    /// The days asked for.
    pub now: Side,
    /// The days compared with.
    pub before: Side,
}

impl Numbers {
    /// Whether an amount could not be converted.
    pub(crate) const fn missing(&self) -> bool {
        self.now.missing || self.before.missing
    }
}

/// Reads the rows of a metric's SQL.
pub(crate) fn read(shape: &Shape, result: &QueryResult) -> Vec<Numbers> {
    let names = shape.names();
    let mut rows = Vec::with_capacity(result.rows());
    for batch in &result.batches {
        let cell = |name: &str, row: usize| batch.column_by_name(name).and_then(|column| number(column, row));
        let count = |name: &str, row: usize| cell(name, row).is_some_and(|(count, _)| count > 0);
        for row in 0..batch.num_rows() {
            rows.push(Numbers {
                keys: names.iter().enumerate().map(|(at, name)| (*name, key_text(batch, at, row))).collect(),
                now: Side {
                    value: cell("value", row),
                    numerator: cell("numerator", row),
                    denominator: cell("denominator", row),
                    known: cell("known", row),
                    missing: count("missing", row),
                },
                before: Side {
                    value: cell("previous", row),
                    numerator: cell("previous_numerator", row),
                    denominator: cell("previous_denominator", row),
                    known: cell("previous_known", row),
                    missing: count("previous_missing", row),
                },
            });
        }
    }
    rows
}

fn key_text(batch: &RecordBatch, column: usize, row: usize) -> Option<String> {
    cell_text(batch.column(column), row)
}

fn number(column: &ArrayRef, row: usize) -> Number {
    if column.is_null(row) {
        return None;
    }
    match column.data_type() {
        DataType::Decimal128(_, scale) => Some((column.as_primitive::<Decimal128Type>().value(row), *scale)),
        DataType::Int64 => Some((i128::from(column.as_primitive::<Int64Type>().value(row)), 0)),
        _ => None,
    }
}

/// What the rows of an answer are, for adding them up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowsOf {
    /// Values.
    Values,
    /// Quotients: their operands add up.
    Quotients,
    /// Shares of the whole that the rows make up together: the total divides that whole by itself.
    Shares,
}

/// The total of rows that add up; untold when one of them is.
pub(crate) fn of_rows(rows: &[Numbers], kind: RowsOf, compared: bool) -> Result<Numbers, SemanticError> {
    let total = |of: fn(&Numbers) -> &Side| -> Result<Side, SemanticError> {
        let missing = rows.iter().any(|row| of(row).missing);
        let operands = |operand: fn(&Side) -> Number| sum(rows.iter().map(|row| operand(of(row)).or(Some((0, 0)))));
        let value = match kind {
            RowsOf::Values => sum(rows.iter().map(|row| of(row).value))?,
            // A row without an operand has none of it; a row with a missing rate makes the whole untold.
            _ if missing => None,
            RowsOf::Quotients => quotient(operands(|side| side.numerator)?, operands(|side| side.denominator)?)?,
            RowsOf::Shares => {
                let whole = operands(|side| side.numerator)?;
                quotient(whole, whole)?
            }
        };
        Ok(Side { value, missing, ..Side::default() })
    };
    let before = if compared { total(|row| &row.before)? } else { Side::default() };
    Ok(Numbers { keys: Vec::new(), now: total(|row| &row.now)?, before })
}

/// The sum of numbers of one scale (zeros may have another); nothing when one of them is untold.
pub(crate) fn sum(numbers: impl Iterator<Item = Number>) -> Result<Number, SemanticError> {
    let mut total = (0_i128, None);
    for number in numbers {
        let Some((value, scale)) = number else { return Ok(None) };
        if value != 0 || total.1.is_none() {
            total.1 = Some(scale);
        }
        total.0 = total.0.checked_add(value).ok_or_else(overflow)?;
    }
    Ok(Some((total.0, total.1.unwrap_or(6))))
}

/// One number through another, to six decimals, half away from zero: both are first rounded to six decimals.
pub(crate) fn quotient(numerator: Number, denominator: Number) -> Result<Number, SemanticError> {
    let (Some(numerator), Some(denominator)) = (numerator, denominator) else { return Ok(None) };
    let (above, below) = (millionths(numerator)?, millionths(denominator)?);
    if below == 0 {
        return Ok(None);
    }
    let doubled = above.unsigned_abs().checked_mul(2_000_000).ok_or_else(overflow)? / below.unsigned_abs();
    let magnitude = i128::try_from(doubled.div_ceil(2)).map_err(|_| overflow())?;
    Ok(Some((if (above < 0) == (below < 0) { magnitude } else { -magnitude }, 6)))
}

/// Growth a year, to six decimals and down to the last whole millionth: the n-th root of `last / first`, less one. Nothing
/// without a year between, without a base, or where one of them is negative.
pub(crate) fn annual(last: Number, first: Number, years: i32) -> Result<Number, SemanticError> {
    let (Some(last), Some(first)) = (last, first) else { return Ok(None) };
    let (last, first) = (millionths(last)?, millionths(first)?);
    let Ok(years @ 1..) = u32::try_from(years) else { return Ok(None) };
    if first <= 0 || last < 0 {
        return Ok(None);
    }
    let root = root(last.unsigned_abs(), first.unsigned_abs(), years).and_then(|root| i128::try_from(root).ok()).ok_or_else(overflow)?;
    Ok(Some((root - 1_000_000, 6)))
}

fn millionths((value, scale): (i128, i8)) -> Result<i128, SemanticError> {
    let power = |exponent: i8| 10_i128.checked_pow(u32::from(exponent.unsigned_abs())).ok_or_else(overflow);
    if scale <= 6 {
        return value.checked_mul(power(6 - scale)?).ok_or_else(overflow);
    }
    let unit = power(scale - 6)?;
    let half = if value < 0 { -(unit / 2) } else { unit / 2 };
    Ok(value.checked_add(half).ok_or_else(overflow)? / unit)
}

fn overflow() -> SemanticError {
    SemanticError::Engine(EngineError::new(
        Code::Overflow,
        "The total left the range of exact decimals.",
        "Filter the rows that carry absurd amounts.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_round_half_away_from_zero() {
        let through = |a: (i128, i8), b: (i128, i8)| quotient(Some(a), Some(b)).unwrap();
        assert_eq!(through((1, 0), (3, 0)), Some((333_333, 6)));
        assert_eq!(through((2, 0), (3, 0)), Some((666_667, 6)));
        assert_eq!(through((-2, 0), (3, 0)), Some((-666_667, 6)));
        assert_eq!(through((1, 0), (2_000_000, 0)), Some((1, 6)));
        assert_eq!(through((1, 0), (0, 0)), None);
        // 0.0000005 rounds up to a millionth before it is divided.
        assert_eq!(through((500_000_000_000_000, 21), (1, 0)), Some((1, 6)));
    }

    #[test]
    fn an_untold_row_makes_the_total_untold() {
        let row = |value| Numbers { now: Side { value, ..Side::default() }, ..Numbers::default() };
        assert_eq!(of_rows(&[row(Some((1, 6))), row(None)], RowsOf::Values, false).unwrap().now.value, None);
        assert_eq!(of_rows(&[row(Some((1, 6))), row(Some((2, 6)))], RowsOf::Values, true).unwrap().now.value, Some((3, 6)));
        assert_eq!(of_rows(&[], RowsOf::Values, true).unwrap().before.value, Some((0, 6)));
        assert!(of_rows(&[row(Some((i128::MAX, 6))), row(Some((1, 6)))], RowsOf::Values, false).is_err());
    }
}
