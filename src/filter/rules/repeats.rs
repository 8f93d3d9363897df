//! Text that repeats itself: a sentence copied many times, a word said over and over, rows of one
//! character.

use rustc_hash::FxHashSet;

use super::super::pair::{Pair, Text};
use super::Figure;

/// Words in a row that count as said before.
const ROW: usize = 3;

/// Words under which repetition says nothing.
const WORDS: usize = 10;

/// Equal characters in a row that are no word and no ellipsis.
const RUN: usize = 8;

/// Share of a side that repeats what stood before: of the rows of [`ROW`] words that stood before
/// already, or of the characters in runs of [`RUN`] equal ones, whichever is more.
pub(super) fn repeats(pair: &Pair<'_>) -> Option<Figure> {
    Some(pair.greater(repeated_share).into())
}

/// The share of a side that repeats what stood before, 0 to 1, as the rule `repeats` has it.
///
/// ```
/// use alinea::bitext::Language;
/// use alinea::filter::{Text, repeated_share};
/// let said = |text: String| repeated_share(&Text::new(text, &Language::english()));
/// assert_eq!(said("He opened the new school yesterday, in the rain, alone.".into()), 0.0);
/// assert!(said("no, ".repeat(30)) > 0.9);
/// ```
pub fn repeated_share(side: &Text) -> f64 {
    rows(side).max(runs(side))
}

fn rows(side: &Text) -> f64 {
    let words: Vec<&str> = side.words().collect();
    if words.len() < WORDS {
        return 0.0;
    }
    let rows = words.windows(ROW);
    let all = rows.len();
    let mut seen = FxHashSet::default();
    let again = rows.filter(|row| !seen.insert(*row)).count();
    again as f64 / all as f64
}

fn runs(side: &Text) -> f64 {
    let (mut inside, mut length, mut before) = (0, 0, ' ');
    for c in side.text.chars().chain([' ']) {
        if c == before {
            length += 1;
            continue;
        }
        if length >= RUN && !before.is_whitespace() {
            inside += length;
        }
        (length, before) = (1, c);
    }
    side.share(inside)
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::drops;

    #[test]
    fn a_sentence_said_many_times_repeats() {
        let french = "Le maire a ouvert l'école hier.".repeat(6);
        assert!(drops(
            "repeats",
            &french,
            "The mayor opened the school yesterday."
        ));
        assert!(drops("repeats", "Non ! Non !", &"no, ".repeat(30)));
        assert!(drops(
            "repeats",
            "Chapitre premier ..............................",
            "Chapter one"
        ));
    }

    #[test]
    fn a_refrain_and_an_ellipsis_do_not() {
        let refrain = "Il pleut, il pleut, bergère, presse tes blancs moutons, il pleut encore.";
        assert!(!drops(
            "repeats",
            refrain,
            "It rains, it rains, shepherdess, hurry your white sheep."
        ));
        assert!(!drops("repeats", "Et puis… ......", "And then… ......"));
    }
}
