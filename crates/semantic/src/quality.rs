//! The quality of the data as a score from 0 to 100, by named and weighted checks that open to their rows.
//!
//! A check counts what is wrong of what could be. The score is the weighted share of what is right over all checks that have
//! something to look at; it is told in tenths, rounded down, so that 100 means that nothing at all was found.

use crate::error::SemanticError;
use crate::metric::{Text, Unit};
use crate::semantic::{Semantic, number_text, run};
use crate::totals::quotient;
use entrepot_domain::{Currency, Day};
use entrepot_engine::{LakeSession, cell_text, fx};

/// Days without news after which data begins to be stale, and after which it is wholly so.
const FRESH_DAYS: u64 = 7;
const STALE_DAYS: u64 = 35;

/// What the lake itself does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// Rows that wait in quarantine.
    pub quarantined: u64,
    /// The present day in the business zone.
    pub today: Day,
}

/// The quality of one lake version.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Quality {
    /// 0 to 100 with one decimal; null for an empty book.
    pub score: Option<String>,
    /// The lake version that was read.
    pub lake_version: i64,
    /// The currency that rates are looked for into.
    pub currency: String,
    /// Every check, the one that costs most first.
    pub checks: Vec<Check>,
}

/// What one check found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// Its points; those of all checks add up to 100.
    pub points: u64,
    /// What is wrong, for people.
    pub label: Text,
    /// How to put it right.
    pub hint: Text,
    /// How much is wrong.
    pub found: u64,
    /// Of how much; 0 when there is nothing to look at, and the check does not count.
    pub of: u64,
    /// The fraction that is wrong, six decimals.
    pub share: Option<String>,
    /// Points of the score that it costs, one decimal.
    pub costs: String,
    /// The query that counts; none for what stands outside the lake.
    pub sql: Option<String>,
    /// The query that lists the rows.
    pub rows_sql: Option<String>,
}

/// A check: what is looked at, and which of it is wrong.
struct Look {
    name: &'static str,
    points: u64,
    label: [&'static str; 2],
    hint: [&'static str; 2],
    from: &'static str,
    among: &'static str,
    wrong: &'static str,
}

const LOOKS: &[Look] = &[
    Look {
        name: "country_unknown",
        points: 12,
        label: ["Sales without a country", "没有国家的销售行"],
        hint: ["Name the country in the file, or map its spelling in the profile.", "请在文件中写明国家，或在映射方案中补充其写法。"],
        from: "lines l",
        among: "l.kind = 'sale'",
        wrong: "l.country IS NULL",
    },
    Look {
        name: "buyer_unknown",
        points: 6,
        label: ["Trade sales without a buyer", "没有买家的企业销售"],
        hint: ["A business that buys has a name: import the buyer's column.", "企业买家应有名称：请导入买家列。"],
        from: "lines l",
        among: "l.kind = 'sale' AND l.mode <> 'b2c'",
        wrong: "l.buyer_id IS NULL",
    },
    Look {
        name: "cost_missing",
        points: 15,
        label: ["Goods sold without a known cost", "成本未知的售出货品"],
        hint: [
            "Import a product table with cost and cost_currency (entrepot import --profile products FILE).",
            "请导入含 cost 与 cost_currency 的商品表（entrepot import --profile products FILE）。",
        ],
        from: "lines l LEFT JOIN unit_costs u ON u.sku = l.sku",
        among: "l.kind = 'sale' AND l.component = 'goods'",
        wrong: "u.cost IS NULL OR u.currency IS NULL",
    },
    Look {
        name: "weight_missing",
        points: 6,
        label: ["Goods sold without a weight", "没有重量的售出货品"],
        hint: ["Fill in weight_g in the product table.", "请在商品表中填写 weight_g。"],
        from: "lines l LEFT JOIN (SELECT sku, max(weight_g) AS weight_g FROM products GROUP BY sku) p ON p.sku = l.sku",
        among: "l.kind = 'sale' AND l.component = 'goods'",
        wrong: "p.weight_g IS NULL",
    },
    Look {
        name: "hs_missing",
        points: 6,
        label: ["Goods sold abroad without a customs code", "跨境售出而无海关编码的货品"],
        hint: ["Fill in hs_code in the product table.", "请在商品表中填写 hs_code。"],
        from: "lines l LEFT JOIN (SELECT sku, max(hs_code) AS hs_code FROM products GROUP BY sku) p ON p.sku = l.sku",
        among: "l.kind = 'sale' AND l.component = 'goods' AND l.cross_border",
        wrong: "p.hs_code IS NULL",
    },
    Look {
        name: "lifecycle_flags",
        points: 10,
        label: ["Orders with a course that cannot be", "流程不合逻辑的订单"],
        hint: ["Open the order: its flags name what comes before what.", "打开订单：标记会写明先后矛盾之处。"],
        from: "trades l",
        among: "true",
        wrong: "l.flags IS NOT NULL AND l.flags <> ''",
    },
    Look {
        name: "charges_adrift",
        points: 6,
        label: ["Charges on orders that are not there", "所属订单不存在的费用"],
        hint: ["Import the orders of the same period as the settlements.", "请导入与结算同期的订单。"],
        from: "charges l LEFT JOIN trade_facts t ON t.trade_id = l.trade_id",
        among: "l.trade_id IS NOT NULL",
        wrong: "t.trade_id IS NULL",
    },
    Look {
        name: "duplicates",
        points: 10,
        label: ["Lines that are there twice, word for word", "逐字重复的订单行"],
        hint: [
            "Files without a key keep equal rows: give the profile a key if they are one and the same.",
            "没有主键的文件会保留相同的行：若实为同一行，请在映射方案中设定主键。",
        ],
        from: "(SELECT *, row_number() OVER (PARTITION BY trade_id, line_id, sku, kind, quantity, unit_price, amount, time ORDER BY key_hi, key_lo) \
               AS place FROM lines) l",
        among: "true",
        wrong: "l.place > 1",
    },
];

impl Semantic {
    /// Looks at the data of a lake version. `currency` is what rates are looked for into.
    pub async fn quality(&self, session: &LakeSession, currency: Currency, beside: Beside) -> Result<Quality, SemanticError> {
        let mut found = Vec::new();
        for look in LOOKS {
            found.push(check(session, look, look.from, look.wrong).await?);
        }
        let rates = format!("lines l LEFT JOIN {} fx ON fx.day = l.day AND fx.currency = l.currency", fx::table_of(currency));
        let missing = Look {
            name: "rate_missing",
            points: 9,
            label: ["Lines in another currency without a rate", "没有汇率的外币订单行"],
            hint: [
                "Load rates (entrepot fx load FILE) or update the shipped ones (entrepot fx update).",
                "请载入汇率（entrepot fx load FILE）或更新自带汇率（entrepot fx update）。",
            ],
            from: "",
            among: "true",
            wrong: "",
        };
        found.push(check(session, &missing, &rates, &format!("l.currency <> '{currency}' AND fx.rate IS NULL")).await?);
        let facts = session.facts().await?;
        let lines = facts.lines;
        found.push(counted(
            ("quarantine", 14),
            ["Rows that wait in quarantine", "隔离区中待处理的行"],
            ["Fix and replay them on the quarantine page.", "请在隔离区页面修正后重新导入。"],
            (beside.quarantined, if lines + beside.quarantined == 0 { 0 } else { lines + beside.quarantined }),
        )?);
        let age = facts.days.map(|(_, last)| u64::from((beside.today.0 - last.0).max(0).unsigned_abs()));
        let late = age.map_or(0, |age| age.saturating_sub(FRESH_DAYS).min(STALE_DAYS - FRESH_DAYS));
        found.push(counted(
            ("stale", 6),
            ["Days since the newest line, beyond a week", "距最新订单行超出一周的天数"],
            ["Import the newest export.", "请导入最新的导出文件。"],
            (late, if age.is_some() { STALE_DAYS - FRESH_DAYS } else { 0 }),
        )?);
        // In billionths of a points: right and wrong of every check that has something to look at.
        let points: u64 = found.iter().filter(|check| check.of > 0).map(|check| check.points).sum();
        let lost = |check: &Check| {
            if check.of == 0 { 0 } else { u128::from(check.points) * 1_000_000_000 * u128::from(check.found) / u128::from(check.of) }
        };
        let tenths = |billionths: u128| billionths * 1_000 / (u128::from(points.max(1)) * 1_000_000_000);
        let all: u128 = found.iter().map(lost).sum();
        let told = |tenths: u128| format!("{}.{}", tenths / 10, tenths % 10);
        for check in &mut found {
            check.costs = told(tenths(lost(check)));
        }
        found.sort_by_key(|check| std::cmp::Reverse(lost(check)));
        // Rounded down: whatever is wrong, however little, is no longer 100.
        let lost_tenths = (all * 1_000).div_ceil(u128::from(points.max(1)) * 1_000_000_000);
        let score = (lines > 0).then(|| told(1_000_u128.saturating_sub(lost_tenths)));
        Ok(Quality { score, lake_version: session.version(), currency: currency.as_str().to_owned(), checks: found })
    }
}

async fn check(session: &LakeSession, look: &Look, from: &str, wrong: &str) -> Result<Check, SemanticError> {
    let sql = format!("SELECT count(*) FILTER (WHERE {wrong}) AS wrong, count(*) AS among\nFROM {from}\nWHERE {}", look.among);
    let result = run(session, &sql).await?;
    let number = |column: usize| {
        result.batches.first().and_then(|batch| cell_text(batch.column(column), 0)).and_then(|text| text.parse().ok()).unwrap_or(0)
    };
    let mut check = counted((look.name, look.points), look.label, look.hint, (number(0), number(1)))?;
    check.sql = Some(sql);
    check.rows_sql = Some(format!("SELECT l.*\nFROM {from}\nWHERE ({}) AND ({wrong})\nLIMIT 200", look.among));
    Ok(check)
}

fn counted(
    (name, points): (&'static str, u64), label: [&'static str; 2], hint: [&'static str; 2], (found, of): (u64, u64),
) -> Result<Check, SemanticError> {
    let text = |[en, zh]: [&str; 2]| Text { en: en.to_owned(), zh: zh.to_owned() };
    let share = quotient(Some((i128::from(found), 0)), Some((i128::from(of), 0)))?;
    Ok(Check {
        name,
        points,
        label: text(label),
        hint: text(hint),
        found,
        of,
        share: share.map(|(value, scale)| number_text(Unit::Ratio, value, scale)),
        costs: String::new(),
        sql: None,
        rows_sql: None,
    })
}
