//! A side that was not translated: the same words on both sides.

use rustc_hash::FxHashMap;

use crate::normalize::fold;

use super::super::pair::{Pair, Text};
use super::Figure;

/// Letters of a word that counts.
const LONG: usize = 3;

/// Words in lower case in common, under which a pair may be names.
const PLAIN: usize = 3;

/// Share of the words that stand on both sides, by their letters: twice what is common over all of
/// both sides. 0 where fewer than [`PLAIN`] of them are in lower case, since names, titles and
/// figures stay as they are in a translation; and between dialects of one language.
pub(super) fn copy(pair: &Pair<'_>) -> Option<Figure> {
    copied_share(&pair.source, &pair.target).map(Figure::from)
}

/// The share of the words that stand on both sides, 0 to 1, as the rule `copy` has it; `None` between
/// dialects of one language.
///
/// ```
/// use alinea::bitext::Language;
/// use alinea::filter::{Text, copied_share};
/// let text = "Le maire a ouvert la nouvelle école hier.";
/// let french = Text::new(text.into(), &Language::french());
/// assert_eq!(copied_share(&french, &Text::new(text.into(), &Language::english())), Some(1.0));
/// ```
pub fn copied_share(source: &Text, target: &Text) -> Option<f64> {
    if source.language.primary() == target.language.primary() {
        return None;
    }
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    let mut all = 0;
    for (_, folded) in long_words(source) {
        all += folded.len();
        *counts.entry(folded).or_default() += 1;
    }
    let (mut common, mut plain) = (0, 0);
    for (word, folded) in long_words(target) {
        all += folded.len();
        let Some(left) = counts.get_mut(&folded).filter(|left| **left > 0) else {
            continue;
        };
        *left -= 1;
        common += 2 * folded.len();
        plain += usize::from(word.starts_with(char::is_lowercase));
    }
    let share = if plain < PLAIN {
        0.0
    } else {
        common as f64 / all as f64
    };
    Some(share)
}

fn long_words(side: &Text) -> impl Iterator<Item = (&str, String)> {
    let long = side.words().filter(|word| {
        word.starts_with(char::is_alphabetic) && word.chars().nth(LONG - 1).is_some()
    });
    long.map(|word| (word, fold(word)))
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::drops;

    #[test]
    fn a_side_left_as_it_was_is_a_copy() {
        let french = "Le maire a ouvert la nouvelle école hier matin.";
        assert!(drops("copy", french, french));
        assert!(drops(
            "copy",
            french,
            "Le maire a ouvert la nouvelle ecole hier"
        ));
    }

    #[test]
    fn names_and_words_alike_are_not() {
        assert!(!drops(
            "copy",
            "Ludwig van Beethoven, Vienne 1808",
            "Ludwig van Beethoven, Vienna 1808"
        ));
        assert!(!drops(
            "copy",
            "La situation internationale est un simple accident.",
            "The international situation is a simple accident."
        ));
    }
}
