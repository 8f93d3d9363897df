//! Learning which documents belong together: the models of
//! [`corpus::matching`](crate::corpus::matching).
//!
//! Collections are made of documents with gold alignments, whole or in pieces of a few segments,
//! several of one document so that there are near misses; some documents are left without a
//! partner. In every other collection documents are damaged: a side cut to half, segments lost on
//! either side, segments of other documents put in. Each collection is searched as `alinea match`
//! would, and the models learn from the candidates that it finds: the first from all, the second
//! from those that are aligned, the third from the pairs that are taken. The same documents give
//! the same model everywhere.

use crate::align::Aligner;
use crate::bitext::Language;
use crate::corpus::matching::{
    Logit, Match, MatchModel, MatchWeights, Matching, Offer, Seen, Survey, match_documents, take,
};
use crate::corpus::{Input, Pipeline};
use crate::segment::Paragraphs;
use crate::similarity::Tables;

use super::GoldDocument;
use super::logistic::{Observation, fit};
use super::salad::Random;

/// Weight of half the squared weights in the objective.
const PENALTY: f64 = 0.1;

/// Collections of each set of documents, and of all together.
const COLLECTIONS: u64 = 4;

/// Share of documents without a partner on each side.
const ALONE: f64 = 0.12;

/// In a damaged collection: documents of which a side is cut to half, segments lost, segments put
/// in.
const HALVED: f64 = 0.3;
const LOST: f64 = 0.08;
const STRANGE: f64 = 0.06;

/// Documents of both sides and the partner of each source.
struct Collection {
    sources: Vec<Input>,
    targets: Vec<Input>,
    partners: Vec<Option<usize>>,
}

/// What a model says of collections that it did not see.
#[derive(Debug, Clone, Default)]
pub struct MatchFigures {
    /// Probability of each pair that was made, and whether it is right.
    pub said: Vec<(f64, bool)>,
    /// Pairs that there are.
    pub partners: usize,
}

/// Learns from sets of documents, or from two documents of each three. Also, with vectors and
/// without, what is said of collections made of the documents held out.
pub fn train_matching(
    sets: &[Vec<GoldDocument>],
    tables: &Tables,
    languages: &[Language; 2],
    hold_out: bool,
) -> (MatchModel, [MatchFigures; 2]) {
    let part = |held: bool| -> Vec<Vec<GoldDocument>> {
        let kept = |documents: &Vec<GoldDocument>| {
            let numbered = documents.iter().enumerate();
            let kept = numbered.filter(|(at, _)| !hold_out && !held || (at % 3 == 2) == held);
            kept.map(|(_, document)| document.clone()).collect()
        };
        sets.iter().map(kept).collect()
    };
    let learnt = collections(&part(false), 1);
    let held = if hold_out {
        collections(&part(true), 1000)
    } else {
        Vec::new()
    };
    let one = |tables: &Tables| {
        let [source, target] = languages.clone();
        let mut pipeline = Pipeline::new(source, target, Paragraphs::Auto);
        pipeline.aligner = Aligner {
            tables: tables.clone(),
            ..Aligner::default()
        };
        let weights = learn(&learnt, &pipeline);
        (weights, judged(&held, &pipeline, weights))
    };
    let (with, without) = (one(tables), one(&Tables::none()));
    let model = MatchModel {
        with_vectors: with.0,
        without_vectors: without.0,
    };
    (model, [with.1, without.1])
}

fn learn(collections: &[Collection], pipeline: &Pipeline) -> MatchWeights {
    let surveys: Vec<(&Collection, Matching<'_>, Survey)> = collections
        .iter()
        .map(|collection| {
            let job = Matching::new(&collection.sources, &collection.targets, pipeline);
            let survey = Survey::new(&job, &|_| {});
            (collection, job, survey)
        })
        .collect();
    let mut observed = Vec::new();
    for (collection, _, survey) in &surveys {
        let seen = survey.candidates.iter();
        observed.extend(seen.map(|s| collection.observation(s.source, s.target, &s.features)));
    }
    let quick: Logit<9> = fitted(&observed);
    let mut aligned = Vec::new();
    observed.clear();
    for (collection, job, survey) in &surveys {
        let seen = survey.aligned(job, &quick, &|_| {});
        let all = seen.iter();
        observed.extend(all.map(|s| collection.observation(s.source, s.target, &s.features)));
        aligned.push(seen);
    }
    let pair: Logit<12> = fitted(&observed);
    observed.clear();
    for ((collection, _, survey), seen) in surveys.iter().zip(&aligned) {
        let offer = |seen: &Seen<12>| Offer {
            source: seen.source,
            target: seen.target,
            logit: pair.of(&seen.features),
        };
        let offers: Vec<Offer> = seen.iter().map(offer).collect();
        let taken = take(
            &offers,
            &survey.source_fingerprints,
            &survey.target_fingerprints,
        );
        let all = taken.iter();
        observed.extend(all.map(|t| collection.observation(t.source, t.target, &t.features)));
    }
    MatchWeights {
        quick,
        pair,
        taken: fitted(&observed),
    }
}

fn fitted<const N: usize>(observed: &[Observation]) -> Logit<N> {
    let weights = fit(observed, PENALTY);
    let at = |at: usize| weights.get(at).copied().unwrap_or_default();
    Logit {
        weights: std::array::from_fn(at),
        constant: at(N),
    }
}

fn judged(held: &[Collection], pipeline: &Pipeline, weights: MatchWeights) -> MatchFigures {
    let model = MatchModel {
        with_vectors: weights,
        without_vectors: weights,
    };
    let mut figures = MatchFigures::default();
    for collection in held {
        let job = Matching {
            minimum: 0.0,
            model,
            ..Matching::new(&collection.sources, &collection.targets, pipeline)
        };
        let pairs = match_documents(&job, &|_| {}).pairs;
        let right = |m: &Match| {
            (
                m.probability,
                collection.partners[m.source] == Some(m.target),
            )
        };
        figures.said.extend(pairs.iter().map(right));
        figures.partners += collection.partners.iter().flatten().count();
    }
    figures
}

impl Collection {
    fn observation(&self, source: usize, target: usize, features: &[f64]) -> Observation {
        Observation {
            values: features.to_vec(),
            positive: self.partners[source] == Some(target),
            importance: 1.0,
        }
    }
}

fn collections(sets: &[Vec<GoldDocument>], seed: u64) -> Vec<Collection> {
    let all: Vec<GoldDocument> = sets.concat();
    let sets = sets
        .iter()
        .chain([&all])
        .filter(|documents| !documents.is_empty());
    let mut out = Vec::new();
    for (at, documents) in sets.enumerate() {
        for turn in 0..COLLECTIONS {
            let mut random = Random::new(seed + at as u64 * COLLECTIONS + turn);
            out.push(collection(documents, turn % 2 == 1, &mut random));
        }
    }
    out
}

fn collection(documents: &[GoldDocument], damaged: bool, random: &mut Random) -> Collection {
    let mut sides: [Vec<Vec<String>>; 2] = Default::default();
    let mut pairs = Vec::new();
    for document in documents {
        for piece in pieces(document, random) {
            let [mut source, mut target] = [0, 1].map(|side| segments(piece, side));
            if damaged {
                damage(&mut source, documents, 0, random);
                damage(&mut target, documents, 1, random);
                if random.unit() < HALVED {
                    halve(
                        if random.below(2) == 0 {
                            &mut source
                        } else {
                            &mut target
                        },
                        random,
                    );
                }
            }
            let draw = random.unit();
            if draw < ALONE || source.is_empty() {
                sides[1].push(target);
            } else if draw < 2.0 * ALONE || target.is_empty() {
                sides[0].push(source);
            } else {
                pairs.push((sides[0].len(), sides[1].len()));
                sides[0].push(source);
                sides[1].push(target);
            }
        }
    }
    let mut partners = vec![None; sides[0].len()];
    pairs.into_iter().for_each(|(s, t)| partners[s] = Some(t));
    let [sources, targets] = sides.map(|side| {
        let text = |segments: Vec<String>| Input::Text(segments.join("\n"));
        side.into_iter().map(text).collect()
    });
    Collection {
        sources,
        targets,
        partners,
    }
}

/// A document whole, or some pieces of it.
fn pieces<'d>(document: &'d GoldDocument, random: &mut Random) -> Vec<&'d [[Vec<String>; 2]]> {
    let most = match random.below(3) {
        0 => document.len(),
        1 => 3 + random.below(8),
        _ => 10 + random.below(20),
    };
    document.chunks(most.max(1)).take(3).collect()
}

fn segments(beads: &[[Vec<String>; 2]], side: usize) -> Vec<String> {
    beads.iter().flat_map(|bead| bead[side].clone()).collect()
}

fn damage(
    segments: &mut Vec<String>,
    documents: &[GoldDocument],
    side: usize,
    random: &mut Random,
) {
    let mut out = Vec::new();
    for segment in segments.drain(..) {
        if random.unit() >= LOST {
            out.push(segment);
        }
        if random.unit() < STRANGE {
            let other = &documents[random.below(documents.len())];
            let bead = random.below(other.len());
            out.extend(other.get(bead).into_iter().flat_map(|b| b[side].clone()));
        }
    }
    *segments = out;
}

fn halve(segments: &mut Vec<String>, random: &mut Random) {
    let half = segments.len().div_ceil(2);
    if random.below(3) == 0 {
        segments.drain(..segments.len() - half);
    } else {
        segments.truncate(half);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_learnt_finds_the_partners_of_a_made_collection() {
        let names = ["Aubry", "Morel", "Leroy", "Garnier", "Chabot", "Fontaine"];
        let document = |(at, name): (usize, &&str)| -> GoldDocument {
            (0..8)
                .map(|n| {
                    let year = 1900 + 8 * at + n;
                    [
                        vec![format!("En {year}, {name} a construit {n} maisons.")],
                        vec![format!("In {year}, {name} built {n} houses.")],
                    ]
                })
                .collect()
        };
        let set: Vec<GoldDocument> = names.iter().enumerate().map(document).collect();
        let languages = [Language::french(), Language::english()];
        let (_, figures) = train_matching(&[set], &Tables::default(), &languages, true);
        let right = figures[0].said.iter().filter(|said| said.1).count();
        assert!(right * 10 >= figures[0].partners * 8, "{figures:?}");
    }
}
