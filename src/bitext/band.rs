//! Bands: the part of the lattice of an article pair that is searched.

/// For each source position the target positions that are searched.
///
/// Positions lie between segments: source position 0 stands before the first segment, position `n`
/// after the last of `n`. Row `i` holds the target positions `low(i)..=high(i)`. Both bounds never
/// fall from row to row, the first row holds position 0 and the last one position `m`, and
/// neighbouring rows share a position, so that every band holds an alignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    rows: Vec<(usize, usize)>,
    offsets: Vec<usize>,
    target_len: usize,
}

impl Band {
    /// The whole lattice of `source_len` and `target_len` segments.
    pub fn full(source_len: usize, target_len: usize) -> Self {
        Band::from_rows(vec![(0, target_len); source_len + 1], target_len)
    }

    /// A band of rows `(low, high)`, one a source position, mended where they break the invariants:
    /// bounds are widened, never narrowed.
    pub fn from_rows(mut rows: Vec<(usize, usize)>, target_len: usize) -> Self {
        if rows.is_empty() {
            rows.push((0, target_len));
        }
        let last = rows.len() - 1;
        rows[0].0 = 0;
        rows[last].1 = target_len;
        let mut high = 0;
        for row in &mut rows {
            row.1 = row.1.min(target_len).max(high);
            high = row.1;
        }
        let mut low = target_len;
        for at in (0..=last).rev() {
            low = low.min(rows[at].0).min(rows[at].1);
            if at > 0 {
                low = low.min(rows[at - 1].1);
            }
            rows[at].0 = low;
        }
        let mut offsets = Vec::with_capacity(rows.len() + 1);
        let mut cells = 0;
        for row in &rows {
            offsets.push(cells);
            cells += row.1 - row.0 + 1;
        }
        offsets.push(cells);
        Band {
            rows,
            offsets,
            target_len,
        }
    }

    /// Number of source segments.
    pub fn source_len(&self) -> usize {
        self.rows.len() - 1
    }

    /// Number of target segments.
    pub fn target_len(&self) -> usize {
        self.target_len
    }

    /// First target position searched at a source position.
    pub fn low(&self, source: usize) -> usize {
        self.rows[source].0
    }

    /// Last target position searched at a source position.
    pub fn high(&self, source: usize) -> usize {
        self.rows[source].1
    }

    /// Number of positions in the band.
    pub fn cells(&self) -> usize {
        self.offsets[self.rows.len()]
    }

    /// The number of a position in the band, or `None` outside it.
    pub fn cell(&self, source: usize, target: usize) -> Option<usize> {
        let (low, high) = *self.rows.get(source)?;
        (low <= target && target <= high).then(|| self.offsets[source] + target - low)
    }

    /// The band seen from the other side.
    #[must_use]
    pub fn mirrored(&self) -> Band {
        let mut rows = vec![(usize::MAX, 0); self.target_len + 1];
        for (source, (low, high)) in self.rows.iter().enumerate() {
            for row in &mut rows[*low..=*high] {
                row.0 = row.0.min(source);
                row.1 = row.1.max(source);
            }
        }
        Band::from_rows(rows, self.source_len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_part_are_joined() {
        let band = Band::from_rows(vec![(1, 2), (5, 6), (3, 4)], 8);
        assert_eq!(band.low(0), 0);
        assert_eq!((band.low(1), band.high(1)), (2, 6));
        assert_eq!((band.low(2), band.high(2)), (3, 8));
        assert_eq!(band.cells(), 3 + 5 + 6);
        assert_eq!(band.cell(1, 2), Some(3));
        assert_eq!(band.cell(1, 7), None);
    }

    #[test]
    fn an_empty_side_has_one_row_or_column() {
        assert_eq!(Band::full(0, 3).cells(), 4);
        assert_eq!(Band::full(3, 0).cells(), 4);
    }

    #[test]
    fn mirroring_twice_gives_the_band_back() {
        let band = Band::from_rows(vec![(0, 2), (1, 3), (2, 5), (4, 5)], 5);
        assert_eq!(band.mirrored().mirrored(), band);
    }
}
