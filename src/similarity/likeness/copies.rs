//! What stands on both sides unchanged: words, rows of words, characters.

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::features::{LikenessFeature, Out, both, max, mean, weighted};
use super::text::{Text, Word};

/// Words of a side in which rows are looked for.
const MOST: usize = 400;

pub(super) fn copied(sides: [&Text; 2], out: &mut Out) {
    let sets = sides.map(|text| -> FxHashSet<&str> {
        let long = text.words.iter().filter(|w| w.letters >= 3);
        long.map(|w| w.folded.as_str()).collect()
    });
    let share = both(sides, |side, text| {
        let (mut same, mut all) = (0.0, 0.0);
        for word in text.words.iter().filter(|w| w.letters >= 3) {
            all += f64::from(word.count);
            if sets[1 - side].contains(word.folded.as_str()) {
                same += f64::from(word.count);
            }
        }
        if all > 0.0 { same / all } else { 0.0 }
    });
    out.set(LikenessFeature::CopiedMean, mean(share));
    out.set(LikenessFeature::CopiedMax, max(share));
    let is_copied = |side: usize, word: &Word| {
        word.letters >= 3 && sets[1 - side].contains(word.folded.as_str())
    };
    let weight = both(sides, |side, text| {
        weighted(text, |at| {
            f64::from(u8::from(is_copied(side, &text.words[at])))
        })
    });
    out.set(LikenessFeature::CopiedWeight, max(weight));
    let count = |counts: &dyn Fn(&Word) -> bool| -> f64 {
        let of = |side: usize| {
            let words = sides[side].words.iter();
            let copied = words.filter(move |w| is_copied(side, w) && counts(w));
            copied.map(|w| f64::from(w.count)).sum::<f64>()
        };
        of(0) + of(1)
    };
    out.count(LikenessFeature::CopiedPlain, count(&|w| !w.name));
    out.count(
        LikenessFeature::CopiedUnknown,
        count(&|w| !w.name && !w.known),
    );
    let (longest, foreign) = run(sides);
    out.extreme(LikenessFeature::CopiedRun, longest.ln_1p());
    out.extreme(LikenessFeature::CopiedRunForeign, foreign.ln_1p());
    out.set(
        LikenessFeature::Ngrams,
        sides[0].grams.cosine(&sides[1].grams),
    );
    let same = !sides[0].normalized.is_empty() && sides[0].normalized == sides[1].normalized;
    out.set(LikenessFeature::Identical, f64::from(u8::from(same)));
}

/// Character 4-grams of a side's words, beginnings marked, with their counts.
#[derive(Debug, Default)]
pub(super) struct Grams {
    counts: FxHashMap<u64, f64>,
    square: f64,
}

impl Grams {
    pub(super) fn of(words: &[Word]) -> Self {
        // Room for all of them, so that it does not grow over and over.
        let most = words
            .iter()
            .map(|word| word.letters.saturating_sub(2))
            .sum();
        let mut counts = FxHashMap::with_capacity_and_hasher(most, FxBuildHasher);
        for word in words {
            let mut gram = u64::from('^');
            for (at, c) in word.folded.chars().enumerate() {
                gram = (gram << 16) | (u64::from(c) & 0xffff);
                if at >= 2 {
                    *counts.entry(gram).or_default() += f64::from(word.count);
                }
            }
        }
        let square = counts.values().map(|c| c * c).sum();
        Grams { counts, square }
    }

    /// Counts are whole numbers, so that sums are the same in any order.
    fn cosine(&self, other: &Grams) -> f64 {
        let norm = (self.square * other.square).sqrt();
        if norm <= 0.0 {
            return 0.0;
        }
        let counts = self.counts.iter();
        let products = counts.filter_map(|(gram, n)| Some(n * other.counts.get(gram)?));
        products.sum::<f64>() / norm
    }
}

/// The longest row of words that stands on both sides, in words; and the most that such a row speaks
/// against the languages of its sides, as a logarithm. Time is the product of the words of both sides,
/// each side cut after [`MOST`].
fn run(sides: [&Text; 2]) -> (f64, f64) {
    let place: FxHashMap<&str, u32> = (0u32..)
        .zip(&sides[1].words)
        .map(|(at, word)| (word.folded.as_str(), at))
        .collect();
    let same: Vec<Option<u32>> = sides[0]
        .words
        .iter()
        .map(|word| place.get(word.folded.as_str()).copied())
        .collect();
    let order = sides.map(|side| &side.order[..side.order.len().min(MOST)]);
    let (mut longest, mut foreign) = (0.0_f64, 0.0_f64);
    // Rows that end with the word before, by where they end on the target side, plus one.
    let none = vec![(0.0, 0.0); order[1].len() + 1];
    let (mut before, mut now) = (none.clone(), none);
    for source in order[0] {
        now.fill((0.0, 0.0));
        if let Some(wanted) = same[*source as usize] {
            let against = |word: &Word| f64::from(-word.language).max(0.0);
            let both = against(&sides[0].words[*source as usize])
                + against(&sides[1].words[wanted as usize]);
            for (at, target) in order[1].iter().enumerate() {
                if *target == wanted {
                    now[at + 1] = (before[at].0 + 1.0, before[at].1 + both);
                    longest = longest.max(now[at + 1].0);
                    foreign = foreign.max(now[at + 1].1);
                }
            }
        }
        std::mem::swap(&mut before, &mut now);
    }
    (longest, foreign)
}
