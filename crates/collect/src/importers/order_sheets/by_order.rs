//! Order sheets with one row an order, its goods in one cell (AliExpress, DHgate).
//!
//! Traps: the goods have no prices of their own, so an order is one line with the goods' total; pieces and article numbers stand
//! inside the text of the goods, as `产品数量` and `商家编码`; amounts carry a currency sign or none.

use crate::ImportError;
use crate::importers::columns::Columns;
use crate::importers::order::{EXTRA, Item, LINE, Order};
use crate::importers::{Groups, Importer, Made, Reader, Start};
use crate::record::Record;

const MAKES: &[Made] = &[LINE, EXTRA];
const GOODS: [&str; 5] = ["产品总金额", "产品总计", "商品总金额", "商品金额", "产品金额"];
const PIECES: [&str; 2] = ["产品数量", "商品数量"];
const ARTICLE: [&str; 2] = ["商家编码", "商品编码"];
/// Words in the state of an order that came to nothing.
const GIVEN_UP: [&str; 4] = ["关闭", "取消", "cancel", "closed"];

/// A sheet of orders.
pub(crate) struct OrderSheet;

impl Importer for OrderSheet {
    fn name(&self) -> &'static str {
        "order-sheet"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn amounts(&self) -> &'static [&'static str] {
        &GOODS
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        // The column of the goods may say more than its name: "产品信息 （双击单元格展开所有产品信息！）".
        let goods = start.header.iter().map(|h| h.trim().to_lowercase()).find(|h| h.starts_with("产品信息") || h.starts_with("商品信息"));
        Ok(Box::new(Rows { columns: Columns::of(start), goods }))
    }
}

struct Rows {
    columns: Columns,
    goods: Option<String>,
}

impl Reader for Rows {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let text = |names: &[&str]| self.columns.text(record, names);
        let amount = |names: &[&str]| self.columns.amount(record, names);
        let status = text(&["订单状态", "状态"]);
        let given_up = GIVEN_UP.iter().any(|w| status.to_lowercase().contains(w)) && text(&["付款时间", "支付时间"]).is_empty();
        let goods = self.goods.as_ref().map(|g| text(&[g.as_str()])).unwrap_or_default();
        let mut order = Order { currency: text(&["币种", "货币"]), extra: 1, ..Order::default() };
        order.set = vec![
            ("order", text(&["订单号", "订单编号"])),
            ("time", text(&["下单时间", "下单日期"])),
            ("buyer", text(&["买家名称", "买家昵称", "买家"])),
            ("country", text(&["收货国家", "国家"])),
            ("kind", if given_up { "cancelled" } else { "sale" }.to_owned()),
            ("status", status),
            ("paid_at", text(&["付款时间", "支付时间"])),
            ("shipped_at", text(&["发货时间"])),
            ("delivered_at", text(&["确认收货时间", "买家确认收货时间"])),
            ("cancelled_at", text(&["交易取消时间", "取消时间"])),
        ];
        order.shipping = amount(&["物流费用", "运费"]).unwrap_or(0);
        let gross = amount(&GOODS);
        // What the total lacks is the discount, however it came about; without a total it is what the sheet calls one.
        order.discount = match (gross, amount(&["订单金额", "订单总额", "实收金额"])) {
            (Some(gross), Some(total)) => gross + order.shipping - total,
            _ => amount(&["满立减", "seller优惠券", "优惠金额"]).unwrap_or(0),
        };
        order.refunded = amount(&["订单退款金额", "退款金额"]).unwrap_or(0);
        let articles = said(&goods, &ARTICLE);
        let pieces: u64 = said(&goods, &PIECES).iter().filter_map(|p| leading_number(p)).sum();
        out.open(record);
        order.items.push(Item {
            line: "1".to_owned(),
            // Several articles are one line: which of them cost what, the sheet does not say.
            set: vec![("sku", if let [only] = articles.as_slice() { only.clone() } else { String::new() }), ("name", goods)],
            quantity: pieces.max(1).to_string(),
            price: gross.is_none().then(|| self.columns.plain(record, &GOODS)),
            gross,
            ..Item::default()
        });
        for row in order.rows(MAKES, 0) {
            out.row(row);
        }
        out.close();
        Ok(())
    }

    fn end(&mut self, out: &mut Groups) -> Result<(), ImportError> {
        out.close();
        Ok(())
    }
}

/// What stands behind one of these words and a colon, up to the end of its bracket, for each time it is said.
fn said(text: &str, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for word in words {
        for part in text.split(word).skip(1) {
            let part = part.trim_start();
            let Some(value) = part.strip_prefix([':', '：']) else { continue };
            let end = value.find([')', '）', ']', '】', ';', '；', '\n']).unwrap_or(value.len());
            let value = value[..end].trim();
            if !value.is_empty() {
                found.push(value.to_owned());
            }
        }
    }
    found
}

fn leading_number(text: &str) -> Option<u64> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_are_read_out_of_their_text() {
        let text =
            "【1】 Red mug (产品属性: Color:Red) (商家编码: MUG-1) (产品数量: 2 piece) 【2】 Tea (商家编码：TEA-2) (产品数量：10 lot)";
        assert_eq!(said(text, &ARTICLE), ["MUG-1", "TEA-2"]);
        assert_eq!(said(text, &PIECES).iter().filter_map(|p| leading_number(p)).sum::<u64>(), 12);
        assert!(said("a mug", &ARTICLE).is_empty() && said("商家编码: ", &ARTICLE).is_empty());
    }
}
