//! Forms of a text looked up and decoded once, to be added up again and again.

use std::ops::Range;

use super::VectorTable;

/// Vectors that lie together: few enough that no large run of them is ever moved.
const TOGETHER: usize = 32;

/// The vectors of some forms of a table.
#[derive(Debug)]
pub(in crate::similarity) struct Decoded<'t> {
    table: &'t VectorTable,
    /// Where the vectors of each form begin: none, one, or those of the parts of a compound.
    starts: Vec<u32>,
    /// As they are added, without the deviations, [`TOGETHER`] in each.
    vectors: Vec<Vec<f32>>,
    /// How many there are.
    len: usize,
    /// Whether the table has each form as it is.
    exact: Vec<bool>,
}

impl<'t> Decoded<'t> {
    pub(super) fn new(table: &'t VectorTable) -> Self {
        Decoded {
            table,
            starts: vec![0],
            vectors: Vec::new(),
            len: 0,
            exact: Vec::new(),
        }
    }

    /// Adds a form in the table's form; its number.
    pub(in crate::similarity) fn push(&mut self, form: &str) -> u32 {
        let (table, dimension) = (self.table, self.table.dimension());
        let word = table.find_exact(form);
        self.exact.push(word.is_some());
        for (word, weight) in table.parts_of(form, word).iter() {
            if self.len.is_multiple_of(TOGETHER) {
                self.vectors.push(vec![0.0; TOGETHER * dimension]);
            }
            let vector = range(self.len, dimension);
            let vector = &mut self.vectors[self.len / TOGETHER][vector];
            table.layout.add(&table.bytes, word, weight, vector);
            self.len += 1;
        }
        self.starts.push(self.len as u32);
        self.starts.len() as u32 - 2
    }

    /// Whether the table has the form as it is, with a vector of its own or without.
    pub(in crate::similarity) fn exact(&self, form: u32) -> bool {
        self.exact[form as usize]
    }

    /// The vectors of a form, without the deviations.
    fn of(&self, form: u32) -> impl Iterator<Item = &[f32]> {
        let (from, to) = (self.starts[form as usize], self.starts[form as usize + 1]);
        (from as usize..to as usize)
            .map(|at| &self.vectors[at / TOGETHER][range(at, self.table.dimension())])
    }

    /// Writes the vector of a form.
    pub(in crate::similarity) fn write(&self, form: u32, out: &mut [f32]) {
        let mut vectors = self.of(form);
        match vectors.next() {
            Some(first) => out.copy_from_slice(first),
            None => out.fill(0.0),
        }
        vectors.for_each(|vector| add(out, vector));
        self.table.layout.finish(out);
    }

    /// The sum of the vectors of some forms, in their order; zero where none is known.
    pub(in crate::similarity) fn sum(&self, forms: &[u32]) -> Vec<f32> {
        let mut sum = vec![0.0; self.table.dimension()];
        for form in forms {
            self.of(*form).for_each(|vector| add(&mut sum, vector));
        }
        self.table.layout.finish(&mut sum);
        sum
    }
}

/// Where a vector lies among those that lie together.
fn range(vector: usize, dimension: usize) -> Range<usize> {
    let start = vector % TOGETHER * dimension;
    start..start + dimension
}

fn add(sum: &mut [f32], vector: &[f32]) {
    sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
}
