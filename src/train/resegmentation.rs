//! The weights of the re-segmentation, by maximum conditional likelihood of the true cuts.
//!
//! A lesson's chains of steps have probabilities proportional to the exponential of their weight
//! (a semi-Markov conditional random field, Sarawagi and Cohen 2004). The objective is the sum over
//! lessons of the logarithm of the true chain's probability, less a quadratic penalty; its gradient is the
//! true chain's evidence less the expected one, from sums forward and backward over the candidates.
//! It is concave, so the start does not matter. Time is linear in the steps, a pass.

use rayon::prelude::*;

use crate::evaluate::resegment::{Lesson, LessonStep, Weights};

use super::lbfgs::{Optimizer, dot};

/// Most steps of the optimizer.
const STEPS: usize = 200;

/// Learns the weights. `penalty` weighs half the squared weights; evidence whose name `left_out` holds gets
/// the weight 0.
pub fn train_resegmentation(
    lessons: &[Lesson],
    penalty: f64,
    left_out: &dyn Fn(&str) -> bool,
) -> Weights {
    let names = Weights::names();
    let kept: Vec<bool> = names.iter().map(|name| !left_out(name)).collect();
    let objective = |weights: &[f64]| {
        let parts: Vec<(f64, Vec<f64>)> =
            lessons.par_iter().map(|l| likelihood(l, weights)).collect();
        let mut value = 0.5 * penalty * dot(weights, weights);
        let mut gradient: Vec<f64> = weights.iter().map(|w| penalty * w).collect();
        for (part, slopes) in parts {
            value -= part;
            gradient.iter_mut().zip(slopes).for_each(|(g, s)| *g -= s);
        }
        for (slope, kept) in gradient.iter_mut().zip(&kept) {
            *slope = if *kept { *slope } else { 0.0 };
        }
        (value, gradient)
    };
    let mut optimizer = Optimizer::new(vec![0.0; names.len()], &objective);
    for _ in 0..STEPS {
        if !optimizer.step(&objective) {
            break;
        }
    }
    Weights::new(&optimizer.point)
}

/// The logarithm of the true chain's probability, and its gradient.
fn likelihood(lesson: &Lesson, weights: &[f64]) -> (f64, Vec<f64>) {
    let mut gradient = vec![0.0; weights.len()];
    let mut value = 0.0;
    let weighed: Vec<Vec<f64>> = lesson.steps.iter().map(|s| weigh(s, weights)).collect();
    let forward = forward(lesson, &weighed);
    let all = forward.last().map_or(0.0, |sums| sums[0]);
    let mut backward = vec![0.0];
    for (segment, steps) in lesson.steps.iter().enumerate().rev() {
        let start = if segment == 0 {
            0
        } else {
            lesson.truth[segment - 1]
        };
        let before = &forward[segment];
        let mut next = vec![Sum::default(); before.len()];
        for (step, weight) in steps.iter().zip(&weighed[segment]) {
            let onward = weight + backward[step.to];
            next[step.from].add(onward);
            let mut share = -(before[step.from] + onward - all).exp();
            if step.from == start && step.to == lesson.truth[segment] {
                share += 1.0;
                value += weight;
            }
            if share != 0.0 {
                let slopes = gradient.iter_mut().zip(&step.values);
                slopes.for_each(|(g, v)| *g += share * f64::from(*v));
            }
        }
        backward = next.iter().map(Sum::logarithm).collect();
    }
    (value - all, gradient)
}

fn weigh(steps: &[LessonStep], weights: &[f64]) -> Vec<f64> {
    let weigh = |values: &[f32]| -> f64 {
        let pairs = weights.iter().zip(values);
        pairs.map(|(w, v)| w * f64::from(*v)).sum()
    };
    steps.iter().map(|s| weigh(&s.values)).collect()
}

/// Logarithms of the sums over all chains up to each candidate, by segment, the start first.
fn forward(lesson: &Lesson, weighed: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut found = vec![vec![0.0]];
    for ((steps, weights), &ends) in lesson.steps.iter().zip(weighed).zip(&lesson.ends) {
        let before = &found[found.len() - 1];
        let mut sums = vec![Sum::default(); ends];
        for (step, weight) in steps.iter().zip(weights) {
            sums[step.to].add(before[step.from] + weight);
        }
        let logarithms = sums.iter().map(Sum::logarithm).collect();
        found.push(logarithms);
    }
    found
}

/// A sum of exponentials, scaled by its largest term so far.
#[derive(Debug, Clone, Copy)]
struct Sum {
    most: f64,
    scaled: f64,
}

impl Default for Sum {
    fn default() -> Self {
        Sum {
            most: f64::NEG_INFINITY,
            scaled: 0.0,
        }
    }
}

impl Sum {
    fn add(&mut self, logarithm: f64) {
        if logarithm == f64::NEG_INFINITY {
            return;
        }
        if logarithm > self.most {
            self.scaled = self.scaled * (self.most - logarithm).exp() + 1.0;
            self.most = logarithm;
        } else {
            self.scaled += (logarithm - self.most).exp();
        }
    }

    fn logarithm(&self) -> f64 {
        self.most + self.scaled.ln()
    }
}

#[cfg(test)]
mod tests {
    use crate::bitext::Language;
    use crate::evaluate::resegment::Resegmenter;

    use super::*;

    const REFERENCE: [&str; 4] = [
        "The fire destroyed a house.",
        "Nobody was hurt.",
        "The owner, 80, was away.",
        "Police are looking for witnesses.",
    ];
    const TRUTH: [&str; 4] = [
        "A house was destroyed by the fire.",
        "There were no injuries.",
        "The 80-year-old owner was not there.",
        "The police look for witnesses.",
    ];

    fn lessons(truth: &[&str]) -> Vec<Lesson> {
        let output = [truth.join(" ")];
        let resegmenter = Resegmenter::new(&Language::english());
        let sides: [&[String]; 1] = [&output];
        resegmenter.lessons(&[(&REFERENCE[..], sides[0])], &[truth])
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_likelihood() {
        let lesson = &lessons(&TRUTH)[0];
        let weights: Vec<f64> = (0..Weights::names().len())
            .map(|n| 0.1 * ((n % 5) as f64 - 2.0))
            .collect();
        let (value, gradient) = likelihood(lesson, &weights);
        assert!(value < 0.0);
        for at in 0..weights.len() {
            let mut moved = weights.clone();
            moved[at] += 1e-5;
            let slope = (likelihood(lesson, &moved).0 - value) / 1e-5;
            assert!(
                (slope - gradient[at]).abs() < 1e-3,
                "{at}: {slope} {}",
                gradient[at]
            );
        }
    }

    #[test]
    fn what_was_learnt_makes_the_true_cuts_likely() {
        let lessons = lessons(&TRUTH);
        let weights = train_resegmentation(&lessons, 0.01, &|_| false);
        let output = [TRUTH.join(" ")];
        let found =
            Resegmenter::with_weights(&Language::english(), weights).resegment(&REFERENCE, &output);
        assert_eq!(found.segments(), TRUTH);
    }

    #[test]
    fn a_truth_that_is_no_cutting_of_the_output_teaches_nothing() {
        let resegmenter = Resegmenter::new(&Language::english());
        let found = resegmenter.lessons(&[(&REFERENCE[..], &TRUTH[..])], &[&REFERENCE[..]]);
        assert!(found.is_empty());
    }
}
