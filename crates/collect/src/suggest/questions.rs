//! What a proposal cannot decide: asked, with choices, in both languages.

use super::draft::Draft;
use super::scoring::Match;
use super::values::is_value;
use crate::profile::Label;
use serde::Serialize;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Question {
    /// `missing`, `date_order`, `unclear`, `by_values`, `decimal`, `currency`, `negative`, `key` or `headless`.
    pub code: String,
    /// The field that it is about.
    pub field: Option<String>,
    /// The question.
    pub text: Label,
    /// Answers, as they are given to `--set`.
    pub choices: Vec<String>,
    /// Must it be answered before anything can be imported?
    pub required: bool,
}

/// All questions, those that must be answered first.
#[must_use]
pub fn questions(d: &Draft<'_>) -> Vec<Question> {
    let mut all = Vec::new();
    missing(d, &mut all);
    for (field, m) in &d.reading.fields {
        date_order(d, field, m, &mut all);
        doubtful(d, field, m, &mut all);
    }
    whole_table(d, &mut all);
    all.sort_by_key(|q| !q.required);
    all
}

fn ask(code: &str, field: Option<&str>, en: String, zh: String, choices: Vec<String>, required: bool) -> Question {
    Question { code: code.to_owned(), field: field.map(str::to_owned), text: Label { en, zh }, choices, required }
}

/// Is the field one of those without which no row can be made?
fn needed(d: &Draft<'_>, field: &str) -> bool {
    d.reading.target.needs.iter().any(|n| n.split('|').any(|n| n == field))
}

fn missing(d: &Draft<'_>, all: &mut Vec<Question>) {
    let used = |c: usize| d.reading.fields.values().any(|m| m.column == Some(c));
    for need in d.reading.missing() {
        let field = need.split('|').next().unwrap_or(need);
        let free = d.sample.header.iter().enumerate().filter(|(c, h)| !used(*c) && !h.is_empty()).map(|(_, h)| format!("{field}={h}"));
        let fixed = match field {
            "currency" => Some("currency==EUR"),
            "quantity" => Some("quantity==1"),
            _ => None,
        };
        all.push(ask(
            "missing",
            Some(field),
            format!("No column looks like {}. Which one is it, or what is its fixed value?", need.replace('|', " or ")),
            format!("没有列像是 {}。是哪一列，或固定值是什么？", need.replace('|', " 或 ")),
            fixed.map(str::to_owned).into_iter().chain(free).take(12).collect(),
            true,
        ));
    }
}

/// Day or month first, when the sample has no day above twelve.
fn date_order(d: &Draft<'_>, field: &str, m: &Match, all: &mut Vec<Question>) {
    let Some(c) = m.column else { return };
    if d.answers.format(field).is_some() || d.format(field, c).is_none() {
        return;
    }
    let formats: Vec<&String> = d.columns[c].dates.iter().flatten().collect();
    if let [first, _, ..] = formats.as_slice() {
        let column = &d.sample.header[c];
        let value = d.columns[c].values.first().map_or("", String::as_str);
        all.push(ask(
            "date_order",
            Some(field),
            format!("Is {value} in {column} day first or month first? The sample does not tell; {first} was taken for the preview."),
            format!("{column} 中的 {value} 是日在前还是月在前？样本无法判断；预览按 {first} 显示。"),
            formats.iter().map(|f| format!("{field}.format={f}")).collect(),
            needed(d, field),
        ));
    }
}

/// A column that could be another, or that only its values speak for.
fn doubtful(d: &Draft<'_>, field: &str, m: &Match, all: &mut Vec<Question>) {
    let Some(c) = m.column else { return };
    let column = &d.sample.header[c];
    if !m.others.is_empty() {
        let others: Vec<&str> = m.others.iter().map(|o| d.sample.header[*o].as_str()).collect();
        all.push(ask(
            "unclear",
            Some(field),
            format!("{field} was taken from {column}; it could also be {}.", others.join(", ")),
            format!("{field} 取自 {column}；也可能是 {}。", others.join("、")),
            std::iter::once(&column.as_str()).chain(&others).map(|o| format!("{field}={o}")).collect(),
            false,
        ));
    }
    if m.by_values {
        all.push(ask(
            "by_values",
            Some(field),
            format!("{field} was taken from {column} because of its values; its name does not say so."),
            format!("{field} 依据数值取自 {column}，列名未说明。"),
            vec![format!("{field}={column}"), format!("{field}=")],
            false,
        ));
    }
}

fn whole_table(d: &Draft<'_>, all: &mut Vec<Question>) {
    if let (comma @ 1.., point @ 1..) = d.marks()
        && d.answers.decimal.is_none()
    {
        all.push(ask(
            "decimal",
            None,
            format!("{comma} amounts have a decimal comma and {point} a decimal point. Which is right?"),
            format!("{comma} 个金额用逗号作小数点，{point} 个用句点。哪个正确？"),
            vec!["decimal=.".to_owned(), "decimal=,".to_owned()],
            false,
        ));
    }
    let currency = d.reading.fields.iter().find(|(f, m)| f.ends_with("currency") && m.constant.is_some() && !m.said);
    if let Some((field, m)) = currency {
        let value = m.constant.clone().unwrap_or_default();
        all.push(ask(
            "currency",
            Some(field),
            format!("The names of the amounts say {value}, so every row gets that currency."),
            format!("金额列名写明 {value}，因此每一行都使用该币种。"),
            vec![format!("{field}=={value}")],
            false,
        ));
    }
    let column = |field: &str| d.reading.fields.get(field).and_then(|m| m.column);
    if let Some(c) = column("quantity")
        && d.reading.target.table == "lines"
        && !d.answers.negative_returns
        && column("kind").is_none()
        && d.columns[c].values.iter().any(|v| v.starts_with('-') && is_value(v))
    {
        all.push(ask(
            "negative",
            Some("quantity"),
            "Some quantities are below zero. Are those rows returns?".to_owned(),
            "有些数量小于零。这些行是退货吗？".to_owned(),
            vec!["returns=negative".to_owned()],
            false,
        ));
    }
    if d.key().is_empty() && !d.sample.rows.is_empty() {
        let fields: Vec<&str> = d.reading.target.key.iter().map(String::as_str).collect();
        all.push(ask(
            "key",
            None,
            format!(
                "Nothing tells the rows apart ({} repeats), so a changed row of a later export counts as a new one.",
                fields.join(" + ")
            ),
            format!("没有能区分各行的列（{} 有重复），之后导出中改动过的行会算作新行。", fields.join(" + ")),
            Vec::new(),
            false,
        ));
    }
    if d.sample.header_line == 0 && d.sample.header.first().is_some_and(|h| h == "column 1") {
        all.push(ask(
            "headless",
            None,
            "The first line is data: the file has no header, so only values could be compared.".to_owned(),
            "第一行就是数据：文件没有表头，只能比较数值。".to_owned(),
            Vec::new(),
            false,
        ));
    }
}
