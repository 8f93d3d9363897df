//! The nouns of the toolkit and their invariants: documents of segments, article pairs, beads,
//! alignments, translation units.
//!
//! All indices are 0-based; ranges are half-open; the source is always the first of two.

mod language;
mod document;
mod bead;
mod bead_types;
mod alignment;
mod blanks;
mod crossing;
mod band;
mod extra;
mod unit;
mod test_set;

pub use alignment::Alignment;
pub use band::Band;
pub use bead::{Bead, BeadType, Run};
pub use bead_types::BeadTypes;
pub use blanks::Blanks;
pub use crossing::{Crossing, CrossingLink};
pub use document::{ArticlePair, Document, Metadata, Segment};
pub use extra::{Extra, ExtraValue};
pub use language::Language;
pub use test_set::{SegmentedDocument, SegmentedText, TestSetTexts};
pub use unit::{AlignedArticle, Article, BeadScore, Review, ScoreParts, Side, TranslationUnit};
