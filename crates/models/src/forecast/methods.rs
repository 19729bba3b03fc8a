//! The methods, in the order in which they are tried and listed.

use super::ets::EtsForm;
use super::series::{Forecast, Series};
use super::{comb, croston, dotm, drift, ets, mean, naive, pattern::Pattern, sba, seasonal_naive, theta, tsb};

/// What a method is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A yardstick for every series.
    Simple,
    /// Series in which nearly every period has a value.
    Smooth,
    /// Demand that comes now and then.
    Intermittent,
    /// Made of others.
    Combined,
}

/// A method.
#[derive(Debug)]
pub struct Method {
    /// Its name, as in files and interfaces.
    pub name: &'static str,
    /// What it is good for.
    pub kind: Kind,
    /// Forecasts a series some steps ahead; `None` when the series does not allow it.
    pub run: fn(&Series, usize) -> Option<Forecast>,
    /// Whether it takes part in the combination.
    pub(super) member: bool,
}

/// What was found out about a series at an earlier point of its history and need not be searched for again.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The member of exponential smoothing.
    pub ets: Option<EtsForm>,
}

/// All methods. A new one is a file beside this one and a line here.
pub const METHODS: &[Method] = &[
    Method { name: "naive", kind: Kind::Simple, run: |s, h| Some(naive(s, h)), member: false },
    Method { name: "seasonal_naive", kind: Kind::Simple, run: |s, h| (s.period() > 1).then(|| seasonal_naive(s, h)), member: false },
    Method { name: "drift", kind: Kind::Smooth, run: |s, h| Some(drift(s, h)), member: false },
    Method { name: "mean", kind: Kind::Simple, run: |s, h| Some(mean(s, h)), member: false },
    Method { name: "ets", kind: Kind::Smooth, run: ets::ets, member: true },
    Method { name: "theta", kind: Kind::Smooth, run: |s, h| Some(theta(s, h)), member: true },
    Method { name: "dotm", kind: Kind::Smooth, run: |s, h| Some(dotm(s, h)), member: true },
    Method { name: "comb", kind: Kind::Combined, run: combined, member: false },
    Method { name: "croston", kind: Kind::Intermittent, run: |s, h| Some(croston(s, h)), member: false },
    Method { name: "sba", kind: Kind::Intermittent, run: |s, h| Some(sba(s, h)), member: false },
    Method { name: "tsb", kind: Kind::Intermittent, run: |s, h| Some(tsb(s, h)), member: false },
];

/// A method by name.
pub fn method(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}

/// The method that is used unless another one proves better.
pub(super) const fn preferred(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Smooth => "comb",
        Pattern::Intermittent => "sba",
    }
}

/// Every method that fits the pattern, with its forecast; the combination is made of forecasts already there.
pub(super) fn all(series: &Series, horizon: usize, pattern: Pattern, memory: &mut Memory) -> Vec<(&'static Method, Forecast)> {
    let mut found: Vec<(&'static Method, Forecast)> = Vec::new();
    for method in METHODS {
        let forecast = match (method.kind, pattern) {
            (Kind::Combined, Pattern::Smooth) => {
                let members: Vec<&Forecast> = found.iter().filter(|(m, _)| m.member).map(|(_, f)| f).collect();
                comb(&members)
            }
            (Kind::Smooth, Pattern::Smooth) if method.name == "ets" => ets::ets_again(series, horizon, &mut memory.ets),
            (Kind::Simple, _) | (Kind::Smooth, Pattern::Smooth) | (Kind::Intermittent, Pattern::Intermittent) => {
                (method.run)(series, horizon)
            }
            _ => None,
        };
        if let Some(forecast) = forecast.filter(Forecast::is_finite) {
            found.push((method, forecast));
        }
    }
    found
}

fn combined(series: &Series, horizon: usize) -> Option<Forecast> {
    let members: Vec<Forecast> =
        METHODS.iter().filter(|m| m.member).filter_map(|m| (m.run)(series, horizon)).filter(Forecast::is_finite).collect();
    comb(&members.iter().collect::<Vec<_>>())
}
