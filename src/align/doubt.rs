//! Stretches of a long document in which nothing sure was found: a sign that the two sides differ
//! there, or that the search went wrong.
//!
//! A pair is sure from a posterior of [`SURE`]. What is missing on one side only is no doubt; a
//! doubt is a stretch in which both sides have at least [`LEAST`] segments more than are in sure
//! pairs, counted from where such segments begin to outweigh sure pairs (a scan that starts anew
//! where its count falls away, as in the search for maximal scoring subsequences; Karlin and
//! Altschul 1990). Linear time. Wrong pairs that the model is sure of are not found.

use crate::bitext::{Alignment, Bead};

/// Posterior from which a pair is sure.
const SURE: f64 = 0.5;

/// Segments on both sides that make a doubt.
const LEAST: usize = 40;

/// What a segment in a sure pair takes off the count of those that are not.
const COST: usize = 2;

/// How far the count may fall before a scan starts anew.
const FALL: usize = 20;

/// A scan from where doubts begin.
struct Scan {
    start: (usize, usize),
    unsure: (usize, usize),
    sure: usize,
    /// The highest count, and the position where it was reached.
    most: (usize, (usize, usize)),
}

impl Scan {
    fn new(start: (usize, usize)) -> Self {
        Scan {
            start,
            unsure: (0, 0),
            sure: 0,
            most: (0, start),
        }
    }

    fn add(&mut self, bead: &Bead, posterior: f64) {
        if !bead.is_null() && posterior >= SURE {
            self.sure += bead.source.len().max(bead.target.len());
        } else {
            self.unsure.0 += bead.source.len();
            self.unsure.1 += bead.target.len();
        }
        let count = self.count();
        if count > self.most.0 {
            self.most = (count, (bead.source.end, bead.target.end));
        }
    }

    fn count(&self) -> usize {
        let both = self.unsure.0.min(self.unsure.1);
        both.saturating_sub(COST * self.sure)
    }

    fn over(&self) -> bool {
        let both = self.unsure.0.min(self.unsure.1);
        COST * self.sure >= both + FALL || self.count() + FALL + LEAST <= self.most.0
    }

    fn doubt(&self) -> Option<Bead> {
        let end = self.most.1;
        (self.most.0 >= LEAST).then(|| Bead::new(self.start.0..end.0, self.start.1..end.1))
    }
}

/// The stretches, in order, as ranges of segments on both sides.
pub(super) fn doubts(alignment: &Alignment, posteriors: &[f64]) -> Vec<Bead> {
    let mut doubts = Vec::new();
    let mut scan = Scan::new((0, 0));
    for (bead, posterior) in alignment.beads().iter().zip(posteriors) {
        scan.add(bead, *posterior);
        if scan.over() {
            doubts.extend(scan.doubt());
            scan = Scan::new((bead.source.end, bead.target.end));
        }
    }
    doubts.extend(scan.doubt());
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs of `(pairs, omitted, added)`.
    fn found(runs: &[(usize, usize, usize)]) -> Vec<Bead> {
        let (mut s, mut t) = (0, 0);
        let mut beads = Vec::new();
        for (pairs, omitted, added) in runs {
            for (a, b, times) in [(1, 1, *pairs), (1, 0, *omitted), (0, 1, *added)] {
                for _ in 0..times {
                    beads.push(Bead::new(s..s + a, t..t + b));
                    (s, t) = (s + a, t + b);
                }
            }
        }
        let alignment = Alignment::new(beads, s, t).expect("covers both sides");
        let sure = vec![0.9; alignment.beads().len()];
        doubts(&alignment, &sure)
    }

    #[test]
    fn what_is_missing_on_one_side_is_no_doubt() {
        assert!(found(&[(100, 500, 0), (100, 0, 300), (10, 0, 0)]).is_empty());
        assert!(found(&[]).is_empty());
    }

    #[test]
    fn two_sides_without_pairs_are_a_doubt() {
        let doubts = found(&[(100, 60, 60), (200, 0, 0)]);
        assert_eq!(doubts, [Bead::new(100..160, 100..160)]);
    }
}
