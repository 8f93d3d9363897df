//! Both documents of a pair, read once: normalized texts, terms, segment vectors.
//!
//! Everything that compares the two sides starts from here, so that no text is normalized or cut
//! into words twice, however often a pair is searched. Time and memory are linear in the text.

use rayon::prelude::*;

use crate::bitext::{ArticlePair, Document};

use super::meaning::centre;
use super::terms::{SegmentTerms, Vocabularies, normalized};
use super::vectors::VectorTable;

/// What was read of an article pair.
#[derive(Debug)]
pub struct Reading<'p> {
    pub(super) pair: &'p ArticlePair,
    pub(super) vocabularies: Vocabularies,
    pub(super) source: Side,
    pub(super) target: Side,
    /// Whether the sides have vectors.
    pub(super) vectors: bool,
}

/// What was read of one side, by segment.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) texts: Vec<String>,
    pub(super) terms: Vec<SegmentTerms>,
    /// Less the share of the document's mean; none where there is no table.
    pub(super) vectors: Vec<Vec<f32>>,
}

impl<'p> Reading<'p> {
    /// Reads the pair. `tables` are the word vectors of both languages, if there are any, in one
    /// space.
    pub fn new(pair: &'p ArticlePair, tables: Option<(&VectorTable, &VectorTable)>) -> Self {
        let mut vocabularies = Vocabularies::default();
        let source = Side::new(&pair.source, &mut vocabularies, tables.map(|t| t.0));
        let target = Side::new(&pair.target, &mut vocabularies, tables.map(|t| t.1));
        Reading {
            pair,
            vocabularies,
            source,
            target,
            vectors: tables.is_some(),
        }
    }

    /// What was read.
    pub fn pair(&self) -> &'p ArticlePair {
        self.pair
    }
}

impl Side {
    fn new(
        document: &Document,
        vocabularies: &mut Vocabularies,
        table: Option<&VectorTable>,
    ) -> Self {
        let language = &document.language;
        let segments = &document.segments;
        let texts: Vec<String> = segments
            .par_iter()
            .map(|s| normalized(&s.text, language))
            .collect();
        // Terms are numbered in the order of appearance, so one thread reads them.
        let terms = texts
            .iter()
            .map(|text| vocabularies.terms(text, language))
            .collect();
        let mut vectors: Vec<Vec<f32>> = match table {
            Some(table) => segments
                .par_iter()
                .map(|s| table.segment_vector(&s.text))
                .collect(),
            None => Vec::new(),
        };
        centre(&mut vectors);
        Side {
            texts,
            terms,
            vectors,
        }
    }
}
