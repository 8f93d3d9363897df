//! How often segments have no partner, from document to document.
//!
//! The weights say how likely a null bead is in the documents that they were learnt from. Where most
//! segments have no partner, as in excerpts and comparable texts, that is too little: segments left
//! over on both sides are paired. So the runs of null beads that a first search finds become what a second
//! expects, as a classifier's probabilities are adjusted to other frequencies of its classes (Saerens,
//! Latinne and Decaestecker 2002): the logarithm of the ratio of the odds is added to the weight of what
//! opens a run. Only part of it is added, and once, since each search believes the one before. How long
//! runs are is left alone: one missing chapter says nothing of other places. Nothing is taken off where
//! there is less than usual. Linear in the beads, and a second search of the weights that are there.
//!
//! Text that is hardly known (a poor scan) looks like text without partners, and may lose a little by it. The
//! constants are those that did about best in the mean of changed copies of three development sets and of
//! the sets as they are; `docs/ablation.md` has the figures, and those of sets not chosen by.

use crate::bitext::{Alignment, Bead, Run};

use super::Edges;

/// Runs of null beads a bead with both sides that are usual.
const USUAL: f64 = 0.04;

/// Beads with both sides that are added to those found, with as many runs as usual.
const SEEN: f64 = 10.0;

/// The part of the logarithm that is added.
const PART: f64 = 0.7;

/// What is too little for a second search.
const LEAST: f64 = 0.05;

/// What is added to the weight of the null bead that opens a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Prior {
    opens: f64,
}

impl Prior {
    /// By what a first search found; `None` where there are no more runs of null beads than usual.
    pub(super) fn new(found: &Alignment) -> Option<Self> {
        let beads = found.beads();
        let paired = beads.iter().filter(|bead| !bead.is_null()).count() as f64;
        let runs = beads.chunk_by(|a, b| a.is_null() && b.is_null());
        let runs = runs.filter(|run| run[0].is_null()).count() as f64;
        let odds = (runs + SEEN * USUAL) / (paired + SEEN);
        let opens = PART * (odds / USUAL).ln();
        (opens > LEAST).then_some(Prior { opens })
    }

    /// What is added to the weight of a bead.
    pub(super) fn of(self, bead: &Bead, run: Run) -> f32 {
        if bead.is_null() { self.on(run) } else { 0.0 }
    }

    /// Adds it to the weights of all null beads.
    pub(super) fn add(self, edges: &mut Edges<f32>) {
        edges.change_nulls(|weight, run| *weight += self.on(run));
    }

    fn on(self, run: Run) -> f32 {
        match run {
            Run::Opens | Run::OpensAgainst => self.opens as f32,
            Run::Continues | Run::ContinuesAgainst => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs, after each of every `nth` of which stand so many null beads.
    fn found(pairs: usize, nth: usize, nulls: usize) -> Option<Prior> {
        let (mut beads, mut s) = (Vec::new(), 0);
        for t in 0..pairs {
            beads.push(Bead::new(s..s + 1, t..t + 1));
            s += 1;
            if t % nth == nth - 1 {
                beads.extend((s..s + nulls).map(|s| Bead::new(s..s + 1, t + 1..t + 1)));
                s += nulls;
            }
        }
        Prior::new(&Alignment::new(beads, s, pairs).expect("covers both sides"))
    }

    #[test]
    fn usual_documents_are_searched_once() {
        assert_eq!(found(0, 1, 0), None);
        assert_eq!(found(100, 25, 1), None);
    }

    #[test]
    fn where_runs_are_many_more_are_expected() {
        let many = found(100, 2, 1).expect("more than usual");
        assert!(many.opens > 1.0 && many.opens < 3.0, "{many:?}");
        let null = Bead::new(3..4, 5..5);
        assert_eq!(many.of(&null, Run::Opens), many.opens as f32);
        assert_eq!(many.of(&null, Run::Continues), 0.0);
        assert_eq!(many.of(&Bead::new(3..4, 5..6), Run::Opens), 0.0);
    }

    #[test]
    fn how_long_runs_are_says_nothing_of_how_many_there_are() {
        assert_eq!(found(100, 100, 80), None);
        assert_eq!(found(100, 2, 9), found(100, 2, 1));
    }
}
