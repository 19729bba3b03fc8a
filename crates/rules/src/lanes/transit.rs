//! How long a lane takes: the days that its parcels need, as a distribution.
//!
//! Where only the shortest and longest time are published, days between them are taken as equally likely; that is an
//! assumption, and [`Transit::assumed`] says so.

use super::file::TransitDays;

/// The days from dispatch to delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transit {
    /// The least, as published.
    pub days_min: u16,
    /// The most, as published.
    pub days_max: u16,
    /// (days, share of parcels within them in millionths), rising, ending at 1,000,000.
    within: Vec<(u16, u32)>,
    /// True when no shares are published.
    pub assumed: bool,
}

const ALL: u32 = 1_000_000;

impl Transit {
    pub(super) fn read(days: &TransitDays) -> Result<Self, String> {
        if days.min > days.max || days.max == 0 {
            return Err(format!("transit days go from {} to {}", days.min, days.max));
        }
        let mut within = Vec::new();
        for at in &days.within {
            let share = u32::try_from(at.percent.0 / 100).ok().filter(|share| *share <= ALL);
            let share = share.ok_or("a share of transit days is over 100 %")?;
            if within.last().is_some_and(|(days, known)| *days >= at.days || *known >= share) {
                return Err("shares of transit days do not rise".to_owned());
            }
            within.push((at.days, share));
        }
        let assumed = within.is_empty();
        if assumed {
            let count = u32::from(days.max - days.min) + 1;
            within.extend(
                (days.min..=days.max).zip(1..).map(|(day, n): (u16, u32)| (day, (u64::from(ALL) * u64::from(n) / u64::from(count)) as u32)),
            );
        } else if within.last().is_some_and(|(day, share)| *day > days.max || (*day == days.max && *share != ALL)) {
            return Err("shares of transit days go beyond the longest time".to_owned());
        } else if within.last().is_some_and(|(_, share)| *share != ALL) {
            within.push((days.max, ALL));
        }
        Ok(Self { days_min: days.min, days_max: days.max, within, assumed })
    }

    /// The days within which this share (in millionths) of parcels arrives.
    #[must_use]
    pub fn days_for(&self, share_millionths: u32) -> u16 {
        self.within.iter().find(|(_, share)| *share >= share_millionths.min(ALL)).map_or(self.days_max, |(days, _)| *days)
    }

    /// The days within which half of the parcels arrive.
    #[must_use]
    pub fn days_median(&self) -> u16 {
        self.days_for(ALL / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Transit, String> {
        Transit::read(&toml::from_str(text).unwrap())
    }

    #[test]
    fn a_range_is_spread_evenly_and_says_so() {
        let transit = read("min = 7\nmax = 16").unwrap();
        assert!(transit.assumed);
        assert_eq!((transit.days_for(0), transit.days_median(), transit.days_for(900_000), transit.days_for(ALL)), (7, 11, 15, 16));
    }

    #[test]
    fn published_shares_are_used() {
        let transit = read("min = 3\nmax = 20\nwithin = [{ days = 5, percent = '50' }, { days = 9, percent = '90' }]").unwrap();
        assert!(!transit.assumed);
        assert_eq!((transit.days_median(), transit.days_for(500_001), transit.days_for(950_000)), (5, 9, 20));
        for wrong in [
            "min = 4\nmax = 3",
            "min = 3\nmax = 20\nwithin = [{ days = 5, percent = '50' }, { days = 9, percent = '40' }]",
            "min = 1\nmax = 9\nwithin = [{ days = 5, percent = '101' }]",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
