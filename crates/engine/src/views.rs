//! What SQL can read beside the lake's own tables: views over them and the table of countries.
//!
//! Views are planned on first use; none is stored.

use crate::{line_sums, postings};
use arrow::array::{BooleanArray, RecordBatch, StringViewArray};
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::Result;
use datafusion::datasource::MemTable;
use entrepot_domain::Country;
use std::sync::Arc;

/// A named query.
#[derive(Debug)]
pub struct View {
    /// Name in SQL.
    pub name: &'static str,
    /// What it shows, in a sentence.
    pub about: &'static str,
    /// The same in Chinese.
    pub about_zh: &'static str,
    /// Its query.
    pub sql: &'static str,
    /// Views that the query reads.
    pub needs: &'static [&'static str],
}

/// The view of a name.
pub(crate) fn find(name: &str) -> Option<&'static View> {
    VIEWS.iter().find(|view| view.name == name)
}

/// Names together with the views that they stand on, those first.
pub(crate) fn with_needs(names: &[String]) -> Vec<String> {
    fn add(name: &str, all: &mut Vec<String>) {
        for needed in find(name).map(|view| view.needs).unwrap_or_default() {
            add(needed, all);
        }
        if !all.iter().any(|known| known == name) {
            all.push(name.to_owned());
        }
    }
    let mut all = Vec::new();
    for name in names {
        add(name, &mut all);
    }
    all
}

/// All views.
pub static VIEWS: &[View] = &[
    View {
        name: "return_links",
        about: "Each return line with the purchase line that it gives back: the trade it names, else the same buyer and \
                article, bought no later than returned, the same unit price first, then the latest.",
        about_zh: "每条退货行与其所退的购买行：按其写明的订单；否则按同一买家与商品、购买不晚于退货、单价相同者优先，再取最近的一次。",
        sql: RETURN_LINKS,
        needs: &[],
    },
    View {
        name: line_sums::LINE_SUMS,
        about: "Lines of one document that agree in everything but the article, added up: fewer rows for whatever does not ask for \
                articles. A document can have several rows.",
        about_zh: "同一单据中除商品外各项一致的订单行之合计：不涉及商品的查询读取的行数因此更少。一份单据可有多行。",
        sql: line_sums::VIEW,
        needs: &[],
    },
    View {
        name: "charges_all",
        about: "Goods, discount, tax and shipping of every line as charges, together with the stored charges; an estimate only \
                while nothing of its subject, kind and component is billed.",
        about_zh: "每条订单行的货款、折扣、税与运费作为费用列出，并加上已存的费用；同一对象、类型与用途一经开账，估算即不再计入。",
        sql: CHARGES_ALL,
        needs: &["charges_due"],
    },
    View {
        name: "charges_due",
        about: "The stored charges that count: an estimate only while nothing of its subject, kind and component is billed.",
        about_zh: "应计的已存费用：同一对象、类型与用途一经开账，估算即不再计入。",
        sql: CHARGES_DUE,
        needs: &[],
    },
    View {
        name: "trade_facts",
        about: "One row for each document: the values on which everything that is said of it agrees, and the lane of its parcels.",
        about_zh: "每份单据一行：各处记载一致的取值，以及其包裹的线路。",
        sql: postings::TRADE_FACTS,
        needs: &["trade_lanes"],
    },
    View {
        name: "trade_lanes",
        about: "The lane of a document's parcels, where they all went the same way.",
        about_zh: "单据的包裹所走的线路（全部一致时）。",
        sql: postings::TRADE_LANES,
        needs: &[],
    },
    View {
        name: "seller_origins",
        about: "Province and industrial park of each seller.",
        about_zh: "每个卖家所在的省份与产业园区。",
        sql: postings::SELLER_ORIGINS,
        needs: &[],
    },
    View {
        name: "unit_costs",
        about: "What one unit of an article costs; nothing where its sources disagree or name no currency.",
        about_zh: "每种商品的单位成本；来源不一致或未写币种时为空。",
        sql: postings::UNIT_COSTS,
        needs: &[],
    },
    View {
        name: "postings",
        about: "The profit and loss account, one row an amount, signed as the seller sees it: sales, discounts, returns, cost of \
                goods and every charge, with the day of its rate and the values of its order. An unknown cost has no amount.",
        about_zh: "损益分录，每行一笔金额，正负按卖家角度：销售、折扣、退货、货品成本与各项费用，附汇率日期和所属订单的取值。成本未知时金额为空。",
        sql: postings::POSTINGS,
        needs: &["charges_due", "trade_facts", "unit_costs"],
    },
    View {
        name: "posting_sums",
        about: "The same account with the lines added up by document: fewer rows for whatever does not ask for articles or rows.",
        about_zh: "同一损益分录，订单行按单据合计：不涉及商品或明细行的查询读取的行数更少。",
        sql: postings::POSTING_SUMS,
        needs: &["charges_due", "trade_facts", "unit_costs", "line_sums"],
    },
    View {
        name: "deliveries",
        about: "Parcels with the values of their order, and whether they came by the promised time.",
        about_zh: "包裹及其所属订单的取值，以及是否按承诺时间送达。",
        sql: postings::DELIVERIES,
        needs: &["trade_facts"],
    },
    View {
        name: "documents",
        about: "Orders and other documents with the columns that lines have and they have not, all null: for counting documents.",
        about_zh: "订单等单据，补上订单行才有的列（均为空）：用于统计单据数。",
        sql: postings::DOCUMENTS,
        needs: &[],
    },
    View {
        name: "service_cases",
        about: "Reviews, questions and complaints with the values of their order.",
        about_zh: "评价、咨询与投诉及其所属订单的取值。",
        sql: postings::SERVICE_CASES,
        needs: &["trade_facts"],
    },
];

/// The partition keys of `row_number` come first in the output, so that a filter on `return_trade_id` or `buyer_id`
/// reaches the scan of the returns, and from there (by the join's dynamic filter) the scan of the purchases.
const RETURN_LINKS: &str = "\
SELECT return_trade_id, buyer_id, sku, return_line_id, return_file_id, return_row, return_day, return_quantity,
       purchase_trade_id, purchase_line_id, purchase_file_id, purchase_row, purchase_day, purchase_quantity, same_price, named
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY return_trade_id, buyer_id, key_hi, key_lo
    ORDER BY same_price DESC, purchase_time DESC, purchase_trade_id DESC, purchase_row DESC, purchase_key DESC) AS place
  FROM (
    SELECT r.trade_id AS return_trade_id, r.buyer_id, r.sku, r.line_id AS return_line_id, r.file_id AS return_file_id,
           r.row AS return_row, r.day AS return_day, r.quantity AS return_quantity, r.key_hi, r.key_lo,
           p.trade_id AS purchase_trade_id, p.line_id AS purchase_line_id, p.file_id AS purchase_file_id,
           p.row AS purchase_row, p.day AS purchase_day, p.quantity AS purchase_quantity, p.time AS purchase_time,
           p.key_hi AS purchase_key, r.unit_price = p.unit_price AS same_price, true AS named
    FROM lines r JOIN lines p ON p.trade_id = r.parent_trade_id AND p.sku = r.sku
    WHERE r.kind = 'return' AND p.kind = 'sale'
    UNION ALL
    SELECT r.trade_id, r.buyer_id, r.sku, r.line_id, r.file_id, r.row, r.day, r.quantity, r.key_hi, r.key_lo,
           p.trade_id, p.line_id, p.file_id, p.row, p.day, p.quantity, p.time, p.key_hi, r.unit_price = p.unit_price, false
    FROM lines r JOIN lines p ON p.buyer_id = r.buyer_id AND p.sku = r.sku AND p.time <= r.time
    WHERE r.kind = 'return' AND p.kind = 'sale' AND r.parent_trade_id IS NULL
  )
)
WHERE place = 1";

const CHARGES_ALL: &str = "\
SELECT concat(trade_id, '/', coalesce(line_id, ''), '/', component) AS charge_id, 'line' AS subject_kind,
       line_id AS subject_id, trade_id, kind, component, buyer_id AS payer, seller_id AS payee, amount, currency,
       day AS fx_day, CAST(NULL AS VARCHAR) AS rule_id, 'actual' AS basis, day
FROM lines WHERE amount <> 0
UNION ALL
SELECT concat(trade_id, '/', coalesce(line_id, ''), '/discount'), 'line', line_id, trade_id, kind, 'discount',
       buyer_id, seller_id, CAST(-discount AS DECIMAL(18,6)), currency, day AS fx_day, CAST(NULL AS VARCHAR), 'actual', day
FROM lines WHERE discount <> 0
UNION ALL
SELECT concat(trade_id, '/', coalesce(line_id, ''), '/tax'), 'line', line_id, trade_id, kind, 'tax',
       buyer_id, seller_id, tax, currency, day AS fx_day, CAST(NULL AS VARCHAR), 'actual', day
FROM lines WHERE tax <> 0
UNION ALL
SELECT concat(trade_id, '/', coalesce(line_id, ''), '/shipping'), 'line', line_id, trade_id, kind, 'shipping',
       buyer_id, seller_id, shipping, currency, day AS fx_day, CAST(NULL AS VARCHAR), 'actual', day
FROM lines WHERE shipping <> 0
UNION ALL
SELECT charge_id, subject_kind, subject_id, trade_id, kind, component, payer, payee, amount, currency,
       fx_day, rule_id, basis, day
FROM charges_due";

const CHARGES_DUE: &str = "\
SELECT * FROM charges WHERE basis <> 'estimate'
UNION ALL
SELECT * FROM charges e
WHERE basis = 'estimate' AND NOT EXISTS (
  SELECT 1 FROM charges a
  WHERE a.basis = 'actual' AND a.subject_kind = e.subject_kind AND a.kind = e.kind AND a.component = e.component
    AND coalesce(a.subject_id, a.trade_id) = coalesce(e.subject_id, e.trade_id)
    AND (e.subject_kind <> 'line' OR a.trade_id = e.trade_id)
)";

/// The table `countries`: code, en, zh, region, eu27, asean10.
pub fn countries() -> Result<Arc<MemTable>> {
    let all: Vec<Country> = Country::all().collect();
    let text = |of: fn(&Country) -> &'static str| Arc::new(StringViewArray::from_iter_values(all.iter().map(of)));
    let flag = |of: fn(&Country) -> bool| Arc::new(BooleanArray::from_iter(all.iter().map(|c| Some(of(c)))));
    let field = |name: &str, data_type: DataType| Field::new(name, data_type, false);
    let schema = Arc::new(Schema::new(vec![
        field("code", DataType::Utf8View),
        field("en", DataType::Utf8View),
        field("zh", DataType::Utf8View),
        field("region", DataType::Utf8View),
        field("eu27", DataType::Boolean),
        field("asean10", DataType::Boolean),
    ]));
    let batch = RecordBatch::try_new(
        Arc::clone(&schema),
        vec![
            text(|c| c.as_str()),
            text(|c| c.name_en()),
            text(|c| c.name_zh()),
            text(|c| c.region().as_str()),
            flag(|c| c.in_eu27()),
            flag(|c| c.in_asean10()),
        ],
    )?;
    Ok(Arc::new(MemTable::try_new(schema, vec![vec![batch]])?))
}
