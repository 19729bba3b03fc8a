//! The order book: orders, lines and articles as plain integers, with what is not known kept as not known.
//!
//! Amounts are micros of the order's own currency; what the ledger says of costs is in the book's report currency.

use crate::replay::error::ScenarioError;
use crate::replay::kind::Kind;
use entrepot_domain::{Country, Currency, Day};
use entrepot_rules::customs::HsNumber;

/// One thing that is sold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Article {
    /// Its stock-keeping unit.
    pub sku: String,
    /// Its category in the seller's words.
    pub category: Option<String>,
    /// Weight of a piece with its wrapping.
    pub weight_g: Option<u32>,
    /// Length, width and height of a piece.
    pub dims_mm: Option<[u32; 3]>,
    /// Its customs code.
    pub hs: Option<HsNumber>,
    /// Where it is made.
    pub origin: Option<Country>,
    /// What a piece costs the seller, in micros, with VAT where it is bought with VAT.
    pub unit_cost: Option<(i64, Currency)>,
}

impl Article {
    /// Volume of a piece.
    #[must_use]
    pub fn volume_mm3(&self) -> Option<u64> {
        self.dims_mm.map(|dims| dims.iter().fold(1_u64, |volume, side| volume.saturating_mul(u64::from(*side))))
    }
}

/// One article of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderLine {
    /// Its place among the articles.
    pub article: u32,
    /// Pieces, at least one.
    pub pieces: i64,
    /// What all pieces are sold for after discount, without tax, micros.
    pub amount: i64,
}

/// One sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its number in the ledger.
    pub number: Box<str>,
    /// The day it was placed.
    pub day: Day,
    /// Where the buyer is.
    pub to: Option<Country>,
    /// Its currency, by its place in the book's list.
    pub currency: u8,
    /// Shipping that the buyer paid, micros.
    pub shipping: i64,
    /// Tax that the buyer paid, micros.
    pub tax: i64,
    pub(crate) first: u32,
    pub(crate) lines: u32,
}

/// What an order cost by the ledger, a kind, in micros of the report currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actual(pub [i64; Kind::COUNT]);

impl Default for Actual {
    fn default() -> Self {
        Self([0; Kind::COUNT])
    }
}

impl Actual {
    /// The amount of a kind.
    #[must_use]
    pub fn of(&self, kind: Kind) -> i64 {
        self.0[kind as usize]
    }

    /// Adds to a kind.
    pub fn add(&mut self, kind: Kind, micros: i64) {
        self.0[kind as usize] = self.0[kind as usize].saturating_add(micros);
    }
}

/// The order book.
#[derive(Debug, Clone)]
pub struct Book {
    /// The currency of every answer.
    pub currency: Currency,
    /// Where the seller sends from, when that is known.
    pub from: Option<Country>,
    pub(crate) currencies: Vec<Currency>,
    pub(crate) articles: Vec<Article>,
    pub(crate) orders: Vec<Order>,
    pub(crate) lines: Vec<OrderLine>,
    /// As long as the orders, or empty when the ledger holds no costs.
    pub(crate) actuals: Vec<Actual>,
}

impl Book {
    /// How many orders it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// True without orders.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }

    /// Its orders.
    #[must_use]
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// Its articles.
    #[must_use]
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// The lines of an order.
    #[must_use]
    pub fn lines(&self, order: &Order) -> &[OrderLine] {
        &self.lines[order.first as usize..(order.first + order.lines) as usize]
    }

    /// The currency of an order.
    #[must_use]
    pub fn currency_of(&self, order: &Order) -> Currency {
        self.currencies[usize::from(order.currency)]
    }

    /// First and last day.
    #[must_use]
    pub fn span(&self) -> Option<(Day, Day)> {
        let days = || self.orders.iter().map(|order| order.day);
        Some((days().min()?, days().max()?))
    }
}

/// Puts a book together and checks what goes in.
#[derive(Debug)]
pub struct BookBuilder {
    book: Book,
}

/// An order to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewOrder<'a> {
    /// Its number.
    pub number: &'a str,
    /// The day it was placed.
    pub day: Day,
    /// Where the buyer is.
    pub to: Option<Country>,
    /// Its currency.
    pub currency: Currency,
    /// Shipping that the buyer paid, micros.
    pub shipping: i64,
    /// Tax that the buyer paid, micros.
    pub tax: i64,
    /// Its lines.
    pub lines: &'a [OrderLine],
}

/// More than this in an order is a slip of columns: 10^15 micros are a thousand million units.
const AMOUNT_MAX: i64 = 1_000_000_000_000_000;
const PIECES_MAX: i64 = 1_000_000;

impl BookBuilder {
    /// An empty book in a report currency.
    #[must_use]
    pub fn new(currency: Currency, from: Option<Country>) -> Self {
        let book = Book {
            currency,
            from,
            currencies: Vec::new(),
            articles: Vec::new(),
            orders: Vec::new(),
            lines: Vec::new(),
            actuals: Vec::new(),
        };
        Self { book }
    }

    /// Adds an article and gives its place.
    pub fn article(&mut self, article: Article) -> u32 {
        self.book.articles.push(article);
        (self.book.articles.len() - 1) as u32
    }

    /// Adds an order, with what it cost by the ledger where that is known.
    ///
    /// # Errors
    /// A negative price or amount, no pieces, or an amount that cannot be one.
    pub fn order(&mut self, order: NewOrder<'_>, actual: Option<Actual>) -> Result<(), ScenarioError> {
        let wrong = |cause: &str| {
            Err(ScenarioError::new("book.order", order.number, cause, "Look at the order in the ledger; a refund is not a sale."))
        };
        let amounts = order.lines.iter().map(|line| line.amount).chain([order.shipping, order.tax]);
        let mut total = 0_i64;
        for amount in amounts {
            if amount < 0 {
                return wrong("a price or amount is negative");
            }
            total = total.saturating_add(amount);
        }
        if total > AMOUNT_MAX || order.lines.iter().any(|line| line.pieces > PIECES_MAX) {
            return wrong("an amount or a number of pieces is too large to be one");
        }
        if order.lines.is_empty() || order.lines.iter().any(|line| line.pieces < 1) {
            return wrong("it has no line, or a line without pieces");
        }
        if order.lines.iter().any(|line| line.article as usize >= self.book.articles.len()) {
            return wrong("a line names an article that is not in the book");
        }
        let known = self.book.currencies.iter().position(|known| *known == order.currency);
        let currency = known.unwrap_or_else(|| {
            self.book.currencies.push(order.currency);
            self.book.currencies.len() - 1
        });
        let first = self.book.lines.len() as u32;
        self.book.lines.extend_from_slice(order.lines);
        if let Some(actual) = actual {
            self.book.actuals.resize(self.book.orders.len(), Actual::default());
            self.book.actuals.push(actual);
        } else if !self.book.actuals.is_empty() {
            self.book.actuals.push(Actual::default());
        }
        self.book.orders.push(Order {
            number: order.number.into(),
            day: order.day,
            to: order.to,
            currency: currency as u8,
            shipping: order.shipping,
            tax: order.tax,
            first,
            lines: order.lines.len() as u32,
        });
        Ok(())
    }

    /// The book.
    #[must_use]
    pub fn finish(self) -> Book {
        self.book
    }
}
