//! Forms of a text looked up once; those that come again are decoded once, to be added up again and again.

use std::ops::Range;

use super::VectorTable;

/// Vectors that lie together: few enough that no large run of them is ever moved.
const TOGETHER: usize = 32;

/// Stands for a vector that is not kept.
const NONE: u32 = u32::MAX;

/// The vectors of some forms of a table.
///
/// Most forms of a text come once. Decoding those again, where they are added, costs less than the memory
/// that they would lie in.
#[derive(Debug)]
pub(in crate::similarity) struct Decoded<'t> {
    table: &'t VectorTable,
    /// Where the parts of each form begin: none, one, or those of a compound.
    starts: Vec<u32>,
    /// The word of each part, what it counts, and the number of its vector, if that is kept.
    parts: Vec<(u32, f32, u32)>,
    /// As they are added, without the deviations, [`TOGETHER`] in each.
    vectors: Vec<Vec<f32>>,
    /// How many there are.
    kept: u32,
    /// Whether the table has each form as it is.
    exact: Vec<bool>,
}

impl<'t> Decoded<'t> {
    pub(super) fn new(table: &'t VectorTable) -> Self {
        Decoded {
            table,
            starts: vec![0],
            parts: Vec::new(),
            vectors: Vec::new(),
            kept: 0,
            exact: Vec::new(),
        }
    }

    /// Adds a form in the table's form; its number.
    pub(in crate::similarity) fn push(&mut self, form: &str) -> u32 {
        let word = self.table.find_exact(form);
        self.exact.push(word.is_some());
        let parts = self.table.parts_of(form, word);
        let parts = parts
            .iter()
            .map(|(word, weight)| (word as u32, weight, NONE));
        self.parts.extend(parts);
        self.starts.push(self.parts.len() as u32);
        self.starts.len() as u32 - 2
    }

    /// Keeps the vectors of the forms that come more than once among these.
    pub(in crate::similarity) fn keep<'f>(&mut self, forms: impl Iterator<Item = &'f u32>) {
        let (table, dimension) = (self.table, self.table.dimension());
        let mut met = vec![false; self.exact.len()];
        for form in forms {
            if !std::mem::replace(&mut met[*form as usize], true) {
                continue;
            }
            for part in self.range(*form) {
                let (word, weight, vector) = self.parts[part];
                if vector != NONE {
                    continue;
                }
                let kept = self.kept;
                if (kept as usize).is_multiple_of(TOGETHER) {
                    self.vectors.push(vec![0.0; TOGETHER * dimension]);
                }
                let room = &mut self.vectors[kept as usize / TOGETHER][range(kept, dimension)];
                table.layout.add(&table.bytes, word as usize, weight, room);
                self.parts[part].2 = kept;
                self.kept += 1;
            }
        }
    }

    /// Whether the table has the form as it is, with a vector of its own or without.
    pub(in crate::similarity) fn exact(&self, form: u32) -> bool {
        self.exact[form as usize]
    }

    /// The parts of a form.
    fn range(&self, form: u32) -> Range<usize> {
        self.starts[form as usize] as usize..self.starts[form as usize + 1] as usize
    }

    /// Adds the vector of a form, without the deviations.
    fn add(&self, form: u32, sum: &mut [f32]) {
        for (word, weight, vector) in &self.parts[self.range(form)] {
            if *vector == NONE {
                let table = self.table;
                table.layout.add(&table.bytes, *word as usize, *weight, sum);
            } else {
                let room = range(*vector, self.table.dimension());
                let vector = &self.vectors[*vector as usize / TOGETHER][room];
                sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
            }
        }
    }

    /// Writes the vector of a form.
    pub(in crate::similarity) fn write(&self, form: u32, out: &mut [f32]) {
        out.fill(0.0);
        self.add(form, out);
        self.table.layout.finish(out);
    }

    /// The sum of the vectors of some forms, in their order; zero where none is known.
    pub(in crate::similarity) fn sum(&self, forms: &[u32]) -> Vec<f32> {
        let mut sum = vec![0.0; self.table.dimension()];
        forms.iter().for_each(|form| self.add(*form, &mut sum));
        self.table.layout.finish(&mut sum);
        sum
    }
}

/// Where a vector lies among those that lie together.
fn range(vector: u32, dimension: usize) -> Range<usize> {
    let start = vector as usize % TOGETHER * dimension;
    start..start + dimension
}
