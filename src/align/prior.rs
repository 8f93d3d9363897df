//! How often segments have no partner, from document to document.
//!
//! The weights say how likely a null bead is in the documents that they were learnt from. Where most
//! segments have no partner, as in excerpts and comparable texts, that is too little: two segments
//! left over on both sides are paired. So what a first search expects of null beads becomes the
//! expectation of a second, as a classifier's probabilities are adjusted to other frequencies of its
//! classes (Saerens, Latinne and Decaestecker 2002): the logarithm of the ratio of the odds is added to the
//! weight of what opens a run of null beads, and likewise of what continues one. Only part of it is
//! added, and once, since each search believes the one before. Nothing is taken off where there is less than usual.

use crate::bitext::Run;

use super::{Edges, Nulls};

/// Runs of null beads a bead with both sides, and null beads that continue one a null bead, that are usual.
const USUAL: (f64, f64) = (0.06, 0.6);

/// Beads with both sides that are added to what was seen, with as many null beads as usual.
const SEEN: f64 = 10.0;

/// The part of the logarithms that is added: for what opens a run, and for what continues one.
const PART: (f64, f64) = (0.7, 0.4);

/// Sums of logarithms too small for a second search.
const LEAST: f64 = 0.05;

/// What is added to the weights of null beads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Prior {
    opens: f64,
    continues: f64,
}

impl Prior {
    /// By the null beads that are expected beside so many beads with both sides; `None` where they are
    /// no more than usual.
    pub(super) fn new(nulls: &Nulls, paired: usize) -> Option<Self> {
        let more = |expected: f64, of: f64, usual: f64| (expected / of / usual).ln().max(0.0);
        let opens = more(nulls.opens + SEEN * USUAL.0, paired as f64 + SEEN, USUAL.0);
        // Odds of one more null bead against the end of the run; each run ends once.
        let usual = USUAL.1 / (1.0 - USUAL.1);
        let runs = SEEN * USUAL.0;
        let continues = more(nulls.continues + runs * usual, nulls.opens + runs, usual);
        let prior = Prior {
            opens: PART.0 * opens,
            continues: PART.1 * continues,
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

    fn nulls(opens: f64, continues: f64) -> Nulls {
        Nulls {
            source: Vec::new(),
            target: Vec::new(),
            opens,
            continues,
        }
    }

    #[test]
    fn usual_documents_are_searched_once() {
        assert_eq!(Prior::new(&nulls(0.0, 0.0), 0), None);
        assert_eq!(Prior::new(&nulls(3.0, 3.0), 100), None);
    }

    #[test]
    fn many_null_beads_weigh_more_and_long_runs_go_on() {
        let many = Prior::new(&nulls(60.0, 20.0), 100).expect("more than usual");
        assert!(many.opens > 1.0 && many.continues == 0.0, "{many:?}");
        let long = Prior::new(&nulls(3.0, 60.0), 100).expect("more than usual");
        assert!(long.opens < 0.01 && long.continues > 1.0, "{long:?}");
    }
}
