//! Market tables as CSV: reading them with everything that is wrong, and writing them in one form.
//!
//! Three headers, told apart by their columns: `value_trn_cny`, or `value` with `unit`, is a volume; `share_pct` with `partner` is a set of
//! destinations, with `category` one of products. `period`, `basis` and `source` are always needed; `flow` is `total` and
//! `kind` is `actual` where the column is missing, `verified` is N. Lines that begin with `#` are comments.

use crate::error::{MarketError, Problem};
use crate::period::Period;
use crate::series::{Dataset, Flow, Kind, OTHER, Origin, Point, Series, SeriesId, check_basis};
use entrepot_domain::{Country, Currency, Day};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Most bytes of a table.
pub const TABLE_BYTES_MAX: usize = 1 << 20;
/// Most problems that are told of one table.
const PROBLEMS_MAX: usize = 50;
/// Percent as a unit.
pub const PERCENT: &str = "%";

const COLUMNS: [&str; 17] = [
    "period",
    "flow",
    "partner",
    "category",
    "value_trn_cny",
    "value",
    "unit",
    "share_pct",
    "kind",
    "basis",
    "yoy_pct",
    "share_of_trade_pct",
    "export_share_pct",
    "source",
    "as_of",
    "verified",
    "stand_in",
];

/// Reads a table: its series in the order of their names.
///
/// # Errors
/// [`MarketError::Table`] with all that is wrong.
pub fn parse(text: &str, origin: Origin) -> Result<Vec<Series>, MarketError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let whole = |code, cause: &str, hint: &str| MarketError::Table(vec![Problem::new(code, None, cause, hint)]);
    if text.len() > TABLE_BYTES_MAX {
        return Err(whole("market.too_large", "The table is larger than a megabyte.", "Give published figures, not order lines."));
    }
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(str::to_lowercase).collect(),
        Err(error) => return Err(whole("market.csv", &format!("The table is no CSV: {error}."), "Separate columns by commas.")),
    };
    let dataset = dataset_of(&header)?;
    let mut rows = Rows { dataset, header: &header, problems: Vec::new(), seen: BTreeSet::new(), series: BTreeMap::new(), origin };
    for record in reader.records() {
        match record {
            Ok(record) => rows.take(&record),
            Err(error) => {
                let line = error.position().map(csv::Position::line);
                rows.problems.push(Problem::new(
                    "market.csv",
                    line,
                    format!("The row cannot be read: {error}."),
                    "Save the table as UTF-8 CSV.",
                ));
            }
        }
        if rows.problems.len() >= PROBLEMS_MAX {
            break;
        }
    }
    rows.finish()
}

fn dataset_of(header: &[String]) -> Result<Dataset, MarketError> {
    let has = |name: &str| header.iter().any(|column| column == name);
    let mut problems = Vec::new();
    for column in header.iter().filter(|column| !COLUMNS.contains(&column.as_str()) && *column != "note") {
        problems.push(Problem::new(
            "market.column",
            None,
            format!("There is no column \"{}\".", column.chars().take(40).collect::<String>()),
            format!("Columns are {} and note.", COLUMNS.join(", ")),
        ));
    }
    for (at, column) in header.iter().enumerate() {
        if header[..at].contains(column) {
            problems.push(Problem::new("market.column", None, format!("The column \"{column}\" stands twice."), "Keep one of them."));
        }
    }
    for needed in ["period", "basis", "source"] {
        if !has(needed) {
            problems.push(Problem::new(
                "market.column",
                None,
                format!("The column \"{needed}\" is missing."),
                "Every number names its period, basis and source.",
            ));
        }
    }
    let dataset = match (has("value_trn_cny") || has("value"), has("share_pct"), has("partner"), has("category")) {
        (true, false, false, false) => Some(Dataset::Volume),
        (false, true, true, false) => Some(Dataset::Destinations),
        (false, true, false, true) => Some(Dataset::Products),
        _ => {
            problems.push(Problem::new(
                "market.figure",
                None,
                "The columns do not tell which figure this is.",
                "A volume has value_trn_cny, or value and unit; shares have share_pct with partner or with category.",
            ));
            None
        }
    };
    match dataset {
        Some(dataset) if problems.is_empty() => Ok(dataset),
        _ => Err(MarketError::Table(problems)),
    }
}

struct Rows<'a> {
    dataset: Dataset,
    header: &'a [String],
    problems: Vec<Problem>,
    seen: BTreeSet<(SeriesId, Period, Option<String>)>,
    series: BTreeMap<SeriesId, Series>,
    origin: Origin,
}

impl Rows<'_> {
    fn take(&mut self, record: &csv::StringRecord) {
        let line = record.position().map(csv::Position::line);
        let before = self.problems.len();
        if record.len() != self.header.len() {
            let cause = format!("The row has {} cells where the header has {}.", record.len(), self.header.len());
            self.problems.push(Problem::new("market.cells", line, cause, "Put texts with commas into quotes."));
            return;
        }
        let read = self.read(record, line);
        if let Some((id, unit, point)) = read
            && self.problems.len() == before
        {
            self.add(id, unit, point, line);
        }
    }

    fn read(&mut self, record: &csv::StringRecord, line: Option<u64>) -> Option<(SeriesId, String, Point)> {
        let header = self.header;
        let cell = |name: &str| header.iter().position(|column| column == name).and_then(|at| record.get(at)).unwrap_or_default();
        let mut problems = Vec::new();
        let mut problem = |code, cause: String, hint: &str| problems.push(Problem::new(code, line, cause, hint));
        let mut keep = |error: MarketError| problem(error.code(), error.to_string(), error.hint());
        let period = Period::parse(cell("period")).map_err(&mut keep).ok();
        let flow = match cell("flow") {
            "" => Some(Flow::Total),
            "export(as stated)" => Some(Flow::ExportAsStated),
            text => Flow::parse(text).map_err(&mut keep).ok(),
        };
        let kind = match cell("kind") {
            "" => Some(Kind::Actual),
            text => Kind::parse(text).map_err(&mut keep).ok(),
        };
        let basis = check_basis(cell("basis")).map_err(&mut keep).ok();
        let unit = match (self.dataset, cell("unit")) {
            (Dataset::Volume, "") if !cell("value_trn_cny").is_empty() => Some("trn CNY".to_owned()),
            (Dataset::Volume, unit) => read_unit(unit).map_err(&mut keep).ok(),
            _ => Some(PERCENT.to_owned()),
        };
        let value = ["value_trn_cny", "value", "share_pct"].map(cell).into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let value = decimal(value).map_err(&mut keep).ok();
        let mut optional = |name: &str| match cell(name) {
            "" => None,
            text => decimal(text).map_err(&mut keep).ok(),
        };
        let (yoy_pct, share_of_trade_pct, export_share_pct) =
            (optional("yoy_pct"), optional("share_of_trade_pct"), optional("export_share_pct"));
        let item = match self.dataset {
            Dataset::Volume => None,
            Dataset::Destinations => read_partner(cell("partner")).map_err(&mut keep).ok(),
            Dataset::Products => read_category(cell("category")).map_err(&mut keep).ok(),
        };
        if value.is_some_and(|value| value.is_sign_negative()) {
            problem("market.negative", "A published volume or share is not below zero.".to_owned(), "Check the sign.");
        }
        let shares = [share_of_trade_pct, export_share_pct, value.filter(|_| self.dataset != Dataset::Volume)];
        if shares.into_iter().flatten().any(|share| share > Decimal::ONE_HUNDRED || share.is_sign_negative()) {
            problem("market.share", "A share lies between 0 and 100 percent.".to_owned(), "Write 15 for fifteen percent.");
        }
        let sources: Vec<String> = cell("source").split(';').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
        if sources.is_empty() {
            problem(
                "market.source",
                "The number names no source.".to_owned(),
                "Say where it was read: a page, a report, or \"own estimate\".",
            );
        }
        let verified = match cell("verified") {
            "Y" | "y" | "yes" | "true" => true,
            "" | "N" | "n" | "no" | "false" => false,
            other => {
                problem(
                    "market.verified",
                    format!("\"{}\" is neither Y nor N.", other.chars().take(20).collect::<String>()),
                    "Write Y when the number was read in its source.",
                );
                false
            }
        };
        let as_of = text_of(cell("as_of"));
        if as_of.as_deref().is_some_and(|day| Day::parse_bytes(day.as_bytes()).is_none()) {
            problem("market.day", "as_of is no day.".to_owned(), "Write YYYY-MM-DD.");
        }
        if self.dataset == Dataset::Volume && cell("value_trn_cny").is_empty() == cell("value").is_empty() {
            problem("market.value", "The row gives no value, or two.".to_owned(), "Fill either value_trn_cny, or value and unit.");
        }
        self.problems.extend(problems);
        let id = SeriesId { dataset: self.dataset, basis: basis?, flow: flow? };
        let (stand_in, note) = (text_of(cell("stand_in")), text_of(cell("note")));
        let item = if self.dataset == Dataset::Volume { None } else { Some(item?) };
        let point = Point {
            period: period?,
            item,
            value: value?,
            kind: kind?,
            yoy_pct,
            share_of_trade_pct,
            export_share_pct,
            sources,
            as_of,
            verified,
            stand_in,
            note,
        };
        Some((id, unit?, point))
    }

    fn add(&mut self, id: SeriesId, unit: String, point: Point, line: Option<u64>) {
        if !self.seen.insert((id.clone(), point.period, point.item.clone())) {
            let item = point.item.as_deref().map(|item| format!(" of {item}")).unwrap_or_default();
            self.problems.push(Problem::new(
                "market.duplicate",
                line,
                format!("{}{item} stands twice in the series {id}.", point.period),
                "One basis and flow has one number a period; name the basis of the other one.",
            ));
            return;
        }
        let origin = self.origin;
        let series = self.series.entry(id.clone()).or_insert_with(|| Series { id, unit: unit.clone(), origin, points: Vec::new() });
        if series.unit != unit {
            self.problems.push(Problem::new(
                "market.mixed_units",
                line,
                format!("The series {} is counted in {} and in {unit}.", series.id, series.unit),
                "Give a series one unit.",
            ));
            return;
        }
        series.points.push(point);
    }

    fn finish(mut self) -> Result<Vec<Series>, MarketError> {
        for series in self.series.values_mut() {
            series.points.sort_by_key(|point| point.period);
            if self.dataset != Dataset::Volume {
                self.problems.extend(too_much(series));
            }
        }
        if self.series.is_empty() && self.problems.is_empty() {
            self.problems.push(Problem::new("market.empty", None, "The table has no rows.", "Give at least one number."));
        }
        if self.problems.is_empty() { Ok(self.series.into_values().collect()) } else { Err(MarketError::Table(self.problems)) }
    }
}

/// Shares of one period that add up to more than rounding can explain: half a unit of the last place each.
fn too_much(series: &Series) -> Vec<Problem> {
    let mut found = Vec::new();
    for period in series.periods() {
        let values = series.points.iter().filter(|point| point.period == period).map(|point| point.value);
        let (mut sum, mut room) = (Decimal::ZERO, Decimal::ZERO);
        for value in values {
            sum += value;
            room += Decimal::new(5, value.scale() + 1);
        }
        if sum > Decimal::ONE_HUNDRED + room {
            found.push(Problem::new(
                "market.shares_over_100",
                None,
                format!("The shares of {period} in {} add up to {sum} %.", series.id),
                "Shares of one whole do not exceed 100; is one of them of another basis, or its total?",
            ));
        }
    }
    found
}

/// A number as a person writes it: digits with a point, at most twelve before and nine behind it.
fn decimal(text: &str) -> Result<Decimal, MarketError> {
    let wrong = || {
        MarketError::asked(
            "market.number",
            format!("\"{}\" is no number.", text.chars().take(30).collect::<String>()),
            "Write digits with a point: 6.9. No thousands separators, no percent sign.",
        )
    };
    let plain = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, "0"));
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole, 12) || !digits(fraction, 9) {
        return Err(wrong());
    }
    text.parse().map_err(|_| wrong())
}

fn read_unit(text: &str) -> Result<String, MarketError> {
    let wrong = || {
        MarketError::asked(
            "market.unit",
            format!("\"{}\" is no unit of money.", text.chars().take(30).collect::<String>()),
            "Write trn, bn or mn and a currency: bn USD.",
        )
    };
    let (scale, currency) = text.split_once(' ').ok_or_else(wrong)?;
    if !["trn", "bn", "mn"].contains(&scale) {
        return Err(wrong());
    }
    let currency = Currency::parse(currency).map_err(|_| wrong())?;
    Ok(format!("{scale} {currency}"))
}

fn read_partner(text: &str) -> Result<String, MarketError> {
    if text == OTHER {
        return Ok(text.to_owned());
    }
    Country::parse(text).map(|country| country.as_str().to_owned()).map_err(|_| {
        MarketError::asked(
            "market.partner",
            format!("\"{}\" is no country.", text.chars().take(30).collect::<String>()),
            "Use the codes of ISO 3166-1, and OTHER for all that the source does not name. Groups are added up from their members.",
        )
    })
}

fn read_category(text: &str) -> Result<String, MarketError> {
    if text.is_empty() || text.chars().count() > 60 || text.chars().any(char::is_control) {
        return Err(MarketError::asked("market.category", "The row names no category.", "Give it a name of at most 60 letters."));
    }
    Ok(text.to_owned())
}

fn text_of(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| cell.to_owned())
}

/// Writes a series as a table that [`parse`] reads back.
#[must_use]
pub fn write(series: &Series) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    let item_column = match series.id.dataset {
        Dataset::Volume => None,
        Dataset::Products => Some("category"),
        Dataset::Destinations => Some("partner"),
    };
    let mut header = vec!["period", "flow"];
    match item_column {
        Some(column) => header.extend([column, "share_pct", "kind", "basis"]),
        None => header.extend(["value", "unit", "kind", "basis", "yoy_pct", "share_of_trade_pct", "export_share_pct"]),
    }
    header.extend(["source", "as_of", "verified", "stand_in", "note"]);
    let mut rows = vec![header.into_iter().map(str::to_owned).collect::<Vec<String>>()];
    let number = |value: Option<Decimal>| value.map(|value| value.to_string()).unwrap_or_default();
    for point in &series.points {
        let mut row = vec![point.period.to_string(), series.id.flow.as_str().to_owned()];
        row.extend(point.item.clone());
        row.push(point.value.to_string());
        if item_column.is_none() {
            row.push(series.unit.clone());
        }
        row.extend([point.kind.as_str().to_owned(), series.id.basis.clone()]);
        if item_column.is_none() {
            row.extend([number(point.yoy_pct), number(point.share_of_trade_pct), number(point.export_share_pct)]);
        }
        row.extend([
            point.sources.join(";"),
            point.as_of.clone().unwrap_or_default(),
            if point.verified { "Y" } else { "N" }.to_owned(),
            point.stand_in.clone().unwrap_or_default(),
            point.note.clone().unwrap_or_default(),
        ]);
        rows.push(row);
    }
    for row in rows {
        // Writing into memory does not fail.
        let _ = out.write_record(&row);
    }
    let bytes = out.into_inner().unwrap_or_default();
    format!("# schema_version: 1\n{}", String::from_utf8_lossy(&bytes))
}
