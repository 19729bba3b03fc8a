//! The compact form of a rate table, `presets/fx/ecb.bin`.
//!
//! All numbers are LEB128 varints, signed ones zigzag. Layout:
//!
//! ```text
//! magic "ECBRATE1"
//! days: count, first day (signed, days since 1970-01-01), then the distance to each next day
//! currencies: count, then per currency
//!     three letters, decimals (0 to 9), then until every day has its cell:
//!     length of a gap, length of a run, the run's rates in units of 10^-decimals:
//!         each as signed difference from the one before (the first of the column from 0)
//! ```
//!
//! Rates change little from day to day, so most differences take one or two bytes. The bytes are a function of the
//! table alone.

use super::NANO;
use super::ecb::EcbTable;
use crate::errors::DomainError;
use crate::{Currency, Day};

const MAGIC: &[u8; 8] = b"ECBRATE1";

/// Encodes a table.
pub fn pack(table: &EcbTable) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    write(&mut out, table.days.len() as u64);
    let mut previous = 0;
    for (i, day) in table.days.iter().enumerate() {
        if i == 0 {
            write_signed(&mut out, i64::from(day.0));
        } else {
            write(&mut out, i64::from(day.0).abs_diff(previous));
        }
        previous = i64::from(day.0);
    }
    write(&mut out, table.columns.len() as u64);
    for (currency, cells) in &table.columns {
        out.extend_from_slice(currency.as_str().as_bytes());
        pack_column(&mut out, cells);
    }
    out
}

fn pack_column(out: &mut Vec<u8>, cells: &[i64]) {
    let mut decimals = 9;
    while decimals > 0 && cells.iter().all(|nanos| nanos % 10_i64.pow(10 - decimals) == 0) {
        decimals -= 1;
    }
    out.push(decimals as u8);
    let step = 10_i64.pow(9 - decimals);
    let mut previous = 0;
    let mut rest = cells;
    while !rest.is_empty() {
        let gap = rest.iter().take_while(|&&nanos| nanos == 0).count();
        let (_, after) = rest.split_at(gap);
        let run = after.iter().take_while(|&&nanos| nanos != 0).count();
        let (rates, after) = after.split_at(run);
        write(out, gap as u64);
        write(out, run as u64);
        for nanos in rates {
            write_signed(out, nanos / step - previous);
            previous = nanos / step;
        }
        rest = after;
    }
}

/// Decodes a table; whatever does not follow the layout to the last byte is an error.
pub fn unpack(bytes: &[u8]) -> Result<EcbTable, DomainError> {
    let mut input = Input { rest: bytes };
    if input.take(MAGIC.len())? != MAGIC {
        return Err(wrong("it does not start with the mark of this format"));
    }
    let count = input.count(100_000)?;
    let mut days = Vec::with_capacity(count);
    let mut day = 0_i64;
    for i in 0..count {
        let step = if i == 0 { input.signed()? } else { input.count(100_000)? as i64 };
        if i > 0 && step == 0 {
            return Err(wrong("its days do not ascend"));
        }
        day += step;
        days.push(Day(i32::try_from(day).map_err(|_| wrong("a day is out of range"))?));
    }
    let columns = input.count(Currency::SLOTS)?;
    let columns = (0..columns).map(|_| unpack_column(&mut input, count)).collect::<Result<Vec<_>, _>>()?;
    if !input.rest.is_empty() {
        return Err(wrong("there are bytes after its end"));
    }
    Ok(EcbTable { days, columns })
}

fn unpack_column(input: &mut Input<'_>, days: usize) -> Result<(Currency, Vec<i64>), DomainError> {
    let code = core::str::from_utf8(input.take(3)?).map_err(|_| wrong("a currency is not text"))?;
    let currency = Currency::parse(code).map_err(|error| wrong(error.to_string()))?;
    let decimals = u32::from(input.take(1)?[0]);
    if decimals > 9 {
        return Err(wrong("a column has more than nine decimals"));
    }
    let step = 10_i64.pow(9 - decimals);
    let mut cells: Vec<i64> = Vec::with_capacity(days);
    let mut value = 0_i64;
    while cells.len() < days {
        let gap = input.count(days - cells.len())?;
        cells.resize(cells.len() + gap, 0);
        let run = input.count(days - cells.len())?;
        if gap == 0 && run == 0 {
            return Err(wrong("a run is empty"));
        }
        for _ in 0..run {
            value = value.checked_add(input.signed()?).ok_or_else(|| wrong("a rate is out of range"))?;
            let nanos = value.checked_mul(step).filter(|&nanos| nanos > 0 && nanos < NANO * NANO);
            cells.push(nanos.ok_or_else(|| wrong("a rate is out of range"))?);
        }
    }
    Ok((currency, cells))
}

fn write(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn write_signed(out: &mut Vec<u8>, value: i64) {
    write(out, ((value << 1) ^ (value >> 63)) as u64);
}

struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], DomainError> {
        let (head, rest) = self.rest.split_at_checked(length).ok_or_else(|| wrong("it ends too early"))?;
        self.rest = rest;
        Ok(head)
    }

    fn unsigned(&mut self) -> Result<u64, DomainError> {
        let mut value = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(wrong("a number is too long"))
    }

    fn signed(&mut self) -> Result<i64, DomainError> {
        let value = self.unsigned()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// A count that must not exceed `most`, so that a damaged file cannot ask for memory.
    fn count(&mut self, most: usize) -> Result<usize, DomainError> {
        usize::try_from(self.unsigned()?).ok().filter(|&count| count <= most).ok_or_else(|| wrong("a count is too large"))
    }
}

fn wrong(reason: impl Into<String>) -> DomainError {
    DomainError::Rates { line: 0, reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fx::parse_ecb_csv;

    fn table() -> EcbTable {
        parse_ecb_csv("Date,USD,RUB,TRL,\n2022-03-04,1.0929,N/A,N/A,\n2022-03-01,1.1162,117.201,1823000,\n1999-12-31,1.0046,N/A,N/A,\n")
            .unwrap()
    }

    #[test]
    fn unpacks_what_it_packed() {
        assert_eq!(unpack(&pack(&table())), Ok(table()));
    }

    #[test]
    fn every_truncation_is_refused() {
        let bytes = pack(&table());
        for length in 0..bytes.len() {
            assert!(unpack(&bytes[..length]).is_err(), "{length}");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(unpack(&longer).is_err());
    }

    #[test]
    fn damaged_bytes_never_panic() {
        let bytes = pack(&table());
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[at] ^= 1 << bit;
                let _ = unpack(&damaged);
            }
        }
    }
}
