//! Forecasts of one series: clean it, try methods on its own past, choose, forecast, and say how far to trust it.
//!
//! Begin with [`forecast`]. Every method is a file of its own and a line in [`METHODS`]; all of them answer with a mean and a
//! spread by step. A series knows nothing of days: whoever calls lays the periods out and moves holidays into [`Regressor`]s.

mod backtest;
mod comb;
mod croston;
mod dotm;
mod drift;
mod error;
mod ets;
mod holiday;
mod interval;
mod mean;
pub mod measure;
mod methods;
mod naive;
mod pattern;
mod sba;
mod season;
mod seasonal_naive;
mod series;
mod simplex;
mod task;
mod theta;
mod tsb;

pub use backtest::Score;
pub use comb::comb;
pub use croston::croston;
pub use dotm::dotm;
pub use drift::drift;
pub use error::{CODES, ForecastError};
pub use ets::{EtsFit, EtsForm, ets, ets_of};
pub use holiday::{Effect, Regressor};
pub use interval::{Band, Coverage};
pub use mean::mean;
pub use methods::{Kind, METHODS, Method, method};
pub use naive::naive;
pub use pattern::Pattern;
pub use sba::sba;
pub use season::{Seasonal, autocorrelation, is_seasonal};
pub use seasonal_naive::seasonal_naive;
pub use series::{Forecast, Gaps, POINTS_MIN, Series, Warning};
pub use task::{HORIZON_MAX, Outcome, Point, Task, forecast};
pub use theta::theta;
pub use tsb::tsb;
