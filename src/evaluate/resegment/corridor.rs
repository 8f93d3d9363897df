//! The part of the lattice of units that is searched: around runs of units that both texts have once.
//!
//! A text and its translation's reference agree in many short runs of words. Runs of three units
//! (and single rare ones) that stand once on each side are anchors; the longest chain of anchors that
//! rises on both sides (patience sorting, n log n) says where in the output a place of the reference
//! lies, up to [`MARGIN`] units. A chain may hold a wrong anchor between right ones; the margin takes
//! in both. Where anchors are far apart, the corridor is as wide as the gap, but at most
//! [`WIDEST`] units about the straight line between them: there a stretch longer than that which only one side has
//! may be missed. Texts up to [`WHOLE`] cells are searched whole.

use rustc_hash::FxHashMap;

use crate::bitext::Band;

use super::units::{Role, Unit};

/// Units that are searched beyond the anchors on either side.
pub(super) const MARGIN: usize = 80;
/// Most units to either side of the line between two anchors.
pub(super) const WIDEST: usize = 2000;
/// Lattices of at most so many cells are searched whole.
const WHOLE: usize = 1 << 20;
/// Units of a run.
const RUN: usize = 3;

/// Rows are places between units of the reference, columns those of the output.
pub(super) fn corridor(reference: &[Unit], output: &[Unit], margin: usize) -> Band {
    let (rows, columns) = (reference.len(), output.len());
    if rows.saturating_mul(columns) <= WHOLE {
        return Band::full(rows, columns);
    }
    let mut anchors = chain(&anchors(reference, output));
    anchors.insert(0, (0, 0));
    anchors.push((rows, columns));
    let mut band = vec![(columns, 0); rows + 1];
    for pair in anchors.windows(2) {
        let ((top, left), (bottom, right)) = (pair[0], pair[1]);
        for (row, bounds) in band.iter_mut().enumerate().take(bottom + 1).skip(top) {
            let line = left + (right - left) * (row - top) / (bottom - top).max(1);
            let low = left.max(line.saturating_sub(WIDEST)).saturating_sub(margin);
            let high = right.min(line + WIDEST) + margin;
            *bounds = (bounds.0.min(low), bounds.1.max(high.min(columns)));
        }
    }
    Band::from_rows(band, columns)
}

/// Places (row, column) where a run stands that each side has once, by row.
fn anchors(reference: &[Unit], output: &[Unit]) -> Vec<(usize, usize)> {
    let (ours, theirs) = (once(reference), once(output));
    let mut found: Vec<(usize, usize)> = ours
        .iter()
        .filter_map(|(run, at)| Some(((*at)?, (*theirs.get(run)?)?)))
        .collect();
    found.sort_unstable();
    found
}

/// The place of each run that stands once; `None` for runs that stand more often.
fn once(units: &[Unit]) -> FxHashMap<[u32; RUN], Option<usize>> {
    let mut places = FxHashMap::default();
    let mut see = |run, at| {
        let place = places.entry(run).or_insert(Some(at));
        if *place != Some(at) {
            *place = None;
        }
    };
    for (at, window) in units.windows(RUN).enumerate() {
        see([window[0].key, window[1].key, window[2].key], at);
    }
    for (at, unit) in units.iter().enumerate() {
        if matches!(unit.role, Role::Word | Role::Number) {
            see([unit.key, u32::MAX, u32::MAX], at);
        }
    }
    places
}

/// The longest chain that rises in both coordinates; of equals, the one with the lowest columns.
fn chain(anchors: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // `tails[n]` is the anchor with the lowest column that a chain of n + 1 ends with.
    let mut tails: Vec<usize> = Vec::new();
    let mut before = vec![usize::MAX; anchors.len()];
    for (at, &(_, column)) in anchors.iter().enumerate() {
        let length = tails.partition_point(|&t| anchors[t].1 < column);
        if length > 0 {
            before[at] = tails[length - 1];
        }
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    let mut found = Vec::new();
    let mut at = tails.last().copied().unwrap_or(usize::MAX);
    while at != usize::MAX {
        found.push(anchors[at]);
        at = before[at];
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::super::units::units;
    use super::super::vocabulary::Vocabulary;
    use super::*;

    /// `n` words, most of them repeated, some once.
    fn text(n: usize) -> Vec<String> {
        (0..n)
            .map(|i| {
                if i % 10 == 0 {
                    format!("mot{i}")
                } else {
                    format!("le{}", i % 7)
                }
            })
            .collect()
    }

    #[test]
    fn a_chain_rises_on_both_sides() {
        let found = chain(&[(0, 5), (1, 1), (2, 2), (3, 0), (4, 9)]);
        assert_eq!(found, [(1, 1), (2, 2), (4, 9)]);
        assert!(chain(&[]).is_empty());
    }

    #[test]
    fn long_texts_are_searched_around_what_they_share() {
        let words = text(6000);
        let mut vocabulary = Vocabulary::default();
        let reference = units(&words.join(" "), &mut vocabulary);
        // A stretch of 500 words is missing in the output.
        let output = [&words[..2000], &words[2500..]].concat();
        let output = units(&output.join(" "), &mut vocabulary);
        let band = corridor(&reference, &output, MARGIN);
        for row in 0..=reference.len() {
            let column = match row {
                0..2000 => row,
                2000..2500 => 2000,
                _ => row - 500,
            };
            assert!(band.low(row) <= column && column <= band.high(row), "{row}");
        }
        assert!(band.cells() < 6000 * 5500 / 10, "{}", band.cells());
    }

    #[test]
    fn texts_without_anything_in_common_have_a_corridor() {
        let mut vocabulary = Vocabulary::default();
        let reference = units(&"a ".repeat(9000), &mut vocabulary);
        let output = units(&"b ".repeat(4000), &mut vocabulary);
        let band = corridor(&reference, &output, MARGIN);
        assert!(band.cells() < 9001 * 2 * (WIDEST + MARGIN + 1));
        assert_eq!((band.low(0), band.high(9000)), (0, 4000));
    }
}
