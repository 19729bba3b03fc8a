//! What each table and column of the lake says, in a sentence, in both languages of the console.
//!
//! A column has one text wherever it occurs; `table.column` overrides it where it means something of its own there. The
//! texts are for people and for the schema browser; no code depends on them.

/// A sentence in English and in Chinese.
pub type About = (&'static str, &'static str);

/// What a table holds.
#[must_use]
pub fn table(name: &str) -> Option<About> {
    find(TABLES, name)
}

/// What a column of a table says.
#[must_use]
pub fn column(table: &str, name: &str) -> Option<About> {
    find(OWN, &format!("{table}.{name}")).or_else(|| find(COLUMNS, name))
}

fn find(texts: &[(&str, &'static str, &'static str)], name: &str) -> Option<About> {
    texts.iter().find(|text| text.0 == name).map(|text| (text.1, text.2))
}

const TABLES: &[(&str, &str, &str)] = &[
    ("lines", "Order lines: what was sold, returned or adjusted, one row each", "订单行：销售、退货或调整，每行一条"),
    ("trades", "Orders and other documents, with their lifecycle", "订单等单据及其生命周期"),
    ("parties", "Buyers, sellers, platforms, carriers, suppliers and others", "买家、卖家、平台、承运商、供应商等"),
    ("products", "Articles: cost, weight, size, customs code, origin", "商品：成本、重量、尺寸、海关编码、原产地"),
    ("lots", "Lots of goods that lines draw from", "订单行所用的货物批次"),
    ("stock", "Stock levels and moves by warehouse", "各仓库的库存与变动"),
    ("shipments", "Parcels: lane, weight, cost, promised and delivered times", "包裹：线路、重量、费用、承诺与送达时间"),
    ("charges", "Fees, duties, taxes, freight: who pays whom, by which rule", "费用、关税、税金、运费：谁付给谁，依据哪条规则"),
    ("payouts", "Money that a platform paid out", "平台的结算付款"),
    ("touches", "Meetings of a buyer with an advertisement, page or mail", "买家与广告、页面或邮件的接触"),
    ("cases", "Reviews, questions and complaints", "评价、咨询与投诉"),
    ("fx", "Loaded exchange rates: units of the currency for one euro", "已载入汇率：1 欧元合该币种的数量"),
    ("countries", "Countries of ISO 3166-1 with names, region, EU-27 and ASEAN-10", "ISO 3166-1 国家：名称、地区、欧盟 27 国、东盟 10 国"),
];

const OWN: &[(&str, &str, &str)] = &[
    ("lines.status", "State of the order as its platform writes it", "平台所写的订单状态"),
    ("lines.kind", "sale, return, adjustment or stock", "sale 销售、return 退货、adjustment 调整、stock 库存"),
    (
        "lines.component",
        "What the line is: goods, shipping, fee, discount, tax, duty or other",
        "该行性质：货物、运费、费用、折扣、税、关税或其他",
    ),
    ("trades.kind", "sale, return, adjustment or stock", "sale 销售、return 退货、adjustment 调整、stock 库存"),
    ("trades.status", "State of the order as its platform writes it", "平台所写的订单状态"),
    ("charges.kind", "sale or return for goods; for others what the charge is for", "货物为 sale 或 return；其他为费用用途"),
    ("charges.amount", "Amount in the charge's currency", "以该费用币种计的金额"),
    ("payouts.amount", "Amount paid out", "付款金额"),
    ("payouts.status", "State as the payer writes it", "付款方所写的状态"),
    ("charges.payout_id", "Payout or settlement that settles it", "结清该费用的付款或结算"),
    ("cases.status", "State as the service desk writes it", "客服系统所写的状态"),
    ("cases.channel", "How the buyer got in touch", "买家联系的渠道"),
    ("stock.quantity", "Units, signed for moves", "数量，变动带正负号"),
    ("stock.kind", "level or move", "level 存量、move 变动"),
    ("stock.reason", "Why it moved", "变动原因"),
    ("lots.quantity", "Units that the lot holds", "该批次的数量"),
    ("cases.kind", "What it is, such as a review, a question or a complaint", "类型，如评价、咨询或投诉"),
    ("touches.kind", "What happened, such as a view or a click", "行为，如浏览或点击"),
    ("products.name", "Name of the article", "商品名称"),
    ("products.cost", "Purchase cost of one unit", "单件采购成本"),
    ("shipments.status", "State as the carrier writes it", "承运商所写的状态"),
    ("shipments.cost", "What the carrier charged", "承运商收取的费用"),
    ("fx.source", "Where the rate was published", "汇率来源"),
    ("fx.rate", "Units of the currency for one euro", "1 欧元合该币种的数量"),
    ("countries.code", "Two letters, ISO 3166-1", "ISO 3166-1 两位代码"),
];

const COLUMNS: &[(&str, &str, &str)] = &[
    ("trade_id", "Number of the order or document", "订单或单据号"),
    ("line_id", "Number of the line in the order", "订单内的行号"),
    ("kind", "What kind of row it is", "该行的类型"),
    ("component", "goods, shipping, discount, fee, tax, duty or other", "货物、运费、折扣、费用、税、关税或其他"),
    ("mode", "Operating mode: b2c, b2b or b2b2c", "运营模式：b2c、b2b 或 b2b2c"),
    ("platform", "Marketplace or shop system", "电商平台或店铺系统"),
    ("channel", "Sales channel", "销售渠道"),
    ("seller_id", "Who sold", "卖家"),
    ("seller_country", "Country of the seller, ISO 3166-1", "卖家所在国，ISO 3166-1"),
    ("buyer_id", "Who bought; null when anonymous", "买家；匿名时为空"),
    ("customer_type", "person or business", "person 个人、business 企业"),
    ("country", "Country it goes to, ISO 3166-1; null when unknown", "目的国，ISO 3166-1；未知时为空"),
    ("country_raw", "The country as written in the file", "文件中所写的国家"),
    ("cross_border", "Whether seller and buyer are in different countries", "买卖双方是否在不同国家"),
    ("sku", "Article number", "商品编号"),
    ("product_name", "Name of the article as written on the line", "订单行所写的商品名称"),
    ("category", "Category of the article", "商品类别"),
    ("lot_id", "Lot", "批次"),
    ("parent_trade_id", "The bulk trade, or the purchase that is returned", "所属批发单，或被退货的原订单"),
    ("status", "State as its source writes it", "来源所写的状态"),
    ("currency", "Currency, ISO 4217", "币种，ISO 4217"),
    ("quantity", "Units; negative for returns", "数量；退货为负"),
    ("unit_price", "Price of one unit, in the row's currency", "单价，按该行币种"),
    ("amount", "Goods amount without tax and shipping, in the row's currency", "货款，不含税与运费，按该行币种"),
    ("discount", "Discount that was given", "折扣"),
    ("tax", "Tax that was collected", "代收税款"),
    ("shipping", "Shipping that the buyer paid", "买家支付的运费"),
    ("time", "When, UTC", "时间，UTC"),
    ("offset_min", "Minutes from UTC in the file's zone", "文件时区与 UTC 的分钟差"),
    ("day", "Day in the business zone", "业务时区的日期"),
    ("incoterm", "Delivery term", "贸易术语"),
    ("impressions", "How often an advertisement was shown", "广告展示次数"),
    ("clicks", "How often an advertisement was clicked", "广告点击次数"),
    ("first_response_at", "When the seller first answered", "卖家首次回复时间"),
    ("resolved_at", "When it was settled", "解决时间"),
    ("refund", "What the buyer got back", "退给买家的金额"),
    ("paid_at", "When it was paid", "付款时间"),
    ("shipped_at", "When it was shipped", "发货时间"),
    ("delivered_at", "When it was delivered", "送达时间"),
    ("promised_at", "When delivery was promised for", "承诺送达时间"),
    ("refunded_at", "When it was refunded", "退款时间"),
    ("cancelled_at", "When it was cancelled", "取消时间"),
    ("flags", "What does not fit, by code, with spaces between", "不合规之处的代码，以空格分隔"),
    ("party_id", "Party", "参与方"),
    (
        "role",
        "seller, buyer, platform, carrier, payment, authority, warehouse or supplier",
        "卖家、买家、平台、承运商、支付、主管机关、仓库或供应商",
    ),
    ("name", "Name", "名称"),
    ("park", "Cross-border e-commerce park that the seller sits in", "卖家所在的跨境电商产业园区"),
    ("province", "Province or state", "省或州"),
    ("city", "City", "城市"),
    ("postcode", "Postcode", "邮编"),
    ("cost", "Cost", "成本"),
    ("cost_currency", "Currency of the cost", "成本币种"),
    ("weight_g", "Weight, grams", "重量，克"),
    ("length_mm", "Length, millimetres", "长，毫米"),
    ("width_mm", "Width, millimetres", "宽，毫米"),
    ("height_mm", "Height, millimetres", "高，毫米"),
    ("hs_code", "Customs code, 6 to 10 digits", "海关编码，6 至 10 位"),
    ("origin", "Country of origin", "原产国"),
    ("gtin", "Trade item number", "全球贸易项目代码"),
    ("stock_id", "Record of stock", "库存记录"),
    ("warehouse", "Warehouse", "仓库"),
    ("reason", "Reason", "原因"),
    ("shipment_id", "Parcel", "包裹"),
    ("carrier", "Carrier", "承运商"),
    ("lane", "Lane: the service it went by", "线路：所用的物流服务"),
    ("from_country", "Country it left", "发出国"),
    ("to_country", "Country it goes to", "目的国"),
    ("charged_weight_g", "Weight that was charged, grams", "计费重量，克"),
    ("tracking", "Tracking number", "运单号"),
    ("charge_id", "Charge", "费用"),
    ("subject_kind", "What it hangs on: line, shipment, trade or period", "挂靠对象：订单行、包裹、订单或期间"),
    ("subject_id", "Which one", "对象编号"),
    ("payer", "Who pays", "付款方"),
    ("payee", "Who receives", "收款方"),
    ("fx_day", "Day of the rate", "汇率日期"),
    ("rule_id", "The dated rule behind it", "依据的规则（含日期）"),
    ("basis", "actual or estimate", "actual 实际、estimate 估算"),
    ("payout_id", "Payout", "结算单"),
    ("opening", "Opening balance", "期初余额"),
    ("reserve", "Held back", "预留金额"),
    ("touch_id", "Touch", "接触"),
    ("campaign", "Campaign", "营销活动"),
    ("case_id", "Case", "个案"),
    ("score", "Stars or score", "评分"),
    ("title", "Title", "标题"),
    ("text", "Text", "正文"),
    ("rate", "Rate", "汇率"),
    ("source", "Where it is from", "来源"),
    ("key_hi", "First half of the row's identity", "行标识前半"),
    ("key_lo", "Second half of the row's identity", "行标识后半"),
    ("content", "Hash of what the row says", "行内容的哈希"),
    ("import_id", "The import that brought the row", "带来该行的导入"),
    ("file_id", "The file it was read from", "来源文件"),
    ("row", "Line in that file", "文件中的行号"),
    ("superseded_by", "The import that replaced this version of the row", "替换该版本的导入"),
    ("code", "Code", "代码"),
    ("en", "Name, English", "英文名称"),
    ("zh", "Name, Chinese", "中文名称"),
    ("region", "Region of the world", "地区"),
    ("eu27", "In the EU of 27", "是否欧盟 27 国"),
    ("asean10", "In the ASEAN of 10", "是否东盟 10 国"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_and_column_is_explained_in_both_languages() {
        let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let mut missing = Vec::new();
        for one in &crate::schema::TABLES {
            if !table(one.name).is_some_and(|(en, zh)| !en.is_empty() && chinese(zh)) {
                missing.push(one.name.to_owned());
            }
            for field in one.history_schema().fields() {
                if !column(one.name, field.name()).is_some_and(|(en, zh)| !en.is_empty() && chinese(zh)) {
                    missing.push(format!("{}.{}", one.name, field.name()));
                }
            }
        }
        assert!(missing.is_empty(), "write a sentence for each in crates/lake/src/about.rs: {missing:?}");
    }

    #[test]
    fn no_text_is_written_twice() {
        for texts in [TABLES, OWN, COLUMNS] {
            for (at, one) in texts.iter().enumerate() {
                assert!(texts[at + 1..].iter().all(|other| other.0 != one.0), "{}", one.0);
            }
        }
    }
}
