//! Output whose sentences are split otherwise than the reference's, cut anew on the reference's segments.
//!
//! Metrics compare segment with segment, but a system that translates whole documents, or speech, cuts
//! its output where it likes. Here the output becomes one text, and every reference segment is given a
//! piece of it, in order; the pieces together are the output, and only the places of the cuts change.
//! References and output are in one language.
//!
//! How it is done, one file a step:
//!
//! 1. `stream`: the output's lines are joined and read into `units` (words, marks, ideographs). A cut
//!    may fall at white space that breaks a line, and between ideographs; never in a word.
//! 2. `corridor`: in a long text only the places near what both sides have once are searched.
//! 3. `candidates`: a global alignment of units, forward and backward, gives for each segment the places
//!    where it may end. This is minimum edit distance against the reference's boundaries (Matusov,
//!    Leusch, Bender and Ney 2005), with soft likeness of units, rare ones weighing most.
//! 4. `search`: over these candidates, the best chain of pieces by a log-linear weight of the evidence
//!    of each piece (`pieces`: what it shares with its segment in any order, length, sentences, quotes) and of
//!    each cut (`edges`: sentence ends, the output's own line breaks, marks and capitals on both sides
//!    compared with the reference's).
//!
//! The weights are learnt (`weights`, `lessons`, [`crate::train`]); `docs/resegmentation.md` has figures.
//! Time is linear in the text with a corridor, and grows with the square of short documents; memory is
//! linear. Ties go to the earlier place. It fails where a segment's translation shares nothing with it and
//! its neighbours' lengths and marks leave the choice open, and where segments were moved: pieces are in
//! the order of the segments.
//!
//! ```
//! use alinea::bitext::Language;
//! use alinea::evaluate::resegment::Resegmenter;
//! let reference = ["The train leaves at eight.", "It is on time.", "Nobody is surprised."];
//! let output = ["The train starts at eight. It is", "punctual. Nobody is surprised."];
//! let found = Resegmenter::new(&Language::english()).resegment(&reference, &output);
//! assert_eq!(
//!     found.segments(),
//!     ["The train starts at eight.", "It is punctual.", "Nobody is surprised."]
//! );
//! ```

mod units;
mod vocabulary;
mod stream;
mod document;
mod corridor;
mod candidates;
mod pieces;
mod edges;
mod search;
mod weights;
mod lessons;
mod resegmented;

#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::bitext::Language;
use crate::segment::RuleSegmenter;

use document::Document;
use edges::Lines;
use search::Search;
use vocabulary::Vocabulary;

pub use lessons::{Lesson, LessonStep};
pub use resegmented::Resegmented;
pub use weights::Weights;

/// Cuts outputs on the segments of references.
#[derive(Debug, Clone)]
pub struct Resegmenter {
    segmenter: RuleSegmenter,
    weights: Weights,
}

impl Resegmenter {
    /// For texts of a language, with the weights that ship.
    pub fn new(language: &Language) -> Self {
        Resegmenter::with_weights(language, Weights::default())
    }

    /// With weights of your own.
    pub fn with_weights(language: &Language, weights: Weights) -> Self {
        Resegmenter {
            segmenter: RuleSegmenter::new(language.as_str()),
            weights,
        }
    }

    /// One document, or all as one stream: as many pieces as `reference` has segments.
    pub fn resegment<R, O>(&self, reference: &[R], output: &[O]) -> Resegmented
    where
        R: AsRef<str> + Sync,
        O: AsRef<str> + Sync,
    {
        let mut found = self.documents(&[(reference, output)]);
        found
            .pop()
            .unwrap_or_else(|| unreachable!("one document gives one result"))
    }

    /// Documents, each a reference and an output. How rare words are and what line breaks are worth is
    /// learnt from all of them; they are searched in parallel.
    ///
    /// ```
    /// use alinea::bitext::Language;
    /// use alinea::evaluate::resegment::Resegmenter;
    /// let one = (["One house.", "Two trees."].as_slice(), ["One house. Two trees."].as_slice());
    /// let two = (["A river."].as_slice(), ["A stream."].as_slice());
    /// let found = Resegmenter::new(&Language::english()).documents(&[one, two]);
    /// assert_eq!(found[0].segments(), ["One house.", "Two trees."]);
    /// assert_eq!(found[1].segments(), ["A stream."]);
    /// ```
    pub fn documents<R, O>(&self, documents: &[(&[R], &[O])]) -> Vec<Resegmented>
    where
        R: AsRef<str> + Sync,
        O: AsRef<str> + Sync,
    {
        let job = self.read(documents);
        let cut = |document: Document| {
            let ends = match document.ends.is_empty() {
                true => Vec::new(),
                false => Search::new(&document, &job.1, job.2).best(&self.weights.values),
            };
            Resegmented::new(document, &ends)
        };
        job.0.into_par_iter().map(cut).collect()
    }

    /// The same for learning: `truth` holds for each document the true pieces, which joined are the
    /// output but for white space. Documents whose truth is no cutting of the output, or gives text
    /// to an empty segment, teach nothing and are left out.
    pub fn lessons<R, O, T>(&self, documents: &[(&[R], &[O])], truth: &[&[T]]) -> Vec<Lesson>
    where
        R: AsRef<str> + Sync,
        O: AsRef<str> + Sync,
        T: AsRef<str> + Sync,
    {
        let (documents, vocabulary, lines) = self.read(documents);
        let pairs = documents.par_iter().zip(truth);
        let lessons = pairs.filter_map(|(document, truth)| {
            let truth = resegmented::true_ends(document, truth)?;
            Some(Lesson::new(document, &vocabulary, lines, &truth))
        });
        lessons.collect()
    }

    fn read<R: AsRef<str>, O: AsRef<str>>(
        &self,
        documents: &[(&[R], &[O])],
    ) -> (Vec<Document>, Vocabulary, Lines) {
        let mut vocabulary = Vocabulary::default();
        let read = |(reference, output): &(&[R], &[O])| {
            Document::new(reference, output, &self.segmenter, &mut vocabulary)
        };
        let documents: Vec<Document> = documents.iter().map(read).collect();
        vocabulary.weigh();
        let lines = Lines::new(&documents);
        (documents, vocabulary, lines)
    }
}
