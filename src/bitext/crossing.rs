//! Crossings: pairs that match out of order, beside an alignment that is monotone.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Alignment, Bead, BeadScore};

/// A pair of a [`Crossing`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrossingLink {
    /// Its segments. Both sides are there.
    pub bead: Bead,
    /// How sure we are that the two sides are translations of one another, taken by themselves, and
    /// what speaks for it. Unlike a bead's score this is no posterior.
    pub score: BeadScore,
}

/// Segments that a translator has moved: the beads of an [`Alignment`] that hold them, and the pairs
/// that they make when order does not count.
///
/// An alignment is monotone, so it leaves a moved segment in a null bead on each side, or lumps what
/// has changed places into one bead. A crossing says what to make of these beads instead; the
/// alignment stays as it is.
///
/// ```
/// use alinea::bitext::{Alignment, Bead, BeadScore, Crossing, CrossingLink};
/// let beads = vec![Bead::new(0..1, 0..0), Bead::new(1..2, 0..1), Bead::new(2..2, 1..2)];
/// let alignment = Alignment::new(beads, 2, 2)?;
/// let link = |source: usize, target: usize| CrossingLink {
///     bead: Bead::new(source..source + 1, target..target + 1),
///     score: BeadScore { score: 0.9, ..BeadScore::default() },
/// };
/// let crossing = Crossing { beads: vec![0, 2], links: vec![link(0, 1)] };
/// assert!(crossing.fits(&alignment));
/// assert_eq!(crossing.probability(), 0.9);
/// assert!(!Crossing { beads: vec![1], links: vec![link(1, 0)] }.fits(&alignment));
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Crossing {
    /// Numbers of the beads that it takes apart, from 0, ascending.
    pub beads: Vec<usize>,
    /// The pairs that come of them, in the order of the source.
    pub links: Vec<CrossingLink>,
}

impl Crossing {
    /// The probability of its least sure pair, 0 to 1.
    pub fn probability(&self) -> f64 {
        let scores = self.links.iter().map(|link| link.score.score);
        scores.reduce(f64::min).unwrap_or(0.0)
    }

    /// Whether its pairs hold the segments of its beads, each once, in the order of the source, and
    /// one of them crosses another or a bead that stands between.
    pub fn fits(&self, alignment: &Alignment) -> bool {
        let beads = alignment.beads();
        let (Some(&first), Some(&last)) = (self.beads.first(), self.beads.last()) else {
            return false;
        };
        if last >= beads.len() || !self.beads.is_sorted_by(|a, b| a < b) {
            return false;
        }
        let links = || self.links.iter().map(|link| &link.bead);
        let taken = || self.beads.iter().map(|&at| &beads[at]);
        let between = (first..=last).filter(|at| self.beads.binary_search(at).is_err());
        let near: Vec<&Bead> = between.map(|at| &beads[at]).chain(links()).collect();
        let same = segments(taken().map(|b| &b.source)) == segments(links().map(|b| &b.source))
            && segments(taken().map(|b| &b.target)) == segments(links().map(|b| &b.target));
        let ordered = self
            .links
            .is_sorted_by(|a, b| a.bead.source.end <= b.bead.source.start);
        let crosses = links().any(|link| near.iter().any(|other| link.crosses(other)));
        same && ordered && crosses && links().all(|link| !link.is_null())
    }
}

/// The segments of these ranges in order, with those that come twice.
fn segments<'a>(ranges: impl Iterator<Item = &'a Range<usize>>) -> Vec<usize> {
    let mut all: Vec<usize> = ranges.flat_map(Clone::clone).collect();
    all.sort_unstable();
    all
}
