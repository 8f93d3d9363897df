//! L-BFGS (Nocedal 1980) with a backtracking line search, minimising.
//!
//! A step's direction is the gradient corrected by the last eight steps; its length is halved until
//! the value falls by enough. Memory is eight points. It ends at a point where no step along the
//! direction gains.

/// Steps that are remembered.
const MEMORY: usize = 8;

/// A minimiser at some point.
pub(super) struct Optimizer {
    pub(super) point: Vec<f64>,
    pub(super) value: f64,
    gradient: Vec<f64>,
    /// Steps and gradient changes, the latest last.
    memory: Vec<(Vec<f64>, Vec<f64>)>,
}

impl Optimizer {
    /// Starts at `point`; `f` gives the value at a point and its gradient.
    pub(super) fn new(point: Vec<f64>, f: &impl Fn(&[f64]) -> (f64, Vec<f64>)) -> Self {
        let (value, gradient) = f(&point);
        Optimizer {
            point,
            value,
            gradient,
            memory: Vec::new(),
        }
    }

    /// One step; `false` at the optimum.
    pub(super) fn step(&mut self, f: &impl Fn(&[f64]) -> (f64, Vec<f64>)) -> bool {
        let direction = self.direction();
        let slope = dot(&direction, &self.gradient);
        let mut length = if self.memory.is_empty() {
            1.0 / dot(&self.gradient, &self.gradient).sqrt()
        } else {
            1.0
        };
        for _ in 0..30 {
            let moved = self.point.iter().zip(&direction);
            let point: Vec<f64> = moved.map(|(p, d)| p + length * d).collect();
            let (value, gradient) = f(&point);
            if value <= self.value + 1e-4 * length * slope {
                let pair = (
                    difference(&point, &self.point),
                    difference(&gradient, &self.gradient),
                );
                if dot(&pair.0, &pair.1) > 1e-12 {
                    self.memory.push(pair);
                    if self.memory.len() > MEMORY {
                        self.memory.remove(0);
                    }
                }
                let gained = self.value - value;
                (self.point, self.value, self.gradient) = (point, value, gradient);
                return gained > 1e-7 * self.value.abs().max(1.0);
            }
            length /= 2.0;
        }
        false
    }

    /// The two-loop recursion.
    fn direction(&self) -> Vec<f64> {
        let mut q = self.gradient.clone();
        let mut shares = Vec::with_capacity(self.memory.len());
        for (s, y) in self.memory.iter().rev() {
            let share = dot(s, &q) / dot(s, y);
            q.iter_mut().zip(y).for_each(|(q, y)| *q -= share * y);
            shares.push(share);
        }
        if let Some((s, y)) = self.memory.last() {
            let scale = dot(s, y) / dot(y, y);
            q.iter_mut().for_each(|q| *q *= scale);
        }
        for ((s, y), share) in self.memory.iter().zip(shares.iter().rev()) {
            let back = share - dot(y, &q) / dot(s, y);
            q.iter_mut().zip(s).for_each(|(q, s)| *q += back * s);
        }
        q.iter_mut().for_each(|x| *x = -*x);
        q
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| x - y).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_bowl_is_found() {
        let bowl = |p: &[f64]| {
            let (x, y) = (p[0] - 3.0, p[1] + 1.0);
            (x * x + 10.0 * y * y, vec![2.0 * x, 20.0 * y])
        };
        let mut optimizer = Optimizer::new(vec![0.0, 0.0], &bowl);
        while optimizer.step(&bowl) {}
        assert!((optimizer.point[0] - 3.0).abs() < 1e-3);
        assert!((optimizer.point[1] + 1.0).abs() < 1e-3);
    }
}
