//! A table of word vectors made ready for comparing word with word: unit vectors in whole numbers,
//! decoded once, when a word is first met.

use std::hash::BuildHasher;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxBuildHasher;

use crate::similarity::VectorTable;
use crate::similarity::vectors::{half_up, whole_product};

/// Length of a unit vector in whole numbers: products of two stay within 32 bits.
const UNIT: f32 = 8192.0;

/// A word as it is compared.
#[derive(Debug)]
pub(super) struct Entry {
    /// Length of the word's vector: near 0.4 for the most frequent words, some 7 for rare ones.
    pub(super) weight: f32,
    /// Its direction.
    pub(super) unit: Box<[i16]>,
}

/// Words that get their places together.
const BLOCK: usize = 16;

/// Where a word goes once it is met.
#[derive(Debug, Default)]
struct Place {
    /// Of many words of the other language only the weight is asked for.
    weight: OnceLock<f32>,
    entry: OnceLock<Entry>,
}

/// Places of neighbouring words.
type Block = Box<[Place; BLOCK]>;

/// A form that was looked up, and what was found.
#[derive(Debug)]
struct Met {
    form: Box<str>,
    exact: Option<usize>,
    prefix: OnceLock<Option<usize>>,
}

/// Blocks of forms that are remembered.
const MEMORY: usize = 1024;

/// A table with the words met so far decoded. Places are made where a word is met, so that a lexicon
/// costs next to nothing until then.
#[derive(Debug)]
pub(super) struct Lexicon {
    table: Arc<VectorTable>,
    blocks: Vec<OnceLock<Block>>,
    /// Forms by their hash. A place stays with the form that came first, which is most often a frequent
    /// one, so that nothing is ever taken out and threads need not wait for each other.
    met: Vec<OnceLock<Box<[OnceLock<Met>; BLOCK]>>>,
}

impl Lexicon {
    pub(super) fn new(table: Arc<VectorTable>) -> Self {
        let blocks = (0..table.len().div_ceil(BLOCK)).map(|_| OnceLock::new());
        Lexicon {
            blocks: blocks.collect(),
            met: (0..MEMORY).map(|_| OnceLock::new()).collect(),
            table,
        }
    }

    /// Numbers in a vector.
    pub(super) fn dimension(&self) -> usize {
        self.table.dimension()
    }

    /// The number of a word in the table's form.
    pub(super) fn exact(&self, form: &str) -> Option<usize> {
        match self.met(form) {
            Some(met) => met.exact,
            None => self.table.find_exact(form),
        }
    }

    /// The number of its longest prefix known.
    pub(super) fn prefix(&self, form: &str) -> Option<usize> {
        match self.met(form) {
            Some(met) => *met.prefix.get_or_init(|| self.table.find(form)),
            None => self.table.find(form),
        }
    }

    /// What is remembered of a form; nothing where another one has its place.
    fn met(&self, form: &str) -> Option<&Met> {
        let hash = FxBuildHasher.hash_one(form) as usize;
        let block = self.met[hash / BLOCK % MEMORY].get_or_init(Box::default);
        let met = block[hash % BLOCK].get_or_init(|| Met {
            form: form.into(),
            exact: self.table.find_exact(form),
            prefix: OnceLock::new(),
        });
        (*met.form == *form).then_some(met)
    }

    /// Word number `word`.
    pub(super) fn entry(&self, word: usize) -> &Entry {
        let place = self.place(word);
        place
            .entry
            .get_or_init(|| decoded(&self.table.word_vector(word)))
    }

    /// The weight of word number `word`.
    pub(super) fn weight(&self, word: usize) -> f32 {
        let place = self.place(word);
        if let Some(entry) = place.entry.get() {
            return entry.weight;
        }
        let weight = || length(&self.table.word_vector(word));
        *place.weight.get_or_init(weight)
    }

    fn place(&self, word: usize) -> &Place {
        let block = self.blocks[word / BLOCK].get_or_init(Block::default);
        &block[word % BLOCK]
    }
}

fn length(vector: &[f32]) -> f32 {
    vector.iter().map(|x| x * x).sum::<f32>().sqrt()
}

fn decoded(vector: &[f32]) -> Entry {
    let weight = length(vector);
    let scale = if weight > 0.0 { UNIT / weight } else { 0.0 };
    Entry {
        weight,
        unit: vector.iter().map(|x| half_up(x * scale)).collect(),
    }
}

/// Cosine of two directions; whole numbers, so that it is the same in any order of summing.
pub(super) fn cosine(a: &[i16], b: &[i16]) -> f32 {
    whole_product(a, b) as f32 / (UNIT * UNIT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Language;
    use crate::similarity::Tables;

    #[test]
    fn remembered_forms_are_those_of_the_table() {
        let (french, english) = (Language::french(), Language::english());
        let (table, _) = Tables::default()
            .shared_pair(&french, &english)
            .expect("tables");
        let lexicon = Lexicon::new(table.clone());
        // More forms than there are places, with and without a vector, and longer than any word.
        let words = table.words().into_iter().step_by(2);
        let forms: Vec<String> = words.flat_map(|word| [word.clone() + "xq", word]).collect();
        assert!(forms.len() > 2 * MEMORY * BLOCK);
        for _ in 0..2 {
            for form in &forms {
                assert_eq!(lexicon.exact(form), table.find_exact(form), "{form}");
                assert_eq!(lexicon.prefix(form), table.find(form), "{form}");
            }
        }
    }

    #[test]
    fn whole_numbers_give_the_cosine() {
        let (a, b) = (decoded(&[3.0, 4.0]), decoded(&[4.0, 3.0]));
        assert!((cosine(&a.unit, &b.unit) - 0.96).abs() < 1e-3);
        assert!((cosine(&a.unit, &a.unit) - 1.0).abs() < 1e-3);
        assert_eq!(cosine(&decoded(&[0.0, 0.0]).unit, &a.unit), 0.0);
    }
}
