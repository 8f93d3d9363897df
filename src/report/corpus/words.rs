//! Which words of a bead support it: pairs of words, one on each side, that a person may check at a
//! glance.
//!
//! Numbers pair where their canonical forms are equal. Words pair where each is the other's best
//! partner (see [`Likeness::compare_words`]), the likeness is high enough, and neither is so common that
//! it says nothing. A word that stands several times pairs in reading order, the first with the first.
//! Function words, number words and free translations find no pair here and support a bead all the same.

use std::collections::BTreeMap;
use std::ops::Range;

use strsim::normalized_damerau_levenshtein;

use crate::bitext::{Language, TranslationUnit};
use crate::normalize::{fold, numbers};
use crate::similarity::{Likeness, LikenessSide, Place, WordMatch};

/// Likeness from which words of a pair are shown, 0 to 1.
const SHOWN: f32 = 0.5;

/// Weight from which a word says something: articles and pronouns lie below it.
const TELLING: f32 = 2.0;

/// Likeness in letters from which two words are spelt alike, 0 to 1.
const SPELT_ALIKE: f64 = 0.6;

/// Why two words pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum SupportKind {
    /// Equal numbers.
    Number = 0,
    /// The same word on both sides: a name, a loan.
    Same = 1,
    /// Spelt alike.
    Cognate = 2,
    /// Alike by their word vectors.
    Translation = 3,
}

/// A word of each side that support a bead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportingPair {
    /// Where it stands, in bytes of the source text, segments joined.
    pub source: Range<usize>,
    /// Likewise in the target text.
    pub target: Range<usize>,
    /// Why.
    pub kind: SupportKind,
}

/// The pairs of a bead, in the order of the source; none of a null bead.
pub fn supporting_pairs(likeness: &Likeness, unit: &TranslationUnit) -> Vec<SupportingPair> {
    if unit.is_null() {
        return Vec::new();
    }
    let texts = [unit.source_text(), unit.target_text()];
    let article = &unit.article;
    let mut pairs = equal_numbers(&texts, [&article.source_language, &article.target_language]);
    pairs.extend(alike_words(&texts, likeness));
    pairs.sort_by_key(|pair| pair.source.start);
    pairs
}

fn equal_numbers(texts: &[String; 2], languages: [&Language; 2]) -> Vec<SupportingPair> {
    let mut places: BTreeMap<String, [Vec<Range<usize>>; 2]> = BTreeMap::new();
    for side in 0..2 {
        for number in numbers(&texts[side], languages[side]) {
            let of_value = places.entry(number.canonical).or_default();
            of_value[side].push(number.range);
        }
    }
    let pairs = places.into_values();
    pairs
        .flat_map(|places| in_reading_order(places, SupportKind::Number))
        .collect()
}

fn alike_words(texts: &[String; 2], likeness: &Likeness) -> Vec<SupportingPair> {
    let sides = [likeness.source(&texts[0]), likeness.target(&texts[1])];
    let (_, matches) = likeness.compare_words(&sides[0], &sides[1]);
    let places = [0, 1].map(|side| by_word(sides[side].places(&texts[side]), matches[side].len()));
    let mut pairs = Vec::new();
    for (source, found) in matches[0].iter().enumerate() {
        let Some(target) = mutual(source, found, &matches[1]) else {
            continue;
        };
        let telling = |side: &LikenessSide, word| side.word(word).weight >= TELLING;
        if found.best < SHOWN || !telling(&sides[0], source) || !telling(&sides[1], target) {
            continue;
        }
        let (of_source, of_target) = (places[0][source].clone(), places[1][target].clone());
        let kind = kind(sides[0].word(source).folded, sides[1].word(target).folded);
        pairs.extend(in_reading_order([of_source, of_target], kind));
    }
    pairs
}

/// The partner of a source word, if the word is that partner's best too.
fn mutual(source: usize, found: &WordMatch, back: &[WordMatch]) -> Option<usize> {
    let target = found.partner?;
    (back[target].partner == Some(source)).then_some(target)
}

fn by_word(places: Vec<Place>, words: usize) -> Vec<Vec<Range<usize>>> {
    let mut by_word = vec![Vec::new(); words];
    for place in places {
        if let Some(word) = place.word {
            by_word[word].push(place.range);
        }
    }
    by_word
}

fn kind(source: &str, target: &str) -> SupportKind {
    if source == target || fold(source) == fold(target) {
        return SupportKind::Same;
    }
    let first = |word: &str| word.chars().next();
    if first(source) == first(target)
        && normalized_damerau_levenshtein(source, target) >= SPELT_ALIKE
    {
        return SupportKind::Cognate;
    }
    SupportKind::Translation
}

fn in_reading_order(
    [source, target]: [Vec<Range<usize>>; 2],
    kind: SupportKind,
) -> impl Iterator<Item = SupportingPair> {
    let pairs = source.into_iter().zip(target);
    pairs.map(move |(source, target)| SupportingPair {
        source,
        target,
        kind,
    })
}

#[cfg(test)]
mod tests {
    use super::super::gathered::tests::unit;
    use super::*;
    use crate::similarity::Tables;

    fn pairs(source: &str, target: &str) -> Vec<(String, String, SupportKind)> {
        let (french, english) = (Language::french(), Language::english());
        let likeness = Likeness::new(&Tables::default(), &french, &english);
        let found = supporting_pairs(&likeness, &unit("a", 0, source, target));
        let text = |pair: SupportingPair| {
            let (from, to) = (&source[pair.source], &target[pair.target]);
            (from.to_string(), to.to_string(), pair.kind)
        };
        found.into_iter().map(text).collect()
    }

    #[test]
    fn numbers_names_and_words_find_their_partners() {
        let found = pairs(
            "Le maire de Bordeaux a compté 1 250 visiteurs au musée.",
            "The mayor of Bordeaux counted 1,250 visitors at the museum.",
        );
        let has = |from: &str, to: &str, kind| found.contains(&(from.into(), to.into(), kind));
        assert!(has("1 250", "1,250", SupportKind::Number), "{found:?}");
        assert!(has("Bordeaux", "Bordeaux", SupportKind::Same), "{found:?}");
        assert!(
            has("visiteurs", "visitors", SupportKind::Cognate),
            "{found:?}"
        );
        assert!(has("maire", "mayor", SupportKind::Translation), "{found:?}");
        assert!(!found.iter().any(|(from, _, _)| from == "Le"), "{found:?}");
    }

    #[test]
    fn a_null_bead_has_no_support() {
        assert_eq!(pairs("Le maire de Bordeaux.", ""), []);
    }

    #[test]
    fn what_stands_twice_pairs_in_reading_order() {
        let found = pairs("3 fois 3", "3 times 3");
        let numbers = found
            .iter()
            .filter(|(.., kind)| *kind == SupportKind::Number);
        assert_eq!(numbers.count(), 2);
    }
}
