//! Coverage: how much of one side's words find a partner on the other, for all beads within a band.
//!
//! A word's partner is the word of the other side with the nearest vector, or the same word; a
//! segment is covered by as much as the mean of its words' likeness to their partners, weighted by
//! the length of their vectors, which is small for words that every text has. The greedy matching
//! is that of BERTScore (Zhang et al. 2020), on vectors of words alone. Sums of vectors tell
//! whether two texts are about the same; coverage tells that a name, a clause, a sentence of one
//! has nothing to answer it in the other, and in which neighbour it is answered.
//!
//! Without word vectors partners come from a lexicon (`lexical`).
//!
//! Coverage of each segment by each run of neighbours is computed once for the band, in integers,
//! so any bead's is a sum of what was computed. Time is proportional to the band times the pairs of
//! content words of two segments; memory to the band times the longest run.

use std::ops::Range;

use crate::bitext::{Band, Bead, BeadTypes, Document};

use super::lexicon::Lexicon;
use super::rows::rows;

mod kept;
mod lexical;
mod matches;
mod spill;
mod words;

use kept::Kept;

pub(super) use matches::Matcher;
use matches::Matches;
use spill::Spills;
pub(super) use words::Words;

/// The coverage 1 as it is kept.
const WHOLE: f64 = 65_535.0;

/// Coverage of the segments of one side by runs of the other.
#[derive(Debug)]
struct Runs {
    longest: usize,
    values: Vec<u16>,
}

/// Coverage of all segments within a band.
#[derive(Debug)]
pub(super) struct Coverage {
    /// First target segment of each source segment's row, and where its cells begin.
    rows: Vec<(usize, usize)>,
    target_len: usize,
    /// By cell: the source segment by the targets that begin there, the target by the sources.
    source: Runs,
    target: Runs,
    source_totals: Vec<f64>,
    target_totals: Vec<f64>,
    level: f64,
    known: f64,
    /// The mean weight of the words.
    word: f64,
    /// The sides of all beads of a short article.
    kept: Option<Kept>,
    spills: Spills,
}

/// What coverage says of a bead.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Covered {
    /// Mean of both sides' coverage, 0 to 1.
    pub(super) mean: f64,
    /// That of the side covered less, 0 to 1.
    pub(super) less: f64,
    /// That of the segment covered least, of the sides with several, 0 to 1.
    pub(super) least: f64,
    /// The least that one of the outer segments of a side with several adds to the other side's
    /// coverage, at least 0.
    pub(super) gain: f64,
    /// The least that one of them adds in covered words, at least 0.
    pub(super) gain_mass: f64,
    /// The most that one more segment would add to the other side's coverage, at least 0.
    pub(super) extension: f64,
    /// What the best cut into two beads would lose, at least 0.
    pub(super) split: f64,
}

impl Coverage {
    /// From the words of both documents, of which the vectors say how alike they are, for beads
    /// of these types. `level` is the documents' level, if it is known.
    pub(super) fn by_vectors(
        matcher: &Matcher,
        band: &Band,
        types: &BeadTypes,
        level: Option<f64>,
    ) -> Self {
        let cells = cells(band, types);
        let matches = matcher.matches(&cells);
        let words = (&matcher.source, &matcher.target);
        Coverage::new(words, &matches, cells, (band, types), level)
    }

    /// From both documents and the lexicon of their words.
    pub(super) fn by_lexicon(
        documents: (&Document, &Document),
        lexicon: &Lexicon,
        band: &Band,
        types: &BeadTypes,
        level: Option<f64>,
    ) -> Self {
        let cells = cells(band, types);
        let (source, target, matches) = lexical::read(documents, lexicon, &cells);
        Coverage::new((&source, &target), &matches, cells, (band, types), level)
    }

    fn new(
        (source, target): (&Words, &Words),
        matches: &Matches,
        rows: Vec<(usize, usize)>,
        (band, types): (&Band, &BeadTypes),
        level: Option<f64>,
    ) -> Self {
        let longest = types.side() + 1;
        let all = source.weights.iter().chain(&target.weights);
        let words = (source.weights.len() + target.weights.len()).max(1);
        let word = f64::from(all.sum::<f32>()) / words as f64;
        let mut coverage = Coverage {
            source: source_runs(source, target, &rows, matches, longest),
            target: target_runs(source, target, &rows, matches, longest),
            spills: Spills::new((source, target), band, &rows, matches, word),
            rows,
            target_len: band.target_len(),
            source_totals: source.totals.clone(),
            target_totals: target.totals.clone(),
            level: 0.0,
            known: source.known.min(target.known),
            word,
            kept: None,
        };
        coverage.kept = Kept::new(&coverage);
        coverage.level = level.unwrap_or_else(|| coverage.best());
        coverage
    }

    /// How well segments are covered by their best partners, over the documents, 0 to 1: free
    /// translations are covered less.
    pub(super) fn level(&self) -> f64 {
        self.level
    }

    fn best(&self) -> f64 {
        let mut targets = vec![0.0_f64; self.target_len];
        let (mut sum, mut mass) = (0.0, 0.0);
        for (s, total) in self.source_totals.iter().enumerate() {
            let (low, start) = self.rows[s];
            let mut best = 0.0_f64;
            let high = low + self.rows[s + 1].1 - start;
            for (t, of_target) in (low..high).zip(&mut targets[low..high]) {
                let bead = Bead::new(s..s + 1, t..t + 1);
                let both = (self.source_side(&bead) + self.target_side(&bead)) / 2.0;
                best = best.max(both);
                *of_target = of_target.max(both);
            }
            sum += best * total;
            mass += total;
        }
        for (best, total) in targets.iter().zip(&self.target_totals) {
            sum += best * total;
            mass += total;
        }
        if mass > 0.0 { sum / mass } else { 0.0 }
    }

    #[inline]
    fn cell(&self, source: usize, target: usize) -> Option<usize> {
        cell(&self.rows, source, target)
    }

    /// Coverage of a source segment by target segments, 0 to 1.
    fn source_by(&self, source: usize, targets: &Range<usize>) -> f64 {
        match self.cell(source, targets.start) {
            Some(cell) if !targets.is_empty() => self.source.get(cell, targets.len()),
            _ => 0.0,
        }
    }

    /// Coverage of a target segment by source segments, 0 to 1.
    fn target_by(&self, target: usize, sources: &Range<usize>) -> f64 {
        match self.cell(sources.start, target) {
            Some(cell) if !sources.is_empty() => self.target.get(cell, sources.len()),
            _ => 0.0,
        }
    }

    /// The weight of the bead's source words that is covered.
    fn source_mass(&self, bead: &Bead) -> f64 {
        let covered = |s: usize| self.source_totals[s] * self.source_by(s, &bead.target);
        bead.source.clone().map(covered).sum()
    }

    fn target_mass(&self, bead: &Bead) -> f64 {
        let covered = |t: usize| self.target_totals[t] * self.target_by(t, &bead.source);
        bead.target.clone().map(covered).sum()
    }

    fn mass(&self, bead: &Bead) -> f64 {
        match self.kept(bead) {
            Some(kept) => kept.mass,
            None => self.source_mass(bead) + self.target_mass(bead),
        }
    }

    /// What is kept of a bead.
    #[inline]
    fn kept(&self, bead: &Bead) -> Option<&kept::Sides> {
        let kept = self.kept.as_ref()?;
        kept.get(self.cell(bead.source.start, bead.target.start)?, bead)
    }

    #[inline]
    fn source_side(&self, bead: &Bead) -> f64 {
        match self.kept(bead) {
            Some(kept) => kept.source,
            None => self.source_share(bead),
        }
    }

    #[inline]
    fn target_side(&self, bead: &Bead) -> f64 {
        match self.kept(bead) {
            Some(kept) => kept.target,
            None => self.target_share(bead),
        }
    }

    #[inline(never)]
    fn source_share(&self, bead: &Bead) -> f64 {
        share(
            self.source_mass(bead),
            total(&self.source_totals, &bead.source),
        )
    }

    #[inline(never)]
    fn target_share(&self, bead: &Bead) -> f64 {
        share(
            self.target_mass(bead),
            total(&self.target_totals, &bead.target),
        )
    }

    /// What coverage says of a bead with both sides.
    pub(super) fn of(&self, bead: &Bead) -> Covered {
        let (source, target) = (self.source_side(bead), self.target_side(bead));
        let less = source.min(target);
        let (gain, gain_mass) = self.gain(bead, source, target);
        Covered {
            mean: (source + target) / 2.0,
            less,
            least: self.least(bead).unwrap_or(less),
            gain,
            gain_mass,
            extension: self.extension(bead, source, target),
            split: self.split(bead),
        }
    }

    fn least(&self, bead: &Bead) -> Option<f64> {
        let mut least = f64::INFINITY;
        if bead.source.len() > 1 {
            let by = |s| self.source_by(s, &bead.target);
            least = bead.source.clone().map(by).fold(least, f64::min);
        }
        if bead.target.len() > 1 {
            let by = |t| self.target_by(t, &bead.source);
            least = bead.target.clone().map(by).fold(least, f64::min);
        }
        least.is_finite().then_some(least)
    }

    /// The least share of the other side, and the least words of it, that an outer segment adds.
    fn gain(&self, bead: &Bead, source: f64, target: f64) -> (f64, f64) {
        let (s, t) = (&bead.source, &bead.target);
        let (mut least, mut fewest) = (f64::INFINITY, f64::INFINITY);
        let mut take = |gain: f64, weight: f64| {
            least = least.min(gain);
            fewest = fewest.min(share(gain * weight, self.word));
        };
        if s.len() > 1 {
            let weight = total(&self.target_totals, t);
            for rest in [s.start + 1..s.end, s.start..s.end - 1] {
                take(
                    target - self.target_side(&Bead::new(rest, t.clone())),
                    weight,
                );
            }
        }
        if t.len() > 1 {
            let weight = total(&self.source_totals, s);
            for rest in [t.start + 1..t.end, t.start..t.end - 1] {
                take(
                    source - self.source_side(&Bead::new(s.clone(), rest)),
                    weight,
                );
            }
        }
        if least.is_finite() {
            (least, fewest.max(0.0))
        } else {
            (0.0, 0.0)
        }
    }

    /// What spills over the cut at a position, the logarithm of one more than its words; 0 at the
    /// corners of the documents.
    #[inline]
    pub(super) fn spill(&self, source: usize, target: usize) -> f64 {
        self.spills.at(source, target)
    }

    /// The share of the words that the tables have as they are, on the side with fewer such, 0 to 1; where
    /// there are tables.
    pub(super) fn known(&self) -> f64 {
        self.known
    }

    /// The bead's words on both sides, about.
    pub(super) fn words(&self, bead: &Bead) -> f64 {
        let weight =
            total(&self.source_totals, &bead.source) + total(&self.target_totals, &bead.target);
        share(weight, self.word)
    }

    fn extension(&self, bead: &Bead, source: f64, target: f64) -> f64 {
        let (s, t) = (&bead.source, &bead.target);
        let mut most = 0.0_f64;
        for more in around(s, self.source_totals.len()).into_iter().flatten() {
            most = most.max(self.target_side(&Bead::new(more, t.clone())) - target);
        }
        for more in around(t, self.target_len).into_iter().flatten() {
            most = most.max(self.source_side(&Bead::new(s.clone(), more)) - source);
        }
        most
    }

    fn split(&self, bead: &Bead) -> f64 {
        let (s, t) = (&bead.source, &bead.target);
        if s.len() < 2 || t.len() < 2 {
            return 0.0;
        }
        let mut best = 0.0_f64;
        for i in s.start + 1..s.end {
            for j in t.start + 1..t.end {
                let halves = self.mass(&Bead::new(s.start..i, t.start..j))
                    + self.mass(&Bead::new(i..s.end, j..t.end));
                best = best.max(halves);
            }
        }
        let words = total(&self.source_totals, s) + total(&self.target_totals, t);
        share(self.mass(bead) - best, words)
    }

    /// How well a null bead's segment is covered by the segments beside it, 0 to 1.
    pub(super) fn beside(&self, bead: &Bead) -> f64 {
        let beside = |at: usize, len: usize| at.saturating_sub(1)..(at + 1).min(len);
        if bead.target.is_empty() {
            let targets = beside(bead.target.start, self.target_len);
            self.source_by(bead.source.start, &targets)
        } else {
            let sources = beside(bead.source.start, self.source_totals.len());
            self.target_by(bead.target.start, &sources)
        }
    }
}

/// The cell of a source and a target segment; none outside the band.
#[inline]
fn cell(rows: &[(usize, usize)], source: usize, target: usize) -> Option<usize> {
    let (low, start) = *rows.get(source)?;
    let cell = start + target.checked_sub(low)?;
    (cell < rows.get(source + 1)?.1).then_some(cell)
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn total(totals: &[f64], range: &Range<usize>) -> f64 {
    totals[range.clone()].iter().sum()
}

/// The range with one more before, and with one more after.
fn around(range: &Range<usize>, len: usize) -> [Option<Range<usize>>; 2] {
    [
        (range.start > 0).then(|| range.start - 1..range.end),
        (range.end < len).then(|| range.start..range.end + 1),
    ]
}

impl Runs {
    fn get(&self, cell: usize, run: usize) -> f64 {
        let at = cell * self.longest + run.min(self.longest) - 1;
        f64::from(self.values[at]) / WHOLE
    }
}

/// First target segment of each source segment's row, and where its cells begin: a row reaches as far as
/// beads of these types in the band that hold the segment, or stand beside it, and a segment further.
fn cells(band: &Band, types: &BeadTypes) -> Vec<(usize, usize)> {
    let (n, m) = (band.source_len(), band.target_len());
    let mut rows = Vec::with_capacity(n + 1);
    let mut size = 0;
    for s in 0..n {
        let (mut low, mut high) = (band.low(s), band.high(s + 1));
        for held in 1..=types.side() {
            let others = types.beside(held);
            // Held to the bead's end, or the first behind it; from its start, or the last before it.
            for (end, before) in [(s + 1, held), (s, held)] {
                if let Some(start) = end.checked_sub(before) {
                    low = low.min(band.low(start).max(band.low(end).saturating_sub(others)));
                }
            }
            for start in [s, s + 1] {
                if start + held <= n {
                    high = high.max(band.high(start + held).min(band.high(start) + others));
                }
            }
        }
        let (low, high) = (low.saturating_sub(1), (high + 1).min(m));
        rows.push((low, size));
        size += high.saturating_sub(low);
    }
    rows.push((0, size));
    rows
}

/// The best matches of a segment's words by a growing run, and the coverage that they make.
struct Best<'w> {
    words: Vec<u8>,
    weights: &'w [f32],
    total: f64,
    covered: u16,
}

impl<'w> Best<'w> {
    fn new(weights: &'w [f32], total: f64) -> Self {
        Best {
            words: vec![0; weights.len()],
            weights,
            total,
            covered: 0,
        }
    }

    fn clear(&mut self) {
        self.words.fill(0);
        self.covered = 0;
    }

    /// Adds a segment's matches to the run; most do not better any word's.
    fn add(&mut self, cell: &[u8]) {
        let pairs = self.words.iter().zip(cell);
        if pairs.fold(false, |better, (best, new)| better | (new > best)) {
            let pairs = self.words.iter_mut().zip(cell);
            pairs.for_each(|(best, new)| *best = (*best).max(*new));
            self.covered = kept(&self.words, self.weights, self.total);
        }
    }
}

fn kept(words: &[u8], weights: &[f32], total: f64) -> u16 {
    let sum: f32 = words
        .iter()
        .zip(weights)
        .map(|(best, weight)| f32::from(*best) * weight)
        .sum();
    let covered = share(f64::from(sum / matches::ONE), total);
    (covered * WHOLE).round().clamp(0.0, WHOLE) as u16
}

fn source_runs(
    source: &Words,
    target: &Words,
    cells: &[(usize, usize)],
    matches: &Matches,
    longest: usize,
) -> Runs {
    let m = target.totals.len();
    let row = |s: usize| {
        let weights = &source.weights[source.of(s)];
        let width = cells[s + 1].1 - cells[s].1;
        let words = weights.len();
        let mut values = vec![0_u16; width * longest];
        let mut best = Best::new(weights, source.totals[s]);
        for first in 0..width {
            best.clear();
            for run in 0..longest {
                if first + run < width && cells[s].0 + first + run < m {
                    best.add(&matches[s].0[(first + run) * words..][..words]);
                }
                values[first * longest + run] = best.covered;
            }
        }
        values
    };
    Runs {
        longest,
        values: rows(cells.len() - 1, row).concat(),
    }
}

fn target_runs(
    source: &Words,
    target: &Words,
    cells: &[(usize, usize)],
    matches: &Matches,
    longest: usize,
) -> Runs {
    let n = source.totals.len();
    let row = |s: usize| {
        let (low, start) = cells[s];
        let width = cells[s + 1].1 - start;
        let mut values = vec![0_u16; width * longest];
        for t in low..low + width {
            let own = target.of(t);
            let mut best = Best::new(&target.weights[own.clone()], target.totals[t]);
            for run in 0..longest {
                let other = s + run;
                let inside = other < n && {
                    let (low, start) = cells[other];
                    (low..low + cells[other + 1].1 - start).contains(&t)
                };
                if inside {
                    let from = own.start - target.starts[cells[other].0];
                    best.add(&matches[other].1[from..][..own.len()]);
                }
                values[(t - low) * longest + run] = best.covered;
            }
        }
        values
    };
    Runs {
        longest,
        values: rows(n, row).concat(),
    }
}

#[cfg(test)]
mod tests;
