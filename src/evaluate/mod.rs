//! Against a truth: alignments against gold alignments.

mod alignment;
mod reliability;

pub use alignment::{AlignmentCounts, Measures, TypeCounts, evaluate_alignment};
pub use reliability::{BINS, Bin, Reliability};
