//! Where the words of a side point together, and what of a side points where the other does.
//!
//! A side's sum, its quarters and their lengths are taken once, when it is read, whatever it is
//! compared with later. Sums run in the order of the words, in single precision for directions and in
//! double for cosines, so that they are the same bits on every machine; several words are summed at
//! once only side by side.

use super::features::{LikenessFeature, Out, fifth, mass, mean, min};
use super::lexicon::Lexicon;
use super::text::Text;

/// Sums that are taken side by side.
const LANES: usize = 4;

/// Length of a unit vector in whole numbers.
const UNIT: f32 = 8192.0;

/// A sum of vectors and its squared length.
#[derive(Debug)]
struct Sum {
    vector: Vec<f32>,
    square: f64,
}

/// The sums of a side's words.
#[derive(Debug)]
pub(super) struct Direction {
    whole: Sum,
    /// Of its quarters in reading order; none for a text of a few words.
    quarters: Vec<Sum>,
    /// Length of the whole.
    length: f32,
}

impl Direction {
    /// Of a text that is read otherwise.
    pub(super) fn of(text: &Text, lexicon: &Lexicon) -> Self {
        let words = text.words.iter();
        let whole = Sum::of(words.map(|word| (word.entry, word.count)), lexicon);
        let quarter = text.order.len().div_ceil(4);
        let quarters = if quarter < 2 {
            Vec::new()
        } else {
            let parts = text.order.chunks(quarter);
            let once = |at: &u32| (text.words[*at as usize].entry, 1.0);
            parts
                .map(|part| Sum::of(part.iter().map(once), lexicon))
                .collect()
        };
        let square = whole.vector.iter().map(|x| x * x).sum::<f32>();
        Direction {
            length: square.sqrt().max(1e-6),
            whole,
            quarters,
        }
    }
}

impl Sum {
    /// Of words by their number in the table, each with how often it counts.
    fn of(words: impl Iterator<Item = (Option<usize>, f32)>, lexicon: &Lexicon) -> Self {
        let mut vector = vec![0.0; lexicon.dimension()];
        for (entry, count) in words {
            let Some(entry) = entry.map(|entry| lexicon.entry(entry)) else {
                continue;
            };
            let weight = entry.weight * count;
            for (sum, x) in vector.iter_mut().zip(&entry.unit) {
                *sum += weight * f32::from(*x);
            }
        }
        let square = product(&vector, &vector);
        Sum { vector, square }
    }

    fn cosine(&self, other: &Sum) -> f64 {
        let norm = (self.square * other.square).sqrt();
        if norm > 0.0 {
            product(&self.vector, &other.vector) / norm
        } else {
            0.0
        }
    }
}

fn product(a: &[f32], b: &[f32]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(x, y)| f64::from(*x) * f64::from(*y))
        .sum()
}

/// The cosine of both sides, and what of a side stands near the whole of the other: its quarters and
/// its words.
pub(super) fn meaning(sides: [&Text; 2], lexicons: [&Lexicon; 2], out: &mut Out) {
    let [Some(source), Some(target)] = sides.map(|side| side.direction.as_ref()) else {
        return;
    };
    let whole = source.whole.cosine(&target.whole);
    out.set(LikenessFeature::Cosine, whole);
    let (mut sums, mut parts, mut least) = (0.0, 0.0, f64::INFINITY);
    let mut means = [0.0; 2];
    let mut lows = [0.0; 2];
    for (side, (own, other)) in [(source, target), (target, source)].into_iter().enumerate() {
        if own.quarters.is_empty() {
            (sums, parts, least) = (sums + whole, parts + 1.0, least.min(whole));
        }
        for part in &own.quarters {
            let cosine = part.cosine(&other.whole);
            (sums, parts, least) = (sums + cosine, parts + 1.0, least.min(cosine));
        }
        let near = near(sides[side], lexicons[side], other);
        let words = near.into_iter().zip(&sides[side].words);
        let by_likeness: Vec<(f32, f64)> = words.map(|(near, word)| (near, mass(word))).collect();
        let all: f64 = by_likeness.iter().map(|(_, mass)| mass).sum();
        let sum: f64 = by_likeness
            .iter()
            .map(|(near, mass)| f64::from(*near) * mass)
            .sum();
        means[side] = if all > 0.0 { sum / all } else { 0.0 };
        lows[side] = fifth(by_likeness);
    }
    out.set(LikenessFeature::PartMean, sums / parts);
    out.set(LikenessFeature::PartMin, least);
    out.set(LikenessFeature::SupportMean, mean(means));
    out.set(LikenessFeature::SupportLow, min(lows));
}

/// The cosine of each word of a side with the whole of the other; 0 where it has no vector.
fn near(text: &Text, lexicon: &Lexicon, other: &Direction) -> Vec<f32> {
    let mut near = vec![0.0; text.words.len()];
    let words = text.words.iter().enumerate();
    let known: Vec<(usize, &[i16])> = words
        .filter_map(|(at, word)| Some((at, &*lexicon.entry(word.entry?).unit)))
        .collect();
    for lanes in known.chunks(LANES) {
        // A last chunk that is not full is filled up with its first word.
        let units: [&[i16]; LANES] =
            std::array::from_fn(|lane| lanes.get(lane).unwrap_or(&lanes[0]).1);
        let products = products(units, &other.whole.vector);
        for ((at, _), product) in lanes.iter().zip(products) {
            near[*at] = product / other.length / UNIT;
        }
    }
    near
}

/// Inner products of several directions with one sum, each in order.
fn products(units: [&[i16]; LANES], sum: &[f32]) -> [f32; LANES] {
    let units = units.map(|unit| &unit[..sum.len()]);
    let mut products = [0.0; LANES];
    for (at, y) in sum.iter().enumerate() {
        for (product, unit) in products.iter_mut().zip(units) {
            *product += f32::from(unit[at]) * y;
        }
    }
    products
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_summed_side_by_side_are_summed_as_if_alone() {
        let unit = |a: i32| (1..100).map(move |b| ((a * 977 - b * 331) % 8000) as i16);
        let units: Vec<Vec<i16>> = (1..5).map(|a| unit(a).collect()).collect();
        let sum: Vec<f32> = (1..100_i16).map(|b| 1.0 / f32::from(b)).collect();
        let together = products(std::array::from_fn(|lane| units[lane].as_slice()), &sum);
        for (unit, together) in units.iter().zip(together) {
            let alone: f32 = unit.iter().zip(&sum).map(|(x, y)| f32::from(*x) * y).sum();
            assert_eq!(alone.to_bits(), together.to_bits());
        }
    }
}
