//! Against a truth: alignments against gold alignments, translations against references.

mod alignment;
pub mod checks;
mod reliability;
pub mod resegment;
pub mod three_way;
pub mod translation;

pub use alignment::{AlignmentCounts, Measures, TypeCounts, evaluate_alignment};
pub use reliability::{BINS, Bin, Reliability};
