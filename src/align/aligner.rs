//! From an article pair to its beads and their probabilities.

use crate::bitext::{Alignment, ArticlePair, Band, Bead};
use crate::similarity::{Evidence, Model, Reading, Tables, Weights};

use super::band::touches_edge;
use super::coarse::{corridor, prune};
use super::{BeadTypes, Edges, forward_backward, viterbi};

/// Positions up to which the whole lattice is compared.
const WHOLE: usize = 90_000;

/// Positions up to which the whole lattice is searched.
const SMALL: usize = 3_000;

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
        let tables = self
            .tables
            .pair(&pair.source.language, &pair.target.language);
        let timer = std::time::Instant::now();
        let tick = |what: &str| {
            if std::env::var_os("TICK").is_some() {
                eprintln!("{what} {:.3}", timer.elapsed().as_secs_f64())
            }
        };
        let reading = Reading::new(pair, tables);
        tick("read");
        let band = if (n + 1).saturating_mul(m + 1) <= WHOLE {
            Band::full(n, m)
        } else {
            corridor(&reading, n, m)
        };
        tick(&format!("corridor {}", band.cells()));
        let evidence = Evidence::of(&reading, &band, self.types.side());
        tick("evidence");
        drop(reading);
        let search = if band.cells() <= SMALL || std::env::var_os("NOPRUNE").is_some() {
            band
        } else {
            prune(&band, &|s, t| evidence.affinity(s, t))
        };
        tick(&format!("prune {}", search.cells()));
        let a = self.search(evidence, &search).0;
        tick("search");
        a
    }

    /// Aligns within a band, exactly, and says whether the path stayed clear of its edges.
    pub fn align_within(&self, pair: &ArticlePair, band: &Band) -> (Aligned, bool) {
        let tables = self
            .tables
            .pair(&pair.source.language, &pair.target.language);
        self.search(Evidence::new(pair, band, self.types.side(), tables), band)
    }

    /// Aligns within a band by evidence for it.
    fn search(&self, evidence: Evidence, band: &Band) -> (Aligned, bool) {
        let model = Model::new(&evidence, &self.weights, self.hard_paragraphs);
        // Single precision holds weights to a millionth, which is more than they mean.
        let forbidden = || f32::NEG_INFINITY;
        let weight = |bead: &Bead, continues: bool| model.weight(bead, continues) as f32;
        let model = Edges::new(band, &self.types, &forbidden, weight);
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
