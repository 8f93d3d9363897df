//! Pairs made from parallel text: right ones, whole and in pieces, and wrong ones of the kinds that
//! crawled text has.
//!
//! Of each right pair come: a neighbour's text on one side; another text of about the same length; a
//! side cut short, a side with the neighbour's text added, a side with words of another exchanged; a
//! wrong figure; a side that is not translated, wholly or in part, or is read in the wrong encoding;
//! the sides exchanged; a side in a third language, put together word by word from the nearest
//! vectors. The same seed gives the same pairs everywhere.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::similarity::VectorTable;

use super::salad::Random;

/// A pair that was made.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Made {
    pub(super) sides: [String; 2],
    pub(super) right: bool,
}

/// Makes pairs of parallel text whose pairs stand in the order of their documents.
pub(super) fn make(pairs: &[[String; 2]], random: &mut Random) -> Vec<Made> {
    let mut made = Vec::new();
    for at in 0..pairs.len() {
        let neighbour = (at + pairs.len() + random.below(2) * 2 - 1) % pairs.len();
        let pair = match random.below(3) {
            0 => piece(&pairs[at], random),
            _ => pairs[at].clone(),
        };
        let mut maker = Maker {
            pair: &pair,
            near: &pairs[neighbour],
            made: &mut made,
        };
        maker.right(random);
        maker.misaligned(pairs, random);
        maker.damaged(random);
        maker.untranslated(random);
    }
    made
}

/// What is made of one pair.
struct Maker<'a> {
    pair: &'a [String; 2],
    near: &'a [String; 2],
    made: &'a mut Vec<Made>,
}

impl Maker<'_> {
    fn push(&mut self, sides: [String; 2], right: bool) {
        if sides.iter().all(|side| !side.trim().is_empty()) {
            self.made.push(Made { sides, right });
        }
    }

    /// The pair with one side replaced.
    fn replace(&mut self, side: usize, text: String) {
        let mut sides = self.pair.clone();
        sides[side] = text;
        self.push(sides, false);
    }

    fn right(&mut self, random: &mut Random) {
        self.push(self.pair.clone(), true);
        if random.below(10) == 0 {
            let plain = |text: &String| text.to_lowercase().replace(['.', ',', ';', '!', '?'], "");
            self.push([plain(&self.pair[0]), plain(&self.pair[1])], true);
        }
    }

    fn misaligned(&mut self, pairs: &[[String; 2]], random: &mut Random) {
        let side = random.below(2);
        self.replace(side, self.near[side].clone());
        let wanted = self.pair[1].len();
        let like = (0..30).map(|_| &pairs[random.below(pairs.len())]);
        let like = like.min_by_key(|other| other[1].len().abs_diff(wanted));
        if let Some(other) = like.filter(|other| other[0] != self.pair[0]) {
            self.replace(1, other[1].clone());
        }
    }

    fn damaged(&mut self, random: &mut Random) {
        let side = random.below(2);
        let text = &self.pair[side];
        match random.below(20) {
            0..12 => self.replace(side, cut(text, random)),
            12..16 => self.replace(side, format!("{text} {}", self.near[side])),
            16..19 => self.replace(side, exchanged(text, &self.near[side], random)),
            _ => {}
        }
        let side = random.below(2);
        if let Some(text) = other_figure(&self.pair[side], random) {
            self.replace(side, text);
        }
        let side = random.below(2);
        if random.below(8) == 0 && !self.pair[side].is_ascii() {
            self.replace(side, misread(&self.pair[side]));
        }
    }

    fn untranslated(&mut self, random: &mut Random) {
        let side = random.below(2);
        match random.below(25) {
            0..5 => self.replace(side, self.pair[1 - side].clone()),
            5 => {
                let [a, b] = self.pair.clone();
                self.push([b, a], false);
            }
            6 => {
                let words = |text: &str| {
                    text.split_whitespace()
                        .map(String::from)
                        .collect::<Vec<_>>()
                };
                let (own, other) = (words(&self.pair[side]), words(&self.pair[1 - side]));
                let share = 0.3 + random.unit() / 2.0;
                let kept = |n: usize| (n as f64 * share) as usize;
                let (head, tail) = (&own[..kept(own.len())], &other[kept(other.len())..]);
                self.replace(side, [head, tail].concat().join(" "));
            }
            _ => {}
        }
    }
}

/// Sides that belong together of a pair that marks cut into as many pieces on both sides.
fn piece(pair: &[String; 2], random: &mut Random) -> [String; 2] {
    let pieces = |text: &str| -> Vec<String> {
        let cut = text.split_inclusive([',', ';', ':', '.', '!', '?']);
        cut.map(|p| p.trim().to_string())
            .filter(|p| p.contains(char::is_alphabetic))
            .collect()
    };
    let (source, target) = (pieces(&pair[0]), pieces(&pair[1]));
    if source.len() != target.len() || source.is_empty() {
        return pair.clone();
    }
    let at = random.below(source.len());
    [source[at].clone(), target[at].clone()]
}

/// A third to three quarters of a text's words, from its beginning or its end.
fn cut(text: &str, random: &mut Random) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let kept = ((words.len() as f64 * (0.3 + 0.45 * random.unit())) as usize).max(1);
    if words.len() < 2 {
        return String::new();
    }
    if random.below(2) == 0 {
        words[..kept].join(" ")
    } else {
        words[words.len() - kept..].join(" ")
    }
}

/// A third of a text's words replaced by another's.
fn exchanged(text: &str, other: &str, random: &mut Random) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let others: Vec<&str> = other.split_whitespace().collect();
    if words.len() < 3 || others.is_empty() {
        return String::new();
    }
    for _ in 0..words.len() / 3 {
        let at = random.below(words.len());
        words[at] = others[random.below(others.len())];
    }
    words.join(" ")
}

/// The text with one digit changed, if it has one.
fn other_figure(text: &str, random: &mut Random) -> Option<String> {
    let digits: Vec<usize> = text
        .match_indices(|c: char| c.is_ascii_digit())
        .map(|(at, _)| at)
        .collect();
    if digits.is_empty() {
        return None;
    }
    let at = digits[random.below(digits.len())];
    let old = text.as_bytes()[at] - b'0';
    let new = (usize::from(old) + 1 + random.below(8)) % 10;
    Some(format!("{}{new}{}", &text[..at], &text[at + 1..]))
}

/// UTF-8 read as Windows-1252.
fn misread(text: &str) -> String {
    encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(text.as_bytes())
        .0
        .into_owned()
}

/// Words of the nearest vectors in other languages.
pub(super) struct Foreign<'t> {
    own: &'t VectorTable,
    tables: Vec<(Vec<String>, Vec<Vec<f32>>)>,
}

impl<'t> Foreign<'t> {
    pub(super) fn new(own: &'t VectorTable, others: &[&VectorTable]) -> Self {
        let read = |table: &&VectorTable| {
            let units = (0..table.len())
                .into_par_iter()
                .map(|word| unit(table.word_vector(word)));
            (table.words(), units.collect())
        };
        Foreign {
            own,
            tables: others.iter().map(read).collect(),
        }
    }

    /// Each text in one of the other languages, in turn, wholly or its first half.
    pub(super) fn texts(&self, texts: &[&str]) -> Vec<String> {
        if self.tables.is_empty() {
            return Vec::new();
        }
        let one = |(at, text): (usize, &&str)| {
            let (words, units) = &self.tables[at % self.tables.len()];
            let count = text.split_whitespace().count();
            let end = if at % 3 == 0 { count / 2 } else { count };
            let mut memory = BTreeMap::new();
            let translated = text.split_whitespace().enumerate().map(|(place, word)| {
                let plain = word
                    .trim_matches(|c: char| !c.is_alphabetic())
                    .to_lowercase();
                match self.own.find_exact(&plain) {
                    Some(own) if place < end => memory
                        .entry(plain)
                        .or_insert_with(|| {
                            words[nearest(&unit(self.own.word_vector(own)), units)].clone()
                        })
                        .clone(),
                    _ => word.to_string(),
                }
            });
            translated.collect::<Vec<_>>().join(" ")
        };
        texts.par_iter().enumerate().map(one).collect()
    }
}

fn unit(mut vector: Vec<f32>) -> Vec<f32> {
    let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
    vector.iter_mut().for_each(|x| *x /= norm);
    vector
}

fn nearest(vector: &[f32], units: &[Vec<f32>]) -> usize {
    let mut best = (f32::NEG_INFINITY, 0);
    for (at, unit) in units.iter().enumerate() {
        let mut lanes = [0.0_f32; 8];
        for (a, b) in vector.chunks_exact(8).zip(unit.chunks_exact(8)) {
            for lane in 0..8 {
                lanes[lane] += a[lane] * b[lane];
            }
        }
        let product = lanes.iter().sum::<f32>();
        if product > best.0 {
            best = (product, at);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_pairs_stay_and_wrong_ones_differ_from_them() {
        let pair = |a: &str, b: &str| [a.to_string(), b.to_string()];
        let pairs = [
            pair(
                "Il est né en 1867, à Paris.",
                "He was born in 1867, in Paris.",
            ),
            pair(
                "La pluie a cessé hier soir.",
                "The rain stopped last night.",
            ),
            pair("Le marché ouvre à 8 heures.", "The market opens at 8."),
        ];
        let made = make(&pairs, &mut Random::new(1));
        assert_eq!(made, make(&pairs, &mut Random::new(1)));
        assert!(made.iter().filter(|m| m.right).count() >= 3);
        assert!(made.iter().filter(|m| !m.right).count() >= 6);
        assert!(
            made.iter()
                .filter(|m| !m.right)
                .all(|m| !pairs.contains(&m.sides))
        );
    }

    #[test]
    fn figures_and_encodings_are_broken() {
        let mut random = Random::new(2);
        let text = other_figure("en 1867", &mut random).expect("has digits");
        assert!(text != "en 1867" && text.len() == 7);
        assert_eq!(other_figure("rien", &mut random), None);
        assert_eq!(misread("né"), "nÃ©");
    }
}
