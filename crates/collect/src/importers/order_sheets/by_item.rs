//! 1688's order sheet: one row an item; what belongs to the order is merged over its rows, or stands on the first one only.
//!
//! Traps: headers carry `(元)` or not; `货品总价` is the goods of the whole order and must be what its rows add up to; freight and
//! `涨价或折扣` (dearer or cheaper) stand at the order and are shared out to its lines; the item's own number may be empty.

use crate::ImportError;
use crate::importers::columns::Columns;
use crate::importers::number::plain;
use crate::importers::order::{EXTRA, Item, LINE, Numbering, Order};
use crate::importers::{Groups, Importer, Made, Reader, Start};
use crate::reasons::{AMOUNT_MISMATCH, ORDER_HEADLESS, Reason};
use crate::record::Record;
use entrepot_domain::money::mul_micros;

const MAKES: &[Made] = &[LINE, EXTRA];
/// States of an order that came to nothing.
const GIVEN_UP: [&str; 3] = ["交易关闭", "已取消", "交易取消"];

/// The order sheet.
pub(crate) struct ItemSheet;

impl Importer for ItemSheet {
    fn name(&self) -> &'static str {
        "1688-orders"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn amounts(&self) -> &'static [&'static str] {
        &["单价(元)", "货品总价(元)"]
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(Rows { columns: Columns::of(start), current: None }))
    }
}

struct Rows {
    columns: Columns,
    current: Option<Current>,
}

/// The order that rows are being read of.
struct Current {
    id: String,
    order: Order,
    goods: Option<i128>,
    paid: Option<i128>,
    seen: Numbering,
}

impl Rows {
    fn begin(&self, record: &Record<'_>, id: String) -> Current {
        let text = |names: &[&str]| self.columns.text(record, names);
        let amount = |names: &[&str]| self.columns.amount(record, names);
        let status = text(&["订单状态"]);
        let given_up = GIVEN_UP.contains(&status.as_str());
        let mut order = Order { currency: "CNY".to_owned(), extra: 1, ..Order::default() };
        order.set = vec![
            ("order", id.clone()),
            ("time", text(&["订单创建时间"])),
            ("buyer", text(&["买家会员名", "买家公司名"])),
            ("kind", if given_up { "cancelled" } else { "sale" }.to_owned()),
            ("status", status),
            ("paid_at", text(&["订单付款时间"])),
        ];
        order.shipping = amount(&["运费(元)", "运费"]).unwrap_or(0);
        // Below zero it is cheaper.
        order.discount = -amount(&["涨价或折扣(元)", "涨价或折扣"]).unwrap_or(0);
        Current {
            id,
            order,
            goods: amount(&["货品总价(元)", "货品总价"]),
            paid: amount(&["实付款(元)", "实付款"]),
            seen: Numbering::default(),
        }
    }

    fn item(&self, record: &Record<'_>, seen: &mut Numbering) -> Item {
        let text = |names: &[&str]| self.columns.text(record, names);
        let price = ["单价(元)", "单价"];
        let gross = self.columns.amount(record, &["数量"]).zip(self.columns.amount(record, &price)).and_then(|(q, p)| mul_micros(q, p));
        let sku = text(&["单品货号", "货号", "sku id", "offer id", "货品标题"]);
        Item {
            line: seen.next(&sku),
            set: vec![("sku", sku), ("name", text(&["货品标题"])), ("category", text(&["货品种类"]))],
            quantity: text(&["数量"]),
            price: Some(self.columns.plain(record, &price)),
            gross,
            ..Item::default()
        }
    }

    /// Writes the order that is complete.
    fn finish(&mut self, out: &mut Groups) {
        let Some(Current { mut order, goods, paid, .. }) = self.current.take() else {
            out.close();
            return;
        };
        let exact = order.items.iter().all(|i| i.gross.is_some());
        if let (true, Some(goods)) = (exact, goods)
            && goods != order.gross()
        {
            out.refuse(&AMOUNT_MISMATCH, "amount", format!("{} ≠ {}", plain(goods), plain(order.gross())));
        }
        // What was paid settles what the order's rise or discount means.
        if let (true, Some(paid)) = (exact, paid) {
            order.discount = order.gross() + order.shipping - paid;
        }
        for row in order.rows(MAKES, 0) {
            out.row(row);
        }
        out.close();
    }
}

impl Reader for Rows {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let id = self.columns.text(record, &["订单编号"]);
        if self.current.as_ref().is_some_and(|c| id.is_empty() || c.id == id) {
            out.join(record);
        } else {
            self.finish(out);
            out.open(record);
            if id.is_empty() {
                out.refuse(&ORDER_HEADLESS, "trade_id", &id);
            }
            self.current = Some(self.begin(record, id));
        }
        if let Some(mut current) = self.current.take() {
            let item = self.item(record, &mut current.seen);
            current.order.items.push(item);
            self.current = Some(current);
        }
        Ok(())
    }

    fn broken(&mut self, reason: &'static Reason, raw: &[u8], line: u64, out: &mut Groups) -> Result<(), ImportError> {
        self.finish(out);
        out.reject(line, raw, reason, None, None);
        Ok(())
    }

    fn end(&mut self, out: &mut Groups) -> Result<(), ImportError> {
        self.finish(out);
        Ok(())
    }
}
