//! Source, references and outputs side by side: per bead of the source what each says, with its
//! quality, what the checks find, what is left out and what is added.
//!
//! # Two layouts
//! [`Layout::Lines`]: all texts have the same segments, line by line; each line is a bead.
//! [`Layout::Aligned`]: every reference and every output is aligned with the source by itself, a
//! document at a time, and the alignments are joined: a position of the source where every alignment
//! has a boundary parts two beads (`join.rs`). So a bead holds as few source segments as all the
//! alignments allow, and every segment of every text is in one bead. Segments that face nothing are
//! omissions and additions as wholes; within a bead that has both sides, stretches are looked for
//! ([`checks`](super::checks)).
//!
//! Time is that of the alignments, and of a few thousand comparisons of words a segment and system;
//! all documents and lines are judged on all cores, in order. Where the output of one system breaks
//! the order of the source, its beads grow, and with them those of all: compare it by itself.

mod aligner;
mod bead;
mod by_source;
mod counts;
mod documents;
mod join;

pub use aligner::{ThreeWayAligner, ThreeWayTexts};
pub use bead::{SystemBead, Text, ThreeWay, ThreeWayBead};
pub use by_source::Piece;
pub use counts::{SystemCounts, counts};

/// How the texts lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// Line by line: segment `i` of every text is that of the source.
    #[default]
    Lines,
    /// Segmented differently: they are aligned first, within their documents.
    Aligned,
}
