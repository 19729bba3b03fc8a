//! `mode compare`: own orders under scenarios, from the file or the modes that are asked for to an answer for every surface.

use crate::error::ModesError;
use crate::own_orders::{OrdersAsked, rates, read};
use crate::presets::files;
use crate::replay::{OpenQuestion, Options, ReplayedScenario, Rules, Scenario, ScenarioError, parse, ready, replay};
use entrepot_domain::Day;
use entrepot_domain::ledger::Mode;
use entrepot_domain::money::format_micros;
use entrepot_engine::LakeSession;
use entrepot_rules::RuleError;
use entrepot_rules::customs::{CustomsBook, ExportBook, IncotermBook};
use entrepot_rules::lanes::LaneBook;
use entrepot_rules::platforms::Catalogue;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What is compared.
#[derive(Debug, Clone, Default)]
pub struct CompareAsked {
    /// Which orders.
    pub orders: OrdersAsked,
    /// A file of scenarios: its name and text.
    pub file: Option<(String, String)>,
    /// Ready-made scenarios of these modes.
    pub modes: Vec<Mode>,
    /// The law of this day, for scenarios that name none.
    pub on: Option<Day>,
    /// How it runs.
    pub options: Options,
}

/// Lanes, customs and the rest that a replay asks, shipped and the home's own.
#[derive(Debug)]
pub struct RuleBooks {
    lanes: LaneBook,
    customs: CustomsBook,
    export: ExportBook,
    incoterms: IncotermBook,
}

impl RuleBooks {
    /// Reads them; `own` is the `presets` folder of a home and need not exist.
    ///
    /// # Errors
    /// A file that cannot be read or does not say what it must say.
    pub fn read(own: Option<&Path>) -> Result<Self, ModesError> {
        let of = |folder: &str| -> Result<Vec<(String, String)>, ModesError> {
            let found = own.map_or_else(|| Ok(Vec::new()), |own| files(&own.join(folder)))?;
            let name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
            Ok(found.into_iter().map(|file| (name(&file.path), file.text)).collect())
        };
        let mut customs = CustomsBook::shipped()?.with(&of("duties")?)?;
        for (file, text) in of("taxes")?.iter().filter(|(file, _)| file == "import.toml") {
            customs = customs.with_taxes(file, text)?;
        }
        let mut export = ExportBook::shipped()?;
        for (file, text) in of("trade")?.iter().filter(|(file, _)| file == "export.toml") {
            export = ExportBook::parse(file, text)?;
        }
        Ok(Self { lanes: LaneBook::shipped()?.with(&of("lanes")?)?, customs, export, incoterms: IncotermBook::shipped()? })
    }
}

impl From<ScenarioError> for ModesError {
    fn from(error: ScenarioError) -> Self {
        Self::Rule(RuleError::new(error.code, &error.subject, error.cause, error.hint))
    }
}

/// The scenarios that are asked for.
///
/// # Errors
/// None is asked for, or a file that cannot be used.
pub fn scenarios(asked: &CompareAsked) -> Result<Vec<Scenario>, ModesError> {
    let mut scenarios = ready(&asked.modes)?;
    if let Some((file, text)) = &asked.file {
        scenarios.extend(parse(file, text)?);
    }
    if scenarios.is_empty() {
        return Err(ModesError::Missing {
            code: "compare.nothing",
            cause: "no scenario is asked for".to_owned(),
            hint: "Name a file of scenarios, or modes: b2c, b2b, b2b2c.".to_owned(),
        });
    }
    for scenario in &mut scenarios {
        scenario.on = scenario.on.or(asked.on);
    }
    Ok(scenarios)
}

/// Reads own orders and replays them.
///
/// # Errors
/// Scenarios that cannot be used, a filter that is none, or those of the engine.
pub async fn compare(
    session: &LakeSession, catalogue: &Catalogue, books: &RuleBooks, asked: &CompareAsked,
) -> Result<Compared, ModesError> {
    let scenarios = scenarios(asked)?;
    let rates = rates(session).await?;
    let own = read(session, &asked.orders, &rates).await?;
    let rules = Rules {
        catalogue,
        lanes: &books.lanes,
        customs: &books.customs,
        export: &books.export,
        incoterms: &books.incoterms,
        rates: &rates,
    };
    let answer = replay(&own.book, &scenarios, &rules, asked.options);
    let mut compared: Vec<ComparedScenario> = answer.scenarios.iter().map(ComparedScenario::of).collect();
    if let Some(today) = compared.first_mut() {
        today.mode = own.mode;
    }
    Ok(Compared {
        lake_version: session.version(),
        currency: answer.currency.to_string(),
        orders: answer.orders,
        from: answer.span.map(|span| span.0.to_string()),
        to: answer.span.map(|span| span.1.to_string()),
        resamples: answer.resamples,
        seed: answer.seed,
        scenarios: compared,
        left_out: own.left_out.into_iter().map(|out| LeftOutShown { why: out.why, orders: out.orders, examples: out.examples }).collect(),
        beside: own.beside.into_iter().map(|(kind, micros)| (kind, format_micros(micros))).collect(),
        questions: own.questions,
    })
}

/// The answer of a comparison. Amounts are decimals in the report currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// The version of the lake.
    pub lake_version: i64,
    /// ISO 4217 code of every amount.
    pub currency: String,
    /// Orders of the book.
    pub orders: u64,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// Resamples behind every interval.
    pub resamples: usize,
    /// What was drawn with.
    pub seed: u64,
    /// The scenarios; the first is the ledger itself.
    pub scenarios: Vec<ComparedScenario>,
    /// Orders that the replay cannot take.
    pub left_out: Vec<LeftOutShown>,
    /// Amounts of the account that belong to no order of the book.
    pub beside: BTreeMap<&'static str, String>,
    /// What must be known before the ledger's own costs can be told.
    pub questions: Vec<entrepot_rules::Question>,
}

impl Compared {
    /// True when something must be asked.
    #[must_use]
    pub fn asks(&self) -> bool {
        !self.questions.is_empty() || self.scenarios.iter().any(|one| !one.questions.is_empty())
    }
}

/// Orders that are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOutShown {
    /// Why.
    pub why: &'static str,
    /// How many.
    pub orders: u64,
    /// The first of them.
    pub examples: Vec<String>,
}

/// One scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComparedScenario {
    /// Its name.
    pub slug: String,
    /// Its operating mode.
    pub mode: Mode,
    /// Orders with a result.
    pub answered: u64,
    /// Goods and shipping collected, without tax.
    pub net_revenue: String,
    /// Every cost line.
    pub costs: Vec<CostShown>,
    /// Margin 1.
    pub cm1: String,
    /// Margin 2.
    pub cm2: String,
    /// Margin 3.
    pub cm3: String,
    /// Margin 4.
    pub cm4: String,
    /// Lower bound of margin 4 in 95 of 100 resamples, ranges and unverified rules included.
    pub ci_low: String,
    /// Upper bound.
    pub ci_high: String,
    /// Lower bound by the choice of orders alone.
    pub sampling_low: String,
    /// Upper bound by the choice of orders alone.
    pub sampling_high: String,
    /// Margin 4 less that of today, over the orders that both answer.
    pub difference: String,
    /// Lower bound of the difference.
    pub difference_low: String,
    /// Upper bound of the difference.
    pub difference_high: String,
    /// Orders behind the difference.
    pub compared: u64,
    /// What of all costs rests on unverified rules: a share of six decimals.
    pub unverified_share: String,
    /// What of all costs is the width of ranges: a share of six decimals.
    pub range_share: String,
    /// What buyers pay to carriers and customs beside the price.
    pub buyer_pays_beside: String,
    /// Cost lines that stay as the ledger has them.
    pub as_it_was: Vec<&'static str>,
    /// Orders that cannot be served that way.
    pub refused: Vec<RefusedShown>,
    /// What must be known first.
    pub questions: Vec<AskedShown>,
    /// What should be looked at.
    pub warnings: Vec<entrepot_rules::Question>,
    /// Lanes with their orders.
    pub lanes: Vec<LaneShown>,
    /// Days to the buyer: fastest, usual, slowest.
    pub transit_days: Option<[u16; 3]>,
    /// What stock must cover.
    pub demand: Option<DemandShown>,
    /// The lowest balance, which must be financed.
    pub cash_lowest: String,
    /// Its day.
    pub cash_lowest_on: Option<String>,
    /// Money by day.
    pub cash: Vec<CashShown>,
}

/// One cost line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CostShown {
    /// Its kind in the ledger.
    pub kind: &'static str,
    /// Low end.
    pub amount: String,
    /// High end, when the rules state a range.
    pub high: Option<String>,
    /// What of it rests on unverified rules.
    pub unverified: Option<String>,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedShown {
    /// Stable code.
    pub code: &'static str,
    /// Lane or platform.
    pub subject: String,
    /// Why.
    pub text: String,
    /// How many orders.
    pub orders: u64,
    /// What they were sold for.
    pub amount: String,
    /// The first of them.
    pub examples: Vec<String>,
}

/// A question with what it blocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskedShown {
    /// What, and where to fill it in.
    #[serde(flatten)]
    pub question: entrepot_rules::Question,
    /// How many orders it blocks.
    pub orders: u64,
    /// What they were sold for.
    pub amount: String,
    /// The first articles, or orders.
    pub examples: Vec<String>,
}

/// A lane in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LaneShown {
    /// Its code.
    pub lane: String,
    /// How many orders.
    pub orders: u64,
}

/// What stock must cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemandShown {
    /// Pieces sold over the book's days.
    pub pieces: String,
    /// Days of the book.
    pub days: i64,
    /// Days that stock must cover.
    pub cover_days: u32,
    /// Pieces of that.
    pub cover_pieces: String,
    /// Their transfer value.
    pub cover_value: String,
}

/// A day of the cash curve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CashShown {
    /// The day.
    pub day: String,
    /// In less out.
    pub net: String,
    /// All of it so far.
    pub balance: String,
}

impl ComparedScenario {
    fn of(one: &ReplayedScenario) -> Self {
        let text = format_micros;
        Self {
            slug: one.slug.clone(),
            mode: one.mode,
            answered: one.answered,
            net_revenue: text(one.net_revenue),
            costs: (one.costs.iter())
                .map(|line| CostShown {
                    kind: line.kind.as_str(),
                    amount: text(line.low),
                    high: (line.high != line.low).then(|| text(line.high)),
                    unverified: (line.unverified != 0).then(|| text(line.unverified)),
                })
                .collect(),
            cm1: text(one.margins.cm1),
            cm2: text(one.margins.cm2),
            cm3: text(one.margins.cm3),
            cm4: text(one.margins.cm4),
            ci_low: text(one.interval.low),
            ci_high: text(one.interval.high),
            sampling_low: text(one.sampling.low),
            sampling_high: text(one.sampling.high),
            difference: text(one.difference),
            difference_low: text(one.difference_interval.low),
            difference_high: text(one.difference_interval.high),
            compared: one.compared,
            unverified_share: text(one.unverified_share),
            range_share: text(one.range_share),
            buyer_pays_beside: text(one.buyer_pays_beside),
            as_it_was: one.as_it_was.iter().map(|kind| kind.as_str()).collect(),
            refused: (one.refused.iter())
                .map(|refused| RefusedShown {
                    code: refused.code,
                    subject: refused.subject.clone(),
                    text: refused.text.clone(),
                    orders: refused.orders,
                    amount: text(refused.money),
                    examples: refused.examples.clone(),
                })
                .collect(),
            questions: one.questions.iter().map(asked).collect(),
            warnings: one.warnings.clone(),
            lanes: one.lanes.iter().map(|lane| LaneShown { lane: lane.lane.clone(), orders: lane.orders }).collect(),
            transit_days: one.transit_days.map(|days| [days.min, days.median, days.max]),
            demand: one.demand.map(|demand| DemandShown {
                pieces: demand.pieces.to_string(),
                days: demand.days,
                cover_days: demand.cover_days,
                cover_pieces: demand.cover_pieces.to_string(),
                cover_value: text(demand.cover_value),
            }),
            cash_lowest: text(one.cash.deepest),
            cash_lowest_on: one.cash.deepest_on.map(|day| day.to_string()),
            cash: (one.cash.days.iter())
                .map(|day| CashShown { day: day.day.to_string(), net: text(day.net), balance: text(day.balance) })
                .collect(),
        }
    }
}

fn asked(one: &OpenQuestion) -> AskedShown {
    AskedShown { question: one.question.clone(), orders: one.orders, amount: format_micros(one.money), examples: one.examples.clone() }
}
