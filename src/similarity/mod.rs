//! How alike are these source segments and those target segments?
//!
//! [`Evidence`] reads an article pair once, for a band of its lattice: lengths (Gale and Church
//! 1993), character 4-grams and near-identical words weighted by rarity, word vectors of segments and
//! the coverage of single words, numbers and dates, names, final marks, quotation marks and turns of
//! dialogue, paragraphs. Any bead's features are then sums of what was computed, without looking at
//! the text again. [`Model`] adds the weights and gives the lattice what it asks for; [`Calibration`]
//! says what the posteriors are worth.
//!
//! Where there are no word vectors a [`Lexicon`], learnt from beads of a first pass, may give words
//! their partners.
//!
//! [`Reading`] is what both sides hold, read once; [`Blocks`] compares runs of many segments, for the
//! coarse passes over long documents. Memory is a few numbers for each pair of segments in the band;
//! time is linear in the text plus the pairs in the band that share a term, and the pairs of content
//! words where coverage is asked for.

mod calibration;
mod features;
mod length;
mod terms;
mod overlap;
mod cognates;
mod names;
mod surface;
pub mod vectors;
mod meaning;
mod shape;
mod lexicon;
mod rows;
mod coverage;
mod reading;
mod blocks;
mod tables;
mod evidence;
mod likeness;

pub use blocks::Blocks;
pub use calibration::Calibration;
pub use evidence::{Evidence, Model, Partners};
pub use features::{Feature, FeatureVector, Knowledge, Weights};
pub use length::Length;
pub use lexicon::{Lexicon, LexiconBuilder};
pub use likeness::{
    Likeness, LikenessFeature, LikenessSide, LikenessVector, Place, WordInfo, WordMatch, identify,
    is_identified,
};
pub use reading::Reading;
pub(crate) use rows::FEW;
pub use tables::Tables;
pub use vectors::VectorTable;
