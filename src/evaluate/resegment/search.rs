//! The best cuts: a semi-Markov chain over the candidates.
//!
//! A step takes a segment's piece from one candidate to one of the next segment's, at or behind it, for the
//! log-linear weight of the piece and of the cut at its end. `B(k, j) = max over j' of B(k-1, j') + w(k, j', j)`,
//! the first of equals (Sarawagi and Cohen 2004). With c candidates a cut and pieces of n units, time is
//! c n (n + c) a segment, memory c a segment.

use super::candidates::candidates;
use super::document::Document;
use super::edges::{self, Lines, edge};
use super::pieces::{self, Comparer};
use super::vocabulary::Vocabulary;

/// Evidence for a step: the values of the piece, then of the cut at its end.
pub(super) const VALUES: usize = pieces::VALUES + edges::VALUES;

/// A document's candidates.
pub(super) struct Search<'a> {
    document: &'a Document,
    vocabulary: &'a Vocabulary,
    lines: Lines,
    ratio: f32,
    /// Where each segment may end; the last ends at the end.
    pub(super) ends: Vec<Vec<usize>>,
}

impl<'a> Search<'a> {
    /// Of a document that has a segment at least.
    pub(super) fn new(document: &'a Document, vocabulary: &'a Vocabulary, lines: Lines) -> Self {
        let mut ends = candidates(document, vocabulary);
        ends.push(vec![document.stream.units.len()]);
        Search {
            document,
            vocabulary,
            lines,
            ratio: pieces::ratio(document),
            ends,
        }
    }

    /// Hands over every step of a segment: the numbers of the candidates where it begins and ends, and its values.
    pub(super) fn steps(&self, segment: usize, mut see: impl FnMut(usize, usize, &[f32; VALUES])) {
        let ends = &self.ends[segment];
        let starts: &[usize] = match segment {
            0 => &[0],
            _ => &self.ends[segment - 1],
        };
        let last = segment + 1 == self.ends.len();
        let edges: Vec<[f32; edges::VALUES]> = ends
            .iter()
            .map(|&place| match last {
                true => [0.0; edges::VALUES],
                false => edge(self.document, self.vocabulary, self.lines, segment, place),
            })
            .collect();
        let mut comparer = Comparer::new(self.document, self.vocabulary, segment, self.ratio);
        let mut values = [0.0; VALUES];
        for (from, &start) in starts.iter().enumerate() {
            let first = ends.partition_point(|&end| end < start);
            let found = comparer.pieces(start, &ends[first..]);
            for (to, (piece, edge)) in found.iter().zip(&edges[first..]).enumerate() {
                values[..pieces::VALUES].copy_from_slice(piece);
                values[pieces::VALUES..].copy_from_slice(edge);
                see(from, first + to, &values);
            }
        }
    }

    /// Where each segment ends on the best path, in units.
    pub(super) fn best(&self, weights: &[f32; VALUES]) -> Vec<usize> {
        let mut sums = vec![0.0];
        let mut before: Vec<Vec<usize>> = Vec::with_capacity(self.ends.len());
        for (segment, ends) in self.ends.iter().enumerate() {
            let mut next = vec![f64::NEG_INFINITY; ends.len()];
            let mut back = vec![0; ends.len()];
            self.steps(segment, |from, to, values| {
                let sum = sums[from] + weigh(weights, values);
                if sum > next[to] {
                    (next[to], back[to]) = (sum, from);
                }
            });
            sums = next;
            before.push(back);
        }
        self.trace(&before)
    }

    fn trace(&self, before: &[Vec<usize>]) -> Vec<usize> {
        let mut found = vec![0; self.ends.len()];
        let mut at = 0;
        for segment in (0..self.ends.len()).rev() {
            found[segment] = self.ends[segment][at];
            at = before[segment][at];
        }
        found
    }
}

/// Weights times values, added in order.
pub(super) fn weigh(weights: &[f32; VALUES], values: &[f32; VALUES]) -> f64 {
    let pairs = weights.iter().zip(values);
    pairs.map(|(w, v)| f64::from(*w) * f64::from(*v)).sum()
}
