//! Ridge regression of sentences' vectors on their words, with a prior.
//!
//! Wanted are the words' vectors V that bring the sums X V near the targets T while V stays near
//! where it is: the minimum of |X (V + G D) - T|² + penalty |D|², where G scales a word's change by the
//! length of its vector. It is found by conjugate gradients (Hestenes and Stiefel 1952), one
//! dimension beside the other; time is steps times entries of X times dimension.

use rayon::prelude::*;

/// Sparse rows: word and count.
pub(super) type Rows = Vec<Vec<(u32, f32)>>;

/// Vectors, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Vectors {
    pub(super) dimension: usize,
    pub(super) values: Vec<f32>,
}

impl Vectors {
    pub(super) fn zero(dimension: usize, len: usize) -> Self {
        Vectors {
            dimension,
            values: vec![0.0; dimension * len],
        }
    }

    pub(super) fn rows(&self) -> std::slice::ChunksExact<'_, f32> {
        self.values.chunks_exact(self.dimension)
    }

    pub(super) fn row(&self, at: usize) -> &[f32] {
        &self.values[at * self.dimension..][..self.dimension]
    }

    pub(super) fn len(&self) -> usize {
        self.values.len() / self.dimension
    }

    /// The mean vector.
    pub(super) fn mean(&self) -> Vec<f32> {
        let mut sum = vec![0.0f64; self.dimension];
        for row in self.rows() {
            sum.iter_mut()
                .zip(row)
                .for_each(|(s, x)| *s += f64::from(*x));
        }
        let len = self.len().max(1) as f64;
        sum.iter().map(|s| (s / len) as f32).collect()
    }

    /// Takes off the mean and scales each vector to length 1.
    pub(super) fn centred(&self) -> Vectors {
        let mean = self.mean();
        let mut out = self.clone();
        for row in out.values.chunks_exact_mut(self.dimension) {
            row.iter_mut().zip(&mean).for_each(|(x, m)| *x -= m);
            let norm = length(row).max(1e-9);
            row.iter_mut().for_each(|x| *x /= norm);
        }
        out
    }
}

pub(super) fn length(vector: &[f32]) -> f32 {
    vector.iter().map(|x| x * x).sum::<f32>().sqrt()
}

/// The sums of the words of each row.
pub(super) fn sums(rows: &Rows, words: &Vectors) -> Vectors {
    let mut out = Vectors::zero(words.dimension, rows.len());
    let each = out.values.par_chunks_exact_mut(words.dimension).zip(rows);
    each.for_each(|(sum, row)| {
        for (word, count) in row {
            let vector = words.row(*word as usize);
            sum.iter_mut()
                .zip(vector)
                .for_each(|(s, x)| *s += count * x);
        }
    });
    out
}

fn transposed(rows: &Rows, words: usize) -> Rows {
    let mut out = vec![Vec::new(); words];
    for (at, row) in rows.iter().enumerate() {
        for (word, count) in row {
            out[*word as usize].push((at as u32, *count));
        }
    }
    out
}

/// Changes `words` so that the sums of `rows` come nearer by `residuals`.
pub(super) fn regress(
    mut rows: Rows,
    residuals: &Vectors,
    words: &mut Vectors,
    penalty: f32,
    steps: usize,
) {
    let reach: Vec<f32> = words
        .rows()
        .map(|v| (v.iter().map(|x| x * x).sum::<f32>() + 1e-4).sqrt())
        .collect();
    for row in &mut rows {
        row.iter_mut()
            .for_each(|(word, count)| *count *= reach[*word as usize]);
    }
    let columns = transposed(&rows, words.len());
    let mut rest = sums(&columns, residuals);
    let mut change = Vectors::zero(words.dimension, words.len());
    let mut direction = rest.clone();
    let mut size = squares(&rest, &rest);
    for _ in 0..steps {
        let mut image = sums(&columns, &sums(&rows, &direction));
        image
            .values
            .iter_mut()
            .zip(&direction.values)
            .for_each(|(i, d)| *i += penalty * d);
        let step = ratio(&size, &squares(&direction, &image));
        combine(&mut change, &step, &direction, 1.0);
        combine(&mut rest, &step, &image, -1.0);
        let new = squares(&rest, &rest);
        let keep = ratio(&new, &size);
        for (d, r) in direction
            .values
            .chunks_exact_mut(keep.len())
            .zip(rest.rows())
        {
            for ((d, r), keep) in d.iter_mut().zip(r).zip(&keep) {
                *d = r + keep * *d;
            }
        }
        size = new;
    }
    let each = words
        .values
        .chunks_exact_mut(change.dimension)
        .zip(change.rows());
    for ((vector, change), reach) in each.zip(&reach) {
        vector
            .iter_mut()
            .zip(change)
            .for_each(|(x, c)| *x += reach * c);
    }
}

/// The products of two columns each, summed.
fn squares(a: &Vectors, b: &Vectors) -> Vec<f64> {
    let mut out = vec![0.0; a.dimension];
    for (a, b) in a.rows().zip(b.rows()) {
        for ((sum, a), b) in out.iter_mut().zip(a).zip(b) {
            *sum += f64::from(a * b);
        }
    }
    out
}

fn ratio(a: &[f64], b: &[f64]) -> Vec<f32> {
    a.iter()
        .zip(b)
        .map(|(a, b)| (a / b.max(1e-20)) as f32)
        .collect()
}

fn combine(to: &mut Vectors, step: &[f32], from: &Vectors, sign: f32) {
    for (to, from) in to.values.chunks_exact_mut(step.len()).zip(from.rows()) {
        for ((to, from), step) in to.iter_mut().zip(from).zip(step) {
            *to += sign * step * from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_reach_targets_that_words_can_reach() {
        let rows: Rows = vec![vec![(0, 1.0), (1, 1.0)], vec![(0, 1.0)], vec![(1, 2.0)]];
        let truth = Vectors {
            dimension: 2,
            values: vec![1.0, -0.5, 0.3, 2.0],
        };
        let mut words = Vectors {
            dimension: 2,
            values: vec![0.5, 0.5, 0.5, 0.5],
        };
        let mut residuals = sums(&rows, &truth);
        let now = sums(&rows, &words);
        residuals
            .values
            .iter_mut()
            .zip(&now.values)
            .for_each(|(t, n)| *t -= n);
        regress(rows, &residuals, &mut words, 1e-6, 10);
        for (found, wanted) in words.values.iter().zip(&truth.values) {
            assert!((found - wanted).abs() < 1e-3, "{found} for {wanted}");
        }
    }

    #[test]
    fn a_word_that_no_row_holds_stays() {
        let mut words = Vectors {
            dimension: 1,
            values: vec![0.5, 0.7],
        };
        let residuals = Vectors {
            dimension: 1,
            values: vec![0.2],
        };
        regress(vec![vec![(0, 1.0)]], &residuals, &mut words, 0.1, 5);
        assert_eq!(words.values[1], 0.7);
    }
}
