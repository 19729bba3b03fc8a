//! Local times to instants and instants to business days, with the zone's answer cached by the hour.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

const HOUR_S: i64 = 3600;

/// A time zone with a cache for both directions.
#[derive(Debug)]
pub struct Zone {
    tz: TimeZone,
    /// `(local hour, offset seconds)` for which the whole local hour has one offset.
    local: Option<(i64, i32)>,
    /// `(UTC hour, offset seconds)` for which the whole UTC hour has one offset.
    utc: Option<(i64, i32)>,
}

impl Zone {
    /// The zone of this IANA name.
    ///
    /// # Errors
    /// The name, when there is none.
    pub fn new(name: &str) -> Result<Self, String> {
        let tz = TimeZone::get(name).map_err(|_| name.to_owned())?;
        Ok(Self { tz, local: None, utc: None })
    }

    /// Offset in seconds of a local time given as seconds since 1970-01-01 on the local clock.
    ///
    /// Times that a change of clocks skips or repeats are read with the offset before the change.
    pub fn offset_of_local(&mut self, local_s: i64) -> i32 {
        let hour = local_s.div_euclid(HOUR_S);
        if let Some((h, o)) = self.local
            && h == hour
        {
            return o;
        }
        let first = self.local_exact(hour * HOUR_S);
        let last = self.local_exact(hour * HOUR_S + HOUR_S - 1);
        if first == last {
            self.local = Some((hour, first));
            return first;
        }
        self.local_exact(local_s)
    }

    fn local_exact(&self, local_s: i64) -> i32 {
        let Ok(ts) = jiff::Timestamp::from_second(local_s) else { return 0 };
        let civil: DateTime = Offset::UTC.to_datetime(ts);
        self.tz.to_ambiguous_timestamp(civil).compatible().map_or(0, |t| i32::try_from(local_s - t.as_second()).unwrap_or(0))
    }

    /// Offset in seconds at an instant given as seconds since the epoch.
    pub fn offset_at(&mut self, utc_s: i64) -> i32 {
        let hour = utc_s.div_euclid(HOUR_S);
        if let Some((h, o)) = self.utc
            && h == hour
        {
            return o;
        }
        let at = |s: i64| jiff::Timestamp::from_second(s).map_or(0, |t| self.tz.to_offset(t).seconds());
        let (first, last) = (at(hour * HOUR_S), at(hour * HOUR_S + HOUR_S - 1));
        if first == last {
            self.utc = Some((hour, first));
            return first;
        }
        at(utc_s)
    }

    /// The calendar day, in days since the epoch, of an instant in microseconds.
    pub fn day(&mut self, utc_us: i64) -> i32 {
        let s = utc_us.div_euclid(1_000_000);
        i32::try_from((s + i64::from(self.offset_at(s))).div_euclid(86_400)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_follow_the_clock_changes() {
        let mut z = Zone::new("Europe/London").unwrap();
        // 2011-06-01 09:00 local is 08:00 UTC; 2011-01-01 09:00 is 09:00 UTC.
        assert_eq!(z.offset_of_local(1_306_918_800), 3600);
        assert_eq!(z.offset_of_local(1_293_872_400), 0);
        // 2011-03-27 01:30 does not exist; it is read as 01:30 UTC.
        assert_eq!(z.offset_of_local(1_301_189_400), 0);
        assert_eq!(Zone::new("Asia/Shanghai").unwrap().day(1_293_839_999_000_000), 14_975);
    }

    #[test]
    fn the_cache_never_changes_an_answer() {
        for name in ["Europe/London", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe"] {
            let mut cached = Zone::new(name).unwrap();
            for i in 0..20_000_i64 {
                let s = 1_000_000_000 + i * 1_237 * 17;
                let fresh = Zone::new(name).unwrap();
                assert_eq!(cached.offset_of_local(s), fresh.local_exact(s), "{name} {s}");
            }
        }
    }
}
