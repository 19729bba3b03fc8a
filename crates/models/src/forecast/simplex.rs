//! The smallest value of a function of a few variables without derivatives: Nelder & Mead (1965), The Computer Journal 7.

/// Reflection, expansion, contraction and shrinking, as in the paper.
const ALPHA: f64 = 1.0;
const GAMMA: f64 = 2.0;
const RHO: f64 = 0.5;
const SHRINK: f64 = 0.5;

/// The best point found.
pub(super) struct Minimum {
    /// Where.
    pub at: Vec<f64>,
    /// How small.
    pub value: f64,
}

/// Searches from `start` with first steps `steps`, until all corners differ by less than `tolerance` or after `evals_max` looks.
/// Whatever is not a number counts as infinitely large.
pub(super) fn minimise(start: &[f64], steps: &[f64], tolerance: f64, evals_max: usize, mut f: impl FnMut(&[f64]) -> f64) -> Minimum {
    let n = start.len();
    let mut look = |point: &[f64]| {
        let value = f(point);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let mut corners: Vec<(f64, Vec<f64>)> = Vec::with_capacity(n + 1);
    corners.push((look(start), start.to_vec()));
    for at in 0..n {
        let mut point = start.to_vec();
        point[at] += steps[at];
        corners.push((look(&point), point));
    }
    let mut evals = n + 1;
    let (mut centre, mut tried, mut second) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    while evals < evals_max && n > 0 {
        corners.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (best, worst) = (corners[0].0, corners[n].0);
        if best.is_finite() && (worst - best).abs() <= tolerance * (best.abs() + tolerance) {
            break;
        }
        for (at, c) in centre.iter_mut().enumerate() {
            *c = corners[..n].iter().map(|(_, point)| point[at]).sum::<f64>() / n as f64;
        }
        let towards = |target: &mut Vec<f64>, from: &[f64], by: f64| {
            for at in 0..n {
                target[at] = centre[at] + by * (centre[at] - from[at]);
            }
        };
        towards(&mut tried, &corners[n].1, ALPHA);
        let reflected = look(&tried);
        evals += 1;
        if reflected < best {
            towards(&mut second, &corners[n].1, GAMMA);
            let expanded = look(&second);
            evals += 1;
            let (value, point) = if expanded < reflected { (expanded, &second) } else { (reflected, &tried) };
            corners[n].0 = value;
            corners[n].1.copy_from_slice(point);
        } else if reflected < corners[n - 1].0 {
            corners[n].0 = reflected;
            corners[n].1.copy_from_slice(&tried);
        } else {
            let outside = reflected < worst;
            towards(&mut second, &corners[n].1, if outside { RHO } else { -RHO });
            let contracted = look(&second);
            evals += 1;
            if contracted < reflected.min(worst) {
                corners[n].0 = contracted;
                corners[n].1.copy_from_slice(&second);
            } else {
                let (first, rest) = corners.split_at_mut(1);
                for corner in rest {
                    for at in 0..n {
                        corner.1[at] = first[0].1[at] + SHRINK * (corner.1[at] - first[0].1[at]);
                    }
                    corner.0 = look(&corner.1);
                }
                evals += n;
            }
        }
    }
    corners.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (value, at) = corners.swap_remove(0);
    Minimum { at, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_minima_are_found() {
        let banana = |p: &[f64]| (1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2);
        let found = minimise(&[-1.2, 1.0], &[0.5, 0.5], 1e-14, 2000, banana);
        assert!(found.value < 1e-10 && (found.at[0] - 1.0).abs() < 1e-4 && (found.at[1] - 1.0).abs() < 1e-4);
        let bowl = |p: &[f64]| p.iter().enumerate().map(|(at, x)| (x - at as f64).powi(2)).sum::<f64>();
        let found = minimise(&[5.0; 4], &[1.0; 4], 1e-14, 4000, bowl);
        assert!(found.at.iter().enumerate().all(|(at, x)| (x - at as f64).abs() < 1e-4));
    }

    #[test]
    fn what_is_no_number_is_avoided() {
        let found = minimise(&[3.0], &[1.0], 1e-12, 500, |p| if p[0] < 1.0 { f64::NAN } else { p[0] });
        assert!(found.value >= 1.0 && found.value < 1.001);
    }
}
