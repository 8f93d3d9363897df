//! Edit distances of words: within a beam with the path, and by bits without a beam.
//!
//! The beam is sacrebleu's: of row i (i words of the hypothesis read) only cells within 25 of the
//! pseudo-diagonal i · m / n are filled; a wider one where the lengths differ very much. Of equal
//! costs a match or replacement comes first, then taking out a word of the hypothesis, then putting
//! one in. Distances by bits (Myers 1999, Hyyrö 2003) know no beam, so they are at most those
//! within it, and equal where the beam holds the whole matrix; they cost a few operations a word.

/// Half the width of the beam.
const BEAM: usize = 25;

/// More than any distance.
const INFINITE: u32 = u32::MAX / 2;

/// What an edit does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit {
    /// Not reached.
    Unknown,
    /// The same word on both sides.
    Keep,
    /// Another word on each side.
    Replace,
    /// A word of the reference that the hypothesis has not.
    Insert,
    /// A word of the hypothesis that the reference has not.
    Delete,
}

/// The matrix of distances of one hypothesis to one reference.
#[derive(Debug, Default)]
pub(super) struct Matrix {
    width: usize,
    costs: Vec<u32>,
    edits: Vec<Edit>,
    rows: [Vec<u32>; 2],
}

impl Matrix {
    /// Fills the matrix; returns the distance.
    pub fn fill(&mut self, hypothesis: &[u32], reference: &[u32]) -> usize {
        let (n, m) = (hypothesis.len(), reference.len());
        self.width = m + 1;
        self.costs.clear();
        self.costs.resize((n + 1) * self.width, INFINITE);
        self.edits.clear();
        self.edits.resize((n + 1) * self.width, Edit::Unknown);
        for j in 0..=m {
            self.costs[j] = j as u32;
            self.edits[j] = Edit::Insert;
        }
        let beam = Beam::new(n, m);
        for (at, &word) in hypothesis.iter().enumerate() {
            let (above, below) = self.costs.split_at_mut((at + 1) * self.width);
            let edits = &mut self.edits[(at + 1) * self.width..(at + 2) * self.width];
            let row = &mut below[..self.width];
            fill_row(
                &above[at * self.width..],
                row,
                word,
                reference,
                beam.of(at + 1),
                |j, edit| {
                    edits[j] = edit;
                },
            );
        }
        self.costs[n * self.width + m] as usize
    }

    /// The edits of the cheapest path, last first, after [`fill`](Self::fill).
    pub fn path(&self, mut each: impl FnMut(Edit)) {
        let (mut i, mut j) = (self.costs.len() / self.width - 1, self.width - 1);
        while i > 0 || j > 0 {
            let edit = self.edits[i * self.width + j];
            each(edit);
            match edit {
                Edit::Keep | Edit::Replace => (i, j) = (i - 1, j - 1),
                Edit::Insert => j -= 1,
                Edit::Delete => i -= 1,
                Edit::Unknown => unreachable!("the beam holds the path"),
            }
        }
    }

    /// The distance of `parts` joined, whose first `from` words are those of the filled matrix.
    pub fn changed(&mut self, from: usize, parts: &[&[u32]], n: usize, reference: &[u32]) -> usize {
        let [mut above, mut row] = std::mem::take(&mut self.rows);
        above.clear();
        above.extend_from_slice(&self.costs[from * self.width..(from + 1) * self.width]);
        let beam = Beam::new(n, reference.len());
        for (at, &word) in parts.iter().copied().flatten().enumerate() {
            row.clear();
            row.resize(self.width, INFINITE);
            fill_row(
                &above,
                &mut row,
                word,
                reference,
                beam.of(from + at + 1),
                |_, _| {},
            );
            std::mem::swap(&mut above, &mut row);
        }
        let distance = above[reference.len()] as usize;
        self.rows = [above, row];
        distance
    }
}

fn fill_row(
    above: &[u32],
    row: &mut [u32],
    word: u32,
    reference: &[u32],
    columns: std::ops::Range<usize>,
    mut told: impl FnMut(usize, Edit),
) {
    for j in columns {
        if j == 0 {
            row[0] = above[0] + 1;
            told(0, Edit::Delete);
            continue;
        }
        let (mut best, mut edit) = if word == reference[j - 1] {
            (above[j - 1], Edit::Keep)
        } else {
            (above[j - 1] + 1, Edit::Replace)
        };
        if above[j] + 1 < best {
            (best, edit) = (above[j] + 1, Edit::Delete);
        }
        if row[j - 1] + 1 < best {
            (best, edit) = (row[j - 1] + 1, Edit::Insert);
        }
        if best < INFINITE {
            row[j] = best;
            told(j, edit);
        }
    }
}

/// Which columns of each row are filled.
struct Beam {
    rows: usize,
    columns: usize,
    ratio: f64,
    half: usize,
}

impl Beam {
    fn new(n: usize, m: usize) -> Self {
        let ratio = if n == 0 { 1.0 } else { m as f64 / n as f64 };
        let half = if (BEAM as f64) < ratio / 2.0 {
            (ratio / 2.0 + BEAM as f64).ceil() as usize
        } else {
            BEAM
        };
        Beam {
            rows: n,
            columns: m + 1,
            ratio,
            half,
        }
    }

    fn of(&self, row: usize) -> std::ops::Range<usize> {
        let diagonal = (row as f64 * self.ratio).floor() as usize;
        let end = if row == self.rows {
            self.columns
        } else {
            self.columns.min(diagonal + self.half)
        };
        diagonal.saturating_sub(self.half)..end
    }
}

/// Whether the beam holds every cell against a reference of `m` words.
pub(super) fn beam_holds_all(m: usize) -> bool {
    m < BEAM
}

/// A column of the matrix as bits: where the distance goes up, where down, and its last value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column<W> {
    up: W,
    down: W,
    distance: u32,
}

/// The operations of [`Column`] on words of 64 and 128 bits.
pub(super) trait Bits: Copy {
    /// No bit.
    const ZERO: Self;
    /// Bits of a word.
    const SIZE: usize;
    /// The bit at `at`.
    fn bit(at: usize) -> Self;
    /// The bits of both.
    fn or(self, other: Self) -> Self;
    /// The column after a word whose places in the reference are `places`; `last` is the bit of the
    /// reference's last word.
    fn step(column: Column<Self>, places: Self, last: Self) -> Column<Self>;
}

macro_rules! bits {
    ($word:ty) => {
        impl Bits for $word {
            const ZERO: Self = 0;
            const SIZE: usize = <$word>::BITS as usize;

            fn bit(at: usize) -> Self {
                1 << at
            }

            fn or(self, other: Self) -> Self {
                self | other
            }

            #[inline]
            fn step(column: Column<Self>, places: Self, last: Self) -> Column<Self> {
                let Column { up, down, distance } = column;
                let diagonal = ((places & up).wrapping_add(up) ^ up) | places | down;
                let right = down | !(diagonal | up);
                let left = diagonal & up;
                let distance =
                    distance + u32::from(right & last != 0) - u32::from(left & last != 0);
                let (right, left) = (right << 1 | 1, left << 1);
                Column {
                    up: left | !(diagonal | right),
                    down: right & diagonal,
                    distance,
                }
            }
        }
    };
}
bits!(u64);
bits!(u128);

/// Distances to one reference by bits.
#[derive(Debug)]
pub(super) struct ByBits<W> {
    places: Vec<W>,
    columns: Vec<Column<W>>,
    last: W,
}

impl<W> Default for ByBits<W>
where
    W: Bits,
{
    fn default() -> Self {
        ByBits {
            places: Vec::new(),
            columns: Vec::new(),
            last: W::ZERO,
        }
    }
}

impl<W: Bits> ByBits<W> {
    /// Takes up a reference of at most `W::SIZE` words with numbers below `words`.
    pub fn reference(&mut self, reference: &[u32], words: usize) {
        self.places.clear();
        self.places.resize(words, W::ZERO);
        for (at, &word) in reference.iter().enumerate() {
            let places = &mut self.places[word as usize];
            *places = places.or(W::bit(at));
        }
        self.last = W::bit(reference.len() - 1);
    }

    /// Takes up the hypothesis that changes are made to.
    pub fn hypothesis(&mut self, hypothesis: &[u32], reference_length: usize, all: W) {
        let mut column = Column {
            up: all,
            down: W::ZERO,
            distance: reference_length as u32,
        };
        self.columns.clear();
        self.columns.push(column);
        for &word in hypothesis {
            column = W::step(column, self.places[word as usize], self.last);
            self.columns.push(column);
        }
    }

    /// The distance of `parts` joined after the first `from` words of the hypothesis.
    pub fn changed(&self, from: usize, parts: &[&[u32]]) -> usize {
        let mut column = self.columns[from];
        for part in parts {
            for &word in *part {
                column = W::step(column, self.places[word as usize], self.last);
            }
        }
        column.distance as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_by_bits_and_by_matrix_are_the_same_where_the_beam_holds_all() {
        let mut matrix = Matrix::default();
        let mut state = 3_u32;
        let mut sequence = |length: u32| -> Vec<u32> {
            (0..length)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 24) % 5
                })
                .collect()
        };
        for round in 0..300 {
            let (hypothesis, reference) = (sequence(round % 31), sequence(1 + round % 24));
            let distance = matrix.fill(&hypothesis, &reference);
            let mut narrow = ByBits::<u64>::default();
            narrow.reference(&reference, 5);
            narrow.hypothesis(&hypothesis, reference.len(), !0);
            let mut wide = ByBits::<u128>::default();
            wide.reference(&reference, 5);
            wide.hypothesis(&hypothesis, reference.len(), !0);
            let at = hypothesis.len() / 2;
            let rest = &[&hypothesis[at..]];
            assert_eq!(distance, narrow.changed(at, rest));
            assert_eq!(distance, wide.changed(at, rest));
            assert_eq!(
                distance,
                matrix.changed(at, rest, hypothesis.len(), &reference)
            );
        }
    }

    #[test]
    fn a_beam_widens_where_the_reference_is_very_long() {
        let reference: Vec<u32> = (0..300).collect();
        assert_eq!(Matrix::default().fill(&[7, 250], &reference), 300);
        // sacrebleu 2.6.0: BeamEditDistance(list(map(str, range(300))))(["7", "250"])[0]; 298 without
    }
}
