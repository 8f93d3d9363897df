//! Outputs that are no translation: empty, in another language, copied.

use crate::filter::{copied_share, foreign_share};

use super::Figure;
use super::checker::Look;

/// Words of three letters and more in small letters from which an output that is the same text was
/// not translated.
const SMALL: usize = 2;

/// 1 where the source has a letter or a digit and the output has none.
pub(super) fn empty(look: &Look<'_>) -> Option<Figure> {
    let [source, target] = look.sides().map(|side| side.places.is_empty());
    (!source && target).then(|| Figure::new(1.0, "the output is empty"))
}

/// The share of the output's stretches that are identified as another language than the target, where
/// the output as a whole is too. Needs a target that the identifier knows, and 20 letters.
pub(super) fn language(look: &Look<'_>) -> Option<Figure> {
    let (share, language) = foreign_share(&look.target.text);
    let own = look.target.text.language.as_str();
    let detail = format!("the output reads as `{}`, not as `{own}`", language?);
    Some(Figure::new(share, detail))
}

/// The share of the words that stand on both sides; 1 for the same text, if it has [`SMALL`] words in
/// small letters.
pub(super) fn copy(look: &Look<'_>) -> Option<Figure> {
    let [source, target] = look.sides();
    let share = copied_share(&source.text, &target.text)?;
    let small = |word: &&str| word.chars().count() >= 3 && word.chars().all(char::is_lowercase);
    let same = source.text().trim() == target.text().trim()
        && target.text.words().filter(small).count() >= SMALL;
    let share = if same { 1.0 } else { share };
    Some(Figure::new(share, "the output repeats the source"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    const FRENCH: &str = "Le maire a ouvert la nouvelle école hier matin, sous la pluie.";

    #[test]
    fn an_output_without_a_letter_is_empty() {
        assert!(found("empty", FRENCH, " … ").is_some());
        assert!(found("empty", "* * *", "").is_none());
        assert!(found("empty", "12", "12").is_none());
    }

    #[test]
    fn another_language_is_named_and_says_all() {
        let german = "Der Bürgermeister hat gestern Morgen die neue Schule eröffnet.";
        let detail = found("language", FRENCH, german).expect("German");
        assert_eq!(detail, "the output reads as `de`, not as `en`");
        assert!(found("names", FRENCH, german).is_none());
        let english = "The mayor opened the new school yesterday morning, in the rain.";
        assert!(found("language", FRENCH, english).is_none());
        // The source is in the wrong language, not the output.
        assert!(found("language", german, english).is_none());
    }

    #[test]
    fn a_copy_is_seen_and_a_row_of_names_is_none() {
        assert!(found("copy", FRENCH, FRENCH).is_some());
        let names = "Ludwig van Beethoven, Bonn 1770";
        assert!(found("copy", names, names).is_none());
        let alike = "La situation internationale est un simple accident.";
        let english = "The international situation is a simple accident.";
        assert!(found("copy", alike, english).is_none());
    }
}
