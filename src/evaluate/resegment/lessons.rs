//! What the weights are learnt from: all steps of a document, and the true ones.

use super::document::Document;
use super::edges::Lines;
use super::search::{Search, VALUES};
use super::vocabulary::Vocabulary;

/// A step of a lesson.
#[derive(Debug, Clone)]
pub struct LessonStep {
    /// The candidate where the piece begins, by its number among the ends of the segment before.
    pub from: usize,
    /// The candidate where it ends, by its number among the ends of the segment.
    pub to: usize,
    /// The evidence, in the order of [`Weights::names`](super::Weights::names).
    pub values: [f32; VALUES],
}

/// One document whose true cuts are known.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// By segment.
    pub steps: Vec<Vec<LessonStep>>,
    /// By segment, the number of candidates where it may end.
    pub ends: Vec<usize>,
    /// By segment, the candidate where it truly ends.
    pub truth: Vec<usize>,
    /// True ends that the search had not among its candidates; they are put there.
    pub missed: usize,
}

impl Lesson {
    /// `truth` holds where each segment that has text ends, in units.
    pub(super) fn new(
        document: &Document,
        vocabulary: &Vocabulary,
        lines: Lines,
        truth: &[usize],
    ) -> Self {
        let mut search = Search::new(document, vocabulary, lines);
        let mut missed = 0;
        for (ends, end) in search.ends.iter_mut().zip(truth) {
            if let Err(at) = ends.binary_search(end) {
                ends.insert(at, *end);
                missed += 1;
            }
        }
        let pairs = search.ends.iter().zip(truth);
        let truth = pairs.map(|(ends, end)| ends.partition_point(|e| e < end));
        let steps = (0..search.ends.len()).map(|segment| {
            let mut steps = Vec::new();
            search.steps(segment, |from, to, &values| {
                steps.push(LessonStep { from, to, values });
            });
            steps
        });
        Lesson {
            truth: truth.collect(),
            steps: steps.collect(),
            ends: search.ends.iter().map(Vec::len).collect(),
            missed,
        }
    }
}
