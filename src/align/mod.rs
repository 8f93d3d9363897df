//! Choosing the beads: a lattice of positions, a band of it, the best path, and the probability of
//! every bead.
//!
//! A position is a pair (source position, target position); an edge is a bead, with a weight, up is
//! better. [`viterbi`](fn@viterbi) finds the heaviest path; [`forward_backward`](fn@forward_backward)
//! sums over all paths and gives each bead its posterior. Both search a [`Band`](crate::bitext::Band),
//! which may be the whole lattice, so that one interface serves short and long documents; the
//! answer is exact within the band.
//!
//! [`Aligner`] picks the band: of an ordinary article the whole lattice is compared, of a long document
//! a corridor found from coarse to fine (`coarse`); within it only likely positions are searched with
//! all features. Where the path runs along the edge of what was searched, that stretch is widened and
//! searched again (`band`); stretches of a long document without a sure pair are compared again by
//! themselves, and reported if that does not help (`doubt`).
//!
//! Where more segments have no partner than usual, the same weights are searched once more with null
//! beads made likelier (`prior`).
//!
//! Languages without word vectors are aligned twice where there is enough text: the second time with
//! a lexicon learnt from the first (`learn`).
//!
//! Null beads come in runs: the weight of one may depend on whether it continues a run on the same
//! side, and on whether the run stands alone or a run of the other side beside it, as where a
//! paragraph was replaced by another. So each position has five states: after a bead with both
//! sides; after an omission or an addition of a run that stands alone; after an omission or an
//! addition of a stretch that was replaced. In such a stretch the omissions come first; this makes
//! the path of a set of beads unique, and the weight the same with the sides swapped.

mod lattice;
mod edges;
mod viterbi;
mod forward_backward;
mod band;
mod walk;
mod coarse;
mod doubt;
mod prior;
mod aligner;
mod learn;

pub use crate::bitext::BeadTypes;
pub use aligner::{Aligned, Aligner};
pub use edges::Edges;
pub use forward_backward::{Nulls, Posteriors, forward_backward};
pub use viterbi::viterbi;

use crate::bitext::{Bead, Run};
use crate::similarity::Model;

/// The weight of a bead: any number, up is better; negative infinity forbids it. Closures satisfy
/// it.
pub trait BeadWeight: Sync {
    /// `run` says what a null bead is to its run; a bead with both sides has [`Run::Opens`].
    fn weight(&self, bead: &Bead, run: Run) -> f64;
}

impl<F: Fn(&Bead, Run) -> f64 + Sync> BeadWeight for F {
    fn weight(&self, bead: &Bead, run: Run) -> f64 {
        self(bead, run)
    }
}

impl BeadWeight for Model<'_> {
    fn weight(&self, bead: &Bead, run: Run) -> f64 {
        Model::weight(self, bead, run)
    }
}
