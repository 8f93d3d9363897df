//! Both documents of a pair, read once: normalized texts, terms, segment vectors.
//!
//! Everything that compares the two sides starts from here, so that no text is normalized or cut
//! into words twice, however often a pair is searched. Time and memory are linear in the text.

use std::sync::Arc;

use crate::bitext::{ArticlePair, Document};

use super::coverage::{Matcher, Words};
use super::meaning::centre;
use super::names::keep_shared;
use super::rows::rows;
use super::terms::{Kind, Seen, SegmentTerms, Vocabularies, normalized};
use super::vectors::VectorTable;

/// What was read of an article pair.
#[derive(Debug)]
pub struct Reading<'p> {
    pub(super) pair: &'p ArticlePair,
    pub(super) vocabularies: Vocabularies,
    pub(super) source: Side,
    pub(super) target: Side,
    /// The words of both sides, where there are tables.
    pub(super) matcher: Option<Arc<Matcher>>,
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
        let mut source = Side::new(&pair.source, &mut vocabularies);
        let mut target = Side::new(&pair.target, &mut vocabularies);
        let names = vocabularies.terms_of(Kind::Name);
        keep_shared([&mut source.terms, &mut target.terms], names);
        let matcher = tables.map(|(own, other)| {
            let words = source.words(&pair.source, own);
            Arc::new(Matcher::new(words, target.words(&pair.target, other)))
        });
        Reading {
            pair,
            vocabularies,
            source,
            target,
            matcher,
        }
    }

    /// What was read.
    pub fn pair(&self) -> &'p ArticlePair {
        self.pair
    }
}

impl Side {
    fn new(document: &Document, vocabularies: &mut Vocabularies) -> Self {
        let language = &document.language;
        let segments = &document.segments;
        let texts = rows(segments.len(), |at| {
            normalized(&segments[at].text, language)
        });
        // Terms are numbered in the order of appearance, so one thread reads them.
        let mut seen = Seen::default();
        let terms = texts
            .iter()
            .map(|text| vocabularies.terms(text, language, &mut seen))
            .collect();
        Side {
            texts,
            terms,
            vectors: Vec::new(),
        }
    }

    /// Reads the words by a table, and sets the segments' vectors.
    fn words(&mut self, document: &Document, table: &VectorTable) -> Words {
        let (words, vectors) = Words::read(document, table);
        self.vectors = vectors;
        centre(&mut self.vectors);
        words
    }
}
