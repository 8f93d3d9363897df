//! Words of the source language that stand in the output too.
//!
//! A word counts that stands on both sides in small letters, that the source's table knows, and that
//! the target's does not, or that is much commoner in the source language. What both languages have
//! (`restaurant`, `a priori`) does not, nor what stands in quotation marks, nor parts of compounds.
//! Linear in the words. Without word vectors of both languages it says nothing; a row of words that
//! is a name on both sides in small letters is found and should not be.

use rustc_hash::FxHashMap;

use super::checker::{CheckedText, Look};
use super::marks::quoted;
use super::{Figure, listed};

/// Letters of a word that counts.
const LETTERS: usize = 4;

/// What a word that the target's table knows must say against it, as a logarithm.
const AGAINST: f32 = -0.6;

/// How many different words.
pub(super) fn untranslated(look: &Look<'_>) -> Option<Figure> {
    let [source, target] = look.sides();
    if look.is_idle() || source.text.language.primary() == target.text.language.primary() {
        return None;
    }
    let there: FxHashMap<&str, bool> = source
        .known()
        .filter(|(place, _, _)| is_small(source, place.range.start))
        .map(|(_, info, _)| (info.folded, info.known && info.language > 0.0))
        .collect();
    let marked = quoted(target.text());
    let mut found: Vec<&str> = Vec::new();
    for (place, info, _) in target.known() {
        let word = target.at(&place.range);
        let own = there.get(info.folded).copied().unwrap_or(false);
        let foreign = !info.known || info.language <= AGAINST;
        let inside = marked
            .iter()
            .any(|range| range.contains(&place.range.start));
        let joined = target.before(place).ends_with(['-', '‑', '/', '.', '@'])
            || target.after(place).starts_with(['-', '‑', '/', '@']);
        if own
            && foreign
            && !inside
            && !joined
            && word.chars().nth(LETTERS - 1).is_some()
            && is_small(target, place.range.start)
            && !found.contains(&word)
        {
            found.push(word);
        }
    }
    let verb = if found.len() == 1 { "stands" } else { "stand" };
    let detail = format!("{} {verb} as in the source", listed(found.iter().copied()));
    Some(Figure::new(found.len() as f64, detail))
}

fn is_small(side: &CheckedText, at: usize) -> bool {
    side.text()[at..].starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn a_word_left_in_french_is_shown() {
        let detail = found(
            "untranslated",
            "Les prix baissent malgré la crise, selon le ministre.",
            "Prices are falling malgré the crisis, according to the minister.",
        );
        assert_eq!(detail.as_deref(), Some("“malgré” stands as in the source"));
    }

    #[test]
    fn words_of_both_languages_names_and_quotations_are_not() {
        for (french, english) in [
            ("Un simple accident de train.", "A simple train accident."),
            (
                "Le journal Libération sort.",
                "The newspaper Libération comes out.",
            ),
            (
                "Son livre « malgré tout » sort.",
                "His book “malgré tout” comes out.",
            ),
            ("Un restaurant, a priori.", "A restaurant, a priori."),
        ] {
            assert_eq!(found("untranslated", french, english), None, "{english}");
        }
    }
}
