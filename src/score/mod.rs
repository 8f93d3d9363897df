//! How sure we are of each bead and each article, with no gold.
//!
//! A bead's score is its posterior: the probability, under the model and given both documents, that
//! exactly this bead is in the alignment (see [`align`](crate::align)). The parts say what speaks
//! for it. An article's score is the mean over all segments of both sides of the score of the bead
//! that pairs the segment, 0 for a segment in a null bead: near 1 for a full and plain translation,
//! near 0 for two documents that have nothing to do with each other.
//! Scores are rounded to six decimals, so that outputs are the same on every machine.

use crate::align::Aligned;
use crate::bitext::{AlignedArticle, ArticlePair, BeadScore, ScoreParts};

/// The article with a score for each bead and one for the whole.
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
    let mut paired = 0.0;
    let mut scores = Vec::with_capacity(posteriors.len());
    for (bead, posterior) in alignment.beads().iter().zip(posteriors) {
        if !bead.is_null() {
            paired += posterior * (bead.source.len() + bead.target.len()) as f64;
        }
        let parts = ScoreParts::from_values(evidence.parts(bead).values().map(rounded));
        scores.push(BeadScore {
            score: rounded(posterior),
            parts,
        });
    }
    let segments = alignment.source_len() + alignment.target_len();
    let score = if segments == 0 {
        0.0
    } else {
        rounded(paired / segments as f64)
    };
    AlignedArticle {
        pair,
        alignment,
        scores,
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
