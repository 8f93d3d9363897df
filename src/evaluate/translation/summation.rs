//! Sums as NumPy and Python's `statistics` make them.

use std::ops::Add;

/// The mean of scores as `numpy.mean` computes it, in float32 if all scores are.
pub(super) fn mean(scores: &[f64], single: bool) -> f64 {
    let count = scores.len() as f64;
    if single {
        let scores: Vec<f32> = scores.iter().map(|&s| s as f32).collect();
        f64::from((f64::from(pairwise(&scores)) / count) as f32)
    } else {
        pairwise(scores) / count
    }
}

/// NumPy's pairwise sum: runs of up to 128 numbers with eight sums side by side, longer ones in
/// halves cut at a multiple of eight.
fn pairwise<T: Copy + Default + Add<Output = T>>(values: &[T]) -> T {
    let plus = |sum: T, value: &T| sum + *value;
    if values.len() < 8 {
        return values.iter().fold(T::default(), plus);
    }
    if values.len() > 128 {
        let half = values.len() / 2;
        let (left, right) = values.split_at(half - half % 8);
        return pairwise(left) + pairwise(right);
    }
    let mut sums: [T; 8] = std::array::from_fn(|at| values[at]);
    let mut eights = values[8..].chunks_exact(8);
    for eight in eights.by_ref() {
        for (sum, value) in sums.iter_mut().zip(eight) {
            *sum = *sum + *value;
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    let sum = ((a + b) + (c + d)) + ((e + f) + (g + h));
    eights.remainder().iter().fold(sum, plus)
}

/// The mean of scores as `statistics.mean` computes it: of the exact sum.
pub(super) fn exact_mean(scores: &[f64], single: bool) -> f64 {
    let (sum, rest) = exact_sum(scores);
    let count = scores.len() as f64;
    let quotient = sum / count;
    let mean = quotient + ((-quotient).mul_add(count, sum) + rest) / count;
    if single { f64::from(mean as f32) } else { mean }
}

/// The sum without loss as two numbers, the second what is left after rounding.
fn exact_sum(values: &[f64]) -> (f64, f64) {
    let mut partials: Vec<f64> = Vec::new();
    for &value in values {
        let mut value = value;
        let mut kept = 0;
        for at in 0..partials.len() {
            let (sum, error) = two_sum(value, partials[at]);
            if error != 0.0 {
                partials[kept] = error;
                kept += 1;
            }
            value = sum;
        }
        partials.truncate(kept);
        partials.push(value);
    }
    let mut rest = 0.0;
    let mut sum = 0.0;
    for &partial in partials.iter().rev() {
        let (next, error) = two_sum(sum, partial);
        sum = next;
        rest += error;
    }
    (sum, rest)
}

/// The sum and its rounding error (Knuth).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let other = sum - a;
    (sum, (a - (sum - other)) + (b - other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_sum_loses_nothing() {
        assert_eq!(exact_sum(&[1e16, 1.0, -1e16]).0, 1.0);
        assert_eq!(exact_mean(&[0.1; 10], false), 0.1);
    }

    #[test]
    fn a_pairwise_sum_is_numpys() {
        let values: Vec<f64> = (1..=1000).map(|n| 1.0 / f64::from(n)).collect();
        // numpy 2.4: (1 / np.arange(1, 1001)).mean()
        assert_eq!(mean(&values, false), 0.007485470860550345);
        // numpy 2.4: (1 / np.arange(1, 1001)).astype("float32").mean()
        assert_eq!(mean(&values, true), f64::from(0.0074854717_f32));
    }
}
