//! The words of one side, as they are compared and as they add up to the vectors of segments.
//!
//! Each different form is looked up once, for both uses, and decoded once if it comes again. Time is
//! linear in the text; memory, while it is read, is a decoded vector a form that comes again.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::bitext::Document;
use crate::normalize::without_markup;
use crate::segment::words::words as words_of;
use crate::similarity::rows::{FEW, rows};
use crate::similarity::vectors::{BLOCK, Decoded, VectorTable, form, half_up};

/// Numbers of a vector that are compared: the later ones add little.
pub(super) const DIMENSION: usize = BLOCK;

/// Forms whose lengths are taken side by side.
const LANES: usize = 4;

/// Words of less than this share of the document's mean weight are left out: every text has them.
const LEAST_WEIGHT: f32 = 0.45;

/// Words that a segment keeps, however light.
const FEWEST: usize = 2;

/// Words of a segment that are compared at most: as many from its beginning as from its end. Comparing two
/// segments takes the product of their words.
const MOST: usize = 1024;

/// The direction of a form, where the processor multiplies it fastest.
#[derive(Debug, Clone)]
#[repr(align(16))]
pub(super) struct Unit(pub(super) [i16; DIMENSION]);

/// The words of one side that are compared.
#[derive(Debug, Default)]
pub(in crate::similarity) struct Words {
    /// Where each segment's words begin; one more at the end.
    pub(super) starts: Vec<usize>,
    pub(super) forms: Vec<u32>,
    pub(super) weights: Vec<f32>,
    /// The weight of each segment's words.
    pub(super) totals: Vec<f64>,
    /// A vector a form, of length 16,384; zeros where the table has none.
    pub(super) vectors: Vec<Unit>,
    pub(super) names: FxHashMap<String, u32>,
    /// The share of the words' weight that the table has as they are, or that is numbers, 0 to 1.
    pub(super) known: f64,
}

impl Words {
    /// The words of a document, and the vector of each of its segments: the sum of its words'.
    pub(in crate::similarity) fn read(
        document: &Document,
        table: &VectorTable,
    ) -> (Self, Vec<Vec<f32>>) {
        let mut words = Words::default();
        let mut decoded = table.decoded();
        let mut buffer = String::new();
        // Whether a form is compared: not what only holds marks.
        let mut compared = Vec::new();
        let mut number = Vec::new();
        let mut all: Vec<Vec<u32>> = Vec::with_capacity(document.len());
        for segment in &document.segments {
            let mut forms = Vec::new();
            for word in words_of(&without_markup(&segment.text)) {
                form(word, &mut buffer);
                let known = words.names.get(&buffer).copied();
                forms.push(known.unwrap_or_else(|| {
                    words.names.insert(buffer.clone(), compared.len() as u32);
                    compared.push(buffer.contains(char::is_alphanumeric));
                    number.push(buffer.contains(char::is_numeric));
                    decoded.push(&buffer)
                }));
            }
            all.push(forms);
        }
        decoded.keep(all.iter().flatten());
        let segments = rows(all.len(), |at| decoded.sum(&all[at]));
        let mut weights = vec![0.0; compared.len()];
        words.vectors = vec![Unit([0; DIMENSION]); compared.len()];
        let dimension = table.dimension();
        let read =
            |room: &mut Vec<f32>, group: usize, (weights, units): (&mut [f32], &mut [Unit])| {
                room.resize(LANES * dimension, 0.0);
                read_units(&decoded, group * LANES, room, weights, units);
            };
        // Each where it stays: units are large.
        if all.len() > FEW {
            let weights = weights.par_chunks_mut(LANES);
            let groups = weights.zip(words.vectors.par_chunks_mut(LANES));
            let groups = groups.enumerate();
            groups.for_each_init(Vec::new, |room, (group, units)| read(room, group, units));
        } else {
            let groups = weights.chunks_mut(LANES);
            let groups = groups.zip(words.vectors.chunks_mut(LANES));
            let mut room = Vec::new();
            for (group, units) in groups.enumerate() {
                read(&mut room, group, units);
            }
        }
        let plain = || weights.iter().zip(&compared).filter(|(_, c)| **c);
        let known = plain().filter(|(w, _)| **w > 0.0).count().max(1);
        let mean = plain().map(|(w, _)| w).sum::<f32>() / known as f32;
        for weight in weights.iter_mut().filter(|w| **w <= 0.0) {
            *weight = mean.max(1.0);
        }
        words.starts.push(0);
        for mut forms in all {
            forms.retain(|form| compared[*form as usize]);
            if forms.len() > MOST {
                forms.drain(MOST / 2..forms.len() - MOST / 2);
            }
            words.segment(&forms, &weights, LEAST_WEIGHT * mean);
        }
        words.known = words.share(|form| decoded.exact(form) || number[form as usize]);
        (words, segments)
    }

    /// The share of all words, by weight, whose form is such; 1 where there are none.
    fn share(&self, such: impl Fn(u32) -> bool) -> f64 {
        let (mut some, mut all) = (0.0, 0.0);
        for (form, weight) in self.forms.iter().zip(&self.weights) {
            let weight = f64::from(*weight);
            all += weight;
            if such(*form) {
                some += weight;
            }
        }
        if all > 0.0 { some / all } else { 1.0 }
    }

    pub(super) fn segment(&mut self, forms: &[u32], weights: &[f32], least: f32) {
        let weight = |form: &u32| weights[*form as usize];
        let heavy = forms.iter().filter(|f| weight(f) >= least).count();
        let least = if heavy < FEWEST { 0.0 } else { least };
        let mut total = 0.0;
        for form in forms.iter().filter(|f| weight(f) >= least) {
            self.forms.push(*form);
            self.weights.push(weight(form));
            total += f64::from(weight(form));
        }
        self.totals.push(total);
        self.starts.push(self.forms.len());
    }

    /// The words of a segment, by place.
    pub(super) fn of(&self, segment: usize) -> Range<usize> {
        self.starts[segment]..self.starts[segment + 1]
    }
}

/// The lengths of the vectors of up to [`LANES`] forms from one on, 0 of those that have none, and their
/// directions. `room` holds that many vectors.
///
/// Sums run in order, so each addition waits for the one before: several sums side by side wait together.
fn read_units(
    decoded: &Decoded<'_>,
    first: usize,
    room: &mut [f32],
    weights: &mut [f32],
    units: &mut [Unit],
) {
    let dimension = room.len() / LANES;
    for (lane, vector) in room.chunks_exact_mut(dimension).enumerate() {
        // Where there are fewer, the last is taken again.
        decoded.write((first + lane.min(weights.len() - 1)) as u32, vector);
    }
    let vectors: [&[f32]; LANES] =
        std::array::from_fn(|lane| &room[lane * dimension..][..dimension]);
    let head = DIMENSION.min(vectors[0].len());
    let heads = squares([0.0; LANES], vectors.map(|v| &v[..head]));
    let all = squares(heads, vectors.map(|v| &v[head..]));
    for (lane, (weight, unit)) in weights.iter_mut().zip(units).enumerate() {
        *weight = all[lane].sqrt();
        direction(&vectors[lane][..head], heads[lane].sqrt(), unit);
    }
}

/// The sums with the squares of these numbers added one by one.
fn squares(mut sums: [f32; LANES], vectors: [&[f32]; LANES]) -> [f32; LANES] {
    let len = vectors[0].len();
    let vectors = vectors.map(|vector| &vector[..len]);
    for at in 0..len {
        for (sum, vector) in sums.iter_mut().zip(vectors) {
            *sum += vector[at] * vector[at];
        }
    }
    sums
}

/// Writes the direction of a vector of this length into `unit`, which is 0.
fn direction(vector: &[f32], length: f32, unit: &mut Unit) {
    if length > 0.0 {
        for (out, x) in unit.0.iter_mut().zip(vector) {
            *out = half_up(x / length * 16_384.0);
        }
    }
}
