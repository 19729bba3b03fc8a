//! Forecasts of the seller's own figures and of demand by product: history read through `semantic` from one lake version, each
//! series forecast by `models`, holidays laid on the calendar from presets.
//!
//! Reading waits for the engine; computing only computes, on as many threads as it is given, and answers the same bytes on
//! any number of them. Forecasts are statistics: floats inside, rounded decimals outside. No amount of the ledger comes from here.

mod ask;
mod calendar;
mod compute;
mod history;
mod holidays;

pub use ask::{ForecastAsked, HORIZON, LEVELS, Subject};
pub use compute::{ForecastAnswer, HistoryPoint, HolidayUsed, Interval, MethodScore, PointAhead, SeriesForecast, SeriesResult, compute};
pub use history::{History, LeftOut, SeriesHistory, read};
pub use holidays::{Holiday, Holidays};
