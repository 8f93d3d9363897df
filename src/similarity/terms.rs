//! Terms of a segment: character 4-grams, words, numbers and dates, names.
//!
//! A segment is normalized, cut into words, and each word gives its terms. Numbers come in
//! canonical form, months and small number words as figures. Names are words with a capital that do
//! not open the segment or a sentence inside it. All terms of an article pair are interned, so that
//! later steps work on integers.

use rustc_hash::FxHashMap;

use crate::bitext::Language;
use crate::normalize::{self, fold, month, number_word};
use crate::segment::words::words;

/// What a term is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Ngram,
    Word,
    Number,
    Name,
}

/// Letters of a character n-gram, as many as codes of 16 bits in a number.
const NGRAM: usize = 4;

/// Strings of one kind, numbered in order of appearance.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    numbers: FxHashMap<String, u32>,
    terms: Vec<String>,
}

/// Character n-grams, numbered in order of appearance. Nobody asks for their letters again, so they
/// are told apart by their letters' codes, of 16 bits each.
#[derive(Debug, Default)]
struct Ngrams {
    numbers: FxHashMap<u64, u32>,
    /// Letters whose numbers have more bits.
    far: Vec<char>,
}

impl Ngrams {
    /// The n-gram that comes after another by a letter.
    fn next(&mut self, ngram: u64, letter: char) -> u64 {
        let code = u16::try_from(u32::from(letter)).unwrap_or_else(|_| self.far_code(letter));
        ngram << 16 | u64::from(code)
    }

    /// A code that no letter has for its number: those of surrogates, one for each letter as it comes. A
    /// text with more such letters than there are takes some of them for others.
    #[cold]
    fn far_code(&mut self, letter: char) -> u16 {
        let at = self.far.iter().position(|far| *far == letter);
        let at = at.unwrap_or_else(|| {
            self.far.push(letter);
            self.far.len() - 1
        });
        0xd800 + (at % 0x800) as u16
    }

    fn number(&mut self, ngram: u64) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(ngram).or_insert(next)
    }
}

impl Vocabulary {
    fn number(&mut self, term: &str) -> u32 {
        if let Some(number) = self.numbers.get(term) {
            return *number;
        }
        let number = self.terms.len() as u32;
        self.numbers.insert(term.to_string(), number);
        self.terms.push(term.to_string());
        number
    }
}

/// The vocabularies of an article pair, one a kind, shared by both sides.
#[derive(Debug, Default)]
pub(super) struct Vocabularies {
    ngrams: Ngrams,
    pub(super) words: Vocabulary,
    pub(super) numbers: Vocabulary,
    pub(super) names: Vocabulary,
}

/// What the words of a side were found to be: most come again.
#[derive(Debug, Default)]
pub(super) struct Seen<'t> {
    words: FxHashMap<&'t str, Term>,
    /// The n-grams of all words, one after the other.
    ngrams: Vec<u32>,
}

/// What a word without a figure in front is.
#[derive(Debug, Clone, Copy)]
enum Term {
    /// A month or a number word.
    Number(u32),
    Word {
        letters: u32,
        /// None where there are too few letters.
        number: Option<u32>,
        /// Where its n-grams begin and end in [`Seen::ngrams`].
        ngrams: (u32, u32),
    },
}

/// Terms of a segment with their counts, sorted by number.
pub(super) type Counts = Vec<(u32, f32)>;

/// The terms of one segment.
#[derive(Debug, Default)]
pub(super) struct SegmentTerms {
    pub(super) ngrams: Counts,
    pub(super) words: Counts,
    pub(super) numbers: Counts,
    pub(super) names: Counts,
}

impl SegmentTerms {
    pub(super) fn of(&self, kind: Kind) -> &Counts {
        match kind {
            Kind::Ngram => &self.ngrams,
            Kind::Word => &self.words,
            Kind::Number => &self.numbers,
            Kind::Name => &self.names,
        }
    }
}

impl Vocabularies {
    /// The terms of a kind, by number; n-grams are only counted.
    pub(super) fn terms_of(&self, kind: Kind) -> &[String] {
        match kind {
            Kind::Ngram => &[],
            Kind::Word => &self.words.terms,
            Kind::Number => &self.numbers.terms,
            Kind::Name => &self.names.terms,
        }
    }

    /// How many terms of a kind there are.
    pub(super) fn len(&self, kind: Kind) -> usize {
        match kind {
            Kind::Ngram => self.ngrams.numbers.len(),
            _ => self.terms_of(kind).len(),
        }
    }

    /// The terms of a segment that is normalized already. `seen` is the same for all segments of a
    /// side.
    pub(super) fn terms<'t>(
        &mut self,
        normalized: &'t str,
        language: &Language,
        seen: &mut Seen<'t>,
    ) -> SegmentTerms {
        let mut ngrams = Vec::with_capacity(normalized.len());
        let (mut plain, mut numbers, mut names) = (vec![], vec![], vec![]);
        let in_capitals = in_capitals(normalized);
        let mut before = "";
        for word in words(normalized) {
            let previous = std::mem::replace(&mut before, word);
            if word.starts_with(|c: char| c.is_ascii_digit()) {
                for part in word.split([':', '/', '-']).filter(|p| !p.is_empty()) {
                    numbers.push(self.numbers.number(part.trim_start_matches('0')));
                }
                continue;
            }
            let term = seen.words.entry(word);
            let term = term.or_insert_with(|| self.term(word, language, &mut seen.ngrams));
            let letters = match *term {
                Term::Number(number) => {
                    numbers.push(number);
                    continue;
                }
                Term::Word {
                    letters,
                    number,
                    ngrams: (from, to),
                } => {
                    plain.extend(number);
                    ngrams.extend_from_slice(&seen.ngrams[from as usize..to as usize]);
                    letters
                }
            };
            let capital = !in_capitals && word.starts_with(char::is_uppercase);
            if capital && letters >= 2 && !opens_sentence(normalized, previous, word) {
                names.push(self.names.number(&fold(word)));
            }
        }
        let [numbers, names] = [numbers, names].map(|terms| {
            let mut counts = counts(terms);
            // Masses are sums of squares: the third mention is worth as much as the first.
            counts
                .iter_mut()
                .for_each(|(_, count)| *count = count.sqrt());
            counts
        });
        SegmentTerms {
            ngrams: counts(ngrams),
            words: counts(plain),
            numbers,
            names,
        }
    }

    /// What a word is that was not seen before. Its n-grams are added to those of the others.
    fn term(&mut self, word: &str, language: &Language, ngrams: &mut Vec<u32>) -> Term {
        let folded = fold(word);
        if let Some(month) = month(&folded, language) {
            return Term::Number(self.numbers.number(&format!("month {month}")));
        }
        if let Some(value) = number_word(&folded, language) {
            return Term::Number(self.numbers.number(&value.to_string()));
        }
        let (letters, first) = (folded.chars().count(), ngrams.len() as u32);
        if letters >= NGRAM {
            self.ngrams(&folded, ngrams);
        }
        Term::Word {
            letters: letters as u32,
            number: (letters >= 3).then(|| self.words.number(&folded)),
            ngrams: (first, ngrams.len() as u32),
        }
    }

    /// Character 4-grams of a word, its beginning marked.
    fn ngrams(&mut self, word: &str, out: &mut Vec<u32>) {
        let mut ngram = u64::from(u32::from('^'));
        for (at, letter) in word.chars().enumerate() {
            ngram = self.ngrams.next(ngram, letter);
            if at + 2 >= NGRAM {
                out.push(self.ngrams.number(ngram));
            }
        }
    }
}

/// Whether a text is written in capitals, more or less: then a capital makes no name.
fn in_capitals(text: &str) -> bool {
    let (mut small, mut capital) = (0_usize, 0_usize);
    for c in text.chars() {
        small += usize::from(c.is_lowercase());
        capital += usize::from(c.is_uppercase());
    }
    capital > small
}

/// Longest word with a capital that a full stop may shorten: `Mrs.`.
const SHORTENED: usize = 3;

/// Whether a word of a text opens it or a sentence in it, by the marks between it and the word before
/// (none for the first).
fn opens_sentence(text: &str, before: &str, word: &str) -> bool {
    if before.is_empty() {
        return true;
    }
    let start = text.as_bytes().as_ptr() as usize;
    let place = |part: &str| part.as_bytes().as_ptr() as usize - start;
    let between = &text[place(before) + before.len()..place(word)];
    let shortened =
        before.starts_with(char::is_uppercase) && before.chars().nth(SHORTENED).is_none();
    between.contains(['!', '?', ':'])
        || between.contains(", \"")
        || between.contains(" - ")
        || between.contains('.') && !shortened
}

fn counts(mut terms: Vec<u32>) -> Counts {
    terms.sort_unstable();
    let mut counts: Counts = Vec::with_capacity(terms.len());
    for term in terms {
        match counts.last_mut() {
            Some((last, count)) if *last == term => *count += 1.0,
            _ => counts.push((term, 1.0)),
        }
    }
    counts
}

/// Whether each of so many terms occurs in these segments.
pub(super) fn occurring<'c>(segments: impl Iterator<Item = &'c Counts>, terms: usize) -> Vec<bool> {
    let mut occurs = vec![false; terms];
    for (term, _) in segments.flatten() {
        occurs[*term as usize] = true;
    }
    occurs
}

/// The segment's text in the form in which it is compared.
pub(super) fn normalized(text: &str, language: &Language) -> String {
    normalize::text(&normalize::without_markup(text), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(kind: Kind, text: &str, language: &Language) -> Vec<String> {
        let mut all = Vocabularies::default();
        let text = normalized(text, language);
        let terms = all.terms(&text, language, &mut Seen::default());
        let number = |(n, _): &(u32, f32)| all.terms_of(kind)[*n as usize].clone();
        terms.of(kind).iter().map(number).collect()
    }

    #[test]
    fn dates_and_number_words_are_figures_in_both_languages() {
        let mut french = named(
            Kind::Number,
            "Le 12 juin, trois ponts.",
            &Language::french(),
        );
        let mut english = named(
            Kind::Number,
            "Three bridges on June 12.",
            &Language::english(),
        );
        french.sort();
        english.sort();
        assert_eq!(french, english);
    }

    #[test]
    fn a_capital_at_the_start_makes_no_name() {
        let names = named(
            Kind::Name,
            "Le ministre Morel est à Moscou.",
            &Language::french(),
        );
        assert_eq!(names, ["morel", "moscou"]);
    }

    #[test]
    fn a_capital_at_the_start_of_a_sentence_inside_makes_no_name() {
        let names = |text| named(Kind::Name, text, &Language::french());
        assert_eq!(
            names(
                "Il dort. Puis Morel sort ! Où va M. Hulot ? Elle dit : « Venez, Anne. » - Non, dit Luc."
            ),
            ["morel", "hulot", "anne", "luc"]
        );
    }

    #[test]
    fn what_is_named_again_counts_by_its_number_not_by_the_square() {
        let mut all = Vocabularies::default();
        let text = "Chez Morel, Morel, Morel et Morel";
        let terms = all.terms(text, &Language::french(), &mut Seen::default());
        assert_eq!(terms.names, [(0, 2.0)]);
    }

    #[test]
    fn a_text_in_capitals_has_no_names() {
        let names = |text| named(Kind::Name, text, &Language::french());
        assert!(names("LE MINISTRE MOREL EST À MOSCOU.").is_empty());
        assert_eq!(
            names("Le sigle OTAN et la ville de Paris"),
            ["otan", "paris"]
        );
    }

    #[test]
    fn ngrams_begin_with_a_mark_and_are_numbered_as_they_come() {
        let mut all = Vocabularies::default();
        let mut seen = Seen::default();
        let mut counts =
            |all: &mut Vocabularies, text| all.terms(text, &Language::french(), &mut seen).ngrams;
        assert_eq!(counts(&mut all, "elan"), [(0, 1.0), (1, 1.0)]);
        assert_eq!(counts(&mut all, "gelant gelant")[0], (1, 2.0));
        assert_eq!(counts(&mut all, "élan"), [(0, 1.0), (1, 1.0)]);
        assert!(counts(&mut all, "les").is_empty());
        assert_eq!(all.len(Kind::Ngram), 5);
    }

    #[test]
    fn letters_with_large_numbers_are_told_apart_too() {
        let mut all = Vocabularies::default();
        let mut ngrams = |text| {
            let terms = all.terms(text, &Language::french(), &mut Seen::default());
            terms.ngrams.iter().map(|(n, _)| *n).collect::<Vec<u32>>()
        };
        // Gothic letters, the last one another; and letters whose numbers have the same lower bits.
        assert_eq!(ngrams("𐌰𐌱𐌲𐌳"), [0, 1]);
        assert_eq!(ngrams("𐌰𐌱𐌲𐌴"), [0, 2]);
        assert_eq!(ngrams("𐌰𐌱𐌲𐌳"), [0, 1]);
        assert_eq!(ngrams("𐑈𐑈𐑈𐑈"), [3, 4]);
        assert_eq!(ngrams("шшшш"), [5, 6]);
    }
}
