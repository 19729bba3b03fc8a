//! Which column is which field, and which table of the lake the file is: by names first, by values second.

use super::answers::{Answers, Source};
use super::values::Column;
use super::words::{Field, Target, Words, likeness, plain};
use crate::typed::{self, Meaning};
use entrepot_lake::schema::Kind;
use std::collections::BTreeMap;

/// Below this a column is left alone.
const ENOUGH: u32 = 45;
/// Another column this near makes a choice unclear.
const NEAR: u32 = 8;
/// What values alone are worth, for fields that values can tell.
const BY_VALUES: u32 = 46;

/// A field with where its values come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Position of the column; none for a fixed value.
    pub column: Option<usize>,
    /// The fixed value.
    pub constant: Option<String>,
    /// How sure, 0 to 100; 100 when it was said.
    pub score: u32,
    /// Was it said by the user?
    pub said: bool,
    /// Do only the values speak for it?
    pub by_values: bool,
    /// Share of values that the field takes, 0 to 100.
    pub fit: u32,
    /// Other columns that it could nearly as well be.
    pub others: Vec<usize>,
}

/// A file read as rows of one table.
#[derive(Clone, Debug)]
pub struct Reading<'w> {
    /// The table.
    pub target: &'w Target,
    /// Field -> its source.
    pub fields: BTreeMap<&'w str, Match>,
    /// How well it explains the file, 0 to 100.
    pub score: u32,
}

impl Reading<'_> {
    /// Required fields that have no source, `a|b` when either will do.
    #[must_use]
    pub fn missing(&self) -> Vec<&str> {
        let has = |need: &&str| need.split('|').any(|n| self.fields.contains_key(n));
        self.target.needs.iter().map(String::as_str).filter(|n| !has(n)).collect()
    }
}

/// Reads the columns as rows of `target`.
#[must_use]
pub fn read<'w>(words: &'w Words, target: &'w Target, header: &[String], columns: &[Column], answers: &Answers) -> Reading<'w> {
    let names: Vec<(String, Option<String>)> = header.iter().map(|h| plain(h)).collect();
    let fields = target.fields();
    let mut scores = Vec::new();
    for (f, field) in fields.iter().enumerate().filter(|(_, field)| !answers.says(field.name)) {
        for (c, column) in columns.iter().enumerate().filter(|(c, _)| addressable(header, *c)) {
            if let Some((score, by_values, fit)) = score(target, *field, &names[c].0, column) {
                scores.push((score, f, c, by_values, fit));
            }
        }
    }
    // Surest first; of equals, the field and the column that stand first.
    scores.sort_by_key(|s| (std::cmp::Reverse(s.0), s.1, s.2));
    let mut found: BTreeMap<&str, Match> = BTreeMap::new();
    let mut taken = vec![false; header.len()];
    for field in &fields {
        let Some(source) = answers.source(field.name) else { continue };
        let said = |column, constant| Match { column, constant, score: 100, said: true, by_values: false, fit: 100, others: Vec::new() };
        match source {
            Source::Column(name) => {
                if let Some(c) = header.iter().position(|h| crate::profile::same_name(h, name)) {
                    taken[c] = true;
                    found.insert(field.name, said(Some(c), None));
                }
            }
            Source::Constant(value) => {
                found.insert(field.name, said(None, Some(value.clone())));
            }
            Source::Nothing => {}
        }
    }
    for (score, f, c, by_values, fit) in &scores {
        let name = fields[*f].name;
        if taken[*c] || found.contains_key(name) {
            continue;
        }
        taken[*c] = true;
        found.insert(
            name,
            Match { column: Some(*c), constant: None, score: *score, said: false, by_values: *by_values, fit: *fit, others: Vec::new() },
        );
    }
    prefer_line_amounts(target, &mut found, &mut taken, &names);
    currency_of_units(words, target, &mut found, &names, answers);
    for (score, f, c, ..) in &scores {
        if let Some(m) = found.get_mut(fields[*f].name)
            && !m.said
            && m.column != Some(*c)
            && !taken[*c]
            && score + NEAR >= m.score
        {
            m.others.push(*c);
        }
    }
    for (name, value) in &target.constants {
        if !found.contains_key(name.as_str()) && !answers.says(name) {
            let fixed = Match {
                column: None,
                constant: Some(value.clone()),
                score: 0,
                said: false,
                by_values: false,
                fit: 100,
                others: Vec::new(),
            };
            found.insert(name, fixed);
        }
    }
    let score = overall(target, &found, header.len());
    Reading { target, fields: found, score }
}

/// Can a profile name the column? Not one without a name, nor one of two of the same name.
fn addressable(header: &[String], c: usize) -> bool {
    !header[c].trim().is_empty() && header.iter().filter(|h| crate::profile::same_name(h, &header[c])).count() == 1
}

/// How well a column is a field: name, then values. `None` when it is not.
fn score(target: &Target, field: Field<'_>, name: &str, column: &Column) -> Option<(u32, bool, u32)> {
    let table = if field.trade { "trades" } else { &target.table };
    let meaning = typed::meaning(table, field.name);
    let fit = column.fit(field.kind, meaning);
    let list = if field.trade { &target.trade_words } else { &target.words };
    let strong = list.get(field.name).map_or(0, |w| likeness(name, w));
    let weak = target.weak.get(field.name).map_or(0, |w| likeness(name, w));
    let named = if weak > strong { weak * 6 / 10 } else { strong };
    // An optional field must not send rows to quarantine.
    let optional = !target.needs.iter().any(|n| n.split('|').any(|n| n == field.name));
    let strict = !matches!(meaning, Meaning::Plain | Meaning::Id | Meaning::Country) || !matches!(field.kind, Kind::Text);
    if optional && strict && fit < 90 && !column.values.is_empty() {
        return None;
    }
    if named > 0 {
        let score = if fit >= 50 { named * 7 / 10 + fit * 3 / 10 } else { named * 5 / 10 };
        return (score >= ENOUGH).then_some((score, false, fit));
    }
    let tells = match field.name {
        "time" | "day" => !column.dates.is_empty(),
        "currency" => column.looks() == "currency",
        "country" | "to_country" => column.looks() == "country",
        "gtin" => column.looks() == "gtin",
        _ => false,
    };
    (tells && !column.values.is_empty()).then_some((BY_VALUES, true, fit))
}

/// An order's total beside a price of the piece is no amount of the line: it would count once a line.
fn prefer_line_amounts(target: &Target, found: &mut BTreeMap<&str, Match>, taken: &mut [bool], names: &[(String, Option<String>)]) {
    if target.table != "lines" || !found.contains_key("unit_price") {
        return;
    }
    let Some(m) = found.get("amount").filter(|m| !m.said) else { return };
    let Some(c) = m.column else { return };
    let like = |words: &BTreeMap<String, Vec<String>>| words.get("amount").map_or(0, |w| likeness(&names[c].0, w));
    if like(&target.weak) > like(&target.words) {
        taken[c] = false;
        found.remove("amount");
    }
}

/// Without a currency column, the currency that all names of amounts with a unit agree on.
fn currency_of_units<'w>(
    words: &'w Words, target: &'w Target, found: &mut BTreeMap<&'w str, Match>, names: &[(String, Option<String>)], answers: &Answers,
) {
    let Some((name, _)) = target.words.get_key_value("currency").or_else(|| target.words.get_key_value("cost_currency")) else { return };
    if found.contains_key(name.as_str()) || answers.says(name) {
        return;
    }
    let amounts = ["unit_price", "amount", "cost", "refund"];
    let units = amounts.iter().filter_map(|f| found.get(f)?.column).filter_map(|c| names[c].1.as_deref());
    let mut currencies = units.filter_map(|u| words.unit.iter().find(|w| w.words.iter().any(|x| x == u))?.currency.as_deref());
    let Some(first) = currencies.next() else { return };
    if currencies.all(|c| c == first) {
        let fixed = Match {
            column: None,
            constant: Some(first.to_owned()),
            score: 80,
            said: false,
            by_values: false,
            fit: 100,
            others: Vec::new(),
        };
        found.insert(name, fixed);
    }
}

/// Required fields count most, then the fields that tell this table from others, then how many columns it explains.
fn overall(target: &Target, found: &BTreeMap<&str, Match>, columns: usize) -> u32 {
    let of = |need: &str| need.split('|').filter_map(|n| found.get(n)).map(|m| m.score.max(u32::from(m.said) * 100)).max().unwrap_or(0);
    let mean = |scores: Vec<u32>| {
        let n = u32::try_from(scores.len()).unwrap_or(1).max(1);
        scores.iter().sum::<u32>() / n
    };
    let needs = mean(target.needs.iter().map(|n| of(n)).collect());
    let wants = if target.wants.is_empty() { needs } else { mean(target.wants.iter().map(|n| of(n)).collect()) };
    let explained: u32 = found.values().filter(|m| m.column.is_some()).map(|m| m.score).sum();
    let share = explained / u32::try_from(columns).unwrap_or(1).max(1);
    (needs * 5 + wants * 2 + share * 3) / 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::words::words;

    fn best(header: &[&str], rows: &[&[&str]]) -> (String, BTreeMap<String, String>) {
        let header: Vec<String> = header.iter().map(|h| (*h).to_owned()).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(|v| (*v).to_owned()).collect()).collect();
        let columns: Vec<Column> = (0..header.len()).map(|i| Column::of(&rows, i, 1_795_305_600_000_000)).collect();
        let readings = words().unwrap().target.iter().map(|t| read(words().unwrap(), t, &header, &columns, &Answers::default()));
        let best = readings.max_by_key(|r| r.score).unwrap();
        let fields = best.fields.iter().filter_map(|(f, m)| Some(((*f).to_owned(), header[m.column?].clone()))).collect();
        (best.target.table.clone(), fields)
    }

    #[test]
    fn columns_find_their_fields_in_both_languages() {
        let (table, f) = best(
            &["Order No.", "Ordered", "Item SKU", "Pcs", "Price each", "Cur", "Ship-to country", "E-mail"],
            &[&["A-1", "01/02/2026", "MUG", "2", "16.00", "EUR", "Germany", "a@b.example"]],
        );
        assert_eq!(table, "lines");
        for (field, column) in [
            ("trade_id", "Order No."),
            ("time", "Ordered"),
            ("sku", "Item SKU"),
            ("quantity", "Pcs"),
            ("unit_price", "Price each"),
            ("currency", "Cur"),
            ("country", "Ship-to country"),
        ] {
            assert_eq!(f.get(field).map(String::as_str), Some(column), "{field}: {f:?}");
        }
        let (table, f) = best(
            &["订单编号", "下单时间", "商家编码", "商品名称", "购买数量", "单价", "币种", "收货国家", "订单金额"],
            &[&["1001", "2026-10-01 08:00:00", "MUG", "杯子", "2", "16.00", "USD", "法国", "35.00"]],
        );
        assert_eq!(table, "lines");
        assert_eq!((f["trade_id"].as_str(), f["quantity"].as_str(), f["product_name"].as_str()), ("订单编号", "购买数量", "商品名称"));
        assert!(!f.contains_key("amount"), "the order's total is no line's amount: {f:?}");
    }

    #[test]
    fn tables_are_told_apart() {
        let table = |header: &[&str], row: &[&str]| best(header, &[row]).0;
        assert_eq!(table(&["SKU", "Product name", "Cost", "Weight (kg)", "HS Code"], &["MUG", "Mug", "3.20", "0.4", "691110"]), "products");
        assert_eq!(table(&["仓库", "商品编码", "可用库存", "日期"], &["深圳", "MUG", "40", "2026-10-01"]), "stock");
        assert_eq!(
            table(&["运单号", "订单号", "物流公司", "发货时间", "运费", "币种"], &["Z1", "1001", "顺丰", "2026-10-01", "12.50", "CNY"]),
            "shipments"
        );
        assert_eq!(
            table(&["Payout ID", "Payout date", "Net amount", "Currency", "Status"], &["P1", "2026-10-01", "900.10", "EUR", "paid"]),
            "payouts"
        );
        assert_eq!(
            table(&["Fee ID", "Date", "Fee type", "Amount", "Currency"], &["F1", "2026-10-01", "storage", "9.10", "EUR"]),
            "charges"
        );
        assert_eq!(table(&["Review ID", "Rating", "Review text", "Date"], &["R1", "5", "good", "2026-10-01"]), "cases");
    }
}
