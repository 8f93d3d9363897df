//! Where each cut may fall: a global alignment of units with a bonus for places that look like ends.
//!
//! With `s(i, j)` the weighted likeness of unit `i` of the reference and unit `j` of the output, the
//! best sum up to place (i, j) is `F(i, j) = max(F(i-1, j-1) + s(i, j), F(i-1, j) - g, F(i, j-1) - g)`
//! (Needleman and Wunsch 1970). Where a reference segment ends, the path takes a cut:
//! `F'(i, j) = F(i, j) + c(j)`, minus infinity where the output may not be cut, and goes on from there.
//! The same from the end backward gives for each end of a segment and each place the best sum of all
//! paths that cut there (its max-marginal). The places within [`DEPTH`] of the best are the candidates,
//! [`MOST`] at most, the earlier of equals first.
//! Time is linear in the cells of the corridor, memory in the corridor's rows at segment ends. Fails where
//! the corridor misses the path; where a best cut lies at the corridor's edge, it is widened, within
//! bounds, and the search repeated.

use crate::bitext::Band;

use super::corridor::{MARGIN, WIDEST, corridor};
use super::document::Document;
use super::stream::{Place, stops};
use super::units::Unit;
use super::vocabulary::Vocabulary;

/// Cost of a unit that only one side has.
pub(super) const GAP: f64 = 0.15;
/// How far below the best a candidate's sum may lie.
const DEPTH: f64 = 5.0;
/// Most candidates of a cut.
const MOST: usize = 12;
/// A best cut so close to the corridor's edge is doubted.
const EDGE: usize = 8;

const NEVER: f64 = -1e30;

/// What two aligned units gain; two that differ cost one gap together, less than both alone.
pub(super) fn gain(vocabulary: &Vocabulary, ours: &Unit, theirs: &Unit) -> f64 {
    let likeness = vocabulary.likeness(ours, theirs);
    if likeness == 0.0 {
        return -1.5 * GAP;
    }
    f64::from(likeness * 0.5 * (vocabulary.weight(ours) + vocabulary.weight(theirs)))
}

/// The places where each segment but the last may end, in order.
pub(super) fn candidates(document: &Document, vocabulary: &Vocabulary) -> Vec<Vec<usize>> {
    let (reference, output) = (&document.reference, &document.stream.units);
    let mut margin = MARGIN;
    loop {
        let band = corridor(reference, output, margin);
        let search = Search::new(document, vocabulary, &band);
        let marginals = search.marginals();
        let whole = band.cells() == (reference.len() + 1) * (output.len() + 1);
        if whole || margin >= WIDEST || !search.runs_along_the_edge(&marginals) {
            return connected(marginals.iter().map(|row| search.best(row)).collect());
        }
        margin = (4 * margin).min(WIDEST);
    }
}

/// Makes sure that a rising chain of cuts exists: every row has a place, and none begins behind the next.
fn connected(mut rows: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let mut place = 0;
    for row in &mut rows {
        if row.is_empty() {
            row.push(place);
        }
        place = row[0];
    }
    for at in (1..rows.len()).rev() {
        let least = rows[at][0];
        if rows[at - 1][0] > least {
            rows[at - 1].insert(0, least);
        }
    }
    rows
}

struct Search<'a> {
    document: &'a Document,
    vocabulary: &'a Vocabulary,
    band: &'a Band,
    /// What a cut at each place adds.
    cuts: Vec<f64>,
}

/// The sums of a row's columns from `low`.
#[derive(Debug, Clone)]
struct Row {
    low: usize,
    sums: Vec<f64>,
}

impl Row {
    fn get(&self, column: usize) -> f64 {
        let at = column.wrapping_sub(self.low);
        self.sums.get(at).copied().unwrap_or(NEVER)
    }
}

impl<'a> Search<'a> {
    fn new(document: &'a Document, vocabulary: &'a Vocabulary, band: &'a Band) -> Self {
        let (units, places) = (&document.stream.units, &document.stream.places);
        let bonus = |(at, place): (usize, &Place)| {
            let mut bonus = if place.cut { 0.0 } else { NEVER };
            bonus += if place.sentence { 0.8 } else { 0.0 };
            bonus += if place.line_break { 0.5 } else { 0.0 };
            bonus += if stops(&units[..at]) { 0.4 } else { 0.0 };
            bonus
        };
        Search {
            document,
            vocabulary,
            band,
            cuts: places.iter().enumerate().map(bonus).collect(),
        }
    }

    /// By segment but the last, the best sum of a path that cuts at each place of the row.
    fn marginals(&self) -> Vec<Row> {
        let mut marginals = self.forward();
        self.backward(&mut marginals);
        marginals
    }

    /// The best sums up to a cut at each segment's end.
    fn forward(&self) -> Vec<Row> {
        let ends = self.inner_ends();
        let mut found = Vec::with_capacity(ends.len());
        let mut row = self.row(0, 0.0);
        self.shift_right(&mut row);
        for at in 0..=self.document.reference.len() {
            if at > 0 {
                row = self.down(&row, at);
            }
            // Two segments never end at one row: empty ones were set aside.
            if ends.get(found.len()) == Some(&at) {
                self.cut(&mut row);
                found.push(row.clone());
                self.shift_right(&mut row);
            }
        }
        found
    }

    /// Row `at` from the row above it.
    fn down(&self, above: &Row, at: usize) -> Row {
        let ours = &self.document.reference[at - 1];
        let mut row = self.row(at, NEVER);
        let mut left = NEVER;
        for (column, sum) in (row.low..).zip(&mut row.sums) {
            let mut best = (above.get(column) - GAP).max(left - GAP);
            if column > 0 {
                let theirs = &self.document.stream.units[column - 1];
                best = best.max(above.get(column - 1) + gain(self.vocabulary, ours, theirs));
            }
            *sum = best;
            left = best;
        }
        row
    }

    /// Adds the best sums from each cut on to the end.
    fn backward(&self, marginals: &mut [Row]) {
        let ends = self.inner_ends();
        let last = self.document.reference.len();
        let mut open = ends.len();
        let mut row = self.row(last, NEVER);
        if let Some(end) = row.sums.last_mut() {
            *end = 0.0;
        }
        self.shift_left(&mut row);
        for at in (0..=last).rev() {
            if at < last {
                row = self.up(&row, at);
            }
            if open > 0 && ends[open - 1] == at {
                open -= 1;
                let marginal = &mut marginals[open].sums;
                marginal
                    .iter_mut()
                    .zip(&row.sums)
                    .for_each(|(m, r)| *m += r);
                self.cut(&mut row);
                self.shift_left(&mut row);
            }
        }
    }

    /// Row `at` from the row below it.
    fn up(&self, below: &Row, at: usize) -> Row {
        let ours = &self.document.reference[at];
        let mut row = self.row(at, NEVER);
        let mut right = NEVER;
        let low = row.low;
        for (step, sum) in row.sums.iter_mut().enumerate().rev() {
            let column = low + step;
            let mut best = (below.get(column) - GAP).max(right - GAP);
            if let Some(theirs) = self.document.stream.units.get(column) {
                best = best.max(below.get(column + 1) + gain(self.vocabulary, ours, theirs));
            }
            *sum = best;
            right = best;
        }
        row
    }

    fn inner_ends(&self) -> &[usize] {
        let ends = &self.document.ends;
        &ends[..ends.len().saturating_sub(1)]
    }

    /// A row of the band, its first column `first`, the others unreached.
    fn row(&self, at: usize, first: f64) -> Row {
        let low = self.band.low(at);
        let mut sums = vec![NEVER; self.band.high(at) - low + 1];
        sums[0] = first;
        Row { low, sums }
    }

    fn cut(&self, row: &mut Row) {
        let cuts = &self.cuts[row.low..];
        for (sum, cut) in row.sums.iter_mut().zip(cuts) {
            *sum = (*sum + cut).max(NEVER);
        }
    }

    fn shift_right(&self, row: &mut Row) {
        for at in 1..row.sums.len() {
            row.sums[at] = row.sums[at].max(row.sums[at - 1] - GAP);
        }
    }

    fn shift_left(&self, row: &mut Row) {
        for at in (1..row.sums.len()).rev() {
            row.sums[at - 1] = row.sums[at - 1].max(row.sums[at] - GAP);
        }
    }

    /// The candidates of a row of marginals.
    fn best(&self, row: &Row) -> Vec<usize> {
        let best = row.sums.iter().copied().fold(NEVER, f64::max);
        let mut near: Vec<(f64, usize)> = (row.low..)
            .zip(&row.sums)
            .filter(|(_, sum)| **sum >= best - DEPTH && **sum > NEVER / 2.0)
            .map(|(column, &sum)| (sum, column))
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        near.truncate(MOST);
        let mut columns: Vec<usize> = near.into_iter().map(|(_, column)| column).collect();
        columns.sort_unstable();
        columns
    }

    /// Whether a best cut lies at an edge of the corridor that is no edge of the output.
    fn runs_along_the_edge(&self, marginals: &[Row]) -> bool {
        let columns = self.document.stream.units.len();
        marginals.iter().any(|row| {
            let best = row.sums.iter().copied().fold(NEVER, f64::max);
            let at = row.sums.iter().position(|&sum| sum == best).unwrap_or(0);
            let high = row.low + row.sums.len() - 1;
            (row.low > 0 && at < EDGE) || (high < columns && row.low + at + EDGE > high)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::connected;

    #[test]
    fn rows_without_a_candidate_and_rows_that_fall_are_connected() {
        let rows = vec![vec![], vec![7, 9], vec![], vec![3, 8]];
        let rows = connected(rows);
        assert_eq!(rows, [vec![0], vec![3, 7, 9], vec![3, 7], vec![3, 8]]);
        assert!(connected(Vec::new()).is_empty());
    }
}
