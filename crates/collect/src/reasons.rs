//! Why a row went to quarantine: one table of code, reason in both languages and hint.

/// One reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Stable code.
    pub code: &'static str,
    /// Reason, English.
    pub en: &'static str,
    /// Reason, Chinese.
    pub zh: &'static str,
    /// What to do, English.
    pub hint_en: &'static str,
    /// What to do, Chinese.
    pub hint_zh: &'static str,
}

macro_rules! reasons {
    ($($id:ident $code:literal $en:literal $zh:literal $hint:literal $hint_zh:literal;)*) => {
        $(
            #[doc = $en]
            pub const $id: Reason = Reason { code: $code, en: $en, zh: $zh, hint_en: $hint, hint_zh: $hint_zh };
        )*
        /// Every reason.
        pub const REASONS: &[Reason] = &[$($id),*];
    };
}

reasons! {
    ROW_COLUMNS "row.columns" "The row has another number of columns than the header" "该行列数与表头不一致"
        "look for an unquoted separator or a cut-off line; correct the text and replay" "检查是否有未加引号的分隔符或被截断的行，修改后重放";
    ROW_QUOTE "row.quote" "A quotation mark is never closed" "引号没有闭合"
        "close or remove the quotation mark and replay" "补上或删除引号后重放";
    ROW_LONG "row.too_long" "The row is longer than one megabyte" "该行超过 1 MB"
        "the line end may be missing; split the row and replay" "可能缺少换行符，请拆分后重放";
    ROW_JSON "row.json" "The line is no JSON object" "该行不是 JSON 对象"
        "correct the JSON and replay" "修正 JSON 后重放";
    TEXT_ENCODING "text.encoding" "The row has bytes that are not in the file's encoding" "该行包含不属于文件编码的字节"
        "save the file as UTF-8, or name the encoding in the profile" "将文件另存为 UTF-8，或在配置中指定编码";
    TEXT_NUL "text.nul" "The row has NUL bytes" "该行包含 NUL 字节"
        "the file was damaged in transfer; fetch it again, or remove them and replay" "文件可能在传输中损坏，请重新获取或删除后重放";
    FORMULA_EMPTY "formula.empty" "The cell holds a formula whose result was never calculated" "单元格中的公式没有计算结果"
        "open the workbook in a spreadsheet, let it calculate and save it; or replace the formula by its value and replay" "请在电子表格中打开并重新计算后保存，或将公式替换为数值后重放";
    ID_SCIENTIFIC "id.scientific" "An id was turned into scientific notation by a spreadsheet" "编号被电子表格改成了科学计数法"
        "export the column as text; the lost digits cannot be restored here" "请将该列导出为文本；丢失的数字无法在此恢复";
    AMOUNT_MISMATCH "amount.mismatch" "The order's own total is not the sum of its parts" "订单自身的合计与各部分之和不符"
        "check the export for missing lines; correct the amounts and replay" "检查导出文件是否缺行，更正金额后重放";
    ORDER_HEADLESS "order.headless" "The row continues an order whose first row is not there" "该行属于某个订单，但缺少该订单的首行"
        "put the order's first row before it, or export again sorted by order" "在其前补上订单首行，或按订单排序后重新导出";
    VALUE_MISSING "value.missing" "A required value is empty" "缺少必填值"
        "fill it in and replay" "补充后重放";
    VALUE_UNKNOWN "value.unknown" "The value is none of those allowed" "该值不在允许范围内"
        "use one of the allowed values, or map it in the profile" "使用允许的值，或在配置中添加映射";
    NUMBER_FORMAT "number.format" "The value is no number" "该值不是数字"
        "check the decimal mark and stray characters" "检查小数点和多余字符";
    NUMBER_RANGE "number.range" "The number is too large or too precise" "数字过大或精度过高"
        "amounts have at most 12 digits before and 6 after the point" "金额最多 12 位整数和 6 位小数";
    QUANTITY_ABSURD "quantity.absurd" "The quantity is absurd" "数量不合理"
        "check for a shifted column; raise quantity_max in the profile if it is right" "检查是否错列；如属实请在配置中调高 quantity_max";
    QUANTITY_NEGATIVE "quantity.negative" "A negative quantity outside a return" "非退货却出现负数量"
        "is it a return? set its kind to return and replay" "如果是退货，请将类型设为 return 后重放";
    PRICE_NEGATIVE "price.negative" "A negative price on a sale" "销售价格为负"
        "is it a discount or an adjustment? correct the kind and replay" "如果是折扣或调整，请更正类型后重放";
    CURRENCY_MISSING "currency.missing" "The row has no currency" "缺少币种"
        "fill in the currency, or give the profile a default" "补充币种，或在配置中设置默认值";
    CURRENCY_UNKNOWN "currency.unknown" "The currency is not in ISO 4217" "币种不在 ISO 4217 中"
        "use the ISO code; RMB is written CNY" "请使用 ISO 代码；RMB 应写作 CNY";
    DATE_FORMAT "date.format" "The date cannot be read" "日期无法识别"
        "use ISO 8601, or name the format in the profile" "使用 ISO 8601，或在配置中指定格式";
    DATE_SERIAL "date.serial" "A spreadsheet turned the date into a serial number" "日期被电子表格改成了序列号"
        "replace the number by its date (day 1 is 1900-01-01) and replay" "将数字还原为日期后重放";
    DATE_RANGE "date.range" "The date is before 1990 or more than a year ahead" "日期早于 1990 年或晚于一年之后"
        "check the year and replay" "检查年份后重放";
    LOOKUP_MISSING "lookup.missing" "The row names something that the other file does not have" "该行引用的内容在另一文件中不存在"
        "import the file that has it together with this one" "请与包含该内容的文件一起导入";
    GTIN_CHECK "gtin.check" "The GTIN is damaged: length or check digit" "GTIN 长度或校验位错误"
        "leading zeros may be lost: pad it to 13 digits; correct it and replay" "可能丢失前导零，请补足 13 位后重放";
    HS_FORMAT "hs.format" "The HS code is not 6 to 10 digits" "HS 编码不是 6 到 10 位数字"
        "a leading zero may be lost; correct it and replay" "可能丢失前导零，更正后重放";
    ORDER_IMPOSSIBLE "order.impossible" "The order has an impossible sequence of events" "订单事件顺序不可能"
        "check the dates; an order is placed before anything else happens to it" "检查日期；下单必须先于其他事件";
}

/// The reason with this code.
#[must_use]
pub fn reason(code: &str) -> Option<&'static Reason> {
    REASONS.iter().find(|r| r.code == code)
}
