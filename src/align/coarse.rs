//! Coarse to fine: which part of the lattice of a long document is worth searching.
//!
//! [`corridor`] cuts both sides into at most [`MOST`] blocks, compares all with all
//! ([`Blocks`]), and finds the best [`Walk`], in which a stretch missing on one side is a gap. Then
//! blocks of half the size are compared, only around the walk found, and so on down to
//! single segments (the scheme of Thompson and Koehn 2019, which has no gaps). [`prune`] looks at single
//! segments, with the full evidence at hand: it keeps the positions through which a walk runs that
//! is nearly as good as the best (max-marginals, by a walk forward and one backward), and some
//! around them.
//!
//! Gains are measured in the pair's own units: the likeness of two blocks less the mean of their
//! row and column, less half of what the best pairs reach. Time and memory are linear in the
//! document, the first level apart, which is bounded. It fails where the true path is further than
//! the margin from the walk of the level before: in long stretches that say nothing, such as
//! one line repeated, and where a text repeats itself and more than a repetition is missing, so that
//! pairing one repetition with another explains more of it.

use crate::bitext::{Band, Bead};
use crate::similarity::{Blocks, Reading};

use super::band::widened;
use super::walk::{Gap, State, Step, Walk};

/// Most blocks on a side of the first level.
const MOST: usize = 2048;

/// Blocks of a level that are searched on either side of the walk of the level before.
const MARGIN: usize = 6;

/// Times that a level is searched again in a wider band where its walk runs along the edge.
const WIDEN: u32 = 3;

/// Segments that are searched on either side of the last walk.
const LAST_MARGIN: usize = 20;

/// What a gap costs to open and for each block, in units of half of what the best pairs gain.
const GAP: Gap = Gap {
    open: 3.0,
    extend: 0.4,
};

/// How much worse than the best a walk may be for its positions to be kept, in the same units.
const SLACK: f64 = 2.0;

/// Positions kept around those.
const AROUND: usize = 1;

/// The band to compare in a part of a long document, or in all of it; its positions are counted from
/// the part's corner.
pub(super) fn corridor(reading: &Reading<'_>, part: &Bead) -> Band {
    let (source_len, target_len) = (part.source.len(), part.target.len());
    let mut size = 2;
    while source_len.max(target_len).div_ceil(size) > MOST {
        size *= 2;
    }
    let blocks = |len: usize, size: usize| len.div_ceil(size);
    let mut band = Band::full(blocks(source_len, size), blocks(target_len, size));
    loop {
        let level = Blocks::new(reading, part, size);
        let row = |i: usize, low: usize, out: &mut [f32]| level.likeness(i, low, out);
        let mut steps = walk(&band, &row);
        for round in 0..WIDEN {
            let at_edge = at_edge(&steps, &band);
            if at_edge.is_empty() {
                break;
            }
            let all = Band::full(band.source_len(), band.target_len());
            band = widened(&band, &at_edge, MARGIN << round, &all);
            steps = walk(&band, &row);
        }
        let finer = size / 2;
        let margin = if finer == 1 { LAST_MARGIN } else { MARGIN };
        band = around(
            &steps,
            margin,
            (blocks(source_len, finer), blocks(target_len, finer)),
        );
        if finer == 1 {
            return band;
        }
        size = finer;
    }
}

/// The best walk through a band.
fn walk(band: &Band, row: &(impl Fn(usize, usize, &mut [f32]) + Sync)) -> Vec<Step> {
    let walk = Walk::new(band, gains(band, row), GAP);
    walk.best(&walk.forward())
}

/// The positions of a walk at which the lattice goes on beyond the band.
fn at_edge(steps: &[Step], band: &Band) -> Vec<(usize, usize)> {
    let position = |step: &Step| (step.source, step.target);
    let beyond = |&(s, t): &(usize, usize)| {
        (t == band.low(s) && t > 0 && s < band.source_len())
            || (t == band.high(s) && t < band.target_len() && s > 0)
    };
    steps.iter().map(position).filter(beyond).collect()
}

/// The gains of all pairs of a band, in units of half of what the best pairs gain, by cell.
/// `row` writes how alike a row and the columns from one on are.
fn gains(band: &Band, row: &(impl Fn(usize, usize, &mut [f32]) + Sync)) -> Vec<f32> {
    let (n, m) = (band.source_len(), band.target_len());
    let mut values = vec![f32::NEG_INFINITY; band.cells()];
    let mut means = (vec![0.0_f32; n + 1], vec![0.0_f32; m + 1]);
    let mut counts = vec![0.0_f32; m + 1];
    for i in 1..=n {
        let (low, high) = (band.low(i).max(1), band.high(i));
        let Some(first) = band.cell(i, low).filter(|_| low <= high) else {
            continue;
        };
        let cells = &mut values[first..=first + high - low];
        row(i - 1, low - 1, cells);
        means.0[i] = cells.iter().sum::<f32>() / cells.len() as f32;
        for (at, value) in cells.iter().enumerate() {
            means.1[low + at] += value;
            counts[low + at] += 1.0;
        }
    }
    means
        .1
        .iter_mut()
        .zip(&counts)
        .for_each(|(sum, n)| *sum /= n.max(1.0));
    let mut highest = (vec![0.0_f32; n], vec![0.0_f32; m]);
    for i in 1..=n {
        for j in band.low(i).max(1)..=band.high(i) {
            if let Some(cell) = band.cell(i, j) {
                values[cell] -= (means.0[i] + means.1[j]) / 2.0;
                highest.0[i - 1] = highest.0[i - 1].max(values[cell]);
                highest.1[j - 1] = highest.1[j - 1].max(values[cell]);
            }
        }
    }
    // The longer side may be mostly gap.
    let mut highest = if n <= m { highest.0 } else { highest.1 };
    highest.sort_unstable_by(f32::total_cmp);
    let unit = (highest.get(highest.len() / 2).copied().unwrap_or(0.0) / 2.0).max(1e-3);
    values.iter_mut().for_each(|v| *v = *v / unit - 1.0);
    values
}

/// The band of a finer level around a walk: `lens` are its rows and columns, twice as many.
fn around(steps: &[Step], margin: usize, lens: (usize, usize)) -> Band {
    let (n, m) = lens;
    let mut rows = vec![(usize::MAX, 0); n + 1];
    let mut widen = |from: usize, to: usize, low: usize, high: usize| {
        let to = to.min(n);
        for row in &mut rows[from.min(to)..=to] {
            row.0 = row.0.min(low);
            row.1 = row.1.max(high.min(m));
        }
    };
    let mut before = (0_usize, 0_usize);
    for step in steps {
        let to = (2 * step.source, 2 * step.target);
        if step.state == State::Added {
            widen(
                before.0.saturating_sub(margin),
                to.0 + margin,
                before.1,
                to.1,
            );
        } else {
            widen(
                before.0,
                to.0,
                before.1.saturating_sub(margin),
                to.1 + margin,
            );
        }
        before = to;
    }
    Band::from_rows(rows, m)
}

/// The part of a band through which a walk runs that is nearly as good as the best. `affinity` says
/// how alike a source and a target segment are; `side` is the largest number of segments that a bead
/// has on a side.
pub(super) fn prune(
    band: &Band,
    side: usize,
    affinity: &(impl Fn(usize, usize) -> f64 + Sync),
) -> Band {
    let row = |i: usize, low: usize, out: &mut [f32]| {
        for (at, value) in out.iter_mut().enumerate() {
            *value = affinity(i, low + at) as f32;
        }
    };
    let walk = Walk::new(band, gains(band, &row), GAP);
    let (forward, backward) = (walk.forward(), walk.backward());
    let least = backward[0][State::Paired as usize] - SLACK;
    let near = |i: usize, j: usize| {
        band.cell(i, j).is_some_and(|cell| {
            let through = |state: &State| {
                let state = *state as usize;
                forward[cell][state] + backward[cell][state]
            };
            State::ALL.iter().any(|state| through(state) >= least)
        })
    };
    let row = |i: usize| {
        let columns = band.low(i)..=band.high(i);
        let low = columns.clone().find(|j| near(i, *j));
        let high = columns.rev().find(|j| near(i, *j));
        low.zip(high).unwrap_or((usize::MAX, 0))
    };
    let rows: Vec<(usize, usize)> = (0..=band.source_len()).map(row).collect();
    dilate(&rows, AROUND.max(side / 4), band)
}

/// Widens rows on all sides, within the band.
fn dilate(rows: &[(usize, usize)], by: usize, band: &Band) -> Band {
    let widened = (0..rows.len()).map(|i| {
        let near = &rows[i.saturating_sub(by)..(i + by + 1).min(rows.len())];
        let low = near.iter().map(|r| r.0).min().unwrap_or(0);
        let high = near.iter().map(|r| r.1).max().unwrap_or(0);
        let low = low.saturating_sub(by).max(band.low(i));
        let high = (high + by).min(band.high(i));
        (low.min(high), high.max(low))
    });
    Band::from_rows(widened.collect(), band.target_len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pruning_keeps_the_diagonal_of_likeness_and_little_else() {
        let band = Band::full(100, 100);
        let pruned = prune(&band, 4, &|s, t| if s == t { 1.0 } else { 0.1 });
        assert!((0..=100).all(|i| pruned.cell(i, i).is_some()));
        assert!(pruned.cells() < 101 * 20, "{}", pruned.cells());
    }

    #[test]
    fn where_nothing_is_alike_there_is_still_a_band() {
        for (n, m) in [(0, 0), (0, 90), (90, 0), (1, 90), (60, 60)] {
            let pruned = prune(&Band::full(n, m), 4, &|_, _| 0.0);
            assert!(pruned.cell(0, 0).is_some() && pruned.cell(n, m).is_some());
        }
    }

    #[test]
    fn a_finer_band_holds_the_walk_and_its_gap() {
        let step = |source, target, state| Step {
            source,
            target,
            state,
            gain: 0.0,
        };
        let mut steps: Vec<Step> = (1..20).map(|i| step(i, i, State::Paired)).collect();
        steps.extend((20..90).map(|j| step(19, j, State::Added)));
        let band = around(&steps, 3, (38, 178));
        assert!((0..=38).all(|i| band.cell(i, i).is_some()));
        assert!((38..=178).all(|j| band.cell(38, j).is_some()));
        assert!(band.high(20) < 30);
    }
}
