//! What a replay answers. Amounts are micros of the report currency.

use crate::replay::cash::CashCurve;
use crate::replay::kind::{Kind, Party};
use entrepot_domain::ledger::Mode;
use entrepot_domain::{Currency, Day};

/// Every scenario, today first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The currency of every amount.
    pub currency: Currency,
    /// Orders of the book.
    pub orders: u64,
    /// First and last day of the book.
    pub span: Option<(Day, Day)>,
    /// Resamples behind every interval.
    pub resamples: usize,
    /// What was drawn with.
    pub seed: u64,
    /// The scenarios; the first is the ledger itself.
    pub scenarios: Vec<ReplayedScenario>,
    /// How many charges were evaluated in all.
    pub charges: u64,
}

/// One scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayedScenario {
    /// Its name.
    pub slug: String,
    /// Its operating mode.
    pub mode: Mode,
    /// Orders with a result.
    pub answered: u64,
    /// Goods and shipping collected, without tax.
    pub net_revenue: i128,
    /// Tax that the buyers paid to the seller and the seller passes on.
    pub tax_collected: i128,
    /// What buyers pay to carriers and customs beside the price.
    pub buyer_pays_beside: i128,
    /// Every cost line with an amount, in the order of the waterfall.
    pub costs: Vec<CostLine>,
    /// Contribution margins, at the low end of every range.
    pub margins: Margins,
    /// CM4 at the high end of every range, and further where rules are unverified.
    pub cm4_worst: i128,
    /// CM4 at the low end, and further where rules are unverified.
    pub cm4_best: i128,
    /// 95 % interval of CM4: orders alone.
    pub sampling: Interval,
    /// 95 % interval of CM4, widened by ranges and unverified rules.
    pub interval: Interval,
    /// CM4 less that of today over the orders that both answer; a refused order earns nothing.
    pub difference: i128,
    /// 95 % interval of the difference, widened alike.
    pub difference_interval: Interval,
    /// Orders behind the difference.
    pub compared: u64,
    /// What of all costs rests on unverified rules, in millionths.
    pub unverified_share: i128,
    /// What of all costs is the width of ranges, in millionths.
    pub range_share: i128,
    /// Orders that cannot be served that way.
    pub refused: Vec<Refused>,
    /// What must be known first.
    pub questions: Vec<OpenQuestion>,
    /// What should be looked at: code, text and hint.
    pub warnings: Vec<entrepot_rules::Question>,
    /// Groups of costs that stay as the ledger has them.
    pub as_it_was: Vec<Kind>,
    /// Lanes with their orders.
    pub lanes: Vec<LaneUse>,
    /// Days to the buyer over all parcels.
    pub transit_days: Option<TransitDays>,
    /// What stock must cover.
    pub demand: Option<Demand>,
    /// What is said of the transfer price.
    pub arms_length: Option<ArmsLength>,
    /// Who receives what of all that buyers pay; the seller's part is CM4.
    pub parties: Vec<(Party, i128)>,
    /// Money by day.
    pub cash: CashCurve,
}

impl ReplayedScenario {
    /// All that buyers pay: to the seller, and to others beside.
    #[must_use]
    pub fn buyers_pay(&self) -> i128 {
        self.net_revenue + self.tax_collected + self.buyer_pays_beside
    }

    /// The cost of a kind at its low end.
    #[must_use]
    pub fn cost(&self, kind: Kind) -> i128 {
        self.costs.iter().find(|line| line.kind == kind).map_or(0, |line| line.low)
    }
}

/// One cost line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostLine {
    /// What it is.
    pub kind: Kind,
    /// Low end; what comes back is negative.
    pub low: i128,
    /// High end.
    pub high: i128,
    /// What of the low end rests on unverified rules.
    pub unverified: i128,
}

/// Contribution margins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Margins {
    /// Net revenue less refunds, goods, first leg and the border.
    pub cm1: i128,
    /// Less platform, payment, fulfilment, freight and storage.
    pub cm2: i128,
    /// Less advertising, what returns cost beside their refund, chargebacks and other charges.
    pub cm3: i128,
    /// Less capital and the spread of exchange.
    pub cm4: i128,
}

/// Bounds of 95 of 100 resamples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Interval {
    /// Lower bound.
    pub low: i128,
    /// Upper bound.
    pub high: i128,
}

/// Orders that cannot be served, by reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Stable code, for example `lane.too_heavy`.
    pub code: &'static str,
    /// Lane or platform.
    pub subject: String,
    /// Why.
    pub text: String,
    /// How many orders.
    pub orders: u64,
    /// What they were sold for.
    pub money: i128,
    /// Numbers of the first of them.
    pub examples: Vec<String>,
}

/// Something to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuestion {
    /// What, and where to fill it in.
    pub question: entrepot_rules::Question,
    /// How many orders it blocks.
    pub orders: u64,
    /// What they were sold for.
    pub money: i128,
    /// The first articles, or orders, that it is about.
    pub examples: Vec<String>,
}

/// A lane that carries orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneUse {
    /// Its code.
    pub lane: String,
    /// How many orders.
    pub orders: u64,
    /// Its fastest, usual and slowest days, when they are known.
    pub transit_days: Option<TransitDays>,
}

/// How long goods take to the buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransitDays {
    /// The fastest.
    pub min: u16,
    /// Half arrive within.
    pub median: u16,
    /// The slowest.
    pub max: u16,
}

/// What stock in a warehouse must cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand {
    /// Pieces sold over the book's days.
    pub pieces: i128,
    /// Days of the book.
    pub days: i64,
    /// Days of demand that stock must cover.
    pub cover_days: u32,
    /// Pieces of that, rounded up.
    pub cover_pieces: i128,
    /// Their transfer value.
    pub cover_value: i128,
}

/// A transfer price against the market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArmsLength {
    /// Transfer value of all goods.
    pub transfer: i128,
    /// What they are sold for.
    pub sold: i128,
    /// Orders outside the band.
    pub outside: u64,
    /// Orders looked at.
    pub orders: u64,
}
