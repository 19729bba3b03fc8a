//! An order line with what it implies: its trade, buyer, product, lot or stock move.

use super::facts::{crosses, trade_facts};
use super::identity::{derived_key, remember};
use super::refusal::{Rejection, blank, range, rejection};
use super::{Converter, Emit, Target, at};
use crate::batch::{CELLS, Cell, Lineage, RowKey};
use crate::plan::raw;
use crate::reasons::{PRICE_NEGATIVE, QUANTITY_ABSURD, QUANTITY_NEGATIVE, VALUE_MISSING};
use crate::record::Record;
use entrepot_domain::money::{MAX_MICROS, mul_micros};
use entrepot_lake::schema::{TableDef, table};
use xxhash_rust::xxh3::xxh3_64;

/// Positions of the columns of `lines` that the converter computes with.
#[derive(Debug)]
pub(super) struct LineColumns {
    pub(super) trade_id: usize,
    pub(super) line_id: usize,
    pub(super) kind: usize,
    pub(super) component: usize,
    pub(super) mode: usize,
    pub(super) platform: usize,
    pub(super) channel: usize,
    pub(super) seller_id: usize,
    pub(super) seller_country: usize,
    pub(super) buyer_id: usize,
    pub(super) customer_type: usize,
    pub(super) country: usize,
    pub(super) country_raw: usize,
    pub(super) cross_border: usize,
    pub(super) sku: usize,
    pub(super) product_name: usize,
    pub(super) category: usize,
    pub(super) lot_id: usize,
    pub(super) parent_trade_id: usize,
    pub(super) status: usize,
    pub(super) currency: usize,
    pub(super) quantity: usize,
    pub(super) unit_price: usize,
    pub(super) amount: usize,
    pub(super) discount: usize,
    pub(super) tax: usize,
    pub(super) shipping: usize,
    pub(super) time: usize,
    pub(super) offset_min: usize,
    pub(super) day: usize,
}

impl LineColumns {
    pub(super) fn of(def: &TableDef) -> Self {
        let c = |name| at(def, name);
        Self {
            trade_id: c("trade_id"),
            line_id: c("line_id"),
            kind: c("kind"),
            component: c("component"),
            mode: c("mode"),
            platform: c("platform"),
            channel: c("channel"),
            seller_id: c("seller_id"),
            seller_country: c("seller_country"),
            buyer_id: c("buyer_id"),
            customer_type: c("customer_type"),
            country: c("country"),
            country_raw: c("country_raw"),
            cross_border: c("cross_border"),
            sku: c("sku"),
            product_name: c("product_name"),
            category: c("category"),
            lot_id: c("lot_id"),
            parent_trade_id: c("parent_trade_id"),
            status: c("status"),
            currency: c("currency"),
            quantity: c("quantity"),
            unit_price: c("unit_price"),
            amount: c("amount"),
            discount: c("discount"),
            tax: c("tax"),
            shipping: c("shipping"),
            time: c("time"),
            offset_min: c("offset_min"),
            day: c("day"),
        }
    }
}

impl<'p> Converter<'p> {
    /// Emits an order line and what it implies.
    #[expect(clippy::too_many_arguments, reason = "one record's parts; a struct would only rename them")]
    pub(super) fn line<'a>(
        &mut self, c: &LineColumns, cells: &[Cell<'a>; CELLS], key: RowKey, record: &Record<'a>, found: &[Option<&'a [u8]>],
        lineage: Lineage, emit: &mut Emit<'_>,
    ) -> Result<Result<(), Rejection>, crate::ImportError>
    where
        'p: 'a,
    {
        let Cell::Text(trade_id) = cells[c.trade_id] else { return Ok(Ok(())) };
        if self.derive.trades && trade_id != self.last_trade.as_slice() {
            let mut flags = Vec::new();
            match self.trade(c, cells, record, found, &mut flags) {
                Ok((trade, trade_key)) => emit(Target::Trade, &trade, trade_key, lineage)?,
                Err(r) => return Ok(Err(r)),
            }
            self.last_trade.clear();
            self.last_trade.extend_from_slice(trade_id);
        }
        emit(Target::Main, cells, key, lineage)?;
        let goods = cells[c.component] == Cell::Text(b"goods");
        let kind = cells[c.kind];
        if self.derive.parties
            && let Cell::Text(buyer) = cells[c.buyer_id]
            && remember(&mut self.seen_parties, buyer)
        {
            let party = [
                cells[c.buyer_id],
                Cell::Text(b"buyer"),
                Cell::Null,
                cells[c.customer_type],
                cells[c.country],
                cells[c.country_raw],
                Cell::Null,
                Cell::Null,
                Cell::Null,
                Cell::Null,
            ];
            emit(Target::Party, &party, derived_key(&self.setting.source, "parties", buyer), lineage)?;
        }
        if self.derive.products
            && goods
            && matches!(kind, Cell::Text(b"sale" | b"return"))
            && let (Cell::Text(sku), Cell::Text(_)) = (cells[c.sku], cells[c.product_name])
            && remember(&mut self.seen_products, sku)
        {
            let mut product = [Cell::Null; 12];
            (product[0], product[1], product[2]) = (cells[c.sku], cells[c.product_name], cells[c.category]);
            emit(Target::Product, &product, derived_key("", "products", sku), lineage)?;
        }
        if self.derive.lots
            && cells[c.parent_trade_id] == Cell::Null
            && kind == Cell::Text(b"sale")
            && let Cell::Text(lot) = cells[c.lot_id]
        {
            let row = [cells[c.lot_id], cells[c.sku], cells[c.quantity], cells[c.trade_id], cells[c.day]];
            emit(Target::Lot, &row, derived_key(&self.setting.source, "lots", lot), lineage)?;
        }
        if self.derive.stock && kind == Cell::Text(b"stock") {
            let row = [
                Cell::Null,
                Cell::Text(b"move"),
                cells[c.sku],
                Cell::Null,
                cells[c.lot_id],
                cells[c.quantity],
                cells[c.product_name],
                cells[c.trade_id],
                cells[c.time],
                cells[c.day],
            ];
            emit(Target::Stock, &row, key, lineage)?;
        }
        Ok(Ok(()))
    }

    /// The trade that an order line belongs to, from its first line.
    fn trade<'a>(
        &mut self, c: &LineColumns, cells: &[Cell<'a>; CELLS], record: &Record<'a>, found: &[Option<&'a [u8]>], flags: &'a mut Vec<u8>,
    ) -> Result<([Cell<'a>; CELLS], RowKey), Rejection>
    where
        'p: 'a,
    {
        let Some(def) = table("trades") else { return Err(Rejection { reason: &VALUE_MISSING, field: None, value: None }) };
        let mut trade = [Cell::Null; CELLS];
        for (name, from) in [
            ("trade_id", c.trade_id),
            ("kind", c.kind),
            ("mode", c.mode),
            ("platform", c.platform),
            ("channel", c.channel),
            ("seller_id", c.seller_id),
            ("seller_country", c.seller_country),
            ("buyer_id", c.buyer_id),
            ("customer_type", c.customer_type),
            ("country", c.country),
            ("country_raw", c.country_raw),
            ("cross_border", c.cross_border),
            ("currency", c.currency),
            ("parent_trade_id", c.parent_trade_id),
            ("status", c.status),
            ("time", c.time),
            ("offset_min", c.offset_min),
            ("day", c.day),
        ] {
            trade[at(def, name)] = cells[from];
        }
        for (binding, meaning) in self.plan.trade.iter().zip(self.trade_meanings.clone()) {
            let Some(value) = binding.value(raw(&binding.origin, record, found)) else { continue };
            let cell = self.cell(binding, meaning, value, &mut 0).map_err(|reason| rejection(reason, binding.name, value))?;
            trade[at(def, binding.name)] = cell;
        }
        trade_facts(def, &mut trade, flags)?;
        let mut key = match cells[c.trade_id] {
            Cell::Text(id) => derived_key(&self.setting.source, "trades", id),
            _ => RowKey::default(),
        };
        let mut said = Vec::with_capacity(256);
        for cell in &trade[..def.columns.len()] {
            cell.hash_into(&mut said);
        }
        key.content = xxh3_64(&said);
        let _ = c.line_id;
        Ok((trade, key))
    }
}

/// Kind, component and the amounts of an order line.
pub(super) fn line_amounts(c: &LineColumns, cells: &mut [Cell<'_>; CELLS], quantity_max: i128) -> Result<(), Rejection> {
    for (i, default) in [(c.kind, &b"sale"[..]), (c.component, b"goods"), (c.mode, b"b2c")] {
        if cells[i] == Cell::Null {
            cells[i] = Cell::Text(default);
        }
    }
    for i in [c.discount, c.tax, c.shipping] {
        if cells[i] == Cell::Null {
            cells[i] = Cell::Number(0);
        }
    }
    let Cell::Number(mut quantity) = cells[c.quantity] else { return Err(blank("quantity")) };
    let shown = |n: i128| entrepot_domain::money::format_micros(n);
    if quantity.abs() > quantity_max {
        return Err(Rejection { reason: &QUANTITY_ABSURD, field: Some("quantity"), value: Some(shown(quantity)) });
    }
    let (price, mut amount) = match (cells[c.unit_price], cells[c.amount]) {
        (Cell::Number(price), Cell::Number(amount)) => (price, amount),
        (Cell::Number(price), _) => (price, mul_micros(quantity, price).ok_or_else(|| range("amount"))?),
        (_, Cell::Number(amount)) if quantity != 0 => (amount.checked_mul(1_000_000).map_or(0, |a| a / quantity), amount),
        (_, Cell::Number(amount)) => (amount, amount),
        _ => return Err(blank("unit_price")),
    };
    if amount.abs() > MAX_MICROS {
        return Err(range("amount"));
    }
    match cells[c.kind] {
        // Some files write returns with positive quantities; the ledger keeps them negative.
        Cell::Text(b"return") if quantity > 0 => {
            quantity = -quantity;
            if amount > 0 {
                amount = -amount;
            }
            for i in [c.discount, c.tax, c.shipping] {
                if let Cell::Number(n) = cells[i] {
                    cells[i] = Cell::Number(-n.abs());
                }
            }
        }
        Cell::Text(b"sale" | b"cancelled") => {
            if quantity < 0 {
                return Err(Rejection { reason: &QUANTITY_NEGATIVE, field: Some("quantity"), value: Some(shown(quantity)) });
            }
            if price < 0 {
                return Err(Rejection { reason: &PRICE_NEGATIVE, field: Some("unit_price"), value: Some(shown(price)) });
            }
        }
        _ => {}
    }
    (cells[c.quantity], cells[c.unit_price], cells[c.amount]) = (Cell::Number(quantity), Cell::Number(price), Cell::Number(amount));
    cells[c.cross_border] = crosses(cells[c.seller_country], cells[c.country]);
    Ok(())
}
