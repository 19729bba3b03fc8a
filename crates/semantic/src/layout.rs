//! The lines of a profit and loss statement: which accounts there are, in which order, and what they add up to.
//!
//! The names of the accounts are those that the view `postings` gives; a test compares them.

use crate::metric::Text;

/// What a line of a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// An account.
    Account,
    /// A sum of the accounts above.
    Subtotal,
    /// The sum of all accounts.
    Total,
    /// An account beside the result.
    Memo,
}

/// A line of a statement.
#[derive(Debug)]
pub struct Layout {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: LineKind,
    /// Its accounts.
    pub accounts: &'static [&'static str],
    /// The metric that says the same (up to the sign).
    pub metric: &'static str,
    en: &'static str,
    zh: &'static str,
}

impl Layout {
    /// Its name for people.
    #[must_use]
    pub fn label(&self) -> Text {
        Text { en: self.en.to_owned(), zh: self.zh.to_owned() }
    }
}

/// Accounts of net sales.
pub(crate) const NET_SALES: &[&str] = &["gross_sales", "discounts", "returns"];
/// All accounts of the result, in the order of the statement.
const RESULT: &[&str] = &[
    "gross_sales",
    "discounts",
    "returns",
    "shipping_collected",
    "cost_of_goods",
    "vat_rebate",
    "first_leg",
    "duty",
    "platform_fees",
    "payment_fees",
    "fulfilment",
    "freight",
    "storage",
    "advertising",
    "return_costs",
    "chargebacks",
    "other",
    "capital",
    "fx_spread",
];
const GROSS_PROFIT: &[&str] = through("vat_rebate");
const CM1: &[&str] = through("duty");
const CM2: &[&str] = through("storage");
const CM3: &[&str] = through("other");

/// The accounts of the result from the first to `last`.
const fn through(last: &str) -> &'static [&'static str] {
    let mut at = 0;
    while !same(RESULT[at], last) {
        at += 1;
    }
    RESULT.split_at(at + 1).0
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

macro_rules! line {
    ($kind:ident, $name:literal, $metric:literal, $en:literal, $zh:literal) => {
        line!($kind, $name, &[$name], $metric, $en, $zh)
    };
    ($kind:ident, $name:literal, $accounts:expr, $metric:literal, $en:literal, $zh:literal) => {
        Layout { name: $name, kind: LineKind::$kind, accounts: $accounts, metric: $metric, en: $en, zh: $zh }
    };
}

/// The lines, from price to contribution.
pub static LAYOUT: &[Layout] = &[
    line!(Account, "gross_sales", "gross_sales", "Gross sales", "销售总额"),
    line!(Account, "discounts", "discount", "Discounts", "折扣"),
    line!(Account, "returns", "returned_sales", "Returns", "退货"),
    line!(Subtotal, "net_sales", NET_SALES, "net_sales", "Net sales", "净销售额"),
    line!(Account, "shipping_collected", "shipping_collected", "Shipping collected", "代收运费"),
    line!(Account, "cost_of_goods", "cost_of_goods", "Cost of goods", "货品成本"),
    line!(Account, "vat_rebate", "vat_rebate", "Export VAT rebate", "出口退税"),
    line!(Subtotal, "gross_profit", GROSS_PROFIT, "gross_profit", "Gross profit", "毛利"),
    line!(Account, "first_leg", "first_leg_cost", "First leg", "头程运费"),
    line!(Account, "duty", "duty_cost", "Duty and import tax", "关税与进口税"),
    line!(Subtotal, "cm1", CM1, "cm1", "Contribution margin 1", "边际贡献一"),
    line!(Account, "platform_fees", "platform_fees", "Platform fees", "平台费用"),
    line!(Account, "payment_fees", "payment_fees", "Payment fees", "支付手续费"),
    line!(Account, "fulfilment", "fulfilment_cost", "Fulfilment", "配送处理费"),
    line!(Account, "freight", "freight_cost", "Freight", "运费"),
    line!(Account, "storage", "storage_cost", "Storage", "仓储费"),
    line!(Subtotal, "cm2", CM2, "cm2", "Contribution margin 2", "边际贡献二"),
    line!(Account, "advertising", "advertising_cost", "Advertising", "广告费"),
    line!(Account, "return_costs", "return_cost", "Cost of returns", "退货成本"),
    line!(Account, "chargebacks", "chargebacks", "Chargebacks", "拒付"),
    line!(Account, "other", "contribution", "Other", "其他"),
    line!(Subtotal, "cm3", CM3, "cm3", "Contribution margin 3", "边际贡献三"),
    line!(Account, "capital", "capital_cost", "Working capital", "资金成本"),
    line!(Account, "fx_spread", "fx_spread", "Exchange spread", "汇兑价差"),
    line!(Total, "contribution", RESULT, "contribution", "Contribution (margin 4)", "贡献毛益（边际贡献四）"),
    line!(Memo, "tax_collected", "tax_collected", "Tax collected", "代收税款"),
    line!(Memo, "tax_paid", "tax_paid", "Tax paid", "已付税款"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_every_account_and_every_line_opens() {
        let accounts: Vec<&str> = LAYOUT.iter().filter(|line| line.kind == LineKind::Account).map(|line| line.name).collect();
        assert_eq!(accounts, RESULT);
        let registry = crate::Registry::shipped().unwrap();
        assert!(LAYOUT.iter().all(|line| registry.find(line.metric).is_some()));
    }
}
