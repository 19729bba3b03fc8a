//! A paired bootstrap over orders: how much of a result hangs on which orders happened to come.
//!
//! Orders are dealt at random into groups of equal size (one order a group in small books), and groups are drawn with
//! replacement. Sums of equal groups have the spread of sums of single orders, so that a million orders cost no more than a few
//! thousand; every scenario sees the same draws, which is what makes differences between them narrow.

/// Most groups: enough that drawing groups instead of orders moves a bound by less than the draws themselves do.
const GROUPS_MAX: usize = 4_096;

/// A fixed stream of numbers (splitmix64): the same seed gives the same draws everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Stream(u64);

impl Stream {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }
}

/// Which group each order is dealt to.
#[derive(Debug)]
pub(crate) struct Deal {
    group: Vec<u16>,
    /// How many groups there are.
    pub groups: usize,
}

impl Deal {
    pub fn new(orders: usize, seed: u64) -> Self {
        let size = orders.div_ceil(GROUPS_MAX).max(1);
        let mut places: Vec<u32> = (0..orders as u32).collect();
        if size > 1 {
            let mut stream = Stream::new(seed ^ 0x5EED);
            for at in (1..orders).rev() {
                places.swap(at, stream.below(at + 1));
            }
        }
        let mut group = vec![0_u16; orders];
        for (at, order) in places.into_iter().enumerate() {
            group[order as usize] = (at / size) as u16;
        }
        Self { group, groups: orders.div_ceil(size) }
    }

    pub fn of(&self, order: usize) -> usize {
        usize::from(self.group[order])
    }
}

/// The bounds between which 95 of 100 resampled totals lie, for each series of group sums.
pub(crate) fn intervals(series: &[&[i64]], groups: usize, resamples: usize, seed: u64) -> Vec<(i128, i128)> {
    if groups == 0 || resamples == 0 {
        return series.iter().map(|sums| sums.iter().map(|sum| i128::from(*sum)).sum()).map(|total| (total, total)).collect();
    }
    let mut totals: Vec<Vec<i128>> = series.iter().map(|_| Vec::with_capacity(resamples)).collect();
    let small: Vec<bool> = series
        .iter()
        .map(|sums| {
            sums.iter().map(|sum| sum.unsigned_abs()).max().unwrap_or(0).checked_mul(groups as u64).is_some_and(|most| most < 1 << 62)
        })
        .collect();
    let mut times = vec![0_i64; groups];
    let mut stream = Stream::new(seed);
    for _ in 0..resamples {
        times.fill(0);
        for _ in 0..groups {
            times[stream.below(groups)] += 1;
        }
        for (at, sums) in series.iter().enumerate() {
            let total = if small[at] {
                i128::from(times.iter().zip(*sums).map(|(times, sum)| times * sum).sum::<i64>())
            } else {
                times.iter().zip(*sums).map(|(times, sum)| i128::from(*times) * i128::from(*sum)).sum()
            };
            totals[at].push(total);
        }
    }
    totals
        .into_iter()
        .map(|mut totals| {
            totals.sort_unstable();
            let tail = resamples / 40;
            (totals[tail], totals[resamples - 1 - tail])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_of_equal_size() {
        for orders in [1, 4_096, 5_000, 100_003] {
            let deal = Deal::new(orders, 7);
            let mut sizes = vec![0; deal.groups];
            (0..orders).for_each(|order| sizes[deal.of(order)] += 1);
            let size = orders.div_ceil(GROUPS_MAX);
            assert!(sizes[..deal.groups - 1].iter().all(|one| *one == size) && deal.groups <= GROUPS_MAX, "{orders}");
        }
    }

    #[test]
    fn bounds_are_those_of_theory_whether_orders_are_dealt_or_drawn_one_by_one() {
        // 40,000 orders of 0 or 2: the total has a standard deviation of 200 around 40,000.
        let mut stream = Stream::new(3);
        let orders: Vec<i64> = (0..40_000).map(|_| (stream.next() & 1) as i64 * 2).collect();
        let deal = Deal::new(orders.len(), 1);
        let mut sums = vec![0_i64; deal.groups];
        orders.iter().enumerate().for_each(|(at, value)| sums[deal.of(at)] += value);
        let total: i64 = orders.iter().sum();
        for series in [sums.as_slice(), orders.as_slice()] {
            let (low, high) = intervals(&[series], series.len(), 1_000, 9)[0];
            let (below, above) = (i128::from(total) - low, high - i128::from(total));
            assert!((330..460).contains(&below) && (330..460).contains(&above), "{below} {above}");
        }
        let wide: Vec<i64> = sums.iter().map(|sum| sum * (1 << 50)).collect();
        let (narrow, wide) = (intervals(&[&sums], sums.len(), 200, 9)[0], intervals(&[&wide], sums.len(), 200, 9)[0]);
        assert_eq!((narrow.0 << 50, narrow.1 << 50), wide);
    }

    #[test]
    fn the_same_seed_draws_the_same_and_equal_series_are_equal() {
        let sums: Vec<i64> = (0..100).map(|at| at * at - 3_000).collect();
        let twice = intervals(&[&sums, &sums], 100, 1_000, 5);
        assert_eq!(twice[0], twice[1]);
        assert_eq!(twice, intervals(&[&sums, &sums], 100, 1_000, 5));
        assert_ne!(twice, intervals(&[&sums, &sums], 100, 1_000, 6));
    }
}
