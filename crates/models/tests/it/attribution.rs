//! Attribution against published figures, the definitions, and an independent way of finding the same.

use entrepot_models::attribution::{
    AttributionError, Credits, Journey, Journeys, last_touch, markov, position_based, removal_effects, shapley,
};
use proptest::prelude::*;

const GA: usize = 0;
const MAIL: usize = 1;
const ONE: i128 = 1_000_000;

fn journey(touches: &[usize], conversions: u64, losses: u64) -> Journey {
    Journey { touches: touches.to_vec(), conversions, losses, value_micros: i128::from(conversions) * ONE }
}

/// The example of the issue: GA -> order twice, Mail -> order, GA -> Mail -> order, GA -> nothing.
fn example() -> Journeys {
    Journeys::new(2, [journey(&[GA], 2, 1), journey(&[MAIL], 1, 0), journey(&[GA, MAIL], 1, 0)]).expect("the example names two channels")
}

#[test]
fn removal_effects_and_credits_of_the_example() {
    let effects: Vec<f64> = removal_effects(&example()).iter().map(|removal| removal.effect).collect();
    assert!((effects[GA] - 0.75).abs() < 1e-12 && (effects[MAIL] - 0.5).abs() < 1e-12, "{effects:?}");
    assert_eq!(markov(&example()).by_channel_micros, [2_400_000, 1_600_000]);
    assert_eq!(last_touch(&example()).by_channel_micros, [2 * ONE, 2 * ONE]);
    assert_eq!(shapley(&example()).by_channel_micros, [2_500_000, 1_500_000]);
}

#[test]
fn position_gives_the_ends_most_and_those_between_the_rest() {
    let credits = |touches: &[usize]| {
        let journeys = Journeys::new(3, [Journey { touches: touches.to_vec(), conversions: 1, losses: 0, value_micros: ONE }]).unwrap();
        position_based(&journeys, 40, 40).by_channel_micros
    };
    assert_eq!(credits(&[2]), [0, 0, ONE]);
    assert_eq!(credits(&[0, 1]), [500_000, 500_000, 0]);
    assert_eq!(credits(&[0, 1, 1, 2]), [400_000, 200_000, 400_000]);
    assert_eq!(credits(&[0, 1, 0]), [800_000, 200_000, 0]);
}

#[test]
fn what_cannot_be_attributed_is_refused_or_kept_apart() {
    assert_eq!(Journeys::new(2, [journey(&[2], 1, 0)]).unwrap_err(), AttributionError::Channel { channel: 2, channels: 2 });
    assert!(matches!(Journeys::new(1_000, []).unwrap_err(), AttributionError::TooMany { .. }));
    let lost = Journey { value_micros: 5, ..journey(&[0], 0, 1) };
    assert_eq!(Journeys::new(2, [lost]).unwrap_err(), AttributionError::ValueWithoutOrder { value_micros: 5 });
    let direct = Journeys::new(2, [journey(&[], 3, 0)]).unwrap();
    for credits in [last_touch(&direct), markov(&direct), shapley(&direct), position_based(&direct, 40, 40)] {
        assert_eq!(credits, Credits { by_channel_micros: vec![0, 0], direct_micros: 3 * ONE });
    }
    // Nobody leaves the circle, and no order hangs on it.
    let circle = Journeys::new(2, [journey(&[0, 1, 0, 1, 0], 1, 0)]).unwrap();
    assert_eq!(markov(&circle).total_micros(), ONE);
}

/// The worth of a coalition: what journeys brought that met no one outside.
fn worth(journeys: &Journeys, coalition: u32) -> i128 {
    let inside = |touches: &[usize]| touches.iter().all(|channel| coalition & (1 << channel) != 0);
    journeys
        .all()
        .iter()
        .filter(|journey| !journey.touches.is_empty() && inside(&journey.touches))
        .map(|journey| journey.value_micros)
        .sum()
}

/// The definition: the mean of what a channel adds, over all orders in which channels can join.
fn by_definition(journeys: &Journeys) -> Vec<f64> {
    let n = journeys.channels();
    let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
    let mut values = vec![0.0; n];
    for coalition in 0..1_u32 << n {
        let size = coalition.count_ones() as usize;
        for (channel, value) in values.iter_mut().enumerate().filter(|(channel, _)| coalition & (1 << channel) == 0) {
            let weight = factorial(size) * factorial(n - size - 1) / factorial(n);
            *value += weight * (worth(journeys, coalition | 1 << channel) - worth(journeys, coalition)) as f64;
        }
    }
    values
}

/// The chance of an order by following the chain step by step, without solving anything.
fn by_walking(journeys: &Journeys, without: Option<usize>) -> f64 {
    let n = journeys.channels();
    let mut steps = vec![vec![0.0; n + 3]; n + 1];
    for journey in journeys.all().iter().filter(|journey| !journey.touches.is_empty()) {
        let rows: Vec<usize> = std::iter::once(0).chain(journey.touches.iter().map(|channel| channel + 1)).collect();
        for pair in rows.windows(2) {
            steps[pair[0]][pair[1]] += (journey.conversions + journey.losses) as f64;
        }
        let last = *rows.last().expect("the start is always there");
        steps[last][n + 1] += journey.conversions as f64;
        steps[last][n + 2] += journey.losses as f64;
    }
    let mut here = vec![0.0; n + 1];
    here[0] = 1.0;
    let mut ordered = 0.0;
    for _ in 0..20_000 {
        let mut next = vec![0.0; n + 1];
        for (row, mass) in here.iter().enumerate().filter(|(_, mass)| **mass > 0.0) {
            let all: f64 = steps[row].iter().sum();
            for (to, count) in steps[row].iter().enumerate().filter(|(_, count)| all > 0.0 && **count > 0.0) {
                match to {
                    to if to == n + 1 => ordered += mass * count / all,
                    to if to == n + 2 || without.is_some_and(|channel| channel + 1 == to) => {}
                    to => next[to] += mass * count / all,
                }
            }
        }
        here = next;
    }
    ordered
}

fn any_journeys(channels: usize) -> impl Strategy<Value = Journeys> {
    let one = (prop::collection::vec(0..channels, 0..6), 0_u64..4, 1_u64..4, -2_000_000_i128..9_000_000).prop_map(
        |(touches, conversions, losses, value)| Journey {
            touches,
            conversions,
            losses,
            value_micros: if conversions == 0 { 0 } else { value },
        },
    );
    prop::collection::vec(one, 0..12).prop_map(move |all| Journeys::new(channels, all).expect("touches name channels below"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn everything_is_distributed_and_nothing_more(journeys in any_journeys(5)) {
        let whole: i128 = journeys.all().iter().map(|journey| journey.value_micros).sum();
        for credits in [last_touch(&journeys), position_based(&journeys, 40, 40), position_based(&journeys, 70, 60), markov(&journeys), shapley(&journeys)] {
            prop_assert_eq!(credits.total_micros(), whole);
        }
    }

    #[test]
    fn shapley_is_its_definition(journeys in any_journeys(10)) {
        for (ours, defined) in shapley(&journeys).by_channel_micros.iter().zip(by_definition(&journeys)) {
            // Each journey is rounded to the millionth.
            prop_assert!((*ours as f64 - defined).abs() <= journeys.all().len() as f64, "{ours} against {defined}");
        }
    }

    #[test]
    fn the_chain_is_what_walking_it_gives(journeys in any_journeys(4)) {
        let all = by_walking(&journeys, None);
        for (channel, removal) in removal_effects(&journeys).iter().enumerate() {
            let walked = if all > 0.0 { 1.0 - by_walking(&journeys, Some(channel)) / all } else { 0.0 };
            prop_assert!((removal.effect - walked).abs() < 1e-6, "channel {channel}: {} against {walked}", removal.effect);
        }
    }

    #[test]
    fn the_order_of_the_list_does_not_matter(journeys in any_journeys(4)) {
        let mut turned: Vec<Journey> = journeys.all().to_vec();
        turned.reverse();
        let turned = Journeys::new(4, turned).unwrap();
        prop_assert_eq!(markov(&turned), markov(&journeys));
        prop_assert_eq!(shapley(&turned), shapley(&journeys));
    }
}
