//! Weights and lengths as tables and parcels write them, exactly: nanograms and micrometres hold every pound and inch.

use entrepot_domain::money::{DecimalStyle, UNIT, to_micros};

/// Nanograms in a pound.
pub const POUND_NG: i64 = 453_592_370_000;
/// Micrometres in an inch.
pub const INCH_UM: i64 = 25_400;
/// Cubic micrometres in a cubic foot.
pub const CUBIC_FOOT_UM3: i128 = 304_800 * 304_800 * 304_800;

const WEIGHTS: &[(&str, i64)] = &[("kg", 1_000_000_000_000), ("lb", POUND_NG), ("oz", POUND_NG / 16), ("g", 1_000_000_000)];
const LENGTHS: &[(&str, i64)] = &[("mm", 1_000), ("cm", 10_000), ("in", INCH_UM), ("m", 1_000_000)];

/// `3.6 lb` in nanograms.
///
/// # Errors
/// What is wrong with the text.
pub fn weight_ng(text: &str) -> Result<i64, String> {
    measure(text, WEIGHTS)
}

/// `12 in` in micrometres.
///
/// # Errors
/// What is wrong with the text.
pub fn length_um(text: &str) -> Result<i64, String> {
    measure(text, LENGTHS)
}

fn measure(text: &str, units: &[(&str, i64)]) -> Result<i64, String> {
    let text = text.trim();
    let known = || units.iter().map(|(unit, _)| *unit).collect::<Vec<_>>().join(", ");
    let (unit, size) =
        units.iter().find(|(unit, _)| text.ends_with(unit)).ok_or_else(|| format!("\"{text}\" names no unit; known: {}", known()))?;
    let number = text[..text.len() - unit.len()].trim();
    let micros = to_micros(number.as_bytes(), DecimalStyle::POINT).map_err(|reason| format!("\"{text}\": {reason}"))?;
    let exact =
        micros.checked_mul(i128::from(*size)).filter(|product| product % UNIT == 0).ok_or_else(|| format!("\"{text}\" is too fine"))?;
    match i64::try_from(exact / UNIT) {
        Ok(value) if value >= 0 => Ok(value),
        _ => Err(format!("\"{text}\" is out of range")),
    }
}

/// A parcel or product: its own weight and its sides, the longest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    weight_ng: i64,
    sides_um: [i64; 3],
}

/// Largest side that is believed: 100 m. More is a slip of units.
const SIDE_MAX_UM: i64 = 100_000_000;
/// Largest weight that is believed: 1000 t.
const WEIGHT_MAX_NG: i64 = 1_000_000_000_000_000_000;

impl Piece {
    /// From its weight and sides in any order; `None` when something is not positive or beyond belief.
    pub fn new(weight_ng: i64, mut sides_um: [i64; 3]) -> Option<Self> {
        sides_um.sort_unstable_by(|a, b| b.cmp(a));
        let sound = weight_ng > 0 && weight_ng <= WEIGHT_MAX_NG && sides_um[2] > 0 && sides_um[0] <= SIDE_MAX_UM;
        sound.then_some(Self { weight_ng, sides_um })
    }

    /// Its own weight.
    pub fn weight_ng(&self) -> i64 {
        self.weight_ng
    }

    /// Its sides, the longest first.
    pub fn sides_um(&self) -> [i64; 3] {
        self.sides_um
    }

    /// The longest side and twice the other two.
    pub fn length_plus_girth_um(&self) -> i64 {
        self.sides_um[0] + 2 * (self.sides_um[1] + self.sides_um[2])
    }

    /// Its volume in cubic micrometres.
    pub fn volume_um3(&self) -> i128 {
        self.sides_um.iter().map(|side| i128::from(*side)).product()
    }

    /// What its volume weighs at so many cubic inches a pound, when neither of the shorter sides counts for less than `least_um`.
    /// Rounded up to a nanogram.
    pub fn volume_weight_ng(&self, cubic_inches_per_pound: i64, least_um: i64) -> i64 {
        let [longest, median, shortest] = self.sides_um;
        let volume = i128::from(longest) * i128::from(median.max(least_um)) * i128::from(shortest.max(least_um));
        let divisor = i128::from(cubic_inches_per_pound.max(1)) * i128::from(INCH_UM).pow(3);
        let weight = (volume * i128::from(POUND_NG) + divisor - 1) / divisor;
        i64::try_from(weight).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_exact_and_bad_ones_say_so() {
        assert_eq!(weight_ng("1 oz"), Ok(28_349_523_125));
        assert_eq!(weight_ng("0.45kg"), Ok(450_000_000_000));
        assert_eq!((length_um("12 in"), length_um("30.48 cm"), length_um("0.75 in")), (Ok(304_800), Ok(304_800), Ok(19_050)));
        for text in ["12", "in", "-1 in", "1e3 in", "0.0000001 mm", "x kg", "999999999999 kg"] {
            assert!(length_um(text).is_err() && weight_ng(text).is_err(), "{text}");
        }
    }

    #[test]
    fn volume_weighs_by_the_cubic_inch() {
        let inch = |n: i64| n * INCH_UM;
        let piece = Piece::new(POUND_NG, [inch(139), inch(1), inch(3)]).unwrap();
        assert_eq!(piece.volume_weight_ng(139, 0), 3 * POUND_NG);
        assert_eq!(piece.volume_weight_ng(139, inch(2)), 6 * POUND_NG);
        assert_eq!(piece.length_plus_girth_um(), inch(139 + 8));
        assert_eq!((Piece::new(0, [1, 1, 1]), Piece::new(1, [1, 0, 1])), (None, None));
    }
}
