//! Against a truth: alignments against gold alignments.

mod alignment;

pub use alignment::{AlignmentCounts, Measures, TypeCounts, evaluate_alignment};
