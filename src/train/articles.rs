//! The model of whether two documents are translations at all, from documents with gold alignments.
//!
//! Of each document come true pairs (whole, half of either side, some few segments) and false ones
//! (with other documents of the collection, whole and by halves, and with other places of the same
//! document). All are aligned, and a penalised logistic regression learns from what the alignments
//! look like. Long documents are cut into parts first.

use rayon::prelude::*;

use crate::align::Aligner;
use crate::bitext::{ArticlePair, Document, Language};
use crate::error::Result;
use crate::io::article::read_segmented;
use crate::io::{Format, GoldOptions, read_beads};
use crate::score::{ArticleModel, ArticleVector, ArticleWeights, article_features, score};
use crate::similarity::Tables;

use super::logistic::{Observation, fit};

/// Beads of a part of a long document.
const PART: usize = 60;

/// Beads of short articles.
const SHORT: [usize; 3] = [3, 4, 6];

/// Weight of half the squared weights in the objective.
const PENALTY: f64 = 0.3;

/// A document with its translation: the source and target segments of each gold bead, in order.
pub type GoldDocument = Vec<[Vec<String>; 2]>;

/// Documents to learn from and, of each three, the last to be held out.
pub fn read_gold_documents(
    folder: &std::path::Path,
    languages: &[String; 2],
) -> Result<Vec<GoldDocument>> {
    let mut documents = Vec::new();
    for gold in super::text::golds(folder)? {
        let side = |language: &String| read_segmented(gold.with_extension(language), None);
        let (source, target) = (side(&languages[0])?.lines, side(&languages[1])?.lines);
        let beads = read_beads(&gold, Format::Vecalign, &GoldOptions { allow_gaps: true })?;
        let cut = |lines: &[String], range: std::ops::Range<usize>| {
            lines.get(range).map(<[String]>::to_vec).unwrap_or_default()
        };
        let document: GoldDocument = beads
            .into_iter()
            .map(|bead| [cut(&source, bead.source), cut(&target, bead.target)])
            .collect();
        documents.extend(document.chunks(PART).map(<[_]>::to_vec));
    }
    Ok(documents)
}

/// A pair of documents and whether it is a true one.
struct Case {
    sides: [Vec<String>; 2],
    true_pair: bool,
}

/// The cases of document number `at`.
fn cases(documents: &[GoldDocument], at: usize, out: &mut Vec<Case>) {
    let beads = &documents[at][..];
    let other = &documents[(at + 1) % documents.len()][..];
    let farther = &documents[(at + 7) % documents.len()][..];
    let mut push = |source: &[[Vec<String>; 2]], target: &[[Vec<String>; 2]], true_pair: bool| {
        let side = |beads: &[[Vec<String>; 2]], side: usize| -> Vec<String> {
            beads.iter().flat_map(|bead| bead[side].clone()).collect()
        };
        let sides = [side(source, 0), side(target, 1)];
        if sides.iter().all(|side| !side.is_empty()) {
            out.push(Case { sides, true_pair });
        }
    };
    let half = beads.len() / 2;
    push(beads, beads, true);
    push(beads, &beads[..half], true);
    push(&beads[half..], beads, true);
    push(beads, other, false);
    push(beads, farther, false);
    push(beads, &other[..other.len() / 2], false);
    for count in SHORT {
        let window = |beads: &[[Vec<String>; 2]], step: usize| {
            let start = (at * step + count) % beads.len().saturating_sub(count).max(1);
            start..(start + count).min(beads.len())
        };
        let here = window(beads, 7);
        push(&beads[here.clone()], &beads[here.clone()], true);
        push(&beads[here.clone()], &other[window(other, 5)], false);
        if count == 6 {
            let half = here.start..here.start + here.len() / 2;
            push(&beads[here.clone()], &beads[half], true);
        }
        if beads.len() > 3 * count {
            let there = (here.start + beads.len() / 2) % (beads.len() - count);
            if there.abs_diff(here.start) >= count {
                push(&beads[here], &beads[there..there + count], false);
            }
        }
    }
}

/// Learns the model from collections of documents, or from two documents of each three. The second
/// value holds, with vectors and without, what it says of the cases of the documents held out and
/// whether they are true.
pub fn train_articles(
    collections: &[Vec<GoldDocument>],
    tables: &Tables,
    languages: &[Language; 2],
    hold_out: bool,
) -> (ArticleModel, [Vec<(f64, bool)>; 2]) {
    let (mut learnt, mut held) = (Vec::new(), Vec::new());
    for documents in collections {
        for at in 0..documents.len() {
            let out = if hold_out && at % 3 == 2 {
                &mut held
            } else {
                &mut learnt
            };
            cases(documents, at, out);
        }
    }
    let one = |tables: &Tables| {
        let aligner = Aligner {
            tables: tables.clone(),
            ..Aligner::default()
        };
        let seen = |cases: &[Case]| -> Vec<(ArticleVector, bool)> {
            let features = |case: &Case| (features(case, &aligner, languages), case.true_pair);
            cases.par_iter().map(features).collect()
        };
        let observed: Vec<Observation> = seen(&learnt)
            .into_iter()
            .map(|(features, true_pair)| Observation {
                values: features.to_vec(),
                positive: true_pair,
                importance: 1.0,
            })
            .collect();
        let fitted = fit(&observed, PENALTY);
        let at = |at: usize| fitted.get(at).copied().unwrap_or_default();
        let weights = ArticleWeights {
            weights: std::array::from_fn(at),
            constant: at(fitted.len() - 1),
        };
        let said = seen(&held)
            .into_iter()
            .map(|(f, true_pair)| (weights.probability(&f), true_pair));
        (weights, said.collect())
    };
    let (with, without) = (one(tables), one(&Tables::none()));
    let model = ArticleModel {
        with_vectors: with.0,
        without_vectors: without.0,
    };
    (model, [with.1, without.1])
}

fn features(case: &Case, aligner: &Aligner, languages: &[Language; 2]) -> ArticleVector {
    let document = |side: usize| {
        Document::from_segments(languages[side].clone(), case.sides[side].iter().cloned())
    };
    let pair = ArticlePair {
        id: String::new(),
        source: document(0),
        target: document(1),
    };
    let aligned = aligner.align(&pair);
    let article = score(pair, aligned);
    article_features(&article.pair, &article.alignment, &article.scores)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::area_under_curve;

    #[test]
    fn true_pairs_come_out_above_false_ones() {
        let document = |topic: &str, english: &str| -> GoldDocument {
            (0..8)
                .map(|n| {
                    [
                        vec![format!("{topic} {n}.")],
                        vec![format!("{english} {n}.")],
                    ]
                })
                .collect()
        };
        let collection = vec![
            document("Le train arrive à Lyon", "The train arrives in Lyon"),
            document("La recette demande du sucre", "The recipe needs sugar"),
            document("Le ministre est parti", "The minister left"),
        ];
        let languages = [Language::french(), Language::english()];
        let (_, said) = train_articles(&[collection], &Tables::default(), &languages, true);
        assert!(area_under_curve(&said[0]) > 0.7, "{said:?}");
    }
}
