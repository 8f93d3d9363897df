//! Bands that follow a path: where an alignment runs along the edge of its band, and the band
//! widened there.
//!
//! The answer within a band is exact, but the true path may lie outside. A best path that runs
//! along the edge is a sign of it. Only the stretch that needs it is widened; all is linear in the
//! document.

use crate::bitext::{Alignment, Band, Bead};

/// The positions at which an alignment runs along the edge of a band where the wider band goes on.
pub(super) fn touched(alignment: &Alignment, band: &Band, wider: &Band) -> Vec<(usize, usize)> {
    let position = |bead: &Bead| (bead.source.end, bead.target.end);
    let touches = |&(s, t): &(usize, usize)| {
        (t == band.low(s) && wider.low(s) < t) || (t == band.high(s) && wider.high(s) > t)
    };
    let beads = alignment.beads().iter();
    beads.map(position).filter(touches).collect()
}

/// The band with `by` positions more on all sides of these positions, within the wider band.
pub(super) fn widened(band: &Band, positions: &[(usize, usize)], by: usize, wider: &Band) -> Band {
    let n = band.source_len();
    let mut rows = rows(band);
    for (s, t) in positions {
        let (first, last) = (s.saturating_sub(by), (s + by).min(n));
        for row in &mut rows[first..=last] {
            row.0 = row.0.min(t.saturating_sub(by));
            row.1 = row.1.max(t + by);
        }
    }
    for (s, row) in rows.iter_mut().enumerate() {
        *row = (row.0.max(wider.low(s)), row.1.min(wider.high(s)));
    }
    Band::from_rows(rows, band.target_len())
}

/// The band with another, that begins at the corner of a part of the lattice, laid over it.
pub(super) fn overlaid(band: &Band, part: &Band, corner: (usize, usize)) -> Band {
    let mut rows = rows(band);
    for (s, row) in rows[corner.0..=corner.0 + part.source_len()]
        .iter_mut()
        .enumerate()
    {
        row.0 = row.0.min(corner.1 + part.low(s));
        row.1 = row.1.max(corner.1 + part.high(s));
    }
    Band::from_rows(rows, band.target_len())
}

fn rows(band: &Band) -> Vec<(usize, usize)> {
    let row = |s| (band.low(s), band.high(s));
    (0..=band.source_len()).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagonal(len: usize) -> Alignment {
        let beads = (0..len).map(|i| Bead::new(i..i + 1, i..i + 1)).collect();
        Alignment::new(beads, len, len).expect("covers both sides")
    }

    #[test]
    fn only_edges_with_something_beyond_are_touched() {
        let wide = Band::full(9, 9);
        let narrow = Band::from_rows((0..10).map(|i| (i, i + 2)).collect(), 9);
        let touched = touched(&diagonal(9), &narrow, &wide);
        assert_eq!(touched.first(), Some(&(1, 1)));
        assert!(super::touched(&diagonal(9), &narrow, &narrow).is_empty());
        assert!(super::touched(&diagonal(9), &wide, &wide).is_empty());
    }

    #[test]
    fn widening_is_local_and_stays_inside() {
        let band = Band::from_rows((0..41).map(|i| (i, i)).collect(), 40);
        let wide = Band::from_rows(
            (0..41_usize)
                .map(|i| (i.saturating_sub(3), i + 3))
                .collect(),
            40,
        );
        let widened = widened(&band, &[(20, 20)], 5, &wide);
        assert_eq!((widened.low(20), widened.high(20)), (17, 23));
        assert_eq!(
            (widened.low(5), widened.high(5)),
            (band.low(5), band.high(5))
        );
    }

    #[test]
    fn a_part_is_laid_over_its_place() {
        let band = Band::from_rows((0..11).map(|i| (i, i)).collect(), 10);
        let laid = overlaid(&band, &Band::full(2, 3), (4, 3));
        assert_eq!((laid.low(5), laid.high(5)), (3, 6));
        assert_eq!(laid.high(2), band.high(2));
    }
}
