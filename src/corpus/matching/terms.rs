//! What a document shares with its translation in spelling: numbers, dates, names, cognates.
//!
//! A term is a string of one [`Kind`], kept as 32 bits: a hash, its last two bits the kind. Numbers
//! stand in canonical form, small number words and months as figures, and a month beside a number
//! as a date too (`le 12 juin` and `June 12` give the same three terms). Words are folded: no
//! accents, lower case. Long words give their beginning as well, which cognates have in common
//! (`président`, `president`; `économique`, `economy`).
//!
//! Linear in the text. Two strings have the same hash once in a thousand million pairs, which makes
//! no difference to a sum over hundreds of terms.

use crate::bitext::{Document, Language};
use crate::normalize::{self, fold, month, number_word};
use crate::segment::words::words;

/// What a term is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number, a month or a date.
    Number,
    /// A word with a capital that does not open a segment.
    Name,
    /// A word of four letters or more.
    Word,
    /// The first letters of a longer word.
    Beginning,
}

/// Number of kinds.
pub(super) const KINDS: usize = 4;

/// Fewest letters of a word that is a term.
const WORD: usize = 4;

/// Letters of a beginning, and the fewest of a word that gives one.
const BEGINNING: (usize, usize) = (5, 6);

/// Most terms that are kept of a document: of more, those with the smallest hashes, which are the
/// same on both sides.
const MOST: usize = 4000;

/// The kind of a term, as a number below [`KINDS`].
pub(super) fn kind(term: u32) -> usize {
    (term & 3) as usize
}

/// The terms of a document, sorted and none twice.
pub(super) fn terms(document: &Document) -> Vec<u32> {
    let mut out = Vec::new();
    for segment in &document.segments {
        let text = normalize::text(&segment.text, &document.language);
        of_segment(&text, &document.language, &mut out);
    }
    out.sort_unstable();
    out.dedup();
    if out.len() > MOST {
        // The kinds stand in the last bits, so that each keeps its share.
        out.truncate(MOST);
        out.shrink_to_fit();
    }
    out
}

/// A number or a month within a segment, for dates.
enum Figure {
    Number(String),
    Month(u32),
}

fn of_segment(text: &str, language: &Language, out: &mut Vec<u32>) {
    let mut before: Option<Figure> = None;
    for (at, word) in words(text).enumerate() {
        let figure = figure(word, language, out);
        match (&before, &figure) {
            (Some(Figure::Number(day)), Some(Figure::Month(month)))
            | (Some(Figure::Month(month)), Some(Figure::Number(day))) => {
                out.push(hash(Kind::Number, &format!("{day} of month {month}")));
            }
            _ => {}
        }
        if figure.is_none() {
            spelt(word, at > 0, out);
        }
        before = figure;
    }
}

/// The number or month that a word is, its terms added.
fn figure(word: &str, language: &Language, out: &mut Vec<u32>) -> Option<Figure> {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        let mut last = "";
        for part in word.split([':', '/', '-']).filter(|p| !p.is_empty()) {
            last = part.trim_start_matches('0');
            out.push(hash(Kind::Number, last));
        }
        return Some(Figure::Number(last.to_string()));
    }
    let folded = fold(word);
    if let Some(month) = month(&folded, language) {
        out.push(hash(Kind::Number, &format!("month {month}")));
        return Some(Figure::Month(month));
    }
    let value = number_word(&folded, language)?.to_string();
    out.push(hash(Kind::Number, &value));
    Some(Figure::Number(value))
}

/// The terms of a word's spelling.
fn spelt(word: &str, inside: bool, out: &mut Vec<u32>) {
    let folded = fold(word);
    let letters = folded.chars().count();
    if letters >= WORD {
        out.push(hash(Kind::Word, &folded));
    }
    if letters >= BEGINNING.1 {
        let end = folded.char_indices().nth(BEGINNING.0);
        let end = end.map_or(folded.len(), |(at, _)| at);
        out.push(hash(Kind::Beginning, &folded[..end]));
    }
    if inside && letters >= 2 && word.starts_with(char::is_uppercase) {
        out.push(hash(Kind::Name, &folded));
    }
}

/// FNV-1a over 64 bits, folded to 30, and the kind: the same on every machine.
fn hash(kind: Kind, text: &str) -> u32 {
    let hash = fingerprint(text.bytes());
    ((hash ^ (hash >> 32)) as u32) & !3 | kind as u32
}

/// FNV-1a of some bytes.
pub(super) fn fingerprint(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, language: Language) -> Vec<u32> {
        terms(&Document::from_segments(language, [text]))
    }

    fn shared(french: &str, english: &str, kind: Kind) -> usize {
        let english = of(english, Language::english());
        let french = of(french, Language::french());
        let of_kind = |term: &&u32| super::kind(**term) == kind as usize;
        let here = |term: &&u32| english.binary_search(term).is_ok();
        french.iter().filter(of_kind).filter(here).count()
    }

    #[test]
    fn a_date_is_the_same_in_both_orders() {
        let date = shared("Le 12 juin, trois élus", "On June 12 three", Kind::Number);
        assert_eq!(date, 4, "12, the month, the day of the month, 3");
        let other = shared(
            "Le 12 juin et en juillet",
            "On July 12 in June",
            Kind::Number,
        );
        assert_eq!(other, 3, "no day of a month");
    }

    #[test]
    fn names_and_cognates_are_shared_without_accents() {
        let (french, english) = ("Le président Éric Zéroual", "The President Eric Zeroual");
        assert_eq!(shared(french, english, Kind::Name), 2);
        assert_eq!(shared(french, english, Kind::Word), 3);
        assert_eq!(shared("économique", "economy", Kind::Beginning), 1);
        assert_eq!(shared("le chat", "the dog", Kind::Word), 0);
    }

    #[test]
    fn a_document_without_words_has_no_terms() {
        assert!(of("… !", Language::french()).is_empty());
    }
}
