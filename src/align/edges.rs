//! A value for every bead of a band, computed once.
//!
//! The best path, both sums and training each ask for every bead's weight; features cost far more
//! than a look-up. Rows are computed in parallel, each in its place. Memory is the band's cells
//! times the bead types.

use rayon::prelude::*;

use crate::bitext::{Band, Bead, BeadType, Run};

use crate::similarity::FEW;

use super::{BeadTypes, BeadWeight};

/// Values of the beads that end at a cell: of null beads one for each run that they may stand in,
/// then one a bead type.
const NULLS: usize = 2 * Run::ALL.len();

/// A value for every bead of a band that the bead types allow.
#[derive(Debug, Clone)]
pub struct Edges<T> {
    band: Band,
    side: usize,
    slots: usize,
    /// The slot of each bead type with both sides.
    numbers: Vec<Option<u16>>,
    values: Vec<T>,
}

impl<T: Send + Clone> Edges<T> {
    /// Computes each bead's value; `none` stands where there is no bead. A null bead
    /// has a value for each run that it may stand in.
    pub fn new(
        band: &Band,
        types: &BeadTypes,
        none: &(impl Fn() -> T + Sync),
        value: impl Fn(&Bead, Run) -> T + Sync,
    ) -> Self {
        Edges::reusing(None, band, types, none, value)
    }

    /// The same for another band; rows whose beads were all in this one's are copied.
    pub fn within(
        &self,
        band: &Band,
        types: &BeadTypes,
        none: &(impl Fn() -> T + Sync),
        value: impl Fn(&Bead, Run) -> T + Sync,
    ) -> Self
    where
        T: Sync,
    {
        let first = |source: usize| source.saturating_sub(types.side());
        let row = |source: usize| -> Option<&[T]> {
            let bounds = |band: &Band, s: usize| (band.low(s), band.high(s));
            let same = (first(source)..=source).all(|s| bounds(band, s) == bounds(&self.band, s));
            let from = self.band.cell(source, self.band.low(source))? * self.slots;
            let to = (self.band.cell(source, self.band.high(source))? + 1) * self.slots;
            same.then(|| &self.values[from..to])
        };
        Edges::reusing(Some(&row), band, types, none, value)
    }

    fn reusing<'o>(
        old: Option<&(dyn Fn(usize) -> Option<&'o [T]> + Sync)>,
        band: &Band,
        types: &BeadTypes,
        none: &(impl Fn() -> T + Sync),
        value: impl Fn(&Bead, Run) -> T + Sync,
    ) -> Self
    where
        T: 'o,
    {
        let side = types.side();
        let both = types.both_sides();
        let slots = NULLS + both.len();
        let numbers = numbers(&both, side);
        let fill = |source: usize, row: &mut [T]| {
            if let Some(known) = old.and_then(|old| old(source)) {
                row.clone_from_slice(known);
                return;
            }
            for (target, cell) in (band.low(source)..).zip(row.chunks_exact_mut(slots)) {
                let mut set = |a: usize, b: usize, runs: &[Run]| {
                    let from = source.checked_sub(a).zip(target.checked_sub(b));
                    let Some((s, t)) = from.filter(|(s, t)| band.cell(*s, *t).is_some()) else {
                        return;
                    };
                    let bead = Bead::new(s..source, t..target);
                    for run in runs {
                        if let Some(slot) = slot(&bead, *run, side, &numbers) {
                            cell[slot] = value(&bead, *run);
                        }
                    }
                };
                set(1, 0, &Run::ALL);
                set(0, 1, &Run::ALL);
                both.iter()
                    .for_each(|t| set(t.source, t.target, &[Run::Opens]));
            }
        };
        let mut values = vec![none(); band.cells() * slots];
        let mut rest = values.as_mut_slice();
        let mut rows = Vec::with_capacity(band.source_len() + 1);
        for source in 0..=band.source_len() {
            let cells = band.high(source) - band.low(source) + 1;
            let (row, after) = rest.split_at_mut(cells * slots);
            rows.push((source, row));
            rest = after;
        }
        // Waking other threads for a few rows takes longer than the rows.
        if rows.len() <= FEW {
            rows.into_iter().for_each(|(source, row)| fill(source, row));
        } else {
            rows.into_par_iter()
                .for_each(|(source, row)| fill(source, row));
        }
        Edges {
            band: band.clone(),
            side,
            slots,
            numbers,
            values,
        }
    }

    /// The value of a bead; `None` outside the band.
    pub fn get(&self, bead: &Bead, run: Run) -> Option<&T> {
        let cell = self.band.cell(bead.source.end, bead.target.end)?;
        let slot = slot(bead, run, self.side, &self.numbers)?;
        self.values.get(cell * self.slots + slot)
    }

    /// Gives a bead another value; nothing happens outside the band.
    pub fn set(&mut self, bead: &Bead, run: Run, value: T) {
        let cell = self.band.cell(bead.source.end, bead.target.end);
        let slot = slot(bead, run, self.side, &self.numbers);
        if let Some((cell, slot)) = cell.zip(slot) {
            self.values[cell * self.slots + slot] = value;
        }
    }

    /// Changes the value of every null bead, by what it is to its run.
    pub(super) fn change_nulls(&mut self, change: impl Fn(&mut T, Run)) {
        for cell in self.values.chunks_exact_mut(self.slots) {
            let nulls = cell.iter_mut().zip(Run::ALL.iter().cycle());
            nulls
                .take(NULLS)
                .for_each(|(value, run)| change(value, *run));
        }
    }

    /// The band.
    pub fn band(&self) -> &Band {
        &self.band
    }

    /// The band alone.
    pub fn into_band(self) -> Band {
        self.band
    }

    /// The same beads with other values.
    pub fn map<U: Send + Clone>(&self, change: impl Fn(&T) -> U) -> Edges<U> {
        Edges {
            band: self.band.clone(),
            side: self.side,
            slots: self.slots,
            numbers: self.numbers.clone(),
            values: self.values.iter().map(change).collect(),
        }
    }
}

impl<T: Copy + Into<f64> + Send + Sync> BeadWeight for Edges<T> {
    fn weight(&self, bead: &Bead, run: Run) -> f64 {
        let value = self.get(bead, run);
        value.map_or(f64::NEG_INFINITY, |value| (*value).into())
    }
}

/// Numbers the slots of the bead types with both sides, by type.
fn numbers(both: &[BeadType], side: usize) -> Vec<Option<u16>> {
    let mut numbers = vec![None; side * side];
    for (at, t) in both.iter().enumerate() {
        numbers[(t.source - 1) * side + t.target - 1] = Some((NULLS + at) as u16);
    }
    numbers
}

/// The number of a bead among those that end where it ends, if the bead types have it.
fn slot(bead: &Bead, run: Run, side: usize, numbers: &[Option<u16>]) -> Option<usize> {
    match (bead.source.len(), bead.target.len()) {
        (0, _) => Some(run as usize),
        (_, 0) => Some(Run::ALL.len() + run as usize),
        (a, b) if a <= side && b <= side => numbers[(a - 1) * side + b - 1].map(usize::from),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bead_finds_its_own_value() {
        let value = |bead: &Bead, run: Run| format!("{bead:?} {run:?}");
        let types = BeadTypes::default();
        let edges = Edges::new(&Band::full(5, 4), &types, &String::new, value);
        for bead in [
            Bead::new(0..1, 0..1),
            Bead::new(1..4, 2..4),
            Bead::new(2..2, 3..4),
        ] {
            assert_eq!(
                edges.get(&bead, Run::Opens),
                Some(&value(&bead, Run::Opens))
            );
        }
        let null = Bead::new(4..5, 4..4);
        assert_eq!(
            edges.get(&null, Run::Continues),
            Some(&value(&null, Run::Continues))
        );
        assert_eq!(edges.get(&Bead::new(4..6, 4..4), Run::Opens), None);
    }

    #[test]
    fn null_beads_are_changed_by_their_runs_and_others_are_not() {
        let types = BeadTypes::default();
        let mut edges = Edges::new(&Band::full(3, 2), &types, &|| 0, |_, _| 100);
        edges.change_nulls(|value, run| *value += run as i32);
        for null in [Bead::new(0..1, 1..1), Bead::new(2..2, 1..2)] {
            for run in Run::ALL {
                assert_eq!(edges.get(&null, run), Some(&(100 + run as i32)), "{null:?}");
            }
        }
        let pair = Bead::new(1..3, 0..1);
        assert_eq!(edges.get(&pair, Run::Opens), Some(&100));
    }
}
