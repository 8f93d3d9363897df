//! Which document of one side is the translation of which of the other, where names say nothing.
//!
//! 1. Every document is read once and its signature kept: hashed terms (numbers, dates, names,
//!    words and their beginnings), the sum of its word vectors, its length.
//! 2. An inverted index over rare terms and the nearest vectors give each document some twenty
//!    candidates, however large the collection.
//! 3. A logistic model of what the signatures tell chooses at most three candidates a document,
//!    mostly one; these are aligned, and a second model adds what the alignment tells.
//! 4. The surest pairs are taken first, one-to-one; a third model makes a probability of a pair's
//!    verdict and its lead over the best rival that is still free.
//!
//! Texts are read again to be aligned, so memory is that of the signatures, about six kilobytes a
//! document. Time grows linearly with the documents but for the search among cells of vectors, a
//! small part. Ties go to the lower number, and sums run in a fixed order, so the result depends
//! neither on threads nor on the order of finishing.
//!
//! It fails on documents of two or three short segments without figures and names; on documents
//! that are nearly the same but for figures, such as forms; where a document is translated in two
//! halves, one of them finds it.

mod terms;
mod signature;
mod cells;
mod collection;
mod candidates;
mod model;
mod survey;
mod assignment;
mod pairs;

use crate::error::Error;

use super::input::Input;
use super::pipeline::Pipeline;

pub(crate) use assignment::{Offer, take};
pub use model::{Logit, MatchModel, MatchWeights, PAIR_FEATURES, QUICK_FEATURES, TAKEN_FEATURES};
pub use pairs::{Documents, PairsWriter, list_documents};
pub(crate) use survey::{Seen, Survey};

/// The probability from which a pair is taken for one, unless another is asked for.
pub const LIKELY: f64 = 0.5;

/// Documents to match.
pub struct Matching<'a> {
    /// The source side.
    pub sources: &'a [Input],
    /// The target side.
    pub targets: &'a [Input],
    /// How documents are read and aligned; its tables of word vectors are used here as well.
    pub pipeline: &'a Pipeline,
    /// Pairs below this probability are not made.
    pub minimum: f64,
    /// The weights.
    pub model: MatchModel,
}

impl<'a> Matching<'a> {
    /// With the weights that ship and [`LIKELY`] as the least probability.
    pub fn new(sources: &'a [Input], targets: &'a [Input], pipeline: &'a Pipeline) -> Self {
        Matching {
            sources,
            targets,
            pipeline,
            minimum: LIKELY,
            model: *MatchModel::shipped(),
        }
    }
}

/// Two documents taken for translations of one another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Number of the source document, counted from 0.
    pub source: usize,
    /// Number of the target document, counted from 0.
    pub target: usize,
    /// The probability that they are, 0 to 1, rounded to six decimals.
    pub probability: f64,
}

/// A document without a partner.
#[derive(Debug)]
pub struct Unmatched {
    /// Its number, counted from 0.
    pub document: usize,
    /// The document of the other side that was nearest to being its partner, with a probability
    /// below the minimum.
    pub nearest: Option<(usize, f64)>,
    /// Why it could not be read, if it could not.
    pub error: Option<Error>,
}

/// What became of all documents: each is in one pair, or unmatched on its side.
#[derive(Debug, Default)]
pub struct Matched {
    /// In the order of the sources.
    pub pairs: Vec<Match>,
    /// Source documents without a partner, in order.
    pub sources: Vec<Unmatched>,
    /// Target documents without a partner, in order.
    pub targets: Vec<Unmatched>,
    /// Notes such as `a.txt: read as windows-1252`.
    pub notes: Vec<String>,
}

/// How far the work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many documents are going to be read.
    Read(usize),
    /// Candidates are going to be looked for.
    Compare,
    /// So many documents are going to be aligned with their candidates.
    Align(usize),
    /// One document is done.
    Done,
}

/// Finds the pairs. `each` is told of every step, from any thread.
///
/// A document that cannot be read is unmatched, with the error; nothing else fails.
///
/// ```
/// use alinea::corpus::{Input, Pipeline};
/// use alinea::corpus::matching::{Matching, match_documents};
/// let text = |t: &str| Input::Text(t.into());
/// let french = [
///     text("La tempête a touché Bordeaux le 12 juin. Douze maisons sont détruites."),
///     text("Le musée du Havre rouvre lundi. L'entrée coûte 7 euros."),
/// ];
/// let english = [
///     text("The museum of Le Havre reopens on Monday. Admission is 7 euros."),
///     text("The storm hit Bordeaux on June 12. Twelve houses are destroyed."),
/// ];
/// let pipeline = Pipeline::default();
/// let matched = match_documents(&Matching::new(&french, &english, &pipeline), &|_| {});
/// let pairs: Vec<_> = matched.pairs.iter().map(|m| (m.source, m.target)).collect();
/// assert_eq!(pairs, [(0, 1), (1, 0)]);
/// ```
pub fn match_documents(job: &Matching<'_>, each: &(dyn Fn(Step) + Sync)) -> Matched {
    let weights = job.weights();
    let survey = Survey::new(job, each);
    let seen = survey.aligned(job, &weights.quick, each);
    let offer = |seen: &Seen<12>| Offer {
        source: seen.source,
        target: seen.target,
        logit: weights.pair.of(&seen.features),
    };
    let offers: Vec<Offer> = seen.iter().map(offer).collect();
    let taken = take(
        &offers,
        &survey.source_fingerprints,
        &survey.target_fingerprints,
    );
    let mut matched = Matched {
        notes: survey.notes,
        ..Matched::default()
    };
    let mut nearest = (vec![None; job.sources.len()], vec![None; job.targets.len()]);
    let mut paired = (
        vec![false; job.sources.len()],
        vec![false; job.targets.len()],
    );
    for pair in taken {
        let (source, target) = (pair.source, pair.target);
        let probability = probability(weights.taken.of(&pair.features));
        if probability >= job.minimum {
            (paired.0[source], paired.1[target]) = (true, true);
            matched.pairs.push(Match {
                source,
                target,
                probability,
            });
        } else {
            nearest.0[source] = Some((target, probability));
            nearest.1[target] = Some((source, probability));
        }
    }
    matched.pairs.sort_by_key(|pair| pair.source);
    matched.sources = unmatched(&paired.0, &nearest.0, survey.source_failed);
    matched.targets = unmatched(&paired.1, &nearest.1, survey.target_failed);
    matched
}

fn probability(logit: f64) -> f64 {
    (1e6 / (1.0 + (-logit).exp())).round() / 1e6
}

fn unmatched(
    paired: &[bool],
    nearest: &[Option<(usize, f64)>],
    failed: Vec<(usize, Error)>,
) -> Vec<Unmatched> {
    let mut failed = failed.into_iter().peekable();
    let alone = (0..paired.len()).filter(|at| !paired[*at]);
    alone
        .map(|document| Unmatched {
            document,
            nearest: nearest[document],
            error: failed.next_if(|f| f.0 == document).map(|f| f.1),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Input {
        Input::Text(text.into())
    }

    #[test]
    fn a_document_that_cannot_be_read_is_unmatched_with_the_reason() {
        let french = [
            text(" \n"),
            text("Le 12 juin, Morel est à Moscou avec 340 élus."),
        ];
        let english = [text("On June 12, Morel is in Moscow with 340 councillors.")];
        let pipeline = Pipeline::default();
        let matched = match_documents(&Matching::new(&french, &english, &pipeline), &|_| {});
        assert_eq!(matched.pairs.len(), 1);
        assert_eq!(matched.pairs[0].source, 1);
        let error = matched.sources[0].error.as_ref().expect("an error");
        assert!(error.to_string().contains("expected text"), "{error}");
        assert!(matched.targets.is_empty());
    }

    #[test]
    fn a_side_without_documents_leaves_the_other_unmatched() {
        let french = [text("Il pleut à Bordeaux.")];
        let pipeline = Pipeline::default();
        let matched = match_documents(&Matching::new(&french, &[], &pipeline), &|_| {});
        assert!(matched.pairs.is_empty());
        assert_eq!((matched.sources.len(), matched.targets.len()), (1, 0));
        assert!(matched.sources[0].error.is_none() && matched.sources[0].nearest.is_none());
    }
}
