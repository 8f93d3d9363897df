//! Sums of rows that are drawn, of all systems at once, as NumPy's `sum` of float32 has them.
//!
//! Counts are small whole numbers, whose sums are exact in float32 in any order as long as they are
//! below 2^24. Then the rows of all systems stand side by side in 16 bits, and a draw is added with a
//! few instructions; before a column could overflow, sums move on to 32 bits. Other numbers (mean
//! lengths of three references, scores of learned metrics) are added in float32, in the order drawn.
//! Time is rows times columns over 8, memory two bytes a number (four in float32).

use super::statistics::Statistics;

/// Numbers that are added at once.
const LANES: usize = 8;

/// The most vectors of a row that are summed in one pass: their sums stay in registers.
const PASS: usize = 4;

/// Sums of float32 below this are exact.
const EXACT: f64 = (1 << 24) as f64;

/// The rows of all systems, to be drawn from.
pub(super) struct Resampler {
    columns: usize,
    rows: Rows,
}

enum Rows {
    Counts(Counts),
    Single(Vec<Vec<f32>>),
}

impl Resampler {
    /// Rows of `systems`, which have equally many segments and columns.
    pub fn new(systems: &[Statistics]) -> Self {
        let columns = systems.first().map_or(1, Statistics::columns);
        let rows = match Counts::new(systems) {
            Some(counts) if counts.bound < EXACT => Rows::Counts(counts),
            _ => Rows::Single(systems.iter().map(single).collect()),
        };
        Resampler { columns, rows }
    }

    /// Numbers a system.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The sums of the rows at `draw`, system after system.
    pub fn sums(&self, draw: &[u32]) -> Vec<f64> {
        match &self.rows {
            Rows::Counts(counts) => counts.sums(draw.iter().map(|&at| at as usize)),
            Rows::Single(systems) => systems
                .iter()
                .flat_map(|rows| sum_single(rows, self.columns, draw))
                .map(f64::from)
                .collect(),
        }
    }
}

fn single(statistics: &Statistics) -> Vec<f32> {
    let values = statistics.rows().flatten();
    values.map(|&value| value as f32).collect()
}

fn sum_single(rows: &[f32], columns: usize, draw: &[u32]) -> Vec<f32> {
    let mut sums = vec![0.0; columns];
    for &at in draw {
        let start = at as usize * columns;
        for (sum, value) in sums.iter_mut().zip(&rows[start..start + columns]) {
            *sum += value;
        }
    }
    sums
}

/// As wide as a register, and aligned as one.
#[derive(Debug, Clone, Copy)]
#[repr(align(16))]
struct Vector([i16; LANES]);

const ZERO: Vector = Vector([0; LANES]);

/// Rows of small whole numbers of one or several systems, in passes of up to [`PASS`] vectors.
pub(super) struct Counts {
    /// Columns of all systems.
    columns: usize,
    /// No sum of rows that are drawn once each is above it.
    bound: f64,
    passes: Vec<Pass>,
    /// Rows that can be added before a column may overflow.
    fit: usize,
}

/// Some columns of all rows.
struct Pass {
    vectors: usize,
    rows: Vec<Vector>,
}

impl Counts {
    /// `None` where a number is not whole, or too large for 16 bits.
    pub fn new(systems: &[Statistics]) -> Option<Self> {
        let columns = systems.first().map_or(1, Statistics::columns);
        let segments = systems.first().map_or(0, Statistics::segments);
        let mut most = 1.0_f64;
        for &value in systems.iter().flat_map(Statistics::rows).flatten() {
            if value.fract() != 0.0 {
                return None;
            }
            most = most.max(value.abs());
        }
        if most > f64::from(i16::MAX) {
            return None;
        }
        let vectors = (systems.len() * columns).div_ceil(LANES);
        let mut passes: Vec<Pass> = (0..vectors)
            .step_by(PASS)
            .map(|first| {
                let vectors = PASS.min(vectors - first);
                Pass {
                    vectors,
                    rows: vec![ZERO; segments * vectors],
                }
            })
            .collect();
        for (system, statistics) in systems.iter().enumerate() {
            for (segment, row) in statistics.rows().enumerate() {
                for (column, &value) in row.iter().enumerate() {
                    let (vector, lane) = place(system * columns + column);
                    let pass = &mut passes[vector / PASS];
                    pass.rows[segment * pass.vectors + vector % PASS].0[lane] = value as i16;
                }
            }
        }
        Some(Counts {
            columns: systems.len() * columns,
            bound: most * segments as f64,
            passes,
            fit: usize::try_from(i16::MAX).unwrap_or(0) / most as usize,
        })
    }

    /// The sums of the columns of the rows at `draw`, exact.
    pub fn sums(&self, draw: impl Iterator<Item = usize> + Clone) -> Vec<f64> {
        let mut sums = Vec::with_capacity(self.columns + LANES);
        for pass in &self.passes {
            let draw = draw.clone();
            match pass.vectors {
                1 => pass.add::<1>(draw, self.fit, &mut sums),
                2 => pass.add::<2>(draw, self.fit, &mut sums),
                3 => pass.add::<3>(draw, self.fit, &mut sums),
                _ => pass.add::<PASS>(draw, self.fit, &mut sums),
            }
        }
        sums.truncate(self.columns);
        sums
    }
}

/// The vector and the place in it of a column.
fn place(column: usize) -> (usize, usize) {
    (column / LANES, column % LANES)
}

impl Pass {
    /// Appends the sums of the columns.
    fn add<const VECTORS: usize>(
        &self,
        mut draw: impl Iterator<Item = usize>,
        fit: usize,
        sums: &mut Vec<f64>,
    ) {
        let (rows, _) = self.rows.as_chunks::<VECTORS>();
        let mut whole = [[0_i32; LANES]; VECTORS];
        loop {
            let (part, added) = sum_of_part(rows, draw.by_ref().take(fit));
            let values = part.iter().flat_map(|vector| vector.0);
            for (sum, value) in whole.iter_mut().flatten().zip(values) {
                *sum += i32::from(value);
            }
            if added < fit {
                break;
            }
        }
        sums.extend(whole.iter().flatten().map(|&sum| f64::from(sum)));
    }
}

/// The sum of the rows at `draw`, and how many there were.
fn sum_of_part<const VECTORS: usize>(
    rows: &[[Vector; VECTORS]],
    draw: impl Iterator<Item = usize>,
) -> ([Vector; VECTORS], usize) {
    let (mut sums, mut added) = ([ZERO; VECTORS], 0);
    for at in draw {
        added += 1;
        for (sum, vector) in sums.iter_mut().zip(&rows[at]) {
            for (sum, value) in sum.0.iter_mut().zip(&vector.0) {
                *sum = sum.wrapping_add(*value);
            }
        }
    }
    (sums, added)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(segments: usize, columns: usize, step: usize, scale: f64) -> Statistics {
        let value = |at: usize| (at * step % 23) as f64 * scale;
        Statistics::new(columns, (0..segments * columns).map(value).collect())
    }

    fn plainly(systems: &[Statistics], draw: &[u32]) -> Vec<f64> {
        let columns = systems[0].columns();
        let sum = |system: &Statistics| {
            let rows = single(system);
            sum_single(&rows, columns, draw)
        };
        systems.iter().flat_map(sum).map(f64::from).collect()
    }

    #[test]
    fn whole_numbers_are_summed_in_16_bits_to_the_sums_of_float32() {
        let draw: Vec<u32> = (0..3000).map(|n| n * n % 700).collect();
        for (count, columns) in [(1, 2), (1, 10), (2, 10), (3, 10), (5, 18), (2, 24)] {
            // Sums of rows of up to 2200 overflow 16 bits many times.
            for scale in [1.0, 100.0] {
                let systems: Vec<Statistics> = (0..count)
                    .map(|step| system(700, columns, 3 + step, scale))
                    .collect();
                let resampler = Resampler::new(&systems);
                assert!(matches!(resampler.rows, Rows::Counts(_)));
                assert_eq!(resampler.sums(&draw), plainly(&systems, &draw));
            }
        }
    }

    #[test]
    fn the_largest_number_of_16_bits_fits_and_negative_ones_do() {
        let rows = Statistics::new(2, vec![32767.0, -32767.0, 32767.0, -1.0]);
        let resampler = Resampler::new(std::slice::from_ref(&rows));
        assert!(matches!(resampler.rows, Rows::Counts(_)));
        assert_eq!(resampler.sums(&[0, 0, 1]), [98301.0, -65535.0]);
    }

    #[test]
    fn what_is_not_exact_is_added_in_float32() {
        let draw = [2, 0, 1, 1, 4, 3];
        for scale in [1.0 / 3.0, 2000.0, 1e6] {
            let systems = [system(10, 3, 5, scale), system(10, 3, 7, scale)];
            let resampler = Resampler::new(&systems);
            assert!(matches!(resampler.rows, Rows::Single(_)), "{scale}");
            assert_eq!(resampler.sums(&draw), plainly(&systems, &draw));
        }
        let many = Statistics::new(1, vec![32767.0; 1000]);
        let resampler = Resampler::new(std::slice::from_ref(&many));
        assert!(matches!(resampler.rows, Rows::Single(_)));
    }
}
