//! How often segments have no partner, from document to document.
//!
//! The weights say how likely a null bead is in the documents that they were learnt from. Where most
//! segments have no partner, as in excerpts and comparable texts, that is too little: segments left
//! over on both sides are paired. So what a first search finds of null beads becomes the expectation of
//! a second, as a classifier's probabilities are adjusted to other frequencies of its classes (Saerens,
//! Latinne and Decaestecker 2002): the logarithm of the ratio of the odds is added to the weight of what
//! opens a run of null beads, and likewise of what continues one. Only part of it is added, and once,
//! since each search believes the one before. One long run says nothing of others, so only its first beads
//! count. Nothing is taken off where there is less than usual.

use crate::bitext::{Alignment, Bead, Run};

use super::Edges;

/// What is usual: runs of null beads, against beads with both sides; and the share of null beads that
/// continue a run.
const USUAL: (f64, f64) = (0.04, 0.6);

/// Beads with both sides that are added to those found, with as many null beads as usual.
const SEEN: f64 = 10.0;

/// Null beads of a run that count.
const COUNTED: usize = 3;

/// The part of the logarithms that is added: for what opens a run, and for what continues one.
const PART: (f64, f64) = (0.7, 0.4);

/// Sums of the two that are too small for a second search.
const LEAST: f64 = 0.05;

/// What is added to the weights of null beads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Prior {
    opens: f64,
    continues: f64,
}

impl Prior {
    /// By what a first search found; `None` where there are no more null beads than usual.
    pub(super) fn new(found: &Alignment) -> Option<Self> {
        let (mut paired, mut opened, mut continued) = (SEEN, SEEN * USUAL.0, 0.0);
        let usual = USUAL.1 / (1.0 - USUAL.1);
        continued += usual * opened;
        let same = |a: &Bead, b: &Bead| a.is_null() && b.is_null();
        for beads in found.beads().chunk_by(same) {
            if beads[0].is_null() {
                opened += 1.0;
                continued += (beads.len().min(COUNTED) - 1) as f64;
            } else {
                paired += 1.0;
            }
        }
        let more = |odds: f64, usual: f64| (odds / usual).ln().max(0.0);
        let prior = Prior {
            opens: PART.0 * more(opened / paired, USUAL.0),
            continues: PART.1 * more(continued / opened, usual),
        };
        (prior.opens + prior.continues > LEAST).then_some(prior)
    }

    /// Adds it to the weights of the null beads.
    pub(super) fn add(self, edges: &mut Edges<f32>) {
        edges.change_nulls(|weight, run| {
            *weight += match run {
                Run::Opens | Run::OpensAgainst => self.opens as f32,
                Run::Continues | Run::ContinuesAgainst => self.continues as f32,
            }
        });
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
    fn many_runs_make_runs_likelier_and_long_ones_longer() {
        let many = found(100, 2, 1).expect("more than usual");
        assert!(many.opens > 1.0 && many.continues == 0.0, "{many:?}");
        let long = found(100, 20, 3).expect("more than usual");
        assert!(long.opens < 0.2 && long.continues > 0.05, "{long:?}");
    }

    #[test]
    fn one_long_run_says_nothing_of_others() {
        assert_eq!(found(100, 100, 80), found(100, 100, 3));
    }
}
