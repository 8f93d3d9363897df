//! How alike are these source segments and those target segments?
//!
//! [`Evidence`] reads an article pair once, for a band of its lattice: lengths (Gale and Church
//! 1993), character 4-grams and near-identical words weighted by rarity, numbers and dates, names,
//! final marks and quotation marks, paragraphs. Any bead's features are then sums of what was
//! computed, without looking at the text again. [`Model`] adds the weights and gives the lattice
//! what it asks for.
//!
//! Memory is four numbers for each pair of segments in the band; time is linear in the text plus
//! the pairs in the band that share a term.

mod features;
mod length;
mod terms;
mod overlap;
mod cognates;
mod surface;
pub mod vectors;
mod meaning;
mod shape;
mod tables;
mod evidence;
mod anchors;

pub use anchors::{Anchor, anchors};
pub use evidence::{Evidence, Model};
pub use features::{Feature, FeatureVector, Weights};
pub use length::Length;
pub use tables::Tables;
pub use vectors::VectorTable;

use crate::bitext::Bead;

/// A similarity of a bead's two sides, which a user may add to those built in.
pub trait Similarity: Sync {
    /// From 0 to 1, up is better; 0 for a null bead.
    fn similarity(&self, bead: &Bead) -> f64;
}

impl Similarity for Length {
    fn similarity(&self, bead: &Bead) -> f64 {
        if bead.is_null() {
            0.0
        } else {
            Length::similarity(self, bead)
        }
    }
}
