//! Sentences of a paragraph, and words of a text.
//!
//! Alignment works on sentences, so its quality is bounded by the cut between them. Three steps, one file each:
//!
//! 1. `context` finds where a terminal mark stops (`?!`, `...`, closing quotes and brackets included) and what stands on both sides of it;
//! 2. `rules` decides whether the sentence ends there;
//! 3. `abbreviations` holds what the decision has to know about a language: abbreviations and words that open sentences.
//!
//! ```
//! use alinea::segment::{RuleSegmenter, Segmenter};
//!
//! let text = "M. Morel habite au n° 5. « Jamais ! » dit-il. Il rit.";
//! let sentences: Vec<&str> = RuleSegmenter::new("fr")
//!     .sentences(text)
//!     .into_iter()
//!     .map(|range| &text[range])
//!     .collect();
//! assert_eq!(
//!     sentences,
//!     ["M. Morel habite au n° 5.", "« Jamais ! » dit-il.", "Il rit."]
//! );
//! ```

use std::ops::Range;

mod abbreviations;
mod chars;
mod context;
mod rules;
mod paragraphs;
mod document;
pub mod words;

#[cfg(test)]
mod tests;

pub use document::Splitter;
pub use paragraphs::{Paragraphs, paragraphs};
pub use rules::RuleSegmenter;

/// Text of one paragraph to its sentences.
pub trait Segmenter: Sync {
    /// Byte ranges of the sentences of `paragraph`, in order, without surrounding white space; together they hold every character of it that is not white space at a sentence's edge. An empty or blank paragraph has none.
    fn sentences(&self, paragraph: &str) -> Vec<Range<usize>>;
}

/// Takes the paragraph whole as one sentence: for texts that are already one sentence a line.
///
/// ```
/// use alinea::segment::{Segmenter, WholeSegmenter};
///
/// assert_eq!(WholeSegmenter.sentences(" Oui. Non. "), [1..10]);
/// assert!(WholeSegmenter.sentences(" \n").is_empty());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WholeSegmenter;

impl Segmenter for WholeSegmenter {
    fn sentences(&self, paragraph: &str) -> Vec<Range<usize>> {
        trimmed(paragraph, 0, paragraph.len()).into_iter().collect()
    }
}

/// `from..to` of `text` without white space at its edges; `None` if nothing is left. Both ends must lie on character boundaries.
fn trimmed(text: &str, from: usize, to: usize) -> Option<Range<usize>> {
    let piece = &text[from..to];
    let start = to - piece.trim_start().len();
    let end = from + piece.trim_end().len();
    (start < end).then_some(start..end)
}
