//! How many charges a core evaluates in a second: a generated book under thirty scenarios, with the bootstrap.
//!
//! `cargo run --release -p entrepot-modes --no-default-features --example replay_speed -- [ORDERS] [SCENARIOS] [BOOK.csv]` prints one JSON object. With a
//! file the book is written there, a row an order, for the same computation in pandas (`xtask/bench/replay_pandas.py`). A figure for
//! people: no test asks for a time.
#![expect(clippy::print_stdout, reason = "an example talks on stdout")]

use entrepot_domain::fx::RateBook;
use entrepot_domain::{Country, Currency, Day};
use entrepot_modes::replay::{Article, Book, BookBuilder, Kind, NewOrder, Options, OrderLine, Rules, Scenario, parse, replay};
use entrepot_rules::customs::{CustomsBook, ExportBook, HsNumber, IncotermBook};
use entrepot_rules::lanes::LaneBook;
use entrepot_rules::platforms::Catalogue;
use std::fmt::Write as _;
use std::time::Instant;

const ARTICLES: u64 = 200;
const DAYS: u64 = 90;
const FIRST: &str = "2026-07-25";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let orders = words.next().map_or(Ok(100_000), |word| word.parse::<u64>())?;
    let scenarios = words.next().map_or(Ok(30), |word| word.parse::<usize>())?;
    let (catalogue, lanes, customs) = (Catalogue::shipped()?, LaneBook::shipped()?, CustomsBook::shipped()?);
    let (export, incoterms, rates) = (ExportBook::shipped()?, IncotermBook::shipped()?, RateBook::embedded()?);
    let rules = Rules { catalogue: &catalogue, lanes: &lanes, customs: &customs, export: &export, incoterms: &incoterms, rates: &rates };
    let book = generate(orders)?;
    if let Some(path) = words.next() {
        std::fs::write(path, table(&book, &rates)?)?;
    }
    let scenarios: Vec<Scenario> = (0..scenarios).map(scenario).collect::<Result<_, _>>()?;
    let time = |options: Options| {
        let start = Instant::now();
        let answer = replay(&book, &scenarios, &rules, options);
        (answer, start.elapsed().as_secs_f64())
    };
    let (_, without) = time(Options { resamples: 0, ..Options::default() });
    let (answer, with) = time(Options::default());
    let mut totals = String::new();
    for one in &answer.scenarios[1..] {
        let comma = if totals.is_empty() { "" } else { "," };
        write!(totals, "{comma}{{\"slug\":\"{}\",\"answered\":{}", one.slug, one.answered)?;
        for kind in Kind::ALL.iter().filter(|kind| one.cost(**kind) != 0) {
            write!(totals, ",\"{}\":{}", kind.as_str(), one.cost(*kind))?;
        }
        write!(totals, ",\"cm4\":{},\"ci_low\":{},\"ci_high\":{}}}", one.margins.cm4, one.interval.low, one.interval.high)?;
    }
    println!(
        "{{\"orders\":{orders},\"scenarios\":{},\"charges\":{},\"seconds\":{without:.3},\"seconds_with_bootstrap\":{with:.3},\"charges_per_second\":{:.0},\"totals\":[{totals}]}}",
        scenarios.len(),
        answer.charges,
        answer.charges as f64 / without
    );
    Ok(())
}

/// Direct mail at prices changed by a percent each.
fn scenario(at: usize) -> Result<Scenario, entrepot_modes::replay::ScenarioError> {
    let text = format!(
        "[[scenario]]\nslug = \"price-{at}\"\nmode = \"b2c\"\nprice_change_pct = \"{at}\"\nplatform = \"{}\"\ncategory = \"{}\"\npayment = \"{}\"\nlanes = [\"{}\"]\nincoterm = \"DDP\"\n\
         advertising_pct = \"7\"\nreturn_rate_pct = \"4\"\nreturn_resale_pct = \"50\"\nreturn_freight_pct = \"80\"\ncapital_pct = \"12\"\ngoods_days = 10\npayout_days = 14\n",
        PLATFORM[0], PLATFORM[1], PLATFORM[2], PLATFORM[3]
    );
    parse("generated", &text).map(|mut scenarios| scenarios.remove(0))
}

/// Platform, category, payment provider and lane.
const PLATFORM: [&str; 4] = ["dhgate", "Most categories", "stripe-us", "generic_air_line_general"];

fn generate(orders: u64) -> Result<Book, Box<dyn std::error::Error>> {
    let (from, to) = (Country::parse("CN")?, Country::parse("US")?);
    let mut state = 42_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut book = BookBuilder::new(Currency::USD, Some(from));
    let hs = HsNumber::of(&"3926.90.99".parse()?);
    let mut prices = Vec::new();
    for at in 0..ARTICLES {
        let cents = 500 + draw(9_500);
        prices.push(cents);
        book.article(Article {
            sku: format!("sku-{at}"),
            category: None,
            weight_g: Some(50 + draw(1_200) as u32),
            dims_mm: Some([100 + draw(200) as u32, 80 + draw(120) as u32, 20 + draw(80) as u32]),
            hs: Some(hs),
            origin: Some(from),
            unit_cost: Some((cents as i64 * 3_000, Currency::USD)),
        });
    }
    let first: Day = FIRST.parse()?;
    for number in 0..orders {
        let article = draw(ARTICLES);
        let pieces = 1 + draw(3) as i64;
        let lines = [OrderLine { article: article as u32, pieces, amount: prices[article as usize] as i64 * 10_000 * pieces }];
        let (day, shipping) = (first.plus(draw(DAYS) as i32), (draw(6) as i64) * 1_000_000);
        let text = number.to_string();
        book.order(NewOrder { number: &text, day, to: Some(to), currency: Currency::USD, shipping, tax: 0, lines: &lines }, None)?;
    }
    Ok(book.finish())
}

/// The book as a table: amounts in cents, the day's rate of the lane's currency in the report currency.
fn table(book: &Book, rates: &RateBook) -> Result<String, Box<dyn std::error::Error>> {
    let mut text = String::from("pieces,amount_cents,shipping_cents,cost_micros,weight_g,volume_mm3,cny_usd\n");
    for order in book.orders() {
        let line = book.lines(order)[0];
        let article = &book.articles()[line.article as usize];
        let rate = rates.rate(Currency::CNY, Currency::USD, order.day).map_err(|_| "a rate is missing")?.rate;
        let cost = article.unit_cost.map_or(0, |(micros, _)| micros);
        writeln!(
            text,
            "{},{},{},{cost},{},{},{rate}",
            line.pieces,
            line.amount / 10_000,
            order.shipping / 10_000,
            article.weight_g.unwrap_or(0),
            article.volume_mm3().unwrap_or(0)
        )?;
    }
    Ok(text)
}
