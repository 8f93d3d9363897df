//! The coverage of both sides of the beads of a short article, added up once.
//!
//! A bead is asked for by itself, as its neighbours' extension, as a part of theirs: some ten times.
//! Sums run as they do for one bead, from its first segment on, so that they are the same bits.

use crate::bitext::Bead;
use crate::similarity::shape::{number, numbers};

use super::{Coverage, share};

/// Cells up to which sides are kept: those of some forty segments.
const FEW: usize = 2000;

/// What coverage makes of a bead.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sides {
    /// The share of the source that the target covers, 0 to 1.
    pub(super) source: f64,
    /// The share of the target that the source covers, 0 to 1.
    pub(super) target: f64,
    /// The weight of all words covered, of both sides.
    pub(super) mass: f64,
}

/// The sides of all beads that begin at a cell.
#[derive(Debug)]
pub(super) struct Kept {
    /// Most segments of a side.
    longest: usize,
    sides: Vec<Sides>,
}

impl Kept {
    /// None where there are too many cells.
    pub(super) fn new(coverage: &Coverage) -> Option<Self> {
        let cells = coverage.source.values.len() / coverage.source.longest;
        if cells > FEW {
            return None;
        }
        let longest = coverage.source.longest;
        let mut sides = vec![Sides::default(); cells * numbers(longest)];
        let mut masses = vec![0.0; longest];
        let mut of_cells = sides.chunks_exact_mut(numbers(longest));
        for (s, rows) in coverage.rows.windows(2).enumerate() {
            let low = rows[0].0;
            let width = rows[1].1 - rows[0].1;
            for (t, sides) in (low..low + width).zip(of_cells.by_ref()) {
                fill(coverage, (s, t), &mut masses, sides);
            }
        }
        Some(Kept { longest, sides })
    }

    /// Of a bead that begins at this cell; none of a large one.
    #[inline]
    pub(super) fn get(&self, cell: usize, bead: &Bead) -> Option<&Sides> {
        let size = number(bead.source.len(), bead.target.len(), self.longest)?;
        self.sides.get(cell * numbers(self.longest) + size)
    }
}

/// The sides of the beads that begin at a source and a target segment. `masses` has room for the
/// beads of one more segment of a side, by their segments of the other.
fn fill(coverage: &Coverage, (s, t): (usize, usize), masses: &mut [f64], sides: &mut [Sides]) {
    let (sources, targets) = (&coverage.source_totals[s..], &coverage.target_totals[t..]);
    let longest = masses.len();
    masses.fill(0.0);
    let mut total = 0.0;
    for (i, weight) in sources.iter().enumerate().take(longest) {
        total += weight;
        let cell = coverage.cell(s + i, t);
        let others = (longest - i).min(targets.len());
        for (j, mass) in masses[..others].iter_mut().enumerate() {
            *mass += weight * cell.map_or(0.0, |cell| coverage.source.get(cell, j + 1));
            let size = number(i + 1, j + 1, longest).unwrap_or_default();
            sides[size].source = share(*mass, total);
            sides[size].mass = *mass;
        }
    }
    masses.fill(0.0);
    let mut total = 0.0;
    for (j, weight) in targets.iter().enumerate().take(longest) {
        total += weight;
        let cell = coverage.cell(s, t + j);
        let others = (longest - j).min(sources.len());
        for (i, mass) in masses[..others].iter_mut().enumerate() {
            *mass += weight * cell.map_or(0.0, |cell| coverage.target.get(cell, i + 1));
            let size = number(i + 1, j + 1, longest).unwrap_or_default();
            sides[size].target = share(*mass, total);
            sides[size].mass += *mass;
        }
    }
}
