//! A value for every bead of a band, computed once.
//!
//! The best path, both sums and training each ask for every bead's weight; features cost far more
//! than a look-up. Rows are computed in parallel and joined in order. Memory is the band's cells
//! times the bead types.

use rayon::prelude::*;

use crate::bitext::{Band, Bead};

use super::{BeadTypes, BeadWeight};

/// Values of the beads that end at a cell: two for each null bead (a run opens or continues), then
/// one a bead type.
const NULLS: usize = 4;

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
        value: impl Fn(&Bead, bool) -> T + Sync,
    ) -> Self {
        let side = types.side();
        let slots = NULLS + side * side;
        let both = types.both_sides();
        let row = |source: usize| -> Vec<T> {
            let mut row = Vec::with_capacity((band.high(source) - band.low(source) + 1) * slots);
            for target in band.low(source)..=band.high(source) {
                let start = row.len();
                row.resize_with(start + slots, none);
                let mut set = |a: usize, b: usize, continues: &[bool]| {
                    let from = source.checked_sub(a).zip(target.checked_sub(b));
                    let Some((s, t)) = from.filter(|(s, t)| band.cell(*s, *t).is_some()) else {
                        return;
                    };
                    let bead = Bead::new(s..source, t..target);
                    for continues in continues {
                        row[start + slot(&bead, *continues, side)] = value(&bead, *continues);
                    }
                };
                set(1, 0, &[false, true]);
                set(0, 1, &[false, true]);
                both.iter().for_each(|t| set(t.source, t.target, &[false]));
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
    pub fn get(&self, bead: &Bead, continues: bool) -> Option<&T> {
        let cell = self.band.cell(bead.source.end, bead.target.end)?;
        self.values
            .get(cell * self.slots + slot(bead, continues, self.side))
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
    fn weight(&self, bead: &Bead, continues: bool) -> f64 {
        self.get(bead, continues)
            .copied()
            .unwrap_or(f64::NEG_INFINITY)
    }
}

/// The number of a bead among those that end where it ends.
fn slot(bead: &Bead, continues: bool, side: usize) -> usize {
    match (bead.source.len(), bead.target.len()) {
        (0, _) => usize::from(continues),
        (_, 0) => 2 + usize::from(continues),
        (a, b) => NULLS + (a - 1) * side + b - 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bead_finds_its_own_value() {
        let value = |bead: &Bead, continues: bool| format!("{bead:?} {continues}");
        let types = BeadTypes::default();
        let edges = Edges::new(&Band::full(5, 4), &types, &String::new, value);
        for bead in [
            Bead::new(0..1, 0..1),
            Bead::new(1..4, 2..4),
            Bead::new(2..2, 3..4),
        ] {
            assert_eq!(edges.get(&bead, false), Some(&value(&bead, false)));
        }
        let null = Bead::new(4..5, 4..4);
        assert_eq!(edges.get(&null, true), Some(&value(&null, true)));
        assert_eq!(edges.get(&Bead::new(4..6, 4..4), false), None);
    }
}
