//! From two sides of documents to the candidates, each with what speaks for it.
//!
//! [`Survey::new`] reads every document once and keeps its signature; [`Survey::aligned`] reads
//! those again that have a likely candidate, aligns them, and adds what the alignment tells. Time
//! is linear in the text but for the choice of candidates ([`candidates`](super::candidates));
//! memory is that of the signatures and of the texts that are aligned at a moment.

use rayon::prelude::*;

use crate::bitext::{ArticlePair, Document, Segment};
use crate::error::{Error, Result};
use crate::score::score;
use crate::similarity::VectorTable;

use super::super::input::Input;
use super::super::pipeline::Pipeline;
use super::candidates::{Candidate, candidates};
use super::collection::{Collection, Side};
use super::model::{Logit, MatchWeights};
use super::signature::Signature;
use super::{Matching, Step};

/// Weight that a share is measured against even where a document has less.
const SHARE: f64 = 3.0;

/// Most candidates of a document that are aligned, the lowest logit of one, and how far below the
/// best it may be.
const ALIGNED: usize = 3;
const LOWEST: f64 = -7.0;
const BELOW: f64 = 6.0;

/// Logit of the surest article score that counts.
const SUREST: f64 = 12.0;

/// A candidate with its features.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<const N: usize> {
    pub(crate) source: usize,
    pub(crate) target: usize,
    pub(crate) features: [f64; N],
}

/// What was read of one document: its signature and notes, or why it could not be read.
type Read = Result<(Signature, Vec<String>)>;

/// The documents of both sides and their candidates.
pub(crate) struct Survey {
    /// In the order of source and target.
    pub(crate) candidates: Vec<Seen<9>>,
    /// Documents that could not be read, by number.
    pub(super) source_failed: Vec<(usize, Error)>,
    pub(super) target_failed: Vec<(usize, Error)>,
    /// Notes on how documents were read.
    pub(super) notes: Vec<String>,
    pub(crate) source_fingerprints: Vec<u64>,
    pub(crate) target_fingerprints: Vec<u64>,
}

impl Survey {
    /// Reads all documents and finds the candidates.
    pub(crate) fn new(job: &Matching<'_>, each: &(dyn Fn(Step) + Sync)) -> Self {
        each(Step::Read(job.sources.len() + job.targets.len()));
        let mut notes = Vec::new();
        let mut side = |target: bool| {
            let inputs = if target { job.targets } else { job.sources };
            let table = job.tables().map(|t| if target { t.1 } else { t.0 });
            signatures(inputs, job.pipeline, target, table, each, &mut notes)
        };
        let (source, source_failed) = side(false);
        let (target, target_failed) = side(true);
        each(Step::Compare);
        let collection = Collection::new(source, target);
        Survey {
            candidates: described(&collection),
            source_failed,
            target_failed,
            notes,
            source_fingerprints: collection.source.fingerprints,
            target_fingerprints: collection.target.fingerprints,
        }
    }

    /// The likely candidates with what their alignment tells, in the order of source and target.
    pub(crate) fn aligned(
        &self,
        job: &Matching<'_>,
        quick: &Logit<9>,
        each: &(dyn Fn(Step) + Sync),
    ) -> Vec<Seen<12>> {
        let likely = self.likely(job, quick);
        let groups: Vec<&[Seen<9>]> = likely.chunk_by(|a, b| a.source == b.source).collect();
        each(Step::Align(groups.len()));
        let one = |group: &&[Seen<9>]| {
            let seen = align(job, group);
            each(Step::Done);
            seen
        };
        let seen: Vec<Vec<Seen<12>>> = groups.par_iter().map(one).collect();
        seen.into_iter().flatten().collect()
    }

    /// The candidates that are worth aligning: the best of each document of either side.
    fn likely(&self, job: &Matching<'_>, quick: &Logit<9>) -> Vec<Seen<9>> {
        let logits: Vec<f64> = self
            .candidates
            .iter()
            .map(|c| quick.of(&c.features))
            .collect();
        let mut keep = vec![false; logits.len()];
        for target in [false, true] {
            let documents = if target { job.targets } else { job.sources }.len();
            let mut lists = vec![Vec::new(); documents];
            for (at, candidate) in self.candidates.iter().enumerate() {
                let document = if target {
                    candidate.target
                } else {
                    candidate.source
                };
                lists[document].push(at);
            }
            for mut list in lists {
                list.sort_by(|a, b| logits[*b].total_cmp(&logits[*a]).then(a.cmp(b)));
                let best = list.first().map_or(0.0, |at| logits[*at]);
                let near = |at: &&usize| logits[**at] > LOWEST.max(best - BELOW);
                list.iter()
                    .take(ALIGNED)
                    .filter(near)
                    .for_each(|at| keep[*at] = true);
            }
        }
        let kept = self.candidates.iter().zip(keep).filter(|(_, keep)| *keep);
        kept.map(|(candidate, _)| *candidate).collect()
    }
}

fn signatures(
    inputs: &[Input],
    pipeline: &Pipeline,
    target: bool,
    table: Option<&VectorTable>,
    each: &(dyn Fn(Step) + Sync),
    notes: &mut Vec<String>,
) -> (Vec<Signature>, Vec<(usize, Error)>) {
    let one = |input: &Input| -> Read {
        let read = pipeline.read_side(input, target);
        each(Step::Done);
        read.map(|(document, notes)| (Signature::of(&document, table), notes))
    };
    let read: Vec<Read> = inputs.par_iter().map(one).collect();
    let mut failed = Vec::new();
    let mut signatures = Vec::with_capacity(read.len());
    for (at, read) in read.into_iter().enumerate() {
        match read {
            Ok((signature, said)) => {
                notes.extend(said);
                signatures.push(signature);
            }
            Err(error) => {
                failed.push((at, error));
                let nothing = vec![0.0; table.map_or(0, VectorTable::dimension)];
                signatures.push(Signature {
                    vector: nothing,
                    ..Signature::default()
                });
            }
        }
    }
    (signatures, failed)
}

/// The candidates with the features of the first model.
fn described(collection: &Collection) -> Vec<Seen<9>> {
    let found = candidates(collection);
    let readable = |c: &&Candidate| {
        let letters = (&collection.source.letters, &collection.target.letters);
        letters.0[c.source as usize] > 0 && letters.1[c.target as usize] > 0
    };
    let one = |candidate: &Candidate| {
        let (s, t) = (candidate.source as usize, candidate.target as usize);
        let background = (found.source_background[s] + found.target_background[t]) / 2.0;
        Seen {
            source: s,
            target: t,
            features: features(collection, s, t, background),
        }
    };
    let pairs: Vec<&Candidate> = found.pairs.iter().filter(readable).collect();
    let mut seen: Vec<Seen<9>> = pairs.into_par_iter().map(one).collect();
    // Until here `length` is the logarithm of the ratio itself.
    let usual = usual_ratio(&seen, collection.source.len());
    for candidate in &mut seen {
        let length = &mut candidate.features[7];
        *length = (*length - usual).abs().min(2.0);
    }
    seen
}

fn features(collection: &Collection, s: usize, t: usize, background: f64) -> [f64; 9] {
    let (source, target) = (&collection.source, &collection.target);
    let cosine = source.vectors.cosine(s, &target.vectors, t);
    let common = collection.common(s, t);
    let share = |kind: usize| {
        let less = source.mass[s][kind].min(target.mass[t][kind]);
        common[kind] / (less + SHARE)
    };
    let length = |side: &Side, at: usize| f64::from(side.letters[at]);
    let (a, b) = (length(source, s), length(target, t));
    [
        cosine,
        cosine - background,
        share(0),
        share(1),
        share(2),
        share(3),
        common.iter().sum::<f64>().ln_1p(),
        (a / b).ln(),
        a.min(b).ln_1p() - 6.0,
    ]
}

/// The median logarithm of the lengths' ratio, over each source document and the candidate that
/// looks best without regard to length.
fn usual_ratio(seen: &[Seen<9>], documents: usize) -> f64 {
    let mut best: Vec<Option<(f64, f64)>> = vec![None; documents];
    for candidate in seen {
        let f = &candidate.features;
        let looks = f[0] + f[1] + f[2] + f[3] + f[4];
        let kept = &mut best[candidate.source];
        if kept.is_none_or(|(before, _)| looks > before) {
            *kept = Some((looks, f[7]));
        }
    }
    let mut ratios: Vec<f64> = best.into_iter().flatten().map(|b| b.1).collect();
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(0.0)
}

/// Aligns a source document with its likely candidates.
fn align(job: &Matching<'_>, group: &[Seen<9>]) -> Vec<Seen<12>> {
    let pipeline = job.pipeline;
    let Ok((source, _)) = pipeline.read_side(&job.sources[group[0].source], false) else {
        return Vec::new();
    };
    let one = |candidate: &Seen<9>| {
        let target = pipeline
            .read_side(&job.targets[candidate.target], true)
            .ok()?
            .0;
        let mut features = [0.0; 12];
        features[..9].copy_from_slice(&candidate.features);
        features[9..].copy_from_slice(&aligned(pipeline, source.clone(), target));
        Some(Seen {
            source: candidate.source,
            target: candidate.target,
            features,
        })
    };
    group.iter().filter_map(one).collect()
}

/// What the alignment tells: a quarter of the logit of the article score, and how much of the
/// shorter document is paired, plainly and by score and likeness.
fn aligned(pipeline: &Pipeline, source: Document, target: Document) -> [f64; 3] {
    let pair = ArticlePair {
        id: String::new(),
        source,
        target,
    };
    let aligned = pipeline.aligner.align_with(&pair, None);
    let article = score(pair, aligned);
    let logit = (article.score / (1.0 - article.score)).ln();
    let letters = |segments: &[Segment]| -> f64 {
        let letters = segments.iter().map(|s| s.text.chars().count());
        letters.sum::<usize>() as f64
    };
    let (source, target) = (&article.pair.source.segments, &article.pair.target.segments);
    let (mut paired, mut alike) = ([0.0; 2], [0.0; 2]);
    for (bead, score) in article.alignment.beads().iter().zip(&article.scores) {
        if bead.is_null() {
            continue;
        }
        let likeness = (score.parts.meaning + score.parts.lexical) / 2.0 * score.score;
        let sides = [&source[bead.source.clone()], &target[bead.target.clone()]];
        for (side, segments) in sides.into_iter().enumerate() {
            let letters = letters(segments);
            paired[side] += letters;
            alike[side] += letters * likeness;
        }
    }
    let all = [letters(source), letters(target)];
    let shorter = usize::from(all[1] < all[0]);
    let share = |part: [f64; 2]| part[shorter] / all[shorter].max(1.0);
    [
        logit.clamp(-SUREST, SUREST) / 4.0,
        share(paired),
        share(alike),
    ]
}

impl Matching<'_> {
    fn tables(&self) -> Option<(&VectorTable, &VectorTable)> {
        let pipeline = self.pipeline;
        let languages = (pipeline.source_language(), pipeline.target_language());
        pipeline.aligner.tables.pair(languages.0, languages.1)
    }

    /// The weights for these languages.
    pub(super) fn weights(&self) -> &MatchWeights {
        if self.tables().is_some() {
            &self.model.with_vectors
        } else {
            &self.model.without_vectors
        }
    }
}
