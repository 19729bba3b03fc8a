//! Watching days: how often ordinary days are reported, and whether wild ones are found.

use entrepot_models::watch::{FALSE_ALARMS, judge};

/// A fixed stream of numbers in (0, 1).
struct Stream(u64);

impl Stream {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.next().ln()).sqrt() * (std::f64::consts::TAU * self.next()).cos()
    }

    /// A Poisson count; normal for large means, which is all that is left of it there.
    fn count(&mut self, mean: f64) -> f64 {
        if mean > 50.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0);
        }
        let (limit, mut product, mut count) = ((-mean).exp(), self.next(), 0.0);
        while product > limit {
            product *= self.next();
            count += 1.0;
        }
        count
    }
}

/// A clean series: a level that grows, a week with a weak end, a year with a strong winter, and noise of its own kind.
fn series(kind: usize, seed: u64, days: usize) -> Vec<f64> {
    let mut stream = Stream(seed);
    let level = [40.0, 400.0, 12.0, 3_000.0][kind % 4];
    (0..days)
        .map(|day| {
            let week = [1.1, 1.0, 1.0, 1.05, 1.2, 0.7, 0.6][day % 7];
            let year = 1.0 + 0.35 * (std::f64::consts::TAU * (day as f64 - 330.0) / 365.25).cos();
            let mean = level * week * year * (1.0 + day as f64 / 3_000.0);
            match kind % 4 {
                0 | 2 => stream.count(mean),
                1 => mean * (0.15 * stream.normal()).exp(),
                // A ratio or a margin: it goes below zero too.
                _ => mean * 0.3 * stream.normal() + mean * 0.2,
            }
        })
        .collect()
}

#[test]
fn ordinary_days_are_seldom_reported() {
    let (mut alarms, mut judged) = (0_u32, 0_u32);
    for seed in 0..60 {
        for kind in 0..4 {
            let days = if seed % 2 == 0 { 240 } else { 640 };
            let values = series(kind, 1_000 + seed * 7 + kind as u64, days);
            for end in days - 60..days {
                if let Some(band) = judge(&values[..=end.min(days - 1)], &vec![false; end + 1]) {
                    judged += 1;
                    alarms += u32::from(band.halves > 1.0);
                    assert!(band.low <= band.expected && band.expected <= band.high);
                }
            }
        }
    }
    let rate = f64::from(alarms) / f64::from(judged);
    eprintln!("false alarms: {alarms} of {judged} days, {:.3} %", rate * 100.0);
    assert!(judged > 12_000, "{judged}");
    assert!(rate < FALSE_ALARMS, "{rate}");
}

#[test]
fn wild_days_are_found_and_spoil_nothing_after() {
    let (mut found, mut planted) = (0_u32, 0_u32);
    for seed in 0..60 {
        for (kind, factor) in [(1, 3.0), (1, 0.2), (0, 3.0), (0, 0.1)] {
            let mut values = series(kind, 50_000 + seed, 420);
            *values.last_mut().unwrap() *= factor;
            let band = judge(&values, &[false; 420]).unwrap();
            planted += 1;
            found += u32::from(band.halves > 1.0);
            let last = values[419];
            assert_eq!(band.halves > 1.0, last < band.low || last > band.high);
            // The same day a week on is judged as if nothing had been.
            values.extend(series(kind, 50_000 + seed, 427).into_iter().skip(420));
            let clean = series(kind, 50_000 + seed, 427);
            let (after, without) = (judge(&values, &[false; 427]).unwrap(), judge(&clean, &[false; 427]).unwrap());
            assert!((after.expected - without.expected).abs() < 0.25 * without.expected, "{after:?} {without:?}");
        }
    }
    eprintln!("planted days found: {found} of {planted}");
    assert!(f64::from(found) >= 0.95 * f64::from(planted), "{found} of {planted}");
}

#[test]
fn holidays_are_neither_judged_nor_learnt_from() {
    let mut values = series(1, 9, 300);
    let mut special = vec![false; 300];
    for week in 1..=3 {
        values[299 - 7 * week] *= 6.0;
        special[299 - 7 * week] = true;
    }
    let band = judge(&values, &special).unwrap();
    assert!(band.halves < 1.0, "{band:?}");
    special[299] = true;
    assert_eq!(judge(&values, &special), None);
}
