//! Whether scores mean what they say: of the beads with a score near p, is a share of p right? A bead is
//! right where it is so strictly; a null bead, wherever it stands.
//!
//! Scores are put into ten bins of equal width. The expected calibration error (Naeini, Cooper and
//! Hauskrecht 2015) is the mean, over beads, of the distance between their bin's mean score and its
//! share of right beads. Linear in the beads.

use std::ops::AddAssign;

use rustc_hash::FxHashSet;

use crate::bitext::Bead;

/// Bins of the scores.
pub const BINS: usize = 10;

/// What stands in one bin.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bin {
    /// Beads in it.
    pub beads: usize,
    /// Those that are right.
    pub right: usize,
    /// Sum of their scores.
    pub scores: f64,
}

impl Bin {
    /// Mean score, 0 to 1; 0 without beads.
    pub fn mean_score(&self) -> f64 {
        self.scores / self.beads.max(1) as f64
    }

    /// Share that is right, 0 to 1; 0 without beads.
    pub fn share_right(&self) -> f64 {
        self.right as f64 / self.beads.max(1) as f64
    }
}

/// Counts for a reliability diagram.
///
/// ```
/// use alinea::evaluate::Reliability;
/// let mut reliability = Reliability::default();
/// reliability.add(0.9, true);
/// reliability.add(0.9, true);
/// reliability.add(0.5, false);
/// assert!((reliability.expected_calibration_error() - (0.2 + 0.5) / 3.0).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Reliability {
    /// From the lowest scores to the highest.
    pub bins: [Bin; BINS],
}

impl Reliability {
    /// Adds a bead with its score, 0 to 1, and whether it is right.
    pub fn add(&mut self, score: f64, right: bool) {
        let bin = &mut self.bins[((score * BINS as f64) as usize).min(BINS - 1)];
        bin.beads += 1;
        bin.right += usize::from(right);
        bin.scores += score;
    }

    /// Adds found beads with their scores, 0 to 1: right are those that gold has, null beads wherever they stand.
    pub fn add_alignment<'b>(
        &mut self,
        gold: &[Bead],
        found: impl Iterator<Item = (&'b Bead, f64)>,
    ) {
        let gold: FxHashSet<Bead> = gold.iter().map(Bead::unplaced).collect();
        for (bead, score) in found {
            self.add(score, gold.contains(&bead.unplaced()));
        }
    }

    /// Beads in all bins.
    pub fn beads(&self) -> usize {
        self.bins.iter().map(|bin| bin.beads).sum()
    }

    /// 0 to 1, down is better; 0 without beads.
    pub fn expected_calibration_error(&self) -> f64 {
        let apart = |bin: &Bin| (bin.scores - bin.right as f64).abs();
        self.bins.iter().map(apart).sum::<f64>() / self.beads().max(1) as f64
    }
}

impl AddAssign<&Reliability> for Reliability {
    fn add_assign(&mut self, other: &Reliability) {
        for (bin, more) in self.bins.iter_mut().zip(&other.bins) {
            bin.beads += more.beads;
            bin.right += more.right;
            bin.scores += more.scores;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_at_both_ends_have_a_bin() {
        let mut reliability = Reliability::default();
        reliability.add(0.0, false);
        reliability.add(1.0, true);
        assert_eq!(
            (reliability.bins[0].beads, reliability.bins[9].right),
            (1, 1)
        );
        assert_eq!(reliability.expected_calibration_error(), 0.0);
        assert_eq!(Reliability::default().expected_calibration_error(), 0.0);
    }
}
