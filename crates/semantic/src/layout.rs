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
const GROSS_PROFIT: &[&str] = &["gross_sales", "discounts", "returns", "shipping_collected", "cost_of_goods"];
const CONTRIBUTION: &[&str] = &[
    "gross_sales",
    "discounts",
    "returns",
    "shipping_collected",
    "cost_of_goods",
    "platform_fees",
    "payment_fees",
    "fulfilment",
    "freight",
    "duty",
    "advertising",
    "chargebacks",
    "other",
];

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
    line!(Subtotal, "gross_profit", GROSS_PROFIT, "gross_profit", "Gross profit", "毛利"),
    line!(Account, "platform_fees", "platform_fees", "Platform fees", "平台费用"),
    line!(Account, "payment_fees", "payment_fees", "Payment fees", "支付手续费"),
    line!(Account, "fulfilment", "fulfilment_cost", "Fulfilment and storage", "仓配费用"),
    line!(Account, "freight", "freight_cost", "Freight", "运费"),
    line!(Account, "duty", "duty_cost", "Duty and import tax", "关税与进口税"),
    line!(Account, "advertising", "advertising_cost", "Advertising", "广告费"),
    line!(Account, "chargebacks", "chargebacks", "Chargebacks", "拒付"),
    line!(Account, "other", "contribution", "Other", "其他"),
    line!(Total, "contribution", CONTRIBUTION, "contribution", "Contribution", "贡献毛益"),
    line!(Memo, "tax_collected", "tax_collected", "Tax collected", "代收税款"),
    line!(Memo, "tax_paid", "tax_paid", "Tax paid", "已付税款"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_every_account_and_every_line_opens() {
        let accounts: Vec<&str> = LAYOUT.iter().filter(|line| line.kind == LineKind::Account).map(|line| line.name).collect();
        assert_eq!(accounts, CONTRIBUTION);
        let registry = crate::Registry::shipped().unwrap();
        assert!(LAYOUT.iter().all(|line| registry.find(line.metric).is_some()));
    }
}
