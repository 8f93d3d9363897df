//! A reference and an output that belong together, read into units.

use std::ops::Range;

use crate::segment::{RuleSegmenter, Segmenter};

use super::stream::Stream;
use super::units::{Unit, units};
use super::vocabulary::Vocabulary;

/// One document, ready to be searched.
#[derive(Debug)]
pub(super) struct Document {
    /// Units of all reference segments.
    pub(super) reference: Vec<Unit>,
    /// Where each segment that has a unit ends, in units.
    pub(super) ends: Vec<usize>,
    /// Sentences of each of these segments.
    pub(super) sentences: Vec<usize>,
    /// Their numbers among all segments.
    pub(super) numbers: Vec<usize>,
    /// All segments, the empty ones too.
    pub(super) segments: usize,
    pub(super) stream: Stream,
}

impl Document {
    pub(super) fn new<R: AsRef<str>, O: AsRef<str>>(
        reference: &[R],
        output: &[O],
        segmenter: &RuleSegmenter,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let mut document = Document {
            reference: Vec::new(),
            ends: Vec::new(),
            sentences: Vec::new(),
            numbers: Vec::new(),
            segments: reference.len(),
            stream: Stream::new(output, segmenter, vocabulary),
        };
        for (number, segment) in reference.iter().enumerate() {
            let read = units(segment.as_ref(), vocabulary);
            if read.is_empty() {
                continue;
            }
            document.reference.extend(read);
            document.ends.push(document.reference.len());
            document.numbers.push(number);
            let sentences = segmenter.sentences(segment.as_ref());
            document.sentences.push(sentences.len());
        }
        document
    }

    /// Units of a segment, by its number among those that have units.
    pub(super) fn segment(&self, at: usize) -> &[Unit] {
        &self.reference[self.segment_range(at)]
    }

    fn segment_range(&self, at: usize) -> Range<usize> {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        start..self.ends[at]
    }
}
