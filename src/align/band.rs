//! Which part of the lattice to search.
//!
//! Ordinary articles are searched whole. For long ones the band follows a line through the anchors:
//! between two anchors it holds the straight line between them, widened on both sides by a margin
//! that grows with the distance of the anchors and with what is missing on one side. Its size grows
//! linearly with the document where anchors come regularly. It fails where the true path leaves the
//! band: where anchors are wrong or far apart. [`touches_edge`] detects the latter; the caller then
//! widens the margin.

use crate::bitext::{Alignment, Band};
use crate::similarity::Anchor;

/// Positions up to which the whole lattice is searched.
const WHOLE: usize = 90_000;

/// Segments by which the band is widened at least.
const MARGIN: f64 = 10.0;

/// Most segments by which the distance of two anchors widens the band, before any doubling: memory
/// stays linear in the document even where there are no anchors.
const MOST_SLACK: f64 = 250.0;

/// Share of the distance between two anchors by which the band is widened more.
const SLACK: f64 = 0.25;

/// The part of the lattice to search for documents of these numbers of segments. `widen` is the
/// number of times that the margin is to be doubled.
///
/// ```
/// use alinea::align::choose_band;
/// use alinea::bitext::Band;
/// assert_eq!(choose_band(20, 30, &[], 0), Band::full(20, 30));
/// assert!(choose_band(2000, 2000, &[], 0).cells() < 2000 * 2000);
/// ```
pub fn choose_band(source_len: usize, target_len: usize, anchors: &[Anchor], widen: u32) -> Band {
    if (source_len + 1).saturating_mul(target_len + 1) <= WHOLE {
        return Band::full(source_len, target_len);
    }
    let factor = f64::from(1_u32 << widen.min(16));
    let mut rows = vec![(usize::MAX, 0); source_len + 1];
    let mut from = (0, 0);
    let ends = anchors
        .iter()
        .map(|a| (a.source, a.target))
        .chain([(source_len, target_len)]);
    for to in ends {
        stretch(&mut rows, from, to, target_len, factor);
        from = to;
    }
    Band::from_rows(rows, target_len)
}

/// Widens the rows from one anchor to the next.
fn stretch(
    rows: &mut [(usize, usize)],
    from: (usize, usize),
    to: (usize, usize),
    target_len: usize,
    factor: f64,
) {
    let (height, width) = ((to.0 - from.0) as f64, (to.1 - from.1) as f64);
    // What one side has more than the other may be missing anywhere between the anchors.
    let margin =
        (MARGIN + (SLACK * height.min(width)).min(MOST_SLACK)) * factor + (height - width).abs();
    let reach = margin.ceil() as usize;
    let last = rows.len() - 1;
    let first_row = from.0.saturating_sub(MARGIN as usize);
    let last_row = (to.0 + MARGIN as usize).min(last);
    for (at, row) in rows
        .iter_mut()
        .enumerate()
        .take(last_row + 1)
        .skip(first_row)
    {
        let share = if height > 0.0 {
            ((at as f64 - from.0 as f64) / height).clamp(0.0, 1.0)
        } else {
            0.5
        };
        let middle = (from.1 as f64 + share * width).round() as usize;
        // Beyond the anchors only the plain margin is added, or rows would grow without end.
        let reach = if at < from.0 || at > to.0 {
            MARGIN as usize
        } else {
            reach
        };
        row.0 = row.0.min(
            middle
                .saturating_sub(reach)
                .max(from.1.saturating_sub(reach)),
        );
        row.1 = row.1.max((middle + reach).min(target_len));
    }
}

/// Whether an alignment runs along the band's edge where the lattice goes on beyond it: the true
/// one may then lie outside.
pub fn touches_edge(alignment: &Alignment, band: &Band) -> bool {
    alignment.beads().iter().any(|bead| {
        let (s, t) = (bead.source.end, bead.target.end);
        let (low, high) = (band.low(s), band.high(s));
        (t == low && low > 0 && s < band.source_len()) || (t == high && high < band.target_len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_band_is_linear_and_holds_its_anchors() {
        let anchors: Vec<Anchor> = (0..100)
            .map(|i| Anchor {
                source: i * 100,
                target: i * 100 + 7,
                weight: 1.0,
            })
            .collect();
        let band = choose_band(10_000, 10_020, &anchors, 0);
        assert!(band.cells() < 10_000 * 250, "{}", band.cells());
        for a in &anchors {
            assert!(band.cell(a.source, a.target).is_some());
        }
    }

    #[test]
    fn a_block_missing_on_one_side_is_in_the_band() {
        let anchor = |source, target| Anchor {
            source,
            target,
            weight: 1.0,
        };
        let band = choose_band(5_000, 1_000, &[anchor(499, 499), anchor(4_500, 500)], 0);
        assert!((500..4_500).all(|s| band.cell(s, 500).is_some()));
    }

    #[test]
    fn widening_widens() {
        let cells = |widen| choose_band(3_000, 3_000, &[], widen).cells();
        assert!(cells(1) > cells(0));
    }
}
