//! Words of one side linked to those of the other: each to its best partner.
//!
//! Two words are as alike as their vectors (cosine, at least 0), 1 where they are the same word, and
//! the square of their likeness in letters where they are spelt almost alike. Time is the product of
//! the numbers of different words.

use strsim::normalized_damerau_levenshtein;

use super::lexicon::{Lexicon, cosine};
use super::text::{Text, Word};

/// Likeness in letters from which words are linked by it.
const SPELLING: f64 = 0.65;

/// What a likeness counts where a vector is only that of a prefix.
const PREFIX: f32 = 0.9;

/// Likeness from which two words may be matched.
const LEAST: f32 = 0.3;

/// The partners of one side's words.
#[derive(Debug)]
pub(super) struct Partners {
    /// The likeness of each word's best partner, 0 to 1.
    pub(super) best: Vec<f32>,
    /// Which it is.
    pub(super) which: Vec<usize>,
    /// The mean likeness with all words of the other side.
    pub(super) mean: Vec<f32>,
}

impl Partners {
    fn none(words: usize) -> Self {
        Partners {
            best: vec![0.0; words],
            which: vec![usize::MAX; words],
            mean: vec![0.0; words],
        }
    }

    fn see(&mut self, word: usize, other: usize, likeness: f32) {
        self.mean[word] += likeness;
        if likeness > self.best[word] {
            (self.best[word], self.which[word]) = (likeness, other);
        }
    }

    fn finish(&mut self, others: usize) {
        let others = others.max(1) as f32;
        self.mean.iter_mut().for_each(|m| *m /= others);
    }
}

/// Two words that are alike.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// 0 to 1.
    pub(super) likeness: f32,
    /// Of the source and of the target.
    pub(super) words: [u32; 2],
}

/// Both sides' partners, and all links of at least [`LEAST`].
pub(super) fn partners(
    source: &Text,
    target: &Text,
    lexicons: Option<(&Lexicon, &Lexicon)>,
) -> ([Partners; 2], Vec<Link>) {
    let mut there = Partners::none(source.words.len());
    let mut back = Partners::none(target.words.len());
    let mut links = Vec::new();
    let entry = |b: &Word| lexicons.and_then(|(_, l)| Some(l.entry(b.entry?)));
    let targets: Vec<_> = target.words.iter().map(|b| (b, entry(b))).collect();
    for (s, a) in source.words.iter().enumerate() {
        let from = lexicons.and_then(|(l, _)| Some(l.entry(a.entry?)));
        for (t, (b, to)) in targets.iter().enumerate() {
            let meaning = match (from, to) {
                (Some(from), Some(to)) => {
                    let sure = if a.known && b.known { 1.0 } else { PREFIX };
                    sure * cosine(&from.unit, &to.unit)
                }
                _ => 0.0,
            };
            let likeness = meaning.max(spelling(a, b)).clamp(0.0, 1.0);
            if likeness >= LEAST {
                links.push(Link {
                    likeness,
                    words: [s as u32, t as u32],
                });
            }
            there.see(s, t, likeness);
            back.see(t, s, likeness);
        }
    }
    there.finish(target.words.len());
    back.finish(source.words.len());
    ([there, back], links)
}

/// Likeness in letters, 0 where the words do not begin alike.
fn spelling(a: &Word, b: &Word) -> f32 {
    if a.beginning != b.beginning {
        return 0.0;
    }
    if a.folded == b.folded {
        return 1.0;
    }
    let (short, long) = (a.letters.min(b.letters), a.letters.max(b.letters));
    if short < 4 || (short as f64) < SPELLING * long as f64 {
        return 0.0;
    }
    let likeness = normalized_damerau_levenshtein(&a.folded, &b.folded);
    if likeness < SPELLING {
        return 0.0;
    }
    (likeness * likeness) as f32
}
