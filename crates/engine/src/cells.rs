//! One cell of a result as text.
//!
//! Decimals exactly, days as `YYYY-MM-DD`, instants as RFC 3339 in UTC; null is `None`. Everything else as Arrow shows it.

use crate::decimal::decimal_text;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType,
};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use entrepot_domain::Day;
use entrepot_domain::day::DAY_MICROS;

/// The text of a cell; `None` for null.
#[must_use]
pub fn cell_text(array: &dyn Array, row: usize) -> Option<String> {
    if array.is_null(row) {
        return None;
    }
    Some(match array.data_type() {
        DataType::Utf8View => array.as_string_view().value(row).to_owned(),
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::Decimal128(_, scale) => decimal_text(array.as_primitive::<Decimal128Type>().value(row), *scale, 2),
        DataType::Date32 => Day(array.as_primitive::<Date32Type>().value(row)).to_string(),
        DataType::Timestamp(unit, zone) => {
            let (value, per_second) = match unit {
                TimeUnit::Second => (array.as_primitive::<TimestampSecondType>().value(row), 1),
                TimeUnit::Millisecond => (array.as_primitive::<TimestampMillisecondType>().value(row), 1_000),
                TimeUnit::Microsecond => (array.as_primitive::<TimestampMicrosecondType>().value(row), 1_000_000),
                TimeUnit::Nanosecond => (array.as_primitive::<TimestampNanosecondType>().value(row), 1_000_000_000),
            };
            instant_text(value, per_second, zone.is_some())
        }
        _ => other_text(array, row),
    })
}

fn other_text(array: &dyn Array, row: usize) -> String {
    let options = FormatOptions::default();
    ArrayFormatter::try_new(array, &options).map_or_else(|_| String::new(), |formatter| formatter.value(row).to_string())
}

/// An instant, given in parts of a second since the epoch.
fn instant_text(value: i64, per_second: i64, zoned: bool) -> String {
    let (seconds, part) = (value.div_euclid(per_second), value.rem_euclid(per_second));
    let day_seconds = DAY_MICROS / 1_000_000;
    let Ok(day) = i32::try_from(seconds.div_euclid(day_seconds)) else { return value.to_string() };
    let of_day = seconds.rem_euclid(day_seconds);
    let mut text = format!("{}T{:02}:{:02}:{:02}", Day(day), of_day / 3600, of_day / 60 % 60, of_day % 60);
    if part != 0 {
        let nanos = part * (1_000_000_000 / per_second);
        text.push_str(format!(".{nanos:09}").trim_end_matches('0'));
    }
    if zoned {
        text.push('Z');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{Decimal128Array, TimestampMicrosecondArray};

    #[test]
    fn instants_are_rfc_3339() {
        let times = TimestampMicrosecondArray::from(vec![1_323_435_000_000_000, -1, 500_000]).with_timezone("UTC");
        assert_eq!(cell_text(&times, 0).as_deref(), Some("2011-12-09T12:50:00Z"));
        assert_eq!(cell_text(&times, 1).as_deref(), Some("1969-12-31T23:59:59.999999Z"));
        assert_eq!(cell_text(&times, 2).as_deref(), Some("1970-01-01T00:00:00.5Z"));
        let amounts = Decimal128Array::from(vec![Some(12_340_000), None]).with_precision_and_scale(18, 6).unwrap();
        assert_eq!(cell_text(&amounts, 0).as_deref(), Some("12.34"));
        assert_eq!(cell_text(&amounts, 1), None);
    }
}
