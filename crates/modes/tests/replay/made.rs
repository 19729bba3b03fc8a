//! Books and rules for tests.

use entrepot_domain::fx::RateBook;
use entrepot_domain::{Country, Currency, Day};
use entrepot_modes::replay::{
    Answer, Article, Book, BookBuilder, NewOrder, Options, OrderLine, ReplayedScenario, Rules, Scenario, parse, replay,
};
use entrepot_rules::customs::{CustomsBook, ExportBook, HsNumber, IncotermBook};
use entrepot_rules::lanes::LaneBook;
use entrepot_rules::platforms::Catalogue;
use std::sync::LazyLock;

pub struct Shipped {
    pub catalogue: Catalogue,
    pub lanes: LaneBook,
    pub customs: CustomsBook,
    pub export: ExportBook,
    pub incoterms: IncotermBook,
    pub rates: RateBook,
}

pub static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| Shipped {
    catalogue: Catalogue::shipped().unwrap(),
    lanes: LaneBook::shipped().unwrap(),
    customs: CustomsBook::shipped().unwrap(),
    export: ExportBook::shipped().unwrap(),
    incoterms: IncotermBook::shipped().unwrap(),
    rates: RateBook::embedded().unwrap(),
});

impl Shipped {
    pub fn rules(&self) -> Rules<'_> {
        Rules {
            catalogue: &self.catalogue,
            lanes: &self.lanes,
            customs: &self.customs,
            export: &self.export,
            incoterms: &self.incoterms,
            rates: &self.rates,
        }
    }
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

/// Micros of a decimal.
pub fn micros(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    whole.parse::<i64>().unwrap() * 1_000_000 + format!("{fraction:0<6}").parse::<i64>().unwrap()
}

/// A phone case: 3926.90.99, 300 g, 20 x 15 x 5 cm, for 10.00 USD.
pub fn phone_case() -> Article {
    Article {
        sku: "case".to_owned(),
        category: Some("cases".to_owned()),
        weight_g: Some(300),
        dims_mm: Some([200, 150, 50]),
        hs: Some(HsNumber::of(&"3926.90.99".parse().unwrap())),
        origin: Some(country("CN")),
        unit_cost: Some((micros("10.00"), Currency::USD)),
    }
}

pub fn builder() -> BookBuilder {
    BookBuilder::new(Currency::USD, Some(country("CN")))
}

pub fn order<'a>(number: &'a str, on: &str, to: &str, lines: &'a [OrderLine]) -> NewOrder<'a> {
    NewOrder { number, day: day(on), to: Some(country(to)), currency: Currency::USD, shipping: 0, tax: 0, lines }
}

pub fn line(article: u32, pieces: i64, amount: &str) -> OrderLine {
    OrderLine { article, pieces, amount: micros(amount) }
}

/// One order of one article.
pub fn one(article: Article, to: &str, on: &str, price: &str) -> Book {
    let mut builder = builder();
    let at = builder.article(article);
    builder.order(order("1", on, to, &[line(at, 1, price)]), None).unwrap();
    builder.finish()
}

pub fn scenario(text: &str) -> Scenario {
    parse("test.toml", &format!("[[scenario]]\nslug = \"s\"\n{text}")).unwrap().remove(0)
}

pub fn run(book: &Book, scenarios: &[Scenario]) -> Answer {
    replay(book, scenarios, &SHIPPED.rules(), Options::default())
}

/// The one scenario beside today.
pub fn run_one(book: &Book, text: &str) -> ReplayedScenario {
    run(book, &[scenario(text)]).scenarios.remove(1)
}

pub fn codes(answer: &ReplayedScenario) -> Vec<&'static str> {
    answer.questions.iter().map(|asked| asked.question.code).collect()
}
