//! Storage and handling of a warehouse: pieces lie there for some days, at rates that rise with their age.

use super::{Costs, Sale};
use crate::replay::costs::carriage::lacking;
use crate::replay::fx::{Column, Fx};
use crate::replay::kind::Kind;
use crate::replay::scenario::Warehouse;
use crate::replay::stop::{Ask, Stop};
use entrepot_domain::Currency;
use entrepot_domain::money::divide_half_even;

/// A warehouse's rates, compiled.
#[derive(Debug)]
pub(crate) struct Stored {
    /// What a cubic metre costs over all days on hand, by currency: micros.
    per_m3: Vec<(i64, Column)>,
    handling: Option<(i64, Column)>,
}

const MM3_PER_M3: i128 = 1_000_000_000;

impl Stored {
    pub fn compile(warehouse: &Warehouse, report: Currency, fx: &mut Fx) -> Self {
        let mut per_m3 = Vec::new();
        let mut before = 0;
        for rate in &warehouse.storage {
            let end = rate.up_to_days.unwrap_or(u32::MAX).min(warehouse.days_on_hand);
            let days = end.saturating_sub(before);
            before = before.max(end);
            if days > 0 {
                per_m3.push((rate.per_m3_day.saturating_mul(i64::from(days)), fx.column(rate.currency, report)));
            }
        }
        Self { per_m3, handling: warehouse.handling.map(|(micros, currency)| (micros, fx.column(currency, report))) }
    }

    pub fn charge(&self, sale: &Sale<'_>, fx: &Fx, out: &mut Costs) -> Result<(), Stop> {
        let day = sale.order.day;
        let mut volume = 0_i128;
        for line in sale.lines {
            let Some(one) = sale.article(line).volume_mm3() else {
                return Err(Stop::Ask(Ask::Dims, lacking(sale, |article| article.dims_mm.is_none())));
            };
            volume += i128::from(one) * i128::from(line.pieces);
        }
        for (rate, column) in &self.per_m3 {
            let micros = divide_half_even(volume * i128::from(*rate), MM3_PER_M3);
            let micros = i64::try_from(micros).map_err(|_| Stop::ask(Ask::Overflow))?;
            out.given(Kind::Storage, fx.change(*column, day, micros).ok_or(Stop::ask(Ask::Fx(*column)))?);
        }
        if let Some((micros, column)) = self.handling {
            out.given(Kind::Fulfilment, fx.change(column, day, micros).ok_or(Stop::ask(Ask::Fx(column)))?);
        }
        Ok(())
    }
}
