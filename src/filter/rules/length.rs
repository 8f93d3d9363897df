//! How long the sides are, by themselves and against each other.

use super::super::pair::Pair;
use super::Figure;
use super::boilerplate::is_address;

/// What is added to both lengths before they are compared, in characters: short texts differ more.
const SLACK: f64 = 15.0;

/// Words of the shorter side.
pub(super) fn short(pair: &Pair<'_>) -> Option<Figure> {
    Some(pair.lesser(|side| side.words().len() as f64).into())
}

/// Characters of the longer side.
pub(super) fn long(pair: &Pair<'_>) -> Option<Figure> {
    Some(pair.greater(|side| side.characters as f64).into())
}

/// Characters of the longest run without white space. Languages that put no spaces between words
/// are left out, and so are addresses.
pub(super) fn long_word(pair: &Pair<'_>) -> Option<Figure> {
    let longest = pair.greater(|side| {
        if side.language.separator().is_empty() {
            return 0.0;
        }
        let words = side
            .text
            .split_whitespace()
            .filter(|word| !is_address(word));
        words.map(|word| word.chars().count()).max().unwrap_or(0) as f64
    });
    Some(longest.into())
}

/// The longer side over the shorter in characters, [`SLACK`] added to both. Languages that write a
/// word in one or two characters are left out.
pub(super) fn ratio(pair: &Pair<'_>) -> Option<Figure> {
    let dense = |language: &str| matches!(language, "zh" | "ja" | "ko");
    if pair
        .sides()
        .iter()
        .any(|side| dense(side.language.primary()))
    {
        return None;
    }
    let longer = pair.greater(|side| side.characters as f64) + SLACK;
    let shorter = pair.lesser(|side| side.characters as f64) + SLACK;
    Some((longer / shorter).into())
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::drops;

    #[test]
    fn a_cut_side_is_too_short_for_the_other() {
        let french = "Le conseil municipal a voté hier le budget de la nouvelle école du quartier.";
        assert!(drops("ratio", french, "Yesterday the"));
        assert!(!drops(
            "ratio",
            french,
            "The town council voted the new school's budget."
        ));
        assert!(!drops("ratio", "Déjeuner", "Lunch"));
    }

    #[test]
    fn words_are_counted_on_the_shorter_side() {
        assert!(drops("short", "Il est là.", "He's here."));
        assert!(!drops("short", "Il est là.", "He is here."));
    }

    #[test]
    fn endless_text_and_endless_words_are_too_long() {
        let long = "mot ".repeat(1300);
        assert!(drops("long", &long, "word"));
        assert!(!drops("long", &long[..4000], "word"));
        assert!(drops("long-word", &"a".repeat(90), "word"));
        let address = format!("https://example.org/{}", "a/".repeat(50));
        assert!(!drops("long-word", &address, "word"));
    }
}
