//! What makes two units duplicates: keys of 128 bits, equal where the units are.
//!
//! The exact key is of both texts as they stand. The near key is of both texts without case,
//! accents, marks and spaces, and with every number the same, so that templates filled with other
//! numbers meet; where a unit has fewer than five words a side that are no numbers, the numbers
//! stay as they are (`Chapter 1` is not `Chapter 2`). XXH3 of 128 bits: with a thousand million
//! units, the chance that any two different ones have one key is under 10^-20.

use xxhash_rust::xxh3::xxh3_128;

use crate::bitext::{Language, TranslationUnit};
use crate::normalize::fold;
use crate::segment::words::words;

/// Name of the rule for exact duplicates.
pub const DUPLICATE: &str = "duplicate";

/// Name of the rule for near duplicates.
pub const NEAR_DUPLICATE: &str = "near-duplicate";

/// Words a side from which numbers do not tell units apart.
const WORDS: usize = 5;

/// A unit's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DuplicateKeys {
    /// Equal where both texts are.
    pub exact: u128,
    /// Equal where both texts are nearly.
    pub near: u128,
}

/// The keys of a unit.
///
/// ```
/// use alinea::filter::duplicate_keys;
/// # use alinea::bitext::{Article, Language, Side, TranslationUnit};
/// # let side = |text: &str| Side { indices: 0..1, paragraphs: vec![], segments: vec![text.into()] };
/// # let article = std::sync::Arc::new(Article { id: "a".into(), source_language: Language::french(),
/// #     target_language: Language::english(), metadata: Default::default(), score: None });
/// # let unit = |source: &str, target: &str| TranslationUnit { article: article.clone(), bead: 0,
/// #     source: side(source), target: side(target), score: None, parts: None, quality: None, crossing: None, review: None,
/// #     extra: vec![] };
/// let a = duplicate_keys(&unit("L’été est là !", "Summer is here!"));
/// let b = duplicate_keys(&unit("L'ETE est là!", "Summer is here…"));
/// assert!(a.exact != b.exact && a.near == b.near);
/// ```
pub fn duplicate_keys(unit: &TranslationUnit) -> DuplicateKeys {
    let article = &unit.article;
    let (source, target) = (unit.source_text(), unit.target_text());
    let languages = (&article.source_language, &article.target_language);
    let [a, b] = [plain(&source), plain(&target)];
    let keeps_numbers = a.words.min(b.words) < WORDS;
    DuplicateKeys {
        exact: key(languages, &source, &target),
        near: if keeps_numbers {
            key(languages, &a.with_numbers, &b.with_numbers)
        } else {
            key(languages, &a.without_numbers, &b.without_numbers)
        },
    }
}

/// The keys of the texts of a unit: of each side as a whole, and of each of its segments, for what is a
/// unit of its own in one article may be a part of one in another. Equal where two texts are
/// nearly so; each once, ascending. A text with fewer than five words that are no numbers has none: `Oui.`
/// says nothing of where it is from.
///
/// ```
/// use alinea::filter::text_keys;
/// # use alinea::bitext::{Article, Language, Side, TranslationUnit};
/// # let side = |texts: &[&str]| Side { indices: 0..texts.len(), paragraphs: vec![],
/// #     segments: texts.iter().map(|t| t.to_string()).collect() };
/// # let article = std::sync::Arc::new(Article { id: "a".into(), source_language: Language::french(),
/// #     target_language: Language::english(), metadata: Default::default(), score: None });
/// # let unit = |source: &[&str], target: &str| TranslationUnit { article: article.clone(), bead: 0,
/// #     source: side(source), target: side(&[target]), score: None, parts: None, quality: None, crossing: None, review: None, extra: vec![] };
/// let alone = text_keys(&unit(&["Le port est fermé depuis lundi."], "It has been shut."));
/// let part = text_keys(&unit(&["Oui.", "Le port est fermé depuis lundi !"], "It is shut."));
/// assert_eq!((alone.len(), part.len()), (1, 2));
/// assert!(part.contains(&alone[0]));
/// ```
pub fn text_keys(unit: &TranslationUnit) -> Vec<u128> {
    let sides = [
        (unit.source_text(), &unit.source.segments),
        (unit.target_text(), &unit.target.segments),
    ];
    let mut keys: Vec<u128> = Vec::new();
    for (whole, segments) in &sides {
        // A side of one segment is that segment.
        let parts = if segments.len() > 1 {
            &segments[..]
        } else {
            &[]
        };
        let texts = [whole].into_iter().chain(parts);
        keys.extend(texts.filter_map(|text| text_key(text)));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The same on both sides: a list may have pairs in both directions.
fn text_key(text: &str) -> Option<u128> {
    let plain = plain(text);
    (plain.words >= WORDS).then(|| xxh3_128(plain.without_numbers.as_bytes()))
}

fn key((from, to): (&Language, &Language), source: &str, target: &str) -> u128 {
    // No text holds a zero character after the repairs, and one that does is only told apart worse.
    let parts = [from.as_str(), to.as_str(), source, target];
    xxh3_128(parts.join("\0").as_bytes())
}

/// A text with and without its numbers, otherwise normalized.
struct Plain {
    with_numbers: String,
    without_numbers: String,
    /// Words that are no numbers.
    words: usize,
}

fn plain(text: &str) -> Plain {
    let mut plain = Plain {
        with_numbers: String::with_capacity(text.len()),
        without_numbers: String::with_capacity(text.len()),
        words: 0,
    };
    for word in words(text) {
        let folded = fold(word);
        let letters: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
        plain.with_numbers.push_str(&letters);
        if letters.contains(|c: char| c.is_numeric()) {
            // Numbers that follow each other are one, as `1 234` and `1,234` are.
            if !plain.without_numbers.ends_with('0') {
                plain.without_numbers.push('0');
            }
        } else {
            plain.without_numbers.push_str(&letters);
            plain.words += 1;
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::testing::unit;

    fn same(a: (&str, &str), b: (&str, &str)) -> (bool, bool) {
        let a = duplicate_keys(&unit(a.0, a.1));
        let b = duplicate_keys(&unit(b.0, b.1));
        (a.exact == b.exact, a.near == b.near)
    }

    #[test]
    fn templates_filled_with_other_numbers_are_near() {
        let a = (
            "Il reste 12 places dans ce train.",
            "There are 12 seats left on this train.",
        );
        let b = (
            "Il reste 1 300 places dans ce train.",
            "There are 1,300 seats left on this train.",
        );
        assert_eq!(same(a, a), (true, true));
        assert_eq!(same(a, b), (false, true));
    }

    #[test]
    fn numbers_tell_short_units_apart() {
        assert_eq!(
            same(("Chapitre 1", "Chapter 1"), ("Chapitre 2", "Chapter 2")),
            (false, false)
        );
        assert_eq!(
            same(("Chapitre 1", "Chapter 1"), ("CHAPITRE 1 :", "Chapter 1")),
            (false, true)
        );
    }

    #[test]
    fn another_translation_is_no_duplicate() {
        assert_eq!(same(("Oui.", "Yes."), ("Oui.", "Yeah.")), (false, false));
        assert_eq!(same(("ab", "c"), ("a", "bc")), (false, false));
    }
}
