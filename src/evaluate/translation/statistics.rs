//! The numbers of each segment, as a matrix with one row a segment.

use std::ops::Range;

/// One system's numbers under one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    columns: usize,
    values: Vec<f64>,
}

impl Statistics {
    /// A matrix of `columns` from its rows one after the other.
    ///
    /// # Panics
    /// If the last row is not whole.
    pub fn new(columns: usize, values: Vec<f64>) -> Self {
        assert!(
            columns > 0 && values.len().is_multiple_of(columns),
            "whole rows"
        );
        Statistics { columns, values }
    }

    /// How many segments.
    pub fn segments(&self) -> usize {
        self.values.len() / self.columns
    }

    /// Numbers a segment.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The numbers of one segment, from 0.
    pub fn row(&self, segment: usize) -> &[f64] {
        &self.values[segment * self.columns..(segment + 1) * self.columns]
    }

    /// All rows in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.values.chunks_exact(self.columns)
    }

    /// The sum of all rows, added in order.
    pub fn sum(&self) -> Vec<f64> {
        self.sum_of(0..self.segments())
    }

    /// The sum of the rows of a document, `segments` half-open from 0.
    ///
    /// ```
    /// use alinea::evaluate::translation::Statistics;
    /// let statistics = Statistics::new(2, vec![1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
    /// assert_eq!(statistics.sum_of(1..3), [5.0, 11.0]);
    /// ```
    pub fn sum_of(&self, segments: Range<usize>) -> Vec<f64> {
        let mut sums = vec![0.0; self.columns];
        let rows = &self.values[segments.start * self.columns..segments.end * self.columns];
        for row in rows.chunks_exact(self.columns) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += value;
            }
        }
        sums
    }
}
