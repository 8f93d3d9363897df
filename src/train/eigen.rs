//! Covariances and their eigenvectors.

/// Sum of the outer products of `rows` less `mean`, over their number.
pub(super) fn covariance<'r>(rows: impl Iterator<Item = &'r [f32]>, mean: &[f32]) -> Vec<f64> {
    let size = mean.len();
    let mut sum = vec![0.0; size * size];
    let mut count = 0usize;
    let mut centred = vec![0.0f64; size];
    for row in rows {
        for ((c, x), m) in centred.iter_mut().zip(row).zip(mean) {
            *c = f64::from(x - m);
        }
        for (at, c) in centred.iter().enumerate() {
            let out = &mut sum[at * size..][at..size];
            out.iter_mut()
                .zip(&centred[at..])
                .for_each(|(s, d)| *s += c * d);
        }
        count += 1;
    }
    for a in 0..size {
        for b in 0..=a {
            let value = sum[b * size + a] / count.max(1) as f64;
            sum[a * size + b] = value;
            sum[b * size + a] = value;
        }
    }
    sum
}

/// Eigenvalues of a symmetric matrix, the largest first, each with its eigenvector of length 1, by
/// Jacobi's rotations (1846): a sweep turns each entry outside the diagonal to 0 once, until all are
/// small beside the trace. Time is the size to the third power a sweep, some ten sweeps.
pub(super) fn eigen(mut a: Vec<f64>, size: usize) -> Vec<(f64, Vec<f64>)> {
    let mut vectors = vec![0.0; size * size];
    (0..size).for_each(|at| vectors[at * size + at] = 1.0);
    let trace: f64 = (0..size).map(|at| a[at * size + at].abs()).sum();
    for _ in 0..30 {
        let mut turned = false;
        for p in 0..size {
            for q in p + 1..size {
                if a[p * size + q].abs() > 1e-12 * trace / size as f64 {
                    rotate(&mut a, &mut vectors, size, p, q);
                    turned = true;
                }
            }
        }
        if !turned {
            break;
        }
    }
    let mut out: Vec<(f64, Vec<f64>)> = (0..size)
        .map(|at| (a[at * size + at], vectors[at * size..][..size].to_vec()))
        .collect();
    out.sort_by(|x, y| y.0.total_cmp(&x.0));
    // An eigenvector's sign is free: the largest entry is positive.
    for (_, vector) in &mut out {
        let largest = vector
            .iter()
            .copied()
            .fold(0.0f64, |m, x| if x.abs() > m.abs() { x } else { m });
        if largest < 0.0 {
            vector.iter_mut().for_each(|x| *x = -*x);
        }
    }
    out
}

/// Turns entry (p, q) to 0; rows of `vectors` are the eigenvectors to be.
fn rotate(a: &mut [f64], vectors: &mut [f64], size: usize, p: usize, q: usize) {
    let theta = (a[q * size + q] - a[p * size + p]) / (2.0 * a[p * size + q]);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    turn(a, size, p, q, cosine, sine);
    // The columns follow the rows, by symmetry.
    let (pp, pq) = (a[p * size + p], a[p * size + q]);
    let (qp, qq) = (a[q * size + p], a[q * size + q]);
    for k in 0..size {
        a[k * size + p] = a[p * size + k];
        a[k * size + q] = a[q * size + k];
    }
    a[p * size + p] = cosine * pp - sine * pq;
    a[q * size + q] = sine * qp + cosine * qq;
    a[p * size + q] = 0.0;
    a[q * size + p] = 0.0;
    turn(vectors, size, p, q, cosine, sine);
}

/// Turns rows p and q, p before q.
fn turn(rows: &mut [f64], size: usize, p: usize, q: usize, cosine: f64, sine: f64) {
    let (before, after) = rows.split_at_mut(q * size);
    let (p, q) = (&mut before[p * size..][..size], &mut after[..size]);
    for (p, q) in p.iter_mut().zip(q) {
        (*p, *q) = (cosine * *p - sine * *q, sine * *p + cosine * *q);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenvectors_build_the_matrix_again() {
        let rows: [&[f32]; 4] = [
            &[1.0, 2.0, 0.5],
            &[-1.0, 0.3, 0.2],
            &[0.4, -2.0, 1.0],
            &[0.0, 1.0, -3.0],
        ];
        let matrix = covariance(rows.into_iter(), &[0.1, 0.3, -0.3]);
        let found = eigen(matrix.clone(), 3);
        assert!(found[0].0 >= found[1].0 && found[1].0 >= found[2].0);
        for a in 0..3 {
            for b in 0..3 {
                let again: f64 = found.iter().map(|(value, v)| value * v[a] * v[b]).sum();
                assert!((again - matrix[a * 3 + b]).abs() < 1e-9);
            }
        }
    }
}
