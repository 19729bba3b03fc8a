//! Values that other implementations give for two small series, computed once outside: statsforecast 2.1.1 and statsmodels 0.15.0.

use entrepot_models::forecast::{EtsForm, Seasonal, Series, autocorrelation, croston, dotm, ets_of, sba, theta, tsb};

/// Forty quarters with trend and season.
const QUARTERS: [f64; 40] = [
    86.6, 114.8, 125.7, 91.4, 99.1, 110.9, 142.2, 103.9, 93.2, 125.4, 158.7, 116.4, 105.7, 139.9, 175.2, 110.5, 118.2, 154.4, 173.2, 123.0,
    130.7, 168.9, 189.8, 135.5, 143.2, 165.0, 206.2, 148.0, 137.3, 179.5, 222.8, 142.1, 149.8, 194.0, 239.2, 154.6, 162.3, 208.5, 237.3,
    167.1,
];

/// Thirty-six periods of demand that comes now and then.
const DEMAND: [f64; 36] = [
    0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 5.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 4.0, 0.0, 1.0, 0.0, 0.0, 6.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 3.0, 0.0,
    0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 1.0, 0.0, 0.0,
];

fn series(values: &[f64], period: usize) -> Series {
    Series::new(values.to_vec(), period).expect("finite values")
}

fn near(found: &[f64], peer: &[f64], share: f64) {
    assert_eq!(found.len(), peer.len());
    for (found, peer) in found.iter().zip(peer) {
        assert!((found - peer).abs() <= share * peer.abs(), "{found} against {peer}");
    }
}

#[test]
fn seasons_and_autocorrelations_are_the_same() {
    let factors = Seasonal::estimate_as(&QUARTERS, 4, true).unwrap();
    near(&factors.indices, &[0.844_764_933_317_820_9, 1.050_846_777_822_966, 1.250_925_467_307_708_8, 0.853_462_821_551_504_3], 1e-12);
    let added = Seasonal::estimate_as(&QUARTERS, 4, false).unwrap();
    near(&added.indices, &[-23.207_986_111_111_115, 8.301_736_111_111_115, 36.829_513_888_888_88, -21.923_263_888_888_883], 1e-12);
    let acf: Vec<f64> = (1..=4).map(|lag| autocorrelation(&QUARTERS, lag)).collect();
    near(&acf, &[0.475_016_697_895_923_9, 0.115_074_088_175_699_96, 0.408_305_715_697_413_64, 0.782_256_996_002_772_2], 1e-12);
}

#[test]
fn theta_lines_are_the_same() {
    let peer = [165.361_756, 207.000_279, 247.958_055, 170.227_522, 169.536_326, 212.193_242];
    near(&theta(&series(&QUARTERS, 4), 6).mean, &peer, 2e-3);
    let peer = [167.933_441, 211.418_407, 254.666_339, 175.791_447, 176.019_169, 221.469_502];
    near(&dotm(&series(&QUARTERS, 4), 6).mean, &peer, 5e-3);
}

/// Members without season are fitted in full by both, so criterion and forecast agree; with a season, first states differ (the other one
/// searches for all of them), and so do the forecasts, a little.
#[test]
fn smoothing_finds_the_same_optimum() {
    let fit = |form: &str| ets_of(&series(&QUARTERS, if form.ends_with('N') { 1 } else { 4 }), EtsForm::parse(form).unwrap()).unwrap();
    near(&fit("ANN").forecast(2).mean, &[188.349_185; 2], 2e-3);
    near(&fit("AAN").forecast(3).mean, &[200.272_172, 202.785_200, 205.298_237], 2e-3);
    near(&fit("MAN").forecast(3).mean, &[200.960_843, 203.504_079, 206.047_315], 2e-3);
    assert!((fit("ANN").weights.alpha - 0.218_350).abs() < 0.01);
    // Differences of the criterion between members do not depend on the constant that is left out.
    let difference = fit("ANN").aicc - fit("AAN").aicc;
    assert!((difference - (394.439_348 - 386.185_192)).abs() < 0.2, "{difference}");
    let difference = fit("AAN").aicc - fit("MAN").aicc;
    assert!((difference - (386.185_192 - 381.975_298)).abs() < 0.2, "{difference}");
    near(&fit("MAM").forecast(6).mean, &[168.515, 213.245, 254.021, 175.638, 176.851, 223.664], 0.02);
    near(&fit("MAdM").forecast(6).mean, &[167.223, 211.282, 251.063, 173.334, 174.440, 220.120], 0.03);
    near(&fit("ANA").forecast(4).mean, &[167.627, 210.518, 241.906, 167.099], 0.05);
}

#[test]
fn demand_now_and_then_has_the_same_rate() {
    let demand = series(&DEMAND, 1);
    near(&croston(&demand, 2).mean, &[0.904_277_109_521_661_1; 2], 1e-12);
    near(&sba(&demand, 2).mean, &[0.859_063_254_045_577_9; 2], 1e-12);
    near(&tsb(&demand, 2).mean, &[0.747_083_625_480_702_8; 2], 1e-12);
}
