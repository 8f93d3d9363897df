//! From an article pair to its beads and their probabilities.

use crate::bitext::{Alignment, ArticlePair, Band};
use crate::similarity::{Evidence, Model, Tables, Weights, anchors};

use super::band::touches_edge;
use super::{BeadTypes, Edges, choose_band, forward_backward, viterbi};

/// Times that a band may be doubled when the path runs along its edge.
const WIDEN: u32 = 3;

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
    /// The probability of each of its beads, 0 to 1.
    pub posteriors: Vec<f64>,
    /// The evidence, from which parts of scores are read.
    pub evidence: Evidence,
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
    pub fn align(&self, pair: &ArticlePair) -> Aligned {
        let (n, m) = (pair.source.len(), pair.target.len());
        let mut band = choose_band(n, m, &[], 0);
        if band == Band::full(n, m) {
            return self.align_within(pair, &band).0;
        }
        let anchors = anchors(pair);
        let mut widen = 0;
        loop {
            band = choose_band(n, m, &anchors, widen);
            let (aligned, inside) = self.align_within(pair, &band);
            if inside || widen == WIDEN {
                return aligned;
            }
            widen += 1;
        }
    }

    /// Aligns within a band, exactly, and says whether the path stayed clear of its edges.
    pub fn align_within(&self, pair: &ArticlePair, band: &Band) -> (Aligned, bool) {
        let tables = self
            .tables
            .pair(&pair.source.language, &pair.target.language);
        let evidence = Evidence::new(pair, band, self.types.side(), tables);
        let model = Model::new(&evidence, &self.weights, self.hard_paragraphs);
        let forbidden = || f64::NEG_INFINITY;
        let model = Edges::new(band, &self.types, &forbidden, |b, c| model.weight(b, c));
        let (alignment, _) = viterbi(band, &self.types, &model);
        let inside = !touches_edge(&alignment, band);
        let posteriors = forward_backward(band, &self.types, &model).beads(&alignment);
        (
            Aligned {
                alignment,
                posteriors,
                evidence,
            },
            inside,
        )
    }
}
