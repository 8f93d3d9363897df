//! Forms of a text looked up and decoded once, to be added up again and again.

use super::VectorTable;

/// The vectors of some forms of a table.
#[derive(Debug)]
pub(in crate::similarity) struct Decoded<'t> {
    table: &'t VectorTable,
    /// Where the vectors of each form begin: none, one, or those of the parts of a compound.
    starts: Vec<u32>,
    /// As they are added, without the deviations.
    vectors: Vec<f32>,
}

impl<'t> Decoded<'t> {
    pub(super) fn new(table: &'t VectorTable) -> Self {
        Decoded {
            table,
            starts: vec![0],
            vectors: Vec::new(),
        }
    }

    /// Adds a form in the table's form; its number.
    pub(in crate::similarity) fn push(&mut self, form: &str) -> u32 {
        let (table, dimension) = (self.table, self.table.dimension());
        for (word, weight) in table.parts(form).iter() {
            let from = self.vectors.len();
            self.vectors.resize(from + dimension, 0.0);
            let vector = &mut self.vectors[from..];
            table.layout.add(&table.bytes, word, weight, vector);
        }
        self.starts.push((self.vectors.len() / dimension) as u32);
        self.starts.len() as u32 - 2
    }

    /// The sum of the vectors of some forms, in their order; zero where none is known.
    pub(in crate::similarity) fn sum(&self, forms: &[u32]) -> Vec<f32> {
        let dimension = self.table.dimension();
        let mut sum = vec![0.0; dimension];
        for form in forms {
            let (from, to) = (self.starts[*form as usize], self.starts[*form as usize + 1]);
            let vectors = &self.vectors[from as usize * dimension..to as usize * dimension];
            for vector in vectors.chunks_exact(dimension) {
                sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
            }
        }
        self.table.layout.finish(&mut sum);
        sum
    }
}
