//! The weight that a lane bills: actual or volumetric, at least the minimum, rounded up to the lane's steps.

use super::file::WeightRule;
use entrepot_domain::Country;

/// How a lane weighs, compiled.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    pub rule: WeightRule,
    /// Cubic centimetres to the kilogram, so cubic millimetres by it are grams.
    pub divisor: Option<u32>,
    pub ratio: u32,
    pub min_g: u32,
    pub min_g_to: Vec<(Country, u32)>,
    /// Rising upper ends, the last one open (`u32::MAX`), each with its step in grams.
    pub steps: Vec<(u32, u32)>,
}

/// A parcel on the lane's scale. All weights are grams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    /// What the scale says.
    pub actual_g: u32,
    /// Volume by the lane's divisor, rounded up to the gram; none where the lane has no divisor or the parcel no measures.
    pub volumetric_g: Option<u32>,
    /// What is billed.
    pub billed_g: u32,
}

/// What the scale needs and does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScaleMiss {
    Weight,
    Dims,
    Divisor,
}

impl Scale {
    /// Weighs; measures are needed only where volume can count.
    pub fn weigh(&self, weight_g: Option<u32>, volume_mm3: Option<u64>, to: Country) -> Result<Weighed, ScaleMiss> {
        let actual_g = match (self.rule, weight_g) {
            (_, Some(weight)) => weight,
            (WeightRule::None, None) => 0,
            (_, None) => return Err(ScaleMiss::Weight),
        };
        let volumetric_g = match (self.divisor, volume_mm3) {
            (Some(divisor), Some(volume)) => Some(u32::try_from(volume.div_ceil(u64::from(divisor))).unwrap_or(u32::MAX)),
            _ => None,
        };
        let raw = match self.rule {
            WeightRule::Actual | WeightRule::None => actual_g,
            WeightRule::Greater | WeightRule::VolumetricFromRatio => {
                let divisor = self.divisor.ok_or(ScaleMiss::Divisor)?;
                let volume = volume_mm3.ok_or(ScaleMiss::Dims)?;
                let volumetric = volumetric_g.ok_or(ScaleMiss::Dims)?;
                // Compared exactly: rounding to the gram must not decide.
                let times = u64::from(self.ratio) * u64::from(actual_g) * u64::from(divisor);
                if volume >= times && volumetric > actual_g { volumetric } else { actual_g }
            }
        };
        let least = self.min_g_to.iter().find(|(country, _)| *country == to).map_or(self.min_g, |(_, min)| *min);
        Ok(Weighed { actual_g, volumetric_g, billed_g: self.step(raw.max(least)) })
    }

    /// Rounded up to the step of its weight.
    fn step(&self, weight_g: u32) -> u32 {
        let Some((_, step)) = self.steps.iter().find(|(end, _)| weight_g <= *end) else { return weight_g };
        weight_g.div_ceil(*step).saturating_mul(*step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scale(rule: WeightRule, divisor: u32, ratio: u32, steps: &[(u32, u32)]) -> Scale {
        Scale { rule, divisor: Some(divisor), ratio, min_g: 0, min_g_to: Vec::new(), steps: steps.to_vec() }
    }

    proptest! {
        #[test]
        fn heavier_or_larger_never_weighs_less(weight in 1_u32..40_000, more in 0_u32..5_000, volume in 1_u64..200_000_000, room in 0_u64..50_000_000, ratio in 1_u32..3, divisor in prop::sample::select(vec![5000_u32, 6000, 8000, 9000])) {
            let to = Country::parse("FR").unwrap();
            let rule = if ratio == 1 { WeightRule::Greater } else { WeightRule::VolumetricFromRatio };
            let scale = scale(rule, divisor, ratio, &[(21_000, 500), (u32::MAX, 1000)]);
            let billed = |weight, volume| scale.weigh(Some(weight), Some(volume), to).unwrap().billed_g;
            prop_assert!(billed(weight, volume + room) >= billed(weight, volume));
            // With a ratio of two a heavier parcel can weigh less: it is no longer twice as large as heavy. With one it cannot.
            if ratio == 1 {
                prop_assert!(billed(weight + more, volume) >= billed(weight, volume));
            }
            prop_assert!(billed(weight, volume) >= weight);
        }
    }
}
