//! The words of a language while its table is made: which of them the table holds, and which of them
//! have vectors of their own.

use rustc_hash::FxHashMap;

use crate::segment::words::words as words_of;
use crate::similarity::vectors::{Fallback, Parts, form, size};

use super::ridge::{Rows, Vectors};
use super::teacher;
use super::vectors::{Recipe, Vocabulary};

/// The most frequent words have vectors whatever they are like: their weights differ.
const ALWAYS: usize = 3_000;

/// A language's words in the making.
pub(super) struct Language<'v> {
    pub(super) code: &'v str,
    /// Those with vectors, as the list has them, with their frequencies.
    pub(super) words: Vec<(String, f64)>,
    /// The same in the tables' form.
    pub(super) forms: Vec<String>,
    numbers: FxHashMap<String, u32>,
    pub(super) vectors: Vectors,
    /// Words without vectors, for which others stand, in the tables' form.
    pub(super) likened: Vec<String>,
    /// What stands for words without vectors.
    pub(super) fallback: Fallback,
}

impl<'v> Language<'v> {
    /// The most frequent words, without vectors yet.
    pub(super) fn new(vocabulary: &'v Vocabulary, recipe: &Recipe) -> Self {
        let mut language = Language {
            code: &vocabulary.language,
            words: Vec::new(),
            forms: Vec::new(),
            numbers: FxHashMap::default(),
            vectors: Vectors::zero(teacher::DIMENSION, 0),
            likened: Vec::new(),
            fallback: Fallback {
                shortest_prefix: recipe.shortest_prefix,
                compound_share: compound_share(&vocabulary.language),
            },
        };
        let mut buffer = String::new();
        for (word, frequency) in &vocabulary.words {
            form(word, &mut buffer);
            if let Some(number) = language.numbers.get(&buffer) {
                language.words[*number as usize].1 += frequency;
                continue;
            }
            let usable = buffer.len() < 256
                && words_of(&buffer).eq([buffer.as_str()])
                && buffer
                    .chars()
                    .all(|c| c == '\'' || c.is_alphabetic() && c < '\u{250}');
            if usable && language.words.len() < recipe.candidates {
                language
                    .numbers
                    .insert(buffer.clone(), language.words.len() as u32);
                language.words.push((word.clone(), *frequency));
                language.forms.push(buffer.clone());
            }
        }
        language
    }

    /// Takes away the vectors of words for which others can stand, and the rarest words that do not
    /// fit a table.
    pub(super) fn thin(&mut self, recipe: &Recipe) {
        let words = std::mem::take(&mut self.words);
        let forms = std::mem::take(&mut self.forms);
        let vectors = std::mem::replace(&mut self.vectors, Vectors::zero(recipe.dimension, 0));
        self.numbers.clear();
        let mut listed: Vec<(&str, u8)> = Vec::new();
        let mut kept: Vec<usize> = Vec::new();
        for (at, form) in forms.iter().enumerate() {
            let likened = at >= ALWAYS && {
                let known = |word: &str| self.number(word).map(|number| kept[number]);
                let parts = self.fallback.of(form, known);
                cosine(parts, &vectors, at) >= recipe.alike
            };
            if likened {
                listed.push((form, 0));
                continue;
            }
            listed.push((form, recipe.bits_of(kept.len())));
            self.numbers.insert(form.clone(), kept.len() as u32);
            kept.push(at);
        }
        let fitting = fitting(&listed, recipe);
        let likened = listed[..fitting].iter().filter(|(_, bits)| *bits == 0);
        self.likened = likened.map(|(form, _)| form.to_string()).collect();
        for at in kept.into_iter().filter(|at| *at < fitting) {
            self.words.push(words[at].clone());
            self.forms.push(forms[at].clone());
            self.vectors.values.extend(vectors.row(at));
        }
        let len = self.words.len() as u32;
        self.numbers.retain(|_, number| *number < len);
    }

    /// The number of a word of a dictionary, if it has a vector of its own.
    pub(super) fn number_of(&self, word: &str) -> Option<usize> {
        let mut buffer = String::new();
        form(word, &mut buffer);
        self.number(&buffer)
    }

    fn number(&self, form: &str) -> Option<usize> {
        self.numbers.get(form).map(|number| *number as usize)
    }

    /// The words that stand for a word, as the table will find them.
    fn parts(&self, form: &str) -> Parts {
        let known = |word: &str| self.number(word);
        match known(form) {
            _ if form.starts_with(char::is_numeric) => Parts::default(),
            Some(number) => Parts::whole(number),
            None => self.fallback.of(form, known),
        }
    }

    /// The words with vectors of each sentence.
    pub(super) fn rows<'s>(&self, sentences: impl Iterator<Item = &'s str>) -> Rows {
        let mut buffer = String::new();
        let row = |sentence: &str| {
            let mut row = Vec::new();
            for word in words_of(sentence) {
                form(word, &mut buffer);
                let parts = self.parts(&buffer).iter();
                row.extend(parts.map(|(number, weight)| (number as u32, weight)));
            }
            row
        };
        sentences.map(row).collect()
    }
}

/// How much of a word its longest known prefix must be, in per cent of its characters, for no compound
/// to be looked for.
fn compound_share(language: &str) -> u8 {
    match language {
        "de" | "nl" => 70,
        _ => 50,
    }
}

/// How many of the words fit a table.
fn fitting(words: &[(&str, u8)], recipe: &Recipe) -> usize {
    let (mut low, mut high) = (0, words.len());
    while low < high {
        let middle = (low + high).div_ceil(2);
        let mut sorted = words[..middle].to_vec();
        sorted.sort_unstable();
        if size(recipe.dimension, &sorted) <= recipe.bytes {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

/// The cosine of a word's vector and of what stands for it; 0 where nothing does.
fn cosine(parts: Parts, vectors: &Vectors, word: usize) -> f32 {
    let mut sum = vec![0.0f32; vectors.dimension];
    for (part, weight) in parts.iter() {
        let vector = vectors.row(part);
        sum.iter_mut()
            .zip(vector)
            .for_each(|(s, x)| *s += weight * x);
    }
    let (mut dot, mut a, mut b) = (0.0f32, 0.0f32, 0.0f32);
    for (x, y) in sum.iter().zip(vectors.row(word)) {
        dot += x * y;
        a += x * x;
        b += y * y;
    }
    dot / (a * b).sqrt().max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is kept of frequent words and then `words`, each with a vector in the plane at its angle in
    /// degrees: the words with vectors, and those without.
    fn thinned(words: &[(&str, f32)], recipe: &Recipe) -> (Vec<String>, Vec<String>) {
        let letter = |at: usize| char::from(b'a' + (at % 26) as u8);
        let frequent = |at| String::from_iter(['a', letter(at / 676), letter(at / 26), letter(at)]);
        let frequent: Vec<String> = (0..ALWAYS).map(frequent).collect();
        let list = frequent.iter().map(|word| (word.as_str(), 0.0));
        let all: Vec<(&str, f32)> = list.chain(words.iter().copied()).collect();
        let vocabulary = Vocabulary {
            language: "fr".to_string(),
            words: all.iter().map(|(w, _)| (w.to_string(), 1e-5)).collect(),
        };
        let mut language = Language::new(&vocabulary, recipe);
        let vector = |(_, angle): &(&str, f32)| {
            let (sin, cos) = angle.to_radians().sin_cos();
            [cos, sin, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
        };
        language.vectors = Vectors {
            dimension: 8,
            values: all.iter().flat_map(vector).collect(),
        };
        language.thin(recipe);
        (language.forms, language.likened)
    }

    fn recipe() -> Recipe {
        Recipe {
            dimension: 8,
            bits: vec![(4, usize::MAX)],
            ..Recipe::default()
        }
    }

    #[test]
    fn a_form_like_its_prefix_needs_no_vector_and_another_does() {
        let words = [("chat", 0.0), ("chats", 20.0), ("chaton", 60.0)];
        let (kept, likened) = thinned(&words, &recipe());
        assert_eq!(kept[ALWAYS..], ["chat", "chaton"]);
        assert_eq!(likened, ["chats"]);
    }

    #[test]
    fn the_rarest_words_are_cut_where_the_table_is_full() {
        let words = [("chat", 0.0), ("chien", 90.0)];
        let (mut kept, _) = thinned(&words, &recipe());
        assert_eq!(kept[ALWAYS..], ["chat", "chien"]);
        kept.pop();
        let mut sorted: Vec<(&str, u8)> = kept.iter().map(|word| (word.as_str(), 4)).collect();
        sorted.sort_unstable();
        let full = Recipe {
            bytes: size(8, &sorted),
            ..recipe()
        };
        assert_eq!(thinned(&words, &full).0[ALWAYS..], ["chat"]);
    }
}
