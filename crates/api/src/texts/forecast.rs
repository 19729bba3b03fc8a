//! Why a series cannot be forecast, and what a question for a forecast needs.

use super::{Text, t};

pub(super) const TEXTS: &[Text] = &[
    t(
        "forecast_no_history",
        "序列没有任何数值。",
        "请导入其历史数据，或去掉筛空数据的条件。",
        &[
            ("There are no orders yet, so there is nothing to learn from.", "还没有订单，无从学习。"),
            ("No line sells a product \"{sku}\".", "没有任何订单行销售商品“{sku}”。"),
            ("No line is left under these filters.", "此筛选条件下没有订单行。"),
        ],
        &[(
            "Import order files first, or try it on the demo seller: entrepot demo.",
            "请先导入订单文件，或用演示卖家试用：entrepot demo。",
        )],
    ),
    t("forecast_subject", "预测需要一个指标或一个商品。", "请给出一个指标（例如 net_sales），或一个商品的 SKU。", &[], &[]),
    t(
        "forecast_too_short",
        "序列的历史太短，任何方法都无法学习。",
        "请改用更细的粒度（周或日）、导入更早的文件，或等待更多历史。",
        &[
            (
                "the series has {n} finished periods; a forecast needs at least {least}",
                "序列只有 {n} 个完整期间，预测至少需要 {least} 个。",
            ),
            ("the series has {n} finished period; a forecast needs at least {least}", "序列只有 {n} 个完整期间，预测至少需要 {least} 个。"),
        ],
        &[],
    ),
    t(
        "forecast_all_zero",
        "序列全部为零。",
        "该切片没有销售；请放宽条件或换一个商品。",
        &[("all {n} periods of the series are zero", "序列的 {n} 个期间全部为零。")],
        &[],
    ),
    t(
        "forecast_not_finite",
        "序列中有数值不是有限数。",
        "请查看该期间的行：数量或金额超出范围。",
        &[("the value of period {n} is no finite number", "第 {n} 个期间的数值不是有限数。")],
        &[],
    ),
    t(
        "forecast_too_sparse",
        "多数期间没有数值。",
        "请改用更粗的粒度（月），使每个期间都有数值。",
        &[(
            "{gaps} of {n} periods have no value, and this measure cannot be taken as zero where it is missing",
            "{n} 个期间中有 {gaps} 个没有数值，而该指标缺失时不能视为零。",
        )],
        &[],
    ),
    t(
        "forecast_horizon",
        "预测期数不合适。",
        "请选择 1 至 400 期。",
        &[("a horizon of {n} periods cannot be forecast", "无法预测 {n} 期。")],
        &[],
    ),
    t(
        "forecast_level",
        "区间的置信水平不合适。",
        "请选择 50 至 99.9 之间，例如 80,95。",
        &[
            ("{n} is no level of an interval", "{n} 不是区间的置信水平。"),
            ("\"{text}\" are no levels of intervals.", "“{text}”不是置信水平。"),
        ],
        &[],
    ),
];
