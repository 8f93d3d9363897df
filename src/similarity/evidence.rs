//! All evidence of an article pair, and the features of any bead.

use std::sync::Arc;

use crate::bitext::{ArticlePair, Band, Bead, BeadTypes, Blanks, Run, ScoreParts};

use super::cognates::cognates;
use super::coverage::{Coverage, Matcher, Words};
use super::features::{Feature, FeatureVector, Knowledge, Weights, bend};
use super::length::Length;
use super::lexicon::Lexicon;
use super::meaning::Meaning;
use super::names::NAME_THRESHOLD;
use super::overlap::{Common, Links, Overlap};
use super::reading::Reading;
use super::shape::shape;
use super::surface::{Agreement, Surfaces};
use super::terms::{Counts, Kind, SegmentTerms, occurring};
use super::vectors::VectorTable;

/// Likeness from which words are linked.
const WORD_THRESHOLD: f64 = 0.65;

/// Features that null beads have.
const NULL_FEATURES: usize = 10;

/// Most quotation marks by which the sides of a bead differ.
const MOST_QUOTES: f64 = 4.0;

/// Words a side at which a cosine tells half of what it tells at most.
const TELLING: f64 = 8.0;

/// The share of what the documents' pairs have that texts without anything in common may reach.
const CHANCE: f64 = 0.3;

/// The share of it under which pairs are rare.
const FAR: f64 = 0.5;

/// The shares of words that the tables have as they are at which a low cosine means nothing, and at which it
/// means all it can. News, manuals and novels have .8 to .98, in German .82; where a third of the letters of
/// three words in ten are exchanged, .6 to .7.
const KNOWN: (f64, f64) = (0.5, 0.8);

/// Coverage of documents that are taken as usual.
const USUAL_LEVEL: f64 = 0.5;

/// Where partners of words come from.
#[derive(Debug, Clone, Copy)]
pub enum Partners<'a> {
    /// The tables of both languages.
    Vectors(&'a VectorTable, &'a VectorTable),
    /// What was learnt from beads.
    Lexicon(&'a Lexicon),
}

/// What an article pair says of its beads, for a band of the lattice.
#[derive(Debug)]
pub struct Evidence {
    length: Length,
    ngrams: Overlap,
    words: Overlap,
    numbers: Overlap,
    names: Overlap,
    meaning: Option<Meaning>,
    /// The words of both sides, where there are tables.
    matcher: Option<Arc<Matcher>>,
    coverage: Option<Coverage>,
    surfaces: Surfaces,
    source_len: usize,
    target_len: usize,
    /// What was left out of the pair, if its beads are asked for.
    blanks: Option<Blanks>,
}

impl Evidence {
    /// Reads the pair for beads of these types; `tables` are the word vectors of both languages, if there
    /// are any, in one space.
    pub fn new(
        pair: &ArticlePair,
        band: &Band,
        types: &BeadTypes,
        tables: Option<(&VectorTable, &VectorTable)>,
    ) -> Self {
        let mut evidence = Evidence::of(&Reading::new(pair, tables), band, types.side());
        let partners = tables.map(|(source, target)| Partners::Vectors(source, target));
        evidence.cover(pair, partners, band, types);
        evidence
    }

    /// As [`new`](Self::new), for a pair that was read already, and without coverage.
    ///
    /// Coverage costs more than all else and is worth its cost where the path may run: see
    /// [`cover`](Self::cover).
    pub fn of(reading: &Reading<'_>, band: &Band, side: usize) -> Self {
        let (pair, source, target) = (reading.pair, &reading.source, &reading.target);
        let overlap = |kind: Kind, threshold: Option<f64>| {
            let (source, target) = (counts(&source.terms, kind), counts(&target.terms, kind));
            let terms = reading.vocabularies.terms_of(kind);
            let links = threshold.map(|t| links(terms, &source, &target, t));
            let terms = reading.vocabularies.len(kind);
            Overlap::new(&source, &target, terms, links.as_ref(), band, side)
        };
        let meaning = reading
            .matcher
            .is_some()
            .then(|| Meaning::new(&source.vectors, &target.vectors, band, side));
        Evidence {
            meaning,
            matcher: reading.matcher.clone(),
            coverage: None,
            length: Length::new(
                source.texts.iter().map(String::as_str),
                target.texts.iter().map(String::as_str),
            ),
            ngrams: overlap(Kind::Ngram, None),
            words: overlap(Kind::Word, Some(WORD_THRESHOLD)),
            numbers: overlap(Kind::Number, None),
            names: overlap(Kind::Name, Some(NAME_THRESHOLD)),
            surfaces: Surfaces::new((&pair.source, &source.texts), (&pair.target, &target.texts)),
            source_len: pair.source.len(),
            target_len: pair.target.len(),
            blanks: None,
        }
    }

    /// Says that it was read without these segments, which beads have whose [parts](Self::parts) are
    /// asked for.
    pub fn spread(&mut self, blanks: Blanks) {
        self.blanks = Some(blanks);
    }

    /// Adds the coverage of words within a band, which may be narrower than the evidence's. A second
    /// call keeps the documents' level of the first, so that beads of both bands have the same
    /// features.
    pub fn cover(
        &mut self,
        pair: &ArticlePair,
        partners: Option<Partners<'_>>,
        band: &Band,
        types: &BeadTypes,
    ) {
        let level = self.coverage.as_ref().map(Coverage::level);
        let documents = (&pair.source, &pair.target);
        self.coverage = partners.map(|partners| match partners {
            Partners::Vectors(source, target) => {
                let words = self.matcher.get_or_insert_with(|| {
                    let source = Words::read(documents.0, source).0;
                    Arc::new(Matcher::new(source, Words::read(documents.1, target).0))
                });
                Coverage::by_vectors(words, band, types, level)
            }
            Partners::Lexicon(lexicon) => {
                Coverage::by_lexicon(documents, lexicon, band, types, level)
            }
        });
    }

    /// What it knows of the languages' words.
    pub fn knowledge(&self) -> Knowledge {
        match (&self.meaning, &self.coverage) {
            (Some(_), _) => Knowledge::Vectors,
            (None, Some(_)) => Knowledge::Lexicon,
            (None, None) => Knowledge::Nothing,
        }
    }

    /// A quick likeness of a source and a target segment, about 0 to 2, that decides which beads
    /// are worth looking at (see `align::coarse`).
    pub fn affinity(&self, source: usize, target: usize) -> f64 {
        let bead = Bead::new(source..source + 1, target..target + 1);
        let meaning = self.meaning.as_ref().map_or(0.0, |m| m.cosine(&bead));
        meaning + self.ngrams.cosine(&bead) + 0.3 * self.numbers.cosine(&bead)
    }

    /// The features of a bead. `run` says what a null bead is to its run.
    pub fn features(&self, bead: &Bead, run: Run) -> FeatureVector {
        let mut out = [0.0; Feature::ALL.len()];
        if bead.is_null() {
            for (feature, value) in self.null_features(bead, run) {
                out[feature as usize] = value;
            }
            return out;
        }
        out[type_feature(bead) as usize] = 1.0;
        self.length_features(bead, &mut out);
        self.overlap_features(bead, &mut out);
        self.meaning_features(bead, &mut out);
        self.surface_features(bead, &mut out);
        self.coverage_features(bead, &mut out);
        self.spill_features(bead, &mut out);
        let middle = |r: &std::ops::Range<usize>, len: usize| {
            (r.start + r.end) as f64 / 2.0 / len.max(1) as f64
        };
        bend(&mut out);
        out[Feature::Position as usize] =
            (middle(&bead.source, self.source_len) - middle(&bead.target, self.target_len)).abs();
        out
    }

    /// The features that a null bead may have, in their order; all others are 0.
    fn null_features(&self, bead: &Bead, run: Run) -> [(Feature, f64); NULL_FEATURES] {
        let scale = self.length.scale();
        let characters = self.length.source(&bead.source) + self.length.target(&bead.target);
        let (opens, against) = match run {
            Run::Opens => (true, false),
            Run::Continues => (false, false),
            Run::OpensAgainst => (true, true),
            Run::ContinuesAgainst => (false, true),
        };
        let holds = |holds: bool| f64::from(u8::from(holds));
        let (best, margin) = match &self.meaning {
            Some(meaning) => meaning.partner(bead),
            None => (0.0, 0.0),
        };
        let (covered, bare, level) = match &self.coverage {
            Some(coverage) => {
                let covered = coverage.beside(bead);
                let bare = (1.0 - covered) * coverage.words(bead) / scale;
                (covered, bare.ln_1p(), coverage.level() - USUAL_LEVEL)
            }
            None => (0.0, 0.0, 0.0),
        };
        [
            (Feature::NullOpen, holds(opens)),
            (Feature::NullExtend, holds(!opens)),
            (Feature::ReplaceOpen, holds(opens && against)),
            (Feature::ReplaceExtend, holds(!opens && against)),
            (Feature::NullLength, (1.0 + characters / scale / 50.0).ln()),
            (Feature::NullCovered, covered),
            (Feature::NullBare, bare),
            (Feature::LevelNull, level),
            (Feature::NullPartner, best),
            (Feature::NullPartnerMargin, margin),
        ]
    }

    fn length_features(&self, bead: &Bead, out: &mut FeatureVector) {
        let deviation = self.length.deviation(bead).abs();
        out[Feature::LengthError as usize] = deviation;
        out[Feature::LengthSquare as usize] = deviation * deviation / 10.0;
    }

    fn overlap_features(&self, bead: &Bead, out: &mut FeatureVector) {
        let size = (bead.source.len() + bead.target.len()) as f64 / 2.0;
        let (ngrams, words) = (self.ngrams.cosine(bead), self.words.cosine(bead));
        out[Feature::Ngrams as usize] = ngrams;
        out[Feature::NgramsMass as usize] = ngrams * size;
        out[Feature::Words as usize] = words;
        out[Feature::WordsMass as usize] = words * size;
        let scale = self.length.scale();
        let numbers = self.numbers.common(bead);
        out[Feature::NumbersMatched as usize] = numbers.matched / scale;
        out[Feature::NumbersMissed as usize] = numbers.missed / scale;
        let names = self.names.common(bead);
        out[Feature::NamesMatched as usize] = names.matched / scale;
        out[Feature::NamesMissed as usize] = names.missed / scale;
    }

    fn meaning_features(&self, bead: &Bead, out: &mut FeatureVector) {
        let Some(meaning) = &self.meaning else { return };
        let size = (bead.source.len() + bead.target.len()) as f64 / 2.0;
        let cosine = meaning.cosine(bead);
        let margin = cosine - meaning.background(bead);
        out[Feature::Meaning as usize] = cosine;
        out[Feature::MeaningMass as usize] = cosine * size;
        out[Feature::MeaningMargin as usize] = margin;
        out[Feature::MeaningMarginMass as usize] = margin * size;
        let lens = (self.source_len, self.target_len);
        if let Some(coverage) = &self.coverage {
            let words = coverage.words(bead) / self.length.scale() / 2.0;
            let beyond = cosine - CHANCE * meaning.level();
            let telling = words / (words + TELLING);
            out[Feature::MeaningSure as usize] = beyond * telling;
            let far = (cosine - FAR * meaning.level()).min(0.0);
            out[Feature::MeaningFar as usize] = far * telling * trust(coverage.known());
        }
        let shape = shape(bead, lens, |b| meaning.cosine(b));
        out[Feature::MergeGain as usize] = shape.merge_gain;
        out[Feature::SplitGain as usize] = shape.split_gain;
        out[Feature::ExtensionGain as usize] = shape.extension_gain;
    }

    fn coverage_features(&self, bead: &Bead, out: &mut FeatureVector) {
        let Some(coverage) = &self.coverage else {
            return;
        };
        let size = (bead.source.len() + bead.target.len()) as f64 / 2.0;
        let level = coverage.level() - USUAL_LEVEL;
        let covered = coverage.of(bead);
        out[Feature::Coverage as usize] = covered.mean;
        out[Feature::CoverageMass as usize] = covered.mean * size;
        out[Feature::CoverageLess as usize] = covered.less;
        out[Feature::CoverageLeast as usize] = covered.least;
        out[Feature::CoverageGain as usize] = covered.gain;
        out[Feature::CoverageGainMass as usize] = (covered.gain_mass / self.length.scale()).ln_1p();
        out[Feature::CoverageExtension as usize] = covered.extension;
        out[Feature::CoverageSplit as usize] = covered.split;
        out[Feature::LevelSize as usize] = (size - 1.0) * level;
        out[Feature::LevelCoverage as usize] = covered.mean * level;
    }

    fn spill_features(&self, bead: &Bead, out: &mut FeatureVector) {
        let Some(coverage) = &self.coverage else {
            return;
        };
        let start = coverage.spill(bead.source.start, bead.target.start);
        let end = coverage.spill(bead.source.end, bead.target.end);
        // Null beads have none: their words have no place of their own.
        out[Feature::Spill as usize] = (start + end) / 2.0;
    }

    fn surface_features(&self, bead: &Bead, out: &mut FeatureVector) {
        let agreement = self.surfaces.agreement(bead);
        for (feature, holds) in [
            (Feature::FinalAgrees, agreement.final_agrees),
            (Feature::FinalClashes, agreement.final_clashes),
            (Feature::Identical, agreement.identical),
            (Feature::SpeechAgrees, agreement.speech_agrees),
            (Feature::SpeechClashes, agreement.speech_clashes),
            (Feature::ParagraphAgrees, agreement.paragraph_agrees),
            (Feature::ParagraphClashes, agreement.paragraph_clashes),
        ] {
            out[feature as usize] = f64::from(u8::from(holds));
        }
        out[Feature::QuotesDiffer as usize] = self.quotes_differ(&agreement);
        out[Feature::SpeechInside as usize] = agreement.speech_inside;
        out[Feature::ParagraphInside as usize] = agreement.paragraph_inside;
    }

    fn quotes_differ(&self, agreement: &Agreement) -> f64 {
        (agreement.quotes_differ / self.length.scale()).min(MOST_QUOTES)
    }

    /// The parts of a bead's score, each 0 to 1; all 0 for a null bead.
    pub fn parts(&self, bead: &Bead) -> ScoreParts {
        let inside = self.blanks.as_ref().map(|blanks| blanks.inside(bead));
        let bead = inside.as_ref().unwrap_or(bead);
        if bead.is_null() {
            return ScoreParts::default();
        }
        let agreement = self.surfaces.agreement(bead);
        let punctuation = f64::from(u8::from(agreement.final_agrees)) * 0.5
            + 0.5 * (1.0 - self.quotes_differ(&agreement) / MOST_QUOTES);
        ScoreParts {
            length: self.length.similarity(bead),
            lexical: self.words.cosine(bead).max(self.ngrams.cosine(bead)),
            meaning: self
                .meaning
                .as_ref()
                .map_or(0.0, |m| m.cosine(bead).max(0.0)),
            numbers: share(self.numbers.common(bead)),
            names: share(self.names.common(bead)),
            punctuation,
        }
    }

    /// Whether a bead runs over a paragraph's end on either side.
    pub fn crosses_paragraph(&self, bead: &Bead) -> bool {
        self.surfaces.crosses_paragraph(bead)
    }
}

/// Evidence and weights: the weight of any bead.
#[derive(Debug)]
pub struct Model<'a> {
    evidence: &'a Evidence,
    weights: &'a FeatureVector,
    hard_paragraphs: bool,
}

impl<'a> Model<'a> {
    /// The weights are those for what the evidence knows of words.
    /// `hard_paragraphs` forbids beads that run over a paragraph's end.
    pub fn new(evidence: &'a Evidence, weights: &'a Weights, hard_paragraphs: bool) -> Self {
        Model {
            evidence,
            weights: weights.of(evidence.knowledge()),
            hard_paragraphs,
        }
    }

    /// The bead's weight in the lattice, any finite number, up is better; negative infinity where
    /// it is forbidden.
    pub fn weight(&self, bead: &Bead, run: Run) -> f64 {
        if self.hard_paragraphs && self.evidence.crosses_paragraph(bead) {
            return f64::NEG_INFINITY;
        }
        if bead.is_null() {
            // The same sum, without the many features that are 0.
            let features = self.evidence.null_features(bead, run);
            let weighed = features.map(|(feature, value)| self.weights[feature as usize] * value);
            return weighed.iter().sum();
        }
        product(self.weights, &self.evidence.features(bead, run))
    }
}

/// Features times their weights, added up. Each addition waits for the one before it, so four sums
/// wait together.
fn product(weights: &FeatureVector, features: &FeatureVector) -> f64 {
    let ((weights, weights_rest), (features, rest)) =
        (weights.as_chunks::<4>(), features.as_chunks::<4>());
    let mut sums = [0.0; 4];
    for (weights, features) in weights.iter().zip(features) {
        for at in 0..4 {
            sums[at] += weights[at] * features[at];
        }
    }
    let rest = weights_rest.iter().zip(rest).map(|(w, f)| w * f);
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest.sum::<f64>()
}

/// What a low cosine says where this share of the words is known, 0 to 1: words that are garbled, or of
/// another language, are like nothing.
fn trust(known: f64) -> f64 {
    let (none, all) = KNOWN;
    ((known - none) / (all - none)).clamp(0.0, 1.0)
}

fn counts(side: &[SegmentTerms], kind: Kind) -> Vec<&Counts> {
    side.iter().map(|terms| terms.of(kind)).collect()
}

fn links(terms: &[String], source: &[&Counts], target: &[&Counts], threshold: f64) -> Links {
    let [source, target] =
        [source, target].map(|side| occurring(side.iter().copied(), terms.len()));
    cognates(terms, &source, &target, threshold)
}

fn type_feature(bead: &Bead) -> Feature {
    let (a, b) = (bead.source.len(), bead.target.len());
    match (a.min(b), a.max(b)) {
        (1, 1) => Feature::Type11,
        (1, 2) => Feature::Type12,
        (2, 2) => Feature::Type22,
        (1, 3) => Feature::Type13,
        (2, 3) => Feature::Type23,
        (1, 4) => Feature::Type14,
        _ => Feature::TypeLarger,
    }
}

/// Twice what is in common over what there is; 1 where there is nothing.
fn share(common: Common) -> f64 {
    if common.any {
        (2.0 * common.matched / (2.0 * common.matched + common.missed)).clamp(0.0, 1.0)
    } else {
        1.0
    }
}
