//! The best walk through a matrix of likenesses, with gaps: what coarse passes search by.
//!
//! Rows and columns are blocks of segments, or segments. A walk is a chain of positions from (0, 0)
//! to the end in three states: `paired` takes a row and a column together, or one more row or column
//! beside the last pair, each taking the gain of the cell it enters, twice where both advance (the
//! symmetric steps of dynamic time warping, Sakoe and Chiba 1978), less what a gap costs where only
//! one does, so that a last row is no pair of all the columns that are left; `omitted` skips a row, `added`
//! a column and `replaced` one of each for an affine cost (Gotoh 1982), so that what is missing on one
//! side, or different on both, costs little however long it is. With `g` the gain of a cell and `F` the best sum up to a position:
//! `F(i, j, paired) = g(i, j) + max(g(i, j) + best F(i-1, j-1), F(i-1, j, paired) - extend, F(i, j-1, paired) - extend)`,
//! `F(i, j, omitted) = max(F(i-1, j, paired) - open, F(i-1, j, omitted), F(i-1, j, replaced)) - extend`,
//! likewise `added`, and
//! `F(i, j, replaced) = max(F(i-1, j-1, paired) - 2 open, F(i-1, j-1, replaced)) - 2 extend`: a stretch
//! that differs on both sides runs along the diagonal first. Time and memory are linear in the band's positions.
//! Ties go to the pair, then to the state that comes first.

use crate::bitext::Band;

/// How a position of a walk is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum State {
    Paired = 0,
    Omitted = 1,
    Added = 2,
    Replaced = 3,
}

const STATES: usize = 4;

impl State {
    pub(super) const ALL: [State; STATES] =
        [State::Paired, State::Omitted, State::Added, State::Replaced];
}

/// Cost of a gap, at least 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    pub(super) open: f64,
    pub(super) extend: f64,
}

/// A band of positions with the gain of the pair that ends at each.
pub(super) struct Walk<'a> {
    band: &'a Band,
    /// By cell of the band; negative infinity where no pair ends.
    gains: Vec<f32>,
    gap: Gap,
}

/// A position of a walk, and how it is reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    pub(super) source: usize,
    pub(super) target: usize,
    pub(super) state: State,
    /// Gain of the cell, 0 in a gap.
    pub(super) gain: f32,
}

type Sums = [f64; STATES];

const NONE: Sums = [f64::NEG_INFINITY; STATES];
const PAIRED: usize = State::Paired as usize;
const OMITTED: usize = State::Omitted as usize;
const ADDED: usize = State::Added as usize;
const REPLACED: usize = State::Replaced as usize;

impl<'a> Walk<'a> {
    pub(super) fn new(band: &'a Band, gains: Vec<f32>, gap: Gap) -> Self {
        Walk { band, gains, gap }
    }

    fn positions(&self) -> impl DoubleEndedIterator<Item = (usize, usize, usize)> + '_ {
        (0..=self.band.source_len()).flat_map(move |i| {
            let low = self.band.low(i);
            let first = self.band.cell(i, low).unwrap_or(0);
            (low..=self.band.high(i)).map(move |j| (i, j, first + j - low))
        })
    }

    fn gain(&self, i: usize, j: usize) -> f64 {
        let cell = self.band.cell(i, j);
        cell.map_or(f64::NEG_INFINITY, |cell| f64::from(self.gains[cell]))
    }

    fn sums(&self, values: &[Sums], i: usize, j: usize) -> Sums {
        self.band.cell(i, j).map_or(NONE, |cell| values[cell])
    }

    /// The best sum up to each position, by state.
    pub(super) fn forward(&self) -> Vec<Sums> {
        let mut values = vec![NONE; self.band.cells()];
        values[0][PAIRED] = 0.0;
        for (i, j, cell) in self.positions() {
            if cell > 0 {
                values[cell] = State::ALL.map(|state| self.reached(&values, i, j, state).0);
            }
        }
        values
    }

    /// The best sum at a position in a state, and the position and state before.
    fn reached(&self, values: &[Sums], i: usize, j: usize, state: State) -> (f64, Before) {
        let mut best = (f64::NEG_INFINITY, Before::default());
        let mut offer = |sum: f64, back: (usize, usize), state: State| {
            if sum > best.0 {
                let before = Before {
                    source: i - back.0,
                    target: j - back.1,
                    state,
                };
                best = (sum, before);
            }
        };
        let Gap { open, extend } = self.gap;
        match state {
            State::Paired if i > 0 && j > 0 => {
                let gain = self.gain(i, j);
                let across = self.sums(values, i - 1, j - 1);
                for state in State::ALL {
                    offer(across[state as usize] + 2.0 * gain, (1, 1), state);
                }
                let more = gain - extend;
                let (above, left) = (self.sums(values, i - 1, j), self.sums(values, i, j - 1));
                offer(above[PAIRED] + more, (1, 0), State::Paired);
                offer(left[PAIRED] + more, (0, 1), State::Paired);
            }
            State::Omitted if i > 0 => {
                let before = self.sums(values, i - 1, j);
                offer(before[PAIRED] - open - extend, (1, 0), State::Paired);
                offer(before[OMITTED] - extend, (1, 0), State::Omitted);
                offer(before[REPLACED] - extend, (1, 0), State::Replaced);
            }
            State::Added if j > 0 => {
                let before = self.sums(values, i, j - 1);
                offer(before[PAIRED] - open - extend, (0, 1), State::Paired);
                offer(before[ADDED] - extend, (0, 1), State::Added);
                offer(before[REPLACED] - extend, (0, 1), State::Replaced);
            }
            State::Replaced if i > 0 && j > 0 => {
                let before = self.sums(values, i - 1, j - 1);
                let both = 2.0 * extend;
                offer(before[PAIRED] - 2.0 * open - both, (1, 1), State::Paired);
                offer(before[REPLACED] - both, (1, 1), State::Replaced);
            }
            _ => {}
        }
        best
    }

    /// The best sum from each position on to the end, by the state there.
    pub(super) fn backward(&self) -> Vec<Sums> {
        let mut values = vec![NONE; self.band.cells()];
        let Gap { open, extend } = self.gap;
        let last = values.len() - 1;
        values[last] = [0.0; STATES];
        for (i, j, cell) in self.positions().rev().skip(1) {
            let corner = self.sums(&values, i + 1, j + 1);
            let across = corner[PAIRED] + 2.0 * self.gain(i + 1, j + 1);
            let replaced = corner[REPLACED] - 2.0 * extend;
            let (down, right) = (self.sums(&values, i + 1, j), self.sums(&values, i, j + 1));
            let omitted = down[OMITTED] - extend;
            let added = right[ADDED] - extend;
            let more = (down[PAIRED] + self.gain(i + 1, j))
                .max(right[PAIRED] + self.gain(i, j + 1))
                - extend;
            values[cell] = [
                across
                    .max(more)
                    .max(omitted.max(added) - open)
                    .max(replaced - 2.0 * open),
                across.max(omitted),
                across.max(added),
                across.max(omitted).max(added).max(replaced),
            ];
        }
        values
    }

    /// The best walk, from the first position after (0, 0) to the end.
    pub(super) fn best(&self, values: &[Sums]) -> Vec<Step> {
        let (mut i, mut j) = (self.band.source_len(), self.band.target_len());
        let end = self.sums(values, i, j);
        let mut state = State::Paired;
        for other in State::ALL {
            if end[other as usize] > end[state as usize] {
                state = other;
            }
        }
        let mut steps = Vec::new();
        while i > 0 || j > 0 {
            let (_, before) = self.reached(values, i, j, state);
            let paired = state == State::Paired;
            steps.push(Step {
                source: i,
                target: j,
                state,
                gain: if paired { self.gain(i, j) as f32 } else { 0.0 },
            });
            (i, j, state) = (before.source, before.target, before.state);
        }
        steps.reverse();
        steps
    }
}

/// Where a step comes from.
#[derive(Debug, Clone, Copy)]
struct Before {
    source: usize,
    target: usize,
    state: State,
}

impl Default for Before {
    fn default() -> Self {
        Before {
            source: 0,
            target: 0,
            state: State::Paired,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(band: &Band, gain: impl Fn(usize, usize) -> f32) -> Walk<'_> {
        let mut gains = Vec::new();
        for i in 0..=band.source_len() {
            for j in band.low(i)..=band.high(i) {
                gains.push(if i > 0 && j > 0 {
                    gain(i - 1, j - 1)
                } else {
                    f32::NEG_INFINITY
                });
            }
        }
        let gap = Gap {
            open: 2.0,
            extend: 0.2,
        };
        Walk::new(band, gains, gap)
    }

    #[test]
    fn a_block_missing_is_a_gap_and_the_rest_are_pairs() {
        let band = Band::full(10, 6);
        // Rows 3 to 6 have no partner.
        let partner = |i: usize| if i < 3 { i } else { i.wrapping_sub(4) };
        let alike = |i: usize, j: usize| {
            if !(3..7).contains(&i) && partner(i) == j {
                1.0
            } else {
                -1.0
            }
        };
        let walk = walk(&band, alike);
        let steps = walk.best(&walk.forward());
        let gaps = steps.iter().filter(|s| s.state == State::Omitted).count();
        assert_eq!((gaps, steps.len()), (4, 10));
    }

    #[test]
    fn both_directions_agree_on_the_best_sum() {
        let band = Band::full(7, 9);
        let walk = walk(&band, |i, j| ((i * 5 + j * 3) % 7) as f32 - 3.0);
        let (forward, backward) = (walk.forward(), walk.backward());
        let most = |sums: &Sums| sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let end = most(&forward[forward.len() - 1]);
        assert!((end - backward[0][0]).abs() < 1e-9);
        for (f, b) in forward.iter().zip(&backward) {
            for state in 0..STATES {
                assert!(f[state] + b[state] <= end + 1e-9);
            }
        }
    }

    #[test]
    fn an_empty_side_is_all_gap() {
        let band = Band::full(0, 3);
        let walk = walk(&band, |_, _| 1.0);
        assert_eq!(walk.best(&walk.forward()).len(), 3);
        let band = Band::full(0, 0);
        let walk = self::walk(&band, |_, _| 1.0);
        assert!(walk.best(&walk.forward()).is_empty());
    }
}
