//! Logistic regression with a quadratic penalty, and figures of the probabilities that it gives.

use crate::evaluate::Reliability;

use super::lbfgs::{Optimizer, dot};

/// Most steps of the optimizer.
const STEPS: usize = 300;

/// One thing to learn from.
#[derive(Debug, Clone)]
pub(super) struct Observation {
    pub(super) values: Vec<f64>,
    pub(super) positive: bool,
    /// How much it counts.
    pub(super) importance: f64,
}

/// The weights of the values and, last, the constant, which is not penalised.
pub(super) fn fit(observations: &[Observation], penalty: f64) -> Vec<f64> {
    let values = observations.first().map_or(0, |o| o.values.len());
    let objective = |weights: &[f64]| {
        let (slopes, constant) = (&weights[..values], weights[values]);
        let mut value = 0.5 * penalty * dot(slopes, slopes);
        let mut gradient: Vec<f64> = slopes.iter().map(|w| penalty * w).chain([0.0]).collect();
        for seen in observations {
            let logit = dot(slopes, &seen.values) + constant;
            let sign = if seen.positive { 1.0 } else { -1.0 };
            value += seen.importance * softplus(-sign * logit);
            let error = probability(logit) - f64::from(u8::from(seen.positive));
            let slope = seen.importance * error;
            for (g, x) in gradient.iter_mut().zip(&seen.values) {
                *g += slope * x;
            }
            gradient[values] += slope;
        }
        (value, gradient)
    };
    let mut optimizer = Optimizer::new(vec![0.0; values + 1], &objective);
    for _ in 0..STEPS {
        if !optimizer.step(&objective) {
            break;
        }
    }
    optimizer.point
}

/// The logistic function.
pub(super) fn probability(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// The probability that a positive stands above a negative (area under the ROC curve), ties counted
/// half; 0.5 where there is only one kind.
///
/// ```
/// use alinea::train::area_under_curve;
/// assert_eq!(area_under_curve(&[(0.9, true), (0.4, false), (0.6, true)]), 1.0);
/// assert_eq!(area_under_curve(&[(0.5, true), (0.5, false)]), 0.5);
/// ```
pub fn area_under_curve(scored: &[(f64, bool)]) -> f64 {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut wins) = (0.0, 0.0);
    let (mut positives, mut negatives) = (0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.0 == b.0) {
        let up = tied.iter().filter(|t| t.1).count() as f64;
        let down = tied.len() as f64 - up;
        wins += up * (below + down / 2.0);
        below += down;
        positives += up;
        negatives += down;
    }
    if positives > 0.0 && negatives > 0.0 {
        wins / (positives * negatives)
    } else {
        0.5
    }
}

/// Expected calibration error: how far the share of positives is from the mean probability, over ten
/// equal bins by their sizes, 0 to 1.
///
/// ```
/// use alinea::train::calibration_error;
/// assert!(calibration_error(&[(0.5, true), (0.5, false)]) < 1e-9);
/// assert!(calibration_error(&[(0.9, false), (0.9, false)]) > 0.8);
/// ```
pub fn calibration_error(scored: &[(f64, bool)]) -> f64 {
    let mut reliability = Reliability::default();
    for (probability, positive) in scored {
        reliability.add(*probability, *positive);
    }
    reliability.expected_calibration_error()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_between_two_clouds_is_found() {
        let seen = |x: f64, positive: bool| Observation {
            values: vec![x],
            positive,
            importance: 1.0,
        };
        let cloud = [
            seen(0.0, false),
            seen(1.0, false),
            seen(3.0, true),
            seen(4.0, true),
        ];
        let weights = fit(&cloud, 0.1);
        assert!(weights[0] > 0.5, "{weights:?}");
        assert!(probability(2.9 * weights[0] + weights[1]) > 0.5);
        assert!(probability(1.1 * weights[0] + weights[1]) < 0.5);
    }
}
