//! Spill: words at a cut between segments that are answered on the other side of it.
//!
//! Where a path leaves one bead for the next, the last words of a segment before the cut may have
//! their partners in the first segment behind it: then the beads belong together. Coverage counts such
//! words wherever they stand; that they stand at the cut, in a row and on both sides, is what chance
//! does not do. The spill of a segment is the greatest sum, over the words from the cut on, of what
//! each is better covered across the cut than on its own side. Time is linear in the words of the
//! pairs in the band; memory in the pairs.

use super::matches::{Matches, ONE};
use super::words::Words;

/// Segments on its own side in which a word may have its partner instead.
const OWN: usize = 3;

/// How much better a word must be covered across the cut.
const MARGIN: f32 = 0.1;

/// Words from the cut on that are looked at.
const MOST: usize = 16;

/// The spill between a source and a target segment, by cell: the weight of the words of the side that
/// spills less, so that both sides agree on it.
#[derive(Debug, Default)]
pub(super) struct Spills {
    /// Of a source segment before a cut and a target segment behind it.
    forward: Vec<f32>,
    /// Of a target segment before a cut and a source segment behind it.
    backward: Vec<f32>,
}

/// What the matches of all words are read with.
struct View<'a> {
    source: &'a Words,
    target: &'a Words,
    rows: &'a [(usize, usize)],
    matches: &'a Matches,
}

impl Spills {
    pub(super) fn new(
        (source, target): (&Words, &Words),
        rows: &[(usize, usize)],
        matches: &Matches,
    ) -> Self {
        let view = View {
            source,
            target,
            rows,
            matches,
        };
        let row = |s: usize| -> Vec<(f32, f32)> {
            let low = rows[s].0;
            let high = low + rows[s + 1].1 - rows[s].1;
            (low..high)
                .map(|t| (view.spill(s, t, true), view.spill(s, t, false)))
                .collect()
        };
        let (mut forward, mut backward) = (Vec::new(), Vec::new());
        for (ahead, behind) in super::rows(rows.len() - 1, row).into_iter().flatten() {
            forward.push(ahead);
            backward.push(behind);
        }
        Spills { forward, backward }
    }

    /// What spills over a cut, by the cells of the segments that lie across it.
    pub(super) fn at(&self, forward: Option<usize>, backward: Option<usize>) -> f32 {
        let weight = |spills: &[f32], cell: Option<usize>| cell.map_or(0.0, |cell| spills[cell]);
        weight(&self.forward, forward) + weight(&self.backward, backward)
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

    /// The spill between a source and a target segment. `forward` is the one over a cut that the source
    /// segment stands before and the target segment behind; else it is the other way round.
    fn spill(&self, s: usize, t: usize, forward: bool) -> f32 {
        let aside = |at: usize, k: usize, behind: bool| {
            if behind {
                Some(at + k)
            } else {
                at.checked_sub(k)
            }
        };
        let across = self.source_by(Some(s), Some(t));
        let own = |k: usize| self.source_by(Some(s), aside(t, k, !forward));
        let source = greatest(
            forward,
            &self.source.weights[self.source.of(s)],
            across,
            own,
        );
        if source <= 0.0 {
            return 0.0;
        }
        let across = self.target_by(Some(s), Some(t));
        let own = |k: usize| self.target_by(aside(s, k, forward), Some(t));
        source.min(greatest(
            !forward,
            &self.target.weights[self.target.of(t)],
            across,
            own,
        ))
    }
}

/// The greatest sum over a segment's words from the cut on, at least 0: from the last word backwards
/// where the segment stands `before` the cut.
fn greatest<'m>(
    before: bool,
    weights: &[f32],
    across: Option<&[u8]>,
    own: impl Fn(usize) -> Option<&'m [u8]>,
) -> f32 {
    let Some(across) = across else { return 0.0 };
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
