//! Chance that is the same everywhere: a small generator and the distributions the demo needs.
//!
//! The generator is SplitMix64 (Steele, Lea, Flood: *Fast splittable pseudorandom number generators*, 2014).
//! Every buyer and every order has its own stream, so that neither needs to be remembered. `ln` and `exp` are
//! our own because the system's differ in the last bit from machine to machine, and the same seed must give the
//! same bytes. Not for cryptography.

/// One stream of chance.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Random {
    /// The stream of one thing: `subject` says what kind of thing (any constant), `index` which one.
    pub(crate) fn of(seed: u64, subject: u64, index: u64) -> Self {
        let a = mix(seed.wrapping_add(GOLDEN));
        let b = mix(a ^ subject.wrapping_mul(GOLDEN));
        Random(mix(b ^ index.wrapping_mul(GOLDEN).wrapping_add(1)))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// Uniform in [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True in `share` of all cases.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// Uniform in `low..=high`.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = (high - low + 1) as u64;
        // Multiply-shift instead of a remainder: no division, and a bias far below what a demo can show.
        low + ((u128::from(self.next()) * u128::from(span)) >> 64) as i64
    }

    /// Uniform in [low, high).
    pub(crate) fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Index drawn with the given weights. An all-zero slice gives its last index.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let total: f64 = weights.clone().sum();
        let mut left = self.unit() * total;
        let mut last = 0;
        for (index, weight) in weights.enumerate() {
            last = index;
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        last
    }

    /// Exponential with the given mean.
    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -ln(1.0 - self.unit()) * mean
    }

    /// Standard normal (sum of twelve uniforms: good to three sigma, exact in every arithmetic).
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Gamma with the given shape and scale 1 (Marsaglia and Tsang, 2000).
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        let boost = if shape < 1.0 { exp(ln(1.0 - self.unit()) / shape) } else { 1.0 };
        let d = if shape < 1.0 { shape + 1.0 } else { shape } - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x) * (1.0 + c * x) * (1.0 + c * x);
            if v > 0.0 && ln(1.0 - self.unit()) < 0.5 * x * x + d - d * v + d * ln(v) {
                return d * v * boost;
            }
        }
    }

    /// Beta(a, b).
    pub(crate) fn beta(&mut self, a: f64, b: f64) -> f64 {
        let x = self.gamma(a);
        let y = self.gamma(b);
        x / (x + y)
    }
}

/// Natural logarithm of a positive number, by exponent and an atanh series.
pub(crate) fn ln(x: f64) -> f64 {
    let bits = x.max(f64::MIN_POSITIVE).to_bits();
    let mut exponent = ((bits >> 52) & 0x7ff) as i64 - 1023;
    let mut mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | (1023 << 52));
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1;
    }
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let mut sum = 0.0;
    let mut power = t;
    for odd in [1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0] {
        sum += power / odd;
        power *= square;
    }
    2.0 * sum + exponent as f64 * std::f64::consts::LN_2
}

/// e to the x, by halving and a Taylor series; meant for |x| below 50.
pub(crate) fn exp(x: f64) -> f64 {
    let small = x / 64.0;
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..=12 {
        term = term * small / f64::from(n);
        sum += term;
    }
    (0..6).fold(sum, |value, _| value * value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix_gives_its_published_first_numbers() {
        // Reference: splitmix64.c by Vigna with state 1234567.
        let mut random = Random(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn own_ln_and_exp_agree_with_the_system() {
        for x in [1e-300, 1e-9, 0.1, 0.5, 1.0, 1.5, 2.0, 10.0, 1e6, 1e12] {
            assert!((ln(x) - x.ln()).abs() <= 1e-9 * x.ln().abs().max(1.0), "ln {x}");
        }
        for x in [-20.0, -1.0, -1e-6, 0.0, 0.3, 1.0, 5.0, 20.0] {
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-9, "exp {x}");
        }
    }

    #[test]
    fn distributions_have_their_means() {
        let mut random = Random::of(7, 1, 1);
        let n = 40_000;
        let mean = |f: &mut dyn FnMut() -> f64| (0..n).map(|_| f()).sum::<f64>() / f64::from(n);
        assert!((mean(&mut || random.unit()) - 0.5).abs() < 0.01);
        assert!((mean(&mut || random.exponential(3.0)) - 3.0).abs() < 0.1);
        assert!((mean(&mut || random.gamma(0.6)) - 0.6).abs() < 0.03);
        assert!((mean(&mut || random.gamma(4.0)) - 4.0).abs() < 0.1);
        assert!((mean(&mut || random.beta(1.0, 3.0)) - 0.25).abs() < 0.01);
        assert!((mean(&mut || random.between(1, 6) as f64) - 3.5).abs() < 0.05);
        assert!((mean(&mut || random.weighted([1.0, 0.0, 3.0].into_iter()) as f64) - 1.5).abs() < 0.03);
    }
}
