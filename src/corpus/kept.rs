//! Pairs that came aligned and are kept as they are: only scored.
//!
//! There is no search, so there is no posterior. The score of a bead is the quality of its two texts by
//! themselves ([`QualityScorer`]), as `alinea score` has it, because the pairs of a translation memory
//! need not stand in the order of any document. The parts come from the same evidence as those of
//! aligned beads. Linear in the beads.

use crate::align::{Aligned, Aligner};
use crate::bitext::{Alignment, ArticlePair, Band, Bead};
use crate::error::Result;
use crate::score::QualityScorer;
use crate::similarity::{Evidence, Reading};

/// The beads with the quality of each in place of its posterior.
///
/// # Errors
/// Beads that do not cover both documents in order.
pub(super) fn kept(
    pair: &ArticlePair,
    beads: &[Bead],
    scorer: &QualityScorer,
    aligner: &Aligner,
) -> Result<Aligned> {
    let alignment = Alignment::new(beads.to_vec(), pair.source.len(), pair.target.len())?;
    let posteriors = beads.iter().map(|bead| quality(pair, bead, scorer));
    let posteriors = posteriors.collect();
    let tables = aligner
        .tables
        .pair(&pair.source.language, &pair.target.language);
    let sides = beads.iter().flat_map(|b| [b.source.len(), b.target.len()]);
    let side = sides.max().unwrap_or(1).max(1);
    let evidence = Evidence::of(&Reading::new(pair, tables), &along(pair, beads), side);
    Ok(Aligned {
        alignment,
        posteriors,
        evidence,
        doubts: Vec::new(),
    })
}

fn quality(pair: &ArticlePair, bead: &Bead, scorer: &QualityScorer) -> f64 {
    if bead.is_null() {
        return 0.0;
    }
    let text = |document: &crate::bitext::Document, range: &std::ops::Range<usize>| {
        let texts: Vec<&str> = document.segments[range.clone()]
            .iter()
            .map(|s| s.text.as_str())
            .collect();
        texts.join(document.language.separator())
    };
    let source = text(&pair.source, &bead.source);
    let target = text(&pair.target, &bead.target);
    scorer.quality(&source, &target).quality
}

/// The narrowest band that holds the beads.
fn along(pair: &ArticlePair, beads: &[Bead]) -> Band {
    let mut rows = vec![(usize::MAX, 0); pair.source.len() + 1];
    for bead in beads {
        for row in &mut rows[bead.source.start..=bead.source.end] {
            *row = (row.0.min(bead.target.start), row.1.max(bead.target.end));
        }
    }
    Band::from_rows(rows, pair.target.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::{Document, Language};
    use crate::score::QualityModel;
    use crate::similarity::Tables;

    #[test]
    fn given_beads_stay_whatever_an_aligner_would_say() {
        let pair = ArticlePair {
            id: "a".into(),
            source: Document::from_segments(
                Language::french(),
                [
                    "Il pleut à Bordeaux.",
                    "Le 12 juin, le vent souffle.",
                    "Seul.",
                ],
            ),
            target: Document::from_segments(
                Language::english(),
                ["Wash the apples.", "On June 12, the wind is blowing."],
            ),
        };
        let scorer = QualityScorer::new(
            &QualityModel::default(),
            &Tables::default(),
            &Language::french(),
            &Language::english(),
        );
        let beads = [
            Bead::new(0..1, 0..1),
            Bead::new(1..2, 1..2),
            Bead::new(2..3, 2..2),
        ];
        let aligner = Aligner::default();
        let aligned = kept(&pair, &beads, &scorer, &aligner).expect("covers");
        assert_eq!(aligned.alignment.beads(), beads);
        let [wrong, right, null] = aligned.posteriors[..] else {
            panic!("three beads");
        };
        assert!(
            wrong < 0.5 && right > 0.5 && null == 0.0,
            "{wrong} {right} {null}"
        );
        assert!(aligned.evidence.parts(&beads[1]).meaning > 0.3);
        assert!(kept(&pair, &beads[1..], &scorer, &aligner).is_err());
    }
}
