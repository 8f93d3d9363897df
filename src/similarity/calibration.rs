//! Calibration: from a posterior to how often beads with that posterior are right.
//!
//! A model that was learnt on some documents is too sure or not sure enough on others. The map is
//! beta calibration (Kull, Silva Filho and Flach 2017), a logistic regression on the logarithms of
//! the posterior and of what is left to 1; it rises, and holds at 0 and 1. It is learnt on documents
//! that the weights were not learnt from.

use serde::{Deserialize, Serialize};

/// Distance that is kept from 0 and 1.
const LEAST: f64 = 1e-6;

/// A map from posteriors to probabilities, both 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Weight of the logarithm of the posterior, at least 0.
    pub sure: f64,
    /// Weight of the negative logarithm of what is left to 1, at least 0.
    pub unsure: f64,
    /// What is added.
    pub offset: f64,
}

impl Default for Calibration {
    /// Leaves posteriors as they are.
    fn default() -> Self {
        Calibration {
            sure: 1.0,
            unsure: 1.0,
            offset: 0.0,
        }
    }
}

impl Calibration {
    /// The probability, 0 to 1.
    ///
    /// ```
    /// use alinea::similarity::Calibration;
    /// let map = Calibration { sure: 1.6, unsure: 0.9, offset: 0.8 };
    /// assert!(map.probability(0.5) > 0.5 && map.probability(0.2) < map.probability(0.3));
    /// assert_eq!(map.probability(1.0), 1.0);
    /// ```
    pub fn probability(&self, posterior: f64) -> f64 {
        if posterior <= 0.0 || posterior >= 1.0 {
            return posterior.clamp(0.0, 1.0);
        }
        let [sure, unsure] = Calibration::values(posterior);
        1.0 / (1.0 + (-(self.sure * sure + self.unsure * unsure + self.offset)).exp())
    }

    /// The values that its weights multiply.
    pub(crate) fn values(posterior: f64) -> [f64; 2] {
        let posterior = posterior.clamp(LEAST, 1.0 - LEAST);
        [posterior.ln(), -(1.0 - posterior).ln()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_it_is_shipped_without_a_map_nothing_changes() {
        for posterior in [0.0, 0.1, 0.5, 0.999, 1.0] {
            let same = Calibration::default().probability(posterior);
            assert!((same - posterior).abs() < 1e-9);
        }
    }
}
