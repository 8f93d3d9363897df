//! Meaning: cosines of sums of word vectors, for all beads within a band.
//!
//! A segment's vector is the sum of its words' vectors, in a space that the languages share; part of
//! the document's mean direction, which all its segments have in common, is taken off. A bead's side
//! is the sum of its segments, so, as with terms (see [`overlap`](super::overlap)), inner products
//! of segments give the cosine of any bead. How far a cosine stands out is measured against the
//! segments' nearest neighbours (margins; Artetxe and Schwenk 2019). Time and memory are
//! proportional to the pairs in the band.

use crate::bitext::{Band, Bead};

use super::overlap::{BandMatrix, SideProducts};
use super::shape::{number, numbers};

/// Nearest neighbours that make a segment's background.
const NEIGHBOURS: usize = 4;

/// Segments from which half of the mean direction is taken off.
const HALF: f64 = 20.0;

/// Inner products of segment vectors within a band.
#[derive(Debug)]
pub(super) struct Meaning {
    across: BandMatrix,
    source: SideProducts,
    target: SideProducts,
    /// Mean cosine of each segment with its nearest neighbours on the other side, and the highest.
    source_background: Vec<(f64, f64)>,
    target_background: Vec<(f64, f64)>,
    /// In a short article the cosine of beads with both sides, by the cell where they begin.
    kept: Vec<f64>,
    reach: usize,
    /// The upper quartile of the segments' highest cosines.
    level: f64,
}

/// Pairs of segments up to which the cosines of beads are kept: those of some forty segments. Each is
/// asked for about ten times: for the bead, as an extension and as a part of its neighbours.
const FEW: usize = 2000;

impl Meaning {
    /// From one vector a segment, both sides in one space, [centred](centre).
    pub(super) fn new(source: &[Vec<f32>], target: &[Vec<f32>], band: &Band, side: usize) -> Self {
        let mut across = BandMatrix::zeros(band, side);
        across.fill(|s, low, row| {
            for (cell, other) in row.iter_mut().zip(&target[low..]) {
                *cell = product(&source[s], other);
            }
        });
        let products = |side_vectors: &[Vec<f32>]| {
            SideProducts::new(side_vectors.len(), side, |i, j| {
                product(&side_vectors[i], &side_vectors[j])
            })
        };
        let (source_products, target_products) = (products(source), products(target));
        let mut meaning = Meaning {
            across,
            source: source_products,
            target: target_products,
            source_background: Vec::new(),
            target_background: Vec::new(),
            kept: Vec::new(),
            reach: side + 1,
            level: 0.0,
        };
        meaning.keep(source.len(), target.len());
        meaning.backgrounds(source.len(), target.len());
        meaning
    }

    /// Computes the cosines of the beads of a short article, each from the one a row shorter: sums are
    /// taken row by row, so they are the same bits.
    fn keep(&mut self, n: usize, m: usize) {
        if self.across.cells() > FEW {
            return;
        }
        let reach = self.reach;
        let mut kept = vec![0.0; self.across.cells() * numbers(reach)];
        let mut of_cells = kept.chunks_exact_mut(numbers(reach));
        for s in 0..n {
            let (low, row) = self.across.row(s);
            for (t, cosines) in (low..low + row.len()).zip(of_cells.by_ref()) {
                for end in t + 1..=m.min(t + reach) {
                    let mut sum = 0.0;
                    let target = self.target.inverse(&(t..end));
                    for i in s..n.min(s + reach) {
                        let Some(size) = number(i + 1 - s, end - t, reach) else {
                            break;
                        };
                        sum = self.across.add(sum, i, &(t..end));
                        let source = self.source.inverse(&(s..i + 1));
                        cosines[size] = cosine(sum, source, target);
                    }
                }
            }
        }
        self.kept = kept;
    }

    fn backgrounds(&mut self, n: usize, m: usize) {
        let mut nearest = vec![[0.0_f64; NEIGHBOURS]; m];
        for s in 0..n {
            let mut own = [0.0_f64; NEIGHBOURS];
            let (low, row) = self.across.row(s);
            for (t, nearest) in nearest.iter_mut().enumerate().skip(low).take(row.len()) {
                let cosine = self.cosine(&Bead::new(s..s + 1, t..t + 1));
                insert(&mut own, cosine);
                insert(nearest, cosine);
            }
            self.source_background.push(summary(&own));
        }
        self.target_background = nearest.iter().map(summary).collect();
        let both = self.source_background.iter().chain(&self.target_background);
        let mut best: Vec<f64> = both.map(|(_, best)| *best).collect();
        best.sort_by(f64::total_cmp);
        self.level = best.get(best.len() * 3 / 4).copied().unwrap_or(0.0);
    }

    /// Cosine of the two sides, -1 to 1; 0 where a side has no known word.
    #[inline]
    pub(super) fn cosine(&self, bead: &Bead) -> f64 {
        match self.kept(bead) {
            Some(cosine) => cosine,
            None => self.computed(bead),
        }
    }

    #[inline(never)]
    fn computed(&self, bead: &Bead) -> f64 {
        self.of_sum(self.across.sum(bead), bead)
    }

    #[inline]
    fn kept(&self, bead: &Bead) -> Option<f64> {
        if self.kept.is_empty() {
            return None;
        }
        let size = number(bead.source.len(), bead.target.len(), self.reach)?;
        let cell = self.across.cell(bead.source.start, bead.target.start)?;
        self.kept.get(cell * numbers(self.reach) + size).copied()
    }

    /// The cosine of a bead of this inner product.
    fn of_sum(&self, sum: f64, bead: &Bead) -> f64 {
        let (source, target) = (&bead.source, &bead.target);
        cosine(
            sum,
            self.source.inverse(source),
            self.target.inverse(target),
        )
    }

    /// Mean, over the bead's segments, of their cosines with their nearest neighbours.
    pub(super) fn background(&self, bead: &Bead) -> f64 {
        let sum = |side: &[(f64, f64)]| side.iter().map(|b| b.0).sum::<f64>();
        let source = sum(&self.source_background[bead.source.clone()]);
        let target = sum(&self.target_background[bead.target.clone()]);
        (source / bead.source.len().max(1) as f64 + target / bead.target.len().max(1) as f64) / 2.0
    }

    /// What the documents' pairs have, about, 0 to 1: the upper quartile of the segments' highest cosines, so
    /// that three of four may be without a partner.
    pub(super) fn level(&self) -> f64 {
        self.level
    }

    /// How far the best partner of a null bead's segment stands out: its cosine less the mean of the
    /// nearest neighbours.
    pub(super) fn partner(&self, bead: &Bead) -> (f64, f64) {
        let side = [
            (&self.source_background, &bead.source),
            (&self.target_background, &bead.target),
        ];
        let (background, range) = if bead.source.is_empty() {
            side[1]
        } else {
            side[0]
        };
        background
            .get(range.start)
            .map_or((0.0, 0.0), |(mean, best)| (*best, best - mean))
    }
}

/// The cosine of an inner product and one over each length.
fn cosine(sum: f64, source: f64, target: f64) -> f64 {
    (sum * (source * target)).clamp(-1.0, 1.0)
}

fn insert(nearest: &mut [f64; NEIGHBOURS], cosine: f64) {
    let mut value = cosine;
    for kept in nearest {
        if value > *kept {
            std::mem::swap(kept, &mut value);
        }
    }
}

fn summary(nearest: &[f64; NEIGHBOURS]) -> (f64, f64) {
    (nearest.iter().sum::<f64>() / NEIGHBOURS as f64, nearest[0])
}

/// Inner product in eight lanes, so that the sum is the same on every machine.
pub(super) fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let (a, b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a
        .remainder()
        .iter()
        .zip(b.remainder())
        .map(|(x, y)| x * y)
        .sum();
    for (a, b) in a.zip(b) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f32>() + rest
}

/// Takes off each vector its share of the document's mean direction, the more the longer the
/// document.
pub(super) fn centre(vectors: &mut [Vec<f32>]) {
    let Some(dimension) = vectors.first().map(Vec::len) else {
        return;
    };
    let mut mean = vec![0.0_f32; dimension];
    let mut mass = 0.0_f32;
    let lengths: Vec<f32> = vectors.iter().map(|v| product(v, v).sqrt()).collect();
    for (vector, length) in vectors.iter().zip(&lengths) {
        mean.iter_mut().zip(vector).for_each(|(m, v)| *m += v);
        mass += length;
    }
    if mass <= 0.0 {
        return;
    }
    let n = vectors.len() as f64;
    let share = (n / (n + HALF)) as f32 / mass;
    for (vector, length) in vectors.iter_mut().zip(&lengths) {
        vector
            .iter_mut()
            .zip(&mean)
            .for_each(|(v, m)| *v -= share * length * m);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_two_segments_is_nearer_to_their_joint_translation() {
        let source = vec![vec![1.0, 0.0, 0.0], vec![0.0, 1.0, 0.0]];
        let target = vec![vec![1.0, 1.0, 0.0], vec![0.0, 0.0, 1.0]];
        let meaning = Meaning::new(&source, &target, &Band::full(2, 2), 4);
        let joint = meaning.cosine(&Bead::new(0..2, 0..1));
        assert!(
            joint > meaning.cosine(&Bead::new(0..1, 0..1)) && joint > 0.9,
            "{joint}"
        );
    }

    #[test]
    fn cosines_that_are_kept_are_those_that_are_computed() {
        let vector = |a: usize, b: usize| -> Vec<f32> {
            (1..9)
                .map(|i| ((a * i * i + b) % 17) as f32 - 7.5)
                .collect()
        };
        let source: Vec<_> = (0..9).map(|at| vector(at, 3)).collect();
        let target: Vec<_> = (0..7).map(|at| vector(at + 1, 5)).collect();
        let kept = Meaning::new(&source, &target, &Band::full(9, 7), 4);
        let mut computed = Meaning::new(&source, &target, &Band::full(9, 7), 4);
        computed.kept = Vec::new();
        for (s, t) in (0..9).flat_map(|s| (0..7).map(move |t| (s, t))) {
            for (a, b) in (1..=5).flat_map(|a| (1..=5).map(move |b| (a, b))) {
                let bead = Bead::new(s..(s + a).min(9), t..(t + b).min(7));
                let sides = bead.source.len() + bead.target.len();
                assert_eq!(kept.kept(&bead).is_some(), sides <= 6);
                let bits = [kept.cosine(&bead), computed.cosine(&bead)].map(f64::to_bits);
                assert_eq!(bits[0], bits[1], "{bead:?}");
            }
        }
    }

    #[test]
    fn a_segment_without_known_words_is_like_nothing() {
        let meaning = Meaning::new(&[vec![0.0; 3]], &[vec![1.0; 3]], &Band::full(1, 1), 4);
        assert_eq!(meaning.cosine(&Bead::new(0..1, 0..1)), 0.0);
        Meaning::new(&[], &[], &Band::full(0, 0), 4);
    }
}
