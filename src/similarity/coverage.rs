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

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::bitext::{Band, Bead, Document};
use crate::segment::words::words as words_of;

use super::evidence::Partners;
use super::vectors::{VectorTable, form};

mod lexical;

/// Numbers of a vector that are compared: the later ones add little.
const DIMENSION: usize = 128;

/// Words of less than this share of the document's mean weight are left out: every text has them.
const LEAST_WEIGHT: f32 = 0.45;

/// Words that a segment keeps, however light.
const FEWEST: usize = 2;

/// The likeness 1 in a word's best match.
const ONE: f32 = 255.0;

/// The coverage 1 as it is kept.
const WHOLE: f64 = 65_535.0;

/// For each source segment the likeness of words to their best match.
type Matches = Vec<(Vec<u8>, Vec<u8>)>;

/// The words of one side that are compared.
#[derive(Debug, Default)]
struct Words {
    /// Where each segment's words begin; one more at the end.
    starts: Vec<usize>,
    forms: Vec<u32>,
    weights: Vec<f32>,
    /// The weight of each segment's words.
    totals: Vec<f64>,
    /// A vector a form, of length 16,384; zeros where the table has none.
    vectors: Vec<[i16; DIMENSION]>,
    names: FxHashMap<String, u32>,
}

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
    /// The mean weight of the words.
    word: f64,
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
    /// From both documents and where partners of their words come from. Beads have at most `side` segments a
    /// side. `level` is the documents' level, if it is known.
    pub(super) fn new(
        documents: (&Document, &Document),
        partners: Partners<'_>,
        band: &Band,
        side: usize,
        level: Option<f64>,
    ) -> Self {
        let rows = rows(band, side);
        let (source, target, matches) = match partners {
            Partners::Vectors(a, b) => {
                let (source, target) = (Words::read(documents.0, a), Words::read(documents.1, b));
                let matches = matches(&source, &target, &rows);
                (source, target, matches)
            }
            Partners::Lexicon(lexicon) => lexical::read(documents, lexicon, &rows),
        };
        let longest = side + 1;
        let all = source.weights.iter().chain(&target.weights);
        let words = (source.weights.len() + target.weights.len()).max(1);
        let word = f64::from(all.sum::<f32>()) / words as f64;
        let (over_targets, over_sources) = (
            source_runs(&source, &target, &rows, &matches, longest),
            target_runs(&source, &target, &rows, &matches, longest),
        );
        let mut coverage = Coverage {
            rows,
            target_len: band.target_len(),
            source: over_targets,
            target: over_sources,
            source_totals: source.totals,
            target_totals: target.totals,
            level: 0.0,
            word,
        };
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

    fn cell(&self, source: usize, target: usize) -> Option<usize> {
        let (low, start) = *self.rows.get(source)?;
        let cell = start + target.checked_sub(low)?;
        (cell < self.rows.get(source + 1)?.1).then_some(cell)
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

    fn source_side(&self, bead: &Bead) -> f64 {
        share(
            self.source_mass(bead),
            total(&self.source_totals, &bead.source),
        )
    }

    fn target_side(&self, bead: &Bead) -> f64 {
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
        let mass = |bead: &Bead| self.source_mass(bead) + self.target_mass(bead);
        let mut best = 0.0_f64;
        for i in s.start + 1..s.end {
            for j in t.start + 1..t.end {
                let halves =
                    mass(&Bead::new(s.start..i, t.start..j)) + mass(&Bead::new(i..s.end, j..t.end));
                best = best.max(halves);
            }
        }
        let words = total(&self.source_totals, s) + total(&self.target_totals, t);
        share(mass(bead) - best, words)
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

impl Words {
    fn read(document: &Document, table: &VectorTable) -> Self {
        let mut words = Words::default();
        let mut weights = Vec::new();
        let mut buffer = String::new();
        let mut all = Vec::with_capacity(document.len());
        for segment in &document.segments {
            let mut forms = Vec::new();
            for word in words_of(&segment.text) {
                form(word, &mut buffer);
                if buffer.contains(char::is_alphanumeric) {
                    forms.push(words.form(&buffer, table, &mut weights));
                }
            }
            all.push(forms);
        }
        let known = weights.iter().filter(|w| **w > 0.0).count().max(1);
        let mean = weights.iter().sum::<f32>() / known as f32;
        for weight in weights.iter_mut().filter(|w| **w <= 0.0) {
            *weight = mean.max(1.0);
        }
        words.starts.push(0);
        for forms in all {
            words.segment(&forms, &weights, LEAST_WEIGHT * mean);
        }
        words
    }

    /// The number of a form; its weight is the length of its vector, 0 if it has none.
    fn form(&mut self, name: &str, table: &VectorTable, weights: &mut Vec<f32>) -> u32 {
        if let Some(known) = self.names.get(name) {
            return *known;
        }
        let number = weights.len() as u32;
        self.names.insert(name.to_string(), number);
        let vector = table.form_vector(name);
        let mut unit = [0_i16; DIMENSION];
        let mut weight = 0.0;
        if let Some(vector) = vector {
            weight = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
            let head = &vector[..DIMENSION.min(vector.len())];
            let length = head.iter().map(|x| x * x).sum::<f32>().sqrt();
            if length > 0.0 {
                for (out, x) in unit.iter_mut().zip(head) {
                    *out = (x / length * 16_384.0).round() as i16;
                }
            }
        }
        self.vectors.push(unit);
        weights.push(weight);
        number
    }

    fn segment(&mut self, forms: &[u32], weights: &[f32], least: f32) {
        let weight = |form: &u32| weights[*form as usize];
        let heavy = forms.iter().filter(|f| weight(f) >= least).count();
        let least = if heavy < FEWEST { 0.0 } else { least };
        let mut total = 0.0;
        for form in forms.iter().filter(|f| weight(f) >= least) {
            self.forms.push(*form);
            self.weights.push(weight(form));
            total += f64::from(weight(form));
        }
        self.totals.push(total);
        self.starts.push(self.forms.len());
    }

    fn of(&self, segment: usize) -> Range<usize> {
        self.starts[segment]..self.starts[segment + 1]
    }
}

fn rows(band: &Band, side: usize) -> Vec<(usize, usize)> {
    let (n, m) = (band.source_len(), band.target_len());
    let mut rows = Vec::with_capacity(n + 1);
    let mut size = 0;
    for s in 0..n {
        let low = band.low((s + 1).saturating_sub(side)).saturating_sub(1);
        let high = band.high((s + side).min(n)).min(m);
        rows.push((low, size));
        size += high.saturating_sub(low);
    }
    rows.push((0, size));
    rows
}

/// For each source segment the likeness of its words to their best match, cell by cell of its row,
/// and then that of the target's words.
fn matches(source: &Words, target: &Words, rows: &[(usize, usize)]) -> Matches {
    let mut same = vec![u32::MAX; source.vectors.len()];
    for (name, form) in &source.names {
        if name.chars().nth(1).is_some() {
            same[*form as usize] = target.names.get(name).copied().unwrap_or(u32::MAX);
        }
    }
    let row = |s: usize| {
        let (low, start) = rows[s];
        let high = low + rows[s + 1].1 - start;
        let own = source.of(s);
        let mut sources = vec![0_u8; own.len() * (high - low)];
        let mut targets = vec![0_u8; target.starts[high] - target.starts[low]];
        for t in low..high {
            let cell = &mut sources[(t - low) * own.len()..][..own.len()];
            for j in target.of(t) {
                let other = target.forms[j];
                let vector = &target.vectors[other as usize];
                let mut best = 0;
                for (form, own_best) in source.forms[own.clone()].iter().zip(cell.iter_mut()) {
                    let like = if same[*form as usize] == other {
                        ONE as u8
                    } else {
                        likeness(&source.vectors[*form as usize], vector)
                    };
                    *own_best = (*own_best).max(like);
                    best = best.max(like);
                }
                targets[j - target.starts[low]] = best;
            }
        }
        (sources, targets)
    };
    (0..rows.len() - 1).into_par_iter().map(row).collect()
}

/// The square of the cosine of two vectors, 0 where it is negative: the likenesses that any two words
/// have by chance count little.
fn likeness(a: &[i16; DIMENSION], b: &[i16; DIMENSION]) -> u8 {
    let sum: i32 = a
        .iter()
        .zip(b)
        .map(|(x, y)| i32::from(*x) * i32::from(*y))
        .sum();
    // 2^28 is the cosine 1.
    let cosine = (i64::from(sum.max(0)) >> 14).min(1 << 14);
    ((cosine * cosine * 255) >> 28) as u8
}

fn kept(words: &[u8], weights: &[f32], total: f64) -> u16 {
    let sum: f32 = words
        .iter()
        .zip(weights)
        .map(|(best, weight)| f32::from(*best) * weight)
        .sum();
    let covered = share(f64::from(sum / ONE), total);
    (covered * WHOLE).round().clamp(0.0, WHOLE) as u16
}

fn source_runs(
    source: &Words,
    target: &Words,
    rows: &[(usize, usize)],
    matches: &[(Vec<u8>, Vec<u8>)],
    longest: usize,
) -> Runs {
    let m = target.totals.len();
    let row = |s: usize| {
        let (weights, total) = (&source.weights[source.of(s)], source.totals[s]);
        let width = rows[s + 1].1 - rows[s].1;
        let words = weights.len();
        let mut values = vec![0_u16; width * longest];
        let mut best = vec![0_u8; words];
        for first in 0..width {
            best.fill(0);
            for run in 0..longest {
                if first + run < width && rows[s].0 + first + run < m {
                    let cell = &matches[s].0[(first + run) * words..][..words];
                    best.iter_mut()
                        .zip(cell)
                        .for_each(|(b, c)| *b = (*b).max(*c));
                }
                values[first * longest + run] = kept(&best, weights, total);
            }
        }
        values
    };
    let values: Vec<Vec<u16>> = (0..rows.len() - 1).into_par_iter().map(row).collect();
    Runs {
        longest,
        values: values.concat(),
    }
}

fn target_runs(
    source: &Words,
    target: &Words,
    rows: &[(usize, usize)],
    matches: &[(Vec<u8>, Vec<u8>)],
    longest: usize,
) -> Runs {
    let n = source.totals.len();
    let row = |s: usize| {
        let (low, start) = rows[s];
        let width = rows[s + 1].1 - start;
        let mut values = vec![0_u16; width * longest];
        let mut best = Vec::new();
        for t in low..low + width {
            let own = target.of(t);
            best.clear();
            best.resize(own.len(), 0_u8);
            for run in 0..longest {
                let other = s + run;
                let inside = other < n && {
                    let (low, start) = rows[other];
                    (low..low + rows[other + 1].1 - start).contains(&t)
                };
                if inside {
                    let from = own.start - target.starts[rows[other].0];
                    let cell = &matches[other].1[from..][..own.len()];
                    best.iter_mut()
                        .zip(cell)
                        .for_each(|(b, c)| *b = (*b).max(*c));
                }
                let weights = &target.weights[own.clone()];
                values[(t - low) * longest + run] = kept(&best, weights, target.totals[t]);
            }
        }
        values
    };
    let values: Vec<Vec<u16>> = (0..n).into_par_iter().map(row).collect();
    Runs {
        longest,
        values: values.concat(),
    }
}

#[cfg(test)]
mod tests;
