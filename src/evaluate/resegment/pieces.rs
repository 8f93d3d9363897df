//! Evidence for a piece of the output as the text of a reference segment.
//!
//! For one segment and one place where its piece may begin, one pass to the right gives the values of
//! every piece: an alignment of units without cuts (the recurrence of `candidates`), and what both
//! texts have in common in any order: words, pairs of words, 4-grams of characters, each counted at
//! most as often as the segment has it.

use rustc_hash::FxHashMap;

use super::candidates::{GAP, gain};
use super::document::Document;
use super::units::{Role, Unit};
use super::vocabulary::Vocabulary;

/// Names of a piece's values.
pub(super) const NAMES: [&str; 14] = [
    "alignment",
    "words in common",
    "pairs of words in common",
    "4-grams in common",
    "marks in common",
    "numbers in common",
    "share of words in common",
    "length, logarithm",
    "length, squared",
    "no text",
    "more sentences",
    "fewer sentences",
    "open quotes",
    "open brackets",
];

pub(super) const VALUES: usize = NAMES.len();

/// Rows of an alignment to either side of the straight line; segments up to so many units are aligned whole.
const NEAR: usize = 256;

/// Ratios of lengths of output and reference that a document is trusted with.
const RATIOS: (f32, f32) = (0.7, 1.4);

/// Characters of the output a character of the reference.
pub(super) fn ratio(document: &Document) -> f32 {
    let chars = |units: &[Unit]| units.iter().map(|u| u.chars).sum::<u32>() as f32;
    let ratio = chars(&document.stream.units) / chars(&document.reference).max(1.0);
    ratio.clamp(RATIOS.0, RATIOS.1)
}

/// What a segment has, and how much of it the piece at hand has used.
#[derive(Debug, Default)]
struct Bag {
    items: FxHashMap<u64, Item>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Item {
    there: u32,
    used: u32,
    round: u32,
}

impl Bag {
    fn put(&mut self, item: u64) {
        self.items.entry(item).or_default().there += 1;
    }

    /// Whether the segment has the item once more than this round has taken it.
    fn take(&mut self, item: u64, round: u32) -> bool {
        let Some(item) = self.items.get_mut(&item) else {
            return false;
        };
        if item.round != round {
            (item.round, item.used) = (round, 0);
        }
        item.used += 1;
        item.used <= item.there
    }
}

/// Kinds of items of a bag.
const UNITS: u64 = 0;
const PAIRS: u64 = 1 << 62;
const GRAMS: u64 = 1 << 63;

fn pair(before: &Unit, unit: &Unit) -> u64 {
    PAIRS | u64::from(before.key) << 31 | u64::from(unit.key)
}

/// A reference segment, ready to be compared with pieces.
pub(super) struct Comparer<'a> {
    document: &'a Document,
    vocabulary: &'a Vocabulary,
    segment: &'a [Unit],
    bag: Bag,
    round: u32,
    /// Characters that a piece should have.
    length: f32,
    /// Weight of its words.
    weight: f32,
    sentences: f32,
    /// Its quotes and brackets are closed.
    closed: (bool, bool),
}

/// What is counted along a piece.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    words: f32,
    pairs: f32,
    grams: f32,
    marks: f32,
    numbers: f32,
    weight: f32,
    chars: u32,
    sentences: u32,
    quotes: u32,
    brackets: i32,
}

impl<'a> Comparer<'a> {
    pub(super) fn new(
        document: &'a Document,
        vocabulary: &'a Vocabulary,
        segment: usize,
        ratio: f32,
    ) -> Self {
        let units = document.segment(segment);
        let mut bag = Bag::default();
        for (at, unit) in units.iter().enumerate() {
            bag.put(UNITS | u64::from(unit.key));
            if at > 0 {
                bag.put(pair(&units[at - 1], unit));
            }
            for &gram in vocabulary.grams(unit) {
                bag.put(GRAMS | u64::from(gram));
            }
        }
        let words = units.iter().filter(|u| !is_mark(u));
        let mut edges = Counts::default();
        units.iter().for_each(|u| edges.count_edges(u));
        Comparer {
            document,
            vocabulary,
            segment: units,
            bag,
            round: 0,
            length: ratio * units.iter().map(|u| u.chars).sum::<u32>() as f32,
            weight: words.map(|u| vocabulary.weight(u)).sum(),
            sentences: document.sentences[segment] as f32,
            closed: (edges.quotes % 2 == 0, edges.brackets == 0),
        }
    }

    /// The values of the pieces from `start` to each of `ends`, which rise and do not lie before it.
    pub(super) fn pieces(&mut self, start: usize, ends: &[usize]) -> Vec<[f32; VALUES]> {
        self.round += 1;
        let mut found = Vec::with_capacity(ends.len());
        let mut counts = Counts::default();
        let last = ends.last().map_or(0, |end| end - start);
        let mut column = Column::new(self.segment.len(), last);
        let mut at = start;
        for &end in ends {
            while at < end {
                self.count(&mut counts, start, at);
                let theirs = &self.document.stream.units[at];
                column.advance(|row| gain(self.vocabulary, &self.segment[row], theirs));
                at += 1;
            }
            found.push(self.values(&counts, column.end() as f32, end == start));
        }
        found
    }

    fn count(&mut self, counts: &mut Counts, start: usize, at: usize) {
        let stream = &self.document.stream;
        let unit = &stream.units[at];
        let weight = self.vocabulary.weight(unit);
        let common = self.bag.take(UNITS | u64::from(unit.key), self.round);
        if is_mark(unit) {
            counts.marks += if common { 1.0 } else { -0.5 };
        } else {
            counts.weight += weight;
            counts.words += if common { weight } else { 0.0 };
            if unit.role == Role::Number {
                counts.numbers += if common { 1.0 } else { -0.5 };
            }
        }
        if at > start && self.bag.take(pair(&stream.units[at - 1], unit), self.round) {
            counts.pairs += 1.0;
        }
        for &gram in self.vocabulary.grams(unit) {
            if self.bag.take(GRAMS | u64::from(gram), self.round) {
                counts.grams += weight;
            }
        }
        counts.chars += unit.chars;
        counts.count_edges(unit);
        if at > start && stream.places[at].sentence {
            counts.sentences += 1;
        }
    }

    fn values(&self, counts: &Counts, aligned: f32, empty: bool) -> [f32; VALUES] {
        let theirs = counts.chars as f32;
        let difference = theirs - self.length;
        let sentences = if empty {
            0.0
        } else {
            counts.sentences as f32 + 1.0
        };
        let more = sentences - self.sentences;
        let truth = |is: bool| f32::from(u8::from(is));
        [
            aligned,
            counts.words,
            counts.pairs,
            counts.grams,
            counts.marks,
            counts.numbers,
            2.0 * counts.words / (counts.weight + self.weight).max(0.1),
            -((theirs + 5.0) / (self.length + 5.0)).ln().abs(),
            -difference * difference / (theirs + self.length + 10.0) / 10.0,
            truth(empty),
            more.max(0.0),
            (-more).max(0.0),
            truth(self.closed.0 && counts.quotes % 2 == 1),
            truth(self.closed.1 && counts.brackets != 0),
        ]
    }
}

/// The alignment of a segment's beginnings with the piece so far: a column of sums, of which a long
/// segment's only the rows near the straight line to the longest piece are reached.
#[derive(Debug)]
struct Column {
    sums: Vec<f64>,
    /// Units of the piece so far, and of the longest.
    at: usize,
    longest: usize,
    /// Rows reached: from, to.
    rows: (usize, usize),
}

impl Column {
    fn new(segment: usize, longest: usize) -> Self {
        let mut column = Column {
            sums: vec![f64::NEG_INFINITY; segment + 1],
            at: 0,
            longest: longest.max(1),
            rows: (0, segment.min(NEAR)),
        };
        for row in 0..=column.rows.1 {
            column.sums[row] = -GAP * row as f64;
        }
        column
    }

    /// The piece has one unit more; `gain` says what it and a row's unit gain.
    fn advance(&mut self, gain: impl Fn(usize) -> f64) {
        self.at += 1;
        let last = self.sums.len() - 1;
        let line = last * self.at / self.longest;
        let (from, to) = (line.saturating_sub(NEAR), (line + NEAR).min(last));
        let mut diagonal = f64::NEG_INFINITY;
        let first = self.rows.0;
        for row in first..=to {
            let left = self.sums[row];
            let above = match row > first {
                true => self.sums[row - 1],
                false => f64::NEG_INFINITY,
            };
            let across = match row > 0 {
                true => diagonal + gain(row - 1),
                false => f64::NEG_INFINITY,
            };
            self.sums[row] = match row < from {
                true => f64::NEG_INFINITY,
                false => across.max(left - GAP).max(above - GAP),
            };
            diagonal = left;
        }
        self.rows = (from, to);
    }

    /// The sum of the whole segment with the piece; what is not reached counts as missing in the piece.
    fn end(&self) -> f64 {
        let (_, to) = self.rows;
        self.sums[to] - GAP * (self.sums.len() - 1 - to) as f64
    }
}

impl Counts {
    fn count_edges(&mut self, unit: &Unit) {
        match unit.role {
            Role::Quote => self.quotes += 1,
            Role::Open => self.brackets += 1,
            Role::Close => self.brackets -= 1,
            _ => {}
        }
    }
}

fn is_mark(unit: &Unit) -> bool {
    !matches!(unit.role, Role::Word | Role::Number | Role::Ideograph)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The recurrence on the full lattice.
    fn full(ours: &[u32], theirs: &[u32]) -> f64 {
        let mut sums = vec![vec![0.0; theirs.len() + 1]; ours.len() + 1];
        for i in 0..=ours.len() {
            for j in 0..=theirs.len() {
                let mut best = if i + j == 0 { 0.0 } else { f64::NEG_INFINITY };
                if i > 0 {
                    best = f64::max(best, sums[i - 1][j] - GAP);
                }
                if j > 0 {
                    best = f64::max(best, sums[i][j - 1] - GAP);
                }
                if i > 0 && j > 0 {
                    best = f64::max(best, sums[i - 1][j - 1] + same(ours[i - 1], theirs[j - 1]));
                }
                sums[i][j] = best;
            }
        }
        sums[ours.len()][theirs.len()]
    }

    fn same(a: u32, b: u32) -> f64 {
        if a == b { 1.0 } else { -0.2 }
    }

    fn by_columns(ours: &[u32], theirs: &[u32]) -> f64 {
        let mut column = Column::new(ours.len(), theirs.len());
        for unit in theirs {
            column.advance(|row| same(ours[row], *unit));
        }
        column.end()
    }

    #[test]
    fn columns_give_what_the_full_lattice_gives() {
        let ours: Vec<u32> = (0..60).map(|n| n * 7 % 11).collect();
        let theirs: Vec<u32> = (0..45).map(|n| n * 5 % 13).collect();
        for (a, b) in [(0, 45), (60, 0), (60, 45), (10, 45), (60, 3)] {
            let difference = full(&ours[..a], &theirs[..b]) - by_columns(&ours[..a], &theirs[..b]);
            assert!(difference.abs() < 1e-9, "{a} {b} {difference}");
        }
    }

    #[test]
    fn a_long_segment_is_aligned_near_the_straight_line() {
        let ours: Vec<u32> = (0..3000).collect();
        let theirs: Vec<u32> = ours.iter().copied().filter(|n| n % 10 != 0).collect();
        assert!((by_columns(&ours, &theirs) - (2700.0 - 300.0 * GAP)).abs() < 1e-6);
    }
}
