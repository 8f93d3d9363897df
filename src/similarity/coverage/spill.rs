//! Spill: words at a cut between segments that are answered on the other side of it.
//!
//! Where a path leaves one bead for the next, the last words of a segment before the cut may have
//! their partners in the first segment behind it: then the beads belong together. Coverage counts such
//! words wherever they stand; that they stand at the cut, in a row and on both sides, is what chance
//! does not do. The spill of a segment is the greatest sum, over the words from the cut on, of what
//! each is better covered across the cut than on its own side. Time is linear in the words of the
//! pairs in the band; memory in the pairs.

use crate::bitext::Band;

use super::matches::{Matches, ONE};
use super::share;
use super::words::Words;

/// Segments on its own side in which a word may have its partner instead.
const OWN: usize = 3;

/// How much better a word must be covered across the cut.
const MARGIN: f32 = 0.1;

/// Words from the cut on that are looked at.
const MOST: usize = 16;

/// What spills over the cut at each position, the logarithm of one more than its words: the weight of
/// the words of the side that spills less, so that both sides agree on it, ahead and back.
#[derive(Debug, Default)]
pub(super) struct Spills {
    /// The first position of each row, and where its values begin.
    rows: Vec<(usize, usize)>,
    values: Vec<f64>,
}

/// What the matches of all words are read with.
struct View<'a> {
    source: &'a Words,
    target: &'a Words,
    rows: &'a [(usize, usize)],
    matches: &'a Matches,
}

impl Spills {
    /// For the positions of a band. `word` is the mean weight of the words.
    pub(super) fn new(
        (source, target): (&Words, &Words),
        band: &Band,
        rows: &[(usize, usize)],
        matches: &Matches,
        word: f64,
    ) -> Self {
        let view = View {
            source,
            target,
            rows,
            matches,
        };
        // Nothing is before the first segments.
        let positions = |s: usize| band.low(s).max(1)..band.high(s) + 1;
        let row = |at: usize| -> Vec<f64> {
            let s = at + 1;
            let spilled = |t: usize| view.spill(s - 1, t, true) + view.spill(s, t - 1, false);
            let words = positions(s).map(|t| share(f64::from(spilled(t)), word).ln_1p());
            words.collect()
        };
        let of_rows = super::rows(band.source_len(), row);
        let mut spills = Spills::default();
        for (at, values) in of_rows.into_iter().enumerate() {
            let start = spills.values.len();
            spills.rows.push((positions(at + 1).start, start));
            spills.values.extend(values);
        }
        spills.rows.push((0, spills.values.len()));
        spills
    }

    /// What spills over the cut between the segments before a position and those from it on.
    #[inline]
    pub(super) fn at(&self, source: usize, target: usize) -> f64 {
        let value = source.checked_sub(1).and_then(|row| {
            let at = super::cell(&self.rows, row, target)?;
            self.values.get(at)
        });
        value.copied().unwrap_or(0.0)
    }
}

impl View<'_> {
    /// How well a source segment's words are covered by a target segment; none outside the band.
    fn source_by(&self, s: Option<usize>, t: Option<usize>) -> Option<&[u8]> {
        let (at, _) = self.inside(s, t)?;
        let words = self.source.of(s?).len();
        self.matches[s?].0.get(at * words..(at + 1) * words)
    }

    /// How well a target segment's words are covered by a source segment.
    fn target_by(&self, s: Option<usize>, t: Option<usize>) -> Option<&[u8]> {
        let (_, low) = self.inside(s, t)?;
        let (own, first) = (self.target.of(t?), self.target.starts[low]);
        self.matches[s?].1.get(own.start - first..own.end - first)
    }

    /// The number of a cell in its row, and the row's first target segment.
    fn inside(&self, s: Option<usize>, t: Option<usize>) -> Option<(usize, usize)> {
        let cell = super::cell(self.rows, s?, t?)?;
        let (low, start) = self.rows[s?];
        Some((cell - start, low))
    }

    /// The spill between a source and a target segment, 0 outside the band. `forward` is the one over a cut that the source
    /// segment stands before and the target segment behind; else it is the other way round.
    fn spill(&self, s: usize, t: usize, forward: bool) -> f32 {
        let aside = |at: usize, k: usize, behind: bool| {
            if behind {
                Some(at + k)
            } else {
                at.checked_sub(k)
            }
        };
        let pair = self
            .source_by(Some(s), Some(t))
            .zip(self.target_by(Some(s), Some(t)));
        let Some((source_by, target_by)) = pair else {
            return 0.0;
        };
        let own = |k: usize| self.source_by(Some(s), aside(t, k, !forward));
        let weights = &self.source.weights[self.source.of(s)];
        let source = greatest(forward, weights, source_by, own);
        if source <= 0.0 {
            return 0.0;
        }
        let own = |k: usize| self.target_by(aside(s, k, forward), Some(t));
        let weights = &self.target.weights[self.target.of(t)];
        source.min(greatest(!forward, weights, target_by, own))
    }
}

/// The greatest sum over a segment's words from the cut on, at least 0: from the last word backwards
/// where the segment stands `before` the cut.
fn greatest<'m>(
    before: bool,
    weights: &[f32],
    across: &[u8],
    own: impl Fn(usize) -> Option<&'m [u8]>,
) -> f32 {
    let own: [Option<&[u8]>; OWN] = std::array::from_fn(|k| own(k + 1));
    let (mut sum, mut most) = (0.0_f32, 0.0_f32);
    for k in 0..weights.len().min(MOST) {
        let word = if before { weights.len() - 1 - k } else { k };
        let covered = own.iter().flatten().map(|by| by[word]).max().unwrap_or(0);
        let gain = (f32::from(across[word]) - f32::from(covered)) / ONE - MARGIN;
        sum += gain * weights[word];
        most = most.max(sum);
    }
    most
}
