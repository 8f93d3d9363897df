//! Blocks: how alike are two runs of many segments, without looking at their segments one by one?
//!
//! A block's vector is the sum of its segments' vectors, its terms are all their terms, weighted by
//! rarity in the pair; two blocks are alike by the cosines of both (the averaging of Thompson and
//! Koehn 2019, with terms beside the vectors). Numbers and words are the terms; where there are no
//! vectors, character 4-grams too. Building blocks of any size is linear in the text; a comparison
//! takes the dimension plus the terms in common. It tells nothing of text in which all blocks hold
//! the same.

use rustc_hash::FxHashMap;

use crate::bitext::Bead;

use super::meaning::product;
use super::reading::Reading;
use super::terms::{Kind, SegmentTerms};

/// Share of the terms in a likeness, where there are vectors.
const TERMS: f32 = 0.5;

/// Blocks on a side that may hold a term that is compared, at least and as a share of all.
const COMMON: (usize, f64) = (16, 0.05);

/// Both sides of an article pair in blocks of a number of segments; the last ones may be smaller.
#[derive(Debug)]
pub struct Blocks {
    dimension: usize,
    source: Vectors,
    target: Vectors,
    /// Terms of each source block with their weights, scaled to length 1.
    terms: Vec<Vec<(u32, f32)>>,
    /// Target blocks of each term, with its weight there, scaled likewise.
    postings: Vec<Vec<(u32, f32)>>,
}

/// Vectors of length 1 or 0, one after the other.
#[derive(Debug)]
struct Vectors {
    blocks: usize,
    numbers: Vec<f32>,
}

impl Blocks {
    /// Blocks of `size` segments, which is 1 at least, of a part of the pair.
    pub fn new(reading: &Reading<'_>, part: &Bead, size: usize) -> Self {
        let sides = [
            (&reading.source, part.source.clone()),
            (&reading.target, part.target.clone()),
        ];
        let dimension = reading.source.vectors.first().map_or(0, Vec::len);
        let kinds: &[Kind] = if reading.matcher.is_some() {
            &[Kind::Number, Kind::Word]
        } else {
            &[Kind::Number, Kind::Word, Kind::Ngram]
        };
        let mut bags = sides
            .clone()
            .map(|(side, range)| bags(reading, &side.terms[range], kinds, size));
        weigh(&mut bags);
        let [terms, target] = bags;
        let count = kinds
            .iter()
            .map(|kind| reading.vocabularies.len(*kind))
            .sum();
        let mut postings = vec![Vec::new(); count];
        for (block, bag) in target.iter().enumerate() {
            for (term, weight) in bag {
                postings[*term as usize].push((block as u32, *weight));
            }
        }
        let [source, others] = sides.map(|(side, range)| {
            let vectors = side.vectors.get(range.clone()).unwrap_or_default();
            Vectors::new(vectors, range.len().div_ceil(size), size, dimension)
        });
        Blocks {
            dimension,
            source,
            target: others,
            terms,
            postings,
        }
    }

    /// Number of source blocks.
    pub fn source_len(&self) -> usize {
        self.source.blocks
    }

    /// Number of target blocks.
    pub fn target_len(&self) -> usize {
        self.target.blocks
    }

    /// Writes how alike a source block and the target blocks from `low` on are, about 0 to 1.5.
    pub fn likeness(&self, source: usize, low: usize, out: &mut [f32]) {
        let own = self.source.get(source, self.dimension);
        for (at, value) in out.iter_mut().enumerate() {
            *value = product(own, self.target.get(low + at, self.dimension));
        }
        let share = if self.dimension > 0 { TERMS } else { 1.0 };
        for (term, weight) in &self.terms[source] {
            let posting = &self.postings[*term as usize];
            let from = posting.partition_point(|(t, _)| (*t as usize) < low);
            for (target, other) in &posting[from..] {
                let Some(value) = out.get_mut(*target as usize - low) else {
                    break;
                };
                *value += share * weight * other;
            }
        }
    }
}

impl Vectors {
    fn new(vectors: &[Vec<f32>], blocks: usize, size: usize, dimension: usize) -> Self {
        let mut numbers = vec![0.0; blocks * dimension];
        for (at, vector) in vectors.iter().enumerate() {
            let block = &mut numbers[at / size * dimension..][..dimension];
            block.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
        }
        for block in numbers.chunks_exact_mut(dimension.max(1)) {
            let length = product(block, block).sqrt();
            if length > 0.0 {
                block.iter_mut().for_each(|x| *x /= length);
            }
        }
        Vectors { blocks, numbers }
    }

    fn get(&self, block: usize, dimension: usize) -> &[f32] {
        &self.numbers[block * dimension..][..dimension]
    }
}

type Bag = Vec<(u32, f32)>;

/// The terms of each block with their counts, in order of first appearance.
fn bags(reading: &Reading<'_>, side: &[SegmentTerms], kinds: &[Kind], size: usize) -> Vec<Bag> {
    let mut bags: Vec<Bag> = Vec::with_capacity(side.len().div_ceil(size));
    let mut places: FxHashMap<u32, usize> = FxHashMap::default();
    for segments in side.chunks(size) {
        let mut bag: Bag = Vec::new();
        places.clear();
        let mut offset = 0;
        for kind in kinds {
            for (term, count) in segments.iter().flat_map(|s| s.of(*kind)) {
                let term = term + offset;
                let place = *places.entry(term).or_insert(bag.len());
                match bag.get_mut(place) {
                    Some((_, sum)) => *sum += count,
                    None => bag.push((term, *count)),
                }
            }
            offset += reading.vocabularies.len(*kind) as u32;
        }
        bags.push(bag);
    }
    bags
}

/// Keeps the terms that occur on both sides and not too often, and weighs them by rarity.
fn weigh(bags: &mut [Vec<Bag>; 2]) {
    let mut blocks: FxHashMap<u32, [u32; 2]> = FxHashMap::default();
    for (side, bags) in bags.iter().enumerate() {
        for (term, _) in bags.iter().flatten() {
            blocks.entry(*term).or_default()[side] += 1;
        }
    }
    let most = [0, 1].map(|side| COMMON.0.max((COMMON.1 * bags[side].len() as f64) as usize));
    let all = (bags[0].len() + bags[1].len()) as f32;
    for bag in bags.iter_mut().flatten() {
        bag.retain_mut(|(term, weight)| {
            let [a, b] = blocks[term].map(|n| n as usize);
            let rarity = (all / (a + b) as f32).ln_1p();
            *weight = weight.sqrt() * rarity;
            a > 0 && b > 0 && a <= most[0] && b <= most[1]
        });
        let length = bag.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        bag.iter_mut().for_each(|(_, w)| *w /= length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::{ArticlePair, Document, Language};

    #[test]
    fn blocks_that_share_rare_words_are_alike() {
        let lines = |from: usize| (from..from + 6).map(|i| format!("Paris, mot{i}a et {i}00."));
        let pair = ArticlePair {
            id: "a".into(),
            source: Document::from_segments(Language::french(), lines(0)),
            target: Document::from_segments(Language::english(), lines(2)),
        };
        let blocks = Blocks::new(&Reading::new(&pair, None), &Bead::new(0..6, 0..6), 2);
        assert_eq!((blocks.source_len(), blocks.target_len()), (3, 3));
        let mut row = [0.0; 3];
        blocks.likeness(1, 0, &mut row);
        assert!(row[0] > 0.9 && row[1] < 0.6 && row[2] < 0.6, "{row:?}");
    }
}
