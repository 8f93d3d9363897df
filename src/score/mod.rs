//! How sure we are of each bead and each article, with no gold.
//!
//! A bead's score is its posterior, calibrated: the probability, given both documents, that exactly
//! this bead is in the alignment, or of a null bead that its segment has no partner (see [`align`](crate::align) and
//! [`Calibration`](crate::similarity::Calibration)). The parts say what speaks
//! for it. An article's score is the probability that its documents are translations of one another
//! at all ([`ArticleModel`]). A pair's quality ([`QualityScorer`]) is the probability that two texts
//! are, free of any document.
//! Scores are rounded to six decimals, so that outputs are the same on every machine.

mod article;
mod quality;
mod crossing;

use crate::align::Aligned;
use crate::bitext::{AlignedArticle, ArticlePair, BeadScore, ScoreParts};
use crate::similarity::Knowledge;

pub use article::{
    ARTICLE_FEATURES, ArticleModel, ArticleVector, ArticleWeights, article_features,
};
pub use crossing::{WINDOW, crossings};
pub use quality::{Curve, Curves, PIECES, Quality, QualityModel, QualityParts, QualityScorer};

/// The article with a score for each bead and one for the whole, and no [crossings].
///
/// ```
/// use alinea::align::Aligner;
/// use alinea::bitext::{ArticlePair, Document, Language};
/// use alinea::score::score;
/// let pair = ArticlePair {
///     id: "rain".into(),
///     source: Document::from_segments(Language::french(), ["Il pleut à Bordeaux."]),
///     target: Document::from_segments(Language::english(), ["It is raining in Bordeaux."]),
/// };
/// let aligned = Aligner::default().align(&pair);
/// let article = score(pair, aligned);
/// assert!(article.scores[0].score > 0.5);
/// assert!((0.0..=1.0).contains(&article.score));
/// ```
pub fn score(pair: ArticlePair, aligned: Aligned) -> AlignedArticle {
    let Aligned {
        alignment,
        posteriors,
        evidence,
        doubts: _,
    } = aligned;
    let mut scores = Vec::with_capacity(posteriors.len());
    for (bead, posterior) in alignment.beads().iter().zip(posteriors) {
        let parts = ScoreParts::from_values(evidence.parts(bead).values().map(rounded));
        scores.push(BeadScore {
            score: rounded(posterior),
            parts,
        });
    }
    let features = article_features(&pair, &alignment, &scores);
    let model = ArticleModel::shipped();
    let weights = if evidence.knowledge() == Knowledge::Vectors {
        &model.with_vectors
    } else {
        &model.without_vectors
    };
    let score = weights.probability(&features);
    AlignedArticle {
        pair,
        alignment,
        scores,
        crossings: Vec::new(),
        score,
    }
}

/// To six decimals: more would differ from machine to machine and mean nothing.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Aligner;
    use crate::bitext::{Document, Language};

    fn scored(source: &[&str], target: &[&str]) -> AlignedArticle {
        let pair = ArticlePair {
            id: "a".into(),
            source: Document::from_segments(Language::french(), source.iter().copied()),
            target: Document::from_segments(Language::english(), target.iter().copied()),
        };
        let aligned = Aligner::default().align(&pair);
        score(pair, aligned)
    }

    #[test]
    fn an_empty_side_scores_nothing() {
        let article = scored(&["Un.", "Deux."], &[]);
        assert_eq!(article.score, 0.0);
        assert_eq!(article.scores.len(), 2);
        assert_eq!(scored(&[], &[]).score, 0.0);
    }

    #[test]
    fn a_translation_scores_higher_than_an_unrelated_text() {
        let source = [
            "Le ministre Morel est arrivé à Moscou le 12 juin.",
            "La conférence durera trois jours.",
            "Le budget est de 1 234,5 millions.",
        ];
        let translation = [
            "Minister Morel arrived in Moscow on June 12.",
            "The conference will last three days.",
            "The budget is 1,234.5 million.",
        ];
        let unrelated = [
            "Wash the apples.",
            "Peel them and cut out the cores, then wait.",
            "Serve.",
        ];
        assert!(scored(&source, &translation).score > scored(&source, &unrelated).score);
    }
}
