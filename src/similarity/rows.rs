//! Rows computed one by one where they are few, and on all cores where they are many.
//!
//! For a short article, waking other threads takes longer than the work.

use rayon::prelude::*;

/// Segments of a side up to which an article's rows are computed by one thread.
pub(crate) const FEW: usize = 40;

/// The rows of all segments, in order.
pub(crate) fn rows<T: Send>(count: usize, row: impl Fn(usize) -> T + Send + Sync) -> Vec<T> {
    if count > FEW {
        (0..count).into_par_iter().map(row).collect()
    } else {
        (0..count).map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_and_many_come_in_order() {
        for count in [0, FEW, FEW + 1, 10 * FEW] {
            let expected: Vec<usize> = (0..count).map(|at| at * at).collect();
            assert_eq!(rows(count, |at| at * at), expected);
        }
    }
}
