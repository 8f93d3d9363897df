//! From an article pair to its beads and their probabilities.

use crate::bitext::{Alignment, ArticlePair, Band, Bead, Blanks, Run};
use crate::similarity::{Evidence, Lexicon, Model, Partners, Reading, Tables};
use crate::similarity::{VectorTable, Weights};

use super::band::{overlaid, touched, widened};
use super::coarse::{corridor, prune};
use super::doubt::doubts;
use super::prior::Prior;
use super::{BeadTypes, Edges, forward_backward, viterbi};

/// Positions up to which the whole lattice is compared.
const WHOLE: usize = 90_000;

/// Positions up to which the whole lattice is searched.
const SMALL: usize = 150;

/// Times that a band is widened where the path runs along its edge, and by how many positions the
/// first time; each time twice as many.
const WIDEN: (u32, usize) = (4, 8);

/// Positions at the edge of the corridor that are too many to be an accident.
const EDGE: usize = 8;

/// How to align.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Aligner {
    /// Bead types that are searched.
    pub types: BeadTypes,
    /// Whether beads must stay within a paragraph on both sides.
    pub hard_paragraphs: bool,
    /// Weights of the features.
    pub weights: Weights,
    /// Word vectors.
    pub tables: Tables,
}

/// The beads of an article pair, with their probabilities and the evidence that they rest on.
#[derive(Debug)]
pub struct Aligned {
    /// The heaviest alignment.
    pub alignment: Alignment,
    /// The probability of each of its beads, 0 to 1: its posterior, calibrated. Of a null bead, that its
    /// segment has no partner.
    pub posteriors: Vec<f64>,
    /// The evidence, from which parts of scores are read.
    pub evidence: Evidence,
    /// Stretches of a long document in which nothing sure was found on either side: the sides
    /// differ there, or the search went wrong. None where the whole lattice was compared.
    pub doubts: Vec<Bead>,
}

impl Aligned {
    /// The same for the pair with its segments without text.
    fn spread(mut self, blanks: Blanks) -> Self {
        let (alignment, posteriors) = blanks.spread(&self.alignment, &self.posteriors, 1.0);
        self.doubts
            .iter_mut()
            .for_each(|doubt| *doubt = blanks.outside(doubt));
        self.evidence.spread(blanks);
        Aligned {
            alignment,
            posteriors,
            ..self
        }
    }
}

impl Aligner {
    /// Aligns a pair. Empty sides and empty segments are ordinary cases.
    ///
    /// ```
    /// use alinea::align::Aligner;
    /// use alinea::bitext::{ArticlePair, Document, Language};
    /// let pair = ArticlePair {
    ///     id: "rain".into(),
    ///     source: Document::from_segments(Language::french(), ["Il pleut à Bordeaux.", "Oui."]),
    ///     target: Document::from_segments(Language::english(), ["Rain in Bordeaux.", "Yes."]),
    /// };
    /// let aligned = Aligner::default().align(&pair);
    /// assert_eq!(aligned.alignment.beads().len(), 2);
    /// assert!(aligned.posteriors.iter().all(|p| (0.0..=1.0).contains(p)));
    /// ```
    ///
    /// Where the languages have no word vectors and the pair is long enough, a lexicon is learnt from
    /// a first pass and a second aligns with it.
    pub fn align(&self, pair: &ArticlePair) -> Aligned {
        if self.learns(&pair.source.language, &pair.target.language) {
            return self.align_twice(pair);
        }
        self.align_with(pair, None)
    }

    /// Aligns a pair in one pass; where its languages have no word vectors, with a lexicon, if there is
    /// one.
    ///
    /// Segments without text are left out, and are null beads of which that is sure, or stand inside a
    /// bead.
    pub fn align_with(&self, pair: &ArticlePair, lexicon: Option<&Lexicon>) -> Aligned {
        match Blanks::of(pair) {
            Some(blanks) => self
                .align_text(&blanks.without(pair), lexicon)
                .spread(blanks),
            None => self.align_text(pair, lexicon),
        }
    }

    fn align_text(&self, pair: &ArticlePair, lexicon: Option<&Lexicon>) -> Aligned {
        let (n, m) = (pair.source.len(), pair.target.len());
        let reading = self.read(pair);
        if (n + 1).saturating_mul(m + 1) <= WHOLE {
            return self.align_near(reading, &Band::full(n, m), lexicon).0;
        }
        let whole = Bead::new(0..n, 0..m);
        let band = corridor(&reading, &whole);
        let (mut aligned, edge) = self.align_near(reading, &band, lexicon);
        aligned.doubts = doubts(&aligned.alignment, &aligned.posteriors);
        let most = |doubt: &Bead| doubt.source.len() > n / 2 && doubt.target.len() > m / 2;
        let stretches = aligned.doubts.clone();
        let found = stretches.is_empty() && edge.len() < EDGE;
        // Texts that have nothing in common are not worth a second look.
        if found || stretches.iter().any(most) {
            return aligned;
        }
        // What was read was given up for the memory of the search; this is rare.
        drop(aligned);
        let reading = self.read(pair);
        let mut wider = widened(&band, &edge, WIDEN.1 << WIDEN.0, &Band::full(n, m));
        for stretch in &stretches {
            let corner = (stretch.source.start, stretch.target.start);
            wider = overlaid(&wider, &corridor(&reading, stretch), corner);
        }
        let (mut aligned, _) = self.align_near(reading, &wider, lexicon);
        aligned.doubts = doubts(&aligned.alignment, &aligned.posteriors);
        aligned
    }

    /// Aligns within a band, exactly.
    pub fn align_within(&self, pair: &ArticlePair, band: &Band) -> Aligned {
        let evidence = Evidence::of(&self.read(pair), band, self.types.side());
        let partners = self.partners(pair, None);
        self.search(pair, evidence, band, None, partners).0
    }

    fn partners<'a>(
        &'a self,
        pair: &ArticlePair,
        lexicon: Option<&'a Lexicon>,
    ) -> Option<Partners<'a>> {
        let vectors = self.vectors(pair);
        let vectors = vectors.map(|(source, target)| Partners::Vectors(source, target));
        vectors.or(lexicon.map(Partners::Lexicon))
    }

    fn vectors(&self, pair: &ArticlePair) -> Option<(&VectorTable, &VectorTable)> {
        self.tables
            .pair(&pair.source.language, &pair.target.language)
    }

    fn read<'p>(&self, pair: &'p ArticlePair) -> Reading<'p> {
        Reading::new(pair, self.vectors(pair))
    }

    /// Compares what is in a band, and searches what is likely of it. Also the positions where the
    /// path runs along the edge of the band.
    fn align_near(
        &self,
        reading: Reading<'_>,
        band: &Band,
        lexicon: Option<&Lexicon>,
    ) -> (Aligned, Vec<(usize, usize)>) {
        let evidence = Evidence::of(&reading, band, self.types.side());
        let pair = reading.pair();
        let whole = Band::full(pair.source.len(), pair.target.len());
        drop(reading);
        let partners = self.partners(pair, lexicon);
        if band.cells() <= SMALL {
            return (
                self.search(pair, evidence, band, None, partners).0,
                Vec::new(),
            );
        }
        let near = prune(band, self.types.side(), &|s, t| evidence.affinity(s, t));
        let (aligned, searched) = self.search(pair, evidence, &near, Some(band), partners);
        // The edge of the band itself, wherever the search went as far as that.
        let outside: Vec<(usize, usize)> = touched(&aligned.alignment, &searched, &whole);
        let at_edge = |(s, t): &(usize, usize)| *t == band.low(*s) || *t == band.high(*s);
        (aligned, outside.into_iter().filter(at_edge).collect())
    }

    /// Aligns within a band by evidence for it, or for a wider one: then the band is widened where
    /// the path runs along its edge. Also the band that was searched at last.
    fn search(
        &self,
        pair: &ArticlePair,
        mut evidence: Evidence,
        band: &Band,
        wider: Option<&Band>,
        partners: Option<Partners<'_>>,
    ) -> (Aligned, Band) {
        let mut search = Search {
            aligner: self,
            pair,
            partners,
            prior: None,
        };
        evidence.cover(pair, partners, band, &self.types);
        let mut edges = search.weigh(&evidence, None, band);
        let mut alignment = search.best(&mut evidence, &mut edges, wider);
        if let Some(prior) = Prior::new(&alignment) {
            search.prior = Some(prior);
            prior.add(&mut edges);
            alignment = search.best(&mut evidence, &mut edges, wider);
        }
        let mut posteriors = forward_backward(edges.band(), &self.types, &edges).beads(&alignment);
        let calibration = self.weights.calibration(evidence.knowledge());
        for posterior in &mut posteriors {
            *posterior = calibration.probability(*posterior);
        }
        let (alignment, posteriors) = omissions_first(&alignment, &posteriors);
        let aligned = Aligned {
            alignment,
            posteriors,
            evidence,
            doubts: Vec::new(),
        };
        (aligned, edges.into_band())
    }
}

/// A search for the heaviest path, in a band that may grow.
struct Search<'a> {
    aligner: &'a Aligner,
    pair: &'a ArticlePair,
    partners: Option<Partners<'a>>,
    /// What is added to the weights, if anything.
    prior: Option<Prior>,
}

impl Search<'_> {
    /// The weights of the beads of a band; rows of `old` that are the same are taken from there.
    fn weigh(&self, evidence: &Evidence, old: Option<&Edges<f32>>, band: &Band) -> Edges<f32> {
        let aligner = self.aligner;
        let model = Model::new(evidence, &aligner.weights, aligner.hard_paragraphs);
        // Single precision holds weights to a millionth, which is more than they mean.
        let weight = |bead: &Bead, run: Run| {
            let added = self.prior.map_or(0.0, |prior| prior.of(bead, run));
            model.weight(bead, run) as f32 + added
        };
        let forbidden = || f32::NEG_INFINITY;
        match old {
            Some(edges) => edges.within(band, &aligner.types, &forbidden, weight),
            None => Edges::new(band, &aligner.types, &forbidden, weight),
        }
    }

    /// The heaviest path. Where it runs along the edge of the band, that grows, up to `wider`.
    fn best(
        &self,
        evidence: &mut Evidence,
        edges: &mut Edges<f32>,
        wider: Option<&Band>,
    ) -> Alignment {
        let types = &self.aligner.types;
        let mut alignment = viterbi(edges.band(), types, edges).0;
        let Some(beyond) = wider else {
            return alignment;
        };
        for round in 0..WIDEN.0 {
            let positions = touched(&alignment, edges.band(), beyond);
            if positions.is_empty() {
                break;
            }
            let band = widened(edges.band(), &positions, WIDEN.1 << round, beyond);
            evidence.cover(self.pair, self.partners, &band, types);
            *edges = self.weigh(evidence, Some(edges), &band);
            alignment = viterbi(&band, types, edges).0;
        }
        alignment
    }
}

/// The same beads with their posteriors, in each run of null beads the omissions before the additions:
/// on the path through the lattice they take turns.
fn omissions_first(alignment: &Alignment, posteriors: &[f64]) -> (Alignment, Vec<f64>) {
    let (mut beads, mut sorted) = (Vec::new(), Vec::new());
    let all: Vec<(&Bead, f64)> = alignment
        .beads()
        .iter()
        .zip(posteriors.iter().copied())
        .collect();
    for run in all.chunk_by(|a, b| a.0.is_null() && b.0.is_null()) {
        let (first, last) = (run[0].0, run[run.len() - 1].0);
        let of = |added: bool| {
            run.iter()
                .filter(move |(bead, _)| bead.source.is_empty() == added)
        };
        for (bead, posterior) in of(false) {
            let target = if bead.is_null() {
                first.target.start..first.target.start
            } else {
                bead.target.clone()
            };
            beads.push(Bead::new(bead.source.clone(), target));
            sorted.push(*posterior);
        }
        for (bead, posterior) in of(true) {
            let source = last.source.end;
            beads.push(Bead::new(source..source, bead.target.clone()));
            sorted.push(*posterior);
        }
    }
    match Alignment::new(beads, alignment.source_len(), alignment.target_len()) {
        Ok(alignment) => (alignment, sorted),
        Err(e) => unreachable!("the same beads in another order: {e}"),
    }
}
