//! Ways a parcel can go, with a chargeable-weight rule each, so that a charged weight can be recomputed.
//!
//! Codes are those of the lane presets where one fits. Prices are the demo's own.

/// How the charged weight follows from weight and size.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Chargeable {
    /// The actual weight.
    Actual,
    /// The larger of actual weight and cubic millimetres / (1000 x divisor) kilograms.
    OrVolume(i64),
}

/// One lane of the demo's forwarders.
#[derive(Debug)]
pub(crate) struct Lane {
    /// Lane code.
    pub code: &'static str,
    /// Carrier.
    pub carrier: &'static str,
    /// Two letters at the start of its tracking numbers.
    pub letters: &'static str,
    /// Weight rule.
    pub chargeable: Chargeable,
    /// Charged weight is at least this many grams ...
    pub min_g: i64,
    /// ... and a multiple of this many.
    pub step_g: i64,
    /// Transit, days from shipped to delivered.
    pub transit_days: (i64, i64),
    /// Price per kilogram and per shipment, minor units of `currency`.
    pub per_kg: i64,
    /// Price per shipment.
    pub fixed: i64,
    /// Currency of both (two digits).
    pub currency: &'static str,
}

use Chargeable::{Actual, OrVolume};

const fn lane(code: &'static str, carrier: &'static str, letters: &'static str, chargeable: Chargeable, transit_days: (i64, i64)) -> Lane {
    Lane { code, carrier, letters, chargeable, min_g: 1, step_g: 1, transit_days, per_kg: 0, fixed: 0, currency: "CNY" }
}

/// Postal lane for light parcels.
pub(crate) const EPACKET: Lane = Lane { per_kg: 6_200, fixed: 1_600, ..lane("epacket", "China Post", "LV", Actual, (12, 26)) };
/// Registered small packet.
pub(crate) const SMALL_PACKET: Lane =
    Lane { per_kg: 5_400, fixed: 1_900, ..lane("china_post_small_packet", "China Post", "RB", Actual, (14, 32)) };
/// Economy line, volumetric.
pub(crate) const YUN: Lane =
    Lane { min_g: 50, per_kg: 7_400, fixed: 1_500, ..lane("yun_economy_variant_b", "YunExpress", "YT", OrVolume(5_000), (7, 15)) };
/// Marketplace line.
pub(crate) const CAINIAO: Lane =
    Lane { per_kg: 8_100, fixed: 1_200, ..lane("cainiao_priority", "Cainiao", "LP", OrVolume(6_000), (5, 10)) };
/// Express to China and neighbours.
pub(crate) const EMS: Lane = Lane { step_g: 500, min_g: 500, per_kg: 4_000, fixed: 800, ..lane("ems", "EMS", "EA", Actual, (3, 8)) };
/// Express, anything heavy or urgent.
pub(crate) const DHL: Lane =
    Lane { step_g: 500, min_g: 500, per_kg: 900, fixed: 600, currency: "USD", ..lane("dhl_express", "DHL", "JD", OrVolume(5_000), (3, 7)) };
/// Express, the other one.
pub(crate) const UPS: Lane =
    Lane { step_g: 500, min_g: 500, per_kg: 880, fixed: 650, currency: "USD", ..lane("ups_express", "UPS", "ZU", OrVolume(5_000), (3, 7)) };
/// Air freight, airport to door.
pub(crate) const AIR: Lane = Lane {
    min_g: 45_000,
    step_g: 500,
    per_kg: 420,
    fixed: 9_000,
    currency: "USD",
    ..lane("air_freight", "Air China Cargo", "CA", OrVolume(6_000), (6, 12))
};
/// Sea freight, less than a container: a cubic metre counts as a tonne.
pub(crate) const SEA: Lane = Lane {
    min_g: 1_000_000,
    step_g: 1_000,
    per_kg: 9,
    fixed: 12_000,
    currency: "USD",
    ..lane("sea_lcl", "COSCO", "CO", OrVolume(1_000), (30, 44))
};
/// Last mile from a warehouse in the United States.
pub(crate) const LOCAL_US: Lane =
    Lane { per_kg: 180, fixed: 480, currency: "USD", ..lane("overseas_warehouse_us", "USPS", "LU", Actual, (2, 5)) };
/// Last mile from any other overseas warehouse.
pub(crate) const LOCAL: Lane = Lane { per_kg: 160, fixed: 420, currency: "EUR", ..lane("overseas_warehouse", "DPD", "DP", Actual, (2, 6)) };

impl Lane {
    /// Charged weight in grams of a parcel of `weight_g` grams and `volume_mm3` cubic millimetres.
    pub(crate) fn charged_weight_g(&self, weight_g: i64, volume_mm3: i64) -> i64 {
        let by_rule = match self.chargeable {
            Actual => weight_g,
            // mm3 / 1000 = cm3; / divisor = kg; x 1000 = g.
            OrVolume(divisor) => weight_g.max((volume_mm3 + divisor - 1) / divisor),
        };
        let charged = by_rule.max(self.min_g);
        (charged + self.step_g - 1) / self.step_g * self.step_g
    }

    /// Last mile from a warehouse abroad: the platform or the partner pays it and bills it with its fees.
    pub(crate) fn is_local(&self) -> bool {
        self.code.starts_with("overseas_warehouse")
    }

    /// Express, billed by the carrier itself.
    pub(crate) fn is_express(&self) -> bool {
        matches!(self.carrier, "DHL" | "UPS")
    }

    /// Price of a charged weight, minor units, half up.
    pub(crate) fn price(&self, charged_weight_g: i64) -> i64 {
        (charged_weight_g * self.per_kg + 500) / 1000 + self.fixed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charged_weights_follow_the_lane_rules() {
        // 40 x 30 x 20 cm = 24,000 cm3: 4.8 kg at 5000, 4 kg at 6000.
        let volume_mm3 = 400 * 300 * 200;
        assert_eq!(YUN.charged_weight_g(1_200, volume_mm3), 4_800);
        assert_eq!(CAINIAO.charged_weight_g(1_200, volume_mm3), 4_000);
        assert_eq!(DHL.charged_weight_g(1_200, volume_mm3), 5_000);
        assert_eq!(EPACKET.charged_weight_g(1_200, volume_mm3), 1_200);
        assert_eq!(YUN.charged_weight_g(20, 1_000), 50);
        // two cubic metres of 600 kg
        assert_eq!(SEA.charged_weight_g(600_000, 2_000_000_000), 2_000_000);
        assert_eq!(EPACKET.price(500), 3_100 + 1_600);
    }
}
