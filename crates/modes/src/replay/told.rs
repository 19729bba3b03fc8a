//! Totals to an answer: margins, intervals, and the words of refusals and questions.

use crate::replay::Options;
use crate::replay::answer::{
    Answer, ArmsLength, CostLine, Demand, Interval, LaneUse, Margins, OpenQuestion, Refused as ToldRefused, ReplayedScenario, TransitDays,
};
use crate::replay::book::Book;
use crate::replay::bootstrap::intervals;
use crate::replay::compile::{Compiled, Rules, Span};
use crate::replay::fx::Fx;
use crate::replay::kind::{Kind, Margin, Party};
use crate::replay::stop::{Ask, Refused, Table};
use crate::replay::tally::{Counted, SERIES, Tally};
use entrepot_domain::fx::RateBook;
use entrepot_domain::ids::HsCode;
use entrepot_domain::{Country, Day, Money};
use entrepot_rules::Question;
use entrepot_rules::customs::{Buyer, Consignment, Goods, quote};
use entrepot_rules::lanes::{Cargo, Lane, Parcel};

const WHOLE: i128 = 1_000_000;

pub(crate) fn answer(
    book: &Book, rules: &Rules<'_>, compiled: &[Compiled<'_>], tallies: &[Tally], span: Span, options: Options, fx: &Fx,
) -> Answer {
    let groups = tallies.first().map_or(0, |tally| tally.groups[0].len());
    let series: Vec<&[i64]> = tallies.iter().flat_map(|tally| tally.groups.iter().map(Vec::as_slice)).collect();
    let bounds = intervals(&series, groups, options.resamples, options.seed);
    let scenarios = compiled.iter().zip(tallies).zip(bounds.chunks(SERIES));
    Answer {
        currency: book.currency,
        orders: book.len() as u64,
        span: book.span(),
        resamples: options.resamples,
        seed: options.seed,
        scenarios: scenarios.map(|((one, tally), bounds)| scenario(book, rules, one, tally, bounds, span, fx)).collect(),
        charges: tallies.iter().map(|tally| tally.charges).sum(),
    }
}

fn scenario(
    book: &Book, rules: &Rules<'_>, one: &Compiled<'_>, tally: &Tally, bounds: &[(i128, i128)], span: Span, fx: &Fx,
) -> ReplayedScenario {
    let costs: Vec<CostLine> = (Kind::ALL.iter())
        .map(|kind| CostLine {
            kind: *kind,
            low: tally.low[*kind as usize],
            high: tally.high[*kind as usize],
            unverified: tally.unverified[*kind as usize],
        })
        .filter(|line| line.low != 0 || line.high != 0)
        .collect();
    let upto = |margin: Margin| tally.revenue - costs.iter().filter(|line| line.kind.margin() <= margin).map(|line| line.low).sum::<i128>();
    let margins = Margins { cm1: upto(Margin::Cm1), cm2: upto(Margin::Cm2), cm3: upto(Margin::Cm3), cm4: upto(Margin::Cm4) };
    let sum = |series: usize| tally.groups[series].iter().map(|sum| i128::from(*sum)).sum::<i128>();
    let all: i128 = costs.iter().map(|line| line.low.abs()).sum();
    let share = |part: i128| if all == 0 { 0 } else { (part * WHOLE / all).min(WHOLE) };
    let mut warnings = one.warnings.clone();
    let arms_length = one.bulk.as_ref().map(|bulk| ArmsLength {
        transfer: bulk.values.0,
        sold: bulk.values.1,
        outside: bulk.outside,
        orders: bulk.orders,
    });
    if let (Some(said), Some(warehouse)) = (arms_length.filter(|said| said.outside > 0), &one.scenario.warehouse) {
        let show = |pct: i64| entrepot_domain::money::format_micros(pct.into());
        let (low, high) = warehouse.arms_length;
        let text = format!(
            "The transfer price of {} of {} orders is not between {} and {} % of what the goods are sold for: customs and tax offices may not take it.",
            said.outside,
            said.orders,
            show(low),
            show(high)
        );
        let hint = "Change transfer_price_pct, or arms_length_pct when comparable sales show another band.";
        warnings.push(Question::new("transfer.not_arms_length", &one.scenario.slug, text, hint));
    }
    let lanes = lanes(one, tally);
    let questions = tally.asked.iter().map(|asked| question(book, rules, one, asked, fx)).collect();
    ReplayedScenario {
        slug: one.scenario.slug.clone(),
        mode: one.scenario.mode,
        answered: tally.answered,
        net_revenue: tally.revenue,
        tax_collected: tally.tax,
        buyer_pays_beside: tally.beside,
        margins,
        cm4_best: sum(1),
        cm4_worst: sum(2),
        sampling: Interval { low: bounds[0].0, high: bounds[0].1 },
        interval: Interval { low: bounds[2].0.min(sum(2)), high: bounds[1].1.max(sum(1)) },
        difference: sum(3),
        difference_interval: Interval { low: bounds[5].0.min(sum(5)), high: bounds[4].1.max(sum(4)) },
        compared: tally.compared,
        unverified_share: share(costs.iter().map(|line| line.unverified.abs()).sum()),
        range_share: share(costs.iter().map(|line| line.high - line.low).sum()),
        refused: tally.refused.iter().map(|refused| refusal(book, one, refused)).collect(),
        questions,
        warnings,
        as_it_was: one.ledger.kinds().to_vec(),
        transit_days: overall(&lanes),
        lanes,
        demand: demand(one, span),
        arms_length,
        parties: parties(tally, &costs, margins),
        cash: tally.cash.curve(),
        costs,
    }
}

fn parties(tally: &Tally, costs: &[CostLine], margins: Margins) -> Vec<(Party, i128)> {
    let mut parties: Vec<(Party, i128)> = Vec::new();
    let mut pay = |party: Party, micros: i128| match parties.iter_mut().find(|(known, _)| *known == party) {
        Some((_, sum)) => *sum += micros,
        None if micros != 0 => parties.push((party, micros)),
        None => {}
    };
    costs.iter().for_each(|line| pay(line.kind.party(), line.low));
    pay(Party::Authority, tally.tax);
    // What buyers pay beside goes to carriers and customs without passing the seller.
    pay(Party::Beside, tally.beside);
    pay(Party::Seller, margins.cm4);
    parties.sort_unstable();
    parties
}

fn lanes(one: &Compiled<'_>, tally: &Tally) -> Vec<LaneUse> {
    let roads = one.carriage.as_ref().map_or(&[][..], |carriage| &carriage.roads);
    let used = roads.iter().zip(&tally.lanes).filter(|(_, orders)| **orders > 0);
    used.map(|(road, orders)| LaneUse {
        lane: road.lane.code.clone(),
        orders: *orders,
        transit_days: road.lane.transit.as_ref().map(|transit| TransitDays {
            min: transit.days_for(0),
            median: transit.days_median(),
            max: transit.days_for(1_000_000),
        }),
    })
    .collect()
}

/// Over all parcels; none when one of the lanes does not tell.
fn overall(lanes: &[LaneUse]) -> Option<TransitDays> {
    let mut medians: Vec<(u16, u64)> = Vec::new();
    let mut all: Option<TransitDays> = None;
    for lane in lanes {
        let days = lane.transit_days?;
        medians.push((days.median, lane.orders));
        let known = all.get_or_insert(days);
        (known.min, known.max) = (known.min.min(days.min), known.max.max(days.max));
    }
    medians.sort_unstable();
    let half = medians.iter().map(|(_, orders)| orders).sum::<u64>().div_ceil(2);
    let mut passed = 0;
    let median = medians.iter().find(|(_, orders)| {
        passed += orders;
        passed >= half
    })?;
    all.map(|days| TransitDays { median: median.0, ..days })
}

fn demand(one: &Compiled<'_>, span: Span) -> Option<Demand> {
    let (bulk, warehouse) = (one.bulk.as_ref()?, one.scenario.warehouse.as_ref()?);
    let days = i64::from(span.1.0 - span.0.0) + 1;
    let cover = i128::from(warehouse.cover_days);
    let up = |total: i128| (total * cover + i128::from(days) - 1).div_euclid(i128::from(days));
    Some(Demand {
        pieces: bulk.pieces,
        days,
        cover_days: warehouse.cover_days,
        cover_pieces: up(bulk.pieces),
        cover_value: up(bulk.values.0),
    })
}

/// The lane that a stop names: one to the buyer, or the first leg behind them.
fn lane<'a>(one: &'a Compiled<'_>, place: u16) -> Option<&'a Lane> {
    let roads = one.carriage.as_ref().map_or(&[][..], |carriage| &carriage.roads);
    roads.get(usize::from(place)).map(|road| road.lane).or_else(|| one.bulk.as_ref().map(|bulk| bulk.road.lane))
}

fn numbers(book: &Book, places: &[usize]) -> Vec<String> {
    places.iter().map(|at| book.orders()[*at].number.to_string()).collect()
}

fn refusal(book: &Book, one: &Compiled<'_>, counted: &Counted<Refused>) -> ToldRefused {
    let (code, subject, text) = match counted.why {
        Refused::Lane { lane: place, why } => {
            let name = lane(one, place).map_or_else(String::new, |lane| lane.code.clone());
            let text = counted.examples.first().and_then(|at| sample(book, one, *at)).map(|parcel| why.text(&parcel)).unwrap_or_default();
            (why.code(), name, text)
        }
        Refused::Market(to) => ("platform.market", one.scenario.platform.clone().unwrap_or_default(), format!("it does not sell in {to}")),
    };
    ToldRefused { code, subject, text, orders: counted.orders, money: counted.money, examples: numbers(book, &counted.examples) }
}

/// The parcel of an order, for words only.
fn sample(book: &Book, one: &Compiled<'_>, at: usize) -> Option<Parcel> {
    let order = &book.orders()[at];
    let to = order.to?;
    let from = one.scenario.warehouse.as_ref().map(|warehouse| warehouse.country).or(one.scenario.from).or(book.from)?;
    Some(Parcel { from, to, weight_g: None, dims_mm: None, cargo: Cargo::General, remote_area: false })
}

fn question(book: &Book, rules: &Rules<'_>, one: &Compiled<'_>, asked: &Counted<Ask>, fx: &Fx) -> OpenQuestion {
    let at = asked.examples.first().copied().unwrap_or(0);
    let order = &book.orders()[at];
    let law = one.scenario.on.unwrap_or(order.day);
    let slug = one.scenario.slug.as_str();
    let article = |what: &str, code: &'static str, column: &str| {
        Question::new(code, "products", format!("What is {what}?"), format!("Import a table of products with the column {column}."))
    };
    let question = match asked.why {
        Ask::Cost => article("the unit cost of these products", "replay.no_cost", "cost"),
        Ask::Weight => article("the weight of these products", "replay.no_weight", "weight_g"),
        Ask::Dims => article("the size of these products", "replay.no_dims", "length_mm, width_mm and height_mm"),
        Ask::Hs => article("the customs code of these products", "replay.no_hs", "hs_code"),
        Ask::Origin => article("the country that these products are made in", "replay.no_origin", "origin"),
        Ask::To => Question::new("replay.no_destination", "orders", "Where do these orders go?", "Import orders with the buyer's country."),
        Ask::From => Question::new("replay.no_sender", slug, "Where are the goods sent from?", "Add from to the scenario."),
        Ask::Fx(column) => {
            let (from, to) = fx.pair(column);
            match rules.rates.rate(from, to, order.day) {
                Err(ask) => {
                    let fault = ask.fault();
                    Question { code: fault.code, subject: ask.currency.to_string(), text: fault.cause, hint: fault.hint }
                }
                Ok(_) => overflow(&order.number),
            }
        }
        Ask::Overflow => overflow(&order.number),
        Ask::Fees(table, place) => {
            let questions = match table {
                Table::Platform => one.platform.as_ref().map(|platform| &platform.questions),
                Table::Payment => one.payment.as_ref().map(|payment| &payment.questions),
            };
            questions.and_then(|questions| questions.get(usize::from(place))).cloned().unwrap_or_else(|| overflow(slug))
        }
        Ask::NoAmount(Table::Platform, why) => (one.platform.as_ref())
            .and_then(|platform| platform.no_amount(asked.articles.first().copied().unwrap_or(0), law, why))
            .unwrap_or_else(|| overflow(slug)),
        Ask::NoAmount(Table::Payment, why) => {
            one.payment.as_ref().and_then(|payment| payment.no_amount(law, why)).unwrap_or_else(|| overflow(slug))
        }
        Ask::Lane(place, missing) => match (lane(one, place), sample(book, one, at)) {
            (Some(lane), Some(parcel)) => missing.question(lane, &parcel, law),
            _ => overflow(slug),
        },
        Ask::NoTerritory(to) => Question::new(
            "duty.no_table",
            to.as_str(),
            format!("Which duty does {to} take on {law}? There is no table for it."),
            format!("Write presets/duties/{}.toml in the home.", to.as_str().to_lowercase()),
        ),
        Ask::Duty { territory, hs, origin, to, .. } => {
            duty(rules, one, usize::from(territory), hs, origin, to, law).unwrap_or_else(|| overflow(&order.number))
        }
        Ask::Rebate(place) => one.goods.questions.get(usize::from(place)).cloned().unwrap_or_else(|| overflow(slug)),
        Ask::Unknown(place) => one.unknown.get(usize::from(place)).cloned().unwrap_or_else(|| overflow(slug)),
    };
    let examples = if asked.articles.is_empty() {
        numbers(book, &asked.examples)
    } else {
        asked.articles.iter().map(|at| book.articles()[*at as usize].sku.clone()).collect()
    };
    OpenQuestion { question, orders: asked.orders, money: asked.money, examples }
}

fn overflow(subject: &str) -> Question {
    Question::new("replay.overflow", subject, "An amount does not fit.", "Check prices, quantities and costs of the example.")
}

/// The question of a customs table, asked again with words.
fn duty(
    rules: &Rules<'_>, one: &Compiled<'_>, territory: usize, hs: Option<entrepot_rules::customs::HsNumber>, origin: Option<Country>,
    to: Country, law: Day,
) -> Option<Question> {
    let found = rules.customs.territories().get(territory)?;
    let from = one.border.as_ref()?.from?;
    let hs = hs.map_or_else(|| HsCode::parse("999999").ok(), |hs| HsCode::parse(&hs.to_string()).ok())?;
    let consignment = Consignment {
        // Above every relief, so that the layers are asked.
        goods: vec![Goods { hs, origin: origin.unwrap_or(from), value: Money::from_micros(100_000 * WHOLE, found.currency).ok()? }],
        freight: None,
        insurance: None,
        from,
        to,
        day: law,
        buyer: one.border.as_ref().map_or(Buyer::Person, |border| border.buyer),
        channel: one.scenario.procedures.get(&found.code).cloned(),
        item_digits: None,
        tax_class: None,
    };
    let told = quote(rules.customs, &consignment, &RateBook::new());
    told.questions.into_iter().next()
}
