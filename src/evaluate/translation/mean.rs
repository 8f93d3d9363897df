//! Scores that came for each segment from elsewhere: their mean is the score of a corpus.

use super::arithmetic::Arithmetic;
use super::metric::{Description, Score, Scorer};
use super::statistics::Statistics;

/// The mean of given segment scores: a learned metric's, or the quality of source and output.
///
/// ```
/// use alinea::evaluate::translation::{Arithmetic, Mean, Scorer};
/// let comet = Mean::new("COMET");
/// let statistics = comet.statistics(&[0.9, 0.5]);
/// assert_eq!(comet.score(&statistics.sum(), Arithmetic::Double).value, 0.7);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mean {
    name: String,
    lower_is_better: bool,
    more_digits: usize,
    fields: Vec<(&'static str, String)>,
}

impl Mean {
    /// A mean of this name, whose scores are better the higher they are.
    pub fn new(name: impl Into<String>) -> Self {
        Mean {
            name: name.into(),
            lower_is_better: false,
            more_digits: 2,
            fields: Vec::new(),
        }
    }

    /// With lower scores better, as those of MetricX.
    #[must_use]
    pub fn lower_is_better(mut self) -> Self {
        self.lower_is_better = true;
        self
    }

    /// With more to say in the signature.
    #[must_use]
    pub fn with_field(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((key, value.into()));
        self
    }

    /// The numbers of segments with these scores: each score, and 1.
    pub fn statistics(&self, scores: &[f64]) -> Statistics {
        Statistics::new(2, scores.iter().flat_map(|&score| [score, 1.0]).collect())
    }
}

impl Scorer for Mean {
    fn describe(&self) -> Description {
        Description {
            name: self.name.clone(),
            fields: self.fields.clone(),
            columns: 2,
            lower_is_better: self.lower_is_better,
            more_digits: self.more_digits,
        }
    }

    /// The sum of scores over the number of segments; 0 for none.
    fn score(&self, sums: &[f64], arithmetic: Arithmetic) -> Score {
        match sums {
            [sum, count] if *count > 0.0 => Score::double(arithmetic.round(sum / count)),
            _ => Score::double(0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::translation::significance::{Draws, paired_bootstrap};

    #[test]
    fn a_document_without_segments_scores_zero() {
        let mean = Mean::new("COMET");
        let statistics = mean.statistics(&[0.25, 0.75]);
        let score = |range| mean.score(&statistics.sum_of(range), Arithmetic::Double);
        assert_eq!(score(0..0).value, 0.0);
        assert_eq!(score(1..2).value, 0.75);
    }

    #[test]
    fn a_system_that_is_better_everywhere_differs_surely() {
        let mean = Mean::new("COMET");
        let low: Vec<f64> = (0..50).map(|n| 0.2 + f64::from(n % 7) / 100.0).collect();
        let high: Vec<f64> = low.iter().map(|score| score + 0.3).collect();
        let systems = [mean.statistics(&low), mean.statistics(&high)];
        let compared = paired_bootstrap(&mean, &systems, Draws::new(200));
        assert!(compared[1].p_value.expect("the second is compared") < 0.01);
    }
}
