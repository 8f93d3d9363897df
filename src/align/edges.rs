//! A value for every bead of a band, computed once.
//!
//! The best path, both sums and training each ask for every bead's weight; features cost far more
//! than a look-up. Rows are computed in parallel and joined in order. Memory is the band's cells
//! times the bead types.

use rayon::prelude::*;

use crate::bitext::{Band, Bead, Run};

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
    values: Vec<T>,
}

impl<T: Send + Clone> Edges<T> {
    /// Computes each bead's value; `none` stands where there is no bead. The flag says that a null
    /// bead continues a run.
    pub fn new(
        band: &Band,
        types: &BeadTypes,
        none: &(impl Fn() -> T + Sync),
        value: impl Fn(&Bead, Run) -> T + Sync,
    ) -> Self {
        let side = types.side();
        let slots = NULLS + side * side;
        let both = types.both_sides();
        let row = |source: usize| -> Vec<T> {
            let mut row = Vec::with_capacity((band.high(source) - band.low(source) + 1) * slots);
            for target in band.low(source)..=band.high(source) {
                let start = row.len();
                row.resize_with(start + slots, none);
                let mut set = |a: usize, b: usize, runs: &[Run]| {
                    let from = source.checked_sub(a).zip(target.checked_sub(b));
                    let Some((s, t)) = from.filter(|(s, t)| band.cell(*s, *t).is_some()) else {
                        return;
                    };
                    let bead = Bead::new(s..source, t..target);
                    for run in runs {
                        row[start + slot(&bead, *run, side)] = value(&bead, *run);
                    }
                };
                set(1, 0, &Run::ALL);
                set(0, 1, &Run::ALL);
                both.iter()
                    .for_each(|t| set(t.source, t.target, &[Run::Opens]));
            }
            row
        };
        let rows: Vec<Vec<T>> = (0..=band.source_len()).into_par_iter().map(row).collect();
        Edges {
            band: band.clone(),
            side,
            slots,
            values: rows.into_iter().flatten().collect(),
        }
    }

    /// The value of a bead; `None` outside the band.
    pub fn get(&self, bead: &Bead, run: Run) -> Option<&T> {
        let cell = self.band.cell(bead.source.end, bead.target.end)?;
        self.values
            .get(cell * self.slots + slot(bead, run, self.side))
    }

    /// The band.
    pub fn band(&self) -> &Band {
        &self.band
    }

    /// The same beads with other values.
    pub fn map<U: Send + Clone>(&self, change: impl Fn(&T) -> U) -> Edges<U> {
        Edges {
            band: self.band.clone(),
            side: self.side,
            slots: self.slots,
            values: self.values.iter().map(change).collect(),
        }
    }
}

impl BeadWeight for Edges<f64> {
    fn weight(&self, bead: &Bead, run: Run) -> f64 {
        self.get(bead, run).copied().unwrap_or(f64::NEG_INFINITY)
    }
}

/// The number of a bead among those that end where it ends.
fn slot(bead: &Bead, run: Run, side: usize) -> usize {
    match (bead.source.len(), bead.target.len()) {
        (0, _) => run as usize,
        (_, 0) => Run::ALL.len() + run as usize,
        (a, b) => NULLS + (a - 1) * side + b - 1,
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
}
