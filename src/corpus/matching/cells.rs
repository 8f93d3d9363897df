//! The nearest of many vectors, without comparing all with all.
//!
//! Vectors of length 1 are kept as whole numbers, so that a cosine is the same bits on every
//! machine and in any order of summing. A few thousand are compared one by one. More are sorted
//! into cells: each belongs to the nearest of some centres, found by a few rounds of k-means on
//! every so-many-th of them; a search looks at the cells whose centres are nearest to what is
//! looked for. Cells hold about as many vectors however many there are, up to the most centres, so
//! that a search takes time in proportion to the centres and the vectors of the cells it looks at.
//! What lies just behind the border of the last cell is missed. Ties go to the lower number.

use rayon::prelude::*;

use super::signature::unit;

/// A number of a vector of length 1 as a whole number.
const SCALE: f32 = 16384.0;

/// Up to which number of vectors all are compared.
const ALL: usize = 3000;

/// Vectors in a cell, most cells, cells looked at.
const CELL: usize = 128;
const MOST_CELLS: usize = 1024;
const PROBED: usize = 20;

/// Vectors a cell from which centres are learnt, and rounds.
const SAMPLED: usize = 24;
const ROUNDS: usize = 4;

/// Many vectors of length 1, or none of any length.
#[derive(Debug, Default)]
pub(super) struct Vectors {
    numbers: Vec<i16>,
    dimension: usize,
}

impl Vectors {
    /// From vectors of one dimension and length 1 (or 0).
    pub(super) fn new<'v>(vectors: impl Iterator<Item = &'v [f32]>, dimension: usize) -> Self {
        let whole = |x: &f32| (x * SCALE).round() as i16;
        let numbers = vectors.flat_map(|v| v.iter().map(whole)).collect();
        Vectors { numbers, dimension }
    }

    /// Number of vectors; 0 where there is no dimension.
    pub(super) fn len(&self) -> usize {
        self.numbers.len().checked_div(self.dimension).unwrap_or(0)
    }

    fn get(&self, at: usize) -> &[i16] {
        &self.numbers[at * self.dimension..][..self.dimension]
    }

    /// The cosine of one of these with one of the others, -1 to 1; 0 where there are no vectors.
    pub(super) fn cosine(&self, at: usize, others: &Vectors, other: usize) -> f64 {
        if self.dimension == 0 || others.dimension == 0 {
            return 0.0;
        }
        scaled(product(self.get(at), others.get(other)))
    }

    /// For each of these, the nearest of `others` with their cosines, the nearest first.
    pub(super) fn nearest(&self, others: &Vectors, most: usize) -> Vec<Vec<(u32, f64)>> {
        let cells = Cells::new(others);
        let one = |at: usize| cells.nearest(self.get(at), most);
        (0..self.len()).into_par_iter().map(one).collect()
    }
}

/// The inner product; it cannot overflow, because no vector is longer than [`SCALE`].
fn product(a: &[i16], b: &[i16]) -> i32 {
    let products = a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b));
    products.fold(0, i32::wrapping_add)
}

fn scaled(product: i32) -> f64 {
    f64::from(product) / f64::from(SCALE * SCALE)
}

/// The vectors by cell.
struct Cells<'v> {
    vectors: &'v Vectors,
    centres: Vectors,
    /// The numbers of each cell's vectors, ascending.
    members: Vec<Vec<u32>>,
}

impl<'v> Cells<'v> {
    fn new(vectors: &'v Vectors) -> Self {
        let len = vectors.len();
        if len <= ALL {
            return Cells {
                vectors,
                centres: Vectors::default(),
                members: vec![(0..len as u32).collect()],
            };
        }
        let cells = (len / CELL).min(MOST_CELLS);
        let centres = centres(vectors, cells);
        let mut members = vec![Vec::new(); cells];
        let all: Vec<usize> = (0..len).collect();
        for (at, cell) in assigned(vectors, &all, &centres).into_iter().enumerate() {
            members[cell].push(at as u32);
        }
        Cells {
            vectors,
            centres,
            members,
        }
    }

    fn nearest(&self, wanted: &[i16], most: usize) -> Vec<(u32, f64)> {
        let looked_at: Vec<u32> = if self.centres.len() == 0 {
            vec![0]
        } else {
            let all = (0..self.centres.len() as u32).map(|c| (self.product(wanted, c, true), c));
            best(all.collect(), PROBED).map(|(_, cell)| cell).collect()
        };
        let members = looked_at
            .iter()
            .flat_map(|cell| &self.members[*cell as usize]);
        let found = members.map(|at| (self.product(wanted, *at, false), *at));
        best(found.collect(), most)
            .map(|(product, at)| (at, scaled(product)))
            .collect()
    }

    fn product(&self, wanted: &[i16], at: u32, centre: bool) -> i32 {
        let vectors = if centre { &self.centres } else { self.vectors };
        product(wanted, vectors.get(at as usize))
    }
}

/// The highest few, the highest first.
fn best(mut found: Vec<(i32, u32)>, most: usize) -> impl Iterator<Item = (i32, u32)> {
    let order = |a: &(i32, u32), b: &(i32, u32)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
    if found.len() > most {
        found.select_nth_unstable_by(most, order);
        found.truncate(most);
    }
    found.sort_unstable_by(order);
    found.into_iter()
}

/// The nearest centre of each of some vectors.
fn assigned(vectors: &Vectors, some: &[usize], centres: &Vectors) -> Vec<usize> {
    let one = |at: &usize| {
        let wanted = vectors.get(*at);
        let products = (0..centres.len()).map(|c| (product(wanted, centres.get(c)), c));
        let nearest = products.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        nearest.map_or(0, |(_, centre)| centre)
    };
    some.par_iter().map(one).collect()
}

fn centres(vectors: &Vectors, cells: usize) -> Vectors {
    let spread = |count: usize| -> Vec<usize> {
        let count = count.min(vectors.len());
        (0..count).map(|i| i * vectors.len() / count).collect()
    };
    let sample = spread(cells * SAMPLED);
    let dimension = vectors.dimension;
    let first = spread(cells);
    let mut centres = Vectors {
        numbers: first
            .iter()
            .flat_map(|at| vectors.get(*at))
            .copied()
            .collect(),
        dimension,
    };
    for _ in 0..ROUNDS {
        let mut sums = vec![0.0_f32; cells * dimension];
        for (at, cell) in sample.iter().zip(assigned(vectors, &sample, &centres)) {
            let sum = &mut sums[cell * dimension..][..dimension];
            let numbers = vectors.get(*at).iter();
            sum.iter_mut()
                .zip(numbers)
                .for_each(|(s, x)| *s += f32::from(*x));
        }
        sums.chunks_mut(dimension).for_each(unit);
        centres = Vectors::new(sums.chunks(dimension), dimension);
    }
    centres
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Directions spread by a simple generator.
    fn directions(count: usize, noise: f32) -> Vec<Vec<f32>> {
        let mut state = 1_u64;
        let mut next = move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 40) as f32 / (1 << 24) as f32 - 0.5
        };
        let mut one = || (0..16).map(|_| next()).collect::<Vec<f32>>();
        let mut all: Vec<Vec<f32>> = (0..count).map(|_| one()).collect();
        for vector in &mut all {
            vector
                .iter_mut()
                .zip(one())
                .for_each(|(v, n)| *v += noise * n);
            unit(vector);
        }
        all
    }

    fn vectors(count: usize, noise: f32) -> Vectors {
        let all = directions(count, noise);
        Vectors::new(all.iter().map(Vec::as_slice), 16)
    }

    #[test]
    fn with_cells_nearly_all_near_vectors_are_found() {
        let (some, others) = (vectors(4000, 0.0), vectors(4000, 0.2));
        let found = some.nearest(&others, 3);
        let right = found.iter().enumerate();
        let right = right.filter(|(at, near)| near[0].0 as usize == *at).count();
        assert!(right > 3900, "{right} of 4000");
        assert!(found[0][0].1 >= found[0][1].1);
    }

    #[test]
    fn few_vectors_are_all_compared() {
        let (some, others) = (vectors(5, 0.0), vectors(5, 0.1));
        let found = some.nearest(&others, 9);
        assert!(found.iter().all(|near| near.len() == 5));
        assert_eq!(found[2][0].1, some.cosine(2, &others, 2));
    }

    #[test]
    fn no_vectors_at_all() {
        let none = Vectors::default();
        assert!(none.nearest(&none, 3).is_empty());
        assert_eq!(none.cosine(0, &none, 0), 0.0);
    }
}
