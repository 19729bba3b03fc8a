//! Queries, metrics and what the book asks back.

use super::{Text, t};

pub(super) const TEXTS: &[Text] = &[
    t(
        "sql_syntax",
        "这不是有效的 SQL。",
        "请检查所指位置。",
        &[
            ("Expected: {what}, found: {found} at Line: {line}, Column: {column}", "第 {line} 行第 {column} 列：应为 {what}，却是 {found}"),
            ("Expected: {what}, found: {found}", "应为 {what}，却是 {found}"),
        ],
        &[("Check the place that the message names.", "请检查所指位置。")],
    ),
    t("sql_not_allowed", "只能运行一条只读查询。", "请写一条 SELECT 或 WITH 查询。", &[], &[]),
    t(
        "unknown_table",
        "没有这个表。",
        "请在左侧查看有哪些表。",
        &[("There is no table \"{name}\".", "没有名为“{name}”的表。")],
        &[("The tables are: {names}.", "可用的表：{names}。")],
    ),
    t(
        "unknown_column",
        "没有这一列。",
        "请在左侧查看有哪些列。",
        &[("There is no column \"{name}\" here.", "此处没有名为“{name}”的列。")],
        &[("The columns here are: {names}.", "此处可用的列：{names}。"), ("Name a table in FROM first.", "请先在 FROM 中写明表。")],
    ),
    t(
        "unknown_function",
        "没有这个函数。",
        "仅提供标准 SQL 的函数。",
        &[("There is no function \"{name}\".", "没有名为“{name}”的函数。")],
        &[("Only the functions of standard SQL are offered.", "仅提供标准 SQL 的函数。")],
    ),
    t(
        "sql_invalid",
        "查询在类型、分组或取值上不成立。",
        "请检查名称、类型与分组。",
        &[
            ("The column \"{name}\" could come from more than one table.", "列“{name}”可能来自多个表。"),
            ("Division by zero.", "除数为零。"),
        ],
        &[
            ("Write the table's name or alias before the column.", "请在列名前写上表名或别名。"),
            ("Wrap the divisor: nullif(x, 0).", "请将除数写成 nullif(x, 0)。"),
            ("Write the query another way; this form is not supported.", "不支持这种写法，请换一种。"),
            ("Check the values that the query casts or compares.", "请检查查询所转换或比较的值。"),
            ("Give every output column its own name.", "请给每个输出列各取一个名称。"),
        ],
    ),
    t("overflow", "数值超出精确小数的范围（38 位）。", "请先筛掉离谱的金额，或相乘前转换为较小的精度。", &[], &[]),
    t(
        "timeout",
        "查询超出了时间限制。",
        "请缩短期间、减少切片，或调高时间限制。",
        &[("The query took longer than {n} ms.", "查询超过了 {n} 毫秒。")],
        &[],
    ),
    t(
        "memory_limit",
        "查询超出了内存限制。",
        "请缩短期间、减少切片或列，或调高内存限制。",
        &[("The answer has more than {n} rows.", "结果超过 {n} 行。")],
        &[],
    ),
    t("cancelled", "查询已取消。", "可再次运行。", &[("The engine has stopped.", "引擎已停止。")], &[("Start it again.", "请重新启动。")]),
    t(
        "lake_unreadable",
        "数据湖的某个文件无法读取。",
        "请检查数据湖所在的文件夹或存储桶是否可用且完整。",
        &[("A data file of the lake cannot be read: {why}", "数据湖的某个文件无法读取：{why}")],
        &[],
    ),
    t("internal", "服务器内部出错。", "请重试；若仍出现，请连同服务器日志一起报告。", &[], &[]),
    t("unknown_metric", "没有这个指标。", "请从列表中选择。", &[("There is no metric \"{name}\".", "没有名为“{name}”的指标。")], &[]),
    t(
        "unknown_dimension",
        "没有这个维度。",
        "请从列表中选择。",
        &[
            ("There is no dimension \"{name}\".", "没有名为“{name}”的维度。"),
            ("\"{name}\" is given twice.", "“{name}”写了两次。"),
            ("\"{name}\" is not added up over accounts.", "“{name}”不按科目汇总。"),
            ("\"{name}\" looks at {over} already.", "“{name}”已按 {over} 来看。"),
            ("Accounts are the lines of the statement already.", "科目本来就是损益表的行。"),
        ],
        &[
            ("Name each slice once.", "每个切片只写一次。"),
            ("Slice by another dimension.", "请按其他维度切片。"),
            (
                "Accounts are those of profit and loss: ask for contribution, gross_profit or a cost.",
                "科目属于损益表：请查询 contribution、gross_profit 或某项成本。",
            ),
        ],
    ),
    t(
        "unknown_value",
        "没有这个取值。",
        "请从列表中选择。",
        &[
            ("\"{value}\" is not a country code.", "“{value}”不是国家代码。"),
            ("There is no {what} \"{name}\".", "{what} 没有取值“{name}”。"),
        ],
        &[("Use the two-letter codes of ISO 3166-1.", "请使用 ISO 3166-1 的两位代码。")],
    ),
    t(
        "bad_period",
        "期间不成立。",
        "请检查起止日期、粒度与对比方式。",
        &[
            ("The period begins on {from} and ends on {to}.", "期间始于 {from}，却止于 {to}。"),
            ("There is no {what} \"{name}\".", "{what} 没有“{name}”。"),
            ("\"{name}\" is one number over whole years.", "“{name}”是跨整年的单个数值。"),
            ("Cohorts by day are too many to be read.", "按日分群太多，无法阅读。"),
        ],
        &[
            ("Swap the two days.", "请对调两个日期。"),
            ("Ask for week, month, quarter or year.", "请按周、月、季或年查询。"),
            (
                "Leave out the time grain and the comparison; choose the years with from and to.",
                "请去掉时间粒度与对比，用起止日期选择年份。",
            ),
        ],
    ),
    t(
        "bad_filter",
        "筛选条件写法有误。",
        "请写作 维度:取值，例如 mode:b2b。",
        &[("\"{text}\" is not a filter.", "“{text}”不是筛选条件。")],
        &[],
    ),
    t(
        "bad_parameter",
        "该指标没有这个参数，或参数不合适。",
        "带参数的指标会注明：entrepot metric list。",
        &[
            ("\"{name}\" has no parameter \"{parameter}\".", "“{name}”没有参数“{parameter}”。"),
            ("\"{name}\" needs a sum to look at.", "“{name}”需要一个可求和的指标。"),
        ],
        &[
            ("Metrics with parameters say so: entrepot metric list.", "带参数的指标会注明：entrepot metric list。"),
            (
                "Sums are, for example, gross_sales, net_sales, units and contribution.",
                "可求和的指标如 gross_sales、net_sales、units 和 contribution。",
            ),
        ],
    ),
    t(
        "home_country",
        "卖家分处多国，无法确定哪个是本国。",
        "请在“设置”页填写本国，或在 entrepot.toml 中将 home_country 设为 ISO 3166-1 的两位代码。",
        &[("Sellers are in {countries}: which of them is home?", "卖家位于 {countries}：哪个是本国？")],
        &[(
            "Set the home country on the Settings page, or home_country in entrepot.toml: two letters of ISO 3166-1.",
            "请在“设置”页填写本国，或在 entrepot.toml 中将 home_country 设为 ISO 3166-1 的两位代码。",
        )],
    ),
    t(
        "cost_missing",
        "有商品的单位成本未知。",
        "请导入含 cost 与 cost_currency 的商品表（entrepot import --profile products FILE）。",
        &[
            (
                "{n} lines of {m} articles have no known cost. What does a unit cost?",
                "{m} 种商品的 {n} 条订单行没有已知成本。单位成本是多少？",
            ),
            ("1 line has no known cost. What does a unit of its article cost?", "1 条订单行没有已知成本。该商品的单位成本是多少？"),
        ],
        &[(
            "Import a product table with cost and cost_currency (entrepot import --profile products FILE).",
            "请导入含 cost 与 cost_currency 的商品表（entrepot import --profile products FILE）。",
        )],
    ),
    t("bad_preset", "指标文件有误。", "请更正该文件，或删除它以使用自带的版本。", &[], &[]),
    t(
        "country.unknown",
        "有订单行的国家无法确定。",
        "它们计入所有合计；按国家切片时归入“未知”。",
        &[("{n} order lines name no single country ({names} different names).", "{n} 条订单行未写明单一国家（共 {names} 种写法）。")],
        &[],
    ),
    t(
        "fx_missing",
        "缺少某币种某日的汇率。",
        "请载入汇率（entrepot fx load FILE）或更新自带汇率（entrepot fx update）。",
        &[
            (
                "{n} orders in {currency} between {from} and {to}: there is no exchange rate into {into}. Which one holds?",
                "{from} 至 {to} 有 {n} 个 {currency} 订单没有兑 {into} 的汇率。应采用哪个汇率？",
            ),
            (
                "{n} orders in {currency} on {day}: there is no exchange rate into {into}. Which one holds?",
                "{day} 有 {n} 个 {currency} 订单没有兑 {into} 的汇率。应采用哪个汇率？",
            ),
            (
                "{n} order in {currency} on {day}: there is no exchange rate into {into}. Which one holds?",
                "{day} 有 {n} 个 {currency} 订单没有兑 {into} 的汇率。应采用哪个汇率？",
            ),
        ],
        &[(
            "Load rates for {currency} (entrepot fx load FILE), update the shipped ones (entrepot fx update), or filter the currency out.",
            "请载入 {currency} 的汇率（entrepot fx load FILE）、更新自带汇率（entrepot fx update），或将该币种筛掉。",
        )],
    ),
];
