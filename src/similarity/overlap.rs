//! How much two sides have in common: weighted term overlap of every bead in constant time.
//!
//! Each segment is a sparse vector of its terms, weighted by rarity in the article pair: count times
//! `ln(1 + segments / segments with the term)`. A bead's side is the sum of its segments' vectors,
//! so its inner products are sums of inner products of segments, which are computed once for the
//! band. Terms need not be identical: links between near-identical words of the two sides count by
//! their likeness (see [`cognates`](super::cognates)). Time is proportional to the pairs of segments
//! in the band that share a term; memory to the band.

use std::ops::Range;

use rayon::prelude::*;

use crate::bitext::{Band, Bead};

use super::terms::Counts;

/// Rows of a matrix that are filled together.
const ROWS: usize = 256;

/// Values for pairs of source and target segments within a band.
#[derive(Debug)]
pub(super) struct BandMatrix {
    rows: Vec<(usize, usize)>,
    values: Vec<f32>,
}

impl BandMatrix {
    /// A matrix of zeros for all pairs that a bead of at most `side` segments a side can hold.
    pub(super) fn zeros(band: &Band, side: usize) -> Self {
        let (n, m) = (band.source_len(), band.target_len());
        let mut rows = Vec::with_capacity(n + 1);
        let mut size = 0;
        for s in 0..n {
            let low = band.low((s + 1).saturating_sub(side));
            let high = band.high((s + side).min(n)).min(m);
            rows.push((low, size));
            size += high - low;
        }
        rows.push((0, size));
        BandMatrix {
            rows,
            values: vec![0.0; size],
        }
    }

    /// Fills the rows in parallel: `fill` gets a source segment, the first target segment of its
    /// row, and the row.
    pub(super) fn fill(&mut self, fill: impl Fn(usize, usize, &mut [f32]) + Sync) {
        let mut rest = self.values.as_mut_slice();
        let mut chunks = Vec::new();
        for at in (0..self.rows.len() - 1).step_by(ROWS) {
            let to = (at + ROWS).min(self.rows.len() - 1);
            let (chunk, after) = rest.split_at_mut(self.rows[to].1 - self.rows[at].1);
            chunks.push((at, chunk));
            rest = after;
        }
        let rows = &self.rows;
        let fill = |(at, chunk): (usize, &mut [f32])| {
            let mut rest = chunk;
            for (source, pair) in rows.windows(2).enumerate().skip(at).take(ROWS) {
                let (row, after) = rest.split_at_mut(pair[1].1 - pair[0].1);
                fill(source, pair[0].0, row);
                rest = after;
            }
        };
        if chunks.len() == 1 {
            chunks.into_iter().for_each(fill);
        } else {
            chunks.into_par_iter().for_each(fill);
        }
    }

    /// First target segment of a source segment's row, and the row.
    pub(super) fn row(&self, source: usize) -> (usize, &[f32]) {
        let (low, start) = self.rows[source];
        let end = self.rows[source + 1].1;
        (low, &self.values[start..end])
    }

    /// Sum over all pairs of a bead; pairs outside the matrix count 0.
    pub(super) fn sum(&self, bead: &Bead) -> f64 {
        let rows = bead.source.clone();
        rows.fold(0.0, |sum, s| self.add(sum, s, &bead.target))
    }

    /// Adds the pairs of a source segment with target segments, one by one; pairs outside the matrix
    /// count 0.
    pub(super) fn add(&self, mut sum: f64, source: usize, targets: &Range<usize>) -> f64 {
        let ((low, start), (_, end)) = (self.rows[source], self.rows[source + 1]);
        let at = |target: usize| start + target.max(low) - low;
        let (from, to) = (at(targets.start), at(targets.end).min(end));
        for value in self.values.get(from..to).unwrap_or_default() {
            sum += f64::from(*value);
        }
        sum
    }

    /// The number of a pair, row by row; none outside the matrix.
    #[inline]
    pub(super) fn cell(&self, source: usize, target: usize) -> Option<usize> {
        let (low, start) = *self.rows.get(source)?;
        let cell = start + target.checked_sub(low)?;
        (cell < self.rows.get(source + 1)?.1).then_some(cell)
    }

    /// Pairs in the matrix.
    pub(super) fn cells(&self) -> usize {
        self.values.len()
    }
}

/// Lengths of the sums of neighbouring segments' vectors on one side.
#[derive(Debug)]
pub(super) struct SideProducts {
    reach: usize,
    /// Squared length of segments `i..=i + k`, and one over the length (0 where it is 0), at
    /// `i * reach + k`.
    lengths: Vec<(f64, f64)>,
}

impl SideProducts {
    /// For runs of up to `side + 1` segments: a bead, and a bead extended by a segment. `product`
    /// gives the inner product of two segments.
    pub(super) fn new(len: usize, side: usize, product: impl Fn(usize, usize) -> f32) -> Self {
        let reach = side + 1;
        let mut products = vec![0.0; len * reach];
        for i in 0..len {
            for k in 0..reach.min(len - i) {
                products[i * reach + k] = f64::from(product(i, i + k));
            }
        }
        let mut lengths = vec![(0.0, 0.0); len * reach];
        for i in 0..len {
            let mut square = 0.0;
            for k in 0..reach.min(len - i) {
                let across: f64 = (0..k).map(|j| products[(i + j) * reach + k - j]).sum();
                square += products[(i + k) * reach] + 2.0 * across;
                let inverse = if square > 0.0 {
                    square.sqrt().recip()
                } else {
                    0.0
                };
                lengths[i * reach + k] = (square, inverse);
            }
        }
        SideProducts { reach, lengths }
    }

    /// One over the length of the sum of these segments' vectors, of which there must be one at
    /// least; 0 where it has none.
    pub(super) fn inverse(&self, range: &Range<usize>) -> f64 {
        self.lengths[range.start * self.reach + range.len() - 1].1
    }
}

/// Terms of the two sides that count as one, with their likeness from 0 to 1: for each source term
/// the target terms, the term itself apart, which counts as 1.
pub(super) type Links = Vec<Vec<(u32, f32)>>;

/// Inner products of one kind of term, for all beads within a band.
#[derive(Debug)]
pub(super) struct Overlap {
    across: BandMatrix,
    source: SideProducts,
    target: SideProducts,
    source_mass: Vec<f64>,
    target_mass: Vec<f64>,
}

/// What the sides of a bead have in common, in one kind of term.
#[derive(Debug, Clone, Copy)]
pub(super) struct Common {
    /// Weight of the terms in common.
    pub(super) matched: f64,
    /// Weight of the terms on one side only.
    pub(super) missed: f64,
    /// Whether either side has any term.
    pub(super) any: bool,
}

impl Overlap {
    /// `links` is `None` where terms must be identical.
    pub(super) fn new(
        source: &[&Counts],
        target: &[&Counts],
        terms: usize,
        links: Option<&Links>,
        band: &Band,
        side: usize,
    ) -> Self {
        let rarity = rarity(source.iter().chain(target), terms);
        let weigh = |side: &[&Counts]| -> Vec<Counts> {
            let weigh = |(t, c): &(u32, f32)| (*t, c * rarity[*t as usize]);
            side.iter()
                .map(|counts| counts.iter().map(weigh).collect())
                .collect()
        };
        let (source, target) = (weigh(source), weigh(target));
        let mass = |side: &[Counts]| {
            let mut sums = vec![0.0];
            for segment in side {
                let mass: f64 = segment.iter().map(|(_, w)| f64::from(*w).powi(2)).sum();
                sums.push(sums[sums.len() - 1] + mass);
            }
            sums
        };
        Overlap {
            across: across(&source, &target, terms, links, band, side),
            source: SideProducts::new(source.len(), side, |i, j| product(&source[i], &source[j])),
            target: SideProducts::new(target.len(), side, |i, j| product(&target[i], &target[j])),
            source_mass: mass(&source),
            target_mass: mass(&target),
        }
    }

    /// Cosine of the sides of a bead, 0 to 1.
    pub(super) fn cosine(&self, bead: &Bead) -> f64 {
        let dot = self.across.sum(bead);
        if dot > 0.0 {
            let lengths = self.source.inverse(&bead.source) * self.target.inverse(&bead.target);
            (dot * lengths).min(1.0)
        } else {
            0.0
        }
    }

    /// What the sides of a bead have in common.
    pub(super) fn common(&self, bead: &Bead) -> Common {
        let mass = |sums: &[f64], range: &Range<usize>| sums[range.end] - sums[range.start];
        let source = mass(&self.source_mass, &bead.source);
        let target = mass(&self.target_mass, &bead.target);
        // Most segments have no number and no name: nothing to add up.
        let matched = if source > 0.0 && target > 0.0 {
            self.across.sum(bead).min(source).min(target)
        } else {
            0.0
        };
        Common {
            matched,
            missed: source + target - 2.0 * matched,
            any: source + target > 0.0,
        }
    }
}

/// `ln(1 + N / n)` for a term in `n` of `N` segments, scaled to 1 for the rarest term.
fn rarity<'c>(segments: impl Iterator<Item = &'c &'c Counts> + Clone, terms: usize) -> Vec<f32> {
    let mut counts = vec![0.0_f64; terms];
    let mut all = 0.0;
    for segment in segments {
        all += 1.0;
        for (term, _) in *segment {
            counts[*term as usize] += 1.0;
        }
    }
    let highest = (1.0_f64 + all).ln();
    counts
        .iter()
        .map(|n| ((1.0 + all / n.max(1.0)).ln() / highest) as f32)
        .collect()
}

/// Inner product of two vectors sorted by term.
fn product(a: &Counts, b: &Counts) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1 * b[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// The segments that hold each term, in order, with the term's weight there.
struct Postings {
    /// Where each term's begin; one more at the end.
    starts: Vec<u32>,
    segments: Vec<(u32, f32)>,
}

impl Postings {
    fn new(side: &[Counts], terms: usize) -> Self {
        let mut starts = vec![0_u32; terms + 1];
        for (term, _) in side.iter().flatten() {
            starts[*term as usize] += 1;
        }
        let mut all = 0;
        for start in &mut starts {
            all += *start;
            *start = all;
        }
        // Each start is where the term's end; filling from the last segment on takes it to where they begin.
        let mut segments = vec![(0, 0.0); all as usize];
        for (at, segment) in side.iter().enumerate().rev() {
            for (term, weight) in segment {
                let start = &mut starts[*term as usize];
                *start -= 1;
                segments[*start as usize] = (at as u32, *weight);
            }
        }
        Postings { starts, segments }
    }

    fn of(&self, term: u32) -> &[(u32, f32)] {
        let bounds = &self.starts[term as usize..][..2];
        &self.segments[bounds[0] as usize..bounds[1] as usize]
    }
}

/// Products across the sides, by the target segments that hold each term.
fn across(
    source: &[Counts],
    target: &[Counts],
    terms: usize,
    links: Option<&Links>,
    band: &Band,
    side: usize,
) -> BandMatrix {
    let postings = Postings::new(target, terms);
    let mut matrix = BandMatrix::zeros(band, side);
    matrix.fill(|s, low, row| {
        let mut add = |term: u32, weight: f32| {
            let posting = postings.of(term);
            let from = posting.partition_point(|(t, _)| (*t as usize) < low);
            for (t, other) in &posting[from..] {
                let Some(cell) = row.get_mut(*t as usize - low) else {
                    break;
                };
                *cell += weight * other;
            }
        };
        for (term, weight) in &source[s] {
            match links {
                None => add(*term, *weight),
                Some(links) => {
                    add(*term, *weight);
                    links[*term as usize]
                        .iter()
                        .for_each(|(other, likeness)| add(*other, weight * likeness));
                }
            }
        }
    });
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bead_of_the_same_terms_has_cosine_one() {
        let (a, b): (Counts, Counts) = (vec![(0, 1.0), (1, 2.0)], vec![(2, 1.0)]);
        let overlap = Overlap::new(&[&a, &b], &[&a, &b], 3, None, &Band::full(2, 2), 4);
        let (whole, wrong) = (Bead::new(0..2, 0..2), Bead::new(0..1, 1..2));
        assert!((overlap.cosine(&whole) - 1.0).abs() < 1e-6);
        assert!(overlap.common(&whole).missed.abs() < 1e-6);
        let common = overlap.common(&wrong);
        assert!(common.matched == 0.0 && common.missed > 0.0);
        assert_eq!(overlap.cosine(&wrong), 0.0);
    }

    #[test]
    fn links_count_by_their_likeness() {
        let (a, b): (Counts, Counts) = (vec![(0, 1.0)], vec![(1, 1.0)]);
        let links: Links = vec![vec![(1, 0.5)], vec![]];
        let overlap = Overlap::new(&[&a], &[&b], 2, Some(&links), &Band::full(1, 1), 4);
        assert!((overlap.cosine(&Bead::new(0..1, 0..1)) - 0.5).abs() < 1e-6);
    }
}
