//! Which way to sell: the orders that a seller really had, replayed under other modes, platforms, lanes, warehouses and laws.
//!
//! A [`Book`] of orders and a list of [`Scenario`]s go in, with the [`Rules`] of the ground; [`replay()`] evaluates every order
//! under every scenario, cost by cost, and gives contribution margins, a cash curve, an interval over orders and everything
//! that it had to leave open: refused orders with their reason, and questions with the money that they block. What a scenario
//! does not name stays as the ledger has it.

mod answer;
mod book;
mod bootstrap;
mod cash;
mod compile;
mod costs;
mod error;
mod fx;
mod kind;
mod run;
mod scenario;
mod stop;
mod tally;
mod told;

pub use answer::{Answer, ArmsLength, CostLine, Demand, Interval, LaneUse, Margins, OpenQuestion, Refused, ReplayedScenario, TransitDays};
pub use book::{Actual, Article, Book, BookBuilder, NewOrder, Order, OrderLine};
pub use cash::{CashCurve, CashDay};
pub use compile::Rules;
pub use error::ScenarioError;
pub use kind::{Kind, Margin, Party};
pub use run::{Options, replay};
pub use scenario::{Payment, Returns, Scenario, StorageRate, Warehouse, as_it_was, parse, ready};
