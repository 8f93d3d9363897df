//! Forms of a text looked up and decoded once, to be added up again and again.

use super::VectorTable;

/// The vectors of some forms of a table.
#[derive(Debug)]
pub(in crate::similarity) struct Decoded<'t> {
    table: &'t VectorTable,
    /// Where the vectors of each form begin: none, one, or those of the parts of a compound.
    starts: Vec<u32>,
    /// As they are added, without the deviations.
    vectors: Vec<Box<[f32]>>,
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
        let table = self.table;
        for (word, weight) in table.parts(form).iter() {
            let mut vector = vec![0.0; table.dimension()].into_boxed_slice();
            table.layout.add(&table.bytes, word, weight, &mut vector);
            self.vectors.push(vector);
        }
        self.starts.push(self.vectors.len() as u32);
        self.starts.len() as u32 - 2
    }

    /// The sum of the vectors of some forms, in their order; zero where none is known.
    pub(in crate::similarity) fn sum(&self, forms: &[u32]) -> Vec<f32> {
        let mut sum = vec![0.0; self.table.dimension()];
        for form in forms {
            let (from, to) = (self.starts[*form as usize], self.starts[*form as usize + 1]);
            for vector in &self.vectors[from as usize..to as usize] {
                sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
            }
        }
        self.table.layout.finish(&mut sum);
        sum
    }
}
